"""Names of proofs beside documents: every pattern makes one that every system takes."""

from __future__ import annotations

from datetime import datetime

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.proof_name import PLACES, check_pattern, proof_name
from faxdesk.core.settings import PROOF_NAME

AT = datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001  as the clock on the wall shows it


def name(pattern: str, comment: str = "Case 4/12") -> str:
    return proof_name(pattern, "Letter.pdf", "+41445550123", AT, "delivered", comment, "0123456789abcdef")


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        (PROOF_NAME, "Letter proof +41 44 555 01 23 2026-12-01.pdf"),
        ("{name}.pdf", "Letter.pdf"),
        ("{date} {time} {result} {reference}", "2026-12-01 09.30 delivered 0123456789abcdef.pdf"),
        ("{comment}", "Case 4 12.pdf"),
        ("{{name}} {Name}", "{name} Letter.pdf"),
        ("../../{name}", "Letter.pdf"),
        ("", "Letter proof +41 44 555 01 23 2026-12-01.pdf"),
        ("{nothing}", "Letter proof +41 44 555 01 23 2026-12-01.pdf"),
        ("CON", "_CON.pdf"),
    ],
)
def test_a_pattern_makes_a_name(pattern: str, made: str) -> None:
    assert name(pattern) == made


def test_a_comment_that_is_long_or_empty_leaves_a_name() -> None:
    assert len(name("{comment}", "word " * 200)) <= 110
    assert name("{comment}", "///") != ".pdf"


@pytest.mark.parametrize("pattern", [PROOF_NAME, "x", *(f"{{{place}}}" for place in PLACES)])
def test_a_pattern_of_what_is_known_is_good(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize("pattern", ["", "  ", ".", "{page}", "{name} {page}"])
def test_a_pattern_that_makes_no_name_is_refused(pattern: str) -> None:
    with pytest.raises(InputRefused, match=r"[Ii]t can have"):
        check_pattern(pattern)
