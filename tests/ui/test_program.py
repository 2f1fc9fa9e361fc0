"""The whole program in this process: whose account it works with, and how that changes."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QSystemTrayIcon

from faxdesk import launcher
from faxdesk.app import Program
from faxdesk.core.account_notes import AccountState
from faxdesk.core.errors import FaxDeskError, StoreTrouble
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, Submission
from faxdesk.core.settings import APP_ID, Settings
from faxdesk.services import sign_in
from faxdesk.services.events import Link
from faxdesk.services.sign_in import TOKEN
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.database import Database
from faxdesk.store.profiles import Profiles
from faxdesk.store.schema import MIGRATIONS
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.account.connect_dialog import ConnectDialog
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.document_list import DocumentList
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.desktop.single_instance import SingleInstance, send_to_running_instance
from faxdesk.ui.settings.dialog import SettingsDialog
from faxdesk.ui.webhooks.page import WebhooksPage
from tests.api.gateway import CERTIFICATES, Encrypted, Proxy
from tests.ports import free_port
from tests.time_limits import PATIENCE_MS
from tests.ui.accessible_names import the
from tests.ui.buttons import press

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer
    from faxdesk.ui.desktop.application import Application
    from faxdesk.ui.session import Session


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


class Desktop:
    """Starts a program as a double click does, but for the waiting, and ends it."""

    def __init__(self, application: Application, home: DataFolder, qtbot: QtBot) -> None:
        self.application, self.home, self.qtbot = application, home, qtbot
        self.programs: list[Program] = []

    def start(
        self, environment: Mapping[str, str] | None = None, *, practice: bool = False, files: tuple[Path, ...] = ()
    ) -> Program:
        program = Program(self.application, self.home, environment or {}, practice=practice)
        self.programs.append(program)
        assert program.open(files)
        return program

    def end(self) -> None:
        for program in self.programs:
            program.close()
            assert program.ended_cleanly
            program.deleteLater()

    def session(self, program: Program) -> Session:
        assert program.session is not None
        return program.session

    def wait_for(self, program: Program, link: Link) -> None:
        self.qtbot.waitUntil(lambda: self.session(program).backend.condition.link is link)

    def dialog(self, program: Program, kind: type[QWidget]) -> QWidget:
        def shown() -> list[QWidget]:
            return [one for one in self.session(program).window.findChildren(kind) if one.isVisible()]

        self.qtbot.waitUntil(lambda: len(shown()) == 1)
        return shown()[0]


@pytest.fixture
def desktop(qapp: Application, home: DataFolder, qtbot: QtBot) -> Iterator[Desktop]:
    qapp._listening, qapp._files = False, []
    desktop = Desktop(qapp, home, qtbot)
    yield desktop
    desktop.end()


def with_token(practice: PracticeServer, home: DataFolder) -> None:
    """The state in which a first start has left the data folder."""
    keyring.set_password(APP_ID, TOKEN, practice.token)
    SettingsFile(home.settings).save(Settings(account="token", api_url=practice.url))


# ---------------------------------------------------------------------------------------------------- accounts


def test_the_first_start_asks_whose_account_it_is(desktop: Desktop) -> None:
    program = desktop.start()
    assert desktop.dialog(program, ConnectDialog).isVisible()
    desktop.wait_for(program, Link.SIGN_IN)


def test_a_kept_token_signs_in_without_asking(practice: PracticeServer, desktop: Desktop, home: DataFolder) -> None:
    with_token(practice, home)
    program = desktop.start()
    desktop.wait_for(program, Link.ONLINE)
    session = desktop.session(program)
    assert session.window.findChildren(ConnectDialog) == []
    assert not session.practice
    desktop.qtbot.waitUntil(lambda: session.backend.store.service_mirror.account() is not None)
    account = session.backend.store.service_mirror.account()
    assert account is not None
    assert account.uid == practice.account.uid


def test_the_environment_comes_before_the_settings(
    practice: PracticeServer, desktop: Desktop, home: DataFolder
) -> None:
    SettingsFile(home.settings).save(Settings(account="practice"))
    program = desktop.start({"FAXDESK_TOKEN": practice.token, "FAXDESK_API_URL": practice.url})
    desktop.wait_for(program, Link.ONLINE)
    assert not desktop.session(program).practice
    assert desktop.session(program).folder.path == home.path


def test_practice_comes_before_everything(practice: PracticeServer, desktop: Desktop, home: DataFolder) -> None:
    program = desktop.start({"FAXDESK_TOKEN": practice.token, "FAXDESK_API_URL": practice.url}, practice=True)
    desktop.wait_for(program, Link.ONLINE)
    session = desktop.session(program)
    assert session.practice
    assert session.folder.path == home.practice
    desktop.qtbot.waitUntil(lambda: session.backend.store.service_mirror.account() is not None)
    account = session.backend.store.service_mirror.account()
    assert account is not None
    assert account.uid != practice.account.uid, "nothing may go to the account of the environment"


def test_the_practice_service_of_the_window_takes_a_document_and_delivers_it(
    desktop: Desktop, sample_pdf: Path, qtbot: QtBot
) -> None:
    """It is a program of its own, with pipes for its streams, which loads PDFium when the first document arrives."""
    program = desktop.start(practice=True)
    desktop.wait_for(program, Link.ONLINE)
    backend = desktop.session(program).backend
    kept: list[tuple[Submission, ...]] = []
    failures: list[FaxDeskError] = []
    backend.commands.submit(program, Draft((sample_pdf,), ("+41445550123",)), kept.append, failures.append)

    def states() -> list[State]:
        assert failures == []
        return [one.state for job in kept for one in backend.store.submissions.recipients(job[0].job)]

    qtbot.waitUntil(lambda: states() == [State.DELIVERED], timeout=PATIENCE_MS)


def test_a_connected_account_replaces_the_first_start(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, qtbot: QtBot
) -> None:
    program = desktop.start()
    dialog = desktop.dialog(program, ConnectDialog)
    assert isinstance(dialog, ConnectDialog)
    old = desktop.session(program)
    dialog._to_token()
    dialog._token._network.address.setText(practice.url)
    dialog._token._token.field.setText(practice.token)
    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._go.text() == "&Continue")
    dialog._go.click()
    qtbot.waitUntil(lambda: desktop.session(program) is not old)
    desktop.wait_for(program, Link.ONLINE)
    assert SettingsFile(home.settings).settings.account == "token"
    assert practice.token not in home.settings.read_text()
    assert practice.token not in home.log.read_text() if home.log.exists() else True


def test_a_token_is_tried_at_the_address_that_the_environment_names(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, qtbot: QtBot
) -> None:
    program = desktop.start({"FAXDESK_API_URL": practice.url})
    dialog = desktop.dialog(program, ConnectDialog)
    press(dialog, "Connect with a token")
    next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Token").setText(practice.token)
    press(dialog, "Connect")
    qtbot.waitUntil(lambda: any("Connected as" in label.text() for label in dialog.findChildren(QLabel)))
    press(dialog, "Continue")
    desktop.wait_for(program, Link.ONLINE)
    assert SettingsFile(home.settings).settings.api_url == practice.url, "the token is for no other service"


def test_who_has_connected_sends_a_test_fax_to_the_own_number(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, qtbot: QtBot
) -> None:
    program = desktop.start()
    dialog = desktop.dialog(program, ConnectDialog)
    assert isinstance(dialog, ConnectDialog)
    dialog._to_token()
    dialog._token._network.address.setText(practice.url)
    dialog._token._token.field.setText(practice.token)
    dialog._go.click()
    qtbot.waitUntil(lambda: dialog._go.text() == "&Continue")
    press(dialog, "Send yourself a test fax…")
    compose = desktop.dialog(program, ComposeDialog)
    assert isinstance(compose, ComposeDialog)
    assert compose.recipients_field.value() == ("+41445550100",)
    qtbot.waitUntil(lambda: compose.documents_field.pages == 1)
    desktop.wait_for(program, Link.ONLINE)
    compose.reject()


def test_a_test_fax_can_be_sent_from_the_settings_later(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, qtbot: QtBot
) -> None:
    with_token(practice, home)
    program = desktop.start()
    mirror = desktop.session(program).backend.store.service_mirror
    qtbot.waitUntil(lambda: bool(mirror.numbers()))
    program._show_settings()
    dialog = desktop.dialog(program, SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    press(dialog, "Send yourself a test fax…")
    compose = desktop.dialog(program, ComposeDialog)
    assert isinstance(compose, ComposeDialog)
    assert compose.recipients_field.value() == ("+41445550100",)
    compose.reject()


def test_practising_from_the_first_start_and_leaving_again(desktop: Desktop, home: DataFolder, qtbot: QtBot) -> None:
    program = desktop.start()
    dialog = desktop.dialog(program, ConnectDialog)
    assert isinstance(dialog, ConnectDialog)
    dialog._practise()
    desktop.wait_for(program, Link.ONLINE)
    session = desktop.session(program)
    assert session.practice
    assert session.folder.path == home.practice
    assert SettingsFile(home.settings).settings.account == "practice"
    program._disconnect()
    qtbot.waitUntil(lambda: not desktop.session(program).practice)
    assert desktop.dialog(program, ConnectDialog).isVisible()
    assert SettingsFile(home.settings).settings.account == ""


def test_the_title_names_the_profile_where_there_are_several(
    practice: PracticeServer, desktop: Desktop, home: DataFolder
) -> None:
    with_token(practice, home)
    program = desktop.start()
    assert desktop.session(program).window.windowTitle() == "FaxDesk"
    program.close()
    Profiles(home.path).add("Zurich")
    again = desktop.start()
    assert desktop.session(again).window.windowTitle() == "FaxDesk: Main"


def test_the_settings_lead_to_the_webhooks(practice: PracticeServer, desktop: Desktop, home: DataFolder) -> None:
    with_token(practice, home)
    program = desktop.start()
    desktop.wait_for(program, Link.ONLINE)
    program._show_settings()
    dialog = desktop.dialog(program, SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    press(dialog, "Look after webhooks…")
    assert not dialog.isVisible()
    assert desktop.dialog(program, WebhooksPage).isVisible()


def test_disconnecting_forgets_the_token(practice: PracticeServer, desktop: Desktop, home: DataFolder) -> None:
    with_token(practice, home)
    program = desktop.start()
    desktop.wait_for(program, Link.ONLINE)
    program._show_settings()
    dialog = desktop.dialog(program, SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    press(dialog, "Disconnect")
    assert desktop.dialog(program, ConnectDialog).isVisible()
    desktop.wait_for(program, Link.SIGN_IN)
    assert keyring.get_password(APP_ID, TOKEN) is None


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "propagateSizeHints", r"does not support raise\(\)")
def test_a_start_brings_back_the_window_that_is_hidden_in_the_tray(
    desktop: Desktop, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    program = desktop.start(practice=True)
    window = desktop.session(program).window
    with desktop.qtbot.waitSignal(desktop.session(program).begun):
        pass
    for files in ((), (sample_pdf,)):
        window.host.tray.hide_window()
        program._files_arrived(files)
        assert window.isVisible()
        assert not program._called
    assert desktop.dialog(program, ComposeDialog).isVisible()
    window.host.tray.hide_window()
    program._compose((sample_pdf,))
    assert window.isVisible()


def test_a_profile_that_is_not_there_is_told_in_a_sentence(home: DataFolder, capfd: pytest.CaptureFixture[str]) -> None:
    assert launcher.main(["--data-dir", str(home.path), "--profile", "nobody", "--quit"]) == 1
    assert "There is no profile “nobody”." in capfd.readouterr().err


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "propagateSizeHints")
def test_another_process_can_end_the_window_also_where_it_is_hidden_in_the_tray(
    desktop: Desktop, home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    # For good: no event loop would work for the tests that follow.
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    assert launcher.main(["--data-dir", str(home.path), "--quit"]) == 1, "none is open"
    program = desktop.start(practice=True)
    session = desktop.session(program)
    with desktop.qtbot.waitSignal(session.begun):
        pass
    session.window.host.tray.hide_window()
    asks = subprocess.Popen([sys.executable, "-m", "faxdesk", "--data-dir", str(home.path), "--quit"])
    desktop.qtbot.waitUntil(lambda: asks.poll() == 0)
    desktop.qtbot.waitUntil(lambda: ended == [True])
    assert session.ends


def test_a_session_that_ends_keeps_the_fax_that_is_being_written(desktop: Desktop, qapp: Application) -> None:
    program = desktop.start(practice=True)
    session = desktop.session(program)
    with desktop.qtbot.waitSignal(session.begun):
        pass
    session.window.new_fax()
    dialog = desktop.dialog(program, ComposeDialog)
    assert isinstance(dialog, ComposeDialog)
    dialog.recipients_field.add(["+41445550123"])
    QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.Quit))
    desktop.qtbot.waitUntil(lambda: session.ends)
    (kept,) = session.backend.store.drafts.all_open(9)
    assert kept.draft.recipients == ("+41445550123",)


def test_settings_are_saved_while_a_sign_in_that_was_given_up_still_hangs(desktop: Desktop, home: DataFolder) -> None:
    answers = threading.Event()
    program = desktop.start()
    program._sign_ins.submit(program, lambda _context, _cancel: answers.wait())
    program._show_settings()
    dialog = desktop.dialog(program, SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    (notify,) = (box for box in dialog.findChildren(QCheckBox) if "Tell me at once" in box.text())
    try:
        with desktop.qtbot.waitSignal(dialog.saved, timeout=60_000):
            notify.setChecked(False)
        assert not SettingsFile(home.settings).settings.notify
    finally:
        answers.set()


@pytest.mark.parametrize("environment", [False, True], ids=["token of the keyring", "token of the environment"])
def test_another_proxy_counts_when_the_settings_are_closed(
    environment: bool, practice: PracticeServer, desktop: Desktop, home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / "elsewhere.pem"))
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{free_port()}")
    with_token(practice, home)
    account = "practice" if environment else "token"
    SettingsFile(home.settings).save(Settings(account=account, api_url="https://elsewhere.invalid/v3"))
    with Encrypted(practice.port, "elsewhere.pem") as service, Proxy(service.port) as proxy:
        program = desktop.start({"FAXDESK_TOKEN": practice.token} if environment else None)
        desktop.wait_for(program, Link.OFFLINE)
        old = desktop.session(program)
        program._show_settings()
        dialog = desktop.dialog(program, SettingsDialog)
        assert isinstance(dialog, SettingsDialog)
        (line,) = (one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Proxy")
        line.setText(proxy.address)
        press(dialog, "Close")
        desktop.qtbot.waitUntil(lambda: desktop.session(program) is not old)
        session = desktop.session(program)
        desktop.qtbot.waitUntil(lambda: session.backend.store.service_mirror.account() is not None)
        assert session.folder.path == home.path
        assert SettingsFile(home.settings).settings == Settings(
            account, "https://elsewhere.invalid/v3", proxy=proxy.address
        )
        assert set(proxy.asked) == {"elsewhere.invalid:443"}
        # Before the proxy goes, and the threads say so.
        program.close()


def test_a_file_with_a_wrong_proxy_sends_nothing_and_says_so(
    practice: PracticeServer, desktop: Desktop, home: DataFolder
) -> None:
    with_token(practice, home)
    SettingsFile(home.settings).save(Settings(account="token", api_url=practice.url, proxy="proxy.example"))
    program = desktop.start()
    desktop.wait_for(program, Link.SIGN_IN)
    assert "address of a proxy" in str(desktop.session(program).backend.condition.error)


def test_the_token_of_the_environment_is_not_changed_here(practice: PracticeServer, desktop: Desktop) -> None:
    program = desktop.start({"FAXDESK_TOKEN": "alohi_pat_wrong", "FAXDESK_API_URL": practice.url})
    desktop.wait_for(program, Link.SIGN_IN)
    program._show_connect()
    session = desktop.session(program)
    assert session.window.findChildren(ConnectDialog) == []
    assert "FAXDESK_TOKEN" in " ".join(session.window.host.message_bar.texts())


def test_an_account_that_another_window_shows_is_left_to_it(desktop: Desktop, home: DataFolder, qtbot: QtBot) -> None:
    other = SingleInstance(DataFolder(home.practice))
    assert other.take()
    program = desktop.start()
    session = desktop.session(program)
    desktop.dialog(program, ConnectDialog)
    QTimer.singleShot(0, program._practise)
    said = session.window.host.message_bar.texts
    # It may say something else as well, such as that the program runs as administrator.
    qtbot.waitUntil(lambda: any("another window" in text for text in said()))
    assert program.session is session
    assert SettingsFile(home.settings).settings.account == "", "what was refused is not kept either"
    other.close()


# ------------------------------------------------------------------------------------------- files and messages


def test_files_of_the_command_line_open_a_new_fax(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, sample_pdf: Path
) -> None:
    with_token(practice, home)
    program = desktop.start(files=(sample_pdf,))
    assert desktop.dialog(program, ComposeDialog).isVisible()


@pytest.mark.qt_log_ignore("raise")
def test_a_second_start_opens_its_files_here(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, sample_pdf: Path, qtbot: QtBot
) -> None:
    with_token(practice, home)
    program = desktop.start()
    desktop.wait_for(program, Link.ONLINE)
    program._files_arrived((sample_pdf,))
    assert desktop.dialog(program, ComposeDialog).isVisible()
    assert not send_to_running_instance(DataFolder(home.path / "elsewhere"), (), patience=0.1)


def test_an_uncaught_fault_is_shown_in_the_window(desktop: Desktop) -> None:
    program = desktop.start()
    program._tell(FaxDeskError("FaxDesk had a fault.", "Nothing is lost."))
    assert "FaxDesk had a fault." in " ".join(desktop.session(program).window.host.message_bar.texts())


def test_damaged_settings_are_set_aside_and_that_is_said(desktop: Desktop, home: DataFolder, qtbot: QtBot) -> None:
    home.settings.write_text("{nonsense")
    program = desktop.start()
    message_bar = desktop.session(program).window.host.message_bar
    qtbot.waitUntil(lambda: "set aside" in " ".join(message_bar.texts()))


def test_the_looks_are_taken_over_at_once_and_by_the_practice_account(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, qapp: Application
) -> None:
    SettingsFile(home.settings).save(Settings(appearance="dark", region="CH", sender="+41445550100"))
    program = desktop.start(practice=True)
    assert qapp.palette().base().color().lightness() < 128
    kept = SettingsFile(DataFolder(home.practice).settings).settings
    assert (kept.region, kept.sender) == ("CH", "")
    program._saved(Settings(appearance="light"))
    assert qapp.palette().base().color().lightness() > 128


def test_a_connection_keeps_everything_else() -> None:
    before = Settings(account="practice", region="CH", client_id="APIK-1")
    after = sign_in.ProvenSignIn("token", "https://restapi.fax.plus/v3", AccountState(None)).change(before)
    assert (after.account, after.region, after.client_id) == ("token", "CH", "APIK-1")


# ---------------------------------------------------------------------------------------------- newer versions


def test_newer_versions_are_asked_about_at_the_second_start_of_an_account(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, qtbot: QtBot
) -> None:
    with_token(practice, home)
    first = desktop.start()
    desktop.wait_for(first, Link.ONLINE)
    qtbot.waitUntil(home.releases.exists)
    first.close()
    second = desktop.start()
    qtbot.waitUntil(lambda: "newer version" in desktop.session(second).window.host.message_bar.text)


@pytest.mark.parametrize("way", ["", "practice"])
def test_neither_practice_nor_a_first_start_looks_for_newer_versions(
    way: str, desktop: Desktop, home: DataFolder, qtbot: QtBot
) -> None:
    """Nothing leaves this computer then."""
    SettingsFile(home.settings).save(Settings(account=way, look_for_releases=True))
    program = desktop.start()
    with qtbot.waitSignal(desktop.session(program).settled):
        pass
    assert not program._releases.isRunning()
    assert not home.releases.exists()
    program._show_settings()
    assert desktop.dialog(program, SettingsDialog).isVisible()


# ------------------------------------------------------------------------------------- files that come at odd times


ODD, SHOWN = ("a\u2028", "a\\u2028") if sys.platform == "win32" else ("a\n", "a\\n")
"""The name of a file that ends its line, and how it is shown. In a name of Windows no character may be below U+0020."""


def test_a_file_that_is_gone_is_told_and_the_others_are_taken(
    practice: PracticeServer, desktop: Desktop, home: DataFolder, sample_pdf: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """And what else a desktop hands over: the same file twice, a folder, a link, a name that ends in a newline."""
    with_token(practice, home)
    folder = tmp_path / "Größe"
    folder.mkdir()
    for name in ("in the folder.pdf", "b.pdf"):
        shutil.copy(sample_pdf, folder / name)
    shutil.copy(sample_pdf, tmp_path / ODD)
    (tmp_path / "link.desktop").write_text("[Desktop Entry]\nType=Link\nURL=file:///letters/a.pdf\n")
    names = ("gone.pdf", "Größe", "link.desktop", ODD)
    program = desktop.start(files=(sample_pdf, sample_pdf, *(tmp_path / name for name in names)))
    dialog = desktop.dialog(program, ComposeDialog)
    assert isinstance(dialog, ComposeDialog)
    field = dialog.documents_field
    assert isinstance(field, DocumentsField)
    qtbot.waitUntil(lambda: not field.pending)
    lines = the(field, DocumentList)
    told = [str(lines.item(row).data(Qt.ItemDataRole.DisplayRole)) for row in range(lines.count())]
    assert [line.partition(",")[0] for line in told] == [
        "sample.pdf",
        "gone.pdf",
        "b.pdf",
        "in the folder.pdf",
        "link.desktop",
        SHOWN,
    ]
    assert field._refused_rows() == [1, 4]
    assert "The file is not there." in told[1]
    assert "only a link to a document" in told[4]


class Closing:
    """A window that the user closes in the very moment in which a later start calls it."""

    def __init__(self, desktop: Desktop, program: Program, qtbot: QtBot) -> None:
        self.desktop, self.program = desktop, program
        self.first = desktop.session(program)
        self.second: Session | None = None
        self.dialogs: list[QWidget] = []
        self.wanted = 0
        self.watch = QTimer(program)
        self.watch.setInterval(20)
        self.watch.timeout.connect(self._look)

    def closed_and_called(self, files: tuple[Path, ...]) -> None:
        self.wanted = len(files)
        self.first.window.close()
        self.program._files_arrived(files)
        self.watch.start()

    def _look(self) -> None:
        session = self.program.session
        if session is None or session is self.first:
            return
        self.second = session
        self.dialogs = [one for one in session.window.findChildren(ComposeDialog) if one.isVisible()]
        if session.window.isVisible() and len(self.dialogs) == min(self.wanted, 1):
            self.watch.stop()
            self.program._end()


@pytest.mark.parametrize("count", [0, 1], ids=["the window alone", "a file"])
def test_a_start_that_is_answered_while_the_window_closes_opens_it_again(
    count: int, desktop: Desktop, home: DataFolder, sample_pdf: Path, qtbot: QtBot
) -> None:
    SettingsFile(home.settings).save(Settings(account="practice"))
    program = desktop.start()
    with qtbot.waitSignal(desktop.session(program).settled):
        pass
    closing = Closing(desktop, program, qtbot)
    files = (sample_pdf,) * count
    QTimer.singleShot(0, program, lambda: closing.closed_and_called(files))
    assert program._work() == 0
    assert closing.second is not None
    assert len(closing.dialogs) == count


def test_a_window_that_is_closed_and_not_called_stays_closed(desktop: Desktop, home: DataFolder, qtbot: QtBot) -> None:
    program = desktop.start()
    session = desktop.session(program)
    with qtbot.waitSignal(session.settled):
        pass
    QTimer.singleShot(0, program, session.window.close)
    QTimer.singleShot(PATIENCE_MS, program, program._end)
    assert program._work() == 0
    assert not program._stopped, "it had to be ended"
    assert program.session is session


def test_a_data_folder_of_a_newer_version_is_refused_and_nothing_in_it_changed(
    qapp: Application, home: DataFolder
) -> None:
    Database(home.database).close()
    with contextlib.closing(sqlite3.connect(home.database)) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    home.settings.write_text('{"from_the_future": 7}')

    def content() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in home.path.rglob("*") if file.is_file()}

    before = content()
    program = Program(qapp, home, {})
    with pytest.raises(StoreTrouble, match="newer FaxDesk"):
        program.open(())
    program.close()
    assert content() == before
    program.deleteLater()
