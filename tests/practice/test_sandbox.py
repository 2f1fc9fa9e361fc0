"""The service as a program of its own: it says where it is, and ends when it shall."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faxdesk.core import pipes
from faxdesk.practice import OUTCOMES, PracticeAccount, sandbox
from faxdesk.practice.sandbox import serve
from tests.time_limits import PATIENCE

PROGRAM = """
import sys, warnings
from argparse import Namespace
from functools import partial
from pathlib import Path
from faxdesk.cli.sandbox import _introduce
from faxdesk.practice.http import connection, server
from faxdesk.practice.sandbox import serve

# Nobody who is still connected is waited for, however long.
server.PATIENCE = connection.ConnectionHandler.timeout = 3600
folder = Path(sys.argv[1]) if sys.argv[1] else None
options = Namespace(json=False, until_eof=sys.argv[2] == "eof")
sys.exit(serve(0, folder, partial(_introduce, options), until_eof=options.until_eof))
"""


class Sandbox:
    """A running service."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.url, self.token = process.stdout.readline().split()
        self.port = int(self.url.rpartition(":")[2].partition("/")[0])

    def ask(self) -> str:
        request = urllib.request.Request(  # noqa: S310  a loopback address
            f"{self.url}/accounts/self", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  the same
            return str(json.load(answer)["uid"])

    def wait(self) -> tuple[str, str]:
        """Wait for the end; return what was written meanwhile."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.wait(PATIENCE)
        # Not `communicate`, which forgets what was read ahead together with the first line.
        return self.process.stdout.read(), self.process.stderr.read()


@contextmanager
def running(folder: str = "", until: str = "") -> Iterator[Sandbox]:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-X", "dev", "-c", PROGRAM, folder, until],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )
    try:
        yield Sandbox(process)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for other programs")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_ends_on_a_signal_although_somebody_is_connected(number: signal.Signals) -> None:
    with running() as sandbox, socket.create_connection(("127.0.0.1", sandbox.port)) as kept:
        head = f"GET /v3/accounts/self HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {sandbox.token}\r\n\r\n"
        kept.sendall(head.encode())
        assert kept.recv(12) == b"HTTP/1.1 200"
        sandbox.process.send_signal(number)
        out, errors = sandbox.wait()
        assert (sandbox.process.returncode, errors) == (0, "")
    for outcome in OUTCOMES:
        assert f"{outcome.number}  {outcome.sentence}" in out
    assert out.endswith("Press Ctrl-C to stop.\n")


@pytest.mark.parametrize("connected", [False, True])
def test_it_ends_with_whoever_started_it(connected: bool) -> None:
    with running(until="eof") as sandbox:
        kept = socket.create_connection(("127.0.0.1", sandbox.port)) if connected else None
        assert sandbox.ask()
        assert sandbox.process.stdin is not None
        sandbox.process.stdin.close()
        sandbox.process.stdin = None
        out, errors = sandbox.wait()
        assert (sandbox.process.returncode, out, errors) == (0, "", "")
        if kept is not None:
            kept.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for other programs")
def test_a_signal_ends_it_while_it_waits_for_input() -> None:
    with running(until="eof") as sandbox:
        sandbox.process.send_signal(signal.SIGTERM)
        _, errors = sandbox.wait()
        assert (sandbox.process.returncode, errors) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="select takes sockets only there")
def test_nobody_waits_inside_a_read_of_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the libraries of a first document would wait with them, and no fax would ever be delivered."""
    ours, theirs = os.pipe()
    looks: list[str] = []

    def read(stream: int, most: int) -> bytes:
        if stream == ours:
            assert select.select([stream], [], [], 0)[0], "this read would wait"
            looks.append("read")
        return real_read(stream, most)

    def has_ended(stream: int) -> bool:
        ended = real_look(stream)
        looks.append("ended" if ended else "open")
        # First there is nothing, then something, then the end.
        if looks == ["open"]:
            os.write(theirs, b"something")
        elif looks == ["open", "read", "open"]:
            os.close(theirs)
        return ended

    real_read, real_look = os.read, pipes.has_ended
    monkeypatch.setattr(os, "read", read)
    monkeypatch.setattr(pipes, "has_ended", has_ended)
    monkeypatch.setattr(sandbox, "_STDIN", ours)
    assert serve(0, None, lambda _told: None, until_eof=True) == 0
    os.close(ours)
    assert looks == ["open", "read", "open", "read", "ended"]


def test_its_folder_is_kept(tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        with running(str(tmp_path / "kept"), until="eof") as sandbox:
            found.append((sandbox.token, sandbox.ask()))
    assert found[0] == found[1]


def test_a_taken_port_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    written: list[sandbox.Introduction] = []
    handler = signal.getsignal(signal.SIGTERM)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match=str(errno.EADDRINUSE)):
        serve(taken.getsockname()[1], tmp_path, written.append)
    assert written == []
    assert signal.getsignal(signal.SIGTERM) is handler
    with PracticeAccount(tmp_path) as account:
        assert account.token


@pytest.mark.parametrize(("closed", "until_eof"), [(False, True), (True, True)], ids=["end", "closed"])
def test_without_a_standard_input_it_ends_at_once(
    closed: bool, until_eof: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "input"
    place.write_bytes(b"some lines\n" * 1000)
    with place.open("rb") as stream:
        number = stream.fileno() if not closed else 10_000
        monkeypatch.setattr("faxdesk.practice.sandbox._STDIN", number)
        written: list[sandbox.Introduction] = []
        assert serve(0, None, written.append, until_eof=until_eof) == 0
    assert len(written) == 1
