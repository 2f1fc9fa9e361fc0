"""“Quit” and “Close window”: what is open over the window is asked first, and the end goes on with the answer.

Where the settings want that and the desktop has a tray, closing the window leaves FaxDesk there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.main_window.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.ui.actions.window_host import WindowHost

_TOLD = "told of the tray"
"""What is kept once the user has been told that FaxDesk goes on."""


def install(host: WindowHost) -> None:
    """Let the program be left by its menu."""
    Quitting(host)


class Quitting(QObject):
    """Closes dialogs one after the other, the uppermost first, then the window or all of them.

    A dialog that is being kept as a draft, or asks about what can be none, holds that up; “Keep editing” ends it.
    """

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._window = host, host.window
        self._end: Callable[[], object] | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._go_on)
        host.handle(ActionId.QUIT, self.quit)
        host.handle(ActionId.CLOSE, self.close)
        host.launcher.editing_goes_on.connect(self._stay)
        # Who sends a fax after having been asked about it has thought better of leaving.
        host.launcher.kept.connect(self._stay)
        host.closing.connect(self._soon.stop)
        host.window.installEventFilter(self)

    def quit(self) -> None:
        """Close all windows, also one that is hidden behind the icon in the tray."""
        self._end = self._leave if self._host.tray.hides_window else QApplication.closeAllWindows
        self._go_on()

    def close(self) -> None:
        """Close the window, or hide it."""
        self._end = self._hide if self._host.tray.stays else self._window.close
        self._go_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the button of the window's frame do what “Close window” does, where that hides it."""
        if event.type() == QEvent.Type.Close and event.spontaneous() and self._host.tray.stays:
            event.ignore()
            self.close()
            return True
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        self._window.close()
        QApplication.quit()

    def _hide(self) -> None:
        self._host.tray.hide_window()
        state = WindowState(self._host.backend.store.folder.path)
        if state.number(_TOLD, 0):
            return
        state.keep({_TOLD: 1})
        title = self.tr("FaxDesk is still here")
        text = self.tr(
            "It goes on sending and following your faxes. Its icon beside the clock opens it again, or quits it."
        )
        self._host.notifications.show(Notice("in the tray", NoticeKind.HINT, title, text))

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
