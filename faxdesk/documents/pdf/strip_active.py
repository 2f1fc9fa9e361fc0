"""Leave in a PDF only what is drawn: pages without actions, links, comments and attached files.

For what PDFium has written: one table of objects, each a plain dictionary, in which parentheses are escaped. What is
left out is overwritten with spaces, so that everything stays where the table says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(rb"<<|>>|\[|\]|\((?:[^\\()]|\\.)*\)|<[^<>]*>|/[^\s()<>\[\]{}/%]*|[^\s()<>\[\]{}/%]+", re.DOTALL)
_REFERENCE = re.compile(rb"\d+\s+\d+\s+R\b")
_OPENING, _CLOSING = (b"<<", b"["), (b">>", b"]")
_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_SECTION = re.compile(rb"\s*(\d+) (\d+)[ \r\n]+(?=\d{10} \d{5} [nf])")
_ENTRY = 20
"""Bytes of an entry in the table of objects (ISO 32000-1, 7.5.4)."""

_PAGE = b"/Type/Page"
_KEPT = frozenset({
    b"/Type", b"/Parent", b"/MediaBox", b"/CropBox", b"/Rotate", b"/UserUnit", b"/Resources", b"/Contents", b"/Group",
})  # fmt: skip
"""What of a page has to do with how it looks (ISO 32000-1, table 30)."""
_DROPPED = frozenset({b"/AF", b"/PieceInfo"})
"""Attached files and private data, which pictures and drawings may have as well (ISO 32000-2, 14.5 and 14.13)."""


def strip_active(pdf: bytearray) -> None:
    """Overwrite all else in the pages of `pdf`. Raises `ValueError` where it is not as PDFium writes."""
    starts = sorted(_objects(pdf))
    for start, end in zip(starts, [*starts[1:], len(pdf)], strict=True):
        if pdf.find(_PAGE, start, end) >= 0 or any(pdf.find(key, start, end) >= 0 for key in _DROPPED):
            _clean(pdf, start, end)


def _objects(pdf: bytearray) -> Iterator[int]:
    """Yield where objects begin."""
    found = _TABLE.search(pdf, max(0, len(pdf) - 64))
    if not found or not pdf.startswith(b"xref", at := int(found[1])):
        raise ValueError("there is no table of objects")
    at += len(b"xref")
    while section := _SECTION.match(pdf, at):
        at = section.end()
        for _ in range(int(section[2])):
            entry = pdf[at : at + _ENTRY]
            if entry[17:18] == b"n":
                yield int(entry[:10])
            at += _ENTRY


def _clean(pdf: bytearray, start: int, end: int) -> None:
    """Overwrite what is not to stay of the dictionary with which the object between `start` and `end` begins."""
    begin = pdf.find(b"obj", start, end) + len(b"obj")
    entries = list(_entries(pdf, begin, end))
    is_page = any(key == b"/Type" and bytes(pdf[value:stop]) == b"/Page" for key, _, value, stop in entries)
    for key, at, _, stop in entries:
        if key not in _KEPT if is_page else key in _DROPPED:
            pdf[at:stop] = b" " * (stop - at)


def _entries(pdf: bytearray, begin: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield the entries of a dictionary, nothing for other objects: key, its start, start and end of its value."""
    token = _TOKEN.search(pdf, begin, end)
    if token is None or token[0] != b"<<":
        return
    while (key := _TOKEN.search(pdf, token.end(), end)) and key[0] != b">>":
        start = _next(pdf, key.end(), end).start()
        token = _value(pdf, start, end)
        yield bytes(key[0]), key.start(), start, token.end()


def _value(pdf: bytearray, start: int, end: int) -> re.Match[bytes]:
    """Return the last token of the value that begins at `start`."""
    if reference := _REFERENCE.match(pdf, start, end):
        return reference
    depth = 0
    while True:
        token = _next(pdf, start, end)
        depth += (token[0] in _OPENING) - (token[0] in _CLOSING)
        if depth == 0:
            return token
        start = token.end()


def _next(pdf: bytearray, start: int, end: int) -> re.Match[bytes]:
    token = _TOKEN.search(pdf, start, end)
    if token is None:
        raise ValueError("a dictionary does not end")
    return token
