"""What may move the widgets of a window waits until a mouse button that is down is let go of.

A press takes the keyboard out of a field first. What the field does then, before the button is up, may move the button
that was pressed away from under the pointer, and the click is lost.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

_OVER = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.Drop, QEvent.Type.MouseMove})
"""Events with which a click is over: a move without a button tells of a release that another window got."""


class ClickGuard(QObject):
    """Does something for a field, `parent`: at once, or when the click that is under way is over.

    `act` is a bound method of the field.
    """

    def __init__(self, act: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._waits = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(act)

    def run(self) -> None:
        """Do it, as soon as it is in nobody's way."""
        if QApplication.mouseButtons() is Qt.MouseButton.NoButton:
            self._soon.timeout.emit()
        elif not self._waits:
            self._waits = True
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the end of the click; whoever it is for gets it before."""
        if event.type() in _OVER and QApplication.mouseButtons() is Qt.MouseButton.NoButton:
            self._waits = False
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # there is one
            self._soon.start()
        return super().eventFilter(watched, event)
