"""What can be done with several faxes at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.controller import MOST_OPENED
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.number_question import NumberQuestion
from tests.ui.main_window.test_undo_send import press_undo
from tests.ui.main_window.test_window import at_work
from tests.ui.window_scene import NOW, SENDER, Scene, fax_in

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

__all__ = ["at_work"]
NUMBERS = ("+41445550121", "+41445550122", "+41445550123")
WITH_MANY = {ActionId.OPEN_PAGES, ActionId.REPORT, ActionId.SAVE_REPORT, ActionId.SEND_AGAIN}


def choose_all(scene: Scene, act: ActionId = ActionId.SENT) -> None:
    scene.changed()
    scene.window.actions_[act].trigger()
    scene.window.lists.page.table.selectAll()
    scene.settled()


def enabled(scene: Scene) -> set[ActionId]:
    return {act for act in WITH_MANY if scene.window.actions_[act].isEnabled()}


def agree(scene: Scene, text: str) -> None:
    (box,) = scene.window.findChildren(QMessageBox)
    next(one for one in box.findChildren(QPushButton) if one.text() == text).click()


def test_what_can_be_done_with_several_can_be_done(scene: Scene) -> None:
    for number in NUMBERS:
        fax_in(scene.store, State.FAILED, number=number)
    choose_all(scene)
    assert enabled(scene) == WITH_MANY
    fax_in(scene.store, State.CANCELLED)
    choose_all(scene)
    assert enabled(scene) == WITH_MANY, "those that have no report are left out"
    fax_in(scene.store, State.REJECTED)
    choose_all(scene)
    assert enabled(scene) == WITH_MANY - {ActionId.SEND_AGAIN}, "what was refused needs a look"


def test_not_too_many_windows_open_at_once(scene: Scene) -> None:
    for number in range(MOST_OPENED):
        fax_in(scene.store, State.FAILED, number=f"+414455501{number:02}")
    choose_all(scene)
    assert enabled(scene) == WITH_MANY
    fax_in(scene.store, State.FAILED)
    choose_all(scene)
    assert enabled(scene) == {ActionId.SAVE_REPORT, ActionId.SEND_AGAIN}
    scene.window.host.handled[ActionId.OPEN_PAGES]()
    assert scene.window.host.documents.windows() == []


def test_the_pages_of_several_open_each_in_its_window(scene: Scene) -> None:
    for number in NUMBERS:
        fax_in(scene.store, State.QUEUED, number=number, document=f"{number}.pdf")
    choose_all(scene, ActionId.OUTBOX)
    scene.window.actions_[ActionId.OPEN_PAGES].trigger()
    assert sorted(one.windowTitle() for one in scene.window.host.documents.windows()) == [
        f"{one}.pdf" for one in NUMBERS
    ]


def test_several_are_not_sent_again_to_a_number_that_does_not_exist_without_a_question(scene: Scene) -> None:
    for number in NUMBERS:
        fax_in(scene.store, State.FAILED, number=number)
    with scene.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET status = 'failed_unallocated_number'")
    choose_all(scene)
    for answered in ("back", "send"):
        scene.window.actions_[ActionId.SEND_AGAIN].trigger()
        agree(scene, "Send 3 faxes again")
        scene.qtbot.waitUntil(lambda: bool(scene.window.findChildren(NumberQuestion)))
        (question,) = scene.window.findChildren(NumberQuestion)
        assert question.accessibleDescription().count("there is no such number") == 3
        getattr(question, answered).click()
        scene.qtbot.waitUntil(lambda: not scene.window.findChildren(NumberQuestion))
        expected = 3 if answered == "send" else 0
        scene.qtbot.waitUntil(lambda: len(scene.store.fax_lists.keys(Listing.OUTBOX)) == expected)  # noqa: B023


def test_several_are_sent_again_as_they_were_and_taken_back_together(scene: Scene) -> None:
    for at, number in enumerate(NUMBERS):
        later = NOW + timedelta(days=1) if at == 2 else None
        fax_in(scene.store, State.FAILED, number=number, comment=f"Case {at}", send_at=later)
    choose_all(scene)
    scene.window.actions_[ActionId.SEND_AGAIN].trigger()
    assert scene.window.findChildren(ComposeDialog) == []
    agree(scene, "Send 3 faxes again")
    scene.qtbot.waitUntil(lambda: len(scene.store.fax_lists.keys(Listing.OUTBOX)) == 3)
    rows = {row.to: (row.comment, row.send_at) for row in scene.store.fax_lists.all(Listing.OUTBOX)}
    assert rows == {
        NUMBERS[0]: ("Case 0", None),
        NUMBERS[1]: ("Case 1", None),
        NUMBERS[2]: ("Case 2", NOW + timedelta(days=1)),
    }
    assert scene.store.fax_lists.need_count() == 0
    said = "3 faxes saved. Each is sent at its time. They can be taken back for 10 s."
    scene.qtbot.waitUntil(lambda: said in scene.window.host.message_bar.texts())
    press_undo(scene)
    scene.qtbot.waitUntil(lambda: not len(scene.store.fax_lists.keys(Listing.OUTBOX)))
    scene.qtbot.waitUntil(lambda: "3 faxes taken back. They are not sent." in scene.window.host.message_bar.texts())
    assert scene.window.findChildren(ComposeDialog) == []
    assert scene.store.fax_lists.need_count() == 3


def test_what_has_arrived_while_the_user_was_asked_is_not_sent_again(scene: Scene) -> None:
    first, *_rest = [fax_in(scene.store, State.FAILED, number=number) for number in ("+41445550123", "+41315559876")]
    choose_all(scene)
    scene.window.actions_[ActionId.SEND_AGAIN].trigger()
    scene.store.delivery_queue.moved((first,), Event.REPORTED_DELIVERED, status="success")
    agree(scene, "Send 2 faxes again")
    said = "None was sent again: the status of some of these faxes has changed."
    scene.qtbot.waitUntil(lambda: any(said in text for text in scene.window.host.message_bar.texts()))
    assert not len(scene.store.fax_lists.keys(Listing.OUTBOX))


def test_nothing_is_sent_again_unasked(scene: Scene) -> None:
    for number in NUMBERS:
        fax_in(scene.store, State.FAILED, number=number)
    choose_all(scene)
    scene.window.actions_[ActionId.SEND_AGAIN].trigger()
    agree(scene, "Do not send them")
    scene.changed()
    assert scene.shown(Listing.OUTBOX) == []


def test_the_reports_of_several_are_saved_beside_what_the_folder_has(
    at_work: Scene, sample_pdf: Path, tmp_path: Path, practice: PracticeServer
) -> None:
    for _ in range(2):
        draft = Draft((sample_pdf,), ("+41445550123",), SENDER)
        at_work.backend.commands.submit(at_work.window, draft, lambda _kept: None, at_work.window.host.message_bar.fail)
    at_work.window.actions_[ActionId.SENT].trigger()
    at_work.qtbot.waitUntil(
        lambda: [row.state for row in at_work.shown(Listing.SENT)] == [State.DELIVERED, State.DELIVERED]
    )
    assert len(practice.account.received()) == 2
    folder = tmp_path / "proofs"
    folder.mkdir()
    name = at_work.window.host.documents.report_name(at_work.shown(Listing.SENT)[0])
    (folder / name).write_text("mine")
    at_work.window.lists.page.table.selectAll()
    at_work.qtbot.waitUntil(at_work.window.actions_[ActionId.SAVE_REPORT].isEnabled)
    at_work.window.actions_[ActionId.SAVE_REPORT].trigger()
    chooser = at_work.window.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(folder))
    chooser.reject()
    at_work.qtbot.waitUntil(lambda: len(list(folder.glob("*.pdf"))) == 3)
    saved = sorted(folder.glob("* (*).pdf"))
    assert [one.name.removesuffix(".pdf")[-4:] for one in saved] == [" (2)", " (3)"]
    at_work.qtbot.waitUntil(lambda: all(one.read_bytes().startswith(b"%PDF-") for one in saved))
    assert (folder / name).read_text() == "mine"
