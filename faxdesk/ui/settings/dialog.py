"""The settings: subjects at the left, and a page for each, on which what is chosen holds at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSlider,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.errors import FaxDeskError
from faxdesk.store.release_record import ReleaseRecord
from faxdesk.ui.settings.account_page import AccountPage, SignedInAs
from faxdesk.ui.settings.desktop_pages import AppearancePage, NetworkPage, StoragePage
from faxdesk.ui.settings.page import Page, framed, plain_button
from faxdesk.ui.settings.releases_page import ReleasesPage
from faxdesk.ui.settings.sending_pages import FailuresPage, SendingPage
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.page_dialog import PageDialog
from faxdesk.ui.widgets.subject_list import SubjectList
from faxdesk.ui.widgets.typography import grown_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from faxdesk.core.errors import InputRefused
    from faxdesk.core.settings import Settings
    from faxdesk.store.service_mirror import ServiceMirror
    from faxdesk.ui.settings.page import SettingsPage
    from faxdesk.ui.settings.writer import SettingsWriter

_PAGE_UP, _PAGE_DOWN = QAbstractSlider.SliderAction.SliderPageStepSub, QAbstractSlider.SliderAction.SliderPageStepAdd
_SAVE = "save"
"""The key of what is said of saving."""


class SettingsDialog(PageDialog):
    """Shows the settings. There is nothing to save and nothing to cancel: it can only be closed.

    What is still being written when it is closed is waited for, and it stays where that is refused.
    """

    saved = Signal(object)
    """The new `Settings`, which are in the file."""
    connect_wanted = Signal()
    """The user wants to give a token. The dialog has closed."""
    disconnect_wanted = Signal()
    """The user wants FaxDesk to forget the token, or to leave the practice account. The dialog has closed."""
    test_wanted = Signal(str)
    """The user wants to send a fax to this number of their own. The dialog has closed."""
    reconnect_wanted = Signal()
    """The settings name another way to Fax.Plus, which counts from now on. The dialog has closed."""

    def __init__(
        self,
        writer: SettingsWriter,
        mirror: ServiceMirror,
        signed_in: SignedInAs,
        folder: Path,
        parent: QWidget | None = None,
        *,
        releases: ReleaseRecord | None = None,
        templates: Iterable[str] = (),
        pages: Sequence[SettingsPage] = (),
    ) -> None:
        """`releases` is what is known of newer versions, None where nobody looks for them.

        `templates` are the names of the user's cover pages.
        `pages` are further ones, of features that have settings of their own.
        """
        super().__init__(parent)
        self._writer = writer
        writer.setParent(self)
        self._proxy = writer.file.settings.proxy
        self._closing = self._was_refused = False
        self._afterwards: Callable[[], object] | None = None
        self.setWindowTitle(self.tr("Settings"))
        self.subjects = SubjectList(self.tr("Subjects"))
        self._stack = QStackedWidget()
        self._message_bar = MessageBar()
        before, after = self._own_pages(mirror, signed_in, folder, releases or ReleaseRecord(), templates)
        self._shown: list[SettingsPage] = sorted((*before, *pages, *after), key=lambda page: page.advanced)
        self._pages = [page for page in self._shown if isinstance(page, Page)]
        for page in self._pages:
            page.chosen.connect(writer.choose)
        for shown in self._shown:
            self._stack.addWidget(framed(shown))
        self.subjects.add([shown.title for shown in self._shown if not shown.advanced])
        self.subjects.add([shown.title for shown in self._shown if shown.advanced], self.tr("Advanced"))
        self._lay_out()
        writer.saved.connect(self._written)
        writer.refused.connect(self._refused)
        writer.failed.connect(self._not_written)
        writer.settled.connect(self._settled)

    def _own_pages(
        self,
        mirror: ServiceMirror,
        signed_in: SignedInAs,
        folder: Path,
        releases: ReleaseRecord,
        templates: Iterable[str],
    ) -> tuple[tuple[Page, ...], tuple[Page, ...]]:
        """Return the pages that come before those of features, and those that come after them."""
        file = self._writer.file
        account, storage = AccountPage(file, mirror, signed_in), StoragePage(file, folder)
        account.connect_wanted.connect(self._to_connect)
        account.disconnect_wanted.connect(self._to_disconnect)
        account.test_wanted.connect(self._to_test)
        storage.folder_refused.connect(self._say_no_program)
        # The practice account is on this computer: no proxy is asked, and nobody else.
        network = () if signed_in.way == "practice" else (NetworkPage(file), ReleasesPage(file, releases))
        before = (account, SendingPage(file, mirror, templates), FailuresPage(file), AppearancePage(file))
        return before, (storage, *network)

    # ------------------------------------------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        self.subjects.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.subjects.setCurrentRow(0)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.VLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(tokens.SPACE_L, tokens.SPACE_S, tokens.SPACE_L, tokens.SPACE_L)
        buttons.addStretch(1)
        buttons.addWidget(plain_button(self.tr("Close"), self.reject))
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self._message_bar)
        right.addLayout(buttons)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.subjects)
        beside.addWidget(line)
        beside.addLayout(right, 1)
        self.subjects.setFocus()
        self.setMinimumSize(*tokens.SETTINGS_DIALOG_LEAST)
        self.resize(grown_size(tokens.SETTINGS_DIALOG, self).boundedTo(self.screen().availableSize() * 0.9))

    # ------------------------------------------------------------------------------------------------ saving

    def _written(self, settings: Settings, names: frozenset[str]) -> None:
        self._message_bar.take_back(_SAVE)
        for page in self._pages:
            page.form.show_settings(settings, names)
        self.saved.emit(settings)

    def _refused(self, name: str, error: InputRefused) -> None:
        self._was_refused = True
        for page in self._pages:
            if name in page.form:
                page.form.refuse(name, error)
                if self._closing:
                    self.subjects.setCurrentRow(self._shown.index(page))
                    page.form.focus(name)

    def _not_written(self, error: FaxDeskError, names: frozenset[str]) -> None:
        self._was_refused = True
        self._message_bar.fail(error, key=_SAVE)
        for page in self._pages:
            page.form.show_settings(self._writer.file.settings, names)

    def _settled(self) -> None:
        closing, self._closing = self._closing, False
        refused, self._was_refused = self._was_refused, False
        if not closing:
            return
        if refused:
            self._afterwards = None
        else:
            super().reject()

    def reject(self) -> None:
        """Close, as soon as all that was chosen is kept."""
        self._was_refused = False
        for page in self._pages:
            page.form.commit()
        if self._writer.busy:
            self._closing = True
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close, and do what comes afterwards."""
        super().done(result)
        if self._writer.file.settings.proxy != self._proxy:
            self.reconnect_wanted.emit()
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None:
            afterwards()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the page, on which nothing but text may be."""
        steps = {Qt.Key.Key_PageUp: _PAGE_UP, Qt.Key.Key_PageDown: _PAGE_DOWN}
        area = self._stack.currentWidget()
        if event.key() in steps and isinstance(area, QScrollArea):
            area.verticalScrollBar().triggerAction(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    # ----------------------------------------------------------------------------------------------- buttons

    def _to_connect(self) -> None:
        self._afterwards = self.connect_wanted.emit
        self.reject()

    def _to_disconnect(self) -> None:
        self._afterwards = self.disconnect_wanted.emit
        self.reject()

    def _to_test(self, number: str) -> None:
        self._afterwards = partial(self.test_wanted.emit, number)
        self.reject()

    def _say_no_program(self) -> None:
        self._message_bar.fail(FaxDeskError(self.tr("No program on this computer shows folders.")), key="folder")
