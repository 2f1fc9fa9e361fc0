"""A list as a table on paper: its titles on each sheet, and on which sheet of how many one is."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from faxdesk.core.cancel_token import check
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.container import Services
    from faxdesk.store.store import Store
    from faxdesk.ui.printing.paper import Paper, PrintProgress

ReadLines = Callable[["Store", Sequence[int]], Iterable[tuple[int, Sequence[str]]]]
"""Reads some rows: the key of each and what its cells say. May be called from any thread."""
_ROWS = 200
"""Rows that are read from the database at once."""
_WIDEST = 0.25
"""The most of the paper that a column takes which is not elastic."""
_WRAP = int(Qt.TextFlag.TextWrapAnywhere | Qt.TextFlag.TextWordWrap)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)


class PrintedColumn(NamedTuple):
    """A column of the table. The one that is `elastic` has `width` average letters at the least; the others are as wide
    as what they say.
    """

    title: str
    width: int
    at_right: bool = False
    elastic: bool = False


@dataclass(frozen=True, slots=True)
class ListPrintout:
    """The rows of some keys, in their order. `subtitle` says which they are; `made` when this was printed.

    `right_to_left` has the first column at the right, as the language of the window wants.
    """

    title: str
    subtitle: str
    made: str
    columns: tuple[PrintedColumn, ...]
    keys: Sequence[int]
    read: ReadLines
    font: QFont
    right_to_left: bool = False
    landscape: bool = True
    margin: float = tokens.PRINT_MARGIN

    def print_on(self, paper: Paper, services: Services, cancel: CancelToken, tell: PrintProgress) -> tuple[str, ...]:
        """Measure all rows, then paint them: only then it is known how many sheets there are."""
        table = _Table(self, paper)
        table.fit(islice(self._rows(services.store, cancel), _ROWS))
        heights = array("d")
        for row in self._rows(services.store, cancel):
            heights.append(table.height(row))
            tell(QCoreApplication.translate("Printing", "Laying out the list…"), len(heights) / (2 * len(self.keys)))
        ends = table.breaks(heights)
        done = 0
        rows = self._rows(services.store, cancel)
        for number, end in enumerate(ends, 1):
            said = QCoreApplication.translate("Printing", "Printing sheet {number} of {count}…").format(
                number=number, count=len(ends)
            )
            tell(said, 0.5 + number / (2 * len(ends)))
            table.begin(paper.next(), number, len(ends))
            for height in heights[done:end]:
                table.paint_row(next(rows), height)
            done = end
        return ()

    def _rows(self, store: Store, cancel: CancelToken) -> Iterator[Sequence[str]]:
        """Yield what each row says; nothing of one that has gone meanwhile."""
        for start in range(0, len(self.keys), _ROWS):
            check(cancel)
            part = self.keys[start : start + _ROWS]
            found = dict(self.read(store, part))
            yield from (found.get(key, ()) for key in part)


class _Table:
    """The measures of the table on some paper, and the sheet that is painted."""

    def __init__(self, printout: ListPrintout, paper: Paper) -> None:
        self._printout, self._room, self._dots = printout, paper.room, paper.dots
        self._device = paper.device
        self._body = QFont(printout.font)
        self._body.setPointSizeF(tokens.PRINT_LETTERS)
        self._strong = scaled(self._body, tokens.BODY, bold=True)
        self._title = scaled(self._body, tokens.DISPLAY, bold=True)
        self._body_metrics = QFontMetricsF(self._body, paper.device)
        self._title_metrics = QFontMetricsF(self._title, paper.device)
        self._gap = tokens.PRINT_GAP * self._dots
        self._line = self._body_metrics.height()
        self._places: list[tuple[float, float]] = []
        self._painter: QPainter | None = None
        self._top = 0.0

    def fit(self, rows: Iterable[Sequence[str]]) -> None:
        """Make each column as wide as what it says in these rows, within limits; the elastic one gets the rest."""
        columns, letter = self._printout.columns, self._body_metrics.averageCharWidth()
        strong, most = QFontMetricsF(self._strong, self._device), _WIDEST * self._room.width()
        wanted = [
            column.width * letter if column.elastic else strong.horizontalAdvance(column.title) for column in columns
        ]
        for row in rows:
            for place, text in enumerate(row):
                if not columns[place].elastic:
                    widest = max(map(self._body_metrics.horizontalAdvance, text.split("\n")))
                    wanted[place] = max(wanted[place], min(widest, most))
        # What is measured and what is drawn may differ by a dot.
        wanted = [width + self._gap + self._dots for width in wanted]
        self._places = list(self._placed(wanted))

    def _placed(self, wanted: list[float]) -> Iterator[tuple[float, float]]:
        """Yield left and width of each column. Where there is not the room for all, each gets less."""
        over = self._room.width() - sum(wanted)
        if over > 0:
            elastic = (place for place, column in enumerate(self._printout.columns) if column.elastic)
            wanted[next(elastic, -1)] += over
        else:
            wanted = [width * self._room.width() / sum(wanted) for width in wanted]
        left = 0.0
        for width in wanted:
            yield (self._room.width() - left - width if self._printout.right_to_left else left), width
            left += width

    # ------------------------------------------------------------------------------------------------ measures

    def _head(self, number: int) -> float:
        """Return how much of a sheet is above its first row."""
        titles = self._line + 2 * self._gap
        return titles if number > 1 else titles + self._title_metrics.height() + self._line + 2 * self._gap

    @property
    def _foot(self) -> float:
        return self._line + 2 * self._gap

    def height(self, row: Sequence[str]) -> float:
        """Return how high a row is, at the most as high as a sheet has room for."""
        lines = [
            self._body_metrics.boundingRect(QRectF(0, 0, width - self._gap, self._room.height()), _WRAP, text).height()
            for (_left, width), text in zip(self._places, row, strict=False)
        ]
        most = self._room.height() - self._head(1) - self._foot
        return min(most, max((self._line, *lines)) + self._gap)

    def breaks(self, heights: Sequence[float]) -> list[int]:
        """Return for each sheet the number of the row behind its last one. Without rows there is one sheet."""
        ends: list[int] = []
        left = self._room.height() - self._head(1) - self._foot
        for place, height in enumerate(heights):
            if height > left:
                ends.append(place)
                left = self._room.height() - self._head(2) - self._foot
            left -= height
        return [*ends, len(heights)]

    # ------------------------------------------------------------------------------------------------ painting

    def begin(self, painter: QPainter, number: int, count: int) -> None:
        """Paint what each sheet has: the titles of the columns, and below the rows which sheet it is."""
        printout, self._painter, self._top = self._printout, painter, 0.0
        # Each text runs as its letters do: the groups of a number are never turned round.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        ink, muted = QColor(tokens.PRINT), QColor(tokens.PAPER_INK)
        whole = self._room.width()
        if number == 1:
            high = self._title_metrics.height()
            self._write(QRectF(0, 0, whole, high), printout.title, self._title, ink)
            self._write(QRectF(0, high, whole, self._line), printout.subtitle, self._body, muted)
            self._top = high + self._line + 2 * self._gap
        for (left, width), column in zip(self._places, printout.columns, strict=True):
            room = QRectF(left, self._top + self._gap / 2, width - self._gap, self._line)
            self._write(room, column.title, self._strong, ink, at_right=column.at_right)
        self._top += self._line + 2 * self._gap
        self._rule(self._top - self._gap, QColor(tokens.PRINT))
        foot = QRectF(0, self._room.height() - self._line, whole, self._line)
        self._write(foot, printout.made, self._body, muted)
        sheet = QCoreApplication.translate("Printing", "Page {number} of {count}").format(number=number, count=count)
        self._write(foot, sheet, self._body, muted, at_right=True)

    def paint_row(self, row: Sequence[str], height: float) -> None:
        """Paint the next row, within the height that was measured for it."""
        room_below = height - self._gap
        for (left, width), text, column in zip(self._places, row, self._printout.columns, strict=False):
            room = QRectF(left, self._top, width - self._gap, room_below)
            self._write(room, text, self._body, QColor(tokens.PRINT), at_right=column.at_right)
        self._top += height
        self._rule(self._top - self._gap / 2, QColor(tokens.PAPER_EMPTY))

    def _rule(self, top: float, colour: QColor) -> None:
        if self._painter is not None:
            self._painter.setPen(QPen(colour, self._dots / 2))
            self._painter.drawLine(0, round(top), round(self._room.width()), round(top))

    def _write(self, room: QRectF, text: str, font: QFont, colour: QColor, *, at_right: bool = False) -> None:
        if self._painter is None:
            return
        self._painter.setFont(font)
        self._painter.setPen(colour)
        side = _RIGHT if at_right is not self._printout.right_to_left else _LEFT
        self._painter.drawText(room, side | _WRAP, text)
