"""The window over a keyring that does not do its work: faxes are kept, it is named, and all goes on once it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from PySide6.QtCore import Qt

from faxdesk.app import Program
from faxdesk.core.settings import APP_ID, Settings
from faxdesk.services.events import Link
from faxdesk.services.sign_in import TOKEN
from faxdesk.store import keyring_secrets
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.account.connect_dialog import ConnectDialog
from faxdesk.ui.attention.controller import AttentionController
from faxdesk.ui.compose import ComposeDialog
from tests.keyrings import Hanging, Raising
from tests.raised import TYPICAL, ids
from tests.ui.next_steps import take
from tests.ui.window_scene import part

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer
    from faxdesk.ui.desktop.application import Application
    from faxdesk.ui.main_window.window import MainWindow


class Desk:
    """A program that was connected with a token before, as its user sees it."""

    def __init__(self, application: Application, home: DataFolder, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.program = Program(application, home, {})

    def start(self) -> None:
        assert self.program.open(())

    @property
    def window(self) -> MainWindow:
        assert self.program.session is not None
        return self.program.session.window

    @property
    def link(self) -> Link:
        assert self.program.session is not None
        return self.program.session.backend.condition.link

    @property
    def lists(self) -> dict[Listing, int]:
        assert self.program.session is not None
        store = self.program.session.backend.store
        return {listing: store.fax_lists.count(listing) for listing in (Listing.OUTBOX, Listing.SENT)}

    def needs(self) -> str:
        """What the panel above the lists says."""
        installed = self.window.findChildren(AttentionController)
        lines = installed[0].panel._lines.values() if installed else ()
        return " ".join(f"{line.entry.title}. {line.entry.sentence}" for line in lines)

    def press(self, text: str) -> None:
        """Take a step that this panel offers."""
        take(part(self.window, AttentionController).panel, text)

    def send(self, document: Path) -> None:
        """Write a fax and press Send; it closes when the fax is kept, and not before."""
        self.window.new_fax((document,))
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(ComposeDialog)))
        (dialog,) = self.window.findChildren(ComposeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.qtbot.keyClicks(dialog.recipients_field.edit, "+41 44 555 01 23")
        with self.qtbot.waitSignal(dialog.kept):
            self.qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
        assert not dialog.isVisible()

    def close(self) -> None:
        self.program.close()
        assert self.program.ended_cleanly
        self.program.deleteLater()


@pytest.fixture
def desk(qapp: Application, practice: PracticeServer, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    qapp._listening, qapp._files = False, []
    home = DataFolder(tmp_path / "data")
    SettingsFile(home.settings).save(Settings(account="token", api_url=practice.url, undo_seconds=0))
    desk = Desk(qapp, home, qtbot)
    yield desk
    desk.close()


@pytest.mark.parametrize("error", TYPICAL[::4], ids=ids)
def test_a_fax_is_kept_and_the_keyring_is_named_whatever_it_raises(
    error: BaseException, desk: Desk, practice: PracticeServer, sample_pdf: Path, qtbot: QtBot
) -> None:
    backend = Raising(error)
    backend.passwords[APP_ID, TOKEN] = practice.token
    keyring.set_keyring(backend)
    desk.start()
    qtbot.waitUntil(lambda: desk.link is Link.SIGN_IN)
    qtbot.waitUntil(lambda: "Raising" in desk.needs())
    desk.send(sample_pdf)
    assert desk.lists == {Listing.OUTBOX: 1, Listing.SENT: 0}
    backend.error = None
    desk.press("Try again")
    qtbot.waitUntil(lambda: desk.lists == {Listing.OUTBOX: 0, Listing.SENT: 1})
    assert len(practice.account.received()) == 1
    qtbot.waitUntil(lambda: desk.link is Link.ONLINE)
    qtbot.waitUntil(lambda: desk.needs() == "")


def test_a_fax_is_kept_while_the_keyring_hangs_and_goes_out_when_it_answers(
    desk: Desk, practice: PracticeServer, sample_pdf: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Hanging()
    backend.passwords[APP_ID, TOKEN] = practice.token
    keyring.set_keyring(backend)
    monkeypatch.setattr(desk.program._keyring, "_patience", 0.2)
    desk.start()
    desk.send(sample_pdf)
    assert desk.lists == {Listing.OUTBOX: 1, Listing.SENT: 0}
    qtbot.waitUntil(lambda: "does not answer" in desk.needs())
    assert "Hanging" in desk.needs()
    backend.may_answer.set()
    qtbot.waitUntil(lambda: desk.lists == {Listing.OUTBOX: 0, Listing.SENT: 1})
    assert backend.asked == ["get"], "it was asked once, however often somebody looked"


def test_while_the_keyring_fails_the_token_can_be_given_again(
    desk: Desk, practice: PracticeServer, qtbot: QtBot
) -> None:
    keyring.set_keyring(Raising(RuntimeError("D-Bus")))
    desk.start()
    qtbot.waitUntil(lambda: "Raising" in desk.needs())
    before = desk.window
    desk.press("Connect…")
    (dialog,) = desk.window.findChildren(ConnectDialog)
    dialog._to_token()
    dialog._token._token.field.setText(practice.token)
    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._go.text() == "&Continue")
    dialog._go.click()
    qtbot.waitUntil(lambda: "only until FaxDesk is closed" in dialog._message_bar.text)
    assert "Raising" in dialog._message_bar.text
    dialog._go.click()
    qtbot.waitUntil(lambda: desk.window is not before)
    qtbot.waitUntil(lambda: desk.link is Link.ONLINE)


def test_a_keyring_that_hangs_while_it_is_given_a_token_keeps_nobody_waiting(
    desk: Desk, practice: PracticeServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Hanging()
    keyring.set_keyring(backend)
    monkeypatch.setattr(desk.program._keyring, "_patience", 0.2)
    monkeypatch.setattr(keyring_secrets, "SAVE_PATIENCE", 0.2)
    desk.start()
    qtbot.waitUntil(lambda: "does not answer" in desk.needs())
    desk.press("Connect…")
    (dialog,) = desk.window.findChildren(ConnectDialog)
    dialog._to_token()
    dialog._token._token.field.setText(practice.token)
    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._go.text() == "&Continue")
    dialog._go.click()
    qtbot.waitUntil(lambda: "only until FaxDesk is closed" in dialog._message_bar.text)
    before = desk.window
    dialog._go.click()
    qtbot.waitUntil(lambda: desk.window is not before and desk.link is Link.ONLINE)
    backend.answer()


def test_whoever_disconnects_is_told_that_the_keyring_still_has_the_token(
    desk: Desk, practice: PracticeServer, qtbot: QtBot
) -> None:
    backend = Raising(RuntimeError("D-Bus"))
    backend.passwords[APP_ID, TOKEN] = practice.token
    backend.error = None
    keyring.set_keyring(backend)
    desk.start()
    qtbot.waitUntil(lambda: desk.link is Link.ONLINE)
    before = desk.window
    backend.error = RuntimeError("D-Bus")
    desk.program._disconnect()
    qtbot.waitUntil(lambda: desk.window is not before)
    qtbot.waitUntil(lambda: "may still be in the keyring" in desk.window.host.message_bar.text)
    assert APP_ID in desk.window.host.message_bar.text
