"""What the receiver takes, what it refuses, and that it says nothing about either."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from faxdesk.store import webhook_calls as calls_module
from faxdesk.webhook.signatures import Signatures
from faxdesk.webhook.wsgi_app import LARGEST_BODY, CallBudget
from tests.webhook.conftest import JSON, Target, body, receiving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""Of the examples in the specification of Standard Webhooks."""


def test_a_call_is_written_down_before_it_is_answered(target: Target) -> None:
    assert target.call() == 204
    (kept,) = target.calls.latest(9)
    call = kept.call
    assert (call.event, call.session_id, call.fax_id) == (
        "fax_sent",
        "66f1c3aaa4b5c6d7e8f90a01",
        "66f1c4bba4b5c6d7e8f90a02",
    )
    assert (call.status, call.sender, call.to, call.pages) == ("failed_user_busy", "+390612345678", "+390687654321", 3)
    assert json.loads(kept.body) == body()
    assert target.heard == [call]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"], ids=str)
def test_only_one_method_is_served(method: str, target: Target) -> None:
    assert target.ask(method, target.path).status == 405
    assert target.calls.newest() == 0


@pytest.mark.parametrize(
    "path",
    ["/", "/hook", "/hook/", "{path}/", "{path}x", "/x{path}", "{path}%00", "{half}", "/robots.txt", "/%00", "/%C3%A9"],
)
def test_nothing_else_is_served(path: str, target: Target) -> None:
    asked = path.format(path=target.path, half=target.path[:-1])
    answer = target.ask("POST", asked, json.dumps(body()).encode(), JSON)
    assert answer.status == 404
    assert target.calls.newest() == 0


@pytest.mark.parametrize("path", ["", "?again=1"])
def test_a_query_changes_nothing(path: str, target: Target) -> None:
    assert target.ask("POST", target.path + path, json.dumps(body()).encode(), JSON).status == 204


def test_a_proxy_may_pass_its_own_path_on(tmp_path: Path) -> None:
    with receiving(tmp_path, public_url="https://desk.example.com/fax/") as target:
        for before, status in (("", 204), ("/fax", 204), ("/other", 404)):
            answer = target.ask("POST", before + target.path, json.dumps(body()).encode(), JSON)
            assert answer.status == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/json; charset=utf-8"}, 204),
        ({"Content-Type": "application/vnd.fax+json"}, 204),
        ({}, 204),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
    ],
    ids=str,
)
def test_bodies_are_json(headers: dict[str, str], status: int, target: Target) -> None:
    assert target.call(headers=headers) == status
    assert target.calls.newest() == (status == 204)


@pytest.mark.parametrize(
    "content", [b"", b"x", b"[]", b"null", b"1", b'"x"', b'{"hook":', b"[" * 30_000, b"\xff\xfe", b"{}x"], ids=repr
)
def test_what_is_no_object_is_refused(content: bytes, target: Target) -> None:
    assert target.call(content) == 400
    assert target.calls.newest() == 0


def test_a_body_has_a_limit(target: Target) -> None:
    whole = json.dumps(body(padding="")).encode()
    fits = json.dumps(body(padding="x" * (LARGEST_BODY - len(whole)))).encode()
    assert len(fits) == LARGEST_BODY
    assert target.call(fits) == 204
    assert target.call(fits + b" ") == 413
    assert target.calls.newest() == 1


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"from": None, "from_number": "+1 334-304-1234"}, {"sender": "+13343041234"}),
        ({"to": "", "to_number": "0041 44 555 01 23"}, {"to": "+41445550123"}),
        ({"to": "(+41) 44/555.01.23"}, {"to": "+41445550123"}),
        ({"from": "no_number"}, {"sender": "no_number"}),
        ({"to": 41445550123}, {"to": "+41445550123"}),
        ({"uid": None, "cost": 1.5, "costo": 1}, {}),
        ({"cost": "1,5", "pages": "3"}, {"pages": 3}),
        ({"pages": -1}, {"pages": 0}),
        ({"pages": 1e308}, {"pages": 0}),
        ({"pages": 10**15}, {"pages": 100_000}),
        ({"status": "successo"}, {"status": "successo"}),
        ({"status": ["success"]}, {"status": ""}),
        ({"status": "a\nb\x1b[31m"}, {"status": "a b?[31m"}),
        ({"id": "x" * 201}, {"session_id": ""}),
        ({"id": 7}, {"session_id": "7"}),
        ({"id": "\ud800"}, {"session_id": ""}),
        ({"more": {"members": [1]}}, {}),
    ],
    ids=str,
)
def test_every_spelling_is_read(data: dict[str, Any], found: dict[str, Any], target: Target) -> None:
    given = body(**data)
    assert target.call(given) == 204
    (call,) = target.heard
    assert {name: getattr(call, name) for name in found} == found


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"hook": None, "data": []},
        {"hook": {"event": "fax_page_received"}},
        {"event": "later"},
        {"data": {"id": {}}},
    ],
    ids=str,
)
def test_what_says_little_is_a_reason_to_look_all_the_same(given: dict[str, Any], target: Target) -> None:
    assert target.call(given) == 204
    assert target.calls.newest() == 1


def test_too_many_are_refused_until_there_is_room(tmp_path: Path) -> None:
    now = [0.0]
    with receiving(tmp_path, budget=CallBudget(rate=1, burst=2, clock=lambda: now[0])) as target:
        assert [target.call() for _ in range(3)] == [204, 204, 429]
        now[0] = 1.0
        assert [target.call() for _ in range(2)] == [204, 429]
        assert target.calls.newest() == 3


def test_a_full_disk_is_said_once_and_over_when_there_is_room(
    target: Target, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = target.calls._database
    database._connection.execute("PRAGMA max_page_count = 1")
    assert [target.call(body(padding="x" * 60_000)) for _ in range(3)] == [503] * 3
    assert len(caplog.records) == 1
    database._connection.execute("PRAGMA max_page_count = 100000")
    assert target.call() == 204


def test_with_a_secret_only_signed_calls_are_taken(tmp_path: Path) -> None:
    content = json.dumps(body()).encode()
    signatures = Signatures(SECRET)
    with receiving(tmp_path, signatures) as target:
        assert target.call(content) == 401
        assert target.call(content + b" ", {**JSON, **signatures.headers(content)}) == 401
        assert target.call(content, {**JSON, **Signatures("whsec_" + "A" * 32).headers(content)}) == 401
        assert target.calls.newest() == 0
        assert target.call(content, {**JSON, **signatures.headers(content)}) == 204


def test_only_the_latest_calls_are_kept(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "MOST_CALLS", 3)
    monkeypatch.setattr(calls_module, "MOST_TARGETS", 2)
    for number in range(5):
        given = body(id=str(number))
        given["hook"]["target"] = f"https://desk.example.com/{number}"
        assert target.call(given) == 204
    assert [kept.call.session_id for kept in target.calls.latest(9)] == ["2", "3", "4"]
    assert len(target.calls.hearings()) == 2


def test_the_receiver_opens_nothing_but_its_own_file(target: Target, tmp_path: Path) -> None:
    target.call()
    assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {"webhooks.sqlite3"}
    with sqlite3.connect(tmp_path / "webhooks.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM call").fetchone() == (1,)
    connection.close()
