"""Accounts of every kind: what is known of each, which number sends, and what becomes of the faxes there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.core.account_notes import notes
from faxdesk.core.errors import AccountBlocked, InputRefused, SignInNeeded
from faxdesk.core.lifecycle import State
from faxdesk.core.model import EXPIRED, Account, Number
from faxdesk.core.rights import Right
from faxdesk.practice import Fault
from faxdesk.practice.account.scenes import enter
from faxdesk.services import sign_in
from faxdesk.services.account import NO_NUMBER, RENEWED
from faxdesk.services.events import Condition, Link
from tests.services.conftest import GOOD, OTHER, SENDER
from tests.services.test_identity import count_calls

if TYPE_CHECKING:
    from tests.services.conftest import World

SECOND = "+41225550100"


def become(world: World, scene: str) -> None:
    """Let the account be another, and connect with the token that one has there."""
    world.reopen(token=enter(world.account, scene))


def codes(world: World) -> list[str]:
    return [note.code for note in notes(world.services.store.service_mirror.state())]


SEEN = {
    "usual": ["some numbers"],
    "history-off": ["not stored", "some numbers"],
    "retention": ["some numbers"],
    "no-number": ["no number"],
    "number-pending": ["no number sends"],
    "number-expired": ["no number sends"],
    "number-cancelled": ["no number sends"],
    "one-number-expired": ["some numbers"],
    "member": ["member"],
    "member-without-number": ["no number", "member"],
    "member-quota": ["member"],
    "suspended": ["account", "some numbers"],
    "unverified": ["account", "some numbers"],
    "token-faxes": ["no right: numbers", "no right: account"],
}
"""What FaxDesk knows of each scene as soon as it works there."""


@pytest.mark.parametrize("scene", SEEN)
def test_what_the_account_is_like_is_known_from_the_first_step(world: World, scene: str) -> None:
    become(world, scene)
    world.services.account.uid()
    assert codes(world) == SEEN[scene]


PROBED = SEEN | {
    "token-reads": ["no right: sending", "some numbers"],
    "token-account": ["no right: faxes", "no right: sending", "some numbers"],
    "token-expires": ["some numbers"],
}


@pytest.mark.parametrize("scene", PROBED)
def test_what_a_token_may_is_known_before_it_is_kept(world: World, scene: str) -> None:
    token = enter(world.account, scene)
    before = [fax.id for fax in world.account.received()]
    proven = sign_in.connect_with_token(world.server.url, token)
    assert [note.code for note in notes(proven.state)] == PROBED[scene]
    assert [fax.id for fax in world.account.received()] == before


@pytest.mark.parametrize(
    ("scene", "kind", "words"),
    [
        ("token-expired", SignInNeeded, "does not accept the token"),
        ("token-writes", SignInNeeded, "may not see faxes"),
        ("plan-without-api", AccountBlocked, "does not let programs in"),
        ("trial-ended", AccountBlocked, "trial of this account has ended"),
    ],
)
def test_what_does_not_work_at_all_says_why(world: World, scene: str, kind: type[SignInNeeded], words: str) -> None:
    token = enter(world.account, scene)
    with pytest.raises(kind, match=words):
        sign_in.connect_with_token(world.server.url, token)


@pytest.mark.parametrize("code", [400, 402, 403])
def test_an_account_that_is_closed_altogether_says_so(world: World, code: Any) -> None:
    world.account.switches.inactive_account = "nothing"
    world.account.switches.account_refusal = code
    token = enter(world.account, "suspended")
    with pytest.raises(AccountBlocked, match="not active"):
        sign_in.connect_with_token(world.server.url, token)


# ------------------------------------------------------------------------------------------------ the sender


@pytest.mark.parametrize(
    ("scene", "sender"),
    [
        ("usual", SENDER),
        ("one-number-expired", SECOND),
        ("member", SECOND),
        ("no-number", NO_NUMBER),
        ("number-pending", NO_NUMBER),
        ("number-expired", NO_NUMBER),
        ("number-cancelled", NO_NUMBER),
        ("member-without-number", NO_NUMBER),
        ("token-faxes", NO_NUMBER),
    ],
)
def test_a_fax_without_a_sender_goes_out_from_a_number_that_can_send(world: World, scene: str, sender: str) -> None:
    become(world, scene)
    job = world.send().job
    world.deliver()
    world.poll()
    assert world.states(job) == [State.DELIVERED]
    (accepted,) = world.account.received()
    assert accepted.source == sender


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("number-pending", "waits for its verification"),
        ("number-expired", "expired on"),
        ("number-cancelled", "was given up"),
        ("member", "is not a number of this account"),
    ],
)
def test_a_sender_that_cannot_send_is_refused_before_anything_is_kept(world: World, scene: str, words: str) -> None:
    become(world, scene)
    world.services.account.uid()
    with pytest.raises(InputRefused, match=words):
        world.send(sender=SENDER)


def test_a_number_ends_while_faxdesk_runs(world: World) -> None:
    """Also where the service goes on calling it active."""
    mirror = world.services.store.service_mirror
    mirror.keep_numbers((Number(SENDER, expires_at=world.present + timedelta(days=1)), Number(SECOND)))
    assert [one.usable for one in mirror.numbers()] == [True, True]
    world.turn(2 * 86400 + 1)
    assert [one.status for one in mirror.numbers()] == [EXPIRED, "active"]


def test_an_end_in_an_unknown_zone_is_given_a_day(world: World) -> None:
    mirror = world.services.store.service_mirror
    mirror.keep_numbers((Number(SENDER, expires_at=world.present - timedelta(hours=20)),))
    assert mirror.numbers()[0].usable


# ------------------------------------------------------------------------------------------------ in mid-run


def test_an_account_that_changes_is_seen_within_the_hour(world: World) -> None:
    world.deliver()
    assert codes(world) == ["some numbers"]
    enter(world.account, "suspended")
    world.turn(RENEWED.total_seconds() - 60)
    world.deliver()
    assert codes(world) == ["some numbers"]
    world.turn(60)
    world.deliver()
    assert codes(world) == ["account", "some numbers"]
    enter(world.account, "usual")
    world.turn(RENEWED.total_seconds())
    world.deliver()
    assert codes(world) == ["some numbers"]


def test_the_account_is_not_asked_at_every_step(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    real = world.services.api.account

    def account() -> Account:
        asked.append(None)
        return real()

    monkeypatch.setattr(world.services.api, "account", account)
    for _ in range(10):
        world.deliver()
        world.poll()
        world.turn(60)
    assert len(asked) == 1


def test_a_service_that_cannot_tell_again_keeps_nothing_back(world: World) -> None:
    world.deliver()
    world.account.faults.add(Fault.status(500, path="*/accounts/self", times=None))
    world.turn(RENEWED.total_seconds())
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.ACCEPTED]


def test_a_clock_that_is_set_back_does_not_keep_the_account_from_being_asked(world: World) -> None:
    world.deliver()
    world.present -= timedelta(days=3)
    enter(world.account, "suspended")
    world.deliver()
    assert codes(world) == ["account", "some numbers"]


def test_nothing_is_written_where_nothing_is_new(world: World) -> None:
    """A window looks again whenever something is written."""
    world.deliver()
    world.turn(RENEWED.total_seconds())
    before = world.services.store.database.total_changes()
    world.services.account.uid()
    assert world.services.store.database.total_changes() == before


def test_a_right_that_lacks_is_learned_by_sending_and_forgotten_with_it(world: World) -> None:
    world.account.tokens.change(world.server.token, scopes=("fax:all:read",))
    world.send()
    world.deliver()
    assert Right.SENDING in world.services.store.service_mirror.state().denied
    world.account.tokens.change(world.server.token, scopes=("fax:all:read", "fax:all:edit"))
    world.turn(600)
    world.deliver()
    assert world.accepted() == [GOOD]
    assert Right.SENDING not in world.services.store.service_mirror.state().denied


def test_a_firewall_that_refuses_is_no_missing_right(world: World) -> None:
    world.deliver()
    world.account.faults.add(Fault.bad_gateway(403, method="POST", path="*/files", times=None))
    world.send()
    world.deliver()
    assert world.services.store.service_mirror.state().denied == frozenset()


def test_another_token_starts_afresh(world: World) -> None:
    mirror = world.services.store.service_mirror
    mirror.keep_right(Right.SENDING, allowed=False)
    mirror.keep_state(sign_in.try_out(world.server.url, world.server.token), probed=True)
    assert mirror.state().denied == frozenset()


@pytest.mark.parametrize("kept", ["sending", "sending nonsense", "nonsense", "\x00"])
def test_what_is_written_there_by_others_does_no_harm(world: World, kept: str) -> None:
    mirror = world.services.store.service_mirror
    mirror.keep_fact("account.denied", kept)
    mirror.keep_fact("account.not_storing_at", "soon")
    assert mirror.state().denied <= {Right.SENDING}
    assert mirror.not_storing_at() is None


# ------------------------------------------------------------------------------------------- pages and sending


@pytest.mark.parametrize("refused", [True, False])
@pytest.mark.parametrize("code", [400, 402, 403])
@pytest.mark.parametrize("scene", ["member-quota-used-up", "no-credit"])
def test_a_fax_for_which_no_pages_are_left_says_what_to_do_and_holds_up_no_other(
    world: World, refused: bool, code: Any, scene: str
) -> None:
    become(world, scene)
    world.account.switches.quota_exceeded = "refused" if refused else "fails"
    world.account.switches.account_refusal = code
    jobs = [world.send(number).job for number in (GOOD, OTHER)]
    world.deliver()
    world.poll()
    for job in jobs:
        fax = world.only(job)
        assert fax.state is (State.REJECTED if refused else State.FAILED)
        assert "no pages or credit left" in fax.reason
        assert "raise your page quota" in fax.reason
    assert world.said[-1] == Condition(Link.ONLINE)


def test_a_quota_that_is_raised_lets_the_next_fax_out(world: World) -> None:
    become(world, "member-quota")
    first, second = (world.send(number).job for number in (GOOD, OTHER))
    world.deliver()
    world.poll()
    assert (world.states(first), world.states(second)) == ([State.DELIVERED], [State.FAILED])
    member = world.account.members.without_admin()[0]
    world.account.members.change_role(member.uid, "member", 100)
    fax = world.only(second)
    again = world.services.submitter.again_all(
        (fax,),
        world.services.store.submissions.get(second).draft((fax,), world.now()),  # type: ignore[union-attr]
    )
    world.deliver()
    world.poll()
    assert world.states(again[0].job) == [State.DELIVERED]


@pytest.mark.parametrize("scene", ["suspended", "unverified", "member-receives-only", "token-reads"])
def test_what_cannot_be_sent_now_waits_and_goes_out_once_when_it_can(world: World, scene: str) -> None:
    become(world, scene)
    jobs = [world.send(number).job for number in (GOOD, OTHER)]
    for _ in range(5):
        world.deliver()
        world.turn(400)
    assert [world.states(job) for job in jobs] == [[State.QUEUED], [State.QUEUED]]
    assert world.only(jobs[0]).reason
    if scene == "member-receives-only":
        world.account.members.change_role(world.account.members.without_admin()[0].uid, "member", 100)
    else:
        become(world, "usual")
    world.turn(400)
    world.deliver()
    world.poll()
    assert sorted(world.accepted()) == sorted([GOOD, OTHER])


@pytest.mark.parametrize("code", [400, 403])
def test_an_account_that_may_not_send_without_a_number_refuses_one_fax_at_a_time(world: World, code: Any) -> None:
    become(world, "no-number-refused")
    world.account.switches.foreign_number = code
    job = world.send().job
    world.deliver()
    assert world.states(job) == [State.REJECTED]
    assert "a number of this account is needed" in world.only(job).reason
    assert world.said[-1] == Condition(Link.ONLINE)


def test_another_account_does_not_send_what_was_written_for_the_first(world: World) -> None:
    """Its uid tells them apart, whatever else is the same."""
    world.deliver()
    world.server.stop()
    job = world.send().job
    world.deliver()
    with world.services.store.database.transaction() as connection:
        connection.execute("UPDATE submission SET account = 'somebody else'")
    world.server.start()
    world.reopen()
    world.turn(600)
    world.deliver()
    assert world.states(job) == [State.QUEUED]
    assert world.services.store.delivery_queue.foreign(world.account.uid) == 1
    from faxdesk.store.fax_lists import Listing

    (row,) = world.services.store.fax_lists.all(Listing.OUTBOX)
    assert row.foreign


@pytest.mark.parametrize("switch", [("archive_category", "refused"), ("archive_zone", "account")])
def test_a_lost_answer_is_settled_whatever_the_archive_is_like(world: World, switch: tuple[str, str]) -> None:
    setattr(world.account.switches, *switch)
    world.account.receive("+41445559999", world.sample)
    world.account.faults.add(Fault.lost_answer())
    job = world.send(comment="Case 42").job
    world.settle()
    world.poll()
    fax = world.only(job)
    assert fax.state is State.DELIVERED or fax.asked
    assert world.accepted() == [GOOD]
    from faxdesk.store.fax_lists import Listing

    assert {row.to for row in world.services.store.fax_lists.all(Listing.SENT)} <= {GOOD}, "nothing that came in"


def test_an_archive_without_categories_is_asked_for_one_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.account.switches.archive_category = "refused"
    asked: list[str] = []
    count_calls(monkeypatch, world.services.api._transport, "call", asked)
    world.poll()
    world.poll()
    before = len(asked)
    world.poll()
    assert len(asked) - before == 2, "the outbox and one page of the archive"


def test_the_end_of_a_number_is_read_in_both_forms() -> None:
    from faxdesk.api import wire

    for text in ("2026-11-21 06:00:00", "2026-11-21 08:00:00 +0200"):
        found = wire.own_number({"number": "+41445550100", "expiration_date": text})
        assert found is not None
        assert found.expires_at == datetime(2026, 11, 21, 6, tzinfo=UTC)
    for blank in ("", None, "never", 7):
        found = wire.own_number({"number": "+41445550100", "expiration_date": blank})
        assert found is not None
        assert found.expires_at is None
