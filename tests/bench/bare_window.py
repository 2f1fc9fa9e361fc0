"""The floor of every start: an empty QMainWindow of PySide6. Prints what `started.tell` says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.bench import started

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Window(QMainWindow):
    """An empty window that tells when it has been drawn."""

    drawn = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw, and end the program as soon as that is done."""
        super().paintEvent(event)
        if not self.drawn:
            self.drawn = True
            QTimer.singleShot(0, started.tell)


application = QApplication(sys.argv)
window = Window()
window.resize(1160, 720)
window.show()
application.exec()
