"""The receiver stands whatever strangers send to it, and answers the next good call."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faxdesk.store.webhook_calls import WebhookCalls
from faxdesk.webhook import server as server_module
from tests.time_limits import PATIENCE
from tests.webhook.conftest import Target, body, receiving
from tests.webhook.hostile import Hostile


def attack(target: Target, calls: int, good_after: int, slow: int, seed: int = 1) -> None:
    """Make so many hostile calls, with a good one now and then, while so many others never come to an end."""
    hostile = Hostile(target.server.port, target.path, seed)
    waiting = [hostile.slow() for _ in range(slow)]
    for number in range(1, calls + 1):
        hostile.call()
        if number % good_after == 0:
            assert target.call(body(id=f"good {number}")) == 204
            assert target.calls.latest(1)[-1].call.session_id == f"good {number}"
    for line in waiting:
        with line:
            line.settimeout(PATIENCE)
            assert line.recv(1) == b"", "who is slow is dropped without a word"


def test_hostile_calls_are_survived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "SLOW_SECONDS", 1)
    with receiving(tmp_path) as target:
        attack(target, calls=150, good_after=25, slow=5)


def test_who_sends_a_byte_now_and_then_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is when the request began: a byte a second would keep a connection for ever."""
    monkeypatch.setattr(server_module, "SLOW_SECONDS", 1)
    with (
        receiving(tmp_path) as target,
        Hostile(target.server.port, target.path, 1).slow() as line,
        pytest.raises(ConnectionError),
    ):
        drip(line)


def drip(line: socket.socket) -> None:
    """Send a byte now and then, for as long as somebody takes them."""
    pause, end = threading.Event(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        line.sendall(b"x")
        pause.wait(0.05)


def test_more_than_the_limit_of_connections_only_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "SLOW_SECONDS", 1)
    monkeypatch.setattr(server_module, "CONNECTIONS", 8)
    with receiving(tmp_path) as target:
        hostile = Hostile(target.server.port, target.path, 1)
        waiting = [hostile.slow() for _ in range(20)]
        assert target.call() == 204
        for line in waiting:
            line.close()


@contextmanager
def program(folder: Path) -> Iterator[tuple[Target, int]]:
    """The receiver as a program of its own, and its number."""
    command = [sys.executable, "-m", "faxdesk", "--data-dir", str(folder), "webhook", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    reader = threading.Thread(target=process.stdout.read)
    reader.start()
    calls = WebhookCalls(folder / "webhooks.sqlite3")
    target = Target.__new__(Target)
    target.calls, target.path = calls, calls.path()
    target.server = type("Port", (), {"port": int(first["local_address"].rpartition(":")[2])})()
    try:
        yield target, process.pid
        assert process.poll() is None, "it never ended"
    finally:
        calls.close()
        process.kill()
        process.wait(PATIENCE)
        reader.join(PATIENCE)
        process.stdout.close()


def resident(pid: int) -> int:
    """The memory of a program, in MB, as /proc tells it."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


@pytest.mark.soak
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a program is read from /proc")
def test_ten_thousand_hostile_calls_are_survived(tmp_path: Path) -> None:
    with program(tmp_path / "data") as (target, pid):
        attack(target, calls=500, good_after=100, slow=50, seed=2)
        before = resident(pid)
        attack(target, calls=10_000, good_after=100, slow=100)
        after = resident(pid)
        sys.stdout.write(f"memory before {before} MB, after {after} MB, calls kept {target.calls.newest()}\n")
        assert after < before * 1.5 + 16
