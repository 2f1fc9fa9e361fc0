"""The details: what is said and offered in every state, and that documents and reports are fetched and shown."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QToolButton

from faxdesk.core.contacts import Contact
from faxdesk.core.errors import NotThere
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Account, Fax
from faxdesk.store.copy_state import CopyPart, CopyState
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.fax_details.timeline import MOST
from faxdesk.ui.widgets.fax_texts import exact_text
from tests.ui.window_scene import NOW, Scene, archive, asked_about, fax_in, foreign, part

if TYPE_CHECKING:
    from faxdesk.ui.fax_details.view import DetailsView

CANCEL, CHANGE, PAGES = ActionId.CANCEL, ActionId.CHANGE, ActionId.OPEN_PAGES
REPORT, SAVE, PROOF, AGAIN = ActionId.REPORT, ActionId.SAVE_REPORT, ActionId.SAVE_PROOF, ActionId.SEND_AGAIN
CAN = {
    State.QUEUED: {CANCEL, CHANGE, PAGES},
    State.UPLOADING: {CANCEL, PAGES},
    State.SUBMITTING: {CANCEL, PAGES},
    State.UNKNOWN: {CANCEL, PAGES},
    State.ACCEPTED: {CANCEL, CHANGE, PAGES},
    State.SUBMITTED: {CANCEL, CHANGE, PAGES},
    State.CONVERTING: {CANCEL, CHANGE, PAGES},
    State.SCHEDULED: {CANCEL, CHANGE, PAGES},
    State.SENDING: {PAGES},
    State.DELIVERED: {PAGES, REPORT, SAVE, PROOF, AGAIN},
    State.PARTIAL: {PAGES, REPORT, SAVE, PROOF, AGAIN},
    State.FAILED: {PAGES, REPORT, SAVE, PROOF, AGAIN},
    State.UNREPORTED: {PAGES, PROOF, AGAIN},
    State.CANCELLED: {PAGES, PROOF, AGAIN},
    State.REJECTED: {PAGES, PROOF, AGAIN},
}
"""What can be done with a fax in each state."""
WORDS = {
    State.QUEUED: "Waiting",
    State.UPLOADING: "Uploading",
    State.SUBMITTING: "Handing over",
    State.UNKNOWN: "Unclear if sent",
    State.ACCEPTED: "At Fax.Plus",
    State.SUBMITTED: "At Fax.Plus",
    State.CONVERTING: "Converting",
    State.SCHEDULED: "Scheduled",
    State.SENDING: "Sending",
    State.DELIVERED: "Delivered",
    State.PARTIAL: "Partly delivered",
    State.FAILED: "Failed",
    State.UNREPORTED: "No result",
    State.CANCELLED: "Cancelled",
    State.REJECTED: "Refused",
}


def card(scene: Scene) -> DetailsView:
    scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
    return part(scene.window, DetailsPane).view


def value(scene: Scene, name: str) -> str:
    view = card(scene)
    view.more.setChecked(True)
    label = {**view._facts.values, **view._further.values}[name]
    return label.text() if label.isVisibleTo(scene.window) else ""


def buttons(scene: Scene) -> set[str]:
    return {button.text() for button in card(scene)._buttons.values() if button.isVisibleTo(scene.window)}


# ---------------------------------------------------------------------------------------------------- each state


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_its_word_and_offers_what_is_possible(scene: Scene, state: State) -> None:
    recipient = fax_in(scene.store, state)
    scene.changed()
    scene.choose(recipient)
    assert card(scene)._state.text() == WORDS[state]
    assert card(scene)._sentence.text()
    actions = scene.window.actions_
    everything = {CANCEL, CHANGE, PAGES, REPORT, SAVE, PROOF, AGAIN}
    assert {act for act in everything if actions[act].isEnabled()} == CAN[state]
    assert buttons(scene) == {actions[act].text().replace("&", "") for act in CAN[state]}
    assert not card(scene)._asked.isVisible()


@pytest.mark.parametrize(
    ("state", "first"), [(State.FAILED, "Send again…"), (State.DELIVERED, "Open pages"), (State.QUEUED, "Cancel fax")]
)
def test_the_next_step_comes_first(scene: Scene, state: State, first: str) -> None:
    recipient = fax_in(scene.store, state)
    scene.changed()
    scene.choose(recipient)
    shown = [button for button in card(scene)._buttons.values() if button.isVisibleTo(scene.window)]
    scene.qtbot.waitUntil(lambda: len({button.pos().toTuple() for button in shown}) == len(shown))
    assert min(shown, key=lambda button: (button.y(), button.x())).text() == first


def test_only_what_was_delivered_is_called_delivered(scene: Scene) -> None:
    for state in State:
        recipient = fax_in(scene.store, state)
        scene.changed()
        scene.choose(recipient)
        said = card(scene)._state.text()
        assert ("delivered" in said.lower()) == (state in (State.DELIVERED, State.PARTIAL))


def test_a_failure_says_why(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.FAILED)
    scene.changed()
    scene.choose(recipient)
    assert card(scene)._sentence.text() == "The line was busy."


def partly_delivered(scene: Scene, pages: int) -> None:
    """Choose a fax of two pages that arrived in part, of whose pages Fax.Plus counts so many."""
    recipient = fax_in(scene.store, State.PARTIAL)
    record = Fax(f"fax-{recipient}", "partially_sent", to="+41445550123", pages=pages, started_at=NOW)
    scene.store.service_mirror.keep_faxes([record])
    scene.changed()
    scene.choose(recipient)


def test_how_much_of_a_fax_arrived_is_said(scene: Scene) -> None:
    partly_delivered(scene, pages=1)
    assert value(scene, "arrived") == "1 of 2 pages delivered"
    model = scene.window.lists.pages[Listing.SENT].model
    assert model.lines(0, 0) == ("Partly delivered", "1 of 2 pages")
    assert "\n1 of 2 pages delivered" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_where_nobody_tells_how_much_arrived_that_is_said(scene: Scene) -> None:
    partly_delivered(scene, pages=2)
    assert value(scene, "arrived") == "Fax.Plus does not tell how many pages were delivered."
    assert scene.window.lists.pages[Listing.SENT].model.lines(0, 0) == ("Partly delivered", "Pages are missing")


def test_an_odd_name_is_one_line_that_reads_as_it_is(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SCHEDULED, document="a\nb\u202efdp.pdf")
    scene.changed()
    scene.choose(recipient)
    assert value(scene, "documents") == r"a\nb\u202efdp.pdf, 2 pages"


def test_documents_that_were_put_together_are_named(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED, document="Contract and 1 more.tif")
    scene.store.database.rows("UPDATE document SET parts = ?", ('["Contract.pdf", "Plan.pdf"]',))
    scene.changed()
    scene.choose(recipient)
    said = value(scene, "documents")
    assert said.split("\n    ") == ["Contract and 1 more.tif, 2 pages", "Contract.pdf", "Plan.pdf"]


def test_a_request_to_cancel_is_shown_until_it_is_answered(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SCHEDULED)
    scene.store.submissions.request_cancel([recipient])
    scene.changed()
    scene.choose(recipient)
    assert card(scene)._state.text() == "Cancelling"
    assert not scene.window.actions_[ActionId.CANCEL].isEnabled()
    assert not scene.window.actions_[ActionId.CHANGE].isEnabled()


# --------------------------------------------------------------------------------------------------------- facts


def test_all_that_is_known_is_shown(scene: Scene) -> None:
    send_at = NOW + timedelta(hours=5)
    recipient = fax_in(scene.store, State.SCHEDULED, comment="Offer <b>17</b>", send_at=send_at)
    scene.changed()
    scene.choose(recipient)
    assert value(scene, "to") == "+41 44 555 01 23\nSwitzerland"
    assert value(scene, "from") == "+41 44 555 01 00"
    assert value(scene, "comment") == "Offer <b>17</b>"
    assert value(scene, "documents") == "Offer.pdf, 2 pages"
    assert value(scene, "send time") == exact_text(send_at)
    assert "(UTC" in value(scene, "kept")
    assert value(scene, "origin") == ""
    texts = [text.text() for _, text in card(scene)._timeline._lines]
    assert texts[:2] == ["Saved here, waiting to be uploaded.", "Uploading."]


def test_a_known_number_has_its_name_above_it(scene: Scene) -> None:
    scene.store.contacts.add(Contact(company="District court", numbers=("+41445550123",)))
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    assert value(scene, "to") == "District court\n+41 44 555 01 23\nSwitzerland"


def test_both_ids_can_be_copied(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    scene.choose(recipient)
    card(scene).more.click()
    names = {button.accessibleName(): button for button in card(scene).findChildren(QToolButton) if button.isVisible()}
    names["Copy the old reference"].click()
    assert QGuiApplication.clipboard().text() == f"outbox-{recipient}"
    names["Copy the reference"].click()
    assert QGuiApplication.clipboard().text() == f"fax-{recipient}"


def test_a_fax_of_the_web_shows_what_the_service_told(scene: Scene) -> None:
    foreign(scene.store)
    archive(scene.store, 1)
    scene.changed()
    scene.window.lists.page.table.choose(0)
    scene.settled()
    assert value(scene, "comment") == "From the web"
    assert value(scene, "origin").startswith("Not sent from this computer.")
    assert not scene.window.actions_[ActionId.CANCEL].isEnabled()
    assert not scene.window.actions_[ActionId.OPEN_PAGES].isEnabled()
    scene.window.actions_[ActionId.SENT].trigger()
    scene.window.lists.page.table.choose(0)
    scene.settled()
    assert value(scene, "duration") == "30 s"
    assert buttons(scene) == {"Open pages", "Confirmation report", "Save report…"}


def test_what_happened_is_shown_up_to_the_latest(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SCHEDULED)
    for number in range(MOST + 5):
        scene.store.submissions.settle_comment(recipient, "", f"Change {number}.", changed=False)
    scene.changed()
    scene.choose(recipient)
    card(scene).more.click()
    lines = [text.text() for _, text in card(scene)._timeline._lines if text.isVisible()]
    assert len(lines) == MOST
    assert lines[-1] == f"Change {MOST + 4}."


def test_nothing_chosen_and_several_chosen_are_said(scene: Scene) -> None:
    first = fax_in(scene.store, State.QUEUED)
    fax_in(scene.store, State.QUEUED)
    scene.changed()
    assert part(scene.window, DetailsPane).currentWidget() is not part(scene.window, DetailsPane)._view
    scene.choose(first)
    scene.window.lists.page.table.selectAll()
    scene.settled()
    assert card(scene)._state.text() == "2 faxes chosen"
    assert card(scene)._sentence.text() == "Waiting: 2\n4 pages"
    assert buttons(scene) == {"Cancel fax", "Open pages"}
    scene.window.lists.page.table.clearSelection()
    scene.settled()
    assert part(scene.window, DetailsPane).details is None


def test_a_fax_that_goes_to_the_other_list_stays_in_the_details(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    scene.store.submissions.request_cancel([recipient])
    scene.changed()
    assert card(scene)._state.text() == "Cancelled"
    scene.window.actions_[ActionId.SENT].trigger()
    scene.settled()
    assert part(scene.window, DetailsPane).details is None


def test_an_update_changes_only_what_is_new(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    facts = part(scene.window, DetailsPane).details
    scene.changed()
    assert part(scene.window, DetailsPane).details is facts


# -------------------------------------------------------------------------------------------------- unknown fate


def test_a_fax_of_unknown_fate_offers_two_choices_and_neither_by_default(scene: Scene) -> None:
    recipient = asked_about(scene.store)
    scene.changed()
    scene.choose(recipient)
    box = card(scene)._asked
    assert box.isVisible()
    assert card(scene)._state.text() == "Unclear if sent"
    choices = {button.text(): button for button in box.findChildren(QPushButton)}
    assert set(choices) == {"Send again", "Leave it as it is"}
    assert not any(button.isDefault() or button.autoDefault() for button in choices.values())
    assert choices["Send again"].accessibleDescription().endswith("may get it twice.")
    scene.qtbot.waitUntil(lambda: all(map(_is_whole, choices.values())))
    assert not scene.window.actions_[ActionId.CANCEL].isEnabled()


def _is_whole(button: QPushButton) -> bool:
    """Whether all that it means can be read, with no empty room below."""
    return button.height() == button.heightForWidth(button.width())


@pytest.mark.parametrize(("choice", "state"), [("Send again", State.QUEUED), ("Leave it as it is", State.CANCELLED)])
def test_the_choice_is_carried_out(scene: Scene, choice: str, state: State) -> None:
    recipient = asked_about(scene.store)
    scene.changed()
    assert scene.window.status_line._attention.text() == "1 fax needs you"
    scene.window.status_line._attention.click()
    scene.settled()
    box = card(scene)._asked
    next(button for button in box.findChildren(QPushButton) if button.text() == choice).click()

    def settled() -> bool:
        found = scene.store.submissions.recipient(recipient)
        return found is not None and found.state is state

    scene.qtbot.waitUntil(settled)
    scene.changed()
    assert not scene.window.status_line._attention.isVisible()


# -------------------------------------------------------------------------------------------------------- documents


def test_the_pages_of_a_waiting_fax_are_those_that_are_kept_here(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    scene.window.actions_[ActionId.OPEN_PAGES].trigger()
    (window,) = scene.window.host.documents.windows()
    assert isinstance(window, DocumentWindow)
    assert window.windowTitle() == "Offer.pdf"
    scene.qtbot.waitUntil(window._bar._page.isEnabled)
    scene.window.close()
    scene.qtbot.waitUntil(lambda: scene.window.host.documents.windows() == [])


def test_a_report_that_cannot_be_fetched_says_so_in_its_place(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    scene.choose(recipient)
    scene.window.actions_[ActionId.REPORT].trigger()
    work = card(scene)._work
    assert work._text.text() == "Fetching the confirmation report…"
    assert work._bar.isVisible()
    scene.window.actions_[ActionId.REPORT].trigger()
    scene.qtbot.waitUntil(lambda: not work._bar.isVisible())
    assert "not connected to Fax.Plus" in work._text.text()
    assert scene.window.host.documents._under_way == set()


def test_without_the_details_the_message_bar_says_it(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    scene.choose(recipient)
    scene.window.actions_[ActionId.DETAILS].trigger()
    assert not part(scene.window, DetailsPane).isVisible()
    scene.window.actions_[ActionId.REPORT].trigger()
    assert "Fetching the confirmation report…" in scene.window.host.message_bar.texts()
    scene.qtbot.waitUntil(lambda: "not connected" in " ".join(scene.window.host.message_bar.texts()))


def ask_in_vain(scene: Scene, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the service have no pages, or no report, of any fax."""

    def fetch(*arguments: Any) -> None:
        arguments[-1](NotThere("Fax.Plus does not know this.", "It may be deleted.", status=404))

    monkeypatch.setattr(scene.backend, name, fetch)


def test_pages_that_the_service_has_no_more_are_shown_as_they_were_sent(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    scene.choose(recipient)
    ask_in_vain(scene, monkeypatch, "fetch_document")
    scene.window.actions_[ActionId.OPEN_PAGES].trigger()
    (window,) = scene.window.host.documents.windows()
    assert window.windowTitle() == "Offer.pdf"
    assert "These are the documents that FaxDesk sent." in scene.window.host.message_bar.text
    scene.window.close()
    scene.qtbot.waitUntil(lambda: scene.window.host.documents.windows() == [])


def test_a_report_that_there_is_not_says_why(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    scene.choose(recipient)
    ask_in_vain(scene, monkeypatch, "fetch_report")
    scene.window.actions_[ActionId.REPORT].trigger()
    assert "has no confirmation report of this fax. It may store none" in card(scene)._work._text.text()


@pytest.mark.parametrize(
    ("pages", "report", "words"),
    [
        (CopyState.WANTED, CopyState.WANTED, ""),
        (CopyState.KEPT, CopyState.KEPT, "Its pages and its confirmation report."),
        (CopyState.KEPT, CopyState.NONE, "Its pages. Fax.Plus has no confirmation report of it."),
        (CopyState.NONE, CopyState.KEPT, "Fax.Plus has no pages of it."),
        (CopyState.NONE, CopyState.NONE, "Fax.Plus has neither pages nor a confirmation report of it."),
    ],
)
def test_what_is_kept_here_is_said(scene: Scene, pages: CopyState, report: CopyState, words: str) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    for part_, state in ((CopyPart.PAGES, pages), (CopyPart.REPORT, report)):
        scene.store.copies.settle(f"fax-{recipient}", part_, state)
    scene.changed()
    scene.choose(recipient)
    assert words in value(scene, "kept here")
    assert bool(value(scene, "kept here")) is bool(words)


def test_a_report_that_is_kept_is_offered_also_of_a_fax_without_a_result(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.UNREPORTED)
    scene.changed()
    scene.choose(recipient)
    assert not scene.window.actions_[ActionId.REPORT].isEnabled()
    scene.store.copies.settle(f"outbox-{recipient}", CopyPart.REPORT, CopyState.KEPT)
    scene.changed()
    scene.choose(recipient)
    assert scene.window.actions_[ActionId.REPORT].isEnabled()


@pytest.mark.parametrize("state", [State.SENDING, State.DELIVERED, State.UNREPORTED, State.CANCELLED])
def test_that_the_account_stores_no_faxes_is_said_of_each_that_was_sent(scene: Scene, state: State) -> None:
    recipient = fax_in(scene.store, state)
    scene.changed()
    scene.choose(recipient)
    assert value(scene, "storage") == ""
    scene.store.service_mirror.keep_account(Account("uid", company="Example Office", stores_faxes=False))
    scene.changed()
    scene.choose(recipient)
    told = value(scene, "storage")
    assert ("does not store sent faxes for this account" in told) is (state is not State.CANCELLED)


@pytest.mark.parametrize(
    ("state", "words"), [(State.QUEUED, "goes out when that"), (State.SCHEDULED, "seen when that")]
)
def test_a_fax_of_another_account_says_what_it_waits_for(scene: Scene, state: State, words: str) -> None:
    recipient = fax_in(scene.store, state)
    with scene.store.database.transaction() as connection:
        connection.execute("UPDATE submission SET account = 'another'")
    scene.changed()
    scene.choose(recipient)
    assert words in card(scene)._wait._text.text()


def test_saving_a_report_offers_a_telling_name(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.changed()
    row = scene.choose(recipient)
    name = scene.window.host.documents.report_name(row)
    assert name.startswith("Confirmation report +41445550123 2026-11-24")
    scene.window.actions_[ActionId.SAVE_REPORT].trigger()
    dialog = scene.window.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == name
    dialog.reject()


# ----------------------------------------------------------------------------------------------------- cancelling


def test_one_fax_is_cancelled_at_once_and_several_are_asked_about(scene: Scene) -> None:
    first, *others = [fax_in(scene.store, State.QUEUED, number=f"+4144555012{number}") for number in range(3)]
    scene.changed()
    scene.choose(first)
    scene.window.actions_[ActionId.CANCEL].trigger()
    scene.qtbot.waitUntil(partial(_all_cancelled, scene, [first]))
    scene.changed()
    scene.window.lists.page.table.selectAll()
    scene.settled()
    scene.window.actions_[ActionId.CANCEL].trigger()
    box = scene.window.findChild(QMessageBox)
    assert box is not None
    assert box.text() == "Cancel 2 faxes?"
    assert box.defaultButton() is not None
    assert box.defaultButton().text() == "Keep them"
    next(button for button in box.buttons() if button.text() == "Cancel 2 faxes").click()
    scene.qtbot.waitUntil(partial(_all_cancelled, scene, others))
    scene.changed()
    assert scene.shown(Listing.OUTBOX) == []


def _all_cancelled(scene: Scene, recipients: list[int]) -> bool:
    found = [scene.store.submissions.recipient(number) for number in recipients]
    return all(one is not None and one.state is State.CANCELLED for one in found)


def test_no_fact_is_cut_however_many_faxes_were_looked_at(scene: Scene) -> None:
    """What has several lines keeps its height while other facts come and go."""
    waiting = fax_in(scene.store, State.QUEUED, send_at=NOW + timedelta(days=1))
    states = (State.DELIVERED, State.CANCELLED, State.FAILED, State.SENDING)
    others = [fax_in(scene.store, state) for state in states]
    scene.changed()
    view = part(scene.window, DetailsPane).view
    for recipient in (waiting, *others, waiting, *reversed(others), waiting):
        scene.choose(recipient)
        QApplication.processEvents()
        shown = {name: label for name, label in view._facts.values.items() if label.isVisible()}
        assert ("send time" in shown) == (recipient in {waiting, others[-1]})
        cut = [name for name, label in shown.items() if label.height() < label.heightForWidth(label.width())]
        assert not cut
