"""What the contents of a PDF call for and readers do not find, and contents that a broken string swallows.

Readers leave out a picture that is not in the file, and all that stands behind a string without an end. Text in a font
that is not there is drawn in another one, or left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from faxdesk.documents.pdf.objects import MOST_TEXT, Entries, PdfObjects, Ref, Stream, Value

_MOST_PAGES = 100
"""Pages that are looked at; each takes some 2 ms."""
_MOST_CONTENTS = 5_000_000
"""Bytes of contents that are looked at, in some 0.5 s."""
_DEEPEST = 4
"""Drawings within each other that are looked into."""
_DRAWN = re.compile(rb"/([^\s()<>\[\]{}/%]+)\s+Do\b")
_WRITTEN = re.compile(rb"/([^\s()<>\[\]{}/%]+)\s+[-+.\d]+\s+Tf\b")
_COMMENT = re.compile(rb"[^\r\n]*")
_MARK = re.compile(rb"\\.|[()%]|(?<!\S)BI(?!\S)", re.DOTALL)
"""What begins and ends strings, comments in which these mean nothing, and pictures within contents, of any bytes."""
_PICTURE = b"BI"


class Missing(NamedTuple):
    """Whether parts of pages are missing, and whether fonts are."""

    parts: bool
    fonts: bool


def missing_in(pdf: bytes) -> Missing:
    """Return what is missing on the pages of `pdf`, which PDFium has written."""
    parts = fonts = False
    try:
        for contents, missing in _Contents(PdfObjects(pdf)):
            parts = parts or missing.parts or _is_broken(contents)
            fonts = fonts or missing.fonts
    except ValueError:
        return Missing(parts=False, fonts=False)
    return Missing(parts, fonts)


class _Contents:
    """Iterates over contents, and whether anything that they draw or write with is missing."""

    def __init__(self, objects: PdfObjects) -> None:
        self._objects = objects
        self._left = _MOST_CONTENTS
        self._seen: set[int] = set()

    def __iter__(self) -> Iterator[tuple[bytes, Missing]]:
        for _, page in self._objects.pages()[:_MOST_PAGES]:
            contents = page.get("Contents")
            if isinstance(contents, Ref) and self._objects.value(contents) is None:
                yield b"", Missing(parts=True, fonts=False)
            else:
                data = b"\n".join(map(self._objects.unpacked, self._streams(contents)))
                yield from self._of(data, self._objects.dictionary(page.get("Resources")), 0)

    def _streams(self, contents: Value) -> Iterator[Stream]:
        for part in map(self._objects.value, self._objects.array(contents) or [contents]):
            if isinstance(part, Stream):
                yield part

    def _of(self, data: bytes, resources: Entries, depth: int) -> Iterator[tuple[bytes, Missing]]:
        # What is longer was not unpacked whole.
        self._left -= len(data)
        if self._left < 0 or len(data) >= MOST_TEXT:
            return
        drawings = self._objects.dictionary(resources.get("XObject"))
        found = self._called(_DRAWN, data, drawings)
        fonts = self._called(_WRITTEN, data, self._objects.dictionary(resources.get("Font")))
        yield data, Missing(None in found.values(), None in fonts.values())
        if depth < _DEEPEST:
            for name, drawing in found.items():
                yield from self._within(drawings.get(name), drawing, resources, depth + 1)

    def _called(self, command: re.Pattern[bytes], data: bytes, there: Entries) -> dict[str, Value]:
        """Return what contents call for by a command, by its name; None for what is not there."""
        names = {name.decode("latin-1") for name in command.findall(data) if b"#" not in name}
        return {name: self._objects.value(there.get(name)) for name in names}

    def _within(self, ref: object, drawing: object, resources: Entries, depth: int) -> Iterator[tuple[bytes, Missing]]:
        if not isinstance(ref, Ref) or not isinstance(drawing, Stream) or ref.number in self._seen:
            return
        self._seen.add(ref.number)
        if drawing.entries.get("Subtype") == "Form":
            own = self._objects.dictionary(drawing.entries.get("Resources")) or resources
            yield from self._of(self._objects.unpacked(drawing), own, depth)


def _is_broken(contents: bytes) -> bool:
    """True where a string in contents has no end (ISO 32000-1, 7.3.4.2)."""
    depth = at = 0
    while found := _MARK.search(contents, at):
        mark, at = found[0], found.end()
        if mark == b"(":
            depth += 1
        elif mark == b")":
            depth = max(0, depth - 1)
        elif depth:
            continue
        elif mark == _PICTURE:
            return False
        elif mark == b"%":
            at = len(contents) if (line := _COMMENT.match(contents, at)) is None else line.end()
    return depth > 0
