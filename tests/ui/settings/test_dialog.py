"""The settings: shown as they are, kept as they are chosen, at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from faxdesk.core.model import Account, Number
from faxdesk.core.rights import Right
from faxdesk.core.settings import RELEASE_FEED, Settings
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.store import Store
from faxdesk.ui.settings.account_page import AccountPage, SignedInAs
from faxdesk.ui.settings.dialog import SettingsDialog
from faxdesk.ui.settings.writer import SettingsWriter
from faxdesk.ui.widgets.country_names import countries
from tests.managed import manage
from tests.ui.accessible_names import name_of, nameless, the
from tests.ui.buttons import press
from tests.ui.urls import taking

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.threads import JobThread

Show = Callable[..., SettingsDialog]
TEST = "Send yourself a test fax…"
Settle = Callable[[SettingsDialog], None]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def store(folder: DataFolder) -> Iterator[Store]:
    store = Store(folder)
    store.service_mirror.keep_account(Account("1", company="Example Office <b>"))
    store.service_mirror.keep_numbers(
        (Number("+41445550100"), Number("+41225550100"), Number("+41445550199", "waiting_verification"))
    )
    yield store
    store.close()


@pytest.fixture
def settings_file(folder: DataFolder) -> SettingsFile:
    return SettingsFile(folder.settings)


@pytest.fixture
def show(
    folder: DataFolder, store: Store, settings_file: SettingsFile, jobs: JobThread[object], qtbot: QtBot
) -> Iterator[Show]:
    dialogs = []

    def show_it(way: str = "token", address: str = "https://restapi.fax.plus/v3") -> SettingsDialog:
        dialog = SettingsDialog(
            SettingsWriter(jobs, settings_file), store.service_mirror, SignedInAs(way, address), folder.path
        )
        # As its parent does in the program: the thread of the jobs must not have the last word of it.
        dialogs.append(dialog)
        dialog.open()
        return dialog

    yield show_it
    for dialog in dialogs:
        dialog.reject()
        dialog.deleteLater()


def spin(dialog: SettingsDialog, name: str) -> QSpinBox:
    return next(one for one in dialog.findChildren(QSpinBox) if name_of(one) == name)


def combo(dialog: SettingsDialog, name: str) -> QComboBox:
    return next(one for one in dialog.findChildren(QComboBox) if name_of(one) == name)


def check(dialog: SettingsDialog, words: str) -> QCheckBox:
    return next(one for one in dialog.findChildren(QCheckBox) if words in one.text().replace("&", ""))


def choose(box: QComboBox, words: str) -> None:
    box.setCurrentIndex(box.findText(words))


@pytest.fixture
def settle(qtbot: QtBot) -> Settle:
    """Wait until all that was chosen is kept or refused."""

    def wait(dialog: SettingsDialog) -> None:
        for page in dialog._pages:
            page.form.commit()
        qtbot.waitUntil(lambda: not dialog._writer.busy, timeout=60_000)

    return wait


def subject(dialog: SettingsDialog) -> str:
    """Return the subject whose page is shown."""
    assert the(dialog, QListWidget).currentRow() == the(dialog, QStackedWidget).currentIndex()
    return the(dialog, QListWidget).currentItem().text()


def buttons(dialog: SettingsDialog) -> list[str]:
    return [one.text().replace("&", "") for one in the(dialog, AccountPage).findChildren(QPushButton)]


def line(dialog: SettingsDialog, name: str) -> QLineEdit:
    return next(one for one in dialog.findChildren(QLineEdit) if name_of(one) == name)


def texts(dialog: SettingsDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_what_is_chosen_is_in_the_file(settle: Settle, show: Show, folder: DataFolder, qtbot: QtBot) -> None:
    dialog = show()
    choose(combo(dialog, "Send from"), "+41 22 555 01 00")
    choose(combo(dialog, "Country"), "Switzerland")
    choose(combo(dialog, "Colours"), "Dark")
    check(dialog, "sharpen").setChecked(False)
    check(dialog, "Store the pages").setChecked(False)
    told: list[Settings] = []
    dialog.saved.connect(told.append)
    settle(dialog)
    wanted = Settings(
        default_sender="+41225550100",
        region="CH",
        appearance="dark",
        enhancement=False,
        keep_copies=False,
    )
    assert told[-1] == wanted
    assert SettingsFile(folder.settings).settings == wanted


def test_a_new_fax_can_begin_with_a_cover_page(
    settle: Settle, folder: DataFolder, store: Store, jobs: JobThread[object], qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    writer = SettingsWriter(jobs, SettingsFile(folder.settings))
    signed_in = SignedInAs("token")
    dialog = SettingsDialog(
        writer, store.service_mirror, signed_in, folder.path, window, templates=("Our letter", "A <b>")
    )
    dialog.open()
    covers = combo(dialog, "Cover page")
    offered = [covers.itemText(index) for index in range(covers.count())]
    assert offered == ["None", "As filled in last", "Template “Our letter”", "Template “A <b>”"]
    choose(covers, "Template “Our letter”")
    settle(dialog)
    assert SettingsFile(folder.settings).settings.default_cover == "template:Our letter"
    dialog.reject()


def test_the_settings_are_shown_and_kept_as_they_were(
    settle: Settle, show: Show, settings_file: SettingsFile, folder: DataFolder
) -> None:
    before = Settings(
        account="token",
        client_id="APIK-1",
        sender="+41445550100",
        region="DE",
        appearance="light",
        keep_copies=False,
    )
    settings_file.save(before)
    dialog = show()
    assert combo(dialog, "Country").currentText() == "Germany"
    assert combo(dialog, "Colours").currentText() == "Light"
    settle(dialog)
    assert SettingsFile(folder.settings).settings == before


def test_what_was_changed_elsewhere_while_the_dialog_was_open_is_kept(
    settle: Settle, show: Show, settings_file: SettingsFile, folder: DataFolder
) -> None:
    dialog = show()
    settings_file.change(lambda present: present._replace(sender="+41225550100"))
    choose(combo(dialog, "Country"), "Switzerland")
    settle(dialog)
    assert SettingsFile(folder.settings).settings == Settings(sender="+41225550100", region="CH")


def test_the_time_to_undo_is_chosen_in_seconds(
    no_language: None, settle: Settle, show: Show, folder: DataFolder
) -> None:
    dialog = show()
    seconds = spin(dialog, "Time to undo")
    assert seconds.text() == "10 s"
    seconds.setValue(0)
    assert seconds.text() == "None: send at once"
    seconds.setValue(3600)
    settle(dialog)
    assert SettingsFile(folder.settings).settings.undo_seconds == 60


def test_office_hours_are_written_as_people_write_them(settle: Settle, show: Show, folder: DataFolder) -> None:
    dialog = show()
    line(dialog, "Office hours").setText("8.30-17; es 9-14")
    settle(dialog)
    assert SettingsFile(folder.settings).settings.office_hours == "08:30-17:00; ES 09:00-14:00"


def test_how_often_to_try_again_is_chosen(no_language: None, settle: Settle, show: Show, folder: DataFolder) -> None:
    dialog = show()
    times = spin(dialog, "Try again")
    assert times.text() == "3 times"
    texts = []
    for number in (1, 0, 99):
        times.setValue(number)
        texts.append(times.text())
    assert texts == ["1 time", "Never", "9 times"]
    settle(dialog)
    assert SettingsFile(folder.settings).settings.redials == 9


def test_another_proxy_is_kept_and_counts_once_the_settings_are_closed(
    show: Show, folder: DataFolder, qtbot: QtBot
) -> None:
    dialog = show()
    assert line(dialog, "Proxy").placeholderText() == "As the operating system"
    line(dialog, "Proxy").setText(" http://proxy.example.com:8080/ ")
    with qtbot.waitSignals([dialog.saved, dialog.finished, dialog.reconnect_wanted], order="strict"):
        press(dialog, "Close")
    assert SettingsFile(folder.settings).settings.proxy == "http://proxy.example.com:8080"
    dialog = show()
    assert line(dialog, "Proxy").text() == "http://proxy.example.com:8080"
    with qtbot.assertNotEmitted(dialog.reconnect_wanted):
        press(dialog, "Close")
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("typed", "words"),
    [("proxy.example.com", "not the address of a proxy"), ("http://clerk:sesame@proxy:8080", "HTTPS_PROXY")],
)
def test_what_is_no_proxy_is_refused_in_place_and_can_be_left(
    settle: Settle, typed: str, words: str, show: Show, folder: DataFolder
) -> None:
    dialog = show()
    line(dialog, "Proxy").setText(typed)
    check(dialog, "sharpen").click()
    press(dialog, "Close")
    settle(dialog)
    assert dialog.isVisible()
    (note,) = (text for text in texts(dialog).splitlines() if text.startswith("Not saved."))
    assert words in note
    assert "sesame" not in note
    assert (subject(dialog), line(dialog, "Proxy").isVisible(), line(dialog, "Proxy").text()) == (
        "Network",
        True,
        typed,
    )
    assert SettingsFile(folder.settings).settings == Settings(enhancement=False), "the rest is kept"
    press(dialog, "Close")
    assert not dialog.isVisible()


def test_what_was_refused_is_mended(settle: Settle, show: Show, folder: DataFolder) -> None:
    dialog = show()
    line(dialog, "Proxy").setText("nonsense")
    settle(dialog)
    check(dialog, "sharpen").click()
    settle(dialog)
    assert line(dialog, "Proxy").text() == "nonsense", "it is there to be mended"
    line(dialog, "Proxy").setText("http://proxy.example.com:8080")
    settle(dialog)
    assert "Not saved." not in texts(dialog)
    assert SettingsFile(folder.settings).settings.proxy == "http://proxy.example.com:8080"


def test_practice_needs_no_proxy(show: Show) -> None:
    assert not [one for one in show("practice").findChildren(QLineEdit) if name_of(one) == "Proxy"]


def test_numbers_that_cannot_send_are_not_offered(show: Show) -> None:
    dialog = show()
    offered = combo(dialog, "Send from")
    assert [offered.itemText(index) for index in range(offered.count())] == [
        "The number used last",
        "+41 44 555 01 00",
        "+41 22 555 01 00",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are protected otherwise there")
def test_what_cannot_be_saved_is_said_in_place(
    settle: Settle, show: Show, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = show()
    folder.path.rename(folder.path.with_name("moved"))
    check(dialog, "sharpen").click()
    settle(dialog)
    assert dialog.isVisible()
    assert "could not be saved" in " ".join(dialog._message_bar.texts())


@pytest.mark.parametrize(
    ("way", "words", "offered"),
    [
        ("", "not connected", ["Connect…"]),
        ("token", "Connected with a token to Example Office <b>.", ["Change token…", "Disconnect", TEST]),
        ("oauth", "through your API client", ["Change token…", "Disconnect", TEST]),
        ("practice", "Nothing leaves this computer", ["Connect to Fax.Plus…", "Leave practice", TEST]),
        ("environment", "FAXDESK_TOKEN", [TEST]),
    ],
)
def test_whose_account_it_is(way: str, words: str, offered: list[str], show: Show) -> None:
    dialog = show(way)
    assert words in texts(dialog)
    assert buttons(dialog) == offered
    assert "https://restapi.fax.plus/v3" in texts(dialog)


def test_another_token_and_disconnecting_are_asked_for(show: Show, folder: DataFolder, qtbot: QtBot) -> None:
    dialog = show()
    with qtbot.waitSignal(dialog.connect_wanted):
        press(dialog, "Change token…")
    assert not dialog.isVisible()
    dialog = show()
    with qtbot.waitSignal(dialog.disconnect_wanted):
        press(dialog, "Disconnect")
    assert not folder.settings.exists()


def test_the_data_folder_is_shown_and_opened(show: Show, folder: DataFolder) -> None:
    dialog = show()
    assert [one.text() for one in dialog.findChildren(QLineEdit) if name_of(one) == "Data folder"] == [str(folder.path)]
    with taking("file") as taker:
        press(dialog, "Open folder")
    assert [Path(url.toLocalFile()) for url in taker.urls] == [folder.path]


def test_countries_have_names_and_codes() -> None:
    known = dict(countries())
    assert (known["Switzerland"], known["Germany"], known["United States"]) == ("CH", "DE", "US")
    assert len(known) > 200


def test_everything_has_a_name_and_fits_on_a_small_screen(show: Show) -> None:
    fits(show())


def test_it_fits_whatever_there_is_to_say_of_the_account(show: Show, store: Store, qtbot: QtBot) -> None:
    member = Account("1", kind="corporate_member", status="on_hold", reason="Overdue " * 100, stores_faxes=False)
    numbers = tuple(Number(f"+4144555010{digit}", "waiting_verification") for digit in range(9))
    store.service_mirror.keep_account(member)
    store.service_mirror.keep_numbers(numbers)
    for right in (Right.SENDING, Right.FAXES):
        store.service_mirror.keep_right(right, allowed=False)
    dialog = show()
    fits(dialog)
    the(dialog, QListWidget).setCurrentRow(0)
    box = the(dialog, AccountPage)
    for words in ("on_hold", "does not store", "member of this company", "fax:all:edit", "fax:all:read", "6 more"):
        (label,) = (one for one in box.findChildren(QLabel) if words in one.text())
        assert label.height() >= label.heightForWidth(label.width())
    area = the(dialog, QStackedWidget).currentWidget()
    assert isinstance(area, QScrollArea)
    (button,) = (one for one in box.findChildren(QPushButton) if one.text() == "Disc&onnect")
    qtbot.keyClick(button, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum() > 0
    qtbot.keyClick(button, Qt.Key.Key_PageUp)
    assert area.verticalScrollBar().value() == 0


def fits(dialog: SettingsDialog) -> None:
    dialog.resize(dialog.minimumSize())
    for page in range(the(dialog, QListWidget).count()):
        the(dialog, QListWidget).setCurrentRow(page)
        assert nameless(dialog) == []
        area = the(dialog, QStackedWidget).currentWidget()
        assert isinstance(area, QScrollArea)
        assert area.horizontalScrollBar().maximum() == 0, subject(dialog)
    # 1366 x 768 pixels at 150 percent, without a task bar.
    assert dialog.height() <= 470


def test_what_becomes_of_a_lost_fax_is_chosen_with_its_risk(
    show: Show, settle: Settle, settings_file: SettingsFile
) -> None:
    dialog = show()
    box, minutes = combo(dialog, "Without confirmation"), spin(dialog, "Send again after")
    assert (box.currentText(), minutes.isEnabled(), minutes.value()) == ("Ask me", False, 15)
    assert not [one for one in dialog.findChildren(QLabel) if "arrives twice" in one.text()]
    choose(box, "Send again by itself")
    assert minutes.isEnabled()
    assert [one for one in dialog.findChildren(QLabel) if "arrives twice, and both are billed" in one.text()]
    minutes.setValue(20)
    settle(dialog)
    assert (settings_file.settings.lost_answers, settings_file.settings.resend_minutes) == ("resend", 20)
    assert settings_file.settings.patience == timedelta(minutes=20)
    again = show()
    assert combo(again, "Without confirmation").currentText() == "Send again by itself"
    choose(combo(again, "Without confirmation"), "Ask me")
    settle(again)
    assert settings_file.settings.patience is None


@pytest.mark.parametrize(("minutes", "patience"), [(-3, 5), (0, 5), (4, 5), (5, 5), (720, 720), (100_000, 720)])
def test_a_time_beyond_the_limits_is_brought_within_them(minutes: int, patience: int) -> None:
    assert Settings(lost_answers="resend", resend_minutes=minutes).patience == timedelta(minutes=patience)
    assert Settings(lost_answers="?", resend_minutes=minutes).patience is None


def test_newer_versions_are_looked_for_where_that_is_chosen(
    settle: Settle, show: Show, folder: DataFolder, qtbot: QtBot
) -> None:
    dialog = show()
    check(dialog, "new versions").click()
    feed = line(dialog, "Release feed")
    feed.clear()
    qtbot.keyClicks(feed, "http://updates.example.com/?id=7")
    settle(dialog)
    assert "not the address of a release feed" in texts(dialog)
    feed.clear()
    qtbot.keyClicks(feed, "https://updates.example.com/latest.json ")
    settle(dialog)
    kept = SettingsFile(folder.settings).settings
    assert (kept.look_for_releases, kept.release_feed) == (True, "https://updates.example.com/latest.json")
    feed.clear()
    settle(dialog)
    assert feed.text() == RELEASE_FEED
    assert SettingsFile(folder.settings).settings.release_feed == RELEASE_FEED


def test_an_odd_value_in_the_file_keeps_nobody_from_choosing_the_rest(
    settle: Settle, show: Show, settings_file: SettingsFile, folder: DataFolder
) -> None:
    settings_file.save(Settings(look_for_releases=True, release_feed="nonsense", appearance="purple", region="Q"))
    dialog = show()
    assert (combo(dialog, "Colours").currentText(), combo(dialog, "Country").currentText()) == ("purple", "Q")
    check(dialog, "sharpen").click()
    settle(dialog)
    kept = SettingsFile(folder.settings).settings
    assert (kept.enhancement, kept.appearance, kept.release_feed) == (False, "purple", "nonsense")


def test_what_the_administrator_has_set_is_shown_and_cannot_be_chosen(
    folder: DataFolder, store: Store, jobs: JobThread[object], managed_settings: Path, qtbot: QtBot
) -> None:
    manage(
        managed_settings,
        appearance={"lock": "dark"},
        resend_minutes={"lock": 30},
        lost_answers={"default": "resend"},
        enhancement={"default": False},
    )
    window = QWidget()
    qtbot.addWidget(window)
    writer = SettingsWriter(jobs, SettingsFile(folder.settings))
    dialog = SettingsDialog(writer, store.service_mirror, SignedInAs("token"), folder.path, window)
    dialog.open()
    looks, minutes = combo(dialog, "Colours"), spin(dialog, "Send again after")
    assert (looks.currentText(), looks.isEnabled()) == ("Dark", False)
    # Not even where another choice would let it be chosen.
    assert (minutes.value(), minutes.isEnabled()) == (30, False)
    choose(combo(dialog, "Without confirmation"), "Send again by itself")
    assert not minutes.isEnabled()
    assert texts(dialog).count("Set by your administrator.") == 2
    # Who cannot see the words below hears them at the control.
    assert minutes.accessibleDescription().endswith("Set by your administrator.")
    assert not check(dialog, "sharpen").isChecked()
    check(dialog, "sharpen").click()
    qtbot.waitUntil(lambda: not writer.busy)
    assert SettingsFile(folder.settings).settings.enhancement
    assert "appearance" not in json.loads(folder.settings.read_text())
    dialog.reject()


def test_enter_presses_the_button_with_the_focus_and_no_other(show: Show, qtbot: QtBot) -> None:
    dialog = show()
    assert [button.text() for button in dialog.findChildren(QPushButton) if button.isDefault()] == []
    qtbot.keyClick(the(dialog, QListWidget), Qt.Key.Key_Return)
    assert dialog.isVisible()
    close = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Close")
    close.setFocus()
    qtbot.keyClick(close, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_subjects_are_chosen_by_keyboard(show: Show, qtbot: QtBot) -> None:
    dialog = show()
    assert (subject(dialog), dialog.focusWidget()) == ("Account", the(dialog, QListWidget))
    qtbot.keyClick(the(dialog, QListWidget), Qt.Key.Key_Down)
    assert subject(dialog) == "Sending"
    qtbot.keyClicks(the(dialog, QListWidget), "Net")
    assert subject(dialog) == "Network"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
