"""One account in one data folder, with the window on it: everything that comes and goes together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from faxdesk.core.errors import FaxDeskError
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.backend.deferred_factory import DeferredFactory
from faxdesk.ui.backend.threads import end_all
from faxdesk.ui.desktop.first_paint import FirstPaint
from faxdesk.ui.desktop.window_activation import bring_to_front
from faxdesk.ui.main_window.window import MainWindow
from faxdesk.ui.widgets import icons

if TYPE_CHECKING:
    from faxdesk.services.container import ServicesFactory
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.practice_process import PracticeProcess

_left_behind: list[QObject] = []
"""Backends with a thread that hangs: Qt ends the process where such a thread's object is destroyed."""


class Session(QObject):
    """Shows the window at once, and starts the work after it has been drawn.

    `factory` says where to work, given the address and the token of the `practice` service, or empty texts where
    there is none. It is called in another thread.
    """

    begun = Signal()
    """The window has been drawn and is whole, and the work begins."""
    settled = Signal(object)
    """It is known where to work; or not, for the `FaxDeskError` that is given, else None."""

    def __init__(
        self,
        folder: DataFolder,
        settings_file: SettingsFile,
        factory: Callable[[str, str], ServicesFactory],
        practice: PracticeProcess | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder, self.settings_file = folder, settings_file
        self._factory = factory
        self._practice = practice
        if practice is not None:
            practice.setParent(self)
        self._deferred_factory = DeferredFactory(folder)
        self.backend = Backend(self._deferred_factory, self)
        self.window = MainWindow(self.backend, settings_file, practice=practice is not None)
        self._paint = FirstPaint(self)
        self._paint.painted.connect(self._draw_icons)
        self._paint.painted.connect(self.window.install_features_in_turns)
        self.window.features_installed.connect(self._begin)

    @property
    def practice(self) -> bool:
        """True for the practice account."""
        return self._practice is not None

    def show(self) -> None:
        """Show the window; the rest follows, also the icons."""
        icons.leave_empty()
        self.window.show()
        self._paint.watch(self.window.windowHandle())

    def _draw_icons(self) -> None:
        icons.draw(self.window)

    def _begin(self) -> None:
        self.begun.emit()
        self.backend.start()
        if self._practice is None:
            self._settle("", "")
        else:
            self._practice.ready.connect(self._settle)
            self._practice.failed.connect(self._without_practice)
            self._practice.start()
        for trouble in self.settings_file.troubles:
            self.tell(FaxDeskError(trouble))
        for sentence in filter(None, (self.folder.exposed(), self.folder.locked_away())):
            self.window.warn(sentence)

    def _settle(self, url: str, token: str) -> None:
        self._deferred_factory.settle(lambda: self._factory(url, token))
        self.settled.emit(None)

    def _without_practice(self, error: FaxDeskError) -> None:
        def fail() -> ServicesFactory:
            raise error

        self._deferred_factory.settle(fail)
        self.tell(error)
        self.settled.emit(error)

    def tell(self, error: FaxDeskError) -> None:
        """Show an error in the window."""
        self.backend.failed.emit(error)

    def come_to_front(self) -> None:
        """Bring the window before all others, out of the tray too."""
        bring_to_front(self.window)

    def quit(self) -> None:
        """Close the window as its menu does: a fax that is being written is kept, or asked about."""
        self.window.actions_[ActionId.QUIT].trigger()

    @property
    def ends(self) -> bool:
        """True once the window has been closed, and the program is about to end."""
        return self.window.isHidden() and not self.window.is_in_tray

    def close(self) -> bool:
        """Close the window and stop the work. Returns False where a thread hangs. Not to be called from the window."""
        ended = end_all(
            self.window.close,
            # It may be closed before it has been drawn.
            partial(icons.draw, self.window),
            self._deferred_factory.give_up,
        )
        stopped = self.backend.stop()
        ended &= end_all(
            *(() if self._practice is None else (self._practice.stop,)),
            self.folder.delivery_lock.release,
            # At once: a timer of the window must not find the store closed.
            self.window.deleteLater,
            self._delete_window,
        )
        if not stopped:
            self.backend.setParent(None)
            _left_behind.append(self.backend)
        self.deleteLater()
        return stopped and ended

    def _delete_window(self) -> None:
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)
