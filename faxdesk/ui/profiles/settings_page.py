"""The page of the settings on which profiles are made, named and opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.child_environment import for_window
from faxdesk.core.errors import FaxDeskError
from faxdesk.core.quantities import count_text, size_text
from faxdesk.services.profile_removal import ProfileRemoval
from faxdesk.store.profiles import LONGEST_NAME, Profile, Profiles
from faxdesk.ui.backend.callbacks import Callbacks
from faxdesk.ui.backend.service_process import faxdesk_command, process_environment
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.quiet_table import RowDelegate
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import KeyringTrouble
    from faxdesk.store.profile_contents import ProfileContents
    from faxdesk.ui.backend.backend import Backend

_PROFILE = int(Qt.ItemDataRole.UserRole)
_REMOVED = "removed"


class ProfilesPage(QWidget):
    """Lists the profiles, this window's first chosen. The files are read and written in another thread."""

    def __init__(self, backend: Backend, folder: Path, parent: QWidget | None = None) -> None:
        """`folder` is the data folder of the present profile."""
        super().__init__(parent)
        self._backend, self._folder = backend, folder
        self.title = self.tr("Profiles")
        self.widget: QWidget = self
        self.list = QListWidget()
        self.list.setAccessibleName(self.title)
        self.list.currentItemChanged.connect(self._enable)
        self.list.itemActivated.connect(self._open)
        self.list.setItemDelegate(RowDelegate(self.list))
        FocusRing(self.list)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.textChanged.connect(self._enable)
        self.note = InlineNote()
        self.open_button = self._button(self.tr("&Open in a window"), self._open)
        self.add_button = self._button(self.tr("&Add"), self._add)
        self.rename_button = self._button(self.tr("&Rename the chosen one"), self._rename)
        self.remove_button = self._button(self.tr("Re&move…"), self._ask_to_remove)
        self.message_bar = MessageBar()
        self._lay_out()
        self._enable()

    def _button(self, text: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr(
                "A profile has an account, faxes, cover pages and settings of its own, and a window of its own: for"
                " several accounts of Fax.Plus, or several offices."
            )
        )
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        words = QLabel(self.tr("&Name"))
        words.setBuddy(self.name)
        row, opening = QHBoxLayout(), QHBoxLayout()
        row.addWidget(words)
        row.addWidget(self.name, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.rename_button)
        opening.addWidget(self.open_button)
        opening.addWidget(self.remove_button)
        opening.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_S)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        column.addLayout(opening)
        column.addWidget(self.message_bar)
        column.addLayout(row)
        column.addWidget(self.note)

    # ------------------------------------------------------------------------------------------------ profiles

    def showEvent(self, event: QShowEvent) -> None:
        """Read the names, which another window may have changed."""
        super().showEvent(event)
        self._run(_looked)

    def _run(self, job: Callable[[Profiles], tuple[tuple[Profile, ...], Profile]]) -> None:
        folder = self._folder

        def work(_cancel: CancelToken) -> tuple[tuple[Profile, ...], Profile]:
            return job(Profiles(folder))

        self.note.say("")
        self.message_bar.clear()
        self._backend.with_documents(self, work, self._show, self._fail)

    def _show(self, found: tuple[tuple[Profile, ...], Profile]) -> None:
        """List them, with the one chosen that something was done to."""
        profiles, chosen = found
        self.list.clear()
        for profile in profiles:
            own = profile.folder == self._folder
            item = QListWidgetItem(self.tr("{name} (this window)").format(name=profile.name) if own else profile.name)
            item.setData(_PROFILE, profile)
            self.list.addItem(item)
            if profile == chosen:
                self.list.setCurrentItem(item)
        self.name.clear()

    def _fail(self, error: FaxDeskError) -> None:
        self.note.say(f"{error.title} {error.advice}".strip(), Severity.ERROR)

    def _chosen(self) -> Profile | None:
        item: QListWidgetItem | None = self.list.currentItem()
        if item is None:
            return None
        profile: Profile = item.data(_PROFILE)
        return profile

    def _enable(self) -> None:
        chosen, named = self._chosen(), bool(self.name.text().strip())
        other = chosen is not None and chosen.folder != self._folder
        self.open_button.setEnabled(other)
        self.remove_button.setEnabled(other)
        self.add_button.setEnabled(named)
        self.rename_button.setEnabled(named and chosen is not None)

    # ------------------------------------------------------------------------------------------------- buttons

    def _add(self) -> None:
        self._run(partial(_added, self.name.text()))

    def _rename(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._run(partial(_renamed, chosen, self.name.text()))

    def _ask_to_remove(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        folder = self._folder

        def look(_cancel: CancelToken) -> ProfileContents:
            return ProfileRemoval(Profiles(folder), chosen).preview()

        self.note.say("")
        self._backend.with_documents(self, look, partial(self._ask, chosen), self._fail)

    def _ask(self, profile: Profile, contents: ProfileContents) -> None:
        self.message_bar.ask(
            self.tr(
                "Remove “{name}” with {faxes}, {contacts} and {drafts}, {size}, from this computer? It cannot be taken"
                " back. What Fax.Plus has stays there."
            ).format(
                name=profile.name,
                faxes=count_text(contents.faxes, "fax"),
                contacts=count_text(contents.contacts, "contact"),
                drafts=count_text(contents.drafts, "draft"),
                size=size_text(contents.size),
            ),
            MessageAction(self.tr("&Remove it"), partial(self._remove, profile)),
            MessageAction(self.tr("&Leave it"), self.list.setFocus),
        )

    def _remove(self, profile: Profile) -> None:
        folder, backend = self._folder, self._backend
        callbacks = Callbacks(self, partial(self._removed, profile), self._fail)

        def remove(_cancel: CancelToken) -> KeyringTrouble | None:
            return ProfileRemoval(Profiles(folder), profile).remove()

        # The user has asked for it, and hears what came of it though the settings have been closed.
        def removed(trouble: KeyringTrouble | None) -> None:
            if callbacks.awaited:
                callbacks.succeed(trouble)
            elif trouble is not None:
                backend.failed.emit(trouble)

        def failed(error: FaxDeskError) -> None:
            if callbacks.awaited:
                callbacks.fail(error)
            else:
                backend.failed.emit(error)

        backend.with_documents(backend, remove, removed, failed)

    def _removed(self, profile: Profile, trouble: KeyringTrouble | None) -> None:
        self._run(_looked)
        if trouble is not None:
            self._fail(trouble)
            return
        words = self.tr("“{name}” was removed.").format(name=profile.name)
        self.message_bar.say(words, Severity.GOOD, key=_REMOVED)

    def _open(self) -> None:
        chosen = self._chosen()
        if chosen is None or chosen.folder == self._folder:
            return
        if not _open_window(chosen.folder):
            self._fail(FaxDeskError(self.tr("The window could not be opened."), self.tr("Start FaxDesk again.")))


def _open_window(folder: Path) -> bool:
    """Start FaxDesk on a data folder, to go on when this window has closed; return whether it could be started."""
    process = QProcess()
    program, arguments = faxdesk_command(folder)
    process.setProcessEnvironment(process_environment(for_window()))
    process.setProgram(program)
    process.setArguments(arguments)
    started: object = process.startDetached()
    # PySide6 returns one of the two that it says it does.
    return bool(started[0] if isinstance(started, tuple) else started)


def _looked(profiles: Profiles) -> tuple[tuple[Profile, ...], Profile]:
    profiles.sweep()
    return profiles.all(), profiles.present


def _added(name: str, profiles: Profiles) -> tuple[tuple[Profile, ...], Profile]:
    made = profiles.add(name)
    return profiles.all(), made


def _renamed(profile: Profile, name: str, profiles: Profiles) -> tuple[tuple[Profile, ...], Profile]:
    renamed = profiles.give_name(profile, name)
    return profiles.all(), renamed
