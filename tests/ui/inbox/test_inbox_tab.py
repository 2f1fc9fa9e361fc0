"""The tab of received faxes: what it shows, and what is done there reaches Fax.Plus."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.model import Fax
from faxdesk.practice.state.archive import Query
from faxdesk.store.received_faxes import ReceivedColumn
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.inbox.controller import KEY, InboxController
from faxdesk.ui.printing.dialog import PrintDialog, PrintSubject
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.theme import dark_palette
from tests.ui.accessible_names import nameless
from tests.ui.webhooks.desk import Desk
from tests.ui.window_scene import NOW, SENDER, Scene, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer
    from faxdesk.store.store import Store
    from faxdesk.ui.inbox.page import InboxPage
    from faxdesk.ui.widgets.message_bar import MessageBar

CALLER = "+41445559999"


def received(store: Store, count: int = 3, **more: Any) -> None:
    """Mirror received faxes, the newest first, of which nobody has read the first."""
    store.received_faxes.keep(
        [
            Fax(
                id=f"in-{number}",
                status=more.get("status", "success"),
                to=SENDER,
                sender=more.get("sender", CALLER),
                pages=number + 1,
                direction="incoming",
                started_at=NOW - timedelta(minutes=number),
                read=number > 0,
            )
            for number in range(count)
        ],
        "uid",
        arrived=False,
    )


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data", prepare=[received]) as scene:
        scene.work()
        scene.window.actions_[ActionId.INBOX].trigger()
        qtbot.waitUntil(lambda: page(scene).list.model.rowCount() == 3)
        yield scene


def controller(scene: Scene) -> InboxController:
    return part(scene.window, InboxController)


def page(scene: Scene) -> InboxPage:
    return controller(scene).page


def choose(scene: Scene, *places: int) -> None:
    table = page(scene).list.table
    table.choose(places[0])
    for place in places[1:]:
        table.selectionModel().select(
            table.model().index(place, 0),
            table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
        )
    scene.qtbot.waitUntil(lambda: not controller(scene)._soon.isActive())


def shown(scene: Scene, column: ReceivedColumn) -> list[str]:
    model = page(scene).list.model
    place = [one.sorts_by for one in model.columns].index(column)
    return [model.index(row, place).data() for row in range(model.rowCount())]


def fax(scene: Scene, number: int) -> Any:
    return scene.store.received_faxes.get(f"in-{number}")


# ------------------------------------------------------------------------------------------------------ what it shows


def test_the_tab_has_its_name_and_how_many_are_not_read(scene: Scene) -> None:
    lists = scene.window.lists
    assert lists.current_key == KEY
    scene.qtbot.waitUntil(lambda: lists.tabText(lists.currentIndex()) == "Inbox (1)")
    choose(scene, 0)
    page(scene).read_action.trigger()
    scene.qtbot.waitUntil(lambda: lists.tabText(lists.currentIndex()) == "Inbox")


def test_a_row_says_whether_it_is_new_from_whom_it_is_and_when_it_came(scene: Scene) -> None:
    assert shown(scene, ReceivedColumn.READ) == ["New", "Read", "Read"]
    scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
    assert shown(scene, ReceivedColumn.SENDER)[0] == "+41 44 555 99 99"
    model = page(scene).list.model
    assert model.lines(0, 1)[1] == "Switzerland"
    assert (model.stands_out(0), model.stands_out(1)) == (True, False)


def test_what_did_not_arrive_whole_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        for status in ("partially_received", "in_progress", "something_new"):
            scene.store.received_faxes.keep(
                [Fax(status, status, direction="incoming", started_at=NOW)], "uid", arrived=False
            )
        scene.window.actions_[ActionId.INBOX].trigger()
        scene.backend.changed.emit()
        qtbot.waitUntil(lambda: page(scene).list.model.rowCount() == 3)
        assert set(shown(scene, ReceivedColumn.READ)) == {"Not complete", "Arriving", "Not known"}
        assert set(shown(scene, ReceivedColumn.SENDER)) == {"Number withheld"}
        place = shown(scene, ReceivedColumn.READ).index("Arriving")
        choose(scene, place)
        assert not page(scene).open_action.isEnabled()
        assert page(scene).details.verdict.text() == "A fax is arriving"
        assert not page(scene).reply_action.isEnabled(), "nobody knows whom to reply to"


def test_an_empty_inbox_tells_how_faxes_get_there(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.window.actions_[ActionId.INBOX].trigger()
        assert "your numbers" in page(scene).list.empty._advice.text()
        page(scene).list.empty.button.click()
        assert scene.window.findChild(ComposeDialog) is not None


def test_only_what_nobody_has_read_can_be_shown(scene: Scene) -> None:
    page(scene).unread_button.click()
    scene.qtbot.waitUntil(lambda: shown(scene, ReceivedColumn.READ) == ["New"])
    choose(scene, 0)
    page(scene).read_action.trigger()
    scene.qtbot.waitUntil(page(scene).list.empty.isVisible)
    page(scene).list.empty.button.click()
    scene.qtbot.waitUntil(lambda: len(shown(scene, ReceivedColumn.READ)) == 3)
    assert not page(scene).unread_button.isChecked()


@pytest.mark.parametrize("column", list(ReceivedColumn))
def test_every_column_sorts(scene: Scene, column: ReceivedColumn) -> None:
    model = page(scene).list.model
    place = [one.sorts_by for one in model.columns].index(column)
    with scene.qtbot.waitSignal(model.loaded):
        model.sort(place, Qt.SortOrder.AscendingOrder)
    keys = [model.row(row).key for row in range(3)]  # type: ignore[union-attr]
    assert keys == list(scene.store.received_faxes.keys(column=column, descending=False))


def test_a_contact_is_known_by_name(scene: Scene) -> None:
    scene.store.contacts.add(Contact(name="Dental practice", numbers=(CALLER,)))
    scene.backend.changed.emit()
    scene.qtbot.waitUntil(lambda: page(scene).list.model.lines(0, 1)[0] == "Dental practice")
    choose(scene, 0)
    assert page(scene).details.caller.text().startswith("Dental practice, ")


def test_words_find_a_received_fax(scene: Scene) -> None:
    scene.store.received_faxes.request_comment("in-2", "Offer of the dental practice")
    scene.qtbot.keyClicks(page(scene).list.field, "dental")
    scene.qtbot.waitUntil(lambda: shown(scene, ReceivedColumn.COMMENT) == ["Offer of the dental practice"])
    scene.qtbot.keyClick(page(scene).list.field, Qt.Key.Key_Escape)
    scene.qtbot.waitUntil(lambda: page(scene).list.model.rowCount() == 3)


def test_the_details_come_and_go_with_the_choice(scene: Scene) -> None:
    details = page(scene).details
    page(scene).list.table.clearSelection()
    scene.qtbot.waitUntil(lambda: not details.isVisible())
    choose(scene, 0)
    scene.qtbot.waitUntil(details.isVisible)
    page(scene).list.table.clearSelection()
    scene.qtbot.waitUntil(lambda: not details.isVisible())


def test_a_narrow_window_has_the_details_only_where_they_are_asked_for(scene: Scene) -> None:
    details, button = page(scene).details, scene.window.actions_[ActionId.DETAILS]
    choose(scene, 0)
    scene.qtbot.waitUntil(details.isVisible)
    scene.window.resize(tokens.FOLD_WIDTH - 1, 600)
    scene.qtbot.waitUntil(lambda: not details.isVisible())
    assert not button.isChecked()
    button.trigger()
    assert (details.isVisible(), button.isChecked()) == (True, True)
    assert details.x() > page(scene).list.x(), "beside the list, as those of sent faxes"
    button.trigger()
    assert not details.isVisible()
    scene.window.resize(tokens.FOLD_WIDTH, 600)
    scene.qtbot.waitUntil(details.isVisible)


def test_without_the_details_the_message_bar_says_that_pages_are_fetched(scene: Scene) -> None:
    scene.window.actions_[ActionId.DETAILS].trigger()
    choose(scene, 0)
    page(scene).open_action.trigger()
    assert "Fetching the pages…" in scene.window.host.message_bar.texts()
    scene.qtbot.waitUntil(lambda: "Fetching the pages…" not in scene.window.host.message_bar.texts())


def test_the_details_say_the_verdict_where_it_came_from_and_when(scene: Scene) -> None:
    scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
    choose(scene, 1)
    details = page(scene).details
    assert details.verdict.text() == "2 pages received"
    assert details.caller.text() == "+41 44 555 99 99, Switzerland"
    assert details.number.text() == "+41 44 555 01 00"
    choose(scene, 0, 1, 2)
    assert details.verdict.text() == "3 faxes chosen"
    assert not details.comment.isVisible()


def test_everything_there_has_a_name(scene: Scene) -> None:
    assert nameless(scene.window) == []
    choose(scene, 0)
    assert nameless(scene.window) == []


# ---------------------------------------------------------------------------------------------------- what is done


def test_a_comment_is_kept_with_enter_and_where_another_fax_is_chosen(scene: Scene) -> None:
    choose(scene, 0)
    comment = page(scene).details.comment
    comment.setFocus()
    scene.qtbot.keyClicks(comment, "Paid")
    scene.qtbot.keyClick(comment, Qt.Key.Key_Return)
    scene.qtbot.waitUntil(lambda: fax(scene, 0).comment == "Paid")
    scene.qtbot.keyClicks(comment, " by cheque")
    choose(scene, 1)
    scene.qtbot.waitUntil(lambda: fax(scene, 0).comment == "Paid by cheque")
    assert fax(scene, 1).comment == ""


def test_what_is_being_written_is_not_overwritten_by_news(scene: Scene) -> None:
    choose(scene, 0)
    comment = page(scene).details.comment
    comment.setFocus()
    scene.qtbot.keyClicks(comment, "Half a")
    scene.store.received_faxes.request_read(["in-0"], read=True)
    with scene.qtbot.waitSignal(page(scene).list.model.loaded):
        scene.backend.changed.emit()
    scene.qtbot.waitUntil(lambda: shown(scene, ReceivedColumn.READ)[0] == "Read")
    assert comment.text() == "Half a"


def test_several_are_marked_at_once(scene: Scene) -> None:
    choose(scene, 1, 2)
    assert not page(scene).read_action.isEnabled()
    page(scene).unread_action.trigger()
    scene.qtbot.waitUntil(lambda: shown(scene, ReceivedColumn.READ) == ["New"] * 3)


def kept_pages(scene: Scene, sample_pdf: Path, *ids: str) -> None:
    """The pages of these were fetched before."""
    services = scene.backend.factory.open(lambda _said: None)
    try:
        for name in ids:
            place = services.fetcher._place(name, "document.pdf")
            place.write_bytes(sample_pdf.read_bytes())
    finally:
        services.close()


def test_open_pages_shows_them_and_marks_the_fax_as_read(scene: Scene, sample_pdf: Path) -> None:
    kept_pages(scene, sample_pdf, "in-0")
    choose(scene, 0)
    scene.settled()
    assert scene.window.actions_[ActionId.OPEN_PAGES].isEnabled(), "as in the toolbar"
    scene.window.actions_[ActionId.OPEN_PAGES].trigger()
    scene.qtbot.waitUntil(lambda: len(scene.window.host.documents.windows()) == 1)
    (window,) = scene.window.host.documents.windows()
    assert isinstance(window, DocumentWindow)
    assert "99 99" in window.windowTitle()
    scene.qtbot.waitUntil(lambda: fax(scene, 0).read)


def test_pages_that_cannot_be_fetched_are_said_and_the_fax_stays_new(scene: Scene) -> None:
    choose(scene, 0)
    page(scene).open_action.trigger()
    scene.qtbot.waitUntil(lambda: page(scene).details.work.text() not in ("", "Fetching the pages…"))
    assert not fax(scene, 0).read


def test_pages_are_saved_where_the_user_wants(scene: Scene, sample_pdf: Path, tmp_path: Path) -> None:
    kept_pages(scene, sample_pdf, "in-0", "in-1", "in-2")
    choose(scene, 0)
    page(scene).save_action.trigger()
    dialog = scene.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("Fax from +41445559999 2026-11-24.pdf")
    dialog.fileSelected.emit(str(tmp_path / "one.pdf"))
    dialog.close()
    scene.qtbot.waitUntil((tmp_path / "one.pdf").exists)
    (tmp_path / "many").mkdir()
    choose(scene, 0, 1, 2)
    controller(scene)._to_save = tuple(controller(scene).rows())
    controller(scene)._save_in(str(tmp_path / "many"))
    scene.qtbot.waitUntil(lambda: len(list((tmp_path / "many").iterdir())) == 3)


def test_reply_opens_a_new_fax_to_the_caller_from_the_number_that_was_called(scene: Scene) -> None:
    choose(scene, 0)
    page(scene).reply_action.trigger()
    dialog = scene.window.findChild(ComposeDialog)
    assert dialog is not None
    draft = dialog._form.draft()
    assert (draft.recipients, draft.sender) == ((CALLER,), SENDER)
    dialog.close()


def test_delete_can_be_taken_back(scene: Scene) -> None:
    choose(scene, 0, 1)
    scene.qtbot.keyClick(page(scene).list.table, Qt.Key.Key_Delete)
    scene.qtbot.waitUntil(lambda: page(scene).list.model.rowCount() == 1)
    bar = scene.window.host.message_bar
    assert any("2 faxes deleted" in text for text in texts(bar))
    scene.window.actions_[ActionId.UNDO].trigger()
    scene.qtbot.waitUntil(lambda: page(scene).list.model.rowCount() == 3)


def texts(bar: MessageBar) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in bar.findChildren(QLabel)]


def test_where_nothing_can_be_taken_back_it_asks_first(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data", prepare=[received]) as scene:
        scene.work()
        scene.window.host.settings_file.change(lambda now: now.__class__(undo_seconds=0))
        scene.window.actions_[ActionId.INBOX].trigger()
        qtbot.waitUntil(lambda: page(scene).list.model.rowCount() == 3)
        choose(scene, 0)
        page(scene).delete_action.trigger()
        box = scene.window.findChild(QMessageBox)
        assert box is not None
        assert fax(scene, 0) is not None
        next(button for button in box.findChildren(QPushButton) if button.text() == "Delete 1 fax").click()
        qtbot.waitUntil(lambda: fax(scene, 0) is None)


def test_chosen_faxes_are_copied_as_a_table(scene: Scene) -> None:
    choose(scene, 0, 1)
    scene.window.actions_[ActionId.COPY].trigger()
    scene.qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("Status\tFrom"))
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3


def test_the_context_menu_has_what_can_be_done(scene: Scene) -> None:
    choose(scene, 0)
    menu = page(scene).context_menu()
    texts_ = [action.text().replace("&", "") for action in menu.actions() if action.isEnabled() and action.text()]
    assert texts_ == [
        "Open pages",
        "Save pages…",
        "Print…",
        "Reply…",
        "Mark as read",
        "Delete",
        "Copy",
        "Forget this person…",
    ]


def test_the_list_is_exported_as_a_table(scene: Scene, tmp_path: Path) -> None:
    scene.window.actions_[ActionId.EXPORT].trigger()
    dialog = scene.window.findChildren(QFileDialog)[-1]
    assert dialog.windowTitle() == "Export 3 faxes"
    dialog.fileSelected.emit(str(tmp_path / "list.csv"))
    scene.qtbot.waitUntil(lambda: any(text.startswith("3 faxes saved") for text in texts(bar_of(scene))))
    assert not any("cost" in text for text in texts(bar_of(scene))), "a received fax costs nothing"
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["From"], row["Read"], row["Pages"]) for row in csv.DictReader(file)] == [
            (CALLER, "no", "1"),
            (CALLER, "yes", "2"),
            (CALLER, "yes", "3"),
        ]


def test_the_pages_of_a_received_fax_and_the_list_are_printed(scene: Scene, sample_pdf: Path, tmp_path: Path) -> None:
    kept_pages(scene, sample_pdf, "in-0")
    choose(scene, 0)
    for subject, sheets in ((PrintSubject.PAGES, 2), (PrintSubject.LIST, 1)):
        scene.window.actions_[ActionId.PRINT].trigger()
        dialog = scene.window.findChildren(PrintDialog)[-1]
        assert dialog.subject is PrintSubject.PAGES
        assert PrintSubject.REPORTS not in dialog.radios, "a received fax has none"
        dialog.radios[subject].click()
        dialog.file_button.click()
        target = tmp_path / f"{subject.name}.pdf"
        scene.window.findChildren(QFileDialog)[-1].fileSelected.emit(str(target))
        scene.qtbot.waitUntil(target.exists)
        with pypdfium2.PdfDocument(target) as document:
            assert len(document) == sheets
            assert subject is not PrintSubject.LIST or "Received faxes" in document[0].get_textpage().get_text_range()


def test_faxes_are_filtered_by_person_time_and_how_much_has_arrived(scene: Scene) -> None:
    scene.store.received_faxes.keep(
        [
            Fax(
                id="old",
                status="partially_received",
                to=SENDER,
                sender="+41225550177",
                pages=1,
                direction="incoming",
                started_at=NOW - timedelta(days=9),
                read=True,
            )
        ],
        "uid",
        arrived=False,
    )
    scene.changed()
    bar = page(scene).list.search_bar
    bar.filters_button.click()
    filters = bar.filters
    assert filters is not None
    assert not nameless(filters)
    assert filters.own_number.isHidden(), "a received fax was not sent from a number of one's own"
    filters.state.setCurrentText("Not complete")
    scene.qtbot.waitUntil(lambda: shown(scene, ReceivedColumn.READ) == ["Not complete"])
    filters.state.setCurrentIndex(0)
    filters.period.setCurrentText("Last 7 days")
    scene.qtbot.waitUntil(lambda: len(shown(scene, ReceivedColumn.READ)) == 3)
    page(scene).unread_button.click()
    scene.qtbot.waitUntil(lambda: shown(scene, ReceivedColumn.READ) == ["New"])
    page(scene).unread_button.click()
    filters.clear_button.click()
    filters.person.setText("55501")
    filters.person.returnPressed.emit()
    scene.qtbot.waitUntil(lambda: shown(scene, ReceivedColumn.READ) == ["Not complete"])


def test_today_among_the_filters_is_another_day_after_midnight(scene: Scene) -> None:
    bar = page(scene).list.search_bar
    bar.filters_button.click()
    assert bar.filters is not None
    with scene.qtbot.waitSignal(page(scene).list.model.loaded):
        bar.filters.period.setCurrentText("Today")
    scene.qtbot.waitUntil(lambda: not page(scene).list.model._asking)
    assert len(shown(scene, ReceivedColumn.READ)) == 3
    scene.clock.turn(days=1)
    scene.backend._look()
    scene.qtbot.waitUntil(lambda: not shown(scene, ReceivedColumn.READ))


def bar_of(scene: Scene) -> MessageBar:
    return scene.window.host.message_bar


def test_the_actions_of_sent_faxes_leave_received_ones_alone(scene: Scene) -> None:
    choose(scene, 0)
    scene.settled()
    for action in (ActionId.CANCEL, ActionId.SEND_AGAIN, ActionId.REPORT):
        assert not scene.window.actions_[action].isEnabled()


def test_what_comes_is_shown_and_what_is_done_reaches_fax_plus(
    qtbot: QtBot, tmp_path: Path, sample_pdf: Path, practice: PracticeServer
) -> None:
    practice.account.receive(CALLER, sample_pdf)
    desk = Desk(qtbot, tmp_path / "data", practice, receives=False)
    try:
        inbox = part(desk.window, InboxController).page
        qtbot.waitUntil(lambda: inbox.list.model.rowCount() == 1)
        row = inbox.list.model.row(0)
        assert row is not None
        desk.backend.commands.mark_received([row.id], read=True)

        def told() -> bool:
            account = practice.account
            return all(record.is_read for record in account.archive.page(account.uid, Query(), account.switches, NEVER))

        qtbot.waitUntil(told)
    finally:
        desk.leave()


NEVER = 4_000_000_000.0
"""Seconds since 1970: later than any clock of these tests."""


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_right_click_and_the_menu_reach_what_can_be_chosen(scene: Scene) -> None:
    choose(scene, 0)
    table = page(scene).list.table
    table.customContextMenuRequested.emit(table.visualRect(table.currentIndex()).center())
    for action in (None, ActionId.COLUMNS):
        if action is not None:
            scene.window.actions_[action].trigger()
        popup = QApplication.activePopupWidget()
        assert popup is not None
        popup.close()


def test_the_menu_edit_serves_the_inbox(scene: Scene) -> None:
    scene.settled()
    scene.window.actions_[ActionId.SELECT_ALL].trigger()
    assert page(scene).list.table.chosen_count() == 3
    scene.window.actions_[ActionId.FIND].trigger()
    assert page(scene).list.field.hasFocus()


def test_icons_follow_light_and_dark(scene: Scene) -> None:
    before = page(scene).open_action.icon().pixmap(16).toImage()
    scene.window.setPalette(dark_palette())
    assert page(scene).open_action.icon().pixmap(16).toImage() != before


def test_a_drag_that_cannot_be_made_ready_is_said_and_the_next_one_begins(scene: Scene) -> None:
    choose(scene, 0)
    with scene.qtbot.waitSignal(scene.backend.failed):
        page(scene).list.table.drag_wanted.emit()
    assert not controller(scene)._drag._under_way


def test_a_click_in_an_empty_place_offers_no_menu(scene: Scene) -> None:
    page(scene).list.table.clearSelection()
    page(scene).list.table.customContextMenuRequested.emit(QPoint(5, 5000))
    assert QApplication.activePopupWidget() is None
