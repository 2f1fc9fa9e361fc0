"""Plain text becomes pages of a PDF, in a typewriter's grid, with fonts of this computer embedded in parts."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.core.quantities import size_text
from faxdesk.core.shared_files import open_for_reading
from faxdesk.documents.common.encoding_guess import encoding_text, is_other_script
from faxdesk.documents.common.findings import Finding, FindingLevel
from faxdesk.documents.common.paper import MOST_PAGES, PageSize, too_many_pages
from faxdesk.documents.common.text_encoding import decoded
from faxdesk.documents.convert import text_decoding
from faxdesk.documents.convert.fonts import Font, fonts
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf

MOST_BYTES = 5_000_000
"""Bytes of a text file; 1,000 pages have as many."""
_MARGIN = 51.0
"""Points (18 mm): 80 columns then fit on A4."""
_SIZE, _LEADING = 10.0, 12.0
"""Points of the letters, well above what a fax blurs, and from line to line."""
_COURIER = "Courier"
"""One of the fonts that every reader of PDFs has (ISO 32000-1, 9.6.2.2), for computers without any of ours."""
_MOST_NAMED = 12
"""Characters that a refusal or a finding names."""
_UNREAD = "\ufffd"
"""What stands for bytes that are no letter in the encoding that was guessed."""
_IN_PLACE = "\u25a1\ufffd?"
"""What stands where no font has a character: the first of these that one has."""
_MOST_LACKING = 0.1
"""Share of the letters that may be missing. With more of them gone the text is not what its author wrote."""
_LETTERS = "LMN"
"""Unicode's categories of letters, accents and numbers, by their first letter; all else is signs."""

Progress = Callable[[int], None]
"""Told after each page how many are done."""


class _Face(NamedTuple):
    """A font that is loaded into a document, and the code points that it has.

    `glyphs` are their numbers, which are the codes in the document where the font is embedded; without them PDFium
    looks up the codes.
    """

    handle: Any
    characters: frozenset[int]
    glyphs: Mapping[int, int]


def text_to_pdf(
    path: Path, out: Path, paper: PageSize, name: str, progress: Progress = lambda _: None
) -> tuple[Finding, ...]:
    """Write the text file at `path` to `out` as a PDF on `paper`; return what is said about it.

    What no font has is a box, and said so. Raises `InputRefused`, naming the file `name`, where it is too long, is in a
    script that cannot be set or has too many characters that no font has, and `OSError` where it cannot be read or
    `out` cannot be written.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputRefused(
            name,
            f"The text is too long for a fax: {size_text(path.stat().st_size)}.",
            "Send the part that matters, or open it in its own program and save that as a PDF.",
        )
    with open_for_reading(path) as file:
        raw, guessed, is_cut = decoded(file.read())
    text = text_decoding.readable(raw)
    if not text.strip():
        raise InputRefused(name, "There is nothing in this text file to read.", "Check that it is the right file.")
    with LOCK, closing(library().PdfDocument.new()) as document:
        faces = _faces(document, text)
        lacking = text_decoding.unsettable(text, frozenset().union(*(face.characters for face in faces)))
        _check_settable(text, lacking, name)
        setter = _Setter(document, paper, faces)
        laid_out = list(text_decoding.pages(text, setter.columns, setter.rows))
        if len(laid_out) > MOST_PAGES:
            raise too_many_pages(name, len(laid_out))
        setter.set(laid_out, progress)
        save_pdf(document, out, library().raw.FPDF_SUBSET_NEW_FONTS)
    return (*_guess_finding(guessed, raw), *([_CUT] if is_cut else ()), *_lacking_finding(lacking, laid_out))


_CUT = Finding("end_mark", "An end mark stands in the text, and what is behind it is no text. That is not faxed.")


_LOOK = "Look at ä, é and the like."


def _guess_finding(guessed: str, text: str) -> tuple[Finding, ...]:
    if not guessed:
        return ()
    read = encoding_text(guessed)
    is_other = is_other_script(guessed)
    level = FindingLevel.WARNING if is_other or _UNREAD in text else FindingLevel.NOTE
    advice = "Look whether it says what it should: another script may be meant." if is_other else _LOOK
    said = f"The text does not say how its letters are coded; it was read as {read}. {advice}"
    return (Finding("encoding_guessed", said, level=level),)


def _lacking_finding(lacking: Sequence[str], laid_out: Sequence[Sequence[str]]) -> tuple[Finding, ...]:
    """Return what is said of characters in whose place there is a box."""
    if not lacking:
        return ()
    named = ", ".join(f"{sign} ({_called(sign)})" for sign in lacking[:_MOST_NAMED])
    more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
    text = f"No font of this computer has these characters, and a box stands in their place: {named}{more}."
    wanted = set(lacking)
    pages = tuple(number for number, lines in enumerate(laid_out, 1) if any(wanted & set(line) for line in lines))
    return (Finding("missing_glyphs", text, pages),)


def _called(sign: str) -> str:
    """Return the name of a character: "grinning face", or its number where it has none."""
    return unicodedata.name(sign, "").lower() or f"U+{ord(sign):04X}"


def _check_settable(text: str, lacking: Sequence[str], name: str) -> None:
    """Refuse a text that nobody could read with boxes in the place of what cannot be set."""
    if found := text_decoding.shaped(text):
        raise _cannot_be_set(found, name)
    signs = Counter(text)
    letters = sum(count for sign, count in signs.items() if unicodedata.category(sign)[0] in _LETTERS)
    gone = sum(signs[sign] for sign in lacking if unicodedata.category(sign)[0] in _LETTERS)
    left = sum(count for sign, count in signs.items() if not sign.isspace()) - sum(signs[sign] for sign in lacking)
    if lacking and (gone > _MOST_LACKING * letters or not left):
        raise _cannot_be_set(lacking, name)


def _faces(document: Any, text: str) -> list[_Face]:
    """Load the fonts that the text needs, that of the grid first."""
    grid, others = _chosen({ord(sign) for sign in text if not sign.isspace()})
    first = _courier(document) if grid is None else _embedded(document, grid)
    return [first, *(_embedded(document, font) for font in others)]


def _chosen(needed: set[int]) -> tuple[Font | None, list[Font]]:
    """Return the best font of even width, None where there is no such, and those that have what it lacks."""
    grid: Font | None = None
    others: list[Font] = []
    missing = needed
    for font in fonts():
        if grid is None and font.even:
            grid = font
            missing = missing - font.characters
        elif missing & font.characters:
            others.append(font)
            missing = missing - font.characters
        if grid is not None and not missing:
            break
    return grid, others


def _western() -> frozenset[int]:
    """The code points that the fonts of every reader have: those of Western Windows."""
    return frozenset(map(ord, bytes(range(32, 256)).decode("cp1252", errors="ignore")))


def _cannot_be_set(lacking: Sequence[str], name: str) -> InputRefused:
    shown = " ".join(lacking[:_MOST_NAMED])
    more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
    return InputRefused(
        name,
        f"FaxDesk cannot set these characters of the text: {shown}{more}.",
        "Open it in an editor or office program and save or print it as a PDF, then add that file.",
    )


def _courier(document: Any) -> _Face:
    return _Face(library().raw.FPDFText_LoadStandardFont(document, _COURIER.encode()), _western(), {})


def _embedded(document: Any, font: Font) -> _Face:
    raw = library().raw
    data = (ctypes.c_uint8 * len(font.data)).from_buffer_copy(font.data)
    handle = raw.FPDFText_LoadFont(document, data, len(font.data), raw.FPDF_FONT_TRUETYPE, True)
    return _Face(handle, font.characters, font.glyphs)


class _Setter:
    """Sets lines of text on pages of `document`. The first of the faces has the grid's pace."""

    def __init__(self, document: Any, paper: PageSize, faces: Sequence[_Face]) -> None:
        self._document, self._paper, self._faces = document, paper, faces
        self._raw = library().raw
        self._in_place = next((sign for sign in _IN_PLACE if self._face_of(sign) is not None), _IN_PLACE[-1])
        cell = ctypes.c_float()
        # Points from letter to letter; the same for all letters of that face.
        known = self._raw.FPDFFont_GetGlyphWidth(faces[0].handle, ord("0"), _SIZE, cell) and cell.value > 0
        self._cell = cell.value if known else 0.6 * _SIZE
        self.columns = int((paper.width - 2 * _MARGIN) / self._cell)
        self.rows = int((paper.height - 2 * _MARGIN) / _LEADING)

    def set(self, pages: Sequence[Sequence[str]], progress: Progress) -> None:
        """Add a page for each list of lines."""
        for number, lines in enumerate(pages, 1):
            page = self._document.new_page(self._paper.width, self._paper.height)
            for row, line in enumerate(lines):
                height = self._paper.height - _MARGIN - _SIZE - row * _LEADING
                for column, text, face in self._runs(line):
                    self._set_run(page, text, face, _MARGIN + column * self._cell, height)
            page.gen_content()
            page.close()
            progress(number)

    def _runs(self, line: str) -> Iterator[tuple[int, str, int]]:
        """Yield what is set in one go: its column, the text and the face.

        Accents, letters of two columns and those of other faces are set one by one, as their pace is another.
        """
        column, start, run = 0, 0, ""
        for wanted in line:
            wide, (sign, face) = text_decoding.width(wanted), self._drawn(wanted)
            if face == 0 and wide == 1:
                run += sign
                column += 1
                continue
            yield start, run, 0
            yield max(0, column - (wide == 0)), sign, face
            column += wide
            start, run = column, ""
        yield start, run, 0

    def _drawn(self, sign: str) -> tuple[str, int]:
        """Return what is drawn for a character, and with which face."""
        face = 0 if sign.isspace() else self._face_of(sign)
        return (sign, face) if face is not None else (self._in_place, self._face_of(self._in_place) or 0)

    def _face_of(self, sign: str) -> int | None:
        code = ord(sign)
        return next((number for number, face in enumerate(self._faces) if code in face.characters), None)

    def _set_run(self, page: Any, text: str, face: int, left: float, height: float) -> None:
        if not text.strip():
            return
        raw = self._raw
        thing = raw.FPDFPageObj_CreateTextObj(self._document, self._faces[face].handle, _SIZE)
        if glyphs := self._faces[face].glyphs:
            # By their numbers: from code points PDFium finds none of those beyond 16 bits.
            codes = [glyphs.get(ord(sign), glyphs.get(ord(" "), 0)) for sign in text]
            raw.FPDFText_SetCharcodes(thing, (ctypes.c_uint32 * len(codes))(*codes), len(codes))
        else:
            coded = text.encode("utf-16-le") + b"\0\0"
            raw.FPDFText_SetText(thing, (ctypes.c_ushort * (len(coded) // 2)).from_buffer_copy(coded))
        raw.FPDFPageObj_Transform(thing, 1, 0, 0, 1, left, height)
        raw.FPDFPage_InsertObject(page, thing)
