"""Texts from elsewhere, as lines that no terminal obeys and no window draws."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.plain_text import lines, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The line was busy.\rDelivered.", "The line was busy. Delivered."),
        ("one\r\ntwo\nthree\x85four\u2028five\u2029six\x0bseven\x0ceight", "one two three four five six seven eight"),
        ("\x1b[2J\x07bell", "?[2J?bell"),
        ("a\u202egnp.fdp", "a?gnp.fdp"),
        ("  much   \t space  ", "much space"),
        ("Grüße, שלום, مرحبا, 你好", "Grüße, שלום, مرحبا, 你好"),
        ("", ""),
    ],
)
def test_a_text_becomes_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u2028two\x85three", "one\ntwo\nthree"),
        ("\x1b]0;title\x07", "?]0;title?"),
        ("two  spaces\tand a tab", "two  spaces and a tab"),
    ],
)
def test_lines_end_in_one_way(text: str, shown: str) -> None:
    assert lines(text) == shown


@given(st.text())
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    for shown in (one_line(text), lines(text).replace("\n", "")):
        assert not any(unicodedata.category(sign) == "Cc" for sign in shown)
        assert len(shown.splitlines()) <= 1
    assert one_line(one_line(text)) == one_line(text)
    assert lines(lines(text)) == lines(text)
