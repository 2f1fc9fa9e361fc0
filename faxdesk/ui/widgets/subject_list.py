"""A list of subjects at the left of their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QFrame, QListWidget, QStyle, QStyledItemDelegate

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.row_ground import paint_row_ground
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget


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

    def add(self, subjects: list[str]) -> None:
        """Add subjects, and be as wide as they need."""
        self.addItems(subjects)
        self.setFixedWidth(self.sizeHintForColumn(0) + tokens.SPACE_L)


class _SubjectDelegate(QStyledItemDelegate):
    """Draws subjects as rows of other lists are drawn."""

    def __init__(self, view: SubjectList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for the subject where it is chosen."""
        measure = QFontMetrics(scaled(self._view.font(), tokens.BODY, bold=True))
        return QSize(measure.horizontalAdvance(str(index.data())) + tokens.SPACE_XL, measure.height() + tokens.SPACE_L)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a subject; the chosen one is semi-bold."""
        # Not the palette of the list, in which the ground of a window stands for the colour of borders (`theme`).
        view, palette = self._view, self._view.window().palette()
        painter.save()
        paint_row_ground(painter, option, palette, below=QPalette.ColorRole.Window, rule=False)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(scaled(view.font(), tokens.BODY, bold=chosen))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        room: QRect = option.rect.adjusted(tokens.SPACE_M, 0, 0, 0)
        direction = view.layoutDirection()
        begin = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        painter.drawText(
            QStyle.visualRect(direction, option.rect, room),
            int(begin | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter),
            str(index.data()),
        )
        painter.restore()
