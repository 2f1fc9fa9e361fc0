"""Files that are dropped anywhere on a dialog, also on the fields in it that would take them for text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QRubberBand, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> list[Path]:
    """Return the files of this computer among what is dragged or in the clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class FileDrops(QObject):
    """Watches a window and the widgets in it for files. While some are held over it the window has a frame."""

    dropped = Signal(list)
    """Paths, in the order in which they were dragged."""
    refused = Signal()
    """Something was dropped that is no file of this computer, such as a link to a web page."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._frame = QRubberBand(QRubberBand.Shape.Rectangle, window)
        window.setAcceptDrops(True)
        for widget in (window, *window.findChildren(QWidget)):
            if widget.acceptDrops():
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the files; leave text and the lines of a list to the field they are dropped on."""
        if isinstance(event, QDropEvent) and event.mimeData().hasUrls():
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
        files = local_files(event.mimeData())
        if files:
            self.dropped.emit(files)
        else:
            self.refused.emit()
        return True
