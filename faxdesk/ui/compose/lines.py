"""A list whose lines can be read at a glance and removed with one click: recipients and documents."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from faxdesk.ui.compose.tones import Tone, colour, icon

_LINE = Qt.ItemDataRole.UserRole
_ENTRY = Qt.ItemDataRole.UserRole + 1
_GAP = 6
"""Pixels between the parts of a line, and between a line and its edge."""
_WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line shows: a title and, at its right, a detail; below them a note of any length, in its tone."""

    title: str
    detail: str = ""
    note: str = ""
    tone: Tone = Tone.PLAIN
    tip: str = ""

    @property
    def spoken(self) -> str:
        """The whole line as assistive technology reads it."""
        return ", ".join(part for part in (self.title, self.detail, self.note) if part)


class LinesList(QListWidget):
    """Lines, each with an entry behind it. The cross in a line and the Delete key ask for their removal."""

    removal_wanted = Signal(list)
    """Row numbers, in ascending order."""
    correction_wanted = Signal(int)
    """A row was double-clicked, or F2 was pressed on it."""

    def __init__(self, name: str, parent: QWidget | None = None, *, removable: bool = True) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.removable = removable
        self.setItemDelegate(_Delegate(self))
        self.itemDoubleClicked.connect(self._correct)

    def append(self, entry: object, line: Line) -> None:
        """Add a line at the end."""
        item = QListWidgetItem()
        # Lines move past each other when they are dragged; one must never end inside another.
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setData(_ENTRY, entry)
        _fill(item, line)
        self.addItem(item)

    def entries(self) -> list[object]:
        """Return what is behind the lines, from top to bottom."""
        return [self.entry(row) for row in range(self.count())]

    def entry(self, row: int) -> object:
        """Return what is behind a line."""
        return self.item(row).data(_ENTRY)

    def replace_line(self, row: int, entry: object, line: Line) -> None:
        """Put something else into a line."""
        item = self.item(row)
        item.setData(_ENTRY, entry)
        _fill(item, line)
        self.scheduleDelayedItemsLayout()

    def line(self, row: int) -> Line:
        """Return what a line shows."""
        found: Line = self.item(row).data(_LINE)
        return found

    def rows(self) -> list[int]:
        """Return the selected rows in ascending order."""
        return sorted(index.row() for index in self.selectedIndexes())

    def remove_rows(self, rows: list[int]) -> None:
        """Remove lines, and leave the one that follows them selected so that the keyboard goes on from there."""
        for row in sorted(rows, reverse=True):
            self.takeItem(row)
        if self.count() and rows:
            self.setCurrentRow(min(*rows, self.count() - 1))

    def choose(self, row: int) -> None:
        """Select a single line and show it."""
        self.clearSelection()
        self.setCurrentRow(row)
        self.scrollToItem(self.item(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace ask for removal, F2 for correction."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self.removable and self.rows():
            self.removal_wanted.emit(self.rows())
        elif event.key() == Qt.Key.Key_F2 and self.currentRow() >= 0:
            self.correction_wanted.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _correct(self, item: QListWidgetItem) -> None:
        self.correction_wanted.emit(self.row(item))


def _fill(item: QListWidgetItem, line: Line) -> None:
    item.setData(_LINE, line)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, line.spoken)
    item.setData(Qt.ItemDataRole.DisplayRole, line.spoken)


class _Delegate(QStyledItemDelegate):
    """Draws a line, its icon and its cross."""

    def __init__(self, view: LinesList) -> None:
        super().__init__(view)
        self._view = view

    # ------------------------------------------------------------------------------------------- geometry

    def _icon_size(self) -> int:
        return self._view.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)

    def _cross(self, rect: QRect) -> QRect:
        """The cross that removes the line; nothing where lines cannot be removed."""
        if not self._view.removable:
            return QRect(rect.right(), rect.top(), 0, 0)
        side = self._icon_size()
        height = self._first_height()
        return QRect(rect.right() - side - _GAP, rect.top() + (height - side) // 2, side, side)

    def _first_height(self) -> int:
        return max(self._view.fontMetrics().height(), self._icon_size()) + _GAP

    def _left(self, line: Line) -> int:
        return _GAP + (self._icon_size() + _GAP if line.tone in {Tone.WARNING, Tone.ERROR} else 0)

    def _note_rect(self, line: Line, metrics: QFontMetrics, rect: QRect) -> QRect:
        width = max(80, self._cross(rect).left() - _GAP - rect.left() - self._left(line))
        box = metrics.boundingRect(QRect(0, 0, width, 10_000), _WRAP, line.note)
        top = rect.top() + self._first_height() - _GAP // 2
        return QRect(rect.left() + self._left(line), top, width, box.height() + 1)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line of text, and as many as its note needs in the width of the list."""
        line: Line = index.data(_LINE)
        width = self._view.viewport().width()
        height = self._first_height()
        if line.note:
            height += self._note_rect(line, option.fontMetrics, QRect(0, 0, width, height)).height() + _GAP // 2
        return QSize(width, height)

    # ------------------------------------------------------------------------------------------- painting

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line."""
        line: Line = index.data(_LINE)
        style = self._view.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, self._view)
        rect: QRect = option.rect
        palette: QPalette = option.palette
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        self._paint_icon(painter, line, rect)
        plain = QPen(palette.color(QPalette.ColorRole.HighlightedText) if chosen else colour(palette, Tone.PLAIN))
        toned = plain if chosen else QPen(colour(palette, line.tone))
        self._paint_texts(painter, line, rect, plain, toned if line.tone is not Tone.MUTED else plain, chosen=chosen)
        if self._view.removable:
            self._paint_cross(painter, self._cross(rect), plain)
        painter.restore()

    def _paint_icon(self, painter: QPainter, line: Line, rect: QRect) -> None:
        picture = icon(self._view.style(), line.tone)
        if not picture.isNull():
            side = self._icon_size()
            picture.paint(
                painter,
                QRect(rect.left() + _GAP, self._cross(rect).top(), side, side)
                if self._view.removable
                else QRect(rect.left() + _GAP, rect.top() + _GAP // 2, side, side),
            )

    def _paint_texts(
        self, painter: QPainter, line: Line, rect: QRect, plain: QPen, toned: QPen, *, chosen: bool
    ) -> None:
        metrics = painter.fontMetrics()
        left, right = rect.left() + self._left(line), self._cross(rect).left() - _GAP
        first = QRect(left, rect.top(), max(0, right - left), self._first_height())
        detail_width = min(metrics.horizontalAdvance(line.detail), first.width() * 2 // 3)
        title_width = max(0, first.width() - detail_width - (2 * _GAP if line.detail else 0))
        painter.setPen(toned if not line.detail and not line.note else plain)
        title = metrics.elidedText(line.title, Qt.TextElideMode.ElideMiddle, title_width)
        painter.drawText(first, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        if line.detail:
            muted = plain if chosen else QPen(colour(self._view.palette(), Tone.MUTED))
            painter.setPen(toned if line.tone is not Tone.PLAIN and not line.note else muted)
            detail = metrics.elidedText(line.detail, Qt.TextElideMode.ElideRight, detail_width)
            painter.drawText(first, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), detail)
        if line.note:
            painter.setPen(toned)
            painter.drawText(self._note_rect(line, metrics, rect), _WRAP, line.note)

    def _paint_cross(self, painter: QPainter, cross: QRect, pen: QPen) -> None:
        inset = max(3, cross.width() // 4)
        lines = cross.adjusted(inset, inset, -inset, -inset)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(pen)
        pen.setWidthF(1.6)
        painter.setPen(pen)
        painter.drawLine(lines.topLeft(), lines.bottomRight())
        painter.drawLine(lines.topRight(), lines.bottomLeft())

    # -------------------------------------------------------------------------------------------- the mouse

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """A click on the cross removes its line."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and self._cross(option.rect).contains(event.position().toPoint())
        ):
            self._view.removal_wanted.emit([index.row()])
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
        line: Line | None = index.data(_LINE)
        if line is None:
            return False
        if self._cross(option.rect).contains(event.pos()):
            text = self.tr("Remove")
        else:
            text = "\n".join(part for part in (line.title, line.detail, line.note, line.tip) if part)
        QToolTip.showText(event.globalPos(), plain_tip(text), view)
        return True


def plain_tip(text: str) -> str:
    """Return a tool tip that Qt shows as it is: it takes what looks like HTML for HTML."""
    from html import escape

    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"
