"""A token is found in whatever is pasted around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.pasted_token import token_in

TOKEN = "alohi_pat_aZ09-_x"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"  {TOKEN}\r\n",
        f"Bearer {TOKEN}",
        f'{{"token": "{TOKEN}"}}',
        f"“{TOKEN}”",
        f"The token is {TOKEN}.",
        f"{TOKEN}\n{TOKEN}",
        f"<b>{TOKEN}</b>",
    ],
)
def test_it_is_found_in_its_surroundings(text: str) -> None:
    assert token_in(text) == TOKEN


@pytest.mark.parametrize("text", ["", "  two words ", "alohi_pat_one alohi_pat_two", "Bearer something"])
def test_what_is_no_single_token_stays_as_it_is(text: str) -> None:
    assert token_in(text) == text.strip()


@given(st.text())
def test_it_makes_nothing_up(text: str) -> None:
    assert token_in(text) in text
