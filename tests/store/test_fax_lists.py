"""The two lists that people see, over requests and mirror together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.cover import CoverPage
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Account, Fax, Number, OutboxFax
from faxdesk.store.fax_lists import Column, Listing
from tests.store.conftest import START, submission
from tests.store.test_submissions import begin

if TYPE_CHECKING:
    from faxdesk.store.store import Store


def fax(name: str, minutes: int, **more: object) -> Fax:
    values: dict[str, object] = {
        "status": "success",
        "to": "+41 44 555 01 23",
        "sender": "+41445550100",
        "pages": 3,
        "started_at": START + timedelta(minutes=minutes),
        **more,
    }
    return Fax(name, **values)  # type: ignore[arg-type]


def names(store: Store, listing: Listing, **how: object) -> list[str | None]:
    keys = store.fax_lists.keys(listing, **how)  # type: ignore[arg-type]
    rows = store.fax_lists.rows(listing, keys)
    return [rows[key].fax_id or rows[key].job or rows[key].outbox_id for key in keys]


def test_the_outbox_shows_our_faxes_and_those_of_the_web(store: Store) -> None:
    store.submissions.add(submission("a", comment="Case 42"))
    store.service_mirror.keep_outbox([OutboxFax("web", "sending", ("+41225550123",), pages=4, submitted_at=START)])
    rows = {row.job or row.outbox_id: row for row in store.fax_lists.all(Listing.OUTBOX)}
    assert (rows["a"].state, rows["a"].pages, rows["a"].comment) == (State.QUEUED, 2, "Case 42")
    assert (rows["web"].state, rows["web"].to, rows["web"].pages) == (State.SENDING, "+41225550123", 4)
    assert store.fax_lists.count(Listing.OUTBOX) == 2
    assert store.fax_lists.count(Listing.SENT) == 0


def test_a_fax_of_ours_is_not_listed_twice_while_the_service_has_it(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.service_mirror.keep_outbox([OutboxFax("o1", "submitted", ("+41445550123",))])
    assert names(store, Listing.OUTBOX) == ["a"]


def test_a_finished_fax_of_ours_is_one_line_with_both_ids(store: Store) -> None:
    store.submissions.add(submission("a"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_DELIVERED, fax_id="f1")
    assert [row.recipient for row in store.fax_lists.all(Listing.SENT)] == [recipient.id]
    store.service_mirror.keep_faxes([fax("f1", 0)])
    (row,) = store.fax_lists.all(Listing.SENT)
    assert (row.job, row.outbox_id, row.fax_id, row.state) == ("a", "o1", "f1", State.DELIVERED)
    assert store.fax_lists.count(Listing.SENT) == 1
    assert store.fax_lists.count(Listing.OUTBOX) == 0
    assert [found.fax_id for found in store.fax_lists.find("o1")] == ["f1"]


@pytest.mark.parametrize(
    ("cover", "counted", "sent"),
    [(None, 1, 2), (None, 2, 0), (None, 0, 0), (CoverPage("Ms Example", "Office", "Offer"), 1, 0)],
    ids=["fewer", "as many", "none", "with a cover page"],
)
def test_how_much_arrived_is_said_only_where_the_service_counts_less_than_was_sent(
    cover: CoverPage | None, counted: int, sent: int, store: Store
) -> None:
    store.submissions.add(submission("a", cover_page=cover))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_PARTIAL, fax_id="f1", pages=1)
    (row,) = store.fax_lists.all(Listing.SENT)
    assert row.sent_pages == 0, "nobody has seen the record yet"
    store.service_mirror.keep_faxes([fax("f1", 0, status="partially_sent", pages=counted), fax("f2", 1, pages=1)])
    assert [row.sent_pages for row in store.fax_lists.all(Listing.SENT)] == [0, sent]


def test_a_fax_of_ours_is_one_line_whichever_is_known_first(store: Store) -> None:
    store.service_mirror.keep_faxes([fax("f1", 0), fax("f2", 1)])
    store.submissions.add(submission("a"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_DELIVERED, fax_id="f1")
    assert names(store, Listing.SENT) == ["f2", "f1"]
    # The service gives it another id, and then it has no record of it any more.
    with store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET fax_id = 'f2'")
    assert names(store, Listing.SENT) == ["f2", "f1"]
    with store.database.transaction() as connection:
        connection.execute("DELETE FROM fax WHERE id = 'f2'")
    assert [row.recipient for row in store.fax_lists.all(Listing.SENT)] == [recipient.id, None]


def test_the_newest_come_first_and_any_column_sorts(store: Store) -> None:
    store.service_mirror.keep_faxes([fax("old", 1, pages=9), fax("new", 3, pages=1), fax("mid", 2, pages=5)])
    assert names(store, Listing.SENT) == ["new", "mid", "old"]
    assert names(store, Listing.SENT, limit=2) == ["new", "mid"]
    assert names(store, Listing.SENT, descending=False) == ["old", "mid", "new"]
    assert names(store, Listing.SENT, column=Column.PAGES) == ["old", "mid", "new"]
    assert names(store, Listing.SENT, column=Column.STATE) == ["new", "mid", "old"]


def test_a_fax_is_listed_by_the_time_at_which_it_began_at_last(store: Store) -> None:
    """The archive may know first only when it was submitted."""
    store.service_mirror.keep_faxes([fax("a", 0, started_at=None, submitted_at=START), fax("b", 5)])
    assert names(store, Listing.SENT) == ["b", "a"]
    store.service_mirror.keep_faxes([fax("a", 9, submitted_at=START)])
    assert names(store, Listing.SENT) == ["a", "b"]
    store.service_mirror.keep_faxes([fax("c", 0, started_at=None, changed_at=START + timedelta(minutes=20))])
    assert names(store, Listing.SENT) == ["c", "a", "b"]


def test_a_fax_of_the_web_that_waits_for_its_time_is_listed_by_that(store: Store) -> None:
    later = START + timedelta(hours=2)
    store.service_mirror.keep_outbox([OutboxFax("web", "scheduled_for_sending", send_at=later, submitted_at=START)])
    (row,) = store.fax_lists.all(Listing.OUTBOX)
    assert (row.at, row.send_at) == (later, later)


def test_a_poll_without_news_writes_nothing(store: Store) -> None:
    faxes = [fax("a", 1), fax("b", 2)]
    assert store.service_mirror.keep_faxes(faxes) == 2
    assert store.service_mirror.keep_faxes(faxes) == 0
    assert store.service_mirror.keep_faxes([fax("a", 1, status="failed"), fax("b", 2)]) == 1
    outbox = [OutboxFax("o1", "sending")]
    store.service_mirror.keep_outbox(outbox)
    before = store.database.total_changes()
    store.service_mirror.keep_outbox(outbox)
    assert store.database.total_changes() == before


def test_a_key_that_is_gone_is_left_out(store: Store) -> None:
    assert store.fax_lists.rows(Listing.SENT, [2, 3]) == {}


def test_a_status_nobody_knows_is_shown_as_not_known(store: Store) -> None:
    store.service_mirror.keep_faxes([fax("a", 1, status="teleported", description="Beamed up")])
    (row,) = store.fax_lists.all(Listing.SENT)
    assert row.state is State.UNKNOWN
    assert "Beamed up" in row.reason


def test_records_of_the_archive_and_facts_are_kept(store: Store) -> None:
    given = fax("a", 1, comment="x", description="OK", cost=3.0, duration=96, submitted_at=START, changed_at=START)
    store.service_mirror.keep_faxes([given])
    assert store.service_mirror.fax("a") == given
    assert store.service_mirror.fax("b") is None
    assert store.database.value("SELECT count(*) FROM fax") == 1
    store.service_mirror.keep_numbers([Number("+41445550100"), Number("+41225550100", "waiting_verification")])
    store.service_mirror.keep_numbers([Number("+41445550100"), Number("+41315550100", cancelled=True)])
    assert store.service_mirror.numbers() == (Number("+41445550100"), Number("+41315550100", cancelled=True))
    assert store.service_mirror.account() is None
    store.service_mirror.keep_account(Account("7", company="Example Office", phone="+41445550100"))
    account = store.service_mirror.account()
    assert account is not None
    assert (account.uid, account.title, account.phone) == ("7", "Example Office", "+41445550100")


def test_a_long_list_is_read_in_parts(store: Store) -> None:
    store.service_mirror.keep_faxes([fax(str(number), number) for number in range(1200)])
    rows = store.fax_lists.all(Listing.SENT)
    assert len(rows) == 1200
    assert rows[0].fax_id == "1199"


def test_a_time_that_was_read_once_is_not_lost_to_one_that_cannot_be(store: Store) -> None:
    """Services write the year 1 where they mean nothing, or change the form of their times."""
    mirror = store.service_mirror
    mirror.keep_faxes([fax("a", 3)])
    before, kept = store.fax_lists.all(Listing.SENT), mirror.fax("a")
    assert kept is not None
    timeless = replace(fax("a", 3), submitted_at=None, started_at=None, changed_at=None)
    assert mirror.keep_faxes([timeless]) == 0
    assert (store.fax_lists.all(Listing.SENT), mirror.fax("a")) == (before, kept)
    assert mirror.keep_faxes([replace(timeless, pages=7)]) == 1
    assert mirror.fax("a") == replace(kept, pages=7)


def test_a_fax_without_any_time_has_that_of_its_first_sight(store: Store) -> None:
    mirror = store.service_mirror
    timeless = replace(fax("a", 3), submitted_at=None, started_at=None, changed_at=None)
    mirror.keep_faxes([timeless])
    (first,) = store.fax_lists.all(Listing.SENT)
    assert first.at.year >= START.year
    assert mirror.keep_faxes([timeless]) == 0
    assert [line.at for line in store.fax_lists.all(Listing.SENT)] == [first.at]
