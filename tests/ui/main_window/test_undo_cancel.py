"""After Cancel there is a moment in which Undo lets the fax wait as before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.settings import Settings
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.actions.table import ActionId
from tests.ui.main_window.test_undo_send import at_work, come_back, dialog_of, press_undo
from tests.ui.window_scene import NOW, Scene, fax_in, leave, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer

__all__ = ["at_work"]
TOMORROW = NOW + timedelta(days=1)
CANCELLED = "The fax to +41 44 555 01 23 is not sent. That can be undone for 10 s."


def messages(scene: Scene) -> list[str]:
    return scene.window.host.message_bar.texts()


def press_delete(scene: Scene) -> None:
    come_back(scene)
    scene.window.lists.page.table.setFocus()
    scene.qtbot.keyClick(scene.window.lists.page.table, Qt.Key.Key_Delete)


def cancel(scene: Scene, recipient: int) -> None:
    scene.changed()
    scene.choose(recipient)
    press_delete(scene)
    scene.qtbot.waitUntil(lambda: bool(messages(scene)))


def state_of(scene: Scene, recipient: int) -> tuple[State, bool]:
    found = scene.store.submissions.recipient(recipient)
    assert found is not None
    return found.state, found.cancel_requested


def test_whose_fax_was_cancelled_is_said(scene: Scene) -> None:
    scene.store.contacts.add(Contact("", "Dental practice", ("+41445550123",)))
    cancel(scene, fax_in(scene.store, State.QUEUED))
    (said,) = messages(scene)
    assert said.startswith("The fax to Dental practice, +41 44 555 01 23 is not sent.")


@pytest.mark.parametrize("state", [State.QUEUED, State.ACCEPTED, State.SCHEDULED])
@pytest.mark.parametrize("by_key", [False, True])
def test_a_scheduled_fax_waits_as_before_when_its_cancellation_is_undone(
    scene: Scene, state: State, *, by_key: bool
) -> None:
    recipient = fax_in(scene.store, state, send_at=TOMORROW, comment="Offer 18")
    cancel(scene, recipient)
    assert messages(scene) == [CANCELLED]
    assert state_of(scene, recipient) == ((State.CANCELLED, False) if state is State.QUEUED else (state, True))
    if by_key:
        scene.qtbot.keyClick(scene.window.lists.page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    else:
        press_undo(scene)
    scene.qtbot.waitUntil(lambda: state_of(scene, recipient) == (state, False))
    scene.changed()
    (row,) = scene.shown(Listing.OUTBOX)
    assert (row.recipient, row.comment, row.send_at) == (recipient, "Offer 18", TOMORROW)
    assert scene.shown(Listing.SENT) == []
    assert CANCELLED not in messages(scene)
    assert not scene.window.actions_[ActionId.UNDO].isEnabled()


def test_what_was_cancelled_is_sent_again_as_it_was_said_last(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SCHEDULED, send_at=TOMORROW, comment="Offer 17")
    scene.store.submissions.request_comment(recipient, "Offer 18")
    cancel(scene, recipient)
    scene.clock.turn(seconds=11)
    scene.qtbot.waitUntil(lambda: CANCELLED not in messages(scene))
    assert not scene.window.actions_[ActionId.UNDO].isEnabled()
    scene.store.delivery_queue.moved((recipient,), Event.CANCELLED, "Cancelled by you.")
    scene.changed()
    scene.choose(recipient)
    scene.window.actions_[ActionId.SEND_AGAIN].trigger()
    dialog = dialog_of(scene)
    assert dialog.comment_edit.toPlainText() == "Offer 18"
    assert dialog.time_field.value() == TOMORROW
    dialog.done(0)


def test_a_fax_that_is_due_soon_is_cancelled_at_once(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SCHEDULED, send_at=NOW + timedelta(minutes=2))
    scene.changed()
    scene.choose(recipient)
    press_delete(scene)
    scene.qtbot.waitUntil(lambda: state_of(scene, recipient)[1])
    assert [one.id for one in scene.store.delivery_queue.cancel_requests()] == [recipient]
    assert messages(scene) == []


def test_the_service_is_not_asked_before_the_time_is_over_whatever_it_says(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.ACCEPTED, send_at=TOMORROW)
    cancel(scene, recipient)
    scene.store.delivery_queue.moved((recipient,), Event.REPORTED_SCHEDULED, status="scheduled_for_sending")
    assert scene.store.delivery_queue.cancel_requests() == ()
    scene.clock.turn(seconds=11)
    assert [one.id for one in scene.store.delivery_queue.cancel_requests()] == [recipient]


def test_several_are_undone_together(scene: Scene) -> None:
    recipients = [fax_in(scene.store, State.QUEUED, number=f"+4144555012{number}") for number in range(3)]
    scene.changed()
    scene.window.lists.page.table.selectAll()
    scene.settled()
    scene.window.actions_[ActionId.CANCEL].trigger()
    (box,) = scene.window.findChildren(QMessageBox)
    next(one for one in box.findChildren(QPushButton) if one.text() == "Cancel 3 faxes").click()
    scene.qtbot.waitUntil(lambda: messages(scene) == ["3 faxes are not sent. That can be undone for 10 s."])
    press_undo(scene)
    scene.qtbot.waitUntil(lambda: {state_of(scene, one)[0] for one in recipients} == {State.QUEUED})


def test_a_fax_whose_place_another_has_taken_does_not_come_back(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.store.submissions.request_cancel((recipient,))
    assert scene.store.submissions.restorable((recipient,)) == (recipient,)
    scene.store.database.rows("UPDATE submission SET replaces = ?", (recipient,))
    assert scene.store.submissions.restore((recipient,)) == ()
    assert state_of(scene, recipient)[0] is State.CANCELLED


def test_a_fax_that_waits_for_its_next_try_waits_for_it_again(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.store.delivery_queue.put_off(recipient, TOMORROW)
    scene.store.submissions.request_cancel((recipient,))
    assert scene.store.submissions.restore((recipient,)) == (recipient,)
    assert scene.store.delivery_queue.next_time("") == TOMORROW


def test_without_time_to_undo_a_fax_is_cancelled_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    SettingsFile(DataFolder(tmp_path / "data").settings).save(Settings(undo_seconds=0))
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        recipient = fax_in(scene.store, State.SCHEDULED, send_at=TOMORROW)
        scene.changed()
        scene.choose(recipient)
        press_delete(scene)
        scene.qtbot.waitUntil(lambda: state_of(scene, recipient)[1])
        assert [one.id for one in scene.store.delivery_queue.cancel_requests()] == [recipient]


# --------------------------------------------------------------------------------------------------- end to end


def scheduled(scene: Scene, sample: Path, practice: PracticeServer) -> int:
    """Send a fax for tomorrow, and wait until the service has it; return its recipient."""
    scene.window.new_fax([sample])
    dialog = dialog_of(scene)
    dialog.recipients_field.add(["+41445550123"])
    dialog.time_field.set_instant(scene.backend.factory.now() + timedelta(days=1))
    with scene.qtbot.waitSignal(dialog.kept) as kept:
        dialog.send()
    (recipient,) = kept.args[0].submissions[0].recipients
    scene.store.undo_holds.end()
    scene.backend.refresh()
    scene.qtbot.waitUntil(lambda: state_of(scene, recipient.id)[0] is State.SCHEDULED)
    assert len(practice.account.received()) == 1
    return int(recipient.id)


def test_an_undone_cancellation_never_reaches_the_service(
    at_work: Scene, sample_pdf: Path, practice: PracticeServer
) -> None:
    recipient = scheduled(at_work, sample_pdf, practice)
    at_work.choose(recipient)
    at_work.window.host.message_bar.clear()
    press_delete(at_work)
    at_work.qtbot.waitUntil(lambda: state_of(at_work, recipient)[1])
    at_work.qtbot.waitUntil(lambda: bool(messages(at_work)))
    press_undo(at_work)
    at_work.qtbot.waitUntil(lambda: state_of(at_work, recipient) == (State.SCHEDULED, False))
    leave(at_work.backend, at_work.window)
    assert [fax.status for fax in practice.account.received()] == ["scheduled_for_sending"]


def test_closing_the_window_carries_the_cancellation_out(
    at_work: Scene, sample_pdf: Path, practice: PracticeServer
) -> None:
    recipient = scheduled(at_work, sample_pdf, practice)
    at_work.choose(recipient)
    press_delete(at_work)
    at_work.qtbot.waitUntil(lambda: state_of(at_work, recipient)[1])
    leave(at_work.backend, at_work.window)
    assert [fax.cancelled for fax in practice.account.received()] == [True]
    with scene_at(at_work.qtbot, at_work.store.folder.path, show=False) as later:
        assert state_of(later, recipient) == (State.CANCELLED, False)
