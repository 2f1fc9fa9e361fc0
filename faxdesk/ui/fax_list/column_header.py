"""The titles of the columns of a list, and how wide these are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView

from faxdesk.ui.fax_list.column_widths import widths_in
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.title_header import TitleHeader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from faxdesk.ui.fax_list.list_model import ListColumn

_LEAST_ELASTIC = 12
"""The average characters below which a column that gives way is of no use."""


class ColumnHeader(TitleHeader):
    """The columns of a list, which the user sorts, moves, hides and makes wider.

    Knows what the user wants of the columns, and what of it there is room for: what is left out comes back with the
    room. What is kept of it (`saveState`) is what the user wants.
    """

    def __init__(self, columns: Sequence[ListColumn], parent: QWidget) -> None:
        super().__init__(parent, tokens.SPACE_M, tokens.SPACE_S)
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setSectionsMovable(True)
        self._character = parent.fontMetrics().averageCharWidth()
        self.setMinimumSectionSize(self._character * 5)
        self._held = False
        """True while the mouse holds it, as at the border of a column that is moved."""
        self._columns = columns
        self._wanted = [self._usual_width(place) for place in range(len(columns))]
        self._hidden = {place for place, column in enumerate(columns) if column.offered}
        self._room = 0
        """The width of the list; 0 until it is known."""
        self._arranges = False
        self.sectionResized.connect(self._note_size)

    # --------------------------------------------------------------------------------------------------- the room

    def fit(self, room: int) -> None:
        """Let the columns have `room` pixels."""
        self._room = room
        self._arrange()

    def _arrange(self) -> None:
        if self._arranges:
            return
        wanted = {place: self._wanted[place] for place in self.shown_columns()}
        least = self._character * _LEAST_ELASTIC
        chosen = self.stretchLastSection()
        settled = [place for place, width in wanted.items() if width != self._usual_width(place)]
        widths = (
            widths_in(self._columns, wanted, self._room, least=least, chosen=chosen, settled=settled)
            if self._room
            else wanted
        )
        if chosen:
            # As Qt does of itself.
            last = next((place for place in reversed(self.shown_columns()) if place in widths), 0)
            widths[last] = max(widths[last], self._room - sum(widths.values()) + widths[last])
        self._arranges = True
        for place in range(self.count()):
            self.setSectionHidden(place, place not in widths)
        for place, width in widths.items():
            self.resizeSection(place, width)
        self._arranges = False

    def _note_size(self, place: int, _before: int, now: int) -> None:
        """Keep the width that the user gives a column; the elastic one keeps it from now on."""
        if self._arranges or not now:
            return
        elastic = self._columns[place].elastic
        if elastic and self._held:
            # It is part of the state that the window remembers.
            self.setStretchLastSection(True)
        stretched = self.stretchLastSection() and place == self._last_shown()
        if self._held if elastic else not stretched:
            self._wanted[place] = now

    def _last_shown(self) -> int:
        places = [self.logicalIndex(place) for place in range(self.count())]
        return next((place for place in reversed(places) if not self.isSectionHidden(place)), -1)

    # ------------------------------------------------------------------------------------------- what is wanted

    def shown_columns(self) -> list[int]:
        """Return the columns that the user has not hidden, from left to right, whether or not there is room."""
        places = [self.logicalIndex(place) for place in range(self.count())]
        return [place for place in places if place not in self._hidden]

    def show_column(self, place: int, *, shown: bool) -> None:
        """Show or hide a column."""
        if shown:
            self._hidden.discard(place)
        else:
            self._hidden.add(place)
        self._arrange()

    def make_usual(self) -> None:
        """Give every column its first place, width and presence."""
        for place in range(self.count()):
            self.moveSection(self.visualIndex(place), place)
        self._wanted = [self._usual_width(place) for place in range(len(self._columns))]
        self._hidden = {place for place, column in enumerate(self._columns) if column.offered}
        self.setStretchLastSection(False)
        self._arrange()

    def _usual_width(self, place: int) -> int:
        return self._character * self._columns[place].width

    def saveState(self) -> QByteArray:
        """Return what the user wants, to be kept."""
        self._arranges = True
        for place, width in enumerate(self._wanted):
            self.setSectionHidden(place, place in self._hidden)
            self.resizeSection(place, width)
        state = super().saveState()
        self._arranges = False
        self._arrange()
        return state

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        """Take back what was kept."""
        self._arranges = True
        restored = super().restoreState(state)
        if restored:
            self._hidden = {place for place in range(self.count()) if self.isSectionHidden(place)}
            for place in range(self.count()):
                self.setSectionHidden(place, False)
                self._wanted[place] = self._kept_width(place)
        self._arranges = False
        self._arrange()
        return restored

    def _kept_width(self, place: int) -> int:
        width = self.sectionSize(place)
        column, chosen = self._columns[place], self.stretchLastSection()
        # What Qt has stretched, or what took the room of the others, is nobody's wish.
        free = not chosen if column.elastic else chosen and place == self._last_shown()
        return self._usual_width(place) if free or width < self.minimumSectionSize() else width

    # ----------------------------------------------------------------------------------------------------- events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse holds it."""
        self._held = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The mouse lets go."""
        super().mouseReleaseEvent(event)
        self._held = False
        self._arrange()

    def paint_beside(self, painter: QPainter, place: int, words: QRect, *, at_right: bool) -> None:
        """Draw a sign beside the title of the column by which the list is sorted."""
        if self.isSortIndicatorShown() and place == self.sortIndicatorSection():
            left = words.left() - tokens.SPACE_M if at_right else words.left() + words.width() + tokens.SPACE_XS
            self._paint_sign(painter, QPointF(left + tokens.SPACE_XS, words.center().y()))

    def _paint_sign(self, painter: QPainter, middle: QPointF) -> None:
        down = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        half = tokens.SPACE_XS if down else -tokens.SPACE_XS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(painter.pen().color())
        painter.setPen(Qt.PenStyle.NoPen)
        ends = QPointF(-half, -half / 2), QPointF(half, -half / 2), QPointF(0, half / 2)
        painter.drawPolygon(QPolygonF([middle + end for end in ends]))
