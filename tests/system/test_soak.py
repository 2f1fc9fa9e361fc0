"""No kill, no fault and no crowd of commands loses a fax or sends it twice."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.system.soak import Soak

pytestmark = pytest.mark.unmeasured

SEED = int(os.environ.get("FAXDESK_SOAK_SEED", "1"))


def run(folder: Path, faxes: int, kills: int, resend: int | None = None) -> Soak:
    soak = Soak(folder, SEED, faxes, kills, resend=resend)
    books = soak.run()
    sys.stdout.write(f"{books.line}\n")
    assert not books.wrong
    assert (books.twice, books.lost) == (0, 0)
    assert soak.killed >= kills
    assert books.promised >= len(soak.promised) > 0
    assert books.arrived > 0
    if resend is not None:
        assert books.asked == 0
    return soak


@pytest.mark.long
def test_no_fax_is_lost_or_sent_twice_on_a_bad_morning(tmp_path: Path) -> None:
    run(tmp_path, faxes=10, kills=6)


def test_nobody_is_asked_where_what_shows_no_trace_is_sent_again(tmp_path: Path) -> None:
    run(tmp_path, faxes=5, kills=3, resend=15)


@pytest.mark.soak
def test_nobody_is_asked_on_many_bad_days_either(tmp_path: Path) -> None:
    soak = run(tmp_path, faxes=500, kills=200, resend=15)
    assert soak.resent > 0


@pytest.mark.soak
def test_no_fax_is_lost_or_sent_twice_on_many_bad_days(tmp_path: Path) -> None:
    run(tmp_path, faxes=500, kills=200)
