"""What the window asks the lists beside their lines: what has ended, where a fax is, and what needs the user."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Fax
from faxdesk.store.fax_lists import Listing
from tests.store.conftest import START, TurnedClock, submission

if TYPE_CHECKING:
    from faxdesk.store.store import Store

SENT = (Event.UPLOAD_STARTED, Event.SUBMIT_STARTED, Event.ACCEPTED)


def keep(store: Store, job: str, *events: Event) -> int:
    store.submissions.add(submission(job))
    (recipient,) = store.submissions.recipients(job)
    for event in events:
        store.delivery_queue.moved((recipient.id,), event)
    return recipient.id


def test_what_has_ended_is_told_from_a_moment_on_the_latest_first(store: Store, clock: TurnedClock) -> None:
    keep(store, "early", Event.CANCELLED)
    keep(store, "waiting")
    clock.turn(minutes=1)
    first = keep(store, "first", Event.CANCELLED)
    clock.turn(minutes=1)
    second = keep(store, "second", *SENT, Event.REPORTED_DELIVERED)
    ended = store.fax_lists.ended(START + timedelta(minutes=1))
    assert [(row.recipient, row.state) for row in ended] == [(second, State.DELIVERED), (first, State.CANCELLED)]
    assert store.fax_lists.ended(clock() + timedelta(minutes=1)) == []


def test_a_fax_is_found_in_whichever_list_it_is(store: Store) -> None:
    recipient = keep(store, "one", *SENT)
    assert store.fax_lists.place(recipient) == (Listing.OUTBOX, recipient * 2 + 1)
    store.delivery_queue.moved((recipient,), Event.REPORTED_DELIVERED, fax_id="fax-1")
    assert store.fax_lists.place(recipient) == (Listing.SENT, recipient * 2 + 1)
    store.service_mirror.keep_faxes([Fax("fax-1", "success", started_at=START)])
    found = store.fax_lists.place(recipient)
    assert found is not None
    assert store.fax_lists.rows(*_rows(found))[found[1]].recipient == recipient
    assert found[1] in store.fax_lists.keys(Listing.SENT)
    assert store.fax_lists.place(recipient + 1) is None


def _rows(place: tuple[Listing, int]) -> tuple[Listing, tuple[int, ...]]:
    return place[0], (place[1],)


def test_only_what_the_user_was_asked_about_needs_the_user(store: Store) -> None:
    lost = keep(store, "lost", Event.UPLOAD_STARTED, Event.SUBMIT_STARTED, Event.ANSWER_LOST)
    assert store.fax_lists.asked() == ()
    store.delivery_queue.looked_in_vain(lost, START, ask=True)
    assert store.fax_lists.asked() == (lost,)
    store.submissions.give_up(lost)
    assert store.fax_lists.asked() == ()


def test_what_ended_badly_needs_the_user_until_it_is_dealt_with(store: Store, clock: TurnedClock) -> None:
    failed = keep(store, "failed", *SENT, Event.REPORTED_FAILED)
    clock.turn(minutes=1)
    partial = keep(store, "partial", *SENT, Event.REPORTED_PARTIAL)
    clock.turn(minutes=1)
    refused = keep(store, "refused", Event.UPLOAD_STARTED, Event.REFUSED)
    lost = keep(store, "lost", Event.UPLOAD_STARTED, Event.SUBMIT_STARTED, Event.ANSWER_LOST)
    store.delivery_queue.looked_in_vain(lost, START, ask=True)
    keep(store, "delivered", *SENT, Event.REPORTED_DELIVERED)
    keep(store, "cancelled", Event.CANCELLED)
    assert [row.recipient for row in store.fax_lists.needing(9)] == [lost, refused, partial, failed]
    assert [row.recipient for row in store.fax_lists.needing(2)] == [lost, refused]
    assert store.fax_lists.unsettled() == (refused, partial, failed)
    assert store.fax_lists.need_count() == 4
    store.submissions.deal_with([refused, failed])
    assert [row.recipient for row in store.fax_lists.needing(9)] == [lost, partial]
    assert store.fax_lists.need_count() == 2


def test_what_the_service_delivers_after_all_needs_nobody(store: Store) -> None:
    failed = keep(store, "failed", *SENT, Event.REPORTED_FAILED)
    store.delivery_queue.moved((failed,), Event.REPORTED_DELIVERED)
    assert store.fax_lists.needing(9) == []


def test_a_line_says_until_when_its_fax_is_put_off(store: Store, clock: TurnedClock) -> None:
    recipient = keep(store, "late")
    (row,) = store.fax_lists.all(Listing.OUTBOX)
    assert row.not_before is None
    store.delivery_queue.put_off(recipient, clock() + timedelta(minutes=3))
    (row,) = store.fax_lists.all(Listing.OUTBOX)
    assert row.not_before == clock() + timedelta(minutes=3)
