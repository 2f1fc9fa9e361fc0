"""The moment when a window has been drawn for the first time: what it does not need for that comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

UNSEEN_MS = 2_000
"""Milliseconds after which the work starts even where the window is not shown, as when it starts minimised."""


class FirstPaint(QObject):
    """Tells once when a window has been drawn for the first time."""

    painted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._unseen = QTimer(self, singleShot=True)
        self._unseen.setInterval(UNSEEN_MS)
        self._unseen.timeout.connect(self._tell)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._tell)

    def watch(self, window: QWindow) -> None:
        """Watch a window that has been told to show. Nothing is told of one that is gone before."""
        self._window = window
        window.installEventFilter(self)
        window.destroyed.connect(self._forget)
        self._unseen.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the first exposure: Qt draws the window within that event, and the timer comes after it."""
        if event.type() == QEvent.Type.Expose and self._window is not None and self._window.isExposed():
            self._soon.start()
        return False

    def _forget(self) -> None:
        self._window = None
        self._unseen.stop()
        self._soon.stop()

    def _tell(self) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None
            self._unseen.stop()
            self.painted.emit()
