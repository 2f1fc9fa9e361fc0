"""One line of a list, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.row_ground import paint_row_ground
from faxdesk.ui.widgets.severity import Severity, colour, icon
from faxdesk.ui.widgets.tooltips import plain_tip
from faxdesk.ui.widgets.typography import scaled

LINE = Qt.ItemDataRole.UserRole
"""The role under which a list keeps its `LineItem`."""
_GAP = tokens.SPACE_S
"""Pixels between the parts of a line, and between a line and its edge."""
_NARROWEST = 80
"""Pixels that a note has at least, however narrow the list."""
_WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class LineItem:
    """What a line shows: a title and, at its right, a detail; below them a note of any length, in its tone.

    One that `asks` has a field for a password below that, where its list knows how. A `strong` title is read first.
    """

    title: str
    detail: str = ""
    note: str = ""
    severity: Severity = Severity.PLAIN
    tip: str = ""
    asks: bool = False
    strong: bool = False

    @property
    def spoken(self) -> str:
        """The whole line as assistive technology reads it."""
        return ", ".join(part for part in (self.title, self.detail, self.note) if part)


class LineDelegate(QStyledItemDelegate):
    """Draws a line, its icon and the cross that removes it."""

    cross_clicked = Signal(int)
    """The cross of this row was clicked."""

    def __init__(self, view: QListWidget, *, removable: bool) -> None:
        super().__init__(view)
        self._view = view
        self._removable = removable
        self.page = False
        """Whether the lines are those of a page: they begin and end where its search field does."""

    # ------------------------------------------------------------------------------------------- geometry

    def _side(self) -> int:
        return self._view.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)

    def _inside(self, rect: QRect, line: LineItem) -> QRect:
        """Return where in a line something is drawn."""
        if not self.page:
            return rect
        aside = tokens.SPACE_M - _GAP
        # With a note, the texts are as far from the top as from the bottom.
        down = _GAP // 4 if line.note else 0
        return rect.adjusted(aside, down, -aside, down)

    def _height(self) -> int:
        """The height of a line without its note."""
        return max(self._view.fontMetrics().height(), self._side()) + _GAP

    def _visual(self, rect: QRect, part: QRect) -> QRect:
        """Return where a part of a line is that is reckoned as where languages begin at the left."""
        return QStyle.visualRect(self._view.layoutDirection(), rect, part)

    def _side_of(self, alignment: Qt.AlignmentFlag) -> int:
        """Return the side that is meant by one where languages begin at the left."""
        turned = QStyle.visualAlignment(self._view.layoutDirection(), alignment)
        return int(turned | Qt.AlignmentFlag.AlignAbsolute)

    def _square(self, rect: QRect, left: int) -> QRect:
        side = self._side()
        return self._visual(rect, QRect(left, rect.top() + (self._height() - side) // 2, side, side))

    def _end(self, rect: QRect) -> int:
        """Where the cross begins, or the line ends."""
        return rect.right() - (self._side() + _GAP if self._removable else 0)

    def _cross(self, rect: QRect) -> QRect:
        return self._square(rect, rect.right() - self._side() - _GAP)

    def _hits_cross(self, rect: QRect, event: QMouseEvent | QHelpEvent) -> bool:
        place = event.position().toPoint() if isinstance(event, QMouseEvent) else event.pos()
        return self._removable and self._cross(rect).adjusted(-_GAP, -_GAP, _GAP, _GAP).contains(place)

    def _text_rect(self, line: LineItem, rect: QRect) -> QRect:
        """The title and the detail: between the icon and the cross."""
        graver = line.severity in {Severity.WARNING, Severity.ERROR}
        left = rect.left() + _GAP + (self._side() + _GAP if graver else 0)
        width = max(0, self._end(rect) - _GAP - left)
        return self._visual(rect, QRect(left, rect.top(), width, self._height()))

    def _note_rect(self, line: LineItem, metrics: QFontMetrics, rect: QRect) -> QRect:
        above = self._text_rect(line, rect)
        width = max(_NARROWEST, above.width())
        box = metrics.boundingRect(QRect(0, 0, width, 10_000), _WRAP, line.note)
        left = above.right() - width + 1 if self._view.isRightToLeft() else above.left()
        return QRect(left, above.bottom() - _GAP // 2, width, box.height() + 1)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line of text, and as many as its note needs in the width of the list."""
        line: LineItem = index.data(LINE)
        rect = self._inside(QRect(0, 0, self._view.viewport().width(), self._height()), line)
        note = self._note_rect(line, option.fontMetrics, rect).height() + _GAP // 2 if line.note else 0
        return QSize(self._view.viewport().width(), rect.height() + note)

    # ------------------------------------------------------------------------------------------- painting

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line."""
        line: LineItem = index.data(LINE)
        palette = option.palette
        painter.save()
        paint_row_ground(painter, option, palette)
        rect = self._inside(option.rect, line)
        graver = icon(palette, line.severity)
        if not graver.isNull():
            graver.paint(painter, self._square(rect, rect.left() + _GAP))
        if self._removable:
            icons.icon("close", palette).paint(painter, self._cross(rect))
        self._paint_texts(painter, line, rect, palette)
        painter.restore()

    def _paint_texts(self, painter: QPainter, line: LineItem, rect: QRect, palette: QPalette) -> None:
        def pen(severity: Severity) -> None:
            painter.setPen(colour(palette, severity))

        metrics = painter.fontMetrics()
        # Each text runs as its letters do: the groups of a number are never turned round.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        begin, end = self._side_of(Qt.AlignmentFlag.AlignLeft), self._side_of(Qt.AlignmentFlag.AlignRight)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        box = self._text_rect(line, rect)
        wanted = metrics.horizontalAdvance(line.detail) + 2 if line.detail else 0
        detail_width = min(wanted, box.width() * 2 // 3)
        title_width = box.width() - detail_width - (2 * _GAP if line.detail else 0)
        toned_title = not line.detail and not line.note
        pen(line.severity if toned_title else Severity.PLAIN)
        own, font = painter.font(), scaled(painter.font(), tokens.BODY, bold=line.strong)
        painter.setFont(font)
        title = QFontMetrics(font).elidedText(line.title, Qt.TextElideMode.ElideMiddle, title_width)
        painter.drawText(box, begin | middle, title)
        painter.setFont(own)
        pen(Severity.MUTED if line.note or line.severity is Severity.PLAIN else line.severity)
        painter.drawText(box, end | middle, metrics.elidedText(line.detail, Qt.TextElideMode.ElideRight, detail_width))
        pen(line.severity)
        painter.drawText(self._note_rect(line, metrics, rect), begin | _WRAP, line.note)

    # -------------------------------------------------------------------------------------------- the mouse

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """A click on the cross removes its line."""
        released = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease
        rect = self._inside(option.rect, index.data(LINE))
        if isinstance(event, QMouseEvent) and released and self._hits_cross(rect, event):
            self.cross_clicked.emit(index.row())
            return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show what there is no room for, as plain text whatever is in it."""
        line: LineItem | None = index.data(LINE)
        if line is None:
            return False
        parts = (line.title, line.detail, line.note, line.tip)
        text = (
            self.tr("Remove")
            if self._hits_cross(self._inside(option.rect, line), event)
            else "\n".join(filter(None, parts))
        )
        QToolTip.showText(event.globalPos(), plain_tip(text), view)
        return True
