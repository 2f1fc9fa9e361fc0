"""The dialogs "Change fax" and "Send again": filled with what there was, and kept as what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Options
from faxdesk.core.settings import Settings
from faxdesk.core.times import utc_now
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.contact_picker import ContactPicker
from faxdesk.ui.compose.retry_field import RetryBy
from tests.ui.compose.compose_backend import GENEVA, GOOD, OTHER, SWISS, ZURICH, draft_of, kept

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.model import Submission
    from faxdesk.ui.backend.backend import Backend


def move(backend: Backend, submission: Submission, *events: Event) -> None:
    """Let something happen to the fax, as if the service had said so."""
    for event in events:
        backend.store.delivery_queue.moved([one.id for one in submission.recipients], event, "")


def accepted(qtbot: QtBot, backend: Backend, files: list[Path]) -> Submission:
    """A fax that waits at the service for its time."""
    submission = kept(qtbot, backend, draft_of(files, days=2))
    move(backend, submission, Event.UPLOAD_STARTED, Event.SUBMIT_STARTED, Event.ACCEPTED, Event.REPORTED_SCHEDULED)
    return submission


def change(qtbot: QtBot, backend: Backend, submission: Submission) -> ComposeDialog:
    dialog = ComposeDialog.for_change(backend, Settings(), submission, submission.recipients[0], zone=ZURICH)
    return _shown(qtbot, dialog)


def again(qtbot: QtBot, backend: Backend, submission: Submission) -> ComposeDialog:
    dialog = ComposeDialog.for_sending_again(backend, Settings(), submission, submission.recipients, zone=ZURICH)
    return _shown(qtbot, dialog)


def _shown(qtbot: QtBot, dialog: ComposeDialog) -> ComposeDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def jobs(backend: Backend) -> int:
    return int(backend.store.database.value("SELECT count(*) FROM submission"))


def test_change_shows_the_waiting_fax(qtbot: QtBot, backend: Backend, sample_pdf: Path, sample_tiff: Path) -> None:
    submission = accepted(qtbot, backend, [sample_pdf, sample_tiff])
    dialog = change(qtbot, backend, submission)
    assert dialog.windowTitle() == "Change fax"
    assert dialog.send_button.accessibleName() == "Save changes"
    assert dialog.sender_field.value() == SWISS
    assert dialog.recipients_field.numbers == (GOOD,)
    assert dialog.comment_edit.toPlainText() == "Offer 17"
    assert dialog.time_field.value() == submission.send_at
    shown = [dialog.documents_field.list.line(row).spoken for row in range(2)]
    assert shown == ["sample.pdf, 2 pages, 4.5 KB", "sample.tiff, 2 pages, 40 KB"]
    assert dialog.documents_field.pages == 4


def test_the_documents_of_a_kept_fax_cannot_be_removed(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    dialog.documents_field.list.choose(0)
    qtbot.keyClick(dialog.documents_field.list, Qt.Key.Key_Delete)
    assert dialog.documents_field.list.count() == 1


def test_another_number_replaces_the_fax(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = accepted(qtbot, backend, [sample_pdf])
    dialog = change(qtbot, backend, submission)
    dialog.recipients_field.list.choose(0)
    qtbot.keyClick(dialog.recipients_field.list, Qt.Key.Key_Delete)
    qtbot.keyClicks(dialog.recipients_field.edit, "022 555 01 23")
    with qtbot.waitSignal(dialog.kept) as signal:
        qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    new = signal.args[0].submissions[0]
    assert new.job != submission.job
    assert [one.to for one in new.recipients] == [OTHER]
    assert new.documents == submission.documents
    assert new.send_at == submission.send_at
    old = backend.store.submissions.recipient(submission.recipients[0].id)
    assert old is not None
    assert old.cancel_requested
    assert "taken back first" in signal.args[0].outcome
    assert not dialog.isVisible()


def test_another_contact_takes_the_place_of_the_number(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    backend.store.contacts.add(Contact("Registry", "District court", (OTHER,)))
    dialog = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    dialog.recipients_field.contacts_button.click()
    (picker,) = dialog.findChildren(ContactPicker)
    qtbot.waitUntil(lambda: picker.model.rowCount() == 1)
    picker.model.setData(picker.model.index(0), Qt.CheckState.Checked)
    picker.add_button.click()
    assert dialog.recipients_field.numbers == (OTHER,)


def test_another_time_replaces_the_fax(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    later = (utc_now() + timedelta(days=3)).replace(second=0, microsecond=0)
    dialog.time_field.set_instant(later)
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert signal.args[0].submissions[0].send_at == later


def test_another_comment_alone_is_changed_at_the_service(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = accepted(qtbot, backend, [sample_pdf])
    dialog = change(qtbot, backend, submission)
    dialog.comment_edit.setPlainText("Offer 18")
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert signal.args[0].submissions[0].job == submission.job
    assert jobs(backend) == 1
    requested = backend.store.database.value("SELECT comment_requested FROM recipient")
    assert requested == "Offer 18"
    assert signal.args[0].outcome == "The comment will be changed at Fax.Plus."


def test_another_comment_before_it_has_left_replaces_the_fax(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = kept(qtbot, backend, draft_of([sample_pdf], days=2))
    dialog = change(qtbot, backend, submission)
    dialog.comment_edit.setPlainText("Offer 18")
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert signal.args[0].submissions[0].comment == "Offer 18"
    old = backend.store.submissions.recipient(submission.recipients[0].id)
    assert old is not None
    assert old.state is State.CANCELLED


def test_nothing_changed_closes_and_keeps_nothing(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    with qtbot.assertNotEmitted(dialog.kept):
        dialog.send()
    assert not dialog.isVisible()
    assert jobs(backend) == 1


@pytest.mark.parametrize("event", [Event.REPORTED_SENDING, Event.REPORTED_DELIVERED, Event.CANCELLED])
def test_a_fax_that_went_out_meanwhile_is_not_replaced(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, event: Event
) -> None:
    submission = accepted(qtbot, backend, [sample_pdf])
    dialog = change(qtbot, backend, submission)
    move(backend, submission, event)
    dialog.time_field.set_instant(None)
    dialog.send()
    assert "too late" in dialog.message_bar.text
    assert "Send again" in dialog.message_bar.text
    assert dialog.isVisible()
    assert jobs(backend) == 1
    dialog.reject()
    assert not dialog.isVisible()


def test_a_changed_fax_goes_to_one_number(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    qtbot.keyClicks(dialog.recipients_field.edit, OTHER)
    dialog.send()
    assert dialog.message_bar.text == "To: A waiting fax goes to one number. Remove the others, or send them a new fax."
    assert jobs(backend) == 1


def test_send_again_is_filled_with_what_was_sent(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = kept(qtbot, backend, draft_of([sample_pdf], GOOD, OTHER))
    dialog = again(qtbot, backend, submission)
    assert dialog.windowTitle() == "Send again"
    qtbot.waitUntil(lambda: dialog.recipients_field.numbers == (GOOD, OTHER))
    assert dialog.comment_edit.toPlainText() == "Offer 17"
    assert dialog.time_field.is_now
    dialog.sender_field.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    new = signal.args[0].submissions[0]
    assert new.job != submission.job
    assert (new.sender, new.documents, new.options) == (GENEVA, submission.documents, submission.options)
    assert [one.to for one in new.recipients] == [GOOD, OTHER]
    assert jobs(backend) == 2
    assert signal.args[0].submissions[0].sender == GENEVA


def test_send_again_to_somebody_else(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = again(qtbot, backend, kept(qtbot, backend, draft_of([sample_pdf])))
    dialog.recipients_field.list.choose(0)
    qtbot.keyClick(dialog.recipients_field.list, Qt.Key.Key_Delete)
    qtbot.keyClicks(dialog.recipients_field.edit, OTHER)
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert [one.to for one in signal.args[0].submissions[0].recipients] == [OTHER]


def test_untouched_it_closes_unasked(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = again(qtbot, backend, kept(qtbot, backend, draft_of([sample_pdf])))
    dialog.reject()
    assert not dialog.isVisible()
    assert jobs(backend) == 1


def test_changes_are_thrown_away_only_when_that_is_meant(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    """The fax waits as it was: a draft of it would be another one."""
    dialog = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    dialog.comment_edit.setPlainText("Offer 18")
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.message_bar.text == "Throw the changes away? The fax stays as it was."
    keep = dialog.focusWidget()
    assert keep is not None
    assert keep.accessibleName() == "Keep editing"
    qtbot.keyClick(keep, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.message_bar.text == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.message_bar.asking
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "Esc takes the question back"
    dialog.close()
    assert dialog.isVisible()
    next(one for one in dialog.findChildren(QPushButton) if one.accessibleName() == "Throw away").click()
    assert not dialog.isVisible()
    assert jobs(backend) == 1
    assert backend.store.drafts.count_all() == 0


def test_closing_the_window_twice_means_it(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    dialog.comment_edit.setPlainText("Offer 18")
    dialog.close()
    assert dialog.isVisible()
    dialog.close()
    assert not dialog.isVisible()


# ------------------------------------------------------------------------------------- what the user said last


def commented(qtbot: QtBot, backend: Backend, submission: Submission, comment: str) -> None:
    """Change nothing but the comment of a waiting fax, in the dialog."""
    dialog = change(qtbot, backend, submission)
    dialog.comment_edit.setPlainText(comment)
    with qtbot.waitSignal(dialog.kept):
        dialog.send()


def found_again(backend: Backend, submission: Submission) -> Submission:
    """Return what is known of a submission now, as the window reads it before it opens a dialog."""
    found = backend.store.submissions.get(submission.job)
    assert found is not None
    return found


def test_a_changed_comment_is_shown_and_kept_when_only_the_time_is_changed_next(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    submission = accepted(qtbot, backend, [sample_pdf])
    commented(qtbot, backend, submission, "Offer 18")
    dialog = change(qtbot, backend, found_again(backend, submission))
    assert dialog.comment_edit.toPlainText() == "Offer 18"
    dialog.time_field.set_instant((utc_now() + timedelta(days=3)).replace(second=0, microsecond=0))
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert signal.args[0].submissions[0].comment == "Offer 18"


def test_a_comment_that_was_taken_away_stays_away(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = accepted(qtbot, backend, [sample_pdf])
    commented(qtbot, backend, submission, "")
    assert change(qtbot, backend, found_again(backend, submission)).comment_edit.toPlainText() == ""


@pytest.mark.parametrize("too_late", [False, True])
def test_a_changed_comment_is_that_of_the_fax_that_is_sent_again(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, *, too_late: bool
) -> None:
    """Also where the fax was cancelled before Fax.Plus was asked, and where that was too late."""
    submission = accepted(qtbot, backend, [sample_pdf])
    commented(qtbot, backend, submission, "Offer 18")
    if too_late:
        backend.store.submissions.settle_comment(
            submission.recipients[0].id, "Offer 18", "The comment could not be changed.", changed=False
        )
    move(backend, submission, Event.CANCELLED)
    dialog = again(qtbot, backend, found_again(backend, submission))
    assert dialog.comment_edit.toPlainText() == "Offer 18"
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert signal.args[0].submissions[0].comment == "Offer 18"


def test_a_cancelled_fax_is_sent_again_at_its_time_while_that_is_to_come(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    submission = accepted(qtbot, backend, [sample_pdf])
    move(backend, submission, Event.CANCELLED)
    assert again(qtbot, backend, submission).time_field.value() == submission.send_at


def test_a_fax_whose_time_has_passed_while_it_waits_here_can_still_be_changed(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    submission = kept(qtbot, backend, draft_of([sample_pdf], days=2))
    passed = replace(submission, send_at=utc_now() - timedelta(minutes=5))
    dialog = change(qtbot, backend, passed)
    assert dialog.time_field.is_now
    dialog.comment_edit.setPlainText("Offer 18")
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    assert signal.args[0].submissions[0].comment == "Offer 18"


def test_every_field_shows_what_the_change_before_said(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    """A change after a change begins with the number, sender, time, cover page and redials of the first."""
    first = change(qtbot, backend, accepted(qtbot, backend, [sample_pdf]))
    first.recipients_field.put(OTHER)
    first.sender_field.setCurrentIndex(1)
    first.comment_edit.setPlainText("Offer 18")
    first.cover_field.check.setChecked(True)
    later = (utc_now() + timedelta(days=3)).replace(second=0, microsecond=0)
    first.time_field.set_instant(later)
    first.retry_field.choice.setCurrentIndex(first.retry_field.choice.findData(RetryBy.FAXDESK))
    first.retry_field.times.setValue(7)
    with qtbot.waitSignal(first.kept) as signal:
        first.send()
    second = change(qtbot, backend, found_again(backend, signal.args[0].submissions[0]))
    assert second.recipients_field.numbers == (OTHER,)
    assert second.sender_field.value() == GENEVA
    assert second.comment_edit.toPlainText() == "Offer 18"
    assert second.time_field.value() == later
    assert second.cover_field.wanted
    assert second.retry_field.value() == Options(redials=7)
    second.recipients_field.put(GOOD)
    with qtbot.waitSignal(second.kept) as signal:
        second.send()
    page = signal.args[0].submissions[0].cover_page
    assert page is not None
    assert page.name_to == "+41 44 555 01 23", "the number of the recipient that it has now"
