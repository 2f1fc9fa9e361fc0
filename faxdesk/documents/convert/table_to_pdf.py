"""A table with a heading becomes pages of a PDF to print, file or mail, in the fonts of every reader.

Letters that these lack are set in fonts of this computer, embedded in parts.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.core.pdfium import LOCK
from faxdesk.documents.convert.fonts import fonts
from faxdesk.documents.pdf.reader import library
from faxdesk.documents.pdf.saving import save_pdf

if TYPE_CHECKING:
    from faxdesk.documents.common.paper import PageSize

_MARGIN = 42.0
"""Points (15 mm)."""
_SMALL, _TEXT, _FIGURE, _TITLE = 7.5, 8.5, 17.0, 19.0
"""Points of the letters: of labels, cells, numbers and the heading."""
_LEADING = 1.32
_PADDING = 4.0
_GAP = 6.0
_MOST_LINES = 8
"""Lines of a cell; what is longer is cut off with an ellipsis."""
_INK, _GREY, _RULE, _SHADE = (31, 41, 55), (107, 114, 128), (209, 213, 219), (243, 244, 246)
_TONES = {"good": (21, 128, 61), "bad": (185, 28, 28), "doubt": (161, 98, 7), "plain": _INK}
_BAR = {**_TONES, "plain": (156, 163, 175)}
_ELLIPSIS = "\u2026"
_WESTERN = frozenset(map(ord, bytes(range(32, 256)).decode("cp1252", errors="ignore")))
"""What the standard fonts have (WinAnsiEncoding, ISO 32000-1, annex D)."""


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A number in the heading. `tone` is "good", "bad", "doubt" or "plain"."""

    words: str
    number: int
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of the table. `tone` colours its state, the third cell; lines after the first of a cell are grey."""

    cells: tuple[str, ...]
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class PdfTable:
    """What stands on the pages. `facts` are labels and texts below the title, `shares` the widths of the columns.

    The first of `figures` counts all; the others are parts of it, which a bar shows.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    figures: Sequence[TableFigure]
    note: str
    titles: tuple[str, ...]
    shares: tuple[float, ...]
    lines: Sequence[TableLine]
    footer: str = ""


def table_to_pdf(table: PdfTable, out: Path, paper: PageSize) -> None:
    """Write the table to `out`. Raises `OSError` where that cannot be written."""
    with LOCK, closing(library().PdfDocument.new()) as document:
        _Writer(document, table, paper).write()
        save_pdf(document, out, library().raw.FPDF_SUBSET_NEW_FONTS)


class _Face:
    """A font in a document, the code points it has, and how wide its letters are."""

    def __init__(self, handle: Any, characters: frozenset[int], glyphs: Mapping[int, int]) -> None:
        self.handle, self.characters, self.glyphs = handle, characters, glyphs
        self._widths: dict[str, float] = {}

    def width(self, letter: str) -> float:
        """Return the width of a letter of one point."""
        if letter not in self._widths:
            code = self.glyphs.get(ord(letter), 0) if self.glyphs else _winansi(letter)
            found = ctypes.c_float()
            known = library().raw.FPDFFont_GetGlyphWidth(self.handle, code, 1000.0, found)
            self._widths[letter] = found.value / 1000 if known and found.value > 0 else 0.55
        return self._widths[letter]


def _winansi(letter: str) -> int:
    return letter.encode("cp1252", "replace")[0]


class _Faces:
    """The plain and the bold font, and those that have what these lack."""

    def __init__(self, document: Any, letters: set[int]) -> None:
        raw = library().raw
        self.plain, self.bold = (
            _Face(raw.FPDFText_LoadStandardFont(document, name), _WESTERN, {})
            for name in (b"Helvetica", b"Helvetica-Bold")
        )
        self._others: list[_Face] = []
        missing = letters - _WESTERN
        for font in fonts() if missing else ():
            if not missing & font.characters or font.even:
                continue
            data = (ctypes.c_uint8 * len(font.data)).from_buffer_copy(font.data)
            handle = raw.FPDFText_LoadFont(document, data, len(font.data), raw.FPDF_FONT_TRUETYPE, True)
            self._others.append(_Face(handle, font.characters, font.glyphs))
            missing -= font.characters

    def runs(self, text: str, *, bold: bool) -> Iterator[tuple[str, _Face]]:
        """Yield the parts of a text that are set in one font, with a question mark for what none has."""
        usual = self.bold if bold else self.plain
        run, face = "", usual
        for letter in text:
            wanted = usual if ord(letter) in _WESTERN else self._other(letter)
            shown = letter if wanted is not None else "?"
            if (wanted or usual) is not face:
                if run:
                    yield run, face
                run, face = "", wanted or usual
            run += shown
        if run:
            yield run, face

    def _other(self, letter: str) -> _Face | None:
        return next((face for face in self._others if ord(letter) in face.characters), None)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is, in points."""
        return size * sum(face.width(letter) for run, face in self.runs(text, bold=bold) for letter in run)


class _Writer:
    """Sets a table on pages of a document, from the top down; `_at` is the height that is free."""

    def __init__(self, document: Any, table: PdfTable, paper: PageSize) -> None:
        self._document, self._table, self._paper = document, table, paper
        self._raw = library().raw
        texts = [table.title, table.note, *(text for fact in table.facts for text in fact), *table.titles]
        letters = {ord(sign) for text in texts for sign in text}
        letters |= {ord(sign) for line in table.lines for cell in line.cells for sign in cell}
        self._faces = _Faces(document, {code for code in letters if code > 32})
        self._width = paper.width - 2 * _MARGIN
        self._columns = [share * self._width for share in table.shares]
        self._pages: list[Any] = []
        self._at = 0.0

    def write(self) -> None:
        """Set all pages, then their numbers."""
        self._new_page()
        self._heading()
        self._titles()
        for number, line in enumerate(self._table.lines):
            self._line(line, shaded=number % 2 == 1)
        for number, page in enumerate(self._pages, 1):
            words = f"Page {number} of {len(self._pages)}"
            left = self._paper.width - _MARGIN - self._faces.width(words, _SMALL)
            self._text(page, self._table.footer, _MARGIN, _MARGIN - 14, _SMALL, _GREY)
            self._text(page, words, left, _MARGIN - 14, _SMALL, _GREY)
            page.gen_content()
            page.close()

    def _new_page(self) -> None:
        self._pages.append(self._document.new_page(self._paper.width, self._paper.height))
        self._at = self._paper.height - _MARGIN

    def _heading(self) -> None:
        page = self._pages[-1]
        self._at -= _TITLE
        self._text(page, self._table.title, _MARGIN, self._at, _TITLE, _INK, bold=True)
        self._at -= 10
        for label, text in self._table.facts:
            for number, (words, _) in enumerate(self._wrapped(text, self._width - 70, _TEXT)[:3]):
                self._at -= _TEXT * _LEADING
                if not number:
                    self._text(page, label, _MARGIN, self._at, _TEXT, _GREY)
                self._text(page, words, _MARGIN + 70, self._at, _TEXT, _INK)
        self._at -= 14
        self._figures(page)
        if self._table.note:
            for words, _ in self._wrapped(self._table.note, self._width, _TEXT):
                self._at -= _TEXT * _LEADING
                self._text(page, words, _MARGIN, self._at, _TEXT, _TONES["bad"])
            self._at -= 10

    def _figures(self, page: Any) -> None:
        figures = self._table.figures
        width = self._width / max(len(figures), 6)
        for number, figure in enumerate(figures):
            left = _MARGIN + number * width
            tone = _TONES[figure.tone] if figure.number else _GREY
            self._text(page, str(figure.number), left, self._at - _FIGURE, _FIGURE, tone, bold=True)
            self._text(page, figure.words, left, self._at - _FIGURE - 12, _SMALL, _GREY)
        self._at -= _FIGURE + 24
        total = figures[0].number if figures else 0
        left = _MARGIN
        self._box(page, _MARGIN, self._at, self._width, 5, _SHADE)
        for figure in figures[1:]:
            part = self._width * figure.number / total if total else 0.0
            if part:
                self._box(page, left, self._at, max(0.5, part - 1), 5, _BAR[figure.tone])
            left += part
        self._at -= 16

    def _titles(self) -> None:
        page = self._pages[-1]
        self._at -= _TEXT + _PADDING
        left = _MARGIN
        for title, width in zip(self._table.titles, self._columns, strict=True):
            self._text(page, title, left, self._at, _SMALL, _GREY, bold=True)
            left += width
        self._at -= _PADDING
        self._box(page, _MARGIN, self._at, self._width, 0.8, _RULE)

    def _line(self, line: TableLine, *, shaded: bool) -> None:
        cells = [
            self._wrapped(cell, width - _GAP, _TEXT)[:_MOST_LINES]
            for cell, width in zip(line.cells, self._columns, strict=True)
        ]
        height = max(map(len, cells), default=1) * _TEXT * _LEADING + 2 * _PADDING
        if self._at - height < _MARGIN:
            self._new_page()
            self._titles()
            shaded = False
        page = self._pages[-1]
        if shaded:
            self._box(page, _MARGIN - 3, self._at - height, self._width + 6, height, _SHADE)
        left = _MARGIN
        for number, (lines, width) in enumerate(zip(cells, self._columns, strict=True)):
            for row, (words, more) in enumerate(lines):
                down = self._at - _PADDING - _TEXT - row * _TEXT * _LEADING
                colour = _TONES[line.tone] if number == _STATE else _GREY if more else _INK
                self._text(page, words, left, down + 1.5, _TEXT, colour, bold=number == _STATE)
            left += width
        self._at -= height

    def _wrapped(self, text: str, width: float, size: float) -> list[tuple[str, bool]]:
        """Return a text in lines that fit, and of each whether it belongs to a later line of the text."""
        lines = [
            (line, number > 0)
            for number, part in enumerate(text.splitlines())
            for line in self._broken(part, width, size)
        ]
        if len(lines) > _MOST_LINES:
            last, more = lines[_MOST_LINES - 1]
            lines[_MOST_LINES - 1] = f"{last[:-1]}{_ELLIPSIS}", more
        return lines

    def _broken(self, text: str, width: float, size: float) -> Iterator[str]:
        """Yield the lines of a text, broken between words where that is possible."""
        line = ""
        for word in text.split(" "):
            tried = f"{line} {word}" if line else word
            if self._faces.width(tried, size) <= width:
                line = tried
                continue
            if line:
                yield line
            *pieces, line = self._pieces(word, width, size)
            yield from pieces
        yield line

    def _pieces(self, word: str, width: float, size: float) -> Iterator[str]:
        piece = ""
        for letter in word:
            if piece and self._faces.width(piece + letter, size) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece

    def _text(
        self, page: Any, text: str, left: float, height: float, size: float, colour: tuple[int, int, int], *,
        bold: bool = False,
    ) -> None:  # fmt: skip
        for run, face in self._faces.runs(text, bold=bold):
            if run.strip():
                self._run(page, run, face, left, height, size, colour)
            left += size * sum(map(face.width, run))

    def _run(
        self, page: Any, run: str, face: _Face, left: float, height: float, size: float, colour: tuple[int, int, int]
    ) -> None:
        raw = self._raw
        thing = raw.FPDFPageObj_CreateTextObj(self._document, face.handle, size)
        if face.glyphs:
            codes = [face.glyphs.get(ord(sign), 0) for sign in run]
            raw.FPDFText_SetCharcodes(thing, (ctypes.c_uint32 * len(codes))(*codes), len(codes))
        else:
            coded = run.encode("utf-16-le") + b"\0\0"
            raw.FPDFText_SetText(thing, (ctypes.c_ushort * (len(coded) // 2)).from_buffer_copy(coded))
        raw.FPDFPageObj_SetFillColor(thing, *colour, 255)
        raw.FPDFPageObj_Transform(thing, 1, 0, 0, 1, left, height)
        raw.FPDFPage_InsertObject(page, thing)

    def _box(
        self, page: Any, left: float, bottom: float, width: float, height: float, colour: tuple[int, int, int]
    ) -> None:
        raw = self._raw
        thing = raw.FPDFPageObj_CreateNewRect(left, bottom, width, height)
        raw.FPDFPageObj_SetFillColor(thing, *colour, 255)
        raw.FPDFPath_SetDrawMode(thing, raw.FPDF_FILLMODE_WINDING, False)
        raw.FPDFPage_InsertObject(page, thing)


_STATE = 2
"""The column of the state, which is coloured."""
