"""Faults on request: each looks on the wire as it says, strikes whom it says, and leaves done what it says."""

from __future__ import annotations

import http.client
import json
import threading
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import Fault, PracticeAccount
from faxdesk.practice.http import fault_injection
from tests.practice.http_client import GOOD, SELF, SENDER, Caller

DATE = "Fri, 31 Dec 2027 23:59:59 GMT"


def again(api: Caller, account: PracticeAccount) -> None:
    """The next request is served as ever, and no fault is left."""
    assert account.faults.pending() == ()
    assert api.get(SELF).status == 200


def order(path: str) -> dict[str, Any]:
    return {"from": SENDER, "to": [GOOD], "files": [path]}


@pytest.mark.parametrize(
    ("fault", "status", "header", "words"),
    [
        (Fault.status(500), 500, ("content-type", "application/json"), "Fault 500 on request"),
        (Fault.status(403, "no", "Not you"), 403, ("content-type", "application/json"), "Not you"),
        (Fault.too_many_requests(7), 429, ("retry-after", "7"), "Slow down"),
        (Fault.too_many_requests(DATE), 429, ("retry-after", DATE), ""),
        (Fault.bad_gateway(), 502, ("content-type", "text/html"), "<h1>502</h1>"),
        (Fault.bad_gateway(503), 503, ("content-type", "text/html"), "<h1>503</h1>"),
    ],
    ids=["500", "403", "429", "429 date", "502", "503"],
)
def test_a_status(
    fault: Fault, status: int, header: tuple[str, str], words: str, api: Caller, account: PracticeAccount
) -> None:
    account.faults.add(fault)
    answer = api.get(SELF)
    assert (answer.status, answer.headers[header[0]]) == (status, header[1])
    assert words in answer.body.decode()
    again(api, account)


def test_no_retry_after(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault.too_many_requests())
    assert "retry-after" not in api.get(SELF).headers


@pytest.mark.parametrize(
    ("when", "sent"), [("before_body", 0), ("in_body", 0), ("before_acting", 0), ("after_acting", 1)]
)
@pytest.mark.parametrize("kind", ["status", "drop", "reset"])
def test_what_was_done_depends_on_the_moment(
    kind: Any, when: Any, sent: int, api: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    body = order(api.path(sample_pdf))
    account.faults.add(Fault(kind, method="POST", path="*/outbox", when=when))
    if kind == "status":
        assert api.post("outbox", body).status == 500
    else:
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            api.post("outbox", body)
        api.connection.close()
    assert len(account.received()) == sent
    again(api, account)


def test_a_reset_is_one(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault("reset"))
    with pytest.raises(ConnectionResetError):
        api.get(SELF)


def test_a_drop_is_a_plain_end(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault("drop"))
    with pytest.raises(http.client.RemoteDisconnected):
        api.get(SELF)


def test_a_lost_answer(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    body = order(api.path(sample_pdf))
    account.faults.add(Fault.lost_answer())
    with pytest.raises(http.client.RemoteDisconnected):
        api.post("outbox", body)
    assert len(account.received()) == 1


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the service has let pass at each of its pauses, which take none here."""
    pauses: list[float] = []
    monkeypatch.setattr(fault_injection, "_wait", lambda request, seconds: pauses.append(seconds))
    return pauses


@pytest.mark.parametrize("when", ["before_acting", "after_acting"])
def test_a_hang_goes_on_in_the_end(
    when: Any, api: Caller, account: PracticeAccount, waited: list[float], sample_pdf: Path
) -> None:
    body = order(api.path(sample_pdf))
    account.faults.add(Fault("hang", seconds=20, when=when, method="POST"))
    assert api.post("outbox", body).status == 201
    assert waited == [20]


def test_a_slow_answer_is_whole(api: Caller, account: PracticeAccount, waited: list[float]) -> None:
    whole = api.get(SELF).body
    account.faults.add(Fault("slow", seconds=20))
    assert api.get(SELF).body == whole
    assert len(waited) > 10
    assert sum(waited) == pytest.approx(20, rel=0.1)
    again(api, account)


def test_a_slow_upload_is_whole(api: Caller, account: PracticeAccount, waited: list[float]) -> None:
    account.faults.add(Fault("slow_upload", seconds=20, path="*/files"))
    assert api.upload(b"x" * 300_000, "a.txt").status == 201
    assert len(waited) > 4
    assert sum(waited) == pytest.approx(20, rel=0.1)
    again(api, account)


def test_a_truncated_answer_looks_whole(api: Caller, account: PracticeAccount) -> None:
    whole = api.get(SELF).body
    account.faults.add(Fault("truncate"))
    assert api.get(SELF).body == whole[: len(whole) // 2]
    again(api, account)


def test_a_cut_answer_is_noticed(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault("cut"))
    with pytest.raises(http.client.IncompleteRead):
        api.get(SELF)
    api.connection.close()
    again(api, account)


def test_a_wrong_type(api: Caller, account: PracticeAccount) -> None:
    whole = api.get(SELF).body
    account.faults.add(Fault("content_type"))
    answer = api.get(SELF)
    assert (answer.headers["content-type"], answer.body) == ("text/plain", whole)


def test_a_captive_portal(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault("portal"))
    answer = api.get(SELF)
    assert (answer.status, b"Guest network" in answer.body) == (200, True)
    assert answer.headers["content-type"].startswith("text/html")
    assert "date" in answer.headers


def test_wrong_types(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    path = api.path(sample_pdf)
    api.post("outbox", order(path))
    account.faults.add(Fault("wrong_types", times=2))
    record = api.get("outbox").json["records"]["0"]
    assert record["id"] == 24
    assert record["page_count"] == "0"
    assert record["should_enhance"] == [True]
    assert record["to"] == {"0": 12}
    key = account.received()[0].id
    account.advance_to_end()
    account.switches.null_members = True
    assert api.get(f"faxes/{key}").json["header"] == [None]
    account.faults.add(Fault("wrong_types"))
    assert api.get(f"files/{key}", format="pdf").body.startswith(b"%PDF"), "nothing to turn in a document"


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_a_huge_answer(size: int, api: Caller, account: PracticeAccount) -> None:
    whole = api.get("outbox").body
    account.faults.add(Fault("huge", size=size))
    body = api.get("outbox").body
    assert abs(len(body) - len(whole) - size) < 65_536
    assert json.loads(body) == json.loads(whole)


def test_a_wrong_clock(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.faults.add(Fault("clock_skew", seconds=-7200, times=None))
    key = api.fax(api.path(sample_pdf))
    before = int(time.time())
    answer = api.get(f"outbox/{key}")
    told = parsedate_to_datetime(answer.headers["date"]).timestamp() + 7200
    assert before <= told <= time.time()
    record = answer.json
    assert (record["submit_time"], record["last_updated_status_time"]) == (
        "2026-11-24 04:00:00 +0000",
        "2026-11-24 04:00:00",
    )


def test_whom_a_fault_strikes(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault.status(500, method="GET", path="/v3/accounts/*/outbox", skip=1, times=2))
    assert api.get(SELF).status == 200
    assert api.post("outbox", {}).status == 400
    assert [api.get("outbox").status for _ in range(4)] == [200, 500, 500, 200]
    again(api, account)


def test_the_first_of_several_strikes(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault.status(501), Fault.status(502), Fault.status(503, times=None))
    assert [api.get(SELF).status for _ in range(5)] == [501, 502, 503, 503, 503]
    account.faults.clear()
    again(api, account)


def test_a_fault_strikes_once_although_many_ask(api: Caller, account: PracticeAccount) -> None:
    account.faults.add(Fault.status(500, times=3))
    statuses: list[int] = []

    def ask() -> None:
        with Caller(api.server) as caller:
            statuses.append(caller.get(SELF).status)

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 7 + [500] * 3


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"kind": "boom"}, "there is no fault called 'boom'"),
        ({"kind": "drop", "when": "never"}, "a fault cannot strike 'never'"),
        ({"kind": "drop", "times": 0}, "strikes at least once"),
        ({"kind": "drop", "skip": -1}, "strikes at least once"),
        ({"kind": "status", "code": 99}, "a code from 200 to 599"),
        ({"kind": "status", "headers": {"X": "a\r\nb"}}, "visible ASCII"),
        ({"kind": "drop", "path": 7}, "path: 7 is not of the right type"),
        ({"kind": "drop", "seconds": True}, "seconds: True is not of the right type"),
        ({"kind": "drop", "colour": "red"}, "a fault has no 'colour'"),
        ({}, "a fault needs a kind"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_fault_that_cannot_be(attributes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Fault.from_json(attributes)


def test_a_fault_keeps_its_attributes() -> None:
    fault = Fault.too_many_requests(5, path="*/x", skip=2, times=None)
    assert Fault.from_json(json.loads(json.dumps(fault.as_json()))) == fault


def test_a_request_that_is_acted_on_late(api: Caller, account: PracticeAccount) -> None:
    """Until then nothing shows it; then it goes its way as if it had come at that moment."""
    path = api.path(b"x" * 100, "a.txt")
    account.faults.add(Fault("late", method="POST", path="*/outbox", seconds=600))
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        api.send(path)
    assert account.faults.pending() == ()
    account.clock.advance(599)
    assert (api.outbox(), api.archive()) == ([], [])
    account.clock.advance(2)
    (waiting,) = api.outbox()
    account.advance_to_end()
    (sent,) = api.archive()
    assert (sent["id"], sent["to"]) == (waiting["id"], GOOD)
