"""A list of subjects at the left of their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.row_ground import paint_row_ground
from faxdesk.ui.widgets.severity import Severity, colour
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

_HEADING = Qt.ItemDataRole.UserRole
"""What stands above a subject and those that follow it."""


class SubjectList(QListWidget):
    """Lies on the ground of the window, as wide as its subjects are."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setViewportMargins(0, tokens.SPACE_S, 0, tokens.SPACE_S)
        self.setMouseTracking(True)
        self.setItemDelegate(_SubjectDelegate(self))

    def add(self, subjects: list[str], heading: str = "") -> None:
        """Add subjects below those that are there, under a heading where one is given, and be as wide as they need."""
        for place, subject in enumerate(subjects):
            item = QListWidgetItem(subject)
            if heading:
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, heading)
            if not place:
                item.setData(_HEADING, heading)
            self.addItem(item)
        self.setFixedWidth(self.sizeHintForColumn(0) + tokens.SPACE_L)


class _SubjectDelegate(QStyledItemDelegate):
    """Draws subjects as rows of other lists are drawn."""

    def __init__(self, view: SubjectList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for the subject where it is chosen."""
        measure = QFontMetrics(scaled(self._view.font(), tokens.BODY, bold=True))
        height = measure.height() + tokens.SPACE_L + self._heading_height(index)
        return QSize(measure.horizontalAdvance(str(index.data())) + tokens.SPACE_XL, height)

    def _heading_height(self, index: QModelIndex | QPersistentModelIndex) -> int:
        if not index.data(_HEADING):
            return 0
        return QFontMetrics(scaled(self._view.font(), tokens.CAPTION)).height() + tokens.SPACE_L + tokens.SPACE_XS

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a subject; the chosen one is semi-bold."""
        # Not the palette of the list, in which the ground of a window stands for the colour of borders (`theme`).
        view, palette = self._view, self._view.window().palette()
        painter.save()
        self._paint_heading(painter, option, index, palette)
        option.rect = option.rect.adjusted(0, self._heading_height(index), 0, 0)
        paint_row_ground(painter, option, palette, below=QPalette.ColorRole.Window, rule=False)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(scaled(view.font(), tokens.BODY, bold=chosen))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        room: QRect = option.rect.adjusted(tokens.SPACE_M, 0, 0, 0)
        self._draw_text(painter, option.rect, room, str(index.data()))
        painter.restore()

    def _paint_heading(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        palette: QPalette,
    ) -> None:
        """Draw what stands above the first subject of a kind."""
        heading = index.data(_HEADING)
        if not heading:
            return
        painter.setFont(scaled(self._view.font(), tokens.CAPTION))
        painter.setPen(colour(palette, Severity.MUTED))
        room = option.rect.adjusted(tokens.SPACE_M, tokens.SPACE_L, -tokens.SPACE_S, 0)
        room.setHeight(self._heading_height(index) - tokens.SPACE_L - tokens.SPACE_XS)
        self._draw_text(painter, option.rect, room, heading)

    def _draw_text(self, painter: QPainter, rect: QRect, room: QRect, text: str) -> None:
        """Draw a text in a part of `rect` that is reckoned as where languages begin at the left."""
        direction = self._view.layoutDirection()
        begin = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        side = int(begin | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QStyle.visualRect(direction, rect, room), side, text)
