"""The guard against wrong numbers: what speaks against one, and that nothing speaks against a good one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Number
from faxdesk.core.resources import resource_path
from faxdesk.services.batch_number_check import with_doubts
from faxdesk.services.batch_requests import BatchRequests
from faxdesk.services.number_check import (
    MOST_CHECKED,
    NumberDoubt,
    last_digits_fit,
    number_warnings,
    slips,
)
from faxdesk.services.submit import Submitter
from faxdesk.services.user_requests import UserRequests
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from tests.services.batches import plan, write_list
from tests.store.conftest import TurnedClock, submission
from tests.store.test_contacts import sent

if TYPE_CHECKING:
    from faxdesk.services.batch_planner import BatchPlan

KNOWN, NEAR, FAR = "+41445550123", "+41445550124", "+41225550199"


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def store(tmp_path: Path, clock: TurnedClock) -> Iterator[Store]:
    store = Store(DataFolder(tmp_path / "data"), clock)
    yield store
    store.close()


def doubts(store: Store, *numbers: str, named: tuple[str, ...] = (), confidential: bool = False) -> list[NumberDoubt]:
    return [one.doubt for one in number_warnings(store, numbers, named=named, confidential=confidential)]


def test_an_unknown_number_alone_is_no_reason_for_doubt(store: Store) -> None:
    assert doubts(store, FAR) == []


def test_a_digit_away_from_a_contact_is_doubted_until_a_fax_has_arrived(store: Store) -> None:
    key = store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    (warning,) = number_warnings(store, [NEAR])
    assert (warning.doubt, warning.instead, warning.retype) == (NumberDoubt.NEAR, KNOWN, False)
    assert "+41 44 555 01 23 of Dental practice" in warning.text
    assert doubts(store, KNOWN) == []
    sent(store, "a", NEAR, State.DELIVERED)
    assert doubts(store, NEAR) == []
    store.contacts.remove([key])
    # The other one has had a fax now.
    (warning,) = number_warnings(store, [KNOWN])
    assert "which has had faxes" in warning.text


def test_a_contact_of_its_own_is_not_doubted_for_its_neighbour(store: Store) -> None:
    store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    store.contacts.add(Contact("Laboratory", "", (NEAR,)))
    assert doubts(store, KNOWN, NEAR) == []


def test_a_number_that_does_not_exist_and_one_that_keeps_failing_are_told(store: Store, clock: TurnedClock) -> None:
    sent(store, "a", FAR, State.FAILED, status="failed_unallocated_number")
    assert doubts(store, FAR) == [NumberDoubt.DEAD]
    clock.turn(minutes=1)
    sent(store, "b", FAR, State.DELIVERED)
    for job in "cd":
        clock.turn(minutes=1)
        sent(store, job, FAR, State.FAILED, status="failed_user_busy")
    assert doubts(store, FAR) == []
    clock.turn(minutes=1)
    sent(store, "e", FAR, State.FAILED, status="failed_no_answer")
    assert doubts(store, FAR) == [NumberDoubt.FAILING]
    clock.turn(minutes=1)
    sent(store, "f", FAR, State.DELIVERED)
    assert doubts(store, FAR) == []


def test_a_fax_that_is_under_way_says_nothing_yet(store: Store) -> None:
    store.submissions.add(submission("a", FAR))
    assert doubts(store, FAR) == []


def test_the_number_that_a_contact_had_before_is_told_with_the_present_one(store: Store) -> None:
    key = store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    store.contacts.change(Contact("Dental practice", "", (FAR,), id=key))
    (warning,) = number_warnings(store, [KNOWN])
    assert (warning.doubt, warning.instead) == (NumberDoubt.FORMER, FAR)
    assert "Dental practice until 2026-11-24" in warning.text
    store.contacts.change(Contact("Dental practice", "", ("+41225550188",), id=key))
    assert [one.instead for one in number_warnings(store, [KNOWN])] == ["+41225550188"]
    store.contacts.add(Contact("Another", "", (KNOWN,)))
    assert doubts(store, KNOWN) == []


def test_the_document_may_name_another_number(store: Store) -> None:
    (warning,) = number_warnings(store, [FAR], named=(KNOWN,))
    assert (warning.doubt, warning.instead) == (NumberDoubt.NOT_IN_DOCUMENT, KNOWN)
    assert number_warnings(store, [FAR], named=(KNOWN, NEAR))[0].instead == ""
    assert doubts(store, KNOWN, named=(KNOWN,)) == []
    # A letter to several names at most one of them.
    assert doubts(store, FAR, KNOWN, named=(KNOWN,)) == []


def test_the_first_confidential_fax_asks_for_the_last_digits(store: Store) -> None:
    (warning,) = number_warnings(store, [KNOWN], confidential=True)
    assert (warning.doubt, warning.retype) == (NumberDoubt.CONFIDENTIAL, True)
    # The digits that are to be typed are not there to be copied.
    assert "+41 44 555 •• ••" in warning.text
    sent(store, "a", KNOWN, State.DELIVERED)
    assert doubts(store, KNOWN, confidential=True) == []


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("0123", True), ("01 23", True), ("50123", True), ("+41 44 555 01 23", True), ("123", False), ("0124", False)],
)
def test_the_last_digits_are_taken_as_they_are_typed(typed: str, fits: bool) -> None:
    assert last_digits_fit(KNOWN, typed) == fits


def test_a_slip_is_two_digits_swapped_one_other_one_too_many_or_one_missing() -> None:
    found = slips("+4123")
    assert "+4123" not in found
    assert {"+1423", "+4132", "+4124", "+423", "+41223", "+41239"} <= set(found)
    assert "+4142" not in found
    assert found[0] == "+1423"


def test_of_a_long_list_what_is_known_against_the_rest_is_told_together(store: Store, clock: TurnedClock) -> None:
    """A group whose 21st member has a dead number is not sent to it without a word."""
    numbers = [f"+4122556{number:04}" for number in range(MOST_CHECKED)]
    dead = [f"+4122557{number:04}" for number in range(5)]
    for place, number in enumerate(dead):
        sent(store, f"dead {place}", number, State.FAILED, status="failed_unallocated_number")
    for attempt in range(3):
        clock.turn(minutes=1)
        sent(store, f"busy {attempt}", FAR, State.FAILED, status="failed_user_busy")
    key = store.contacts.add(Contact("Practice", "", (KNOWN,)))
    store.contacts.change(Contact("Practice", "", ("+41315550199",), id=key))
    told = number_warnings(store, [*numbers, *dead, FAR, KNOWN, "+41315550199"])
    assert [(one.doubt, one.number, one.retype) for one in told] == [
        (NumberDoubt.DEAD, dead[0], False),
        (NumberDoubt.FORMER, KNOWN, False),
        (NumberDoubt.FAILING, FAR, False),
    ]
    assert "+41 22 557 00 02 and 2 more" in told[0].text


def test_of_a_long_list_not_all_are_looked_at(store: Store) -> None:
    numbers = [f"+4122556{number:04}" for number in range(MOST_CHECKED + 1)]
    store.contacts.add(Contact("Practice", "", (KNOWN,)))
    assert doubts(store, *numbers, NEAR) == []
    assert doubts(store, *numbers[:5], NEAR) == [NumberDoubt.NEAR]


def test_a_number_of_the_account_is_known(store: Store) -> None:
    store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    store.service_mirror.keep_numbers([Number(NEAR, "active", cancelled=False, expires_at=None)])
    assert doubts(store, NEAR) == []


def plan_of(tmp_path: Path, *numbers: str, name: str = "list.csv") -> BatchPlan:
    path = write_list(tmp_path / name, [(number, "Eva", "") for number in numbers])
    return plan(path, (resource_path("sample.pdf"),))


def test_numbers_of_a_list_are_looked_at_and_can_be_held(store: Store, tmp_path: Path) -> None:
    store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    doubted = with_doubts(store, plan_of(tmp_path, FAR, NEAR))
    assert [one.row.number for one in doubted.doubted] == [NEAR]
    assert len(doubted.good) == 2, "whoever is sure sends both"
    held = doubted.held()
    assert [one.row.number for one in held.good] == [FAR]
    assert held.bad[0].row.error.endswith("Did you mean +41 44 555 01 23? Confirm the number, or mend it.")


def test_two_numbers_of_one_list_that_resemble_each_other_are_those_of_an_office(store: Store, tmp_path: Path) -> None:
    store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    assert with_doubts(store, plan_of(tmp_path, KNOWN, NEAR)).doubted == ()


def test_a_list_that_goes_on_is_not_asked_about_its_numbers_again(store: Store, tmp_path: Path) -> None:
    batches = BatchRequests(store, Submitter(store), UserRequests(store))
    first = with_doubts(store, plan_of(tmp_path, FAR, NEAR))
    assert first.doubted == ()
    batches.start(first)
    store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    more = plan_of(tmp_path, FAR, NEAR, "+41445550125")
    assert [one.row.number for one in with_doubts(store, more).doubted] == ["+41445550125"]
    assert [one.row.number for one in with_doubts(store, more, again=True).doubted] == [NEAR, "+41445550125"]


def test_a_row_that_was_held_is_asked_about_until_somebody_says_yes(store: Store, tmp_path: Path) -> None:
    batches = BatchRequests(store, Submitter(store), UserRequests(store))
    store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
    batch = batches.start(with_doubts(store, plan_of(tmp_path, FAR, NEAR)).held()).batch
    assert [row.state for row in store.batches.statuses(batch)] == ["waiting", "refused"]
    once_more = with_doubts(store, plan_of(tmp_path, FAR, NEAR))
    assert [one.row.number for one in once_more.doubted] == [NEAR]
    assert batches.start(once_more).batch == batch
    assert [row.state for row in store.batches.statuses(batch)] == ["waiting", "waiting"]
    assert with_doubts(store, plan_of(tmp_path, FAR, NEAR)).doubted == ()
