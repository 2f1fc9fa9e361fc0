"""Sidecars: what any program may have written beside a document."""

from __future__ import annotations

from datetime import time

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.sidecar import Sidecar, names_of, parse
from faxdesk.core.watch_rules import RuleCover


def test_a_json_says_it_all() -> None:
    said = b'{"to": ["+41445550123", "Dental practice"], "from": "+41445550100", "comment": "", "at": "18:30",'
    sidecar = parse(said + b' "cover": {"subject": "Case"}}', "a.json")
    assert sidecar == Sidecar(
        ("+41445550123", "Dental practice"), "+41445550100", "", RuleCover(subject="Case"), time(18, 30)
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b'{"to": "+41', "no JSON"),
        (b"[]", "no JSON object"),
        (b'{"number": "1"}', "“number”"),
        (b'{"to": 41445550123}', "“to” is not a text"),
        (b'{"comment": 7}', "“comment” is not a text"),
        (b'{"at": "soon"}', "“soon” is not a time"),
        (b'{"cover": 3}', "no cover page"),
        (b'{"cover": {"x": "y"}}', "“x”"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_a_broken_json_is_told(said: bytes, why: str) -> None:
    with pytest.raises(InputRefused) as caught:
        parse(said, "a.json")
    assert why in str(caught.value)
    assert caught.value.field == "a.json"


@pytest.mark.parametrize(
    "said",
    [
        b"+41 44 555 01 23\nCase 42\n",
        b"To: +41 44 555 01 23\r\nComment: Case 42",
        "TO = +41 44 555 01 23\ncase 42".replace("case", "Case").encode("utf-16"),
        b"\xef\xbb\xbfto: +41 44 555 01 23\n\nCase 42",
    ],
)
def test_a_text_is_read_however_it_was_written(said: bytes) -> None:
    sidecar = parse(said, "a.txt")
    assert sidecar.to == ("+41 44 555 01 23",)
    assert sidecar.comment == "Case 42"


def test_a_text_has_several_recipients_and_all_keys() -> None:
    said = (
        b"To: +41445550123; +41225550123\nto: +41445550124\nFrom: +41445550100\nAt: 18:30\nCover: Referral\nM\xfcller"
    )
    assert parse(said, "a.txt") == Sidecar(
        ("+41445550123", "+41225550123", "+41445550124"),
        "+41445550100",
        "Müller",
        RuleCover(template="Referral"),
        time(18, 30),
    )


def test_which_file_is_beside_which_does_not_depend_on_case() -> None:
    assert names_of("Letter.PDF") == ("letter.pdf.json", "letter.json", "letter.pdf.txt", "letter.txt")
    assert "a.txt" not in names_of("a.txt")
