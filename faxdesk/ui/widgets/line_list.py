"""A list whose lines can be read at a glance and removed with one click: recipients and documents."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.line_delegate import LINE, LineDelegate, LineItem
from faxdesk.ui.widgets.severity import Severity, colour, mixed

_ENTRY = LINE + 1
_MARGIN = tokens.SPACE_M
"""Pixels at each side of an invitation."""


class LineList(QListWidget):
    """Lines, each with an entry behind it. The cross in a line and the Delete key ask for their removal."""

    removal_wanted = Signal(list)
    """Row numbers, in ascending order."""
    correction_wanted = Signal(int)
    """A row was double-clicked, or F2 was pressed on it."""

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        removable: bool = True,
        ringed: bool = True,
        page: bool = False,
    ) -> None:
        """With `ringed` there is a frame around the list while it has the keyboard, as around other fields.

        One that is a `page` has its lines where other pages have theirs.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._removable = removable
        self._invitation = ""
        drawing = self._drawing(removable=removable)
        drawing.page = page
        drawing.cross_clicked.connect(self._remove)
        self.setItemDelegate(drawing)
        self.itemDoubleClicked.connect(self._correct)
        if ringed:
            FocusRing(self)

    def _drawing(self, *, removable: bool) -> LineDelegate:
        """Return what draws the lines."""
        return LineDelegate(self, removable=removable)

    def _new_item(self) -> QListWidgetItem:
        """Return an item for a line."""
        return QListWidgetItem()

    def append(self, entry: object, line: LineItem) -> None:
        """Add a line at the end."""
        self.insert(self.count(), entry, line)

    def insert(self, row: int, entry: object, line: LineItem) -> None:
        """Add a line before another."""
        item = self._new_item()
        # Lines move past each other when they are dragged; one must never end inside another.
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setData(_ENTRY, entry)
        _fill(item, line)
        self.insertItem(row, item)

    def entries(self) -> list[object]:
        """Return what is behind the lines, from top to bottom."""
        return [self.entry(row) for row in range(self.count())]

    def entry(self, row: int) -> object:
        """Return what is behind a line."""
        return self.item(row).data(_ENTRY)

    def replace_line(self, row: int, entry: object, line: LineItem) -> None:
        """Put something else into a line."""
        item = self.item(row)
        item.setData(_ENTRY, entry)
        _fill(item, line)
        self.scheduleDelayedItemsLayout()

    def line(self, row: int) -> LineItem:
        """Return what a line shows."""
        found: LineItem = self.item(row).data(LINE)
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
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self._removable and self.rows():
            self.removal_wanted.emit(self.rows())
        elif event.key() == Qt.Key.Key_F2 and self.currentRow() >= 0:
            self.correction_wanted.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def invite(self, text: str) -> None:
        """Show a text in the middle of the list while it is empty."""
        self._invitation = text
        self.setAccessibleDescription(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines, or the invitation."""
        super().paintEvent(event)
        if self._invitation and not self.count():
            painter = QPainter(self.viewport())
            self._paint_invitation(painter)
            painter.end()

    def _paint_invitation(self, painter: QPainter) -> None:
        """Draw the outline of the place where documents can be put down, a sign, and the words."""
        palette, area = self.palette(), self.viewport().rect()
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mixed(base, text, tokens.OUTLINE_PART), 1, Qt.PenStyle.DashLine))
        edge = tokens.SPACE_S + tokens.HALF_PIXEL
        outline = QRectF(area).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(outline, tokens.RADIUS_M, tokens.RADIUS_M)
        space = area.adjusted(2 * _MARGIN, 0, -2 * _MARGIN, 0)
        flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        words = painter.boundingRect(space, flags, self._invitation)
        side = tokens.ICON_M
        together = side + tokens.SPACE_S + words.height()
        top = area.top() + (area.height() - together) // 2
        if together + 2 * _MARGIN <= area.height():
            icons.icon("drop", palette).paint(painter, area.center().x() - side // 2, top, side, side)
            words.moveTop(top + side + tokens.SPACE_S)
        else:
            words.moveTop(area.top() + (area.height() - words.height()) // 2)
        painter.setPen(colour(palette, Severity.MUTED))
        painter.drawText(words.adjusted(-1, 0, 1, 0), flags, self._invitation)

    def height_of_lines(self) -> int:
        """Return how high the list is where it shows all its lines, in pixels, and at least as high as it can be."""
        lines = sum(max(0, self.sizeHintForRow(row)) for row in range(self.count()))
        return max(lines + 2 * self.frameWidth(), self.minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """A few lines; the layout gives more where there is room."""
        return QSize(tokens.LINE_LIST[0], 4 * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """What a small screen has room for."""
        return QSize(tokens.LINE_LIST[1], 3 * self.fontMetrics().lineSpacing())

    def _remove(self, row: int) -> None:
        self.removal_wanted.emit([row])

    def _correct(self, item: QListWidgetItem) -> None:
        self.correction_wanted.emit(self.row(item))


def _fill(item: QListWidgetItem, line: LineItem) -> None:
    item.setData(LINE, line)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, line.spoken)
    item.setData(Qt.ItemDataRole.DisplayRole, line.spoken)
