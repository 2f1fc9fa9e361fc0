"""“Quit” and “Close window”: what is open over the window is asked first, and the end goes on with the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from faxdesk.ui.actions.table import ActionId

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.ui.actions.window_host import WindowHost


def install(host: WindowHost) -> None:
    """Let the program be left by its menu."""
    Quitting(host)


class Quitting(QObject):
    """Closes dialogs one after the other, the uppermost first, then the window or all of them.

    A dialog that asks whether its fax may be thrown away holds that up until it is answered; “Keep editing” ends it.
    """

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._window = host.window
        self._end: Callable[[], object] | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._go_on)
        host.handle(ActionId.QUIT, self.quit)
        host.handle(ActionId.CLOSE, self.close)
        host.launcher.editing_goes_on.connect(self._stay)
        # Who sends a fax after having been asked about it has thought better of leaving.
        host.launcher.kept.connect(self._stay)
        host.closing.connect(self._soon.stop)

    def quit(self) -> None:
        """Close all windows."""
        self._end = QApplication.closeAllWindows
        self._go_on()

    def close(self) -> None:
        """Close the window."""
        self._end = self._window.close
        self._go_on()

    def _stay(self) -> None:
        self._end = None

    def _go_on(self) -> None:
        if self._end is None:
            return
        for dialog in reversed([one for one in self._window.findChildren(QDialog) if one.isVisible()]):
            dialog.finished.connect(self._soon.start)
            if not dialog.close():
                return
            dialog.finished.disconnect(self._soon.start)
        end, self._end = self._end, None
        end()
