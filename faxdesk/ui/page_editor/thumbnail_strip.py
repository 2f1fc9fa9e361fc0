"""The strip: small pictures of all pages, in the order in which they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.mime_documents import MimeOffer, dropped, is_document, pasted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from faxdesk.core.arrangement import PageRef
    from faxdesk.ui.page_editor.page_model import PagesModel
    from faxdesk.ui.page_editor.thumbnail_delegate import ThumbnailDelegate

_MARK = tokens.DROP_MARK
"""Pixels of the line where dragged pages will go."""
_HANGS = QPoint(tokens.DRAG_OFFSET, tokens.DRAG_OFFSET)
"""The pointer as seen from the picture of dragged pages."""
_AHEAD = 1
"""Rows of thumbnails before and after those on the screen that are drawn too: the next ones when scrolling."""


class ThumbnailStrip(QListView):
    """Pages to be chosen, several too, and dragged to another place."""

    moved = Signal(list, int)
    """Rows that are to be moved, and the row before which they are to be put; as many as there are for the end."""
    scrolled = Signal()
    """Other pages may have come onto the screen."""
    chosen = Signal()
    """The current page, or which are chosen, has changed."""
    files_dropped = Signal(tuple, int)
    """Paths and `Blob`s that were dropped or pasted between pages, and the row before which they are to be put."""
    files_refused = Signal(str)
    """Why what was dropped or pasted cannot be used."""

    def __init__(self, model: PagesModel, delegate: ThumbnailDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = model
        self._delegate = delegate
        delegate.columns = self._columns
        self._drop_before: int | None = None
        self.setAccessibleName(self.tr("Pages of the fax"))
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        # The name of the first document is away from the frame.
        self.setViewportMargins(0, tokens.SPACE_XS, 0, 0)
        self.setGridSize(delegate.cell_size(self.fontMetrics()))
        self.verticalScrollBar().setSingleStep(self.gridSize().height() // 3)
        self.verticalScrollBar().valueChanged.connect(self._tell_scrolled)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.selectionModel().currentChanged.connect(self._tell_chosen)

    # --------------------------------------------------------------------------------------------- what is chosen

    def rows(self) -> list[int]:
        """Return the chosen rows in ascending order."""
        # By ranges: page by page Qt would ask the model thousands of times.
        parts = self.selectionModel().selection().toList()
        return sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))

    @property
    def row(self) -> int:
        """The current row; -1 where there is none."""
        return self.currentIndex().row()

    def choose(self, rows: Collection[int], current: int | None = None) -> None:
        """Choose rows, and make one of them, the first where none is given, the current one."""
        selection = QItemSelection()
        for first, last in _runs(sorted(rows)):
            selection.select(self._pages.index(first), self._pages.index(last))
        how = QItemSelectionModel.SelectionFlag
        if rows:
            place = self._pages.index(min(rows) if current is None else current)
            self.selectionModel().setCurrentIndex(place, how.NoUpdate)
            self.scrollTo(place)
        self.selectionModel().select(selection, how.ClearAndSelect)

    def _tell_chosen(self) -> None:
        self.chosen.emit()

    # ------------------------------------------------------------------------------------- what is on the screen

    def visible(self) -> range:
        """Return the rows on the screen, and a few around them."""
        count = self._pages.rowCount()
        first = self.visualRect(self._pages.index(0))
        if not count or not self.isVisible():
            return range(0)
        height, columns = self.gridSize().height(), self._columns()
        top = max(0, -first.top() // height - _AHEAD)
        bottom = (self.viewport().height() - first.top()) // height + 1 + _AHEAD
        return range(min(top * columns, count), min(bottom * columns, count))

    def visible_page_refs(self) -> list[PageRef]:
        """Return the pages in the visible rows."""
        return [self._pages.page_refs[row] for row in self.visible()]

    def _columns(self) -> int:
        return max(1, self.viewport().width() // self.gridSize().width())

    def _tell_scrolled(self) -> None:
        self.scrolled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other pages may have come onto the screen."""
        super().resizeEvent(event)
        self.scrolled.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """The pages have come onto the screen."""
        super().showEvent(event)
        self.scrolled.emit()

    def sizeHint(self) -> QSize:
        """One column."""
        return QSize(self._width(1), 3 * self.gridSize().height())

    def minimumSizeHint(self) -> QSize:
        """One column, and little more than one page."""
        return QSize(self._width(1), self.gridSize().height())

    def _width(self, columns: int) -> int:
        bar = self.verticalScrollBar().sizeHint().width()
        return columns * self.gridSize().width() + bar + 2 * self.frameWidth() + 2

    # --------------------------------------------------------------------------------------------------- dragging

    def _place(self, point: QPoint) -> int:
        """Return the row before which something dropped there goes."""
        count, index = self._pages.rowCount(), self.indexAt(point)
        if not index.isValid():
            return self._line_end(point)
        middle = self.visualRect(index).center()
        after = point.x() > middle.x() if self._columns() > 1 else point.y() > middle.y()
        return min(count, index.row() + after)

    def _line_end(self, point: QPoint) -> int:
        """Return what comes after the line of pages at a height: beside it there is no page."""
        count = self._pages.rowCount()
        first = self.visualRect(self._pages.index(0))
        line = (point.y() - first.top()) // self.gridSize().height()
        return max(0, min(count, (line + 1) * self._columns()))

    def _mark(self, before: int) -> QRect:
        """Return where the line that shows the place is drawn, within the view: the page before may end below it."""
        count, size = self._pages.rowCount(), self.gridSize()
        last = before >= count
        cell = self.visualRect(self._pages.index(count - 1 if last else before))
        if self._columns() > 1:
            left = cell.left() + (size.width() if last else 0) - _MARK // 2
            return QRect(max(0, min(left, self.viewport().width() - _MARK)), cell.top(), _MARK, size.height())
        top = cell.top() + (size.height() if last else 0) - _MARK // 2
        return QRect(0, max(0, min(top, self.viewport().height() - _MARK)), self.viewport().width(), _MARK)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the chosen pages. Their picture hangs below the pointer, where it leaves the line to be seen."""
        drag = self._drag()
        if drag is not None:
            drag.exec(actions, Qt.DropAction.MoveAction)

    def _drag(self) -> QDrag | None:
        rows = self.rows()
        if not rows:
            return None
        drag = QDrag(self)
        drag.setMimeData(self._pages.mimeData(self.selectedIndexes()))
        row = self.row if self.row in rows else rows[0]
        drag.setPixmap(self._delegate.dragged(self._pages.page_refs[row], row, len(rows), self))
        drag.setHotSpot(_HANGS)
        return drag

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pages of this strip, and documents."""
        if self._takes(event):
            super().dragEnterEvent(event)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the pages would go; near an edge Qt scrolls."""
        if self._takes(event):
            super().dragMoveEvent(event)
            self._show_place(self._place(event.position().toPoint()))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing would go anywhere any more."""
        super().dragLeaveEvent(event)
        self._show_place(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the pages to be moved, or for documents to be put between them."""
        if not self._takes(event):
            return
        self._show_place(None)
        event.acceptProposedAction()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        place = self._place(event.position().toPoint())
        if self._pages.is_own(event.mimeData()):
            self.moved.emit(self.rows(), place)
            return
        self._take(dropped(event.mimeData()), place)

    def _take(self, what: MimeOffer, place: int) -> None:
        if what.files:
            self.files_dropped.emit(what.files, place)
        else:
            self.files_refused.emit(what.refusal)

    def _takes(self, event: QDropEvent) -> bool:
        takes = self._pages.is_own(event.mimeData()) or is_document(event.mimeData())
        if not takes:
            event.ignore()
        return takes

    def _show_place(self, before: int | None) -> None:
        if before != self._drop_before:
            self._drop_before = before
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages, and the line where dragged ones will go."""
        super().paintEvent(event)
        if self._drop_before is not None:
            painter = QPainter(self.viewport())
            # Not the colour of chosen pages: the line may lie beside one.
            painter.fillRect(self._mark(self._drop_before), self.palette().color(QPalette.ColorRole.Text))
            painter.end()

    # --------------------------------------------------------------------------------------------------- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the chosen pages; what is pasted goes behind the current one; the rest chooses."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._take(pasted(QApplication.clipboard().mimeData()), self.row + 1)
            return
        line = self._columns()
        steps = {Qt.Key.Key_Down: line, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -line, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move_by_key(self.rows(), step)
        else:
            super().keyPressEvent(event)

    def _move_by_key(self, rows: list[int], step: int) -> None:
        if rows:
            before = rows[-1] + 1 + step if step > 0 else rows[0] + step
            self.moved.emit(rows, max(0, min(before, self._pages.rowCount())))


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of rows without a gap; they are in order."""
    first = 0
    for end, row in enumerate(rows, 1):
        if end == len(rows) or rows[end] != row + 1:
            yield rows[first], row
            first = end
