"""What people are told of their account: each thing once, the gravest first, and nothing where all is well."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from faxdesk.core.account_notes import AccountState, Weight, notes
from faxdesk.core.model import EXPIRED, Account, Number
from faxdesk.core.rights import Right

OWN = Number("+41445550100")
ENDED = datetime(2026, 11, 21, 6, tzinfo=UTC)


def told(state: AccountState) -> list[str]:
    return [note.text(str, lambda day: f"{day:%d.%m.%Y}") for note in notes(state)]


def test_an_account_where_everything_works_needs_no_words() -> None:
    assert told(AccountState(Account("uid", stores_faxes=True), (OWN,))) == []


def test_what_is_not_known_is_not_told() -> None:
    assert told(AccountState(None, None)) == []
    assert told(AccountState(Account("uid"), (OWN,))) == [], "nobody says whether it stores sent faxes"


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (Account("uid", status="suspended", reason="Payment overdue."), "reason: Payment overdue."),
        (Account("uid", status="unverified_phone"), "is not verified yet"),
        (Account("uid", status="waiting_for_signup"), "sign-up"),
        (Account("uid", status="disabled"), "switched off"),
        (Account("uid", status="inactive"), "switched off"),
        (Account("uid", status="deleted"), "was deleted"),
        (Account("uid", status="corporate_deleted"), "has removed"),
        (Account("uid", status="on {holiday}"), "“on {holiday}”"),
    ],
)
def test_an_account_that_is_not_in_use_blocks(account: Account, words: str) -> None:
    (note,) = notes(AccountState(account, (OWN,)))
    assert note.weight is Weight.BLOCKS
    assert words in note.text(str, str)


@pytest.mark.parametrize(
    ("right", "weight", "words"),
    [
        (Right.SENDING, Weight.BLOCKS, "fax:all:edit"),
        (Right.FAXES, Weight.BLOCKS, "fax:all:read"),
        (Right.NUMBERS, Weight.MATTERS, "numbers"),
        (Right.ACCOUNT, Weight.TOLD, "whose account"),
    ],
)
def test_each_right_that_lacks_is_told(right: Right, weight: Weight, words: str) -> None:
    (note,) = notes(AccountState(Account("uid"), (OWN,), frozenset({right})))
    assert note.weight is weight
    assert words in note.text(str, str)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Number("+41", "waiting_verification"), "+41 waits for its verification"),
        (Number("+41", EXPIRED, expires_at=ENDED), "+41 expired on 21.11.2026"),
        (Number("+41", EXPIRED), "+41 has expired"),
        (Number("+41", cancelled=True), "+41 was given up"),
        (Number("+41", "ported"), "+41 is “ported”"),
    ],
)
def test_a_number_that_cannot_send_says_why(number: Number, words: str) -> None:
    (alone,) = told(AccountState(Account("uid"), (number,)))
    assert alone.startswith(f"No number of this account can send: {words}.")
    (besides,) = told(AccountState(Account("uid"), (OWN, number)))
    assert besides == f"Not every number of this account can send: {words}."


def test_a_sentence_stays_one_however_much_there_is_to_say() -> None:
    numbers = tuple(Number(f"+4{digit}", EXPIRED) for digit in range(9))
    account = Account("uid", status="on hold\n" * 100, reason="Overdue " * 100)
    of_account, of_numbers = told(AccountState(account, numbers))
    assert "+40 has expired; +41 has expired; +42 has expired; 6 more." in of_numbers
    assert len(of_account) < 450
    assert "on hold on hold" in of_account
    assert of_account.endswith("….")


def test_an_account_without_a_number_is_told_so() -> None:
    (note,) = notes(AccountState(Account("uid"), ()))
    assert (note.code, note.weight) == ("no number", Weight.MATTERS)


def test_what_is_not_stored_and_what_a_member_may_is_told() -> None:
    codes = [note.code for note in notes(AccountState(Account("uid", kind="corporate_member", stores_faxes=False)))]
    assert codes == ["no number", "not stored", "member"]


def test_the_gravest_comes_first() -> None:
    account = Account("uid", status="suspended", stores_faxes=False)
    weights = [note.weight for note in notes(AccountState(account, (), frozenset(Right)))]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] is Weight.BLOCKS
