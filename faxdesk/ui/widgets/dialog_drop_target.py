"""Documents that are dropped anywhere on a dialog, also on the fields in it that would take them for text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QRubberBand, QWidget

from faxdesk.ui.widgets.mime_documents import MimeOffer, dropped, is_document


class DialogDropTarget(QObject):
    """Watches a window and the widgets in it. While documents are held over it the window has a frame."""

    dropped = Signal(tuple)
    """Paths and `Blob`s, in the order in which they were dragged."""
    refused = Signal(str)
    """Why what was dropped is no document, such as a link to a web page."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._frame = QRubberBand(QRubberBand.Shape.Rectangle, window)
        window.setAcceptDrops(True)
        for widget in (window, *window.findChildren(QWidget)):
            if widget.acceptDrops():
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the documents; leave text and the lines of a list to the field they are dropped on."""
        if isinstance(event, QDropEvent) and is_document(event.mimeData()):
            return self._dragged(event)
        if event.type() == QEvent.Type.DragLeave:
            self._frame.hide()
        return super().eventFilter(watched, event)

    def _dragged(self, event: QDropEvent) -> bool:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            self._frame.setGeometry(QRect(0, 0, self._window.width(), self._window.height()))
            self._frame.show()
            return True
        self._frame.hide()
        self._take(dropped(event.mimeData()))
        return True

    def _take(self, what: MimeOffer) -> None:
        if what.files:
            self.dropped.emit(what.files)
        else:
            self.refused.emit(what.refusal)
