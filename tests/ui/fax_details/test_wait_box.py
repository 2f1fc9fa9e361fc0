"""A fax that waits says what for and until when, and can be hastened where FaxDesk has put it off."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from faxdesk.core.errors import Offline, ServiceDown, SignInNeeded, Throttled
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft
from faxdesk.core.service_status import FINAL, explain
from faxdesk.services.events import Condition, Link
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.widgets.fax_texts import clock_text, exact_text, time_text
from tests.ui.window_scene import HAPPENED, NOW, Scene, asked_about, fax_in, move_on, part

OFFLINE = Offline("Fax.Plus cannot be reached.", "Check the network.")


def put_off(scene: Scene, **by: float) -> int:
    """Keep a fax whose upload was interrupted; it is tried again after so long."""
    recipient = fax_in(scene.store, State.UPLOADING)
    scene.store.delivery_queue.moved(
        (recipient,), Event.UPLOAD_INTERRUPTED, str(OFFLINE), not_before=_ms(scene, timedelta(**by))
    )
    return recipient


def _ms(scene: Scene, after: timedelta) -> int:
    return int((scene.clock() + after).timestamp() * 1000)


def said(scene: Scene, recipient: int) -> str:
    """What the details and the tool tip say about the wait; they never disagree."""
    scene.changed()
    scene.choose(recipient)
    box = part(scene.window, DetailsPane).view._wait
    text = box._text.text() if box.isVisible() else ""
    model, place = scene.window.lists.page.model, scene.window.lists.page.table.places()[0]
    tip = plain(str(model.data(model.index(place, 0), Qt.ItemDataRole.ToolTipRole)))
    assert tip.partition("\n")[2] == text
    return text


def plain(tip: str) -> str:
    """The text that a tool tip shows."""
    return unescape(tip.removeprefix("<p style='white-space:pre-wrap'>").removesuffix("</p>"))


def status(scene: Scene, recipient: int) -> str:
    """What the list says of a fax, in its first column."""
    scene.changed()
    scene.choose(recipient)
    model, place = scene.window.lists.page.model, scene.window.lists.page.table.places()[0]
    return str(model.data(model.index(place, 0)))


def lines(scene: Scene, recipient: int) -> tuple[str, str]:
    """What the list says of a fax in the two lines of its first column."""
    scene.changed()
    return scene.window.lists.page.model.state_lines(scene.choose(recipient))


def redialled(scene: Scene, cause: str = "failed_user_busy", **by: float) -> int:
    """Keep a fax that did not get through, and is sent again after so long."""
    recipient = fax_in(scene.store, State.SENDING)
    scene.store.delivery_queue.moved((recipient,), Event.REPORTED_FAILED, explain(cause), status=cause)
    reason = f"{FINAL[cause].sentence} FaxDesk calls again by itself (1 of 3)."
    scene.store.earlier_attempts.redial(recipient, timedelta(**by), reason)
    return recipient


def now(scene: Scene, condition: Condition) -> None:
    scene.backend.condition = condition
    scene.backend.condition_changed.emit(condition)


def button(scene: Scene) -> QPushButton:
    (found,) = part(scene.window, DetailsPane).view._wait.findChildren(QPushButton)
    return found


def test_an_interrupted_upload_says_when_it_is_tried_again(scene: Scene) -> None:
    recipient = put_off(scene, minutes=7)
    assert said(scene, recipient) == f"Next try at {clock_text(NOW + timedelta(minutes=7))}."
    assert part(scene.window, DetailsPane).view._sentence.text() == "Fax.Plus cannot be reached. Check the network."
    assert button(scene).isVisible()


def test_it_can_be_tried_now(scene: Scene) -> None:
    recipient = put_off(scene, minutes=7)
    said(scene, recipient)
    job = scene.window.host.selection.rows()[0].job
    assert scene.store.delivery_queue.next_job("") is None
    button(scene).click()
    scene.qtbot.waitUntil(lambda: scene.store.delivery_queue.next_job("") == job)
    assert said(scene, recipient) == ""


def test_what_is_due_soon_or_on_another_day_is_said_so(scene: Scene) -> None:
    assert said(scene, put_off(scene, seconds=20)) == "Next try in less than a minute."
    later = NOW + timedelta(hours=20)
    assert said(scene, put_off(scene, hours=20)) == f"Next try on {time_text(later)}."


def test_offline_everything_waits_for_the_next_try(scene: Scene) -> None:
    until = NOW + timedelta(minutes=5)
    now(scene, Condition(Link.OFFLINE, OFFLINE, until))
    queued, there = fax_in(scene.store, State.QUEUED), fax_in(scene.store, State.SENDING)
    assert said(scene, queued) == f"Next try at {clock_text(until)}."
    assert "asks again at" in said(scene, there)
    now(scene, Condition(Link.ONLINE))
    assert said(scene, queued) == ""
    assert said(scene, there) == ""


def test_without_a_sign_in_it_waits_for_that(scene: Scene) -> None:
    now(scene, Condition(Link.SIGN_IN, SignInNeeded("No token.")))
    assert said(scene, fax_in(scene.store, State.QUEUED)) == "It goes out as soon as you have signed in."
    assert not button(scene).isVisible()


def test_where_another_process_delivers_that_is_said(scene: Scene) -> None:
    now(scene, Condition(Link.ELSEWHERE))
    assert said(scene, fax_in(scene.store, State.QUEUED)) == "Another FaxDesk on this computer is delivering."


def test_a_scheduled_fax_says_its_time(scene: Scene) -> None:
    at = NOW + timedelta(hours=5)
    assert said(scene, fax_in(scene.store, State.SCHEDULED, send_at=at)) == f"Its time is {exact_text(at)}."
    assert said(scene, fax_in(scene.store, State.SCHEDULED)) == ""


@pytest.mark.parametrize(
    ("state", "usual", "words"),
    [(State.CONVERTING, 14, "Converting"), (State.SCHEDULED, 29, "Scheduled"), (State.SENDING, 15, "Sending")],
)
def test_what_takes_longer_than_usual_says_so(scene: Scene, state: State, usual: int, words: str) -> None:
    recipient = fax_in(scene.store, state)
    scene.clock.present = NOW + timedelta(minutes=usual)
    assert said(scene, recipient) == ""
    scene.clock.present = NOW + timedelta(minutes=40)
    assert said(scene, recipient).startswith("Nothing new for 40 minutes, which is unusual. FaxDesk goes on asking")
    assert status(scene, recipient) == f"{words}, longer than usual"
    scene.clock.present = NOW + timedelta(hours=50)
    assert said(scene, recipient).startswith("Nothing new for 2 days")
    now(scene, Condition(Link.OFFLINE, OFFLINE, scene.clock.present + timedelta(minutes=5)))
    assert "There is no news from Fax.Plus now." in said(scene, recipient)


def test_the_age_of_a_scheduled_fax_is_counted_from_its_time(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SCHEDULED, send_at=NOW + timedelta(hours=5))
    scene.clock.present = NOW + timedelta(hours=5, minutes=29)
    assert said(scene, recipient) == ""
    scene.clock.present = NOW + timedelta(hours=8)
    assert said(scene, recipient).startswith("Nothing new for 3 hours")


def test_a_lost_fax_says_when_it_is_looked_for_but_more_looks_help_nobody(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.UNKNOWN)
    scene.store.delivery_queue.looked_in_vain(recipient, NOW + timedelta(minutes=2))
    assert said(scene, recipient) == f"FaxDesk looks for it again at {clock_text(NOW + timedelta(minutes=2))}."
    assert not button(scene).isVisible()
    assert said(scene, asked_about(scene.store)) == ""


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("failed_user_busy", "Line busy"),
        ("failed_normal_clearing", "Busy or hung up"),
        ("failed_no_answer", "No answer"),
        ("failed_fs_2", "No fax machine"),
        ("failed_fs_49", "Line cut"),
        ("failed_internal_process_error", "Not delivered"),
    ],
)
def test_a_redial_says_why_and_when(scene: Scene, cause: str, words: str) -> None:
    recipient = redialled(scene, cause, minutes=5)
    at = clock_text(NOW + timedelta(minutes=5))
    assert status(scene, recipient) == f"{words}, next try {at}"
    assert said(scene, recipient) == f"Next try at {at}."
    assert button(scene).isVisible()
    assert "calls again by itself (1 of 3)" in part(scene.window, DetailsPane).view._sentence.text()


def test_a_redial_can_be_tried_now_changed_and_cancelled(scene: Scene) -> None:
    recipient = redialled(scene, minutes=5)
    scene.changed()
    job = scene.choose(recipient).job
    actions = scene.window.actions_
    assert [actions[act].isEnabled() for act in (ActionId.TRY_NOW, ActionId.CHANGE, ActionId.CANCEL)] == [True] * 3
    actions[ActionId.TRY_NOW].trigger()
    scene.qtbot.waitUntil(lambda: scene.store.delivery_queue.next_job("") == job)
    assert status(scene, recipient) == "Line busy, trying again"
    assert not actions[ActionId.TRY_NOW].isEnabled()
    actions[ActionId.CANCEL].trigger()
    scene.qtbot.waitUntil(lambda: scene.store.delivery_queue.next_job("") is None)


def test_a_redial_on_another_day_has_a_date(scene: Scene) -> None:
    recipient = redialled(scene, "failed_no_answer", hours=20)
    assert status(scene, recipient) == f"No answer, next try {time_text(NOW + timedelta(hours=20))}"


def test_the_present_try_is_no_longer_about_the_last(scene: Scene) -> None:
    recipient = redialled(scene, minutes=5)
    move_on(scene.store, recipient, *HAPPENED[State.SENDING])
    assert status(scene, recipient) == "Sending"


def test_the_list_says_what_keeps_everything_from_going_out(scene: Scene) -> None:
    queued, busy = fax_in(scene.store, State.QUEUED), redialled(scene, minutes=2)
    until = NOW + timedelta(minutes=5)
    at = clock_text(until)
    now(scene, Condition(Link.OFFLINE, OFFLINE, until))
    assert status(scene, queued) == f"No connection, next try {at}"
    assert status(scene, busy) == f"No connection, next try {at}"
    now(scene, Condition(Link.OFFLINE, Throttled("Fax.Plus asks for a pause."), until))
    assert status(scene, queued) == f"Fax.Plus asks for a pause, next try {at}"
    now(scene, Condition(Link.OFFLINE, ServiceDown("Fax.Plus has a fault."), until))
    assert status(scene, queued) == f"Fax.Plus has a fault, next try {at}"
    now(scene, Condition(Link.SIGN_IN, SignInNeeded("No token.")))
    assert status(scene, queued) == "Waits for sign-in"


def test_the_list_follows_the_link_without_being_read_again(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    assert status(scene, recipient) == "Waiting"
    model = scene.window.lists.page.model
    with scene.qtbot.waitSignal(model.dataChanged) as told:
        now(scene, Condition(Link.SIGN_IN, SignInNeeded("No token.")))
    assert model.data(told.args[0]) == "Waits for sign-in"


def test_what_is_held_lost_or_scheduled_says_so_in_the_list(scene: Scene) -> None:
    held = fax_in(scene.store, State.QUEUED)
    lost = fax_in(scene.store, State.UNKNOWN)
    later = fax_in(scene.store, State.SCHEDULED, send_at=NOW + timedelta(hours=3))
    scene.store.delivery_queue.looked_in_vain(lost, NOW + timedelta(minutes=2))
    with scene.store.database.transaction() as connection:
        connection.execute(
            "UPDATE submission SET held_until = ? WHERE job = (SELECT job FROM recipient WHERE id = ?)",
            (_ms(scene, timedelta(seconds=10)), held),
        )
    assert status(scene, held) == "Goes out in a moment"
    assert lines(scene, held) == ("Waiting", "In a moment")
    assert status(scene, lost) == f"Unclear if sent, next look {clock_text(NOW + timedelta(minutes=2))}"
    assert status(scene, later) == f"Scheduled for {clock_text(NOW + timedelta(hours=3))}"


def test_a_fax_of_later_says_its_time_while_it_can_be_taken_back(scene: Scene) -> None:
    """What is in a moment is only that Fax.Plus gets it: nobody waits for that."""
    at = NOW + timedelta(days=1, hours=3)
    held = fax_in(scene.store, State.QUEUED, send_at=at)
    with scene.store.database.transaction() as connection:
        connection.execute("UPDATE submission SET held_until = ?", (_ms(scene, timedelta(seconds=10)),))
    assert status(scene, held) == f"Waiting for {time_text(at)}"
    assert lines(scene, held) == ("Waiting", f"Tomorrow {clock_text(at)}")


def test_a_changed_fax_waits_for_the_end_of_the_old_one(scene: Scene) -> None:
    old = fax_in(scene.store, State.SCHEDULED)
    recipient = scene.store.submissions.recipient(old)
    assert recipient is not None
    job = scene.backend.factory.open(lambda _report: None)
    new = job.submitter.replace(recipient, Draft((), ("+41445550124",)))
    job.close()
    assert status(scene, new.recipients[0].id) == "Waits for the old fax"
    assert said(scene, new.recipients[0].id).startswith("It goes out as soon as Fax.Plus has taken back")
    assert not button(scene).isVisible()
    assert status(scene, old) == "Cancelling"
    scene.store.delivery_queue.moved((old,), Event.CANCELLED)
    assert status(scene, new.recipients[0].id) == "Waiting"
