"""The window as a whole: what it says of itself, what it remembers, and a fax from the dialog to its report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QMouseEvent, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from faxdesk.api.auth import PersonalToken
from faxdesk.core.errors import FaxDeskError, Offline, SignInNeeded
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft
from faxdesk.core.settings import Settings
from faxdesk.services.container import ServicesFactory
from faxdesk.services.events import Condition, Link
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.fax_list.table_model import COLUMNS
from faxdesk.ui.main_window.status_bar import PracticeBanner
from faxdesk.ui.main_window.window import MainWindow
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.fax_texts import clock_text
from faxdesk.ui.widgets.focus_chain import widgets_after
from faxdesk.ui.widgets.icons import IconTone, icon
from faxdesk.ui.widgets.message_bar import MOST, MessageAction, MessageBar
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.theme import dark_palette
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import NOW, SENDER, Clock, Scene, archive, asked_about, fax_in, leave, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer


# ------------------------------------------------------------------------------------------------ what it is called


def test_the_window_and_its_tabs_have_their_names(scene: Scene) -> None:
    assert scene.window.windowTitle() == "FaxDesk"
    assert [scene.window.lists.tabText(place) for place in range(2)] == ["Outbox", "Sent"]
    assert scene.window.findChild(PracticeBanner) is None


def test_a_practice_account_is_unmistakable(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data", practice=True) as scene:
        bar = scene.window.findChild(PracticeBanner)
        assert bar is not None
        assert bar.isVisible()
        assert bar.text() == "Practice account: nothing leaves this computer"
        assert bar.palette().color(QPalette.ColorRole.Window) == QColor(tokens.PRACTICE_GROUND)
        assert "FaxDesk" in scene.window.windowTitle()
        assert "practice" in scene.window.windowTitle()


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: QColor) -> float:
        shares = (colour.redF(), colour.greenF(), colour.blueF())
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares]
        return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_that_mean_something_can_be_read() -> None:
    assert contrast(QColor(tokens.PRACTICE_GROUND), QColor(tokens.PRACTICE_TEXT)) >= 4.5
    light = QPalette(QColor("#efefef"))
    for palette in (light, dark_palette()):
        for tone in IconTone:
            assert contrast(tone.colour(palette), palette.color(QPalette.ColorRole.Base)) >= 4.5, tone


def test_everything_that_can_have_the_keyboard_has_a_name(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(
        qtbot, tmp_path / "data", practice=True, prepare=[asked_about, lambda store: archive(store, 3)]
    ) as scene:
        scene.work()
        scene.changed()
        scene.window.status_line.show_condition(Condition(Link.SIGN_IN, SignInNeeded("No token.")))
        scene.window.host.message_bar.say("Read this.", action=MessageAction("Show", lambda: None))
        assert nameless(scene.window) == []
        scene.window.host.attention_wanted.emit()
        scene.settled()
        assert nameless(scene.window) == []
        scene.window.actions_[ActionId.SENT].trigger()
        scene.window.lists.page.table.choose(0)
        scene.settled()
        assert nameless(scene.window) == []


def test_tab_reaches_search_list_and_details_in_the_order_of_reading(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    page = scene.window.lists.page
    order = widgets_after(page.field)
    cancel = part(scene.window, DetailsPane).view._buttons[ActionId.CANCEL]
    assert order.index(page.table) < order.index(cancel)


# --------------------------------------------------------------------------------------------------- status line


def test_the_status_line_says_whose_account_it_is_and_how_it_is_connected(scene: Scene) -> None:
    line = scene.window.status_line
    scene.work()
    scene.qtbot.waitUntil(lambda: line.texts()[:2] == ("Example Office", "Connecting…"))
    until = NOW + timedelta(minutes=5)
    offline = Condition(Link.OFFLINE, Offline("Fax.Plus cannot be reached.", "Check the network."), until)
    line.show_condition(offline)
    assert line.texts()[1] == f"Offline, next try {clock_text(until)}"
    line.show_condition(Condition(Link.ELSEWHERE))
    assert line.texts()[1] == "Another FaxDesk is delivering"
    assert not line._connect.isVisible()


def test_the_last_refresh_is_shown_once_there_was_one(scene: Scene) -> None:
    scene.backend.condition = Condition(Link.ONLINE)
    scene.backend.condition_changed.emit(scene.backend.condition)
    assert scene.window.status_line.texts() == ("Example Office", "Online", f"Refreshed at {clock_text(NOW)}")


def test_sign_in_needed_offers_to_connect(scene: Scene) -> None:
    scene.window.status_line.show_condition(Condition(Link.SIGN_IN, SignInNeeded("The token has expired.")))
    button = scene.window.status_line._connect
    assert button.isVisible()
    with scene.qtbot.waitSignal(scene.window.connect_wanted):
        button.click()


def test_what_offers_to_connect_above_the_lists_is_not_offered_again_below(scene: Scene) -> None:
    scene.backend.condition = Condition(Link.SIGN_IN, SignInNeeded("The token has expired."))
    line = scene.window.status_line
    for in_sight in (True, False):
        line.leave_to_panel(in_sight)
        assert line._connect.isVisible() is not in_sight
        assert line.texts()[1] == "Sign-in needed"


def test_who_folds_up_what_needs_them_is_not_told_that_something_was_refreshed(scene: Scene) -> None:
    scene.backend.condition = Condition(Link.ONLINE)
    line = scene.window.status_line
    line.show_condition(scene.backend.condition)
    told = line.texts()[2]
    scene.clock.turn(hours=1)
    line.leave_to_panel(in_sight=True)
    assert line.texts()[2] == told != ""


# ------------------------------------------------------------------------------------------------------- memory


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Move the mouse with its button held."""
    held = Qt.MouseButton.LeftButton
    for place in (start, end):
        position = QPointF(place)
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(QEvent.Type.MouseMove, position, widget.mapToGlobal(position), held, held, none)
        QApplication.sendEvent(widget, event)


def test_the_window_remembers_how_it_was_left(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    comment = COLUMNS.index(Column.COMMENT)
    with scene_at(qtbot, folder) as scene:
        scene.window.resize(700, 555)
        scene.window.actions_[ActionId.SENT].trigger()
        header = scene.window.lists.page.table.horizontalHeader()
        border = QPoint(header.sectionViewportPosition(comment) + header.sectionSize(comment) - 1, 8)
        button = Qt.MouseButton.LeftButton
        qtbot.mousePress(header.viewport(), button, pos=border)
        drag(header.viewport(), border, border + QPoint(77 - header.sectionSize(comment), 0))
        qtbot.mouseRelease(header.viewport(), button, pos=border)
        scene.window.actions_[ActionId.DETAILS].trigger()
        scene.window.close()
    assert (folder / "window.ini").is_file()
    with scene_at(qtbot, folder, show=False) as scene:
        assert scene.window.lists.currentIndex() == 1
        assert (scene.window.width(), scene.window.height()) == (700, 555)
        assert scene.window.lists.page.table.horizontalHeader().sectionSize(comment) == 77
        assert scene.window.actions_[ActionId.DETAILS].isChecked()


def test_a_damaged_memory_does_no_harm(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "window.ini").write_text("[General]\nversion=3\ntab=twelve\ngeometry=@ByteArray(nonsense)\n")
    with scene_at(qtbot, folder) as scene:
        assert scene.window.isVisible()
        assert scene.window.lists.currentIndex() == 0


# ------------------------------------------------------------------------------------------------------ notices


@pytest.fixture
def message_bar(qtbot: QtBot) -> MessageBar:
    message_bar = MessageBar()
    qtbot.addWidget(message_bar)
    return message_bar


def test_a_message_does_not_go_while_somebody_is_about_to_press_its_button(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.ui.widgets.message_bar.SHOWN_MS", 1)
    bar = scene.window.host.message_bar
    scene.window.activateWindow()
    scene.qtbot.waitUntil(scene.window.isActiveWindow)
    bar.say("Delivered.", action=MessageAction("Show", bar.clear), key="delivered")
    button = next(one for one in bar.findChildren(QPushButton) if one.text() == "Show")
    button.setFocus()
    bar.say("Refreshed.", key="refreshed")
    scene.qtbot.waitUntil(lambda: bar.texts() == ["Delivered."])
    scene.window.lists.page.field.setFocus()
    scene.qtbot.waitUntil(lambda: bar.texts() == [])


def test_a_message_that_asks_for_nothing_goes_by_itself(
    message_bar: MessageBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.ui.widgets.message_bar.SHOWN_MS", 1)
    message_bar.say("Done.", Severity.GOOD)
    message_bar.say("Not done.", Severity.ERROR, stays=True)
    qtbot.waitUntil(lambda: message_bar.texts() == ["Not done."])


def test_a_message_offers_the_next_step_once(message_bar: MessageBar) -> None:
    pressed: list[str] = []
    message_bar.say(
        "It failed.", Severity.ERROR, action=MessageAction("Show", lambda: pressed.append("shown")), stays=True
    )
    next(button for button in message_bar.findChildren(QPushButton) if button.text() == "Show").click()
    assert pressed == ["shown"]
    assert message_bar.texts() == []
    assert message_bar.isHidden()


def test_messages_of_one_kind_replace_each_other_and_never_fill_the_window(message_bar: MessageBar) -> None:
    for number in range(3):
        message_bar.say(f"Offline {number}", key="link")
    assert message_bar.texts() == ["Offline 2"]
    for number in range(MOST):
        message_bar.fail(FaxDeskError(f"Fault {number}."))
    assert message_bar.texts() == [f"Fault {number}." for number in range(MOST)]


def test_a_fault_of_a_thread_is_shown_and_stays(scene: Scene) -> None:
    scene.backend.failed.emit(FaxDeskError("The disk is full.", "Make room."))
    scene.backend.failed.emit(FaxDeskError("The disk is full.", "Make room."))
    assert scene.window.host.message_bar.texts() == ["The disk is full. Make room."]


# ---------------------------------------------------------------------------------------------------- appearance


def test_icons_follow_light_and_dark(scene: Scene) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.palette()
    recipient = fax_in(scene.store, State.FAILED)
    scene.changed()
    scene.choose(recipient)
    light = scene.window.actions_[ActionId.NEW_FAX].icon().pixmap(24, 24).toImage()
    try:
        application.setPalette(dark_palette())
        scene.qtbot.waitUntil(lambda: scene.window.actions_[ActionId.NEW_FAX].icon().pixmap(24, 24).toImage() != light)
    finally:
        application.setPalette(before)
    scene.qtbot.waitUntil(lambda: scene.window.actions_[ActionId.NEW_FAX].icon().pixmap(24, 24).toImage() == light)


def test_a_chosen_row_has_its_icon_in_the_colour_of_its_text(qtbot: QtBot) -> None:
    chosen = icon("state-failed", tone=IconTone.BAD).pixmap(16, 16, QIcon.Mode.Selected).toImage()
    colours = {
        chosen.pixelColor(x, y).name() for x in range(16) for y in range(16) if chosen.pixelColor(x, y).alpha() == 255
    }
    assert colours == {QGuiApplication.palette().color(QPalette.ColorRole.HighlightedText).name()}


def test_an_unknown_event_of_the_window_is_left_to_qt(scene: Scene) -> None:
    QApplication.sendEvent(scene.window, QEvent(QEvent.Type.LanguageChange))
    assert scene.window.isVisible()


def test_the_window_goes_on_between_the_features_that_make_it_whole(qtbot: QtBot, tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    backend = Backend(ServicesFactory(data, "http://127.0.0.1:9/v3", PersonalToken("alohi_pat_x")))
    window = MainWindow(backend, SettingsFile(data.settings), practice=False)
    qtbot.addWidget(window, before_close_func=partial(leave, backend))
    seen: set[int] = set()
    between = QTimer(window)
    between.timeout.connect(lambda: seen.add(len(window._host.handled) if window._host else 0))
    between.start()
    with qtbot.waitSignal(window.features_installed, timeout=60_000):
        window.install_features_in_turns()
    assert window._host is not None
    whole = set(window._host.handled)
    assert len(seen) > 4, "other events had their turn only before or after"
    window.install_features()
    assert set(window.host.handled) == whole, "nothing is installed twice"


def test_a_window_that_closes_before_it_is_whole_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    backend = Backend(ServicesFactory(data, "http://127.0.0.1:9/v3", PersonalToken("alohi_pat_x")))
    window = MainWindow(backend, SettingsFile(data.settings), practice=False)
    qtbot.addWidget(window, before_close_func=partial(leave, backend))
    window.install_features_in_turns()
    qtbot.waitUntil(lambda: window._host is not None, timeout=60_000)
    with qtbot.assertNotEmitted(window.features_installed, wait=100):
        window.close()


# --------------------------------------------------------------------------------------------------- end to end


@pytest.fixture
def at_work(qtbot: QtBot, tmp_path: Path, practice: PracticeServer) -> Iterator[Scene]:
    """A window with everything running, on a real service."""
    data = DataFolder(tmp_path / "data")
    backend = Backend(ServicesFactory(data, practice.url, PersonalToken(practice.token)))
    settings_file = SettingsFile(data.settings)
    settings_file.save(Settings(undo_seconds=0))
    window = MainWindow(backend, settings_file, practice=True)
    window.install_features()
    qtbot.addWidget(window, before_close_func=partial(leave, backend))
    window.resize(1200, 700)
    window.show()
    qtbot.waitExposed(window)
    backend.start()
    try:
        yield Scene(qtbot, backend, window, Clock())
    finally:
        leave(backend, window)


def test_from_the_dialog_to_delivered_and_its_report(
    at_work: Scene, sample_pdf: Path, practice: PracticeServer
) -> None:
    window, qtbot = at_work.window, at_work.qtbot
    qtbot.waitUntil(lambda: bool(at_work.store.service_mirror.numbers()))
    window.new_fax([sample_pdf])
    dialog = window.findChild(ComposeDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.recipients_field.edit, "+41 44 555 01 23")
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Fax saved. It will be sent as soon as possible." in window.host.message_bar.texts())
    qtbot.waitUntil(
        lambda: any(text.startswith("Delivered to +41 44 555 01 23") for text in window.host.message_bar.texts()),
        timeout=15000,
    )
    assert len(practice.account.received()) == 1
    window.actions_[ActionId.SENT].trigger()
    qtbot.waitUntil(lambda: [row.state for row in at_work.shown(Listing.SENT)] == [State.DELIVERED])
    window.lists.page.table.choose(0)
    qtbot.waitUntil(window.actions_[ActionId.REPORT].isEnabled)
    window.actions_[ActionId.REPORT].trigger()
    qtbot.waitUntil(lambda: bool(window.host.documents.windows()))
    (report,) = window.host.documents.windows()
    assert isinstance(report, DocumentWindow)
    assert report.windowTitle() == "Confirmation report: +41 44 555 01 23"
    qtbot.waitUntil(report._bar._page.isEnabled)
    assert window.status_line.texts()[1] == "Online"
    qtbot.waitUntil(lambda: SettingsFile(at_work.store.folder.settings).settings.sender == SENDER)


def test_a_failure_stays_on_the_screen_and_leads_to_the_fax(at_work: Scene, sample_pdf: Path) -> None:
    window, qtbot = at_work.window, at_work.qtbot
    failures: list[FaxDeskError] = []
    draft = Draft((sample_pdf,), ("+41445550201",), SENDER)
    at_work.backend.commands.submit(window, draft, lambda _kept: None, failures.append)
    qtbot.waitUntil(lambda: any("was not delivered" in text for text in window.host.message_bar.texts()), timeout=15000)
    assert failures == []
    assert any("The line was busy." in text for text in window.host.message_bar.texts())
    show = next(button for button in window.host.message_bar.findChildren(QPushButton) if button.text() == "Show")
    show.click()
    qtbot.waitUntil(lambda: [row.state for row in window.host.selection.rows()] == [State.FAILED])
    assert window.lists.currentIndex() == 1
    qtbot.waitUntil(window.actions_[ActionId.SEND_AGAIN].isEnabled)


def test_a_saved_report_is_where_the_user_wants_it(at_work: Scene, sample_pdf: Path, tmp_path: Path) -> None:
    window, qtbot = at_work.window, at_work.qtbot
    draft = Draft((sample_pdf,), ("+41445550123",), SENDER)
    at_work.backend.commands.submit(window, draft, lambda _kept: None, window.host.message_bar.fail)
    window.actions_[ActionId.SENT].trigger()
    qtbot.waitUntil(lambda: [row.state for row in at_work.shown(Listing.SENT)] == [State.DELIVERED])
    (row,) = at_work.shown(Listing.SENT)
    target = tmp_path / "proof.pdf"
    window.host.documents.save_report(row, target)
    qtbot.waitUntil(lambda: "The report is saved as proof.pdf." in window.host.message_bar.texts())
    assert target.read_bytes().startswith(b"%PDF-")
    window.host.documents.save_report(row, tmp_path / "nowhere" / "proof.pdf")
    qtbot.waitUntil(lambda: any("could not be written" in text for text in window.host.message_bar.texts()))
