"""Another program: a small window that offers files to drag. Prints the point, in pixels, where to take hold of it."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    """The window."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__("drag me")
        self._files = files
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setGeometry(2, 2, 60, 40)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in self._files])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

    def tell(self) -> None:
        """Say where the window is."""
        middle = self.mapToGlobal(self.rect().center())
        sys.stdout.write(f"{middle.x()} {middle.y()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    application = QApplication([])
    source = Source([Path(name) for name in sys.argv[1:]])
    source.show()
    QTimer.singleShot(300, source.tell)
    application.exec()
