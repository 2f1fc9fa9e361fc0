"""`faxdesk webhook`: the receiver as scripts start it, and what looks after the registrations."""

from __future__ import annotations

import http.client
import io
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

from faxdesk.cli import webhook
from faxdesk.core.model import WebhookCall
from tests.cli import printed_json
from tests.ports import free_port
from tests.time_limits import PATIENCE
from tests.webhook.conftest import JSON, body

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def call(address: str, **data: Any) -> int:
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)) as line:
        told = body(**data)
        told["hook"]["target"] = address
        line.request("POST", parts.path, json.dumps(told).encode(), JSON)
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
        assert first["event"] == "listening"
        assert first["address"].startswith(first["local_address"] + "/hook/")
        assert call(first["address"], to="+41 44-555 01 23") == 204
        second = process.stdout.readline()
        printed_json.check(["webhook", "serve", "--json"], 0, line + second, "")
        told = json.loads(second)["call"]
        assert (told["id"], told["event"], told["to"]) == (1, "fax_sent", "+41445550123")
        assert told["told_at"] == "2026-11-23T22:07:40Z"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (0, "", "")


def test_registrations_are_added_listed_tested_and_removed(shell: Shell) -> None:
    with serving(shell) as (_process, line):
        address = line.strip()
        added = shell.run("webhook", "add", address, "--json")
        told = added.value
        assert (added.code, told["target"], told["event"], told["added"]) == (0, address, "fax_sent", True)
        again = shell.run("webhook", "add", address, "--json")
        assert (again.code, again.value) == (0, {**told, "added": False})
        assert "registered already" in again.err
        tested = shell.run("webhook", "test", "--json")
        assert (tested.code, [one["result"] for one in tested.value]) == (0, ["arrived"])
        assert call(address, to="+41445550123") == 204
        listed = shell.run("webhook", "list", "--json").value
        assert listed["address"] == address
        (one,) = listed["webhooks"]
        assert (one["id"], one["ours"], one["problems"]) == (told["id"], True, [])
        assert [heard["event"] for heard in listed["calls"]] == ["faxdesk_test", "fax_sent"]
        text = shell.run("webhook", "list")
        assert (text.code, [told["id"] in text.out, "+41445550123" in text.out]) == (0, [True, True])
    tested = shell.run("webhook", "test", told["id"], "--json")
    assert (tested.code, tested.value[0]["result"]) == (6, "dead"), "the receiver has ended"
    assert shell.run("webhook", "remove", told["id"], "--json").value == {"id": told["id"]}
    gone = shell.run("webhook", "remove", told["id"])
    assert (gone.code, "There is no webhook" in gone.err) == (3, True)
    nothing = shell.run("webhook", "test")
    assert (nothing.code, "No webhook is registered" in nothing.err) == (3, True)
    assert shell.run("webhook", "list").out.startswith("No webhook is registered.")


def test_people_read_the_same_in_words(shell: Shell) -> None:
    with serving(shell) as (process, line):
        address = line.strip()
        assert "the address to register" in process.stdout.readline()
        assert "Press Ctrl-C to stop" in process.stdout.readline()
        added = shell.run("webhook", "add", address)
        webhook = added.out.split()[0]
        assert added.out == f"{webhook}  fax_sent  {address}\n"
        assert "never heard here" in shell.run("webhook", "list").out
        assert call(address, to="+41445550123") == 204
        assert "last heard" in shell.run("webhook", "list").out
        assert shell.run("webhook", "test").out == f"{webhook}  {address}  arrived\n"
        assert "+41445550123" in process.stdout.readline()
    assert shell.run("webhook", "remove", webhook).out == f"{webhook} is removed.\n"
    refused = shell.run("webhook", "test", webhook)
    assert (refused.code, f"There is no webhook {webhook}" in refused.err) == (3, True)


def test_nothing_that_stops_reading_stops_the_receiver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    sys.stdout.close()
    teller = webhook._CallPrinter(as_json=False)
    teller.tell(1, WebhookCall("fax_sent"))
    assert sys.stdout is None
    teller.tell(2, WebhookCall("fax_sent"))


def test_the_receiver_of_the_practice_account_has_a_folder_of_its_own(lonely: Shell) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        assert lonely.run("--practice", "webhook", "serve", "--port", taken.getsockname()[1]).code == 6
    assert [path.parent.name for path in lonely.folder.rglob("webhooks.sqlite3")] == ["practice"]


def test_where_no_receiver_has_run_there_is_no_address(shell: Shell) -> None:
    assert shell.run("webhook", "list", "--json").value == {"address": None, "webhooks": [], "calls": []}


def test_a_call_is_taken_once_more(lonely: Shell, tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    file.write_text(json.dumps(body(status="success")), encoding="utf-8")
    told = lonely.run("webhook", "replay", file, "--json").value
    assert (told["id"], told["status"]) == (1, "success")
    assert lonely.run("webhook", "replay", "1", "--json").value == {**told, "id": 2}
    assert "success" in lonely.run("webhook", "replay", "2").out


def test_what_a_call_does_not_say_is_null_or_empty(lonely: Shell, tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    file.write_bytes(b"{}")
    told = lonely.run("webhook", "replay", file, "--json").value
    assert {name for name, value in told.items() if value is None} == {"fax_id", "session_id", "pages", "told_at"}
    assert {name for name, value in told.items() if value == ""} == {"event", "status", "from", "to"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read"), (b"[]", "not the body of a call"), (b"{}" + b" " * 70_000, "too large")],
)
def test_what_is_no_call_is_refused(content: bytes | None, words: str, lonely: Shell, tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    if content is not None:
        file.write_bytes(content)
    refused = lonely.run("webhook", "replay", file)
    assert (refused.code, words in refused.err) == (3, True), refused.err


def test_a_call_that_is_not_kept_is_refused(lonely: Shell) -> None:
    refused = lonely.run("webhook", "replay", "7")
    assert (refused.code, "There is no call 7" in refused.err) == (3, True)


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
def test_what_cannot_be_served_is_said(options: tuple[str, ...], code: int, words: str, lonely: Shell) -> None:
    refused = lonely.run("webhook", "serve", "--port", free_port(), *options)
    assert (refused.code, words in refused.err) == (code, True), refused.err


def test_a_port_that_is_taken_is_said(lonely: Shell) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        failed = lonely.run("webhook", "serve", "--port", taken.getsockname()[1], "--json")
    (told,) = map(json.loads, failed.err.splitlines())
    assert (failed.code, told["exit_code"], "could not start at 127.0.0.1" in told["text"]) == (6, 6, True)


def test_a_secret_of_the_environment_is_none_that_others_can_read(
    lonely: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAXDESK_WEBHOOK_SECRET", "short")
    refused = lonely.run("webhook", "serve")
    assert (refused.code, "not the secret of a webhook" in refused.err) == (3, True)
    assert "short" not in refused.err
