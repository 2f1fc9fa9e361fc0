"""The account in the hands of a test, and its speed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from faxdesk.practice import Pace, PracticeAccount, PracticeServer, ServiceClock
from faxdesk.practice.simulation.outcomes import SUCCESS
from tests.practice.conftest import START
from tests.practice.http_client import BUSY, GOOD, SENDER, Caller


def test_what_was_received(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    path = api.path(sample_pdf)
    api.send(path, comment={"text": "Order 42", "tags": ["t"]}, send_time="2026-11-24 07:00:00 +0000")
    (fax,) = account.received()
    assert (fax.source, fax.destination, fax.comment, fax.tags, fax.paths) == (
        SENDER,
        GOOD,
        "Order 42",
        ("t",),
        (path,),
    )
    assert (fax.submitted, fax.send_at) == (START, START + 3600)
    assert (fax.status, fax.final_status, fax.archive_ids) == ("submitted", None, ())
    account.advance_to_end()
    (fax,) = account.received()
    assert (fax.status, fax.final_status, fax.archive_ids) == (SUCCESS, SUCCESS, (fax.id,))


def test_advancing_to_the_end_of_nothing(account: PracticeAccount) -> None:
    account.advance_to_end()
    assert account.clock.now() == START


def test_ids_of_the_archive_of_a_member(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.pace = Pace.instant()
    api.send(api.path(sample_pdf), to=(GOOD, BUSY))
    assert len(account.archived_ids()) == 2
    assert account.archived_ids(account.members.without_admin()[0].uid) == ()


def test_a_temporary_account_leaves_nothing() -> None:
    account = PracticeAccount()
    folder = account.folder
    assert folder.is_dir()
    account.close()
    account.close()
    assert not folder.exists()


def test_a_broken_database_is_not_left_open(tmp_path: Path) -> None:
    (tmp_path / "practice.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(Exception, match="not a database"):
        PracticeAccount(tmp_path)


def test_settings_of_the_caller_win(tmp_path: Path) -> None:
    with PracticeAccount(tmp_path, pace=Pace.instant(), clock=ServiceClock(rate=0, start=START)) as first:
        assert first.pace == Pace.instant()
    with PracticeAccount(tmp_path) as second:
        assert (second.pace, second.clock.now()) == (Pace.instant(), START)
    with PracticeAccount(tmp_path, pace=Pace(), clock=ServiceClock(rate=0, start=START + 5)) as third:
        assert (third.pace, third.clock.now()) == (Pace(), START + 5)


def test_starting_takes_no_heavy_library() -> None:
    """PDFs and pictures are for those who ask for pages."""
    program = (
        "import sys; from faxdesk.practice import *\n"
        "with PracticeServer(PracticeAccount()) as server: pass\n"
        "print([name for name in ('PIL', 'pypdfium2', 'requests', 'PySide6') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.bench
def test_a_start_takes_less_than_150_milliseconds() -> None:
    best = 1.0
    for _ in range(5):
        begin = time.perf_counter()
        with PracticeServer(PracticeAccount()):
            best = min(best, time.perf_counter() - begin)
    assert best < 0.15
