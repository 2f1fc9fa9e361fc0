"""A table with a heading becomes pages of a PDF to print, file or mail."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.core.pdfium import LOCK
from faxdesk.documents.convert.page_drawing import GREY, INK, LEADING, RULE, SHADE, TONES, PageDrawing, Style
from faxdesk.documents.pdf.library import library
from faxdesk.documents.pdf.saving import save_pdf

if TYPE_CHECKING:
    from faxdesk.documents.common.paper import PageSize

_MARGIN = 42.0
"""Points (15 mm)."""
_SMALL, _TEXT, _FIGURE, _TITLE = 7.5, 8.5, 17.0, 19.0
"""Points of the letters: of labels, cells, numbers and the heading."""
_PADDING = 4.0
_GAP = 6.0
_MOST_LINES = 8
"""Lines of a cell; what is longer is cut off with an ellipsis."""
_BAR = {**TONES, "plain": (156, 163, 175)}


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A number in the heading. `tone` is "good", "bad", "doubt" or "plain"."""

    words: str
    number: int
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of the table. `tone` colours its state, the third cell; lines after the first of a cell are grey.

    A cell that begins with an empty line has grey ones only.
    """

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


class _Writer:
    """Sets a table on pages of a document, from the top down; `_at` is the height that is free."""

    def __init__(self, document: Any, table: PdfTable, paper: PageSize) -> None:
        self._document, self._table, self._paper = document, table, paper
        texts = [table.title, table.note, *(text for fact in table.facts for text in fact), *table.titles]
        texts += (cell for line in table.lines for cell in line.cells)
        texts.append(table.footer)
        self._drawing = PageDrawing(document, texts)
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
            left = self._paper.width - _MARGIN - self._drawing.width(words, _SMALL)
            for foot, _ in self._drawing.lines(self._table.footer, left - _MARGIN - 4 * _GAP, _SMALL, 1):
                self._drawing.text(page, foot, _MARGIN, _MARGIN - 14, _SMALL, GREY)
            self._drawing.text(page, words, left, _MARGIN - 14, _SMALL, GREY)
            page.gen_content()
            page.close()

    def _new_page(self) -> None:
        self._pages.append(self._document.new_page(self._paper.width, self._paper.height))
        self._at = self._paper.height - _MARGIN

    def _heading(self) -> None:
        page = self._pages[-1]
        self._at -= _TITLE
        self._drawing.text(page, self._table.title, _MARGIN, self._at, _TITLE, INK, Style.BOLD)
        self._at -= 10
        for label, text in self._table.facts:
            for number, (words, _) in enumerate(self._drawing.lines(text, self._width - 70, _TEXT, _MOST_LINES)[:3]):
                self._at -= _TEXT * LEADING
                if not number:
                    self._drawing.text(page, label, _MARGIN, self._at, _TEXT, GREY)
                self._drawing.text(page, words, _MARGIN + 70, self._at, _TEXT, INK)
        self._at -= 14
        self._figures(page)
        if self._table.note:
            for words, _ in self._drawing.lines(self._table.note, self._width, _TEXT, _MOST_LINES):
                self._at -= _TEXT * LEADING
                self._drawing.text(page, words, _MARGIN, self._at, _TEXT, TONES["bad"])
            self._at -= 10

    def _figures(self, page: Any) -> None:
        figures = self._table.figures
        width = self._width / max(len(figures), 6)
        for number, figure in enumerate(figures):
            left = _MARGIN + number * width
            tone = TONES[figure.tone] if figure.number else GREY
            self._drawing.text(page, str(figure.number), left, self._at - _FIGURE, _FIGURE, tone, Style.BOLD)
            self._drawing.text(page, figure.words, left, self._at - _FIGURE - 12, _SMALL, GREY)
        self._at -= _FIGURE + 24
        total = figures[0].number if figures else 0
        left = _MARGIN
        self._drawing.box(page, _MARGIN, self._at, self._width, 5, SHADE)
        for figure in figures[1:]:
            part = self._width * figure.number / total if total else 0.0
            if part:
                self._drawing.box(page, left, self._at, max(0.5, part - 1), 5, _BAR[figure.tone])
            left += part
        self._at -= 16

    def _titles(self) -> None:
        page = self._pages[-1]
        self._at -= _TEXT + _PADDING
        left = _MARGIN
        for title, width in zip(self._table.titles, self._columns, strict=True):
            self._drawing.text(page, title, left, self._at, _SMALL, GREY, Style.BOLD)
            left += width
        self._at -= _PADDING
        self._drawing.box(page, _MARGIN, self._at, self._width, 0.8, RULE)

    def _line(self, line: TableLine, *, shaded: bool) -> None:
        cells = [
            self._drawing.lines(cell, width - _GAP, _TEXT, _MOST_LINES)
            for cell, width in zip(line.cells, self._columns, strict=True)
        ]
        cells = [lines[1:] if len(lines) > 1 and not lines[0][0] else lines for lines in cells]
        height = max(map(len, cells), default=1) * _TEXT * LEADING + 2 * _PADDING
        if self._at - height < _MARGIN:
            self._new_page()
            self._titles()
            shaded = False
        page = self._pages[-1]
        if shaded:
            self._drawing.box(page, _MARGIN - 3, self._at - height, self._width + 6, height, SHADE)
        left = _MARGIN
        for number, (lines, width) in enumerate(zip(cells, self._columns, strict=True)):
            for row, (words, more) in enumerate(lines):
                down = self._at - _PADDING - _TEXT - row * _TEXT * LEADING
                colour = TONES[line.tone] if number == _STATE else GREY if more else INK
                style = Style.BOLD if number == _STATE else Style.PLAIN
                self._drawing.text(page, words, left, down + 1.5, _TEXT, colour, style)
            left += width
        self._at -= height


_STATE = 2
"""The column of the state, which is coloured."""
