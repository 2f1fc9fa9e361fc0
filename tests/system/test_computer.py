"""A computer that is not ours: every row of the table, by a real command on real files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from faxdesk import cli
from faxdesk.cli import send
from faxdesk.cli.output import all_handed_over
from faxdesk.core.lifecycle import OPEN
from faxdesk.services.single_thread_loop import ServiceLoop
from faxdesk.store import logfile
from tests.system import conditions as c
from tests.system.computer_table import TABLE, Kept, Row
from tests.system.conditions import SECRET, Computer, Run
from tests.time_limits import wait_until

pytestmark = pytest.mark.unmeasured

EARLIER, NOW = "+41225550123", "+41445550123"


def arrived(computer: Computer) -> list[str]:
    return sorted(fax.destination for fax in computer.service.account.received())


def deliver_all(computer: Computer) -> None:
    """Deliver what waits, as any later command does where all is well again."""
    factory = computer.factory()
    services = factory.open(lambda _report: None)
    waiting = [claim.recipient.id for claim in services.store.delivery_queue.claims(OPEN)]

    def handed_over() -> bool:
        found = [services.store.submissions.recipient(number) for number in waiting]
        return all_handed_over([recipient for recipient in found if recipient is not None])

    def step() -> bool:
        ServiceLoop(services, lambda _seconds: None).run(handed_over, timedelta(seconds=1))
        return handed_over()

    try:
        wait_until(step, "all was delivered")
    finally:
        services.close()
        factory.folder.delivery_lock.release()


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_computer(
    row: Row,
    computer: Computer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    computer.keep(EARLIER)
    content = computer.document.read_bytes()
    with row.condition(computer):
        words = ["send", str(computer.document), "--to", NOW, *computer.changed]
        # A condition of the files, or of the way to the service, is none of how the program starts.
        alike = row.kind in {"database", "settings", "proxy"} or (row.kind == "network" and not computer.prefix)
        run = inside(computer, words, monkeypatch, capsys) if alike else computer.run(*words)
        at_once = arrived(computer).count(NOW)
    said = run.out + run.err
    assert run.code == row.code, said
    assert row.seen in said
    assert not any(odd in said for odd in ("Traceback", "had a fault", SECRET)), said
    assert len(run.err.splitlines()) <= 2, run.err
    assert computer.document.read_bytes() == content
    deliver_all(computer)
    assert at_once == (row.kept is Kept.ARRIVES)
    assert arrived(computer) == sorted([EARLIER] if row.kept is Kept.NOTHING else [EARLIER, NOW])


def inside(
    computer: Computer, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in this process: a program takes longer to start than to work, or goes on trying for seconds."""
    monkeypatch.setattr(send, "BRIEFLY", timedelta())
    monkeypatch.setattr(logfile, "start", lambda *_: None)
    for name, value in computer.environment().items():
        monkeypatch.setenv(name, value)
    capsys.readouterr()
    code = cli.main(words)
    out, err = capsys.readouterr()
    return Run(code, out, err)


@pytest.mark.parametrize("room", [0, 4096, 300 * 1024])
def test_a_practice_account_that_cannot_be_kept_is_told(room: int, computer: Computer) -> None:
    """Its service keeps its own files in the data folder. A send may end later, but never as a fault of FaxDesk."""
    computer.keep(EARLIER)
    with c.full_disk(room)(computer):
        run = computer.run("--practice", "send", str(computer.document), "--to", NOW)
    assert run.code in (5, 6), run.err
    assert "disk" in run.err or "Fax.Plus has a fault" in run.err
    assert "had a fault." not in run.err
    assert "Traceback" not in run.err
