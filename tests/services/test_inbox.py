"""The inbox: every received fax once, what the user does with it told to Fax.Plus, and nothing lost between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, SignInNeeded
from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.model import DocumentType, WebhookCall
from faxdesk.core.received_fax import ReceivedState
from faxdesk.practice import Fault, Pace
from faxdesk.practice.state.archive import Query
from faxdesk.services.archive_reader import PAGE
from faxdesk.services.events import Changed
from faxdesk.services.inbox import NEAR_PAUSE, NEAR_UNSEEN_PAUSE, PAUSE, UNSEEN_PAUSE
from faxdesk.services.webhook_hints import WakingCalls
from faxdesk.store.copy_state import CopyPart
from faxdesk.store.fax_lists import IndexedList
from tests.services.conftest import GOOD, SENDER

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.practice.state.archive import ArchivedFax
    from tests.services.conftest import World

CALLER = "+41445559999"


def look(world: World) -> float:
    """Look into the inbox, and tell what was asked for, until nothing is left to do at once; return the pause."""
    for _ in range(100):
        pause = world.services.receiving.step(NeverCancelled())
        if pause != 0.0:
            assert pause is not None
            return pause
    raise AssertionError("it never came to rest")


def inbox(world: World, **query: object) -> list[ReceivedFax]:
    faxes = world.services.store.received_faxes
    keys = faxes.keys(**query)  # type: ignore[arg-type]
    found = faxes.rows(keys)
    return [found[key] for key in keys]


def only(world: World, fax_id: str = "") -> ReceivedFax:
    (fax,) = (fax for fax in inbox(world) if fax_id in ("", fax.id))
    return fax


def receive(world: World, count: int = 1, **more: object) -> list[str]:
    return [world.account.receive(str(more.get("source", CALLER)), world.sample) for _ in range(count)]


def there(world: World, fax_id: str) -> tuple[str, bool]:
    """Return comment and read mark of a fax as Fax.Plus has them."""
    fax = world.services.api.fax(fax_id)
    return fax.comment, fax.read is True


def archived(world: World) -> list[ArchivedFax]:
    """Return what the service has, the newest first."""
    account = world.account
    return account.archive.page(account.uid, Query(), account.switches, account.clock.now())


@pytest.fixture
def fax_id(world: World) -> str:
    """A received fax that the mirror has."""
    (key,) = receive(world)
    look(world)
    return key


# -------------------------------------------------------------------------------------------------------- the mirror


def test_a_received_fax_is_in_the_inbox_with_all_that_is_known(world: World, fax_id: str) -> None:
    fax = only(world)
    assert (fax.id, fax.sender, fax.number, fax.pages, fax.read) == (fax_id, CALLER, SENDER, 2, False)
    assert fax.state is ReceivedState.RECEIVED
    assert world.services.store.received_faxes.unread_count() == 1
    assert Changed() in world.said


def test_a_look_without_news_writes_and_tells_nothing(world: World, fax_id: str) -> None:
    changes = world.services.store.database.total_changes()
    world.said.clear()
    look(world)
    assert world.services.store.database.total_changes() == changes
    assert Changed() not in world.said


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"archive_category": "refused"},
        {"offset_supported": False},
        {"overlapping_pages": 3},
        {"default_order": "oldest_first"},
        {"record_naming": "from_number"},
    ],
    ids=str,
)
def test_every_fax_is_read_however_many_there_are(world: World, choices: dict[str, object]) -> None:
    for name, value in choices.items():
        setattr(world.account.switches, name, value)
    wanted = []
    for _ in range(PAGE + 20):
        wanted += receive(world)
        world.turn(1)
    look(world)
    assert [fax.id for fax in inbox(world)] == wanted[::-1]


def test_sent_faxes_are_none_of_the_inbox_where_the_service_mixes_them(world: World, fax_id: str) -> None:
    world.account.switches.archive_category = "refused"
    world.send()
    world.deliver()
    world.turn(60)
    world.reopen()
    look(world)
    assert only(world).id == fax_id


def test_more_than_a_page_that_came_meanwhile_is_read_too(world: World, fax_id: str) -> None:
    receive(world, 2 * PAGE + 7)
    world.reopen()
    look(world)
    assert len(inbox(world)) == 2 * PAGE + 8


def test_a_first_reading_that_was_broken_off_leaves_no_hole_behind_what_comes_later(world: World) -> None:
    receive(world, 4 * PAGE)
    world.services.receiving.step(NeverCancelled())
    assert len(inbox(world)) < 4 * PAGE
    receive(world, 2 * PAGE)
    world.reopen()
    look(world)
    assert len(inbox(world)) == 6 * PAGE


def test_a_fax_is_shown_while_it_comes_and_whole_afterwards(world: World) -> None:
    world.account.switches.receiving_shown = True
    world.account.receive(CALLER, world.sample, seconds=60)
    look(world)
    assert (only(world).state, only(world).has_pages) == (ReceivedState.ARRIVING, False)
    world.turn(61)
    look(world)
    assert (only(world).state, only(world).pages) == (ReceivedState.RECEIVED, 2)


def test_a_fax_that_came_in_part_and_one_of_an_unknown_kind_are_no_whole_ones(world: World) -> None:
    world.account.receive(CALLER, world.sample, status="partially_received")
    world.account.receive(CALLER, world.sample, status="failed_in_a_new_way")
    look(world)
    assert {fax.state for fax in inbox(world)} == {ReceivedState.PARTIAL, ReceivedState.UNKNOWN}


@pytest.mark.parametrize("choice", ["empty", "null", "missing", "anonymous"])
def test_a_caller_without_a_number(world: World, choice: Any) -> None:
    world.account.switches.withheld_number = choice
    receive(world, source="")
    look(world)
    assert only(world).sender == ("anonymous" if choice == "anonymous" else "")


def test_what_is_sent_to_oneself_comes_in(world: World) -> None:
    world.send("+41225550100")
    world.deliver()
    world.turn(60)
    look(world)
    assert (only(world).sender, only(world).number) == (SENDER, "+41225550100")


def test_it_is_found_by_number_and_comment(world: World, fax_id: str) -> None:
    receive(world, source=GOOD)
    look(world)
    world.services.inbox_requests.comment(fax_id, "Offer of the dental practice")
    finder, wanted = world.services.store.fax_finder, only(world, fax_id).key
    assert list(finder.find(IndexedList.INBOX, FaxSearch("044 555 99")).keys) == [wanted]
    assert list(finder.find(IndexedList.INBOX, FaxSearch("DENTAL offer")).keys) == [wanted]
    assert len(finder.find(IndexedList.INBOX, FaxSearch("nothing")).keys) == 0


# ---------------------------------------------------------------------------------------------- what the user does


@pytest.mark.parametrize("choices", [{}, {"changed_status": 200}, {"empty_comment": "null"}], ids=str)
def test_marks_and_comments_count_at_once_and_are_told(world: World, fax_id: str, choices: dict[str, object]) -> None:
    for name, value in choices.items():
        setattr(world.account.switches, name, value)
    requests = world.services.inbox_requests
    requests.mark([fax_id], read=True)
    assert (only(world).read, only(world).told) == (True, False)
    assert world.services.store.received_faxes.unread_count() == 0
    look(world)
    assert only(world).told
    assert there(world, fax_id) == ("", True)
    requests.comment(fax_id, "Paid")
    look(world)
    assert there(world, fax_id) == ("Paid", True), "telling one leaves the other as it is"
    requests.mark([fax_id], read=False)
    look(world)
    assert there(world, fax_id) == ("Paid", False)


def test_what_fax_plus_says_meanwhile_does_not_undo_a_mark(world: World, fax_id: str) -> None:
    world.services.inbox_requests.mark([fax_id], read=True)
    world.account.archive.change(fax_id, "From the web", is_read=False)
    world.account.faults.add(Fault("status", method="PUT", code=503))
    world.services.receiving.step(NeverCancelled())
    world.turn(60)
    look(world)
    assert (only(world).read, only(world).comment) == (True, "From the web")
    assert there(world, fax_id) == ("From the web", True)


def test_what_is_changed_elsewhere_is_seen_here(world: World, fax_id: str) -> None:
    world.account.archive.change(fax_id, "Seen by the reception", is_read=True)
    look(world)
    assert (only(world).read, only(world).comment) == (True, "Seen by the reception")


def test_a_deleted_fax_is_gone_here_at_once_and_there_after_the_grace(world: World, fax_id: str) -> None:
    pages = world.services.fetcher.document(fax_id, DocumentType.PDF, NeverCancelled())
    assert world.services.inbox_requests.delete([fax_id], timedelta(seconds=10)) == (fax_id,)
    assert inbox(world) == []
    assert look(world) <= 10
    assert there(world, fax_id)
    world.turn(11)
    look(world)
    assert world.account.archived_ids() == ()
    assert not pages.exists(), "the pages that were fetched of it go with it"
    assert inbox(world) == []


def test_the_next_fax_after_a_deleted_one_is_news(world: World, fax_id: str) -> None:
    faxes = world.services.store.received_faxes
    after, since = faxes.last_settled(), world.now()
    world.services.inbox_requests.delete([fax_id])
    look(world)
    (fresh,) = receive(world)
    look(world)
    assert [fax.id for fax in faxes.arrived(after, since, 10)] == [fresh]


def test_a_deletion_can_be_taken_back_until_fax_plus_is_told(world: World, fax_id: str) -> None:
    requests = world.services.inbox_requests
    requests.delete([fax_id], timedelta(seconds=10))
    assert requests.restore([fax_id]) == (fax_id,)
    world.turn(11)
    look(world)
    assert only(world).id == fax_id
    requests.delete([fax_id], timedelta(seconds=10))
    world.turn(11)
    with pytest.raises(InputRefused, match="too late"):
        requests.restore([fax_id])


def test_what_is_gone_there_can_still_be_marked_and_deleted_here(world: World) -> None:
    first, second = receive(world, 2)
    look(world)
    world.account.archive.delete(first)
    world.account.archive.delete(second)
    world.services.inbox_requests.mark([first], read=True)
    world.services.inbox_requests.delete([second])
    look(world)
    assert (only(world).id, only(world).read, only(world).told) == (first, True, True)


def test_a_token_that_may_not_change_faxes_is_asked_once_and_the_marks_count_here(world: World) -> None:
    ids = receive(world, 3)
    world.reopen(token=world.account.issue_token(("fax:all:read",)))
    look(world)
    world.services.inbox_requests.mark(ids, read=True)
    world.services.inbox_requests.delete([ids[0]])
    look(world)
    assert [fax.read for fax in inbox(world)] == [True] * 3, "the deleted one is back"
    assert all(fax.trouble and not fax.told for fax in inbox(world)[:2])
    assert world.services.receiving.failed is None
    world.reopen()
    look(world)
    assert there(world, ids[1])[1]
    assert all(fax.told for fax in inbox(world))


def test_a_refused_change_says_why_and_holds_up_no_other(world: World) -> None:
    first, second = receive(world, 2)
    look(world)
    world.account.faults.add(Fault("status", method="PUT", path=f"*/faxes/{first}", code=400))
    for key in (first, second):
        world.services.inbox_requests.mark([key], read=True)
    look(world)
    assert {fax.id: bool(fax.trouble) for fax in inbox(world)} == {first: True, second: False}
    assert there(world, second) == ("", True)


def test_a_fax_that_fax_plus_chokes_on_stands_back_behind_the_others(world: World) -> None:
    first, second = receive(world, 2)
    look(world)
    world.account.faults.add(Fault("status", method="PUT", path=f"*/faxes/{first}", code=500))
    for key in (first, second):
        world.services.inbox_requests.mark([key], read=True)
    world.services.receiving.step(NeverCancelled())
    world.turn(1)
    look(world)
    assert there(world, second) == ("", True)
    world.turn(31)
    look(world)
    assert there(world, first) == ("", True)


def test_without_a_token_nothing_is_lost(world: World, fax_id: str) -> None:
    world.services.inbox_requests.mark([fax_id], read=True)
    world.reopen(token="alohi_pat_wrong")
    world.services.receiving.step(NeverCancelled())
    assert isinstance(world.services.receiving.failed, SignInNeeded)
    world.reopen()
    look(world)
    assert there(world, fax_id) == ("", True)


def test_another_account_is_told_nothing_of_this_one(world: World, fax_id: str) -> None:
    world.services.inbox_requests.mark([fax_id], read=True)
    member = world.account.members.without_admin()[0].uid
    world.reopen(token=world.account.issue_token(uid=member))
    look(world)
    assert not any(fax.is_read for fax in archived(world))
    world.reopen()
    look(world)
    assert there(world, fax_id) == ("", True)


# ------------------------------------------------------------------------------------------------- pages, and when


def test_the_pages_of_what_arrives_are_fetched_before_they_can_be_purged(world: World, fax_id: str) -> None:
    while world.services.prefetching.step(NeverCancelled()) is not None:
        world.turn(2)
    assert only(world).pages_kept
    world.account.archive.delete(fax_id)
    assert world.services.fetcher.document(fax_id, DocumentType.PDF, NeverCancelled()).read_bytes()[:4] == b"%PDF"


def test_no_report_is_asked_for(world: World, fax_id: str) -> None:
    copy = world.services.store.copies.due()
    assert copy is not None
    assert copy.wanted == (CopyPart.PAGES,)


@pytest.mark.parametrize(
    ("near", "watched", "pause"),
    [(False, True, PAUSE), (False, False, UNSEEN_PAUSE), (True, True, NEAR_PAUSE), (True, False, NEAR_UNSEEN_PAUSE)],
)
def test_it_looks_oftener_while_somebody_sees_it(world: World, near: bool, watched: bool, pause: float) -> None:
    world.services.inbox.near, world.services.inbox.watched = near, lambda: watched
    assert look(world) == pause


def test_a_call_about_a_received_fax_wakes_the_inbox_alone(world: World) -> None:
    store = world.services.store
    store.webhook_calls.keep(WebhookCall("fax_sent"), b"{}")
    outbox, inbox_calls = WakingCalls(store), WakingCalls(store, apart_from="fax_sent")
    assert not outbox.due()
    assert not inbox_calls.due()
    store.webhook_calls.keep(WebhookCall("fax_received"), b"{}")
    assert not outbox.due()
    assert inbox_calls.due()
    store.webhook_calls.keep(WebhookCall(""), b"{}")
    world.services.store.webhook_calls.keep(WebhookCall("fax_sent"), b"{}")
    assert outbox.due(), "an event that cannot be read is for both"


def test_two_processes_look_side_by_side(world: World, fax_id: str) -> None:
    other = world.open()
    try:
        assert world.folder.delivery_lock.acquire()
        assert other.receiving.step(NeverCancelled()) is not None
        assert not other.receiving.elsewhere
    finally:
        other.close()
    assert only(world).id == fax_id


def test_a_page_takes_its_time_and_the_inbox_shows_it_when_it_is_there(world: World, tmp_path: Path) -> None:
    world.account.pace = Pace(0.1, 0.1, 0.1, 60.0, 300.0, 5.0)
    world.send("+41225550100")
    world.deliver()
    look(world)
    assert inbox(world) == []
    world.turn(600)
    look(world)
    assert len(inbox(world)) == 1
