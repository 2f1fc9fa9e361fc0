"""`faxdesk webhook`: the receiver as scripts start it, and what looks after the registrations."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from faxdesk.cli import main
from tests.ports import free_port
from tests.time_limits import PATIENCE
from tests.webhook.conftest import JSON, body

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def call(address: str, **data: Any) -> int:
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)) as line:
        line.request("POST", parts.path, json.dumps(body(**data)).encode(), JSON)
        return line.getresponse().status


@contextmanager
def serving(shell: Shell, *options: str) -> Iterator[tuple[Any, Any]]:
    """The receiver as a program, and its first line."""
    process = shell.start("webhook", "serve", "--port", "0", *options)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a program could answer")
def test_the_receiver_says_its_address_and_each_call(lonely: Shell) -> None:
    """Nobody has signed in here: the receiver needs no token."""
    with serving(lonely, "--json") as (process, line):
        first = json.loads(line)
        assert first["address"].startswith(first["listens"] + "/hook/")
        assert call(first["address"], to="+41 44-555 01 23") == 204
        told = json.loads(process.stdout.readline())
        assert (told["call"], told["event"], told["to"]) == (1, "fax_sent", "+41445550123")
        assert told["told_at"] == "2026-11-23T22:07:40+00:00"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (0, "", "")


def run(shell: Shell, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    """Run a command in this process; return its code, the JSON that it printed, and what it said."""
    code = main(["--data-dir", str(shell.folder), "webhook", *arguments])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out.startswith(("{", "[")) else out, err


@pytest.fixture
def signed_in(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("FAXDESK_API_URL", shell.url)
    monkeypatch.setenv("FAXDESK_TOKEN", shell.token)
    return shell


def test_registrations_are_added_listed_tested_and_removed(
    signed_in: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(signed_in) as (_process, line):
        address = line.strip()
        code, added, _ = run(signed_in, capsys, "add", address, "--json")
        assert (code, added["target"], added["event"], added["added"]) == (0, address, "fax_sent", True)
        code, again, said = run(signed_in, capsys, "add", address, "--json")
        assert (code, again["id"], again["added"]) == (0, added["id"], False)
        assert "registered already" in said
        code, tested, _ = run(signed_in, capsys, "test", "--json")
        assert (code, [one["result"] for one in tested]) == (0, ["arrived"])
        assert call(address, to="+41445550123") == 204
        code, listed, _ = run(signed_in, capsys, "list", "--json")
        assert listed["address"] == address
        (one,) = listed["webhooks"]
        assert (one["id"], one["ours"], one["problems"]) == (added["id"], True, [])
        assert [heard["event"] for heard in listed["calls"]] == ["faxdesk_test", "fax_sent"]
        assert run(signed_in, capsys, "list")[0] == 0
    code, tested, _ = run(signed_in, capsys, "test", added["id"], "--json")
    assert (code, tested[0]["result"]) == (6, "dead"), "the receiver has ended"
    assert run(signed_in, capsys, "remove", added["id"], "--json")[:2] == (0, {"id": added["id"], "removed": True})
    code, _, said = run(signed_in, capsys, "remove", added["id"])
    assert (code, "There is no webhook" in said) == (3, True)
    code, _, said = run(signed_in, capsys, "test")
    assert (code, "No webhook is registered" in said) == (3, True)
    assert run(signed_in, capsys, "list")[1].startswith("No webhook is registered.")


def test_a_call_is_taken_once_more(lonely: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "call.json"
    file.write_text(json.dumps(body(status="success")), encoding="utf-8")
    code, told, _ = run(lonely, capsys, "replay", str(file), "--json")
    assert (code, told["call"], told["status"]) == (0, 1, "success")
    assert run(lonely, capsys, "replay", "1", "--json")[1] == {**told, "call": 2}
    assert "success" in run(lonely, capsys, "replay", "2")[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read"), (b"[]", "not the body of a call"), (b"{}" + b" " * 70_000, "too large")],
)
def test_what_is_no_call_is_refused(
    content: bytes | None, words: str, lonely: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "call.json"
    if content is not None:
        file.write_bytes(content)
    code, _, said = run(lonely, capsys, "replay", str(file))
    assert (code, words in said) == (3, True), said


def test_a_call_that_is_not_kept_is_refused(lonely: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = run(lonely, capsys, "replay", "7")
    assert (code, "There is no call 7" in said) == (3, True)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--public-url", "desk.example.com"), 3, "not a web address"),
        (("--public-url", "http://desk.example.com"), 3, "not encrypted"),
        (("--secret", "short"), 3, "not the secret of a webhook"),
        (("--secret", ""), 3, "not the secret of a webhook"),
    ],
    ids=str,
)
def test_what_cannot_be_served_is_said(
    options: tuple[str, ...], code: int, words: str, lonely: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _, said = run(lonely, capsys, "serve", "--port", str(free_port()), *options)
    assert (found, words in said) == (code, True), said


def test_a_port_that_is_taken_is_said(lonely: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        code, _, said = run(lonely, capsys, "serve", "--port", str(taken.getsockname()[1]))
    assert (code, "could not start at 127.0.0.1" in said) == (6, True)


def test_a_secret_of_the_environment_is_none_that_others_can_read(
    lonely: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAXDESK_WEBHOOK_SECRET", "short")
    code, _, said = run(lonely, capsys, "serve")
    assert (code, "not the secret of a webhook" in said) == (3, True)
    assert "short" not in said
