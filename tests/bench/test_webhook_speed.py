"""How soon a call is answered and changes a row, and that the receiver stays as small as it was."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from faxdesk.core.times import utc_now
from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from faxdesk.services import container
from faxdesk.services.follow import Cadence
from faxdesk.store.fax_lists import Listing
from tests.bench.measure import ROOT, Figure, Note
from tests.time_limits import PATIENCE, PATIENCE_MS
from tests.ui.webhooks.desk import HELD_OFF, Desk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.bench

RATE, SECONDS = 200, 20
MANY = 100_000
FAXES = 15
BODY = json.dumps(
    {"hook": {"id": "0" * 24, "event": "fax_sent"}, "data": {"id": "0" * 24, "status": "success"}}
).encode()


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The receiver as a program, with its address and its number. Its lines are read, as the window reads them."""
    arguments = ["--data-dir", str(tmp_path / "data"), "webhook", "serve", "--port", "0", "--json"]
    process = subprocess.Popen([sys.executable, "-m", "faxdesk", *arguments], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    address = json.loads(process.stdout.readline())["address"]
    reader = threading.Thread(target=_drain, args=(process,))
    reader.start()
    yield address, process.pid
    process.kill()
    process.wait(PATIENCE)
    reader.join(PATIENCE)


def _drain(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        for _line in lines:
            pass


def call(address: str) -> float:
    """Make a call; return the seconds until its answer, with the connection."""
    parts = urlsplit(address)
    started = time.perf_counter()
    with closing(http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)) as line:
        line.request("POST", parts.path, BODY, {"Content-Type": "application/json"})
        assert line.getresponse().status == 204
    return time.perf_counter() - started


def call_often(address: str, times: int) -> None:
    """Make so many calls, one after the other, with as little work of our own as can be."""
    parts = urlsplit(address)
    head = (f"POST {parts.path} HTTP/1.1", "Host: x", "Content-Type: application/json", f"Content-Length: {len(BODY)}")
    request = "\r\n".join([*head, "", ""]).encode() + BODY
    for _ in range(times):
        with socket.create_connection((parts.hostname, parts.port), PATIENCE) as line:
            line.sendall(request)
            answer = line.recv(4096)
        # More than the receiver takes at once is refused: it is its memory that is measured, not its pace.
        assert answer.startswith((b"HTTP/1.1 204", b"HTTP/1.1 429")), answer


def resident(pid: int) -> int:
    """The memory of a program, in MB."""
    return int(Path(f"/proc/{pid}/status").read_text("ascii").partition("VmRSS:")[2].split()[0]) // 1024


def test_a_call_is_answered_soon_at_200_a_second(receiver: tuple[str, int], note: Note) -> None:
    address, _pid = receiver
    pause, begun = threading.Event(), time.perf_counter()
    took = []
    for number in range(RATE * SECONDS):
        pause.wait(max(0.0, begun + number / RATE - time.perf_counter()))
        took.append(call(address))
    done = time.perf_counter() - begun
    reached = f"{RATE * SECONDS / done:.0f} calls a second"
    note(
        Figure(
            "webhook: answer of a call, median", f"{median(took) * 1000:.1f} ms", "", median(took) * 1000, 20, reached
        )
    )
    last = quantiles(took, n=100)[98] * 1000
    note(Figure("webhook: answer of a call, 99 of 100", f"{last:.1f} ms", "", last, None, reached))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a program is read from /proc")
def test_memory_stays_flat(receiver: tuple[str, int], note: Note) -> None:
    address, pid = receiver
    call_often(address, MANY // 20)
    before = resident(pid)
    call_often(address, MANY - MANY // 20)
    after = resident(pid)
    note(
        Figure(
            f"webhook: memory over {MANY:,} calls",
            f"{after} MB",
            f"{before} MB",
            after / before,
            1.1,
            "after a warm-up",
        )
    )


def test_a_call_changes_a_row_soon(
    qtbot: QtBot, tmp_path: Path, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch, note: Note
) -> None:
    """From the moment at which the receiver has a call to the row of a window on the screen, with polling held off."""
    monkeypatch.setattr(container, "NEAR", HELD_OFF)
    took = []
    with PracticeServer(PracticeAccount(pace=Pace(0.1, 0.1, 0.1, 1.0, 2.0, 0.1))) as server:
        desk = Desk(qtbot, tmp_path / "data", server, receives=True)
        address = desk.listens()
        server.account.webhooks.add(server.account.uid, address, "fax_sent", server.account.clock.now())
        sent = desk.window.lists.pages[Listing.SENT].model
        for number in range(1, FAXES + 1):
            desk.send(sample_pdf)
            qtbot.waitUntil(lambda count=number: sent.rowCount() == count, timeout=PATIENCE_MS)  # type: ignore[misc]
            seen = utc_now()
            (heard,) = desk.backend.store.webhook_calls.latest(1)
            took.append((seen - heard.heard_at).total_seconds())
        desk.leave()
    told = f"{median(took) * 1000:.0f} ms"
    note(Figure("webhook: call to changed row, median", told, "", median(took) * 1000, 300))
    poll = Cadence().most
    note(Figure("webhook: the same beside the pause of a poll", told, f"{poll:g} s", median(took) / poll, 0.1))
