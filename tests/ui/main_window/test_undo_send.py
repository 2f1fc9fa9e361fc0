"""After Send there is a moment in which Undo takes the fax back and opens its dialog again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from faxdesk.api.auth import PersonalToken
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Document
from faxdesk.core.settings import Settings
from faxdesk.services.container import ServicesFactory
from faxdesk.services.events import Link
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.attention.controller import AttentionController
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.main_window.window import MainWindow
from faxdesk.ui.widgets.fax_texts import time_text
from faxdesk.ui.widgets.wait_texts import wait_of
from tests.ui.window_scene import SENDER, Clock, Scene, fax_in, leave, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer

KEPT = "Fax saved. It goes out in 10 s."


def come_back(scene: Scene) -> None:
    """Make the window the active one: the offscreen platform makes none of them so when another closes."""

    def active() -> bool:
        # Asked again, because the dialog may go only now.
        scene.window.activateWindow()
        return scene.window.isActiveWindow()

    scene.qtbot.waitUntil(active)


def dialog_of(scene: Scene) -> ComposeDialog:
    scene.qtbot.waitUntil(lambda: bool(scene.window.findChildren(ComposeDialog)))
    (dialog,) = scene.window.findChildren(ComposeDialog)
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    return dialog


def send(scene: Scene, sample: Path, number: str = "+41445550123", comment: str = "") -> str:
    """Send a new fax by its dialog, and return its job."""
    scene.window.new_fax([sample])
    dialog = dialog_of(scene)
    dialog.recipients_field.add([number])
    dialog.comment_edit.setPlainText(comment)
    with scene.qtbot.waitSignal(dialog.kept) as kept:
        dialog.send()
    scene.qtbot.waitUntil(lambda: not scene.window.findChildren(ComposeDialog))
    return str(kept.args[0].submissions[0].job)


def states(scene: Scene, job: str) -> list[State]:
    return [one.state for one in scene.store.submissions.recipients(job)]


def press_undo(scene: Scene) -> None:
    next(one for one in scene.window.host.message_bar.findChildren(QPushButton) if one.text() == "Undo").click()


def messages(scene: Scene) -> list[str]:
    return [text for text in scene.window.host.message_bar.texts() if text.startswith("Fax saved.")]


def test_undo_opens_the_fax_again_as_it_was(scene: Scene, sample_pdf: Path) -> None:
    job = send(scene, sample_pdf, comment="Offer 18")
    assert messages(scene) == [KEPT]
    press_undo(scene)
    dialog = dialog_of(scene)
    assert dialog.windowTitle() == "New fax"
    assert dialog.recipients_field.numbers == ("+41445550123",)
    assert dialog.comment_edit.toPlainText() == "Offer 18"
    field = dialog.documents_field
    assert isinstance(field, DocumentsField)
    (document,) = field.paths
    assert isinstance(document, Document)
    assert (document.name, field.pages) == ("sample.pdf", 2)
    assert states(scene, job) == [State.CANCELLED]
    assert messages(scene) == []
    assert not scene.window.actions_[ActionId.UNDO].isEnabled()
    dialog.done(0)


def test_it_is_listed_as_taken_back_and_needs_nobody(scene: Scene, sample_pdf: Path) -> None:
    send(scene, sample_pdf)
    press_undo(scene)
    dialog_of(scene).done(0)
    scene.changed()
    (row,) = scene.shown(Listing.SENT)
    assert (row.state, row.reason) == (State.CANCELLED, "Taken back.")
    assert scene.shown(Listing.OUTBOX) == []
    assert part(scene.window, AttentionController).panel.count == 0


def test_the_fax_is_sent_again_with_other_documents(scene: Scene, sample_pdf: Path, sample_tiff: Path) -> None:
    send(scene, sample_pdf)
    press_undo(scene)
    dialog = dialog_of(scene)
    field = dialog.documents_field
    assert isinstance(field, DocumentsField)
    field.add([sample_tiff])
    scene.qtbot.waitUntil(lambda: field.pages == 4)
    with scene.qtbot.waitSignal(dialog.kept) as kept:
        dialog.send()
    assert [one.name for one in kept.args[0].submissions[0].documents] == ["sample.pdf", "sample.tiff"]
    assert messages(scene) == [KEPT]


def test_what_was_taken_back_is_a_draft_when_its_dialog_is_closed(scene: Scene, sample_pdf: Path) -> None:
    send(scene, sample_pdf)
    press_undo(scene)
    dialog = dialog_of(scene)
    with scene.qtbot.waitSignal(dialog.finished):
        dialog.reject()
    assert scene.store.drafts.count_all() == 1


def test_ctrl_z_takes_back_what_was_sent_last(scene: Scene, sample_pdf: Path) -> None:
    first, second = send(scene, sample_pdf), send(scene, sample_pdf, "+41225550123")
    come_back(scene)
    scene.window.lists.page.table.setFocus()
    scene.qtbot.keyClick(scene.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(scene)
    assert dialog.recipients_field.numbers == ("+41225550123",)
    assert states(scene, first) == [State.QUEUED]
    assert states(scene, second) == [State.CANCELLED]
    assert scene.window.actions_[ActionId.UNDO].isEnabled()
    dialog.done(0)


def test_in_a_text_field_ctrl_z_is_of_that_field(scene: Scene, sample_pdf: Path) -> None:
    job = send(scene, sample_pdf)
    come_back(scene)
    field = scene.window.lists.page.field
    field.setFocus()
    scene.qtbot.keyClicks(field, "Offer")
    scene.qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    assert states(scene, job) == [State.QUEUED]


def test_the_seconds_are_counted_down_and_then_it_is_over(scene: Scene, sample_pdf: Path) -> None:
    send(scene, sample_pdf)
    scene.clock.turn(seconds=3.5)
    scene.qtbot.waitUntil(lambda: messages(scene) == ["Fax saved. It goes out in 7 s."])
    scene.clock.turn(seconds=7)
    scene.qtbot.waitUntil(lambda: messages(scene) == [])
    assert not scene.window.actions_[ActionId.UNDO].isEnabled()


def test_what_is_cancelled_meanwhile_cannot_be_undone(scene: Scene, sample_pdf: Path) -> None:
    job = send(scene, sample_pdf)
    scene.store.submissions.request_cancel([one.id for one in scene.store.submissions.recipients(job)])
    scene.changed()
    assert messages(scene) == []
    assert not scene.window.actions_[ActionId.UNDO].isEnabled()


def test_where_it_is_too_late_that_is_said(scene: Scene, sample_pdf: Path) -> None:
    job = send(scene, sample_pdf)
    (recipient,) = scene.store.submissions.recipients(job)
    attempt = scene.store.attempts.begin(job, [recipient.id], "", SENDER)
    scene.store.attempts.posting(attempt.id)
    press_undo(scene)
    scene.qtbot.waitUntil(
        lambda: any("too late to take this fax back" in one for one in scene.window.host.message_bar.texts())
    )
    assert states(scene, job) == [State.SUBMITTING]
    assert scene.window.findChildren(ComposeDialog) == []


def test_a_waiting_fax_says_that_it_can_be_taken_back(scene: Scene, sample_pdf: Path) -> None:
    send(scene, sample_pdf)
    scene.changed()
    scene.qtbot.waitUntil(lambda: part(scene.window, DetailsPane).details is not None)
    box = part(scene.window, DetailsPane).view._wait
    assert box._text.text() == "It goes out in a moment. Until then you can take it back with Undo."
    assert box.isVisible()


def test_sending_again_can_be_undone_and_the_failure_needs_the_user_again(scene: Scene) -> None:
    fax_in(scene.store, State.FAILED)
    scene.changed()
    for button in part(scene.window, AttentionController).panel.findChildren(QPushButton):
        if button.text() == "Send again…":
            button.click()
    dialog = dialog_of(scene)
    with scene.qtbot.waitSignal(dialog.kept):
        dialog.send()
    assert scene.store.fax_lists.need_count() == 0
    scene.qtbot.waitUntil(lambda: not scene.window.findChildren(ComposeDialog))
    press_undo(scene)
    dialog = dialog_of(scene)
    assert scene.store.fax_lists.need_count() == 1
    with scene.qtbot.waitSignal(dialog.kept):
        dialog.send()
    assert scene.store.fax_lists.need_count() == 0


def test_without_time_to_undo_nothing_is_held(qtbot: QtBot, tmp_path: Path, sample_pdf: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    SettingsFile(folder.settings).save(Settings(undo_seconds=0))
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        job = send(scene, sample_pdf)
        assert messages(scene) == ["Fax saved. It will be sent as soon as possible."]
        assert scene.store.undo_holds.until(job) is None


def test_a_scheduled_fax_is_said_to_go_out_at_its_time(scene: Scene, sample_pdf: Path) -> None:
    tomorrow = scene.backend.factory.now() + timedelta(days=1)
    scene.window.new_fax([sample_pdf])
    dialog = dialog_of(scene)
    dialog.recipients_field.add(["+41445550123"])
    dialog.time_field.set_instant(tomorrow)
    with scene.qtbot.waitSignal(dialog.kept):
        dialog.send()
    time = time_text(tomorrow)
    (said,) = messages(scene)
    assert said == f"Fax saved. It will be sent on {time}. It can be taken back for 10 s."
    (row,) = scene.store.fax_lists.all(Listing.OUTBOX)
    wait = wait_of(row, scene.backend.condition, scene.backend.factory.now())
    assert wait is not None
    assert wait.text == f"It will be sent on {time}. For a moment you can take it back with Undo."


def test_a_scheduled_fax_that_is_not_held_is_said_to_go_out_at_its_time(
    qtbot: QtBot, tmp_path: Path, sample_pdf: Path
) -> None:
    folder = DataFolder(tmp_path / "data")
    SettingsFile(folder.settings).save(Settings(undo_seconds=0))
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        tomorrow = scene.backend.factory.now() + timedelta(days=1)
        scene.window.new_fax([sample_pdf])
        dialog = dialog_of(scene)
        dialog.recipients_field.add(["+41445550123"])
        dialog.time_field.set_instant(tomorrow)
        with scene.qtbot.waitSignal(dialog.kept):
            dialog.send()
        assert messages(scene) == [f"Fax saved. It will be sent on {time_text(tomorrow)}."]


@pytest.mark.parametrize(("given", "used"), [(-5, 0), (0, 0), (10, 10), (60, 60), (3600, 60)])
def test_the_time_to_undo_has_its_limits(given: int, used: int) -> None:
    assert Settings(undo_seconds=given).grace == timedelta(seconds=used)


# --------------------------------------------------------------------------------------------------- end to end


@pytest.fixture
def at_work(qtbot: QtBot, tmp_path: Path, practice: PracticeServer) -> Iterator[Scene]:
    """A window with everything running, on a real service."""
    data = DataFolder(tmp_path / "data")
    backend = Backend(ServicesFactory(data, practice.url, PersonalToken(practice.token)))
    settings_file = SettingsFile(data.settings)
    settings_file.save(Settings(undo_seconds=60))
    window = MainWindow(backend, settings_file, practice=True)
    window.install_features()
    qtbot.addWidget(window, before_close_func=partial(leave, backend))
    window.show()
    qtbot.waitExposed(window)
    backend.start()
    qtbot.waitUntil(lambda: backend.condition.link is Link.ONLINE and bool(backend.store.service_mirror.numbers()))
    try:
        yield Scene(qtbot, backend, window, Clock())
    finally:
        leave(backend, window)


def uploaded(scene: Scene, job: str) -> bool:
    user_requests = scene.store.submissions
    return all("held" in [one.event for one in user_requests.timeline(to.id)] for to in user_requests.recipients(job))


def test_closing_the_window_lets_it_go_first(at_work: Scene, sample_pdf: Path, practice: PracticeServer) -> None:
    job = send(at_work, sample_pdf)
    at_work.qtbot.waitUntil(partial(uploaded, at_work, job))
    assert practice.account.received() == ()
    leave(at_work.backend, at_work.window)
    assert [fax.destination for fax in practice.account.received()] == ["+41445550123"]


def test_what_was_taken_back_never_reaches_the_service(
    at_work: Scene, sample_pdf: Path, practice: PracticeServer
) -> None:
    job = send(at_work, sample_pdf)
    at_work.qtbot.waitUntil(partial(uploaded, at_work, job))
    press_undo(at_work)
    dialog_of(at_work).done(0)
    leave(at_work.backend, at_work.window)
    assert practice.account.received() == ()
    with scene_at(at_work.qtbot, at_work.store.folder.path, show=False) as later:
        assert states(later, job) == [State.CANCELLED]
