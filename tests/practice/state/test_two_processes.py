"""One folder, open in two processes at once, as by window and command line: one account, the same for both."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faxdesk.practice import Fault, Pace, PracticeAccount, PracticeServer
from faxdesk.practice.account.account import DATABASE_FILE
from faxdesk.practice.database import PracticeDatabase, PracticeTrouble
from tests.contract.receiver import Receiver
from tests.practice.http_client import BUSY, GOOD, SENDER, Caller
from tests.time_limits import PATIENCE

PROGRAM = """
import json, sys
from pathlib import Path
from faxdesk.practice import PracticeAccount, PracticeServer
from tests.practice.http_client import Caller

folder, document, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
account = PracticeAccount(folder)
with PracticeServer(account) as server, Caller(server) as api:
    print("ready", flush=True)
    sys.stdin.readline()
    ids = [api.fax(api.path(document)) for _ in range(count)]
    account.clock.advance(1)
    print(json.dumps({"ids": ids, "token": server.token, "uid": account.uid}), flush=True)
"""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Caller, Caller]]:
    """Two services of one folder."""
    first, second = PracticeAccount(tmp_path / "one"), PracticeAccount(tmp_path / "one")
    with PracticeServer(first) as one, PracticeServer(second) as two, Caller(one) as here, Caller(two) as there:
        yield here, there


def test_both_serve_the_same_account(pair: tuple[Caller, Caller], sample_pdf: Path) -> None:
    here, there = pair
    assert (here.token, here.server.account.uid) == (there.token, there.server.account.uid)
    path = here.path(sample_pdf)
    key = there.fax(path)
    assert here.get(f"outbox/{key}").status == 200
    here.delete(f"outbox/{key}")
    assert there.get(f"outbox/{key}").status == 404
    assert here.server.account.received() == there.server.account.received()


def test_both_see_choices_faults_pace_and_clock(pair: tuple[Caller, Caller], sample_pdf: Path) -> None:
    here, there = pair
    here.get("outbox")
    there.server.account.switches.changed_status = 200
    there.server.account.pace = Pace.instant()
    there.server.account.clock.advance(3600)
    there.server.account.faults.add(Fault.status(500))
    assert here.server.account.switches.changed_status == 200
    assert here.server.account.pace == Pace.instant()
    before = here.server.account.clock.now()
    assert before <= there.server.account.clock.now() <= here.server.account.clock.now()
    assert here.get("outbox").status == 500
    assert there.get("outbox").status == 200
    here.send(here.path(sample_pdf))
    assert len(there.archive()) == 1


def test_webhooks_are_told_once(pair: tuple[Caller, Caller], sample_pdf: Path) -> None:
    here, there = pair
    here.server.account.pace = Pace.instant()
    with Receiver() as receiver:
        there.post("/v3/hooks", {"target": receiver.address, "event": "fax_sent"})
        path = here.path(sample_pdf)
        for caller in (here, there, here, there):
            caller.send(path, to=(GOOD, BUSY))
        for _ in range(8):
            receiver.handle_request()
    ids = [body["hook"]["id"] for body in receiver.bodies]
    assert sorted(ids) == sorted(here.server.account.archived_ids())


def test_two_programs_at_once(tmp_path: Path, sample_pdf: Path) -> None:
    """Both make the account, both send; no id comes twice and nothing is lost."""
    folder, count = tmp_path / "one", 20
    command = [sys.executable, "-c", PROGRAM, str(folder), str(sample_pdf), str(count)]
    root, pipe = Path(__file__).parents[2], subprocess.PIPE
    programs = [subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8", cwd=root) for _ in range(2)]
    told = []
    for program in programs:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    for program in programs:
        out, _ = program.communicate(timeout=PATIENCE)
        assert program.returncode == 0
        told.append(json.loads(out))
    with PracticeAccount(folder) as account:
        every = [fax.id for fax in account.received()]
        assert account.token == told[0]["token"] == told[1]["token"]
        assert account.uid == told[0]["uid"] == told[1]["uid"]
        before = account.clock.real()
        now = account.clock.now()
        assert before + 2 <= now + 0.001, "both pushed the clock"
        assert now - 0.001 <= account.clock.real() + 2
    assert sorted(every) == sorted(told[0]["ids"] + told[1]["ids"])
    assert len(set(every)) == 2 * count


def test_an_account_goes_on_where_it_was(tmp_path: Path, sample_pdf: Path) -> None:
    with PracticeServer(PracticeAccount(tmp_path / "one")) as server, Caller(server) as api:
        path = api.path(sample_pdf)
        key = api.fax(path, send_time="2040-01-01 00:00:00 +0000")
        server.account.switches.record_naming = "both"
        kept = (server.token, server.account.uid, server.account.oauth_client)
    with PracticeServer(PracticeAccount(tmp_path / "one")) as server, Caller(server) as api:
        assert (server.token, server.account.uid, server.account.oauth_client) == kept
        assert server.account.switches.record_naming == "both"
        assert [record["id"] for record in api.outbox()] == [key]
        server.account.clock.advance(20 * 365 * 86400)
        assert api.get(f"faxes/{key}").json["from_number"] == SENDER


def test_a_folder_of_another_version_is_refused(tmp_path: Path) -> None:
    with PracticeAccount(tmp_path) as account, account.database.write() as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(PracticeTrouble, match="another version of FaxDesk"):
        PracticeAccount(tmp_path)


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = PracticeDatabase(tmp_path / DATABASE_FILE, durable=True)

    def fail() -> None:
        with database.write() as db, database.write() as inner:
            assert db is inner
            inner.execute("INSERT INTO issued VALUES ('1')")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with database.read() as db, database.read() as inner:
        assert db is inner
        assert inner.execute("SELECT * FROM issued").fetchall() == []
    database.close()
