"""The application object: the style, and the files that the system asks to be opened."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_STYLE = ("-style", "fusion") if sys.platform.startswith("linux") else ()
"""Qt's own style where the system has none. Asked for by name: an object of a style makes PySide load 7 ms of types."""
GATHER_MS = 250
"""Milliseconds in which files that come one by one are gathered: macOS tells them singly."""

TOLD_MS = 1000 if sys.platform == "darwin" else 0
"""Milliseconds in which macOS has told a program that starts which files to open: they are no arguments there."""


class Application(QApplication):
    """The application, which keeps files that it is asked to open until somebody listens."""

    opened = Signal(object)
    """Files to open in a new fax, a tuple of paths."""
    quit_wanted = Signal()
    """The system ends the program, as at the end of a session, and a dialog is open over its window."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__([*arguments, *_STYLE])
        self._files: list[Path] = []
        self._listening = False
        self.handed_over = False
        """True while files wait that have come while the program ran."""
        self._gather = QTimer(self, singleShot=True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._tell)
        if _STYLE:
            self.focusChanged.connect(self._frame_buttons)

    def _frame_buttons(self) -> None:
        """Let it be seen which button has the keyboard, from the first one on: the first paint does not wait for it."""
        self.focusChanged.disconnect(self._frame_buttons)
        from faxdesk.ui.widgets.focus_ring import DefaultButtonRing

        DefaultButtonRing(self)

    def event(self, event: QEvent) -> bool:
        """Take the files that macOS opens with FaxDesk, and an end that a dialog holds up."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.take_over([Path(event.file())])
            return True
        if event.type() == QEvent.Type.Quit and any(_is_open_dialog(widget) for widget in self.topLevelWidgets()):
            # Qt would close the dialog, which is kept as a draft meanwhile, and the window would go on without it.
            event.ignore()
            self.quit_wanted.emit()
            return True
        return super().event(event)

    def open_files(self, files: Sequence[Path]) -> None:
        """Ask for files to be opened, now or as soon as `listen` was called."""
        self._files += files
        if self._listening and self._files:
            self._gather.start()

    def take_over(self, files: Sequence[Path]) -> None:
        """Ask for files to be opened that nobody else will open: whoever has brought them relies on that."""
        self.handed_over = self.handed_over or bool(files)
        self.open_files(files)

    def files_told(self, wait_ms: int = TOLD_MS) -> tuple[Path, ...]:
        """Return the files that were asked for until now, and within this time in milliseconds where none were.

        For a program that does not open them itself. What is returned is not told again.
        """
        if wait_ms and not self._files:
            loop = QEventLoop()
            QTimer.singleShot(wait_ms, loop, loop.quit)
            loop.exec()
        files, self._files = tuple(self._files), []
        self.handed_over = False
        return files

    def listen(self) -> None:
        """Tell of the files that have come, and of those to come."""
        self._listening = True
        self._tell()

    def _tell(self) -> None:
        # A desktop may name a file twice, as for a double click that is one of two.
        files, self._files = tuple(dict.fromkeys(self._files)), []
        self.handed_over = False
        if files:
            self.opened.emit(files)


def _is_open_dialog(widget: QWidget) -> bool:
    """True for a dialog over a window; one whose window has been closed holds up nothing."""
    window = widget.parentWidget()
    return isinstance(widget, QDialog) and widget.isVisible() and window is not None and window.isVisible()
