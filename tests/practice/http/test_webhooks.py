"""Webhooks: registered on this computer only, told of every attempt, once."""

from __future__ import annotations

import errno
import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from faxdesk.practice.http import server as server_module
from faxdesk.practice.http import webhook_ticker as ticker_module
from faxdesk.practice.http.webhook_ticker import WebhookTicker
from tests.contract.receiver import Receiver
from tests.ports import free_port
from tests.practice.http_client import BUSY, BUSY_ONCE, GOOD, PARTIAL, SENDER, Caller
from tests.system_words import said_of
from tests.time_limits import PATIENCE, wait_until

RETRY = {"retry": {"count": 1, "delay": 10}}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


def register(api: Caller, target: str, event: str = "fax_sent") -> str:
    answer = api.post("/v3/hooks", {"target": target, "event": event})
    assert answer.status == 201, answer
    return str(answer.json["id"])


def test_hooks_are_registered_listed_and_removed(api: Caller, account: PracticeAccount) -> None:
    target = "http://127.0.0.1:9090/callback?secret=1"
    first, second = register(api, target), register(api, target)
    other = register(api, "http://[::1]:9090/", "fax_received")
    listed = api.get("/v3/hooks", event="fax_sent").json
    assert {"id": first, "target": target, "event": "fax_sent"} in listed["data"]
    assert {hook["id"] for hook in listed["data"]} == {first, second}
    assert api.delete(f"/v3/hooks/{first}").status == 204
    assert api.delete(f"/v3/hooks/{first}").status == 404
    assert [hook["id"] for hook in api.get("/v3/hooks", event="fax_sent").json["data"]] == [second]
    assert [hook["id"] for hook in api.get("/v3/hooks", event="fax_received").json["data"]] == [other]
    assert api.get("/v3/hooks", event="fax_page_received").json == {"data": []}


def test_a_hook_belongs_to_who_registered_it(api: Caller, account: PracticeAccount) -> None:
    hook = register(api, "http://localhost:9090/")
    with Caller(api.server, account.issue_token(uid=account.members.without_admin()[0].uid)) as member:
        assert member.get("/v3/hooks", event="fax_sent").json == {"data": []}
        assert member.delete(f"/v3/hooks/{hook}").status == 404


@pytest.mark.parametrize(
    "target",
    [
        "https://example.com/callback",
        "http://192.168.1.10/",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1@example.com/",
        "http://127.1/",
        "http://0.0.0.0:80/",
        "http://localhost.example.com/",
    ],
)
def test_nothing_leaves_this_computer(target: str, api: Caller) -> None:
    answer = api.post("/v3/hooks", {"target": target, "event": "fax_sent"})
    assert (answer.status, answer.json["error"]) == (400, "target_not_local")
    assert "never leaves this computer" in answer.refusal


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"event": "fax_sent"}, 400, "target: is a required property"),
        ({"target": 1, "event": "fax_sent"}, 400, "target: 1 is not of type 'string'"),
        ({"target": "ftp://127.0.0.1/", "event": "fax_sent"}, 400, "target: 'ftp://127.0.0.1/' is not an http"),
        ({"target": "http://127.0.0.1:x/", "event": "fax_sent"}, 400, "target: 'http://127.0.0.1:x/' is not an http"),
        ({"target": "http://", "event": "fax_sent"}, 400, "target: 'http://' is not an http"),
        ({"target": "http://127.0.0.1/ x", "event": "fax_sent"}, 400, "target: "),
        ({"target": "http://127.0.0.1/"}, 400, "event: is a required property"),
        ({"target": "http://127.0.0.1/", "event": "fax_lost"}, 400, "event: 'fax_lost' is not one of fax_sent"),
        ({"target": "http://127.0.0.1/", "event": "fax_page_received"}, 403, "event: fax streaming is not turned on"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_refusal_names_the_member(body: dict[str, Any], status: int, words: str, api: Caller) -> None:
    answer = api.post("/v3/hooks", body)
    assert answer.status == status
    assert answer.refusal.startswith(words)


def test_the_event_is_required_for_a_list(api: Caller) -> None:
    assert api.get("/v3/hooks").status == 400
    assert api.get("/v3/hooks", event="none").status == 400


def test_a_fax_is_told_with_both_ids(
    instant: Caller, account: PracticeAccount, receiver: Receiver, sample_pdf: Path
) -> None:
    hook = register(instant, receiver.address)
    key = instant.fax(instant.path(sample_pdf), comment={"text": "x"})
    receiver.handle_request()
    record = instant.get(f"faxes/{key}").json
    assert receiver.bodies == [
        {
            "hook": {
                "id": key,
                "event": "fax_sent",
                "event_time": "2026-11-24 06:00:00",
                "target": receiver.address,
            },
            "data": {
                "id": key,
                "uid": account.uid,
                "pages": 2,
                "from": SENDER,
                "to": GOOD,
                "start_time": record["start_time"],
                "file": record["file"],
                "file_name": "fax-to-41445550123",
                "cost": 2,
                "status": "success",
            },
        }
    ]
    (delivery,) = deliveries(account, 1)
    assert (delivery.hook, delivery.fax, delivery.result) == (hook, key, "200")


def deliveries(account: PracticeAccount, count: int) -> tuple[Any, ...]:
    """The ledger, once it has so many entries: what a target has read is written down a moment later."""
    wait_until(lambda: len(account.webhooks.deliveries()) >= count, f"delivery {count}")
    return account.webhooks.deliveries()


class _Noting(WebhookTicker):
    """A ticker that keeps what it would tell."""

    def __init__(self, account: PracticeAccount) -> None:
        super().__init__(account)
        self.told: list[tuple[str, str]] = []
        self.signatures: list[dict[str, str]] = []
        self.answers: list[int] = []

    def _post(self, target: str, body: bytes, signature: Mapping[str, str]) -> int:
        self.told.append((target, body.decode()))
        self.signatures.append(dict(signature))
        return self.answers.pop(0) if self.answers else 200


def statuses(account: PracticeAccount) -> list[tuple[str, str]]:
    """What a ticker would tell, in its order: the event and the final status of each."""
    ticker = _Noting(account)
    ticker.tick()
    return ticker.told


@pytest.fixture
def silent(account: PracticeAccount, api: Caller) -> PracticeAccount:
    """The account without the ticker of its server, so that a test can tick."""
    ticker = api.server._ticker
    assert ticker is not None
    ticker.end()
    for thread in api.server._threads:
        if thread.name == "practice webhooks":
            thread.join(PATIENCE)
    account.changed.clear()
    return account


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        ({}, ["failed_user_busy", "success", "failed_user_busy", "failed_user_busy"]),
        ({"webhook_per_attempt": False}, ["success", "failed_user_busy"]),
        ({"webhook_for_failures": False}, ["success"]),
        ({"webhook_per_attempt": False, "webhook_for_failures": False}, ["success"]),
    ],
    ids=["every attempt", "the last", "no failures", "the last, no failures"],
)
def test_what_is_told_as_chosen(
    switches: dict[str, Any], told: list[str], api: Caller, silent: PracticeAccount, sample_pdf: Path
) -> None:
    silent.settings.merge("choices", switches)
    register(api, "http://127.0.0.1:9/")
    path = api.path(sample_pdf)
    first = api.fax(path, to=BUSY_ONCE, options=RETRY)
    second = api.fax(path, to=BUSY, options=RETRY)
    silent.advance_to_end()
    found = [body for _, body in statuses(silent)]
    assert sorted(status for status in ("success", "failed_user_busy") for body in found if f'"{status}"' in body) == (
        sorted(told)
    )
    assert all(f'"id": "{first}"' in body or f'"id": "{second}"' in body for body in found), "the id of the session"
    assert statuses(silent) == [], "once"


def test_each_may_be_delivered_again_and_again(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    silent.switches.webhook_deliveries = 3
    register(api, "http://127.0.0.1:9/")
    api.send(api.path(sample_pdf))
    silent.advance_to_end()
    found = statuses(silent)
    assert len(found) == 3
    assert len(set(found)) == 1


def test_names_and_spelling_as_chosen(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    silent.switches.webhook_naming = "both"
    silent.switches.webhook_spelling = "spaces"
    register(api, "http://127.0.0.1:9/")
    path = api.path(sample_pdf)
    api.send(path)
    api.post("outbox", {"from": "no_number", "to": [GOOD], "files": [path]})
    silent.advance_to_end()
    (_, named), (_, nameless) = statuses(silent)
    for member in ("from", "from_number"):
        assert f'"{member}": "+41 44 555 01 00"' in named
        assert f'"{member}": "no_number"' in nameless
    for member in ("to", "to_number"):
        assert f'"{member}": "+41 44 555 01 23"' in named


def test_the_words_of_a_call_are_as_chosen(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    silent.settings.merge("choices", {"webhook_status": "translated", "webhook_uid": False, "webhook_cost": "fraction"})
    register(api, "http://127.0.0.1:9/")
    path = api.path(sample_pdf)
    api.send(path)
    api.send(path, to=(BUSY,))
    silent.advance_to_end()
    data = [json.loads(body)["data"] for _, body in statuses(silent)]
    assert sorted(found["status"] for found in data) == ["fallito", "successo"]
    assert not any("uid" in found for found in data)
    assert {type(found["cost"]) for found in data} == {float}


def test_a_delivery_is_tried_again_as_chosen(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    silent.switches.webhook_retries = 2
    register(api, "http://127.0.0.1:9/")
    api.send(api.path(sample_pdf))
    silent.advance_to_end()
    ticker = _Noting(silent)
    ticker.answers = [503, 200]
    ticker.tick()
    assert [delivery.result for delivery in silent.webhooks.deliveries()] == ["503", "200"], "not once more"


def test_a_signature_is_that_of_the_standard(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    silent.switches.webhook_signature = "standard"
    silent.switches.webhook_retries = 1
    register(api, "http://127.0.0.1:9/")
    api.send(api.path(sample_pdf))
    silent.clock.advance(time.time() - silent.clock.now())
    ticker = _Noting(silent)
    ticker.answers = [500]
    ticker.tick()
    first, again = ticker.signatures
    assert first["webhook-id"] == again["webhook-id"], "so that whoever is told twice can tell"
    secret = api.get("/practice/webhook-secret").json["secret"]
    Webhook(secret).verify(ticker.told[0][1], first)


def test_a_call_can_come_before_the_record(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    silent.switches.webhook_time = "finished"
    silent.switches.archive_gap = 100
    register(api, "http://127.0.0.1:9/")
    key = api.fax(api.path(sample_pdf))
    silent.clock.advance(60)
    assert len(statuses(silent)) == 1
    assert api.get(f"faxes/{key}").status == 404
    silent.clock.advance(100)
    assert statuses(silent) == []
    assert api.get(f"faxes/{key}").status == 200


def test_nobody_is_told_of_what_was_before(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    api.send(api.path(sample_pdf))
    silent.advance_to_end()
    silent.clock.advance(1)
    register(api, "http://127.0.0.1:9/")
    assert statuses(silent) == []


def test_nothing_is_told_before_its_time(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    register(api, "http://127.0.0.1:9/")
    api.send(api.path(sample_pdf))
    assert statuses(silent) == []
    silent.clock.advance(60)
    assert len(statuses(silent)) == 1


def test_a_cancelled_fax_is_not_told(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    register(api, "http://127.0.0.1:9/")
    api.delete(f"outbox/{api.fax(api.path(sample_pdf))}")
    silent.clock.advance(60)
    assert statuses(silent) == []


def test_the_ticker_waits_for_the_next_event(api: Caller, silent: PracticeAccount, sample_pdf: Path) -> None:
    ticker = WebhookTicker(silent)
    assert ticker.tick() == 1.0
    api.send(api.path(sample_pdf))
    assert ticker.tick() == 1.0, "the clock stands still, so nothing comes by itself"
    silent.clock.rate = 1
    assert ticker.tick() == 1.0
    silent.clock.rate = 1000
    assert 0 <= ticker.tick() < 0.01


def test_an_incoming_fax_is_told(
    instant: Caller, account: PracticeAccount, receiver: Receiver, sample_pdf: Path
) -> None:
    register(instant, receiver.address, "fax_received")
    key = account.receive("+41445559999", sample_pdf)
    receiver.handle_request()
    (body,) = receiver.bodies
    assert (body["hook"]["id"], body["hook"]["event"], body["data"]["file_name"]) == (
        key,
        "fax_received",
        "fax-from-41445559999",
    )


@pytest.mark.parametrize("status", [301, 500])
def test_what_a_target_answers_is_written_down(
    status: int, instant: Caller, account: PracticeAccount, receiver: Receiver, sample_pdf: Path
) -> None:
    """A redirect is not followed: it could lead off this computer."""
    receiver.status = status
    register(instant, receiver.address)
    instant.send(instant.path(sample_pdf))
    receiver.handle_request()
    assert [delivery.result for delivery in deliveries(account, 1)] == [str(status)]


def test_a_target_that_is_not_there(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    register(instant, f"http://localhost:{free_port()}/")
    register(instant, f"https://127.0.0.1:{instant.server.port}/")
    instant.send(instant.path(sample_pdf))
    results = [delivery.result for delivery in deliveries(account, 2)]
    assert any(re.search(said_of(errno.ECONNREFUSED), result) for result in results)
    assert not any(result.isdigit() for result in results)


@pytest.mark.parametrize("deaf", [False, True], ids=["woken", "not woken"])
def test_a_target_that_does_not_answer_holds_up_no_end(
    deaf: bool, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on Windows, where to shut a connection down wakes nobody who waits for it."""
    if deaf:
        monkeypatch.setattr(socket.socket, "shutdown", lambda *_: None)
    monkeypatch.setattr(server_module, "PATIENCE", PATIENCE)
    monkeypatch.setattr(ticker_module, "TIMEOUT", 2 * PATIENCE)
    account = PracticeAccount(pace=Pace.instant())
    with socket.create_server(("127.0.0.1", 0)) as silent, PracticeServer(account) as server, Caller(server) as api:
        register(api, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        api.send(api.path(sample_pdf), to=(GOOD, PARTIAL))
        line, _ = silent.accept()
        with line:
            assert line.recv(4) == b"POST"
            threads = server._threads
            server.stop()
            assert [thread.name for thread in threads if thread.is_alive()] == []
        assert len(account.webhooks.deliveries()) == 1, "what comes after the end is not begun"


@pytest.mark.usefixtures("faults_are_expected")
def test_a_ticker_survives_trouble_with_the_database(
    account: PracticeAccount, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.database.close()
    ticker = WebhookTicker(account)
    thread = threading.Thread(target=ticker.run)
    thread.start()
    wait_until(lambda: caplog.records, "a word in the log")
    ticker.end()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert "could not be read" in caplog.text


def test_ending_a_delivery_that_is_over_is_no_trouble(account: PracticeAccount) -> None:
    ticker = WebhookTicker(account)
    connection = http.client.HTTPConnection("127.0.0.1", 9)
    connection.sock = socket.socket()
    ticker._connection = connection
    ticker.end()
    connection.sock.close()
