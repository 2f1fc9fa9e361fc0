"""Submissions and their way through the tables: what is promised is kept, and every move is in the timeline."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.lifecycle import Event, IllegalMove, State
from faxdesk.core.model import Options
from faxdesk.store.transitions import move
from tests.store.conftest import DOCUMENT, START, TurnedClock, submission

if TYPE_CHECKING:
    from faxdesk.store.store import Store


def states(store: Store, job: str) -> list[State]:
    return [recipient.state for recipient in store.submissions.recipients(job)]


def begin(store: Store, job: str) -> str:
    ids = [recipient.id for recipient in store.delivery_queue.queued(job)]
    return store.attempts.begin(job, ids, "account", "+41445550100").id


def test_a_submission_is_kept_whole(store: Store) -> None:
    cover = CoverPage("To", "From", "Subject", (CoverFlag.URGENT,), "Message")
    given = submission(
        "a",
        "+41445550123",
        "+41225550123",
        comment="Case 42",
        cover_page=cover,
        options=Options(enhancement=False, retry_count=2),
        send_at=START + timedelta(hours=2),
    )
    store.submissions.add(given)
    kept = store.submissions.get("a")
    assert kept is not None
    assert [recipient.to for recipient in kept.recipients] == ["+41445550123", "+41225550123"]
    assert (kept.comment, kept.cover_page, kept.options, kept.send_at) == (
        "Case 42",
        cover,
        given.options,
        given.send_at,
    )
    assert kept.documents == (DOCUMENT,)
    assert store.submissions.get("b") is None
    assert store.submissions.recipient(99) is None


def test_a_recipient_is_found_by_any_of_its_ids(store: Store) -> None:
    store.submissions.add(submission("a", "+41445550123", "+41225550123"))
    attempt = begin(store, "a")
    store.attempts.posting(attempt)
    first, second = store.submissions.recipients("a")
    store.delivery_queue.moved((first.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.moved((second.id,), Event.ACCEPTED, outbox_id="o2")
    store.delivery_queue.moved((second.id,), Event.REPORTED_DELIVERED, fax_id="f2")
    assert len(store.submissions.find("a")) == 2
    assert [found.id for found in store.submissions.find("o1")] == [first.id]
    assert [found.id for found in store.submissions.find("f2")] == [second.id]
    assert store.submissions.find("x") == ()


def test_an_illegal_move_changes_nothing(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.submissions.recipients("a")
    with pytest.raises(IllegalMove):
        store.delivery_queue.moved((recipient.id,), Event.ACCEPTED)
    assert states(store, "a") == [State.QUEUED]
    with pytest.raises(TypeError, match="not facts"), store.database.transaction() as connection:
        move(connection, recipient.id, Event.UPLOAD_STARTED, START, number="+1")


def test_the_timeline_only_grows(store: Store) -> None:
    store.submissions.add(submission("a"))
    for statement in ("DELETE FROM event", "UPDATE event SET text = ''"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"), store.database.transaction() as connection:
            connection.execute(statement)


def test_the_timeline_tells_the_whole_way(store: Store, clock: TurnedClock) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.submissions.recipients("a")
    clock.turn(seconds=1)
    attempt = begin(store, "a")
    clock.turn(seconds=1)
    store.attempts.posting(attempt)
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    for _ in range(3):
        store.delivery_queue.moved((recipient.id,), Event.REPORTED_SENDING, status="sending")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_DELIVERED, "All pages were delivered.", fax_id="f1")
    timeline = store.submissions.timeline(recipient.id)
    assert [event.text for event in timeline] == [
        "Saved here, waiting to be uploaded.",
        "Uploading.",
        "Uploaded. Handing over to Fax.Plus.",
        "Fax.Plus accepted the fax.",
        "The call is in progress.",
        "All pages were delivered.",
    ]
    assert [(event.at - START).total_seconds() for event in timeline] == [0, 1, 2, 2, 2, 2]


def test_what_was_said_of_a_state_stands_until_something_else_is_said(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_SENDING, status="sending")
    store.submissions.drop_cancel(recipient.id, "too late")
    store.submissions.request_cancel((recipient.id,))
    store.submissions.drop_cancel(recipient.id, "too late")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_SENDING, status="sending", pages=3)
    (still,) = store.submissions.recipients("a")
    assert (still.reason, still.pages) == ("too late", 3)
    for reason in ("The line was busy.", "The line was busy. Fax.Plus says: USER BUSY 17."):
        store.delivery_queue.moved((recipient.id,), Event.REPORTED_FAILED, reason, status="failed_user_busy")
        assert store.submissions.recipients("a")[0].reason == reason


def test_the_queue_is_first_come_first_served_and_waits_for_its_times(store: Store, clock: TurnedClock) -> None:
    store.submissions.add(submission("later", at=START + timedelta(seconds=1)))
    store.submissions.add(submission("first", at=START))
    assert store.delivery_queue.next_job("account") == "first"
    attempt = begin(store, "first")
    store.attempts.not_sent(attempt, Event.UPLOAD_INTERRUPTED, "no network", timedelta(seconds=30))
    assert store.delivery_queue.next_job("account") == "later"
    begin(store, "later")
    assert store.delivery_queue.next_job("account") is None
    assert store.delivery_queue.next_time("account") == START + timedelta(seconds=30)
    clock.turn(seconds=31)
    assert store.delivery_queue.next_job("account") == "first"


def test_an_attempt_that_did_not_leave_goes_on_with_its_uploads(store: Store, clock: TurnedClock) -> None:
    store.submissions.add(submission("a"))
    attempt = begin(store, "a")
    store.attempts.uploaded(attempt, 0, "/storage/transient-1.pdf")
    store.attempts.posting(attempt)
    store.attempts.not_sent(attempt, Event.NOT_SENT, "refused", timedelta())
    assert states(store, "a") == [State.QUEUED]
    assert begin(store, "a") == attempt
    assert store.attempts.attempt(attempt).uploads == {0: "/storage/transient-1.pdf"}
    clock.turn(minutes=31)
    store.attempts.forget_uploads(attempt, timedelta(minutes=30))
    assert store.attempts.attempt(attempt).uploads == {}


def test_a_new_attempt_after_one_that_left_has_another_mark(store: Store) -> None:
    store.submissions.add(submission("a"))
    attempt = begin(store, "a")
    (recipient,) = store.attempts.posting(attempt)
    store.delivery_queue.moved((recipient.id,), Event.ANSWER_LOST)
    store.earlier_attempts.send_again(recipient.id)
    assert begin(store, "a") != attempt


def test_what_a_dead_process_left_is_settled(store: Store) -> None:
    for job in ("uploading", "posted"):
        store.submissions.add(submission(job))
        attempt = begin(store, job)
        if job == "posted":
            store.attempts.posting(attempt)
    store.attempts.recover()
    assert states(store, "uploading") == [State.QUEUED]
    assert states(store, "posted") == [State.UNKNOWN]


def test_a_queued_fax_of_another_account_stays_where_it_is(store: Store) -> None:
    store.submissions.add(submission("a"))
    attempt = begin(store, "a")
    store.attempts.not_sent(attempt, Event.UPLOAD_INTERRUPTED, "", timedelta())
    assert store.delivery_queue.next_job("another") is None
    assert store.delivery_queue.foreign("another") == 1
    assert store.delivery_queue.next_job("account") == "a"


def test_cancelling_what_is_still_here_is_immediate(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.submissions.recipients("a")
    store.submissions.request_cancel((recipient.id,))
    assert states(store, "a") == [State.CANCELLED]
    store.submissions.request_cancel((recipient.id,))
    assert store.delivery_queue.next_job("account") is None


def test_cancelling_during_the_upload_keeps_the_request_from_leaving(store: Store) -> None:
    store.submissions.add(submission("a", "+41445550123", "+41225550123"))
    first, second = store.submissions.recipients("a")
    attempt = begin(store, "a")
    store.submissions.request_cancel((first.id,))
    assert [recipient.id for recipient in store.attempts.posting(attempt)] == [second.id]
    assert states(store, "a") == [State.CANCELLED, State.SUBMITTING]


def test_a_cancelled_fax_is_not_queued_again_by_an_interrupted_upload(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.submissions.recipients("a")
    attempt = begin(store, "a")
    store.submissions.request_cancel((recipient.id,))
    store.attempts.not_sent(attempt, Event.UPLOAD_INTERRUPTED, "", timedelta())
    assert states(store, "a") == [State.CANCELLED]


def test_a_replacement_waits_until_the_old_fax_is_proven_cancelled(store: Store) -> None:
    store.submissions.add(submission("old"))
    (old,) = store.submissions.recipients("old")
    store.attempts.posting(begin(store, "old"))
    store.delivery_queue.moved((old.id,), Event.ACCEPTED, outbox_id="o1")
    store.submissions.add(submission("new"), replaces=old.id)
    store.submissions.request_cancel((old.id,))
    assert store.delivery_queue.next_job("account") is None
    assert [recipient.id for recipient in store.delivery_queue.cancel_requests()] == [old.id]
    store.delivery_queue.moved((old.id,), Event.CANCELLED)
    assert store.delivery_queue.next_job("account") == "new"


def test_a_replacement_that_comes_too_late_is_told(store: Store) -> None:
    store.submissions.add(submission("old"))
    (old,) = store.submissions.recipients("old")
    store.attempts.posting(begin(store, "old"))
    store.delivery_queue.moved((old.id,), Event.ACCEPTED, outbox_id="o1")
    store.submissions.add(submission("new"), replaces=old.id)
    store.delivery_queue.moved((old.id,), Event.REPORTED_DELIVERED)
    assert store.delivery_queue.next_job("account") is None
    assert store.delivery_queue.end_late_replacements()
    assert states(store, "new") == [State.CANCELLED]
    assert not store.delivery_queue.end_late_replacements()


def test_wishes_for_the_service_are_listed_until_they_are_answered(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.submissions.recipients("a")
    store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.submissions.request_cancel((recipient.id,))
    store.submissions.request_comment(recipient.id, "Case 43")
    assert [request.id for request in store.delivery_queue.cancel_requests()] == [recipient.id]
    assert [text for _, text in store.delivery_queue.comment_requests()] == ["Case 43"]
    store.submissions.drop_cancel(recipient.id, "too late")
    store.submissions.settle_comment(recipient.id, "Case 43", "changed", changed=True)
    assert store.delivery_queue.cancel_requests() == ()
    assert store.delivery_queue.comment_requests() == ()
    kept = store.submissions.get("a")
    assert kept is not None
    assert kept.comment == "Case 43"
    assert kept.recipients[0].reason == "too late"


def test_looks_in_vain_are_counted_and_end_with_a_question(store: Store, clock: TurnedClock) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ANSWER_LOST, "lost")
    assert [claim.checks for claim in store.delivery_queue.claims((State.UNKNOWN,), due_only=True)] == [0]
    store.delivery_queue.looked_in_vain(recipient.id, START + timedelta(seconds=5))
    assert store.delivery_queue.claims((State.UNKNOWN,), due_only=True) == ()
    assert store.delivery_queue.next_look() == START + timedelta(seconds=5)
    clock.turn(seconds=6)
    (claim,) = store.delivery_queue.claims((State.UNKNOWN,), due_only=True)
    assert claim.checks == 1
    store.delivery_queue.looked_in_vain(recipient.id, clock(), ask=True, reason="You decide.")
    store.delivery_queue.looked_in_vain(recipient.id, clock(), ask=True, reason="You decide.")
    (asked,) = store.submissions.recipients("a")
    assert (asked.asked, asked.reason) == (True, "You decide.")
    assert [event.text for event in store.submissions.timeline(recipient.id)].count("You decide.") == 1
    store.submissions.give_up(recipient.id)
    assert states(store, "a") == [State.CANCELLED]
    assert store.delivery_queue.next_look() is None


def test_a_fax_that_is_seen_again_forgets_the_looks_in_vain(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.looked_in_vain(recipient.id, START)
    store.delivery_queue.seen(recipient.id)
    (claim,) = store.delivery_queue.claims((State.ACCEPTED,))
    assert claim.checks == 0


def test_ids_of_other_faxes_are_known(store: Store) -> None:
    store.submissions.add(submission("a", "+41445550123", "+41225550123"))
    first, second = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((first.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.moved((second.id,), Event.ACCEPTED, outbox_id="o2")
    assert store.delivery_queue.owners(["o1", "o2", "o3"]) == {"o1": {first.id}, "o2": {second.id}}


def test_failures_are_looked_at_again_for_a_while(store: Store, clock: TurnedClock) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_FAILED)
    assert len(store.delivery_queue.recently_ended(START)) == 1
    clock.turn(hours=2)
    assert store.delivery_queue.recently_ended(clock() - timedelta(hours=1)) == ()
