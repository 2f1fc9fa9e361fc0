"""Control over HTTP: everything a test in the same process can do, for everybody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import OUTCOMES, Fault, PracticeAccount
from faxdesk.practice.http.routes import control
from tests.practice.http_client import GOOD, SELF, SENDER, Caller


def test_every_operation_is_described(api: Caller) -> None:
    text = control.__doc__ or ""
    for route in control.ROUTES:
        assert f"{route.prefix}{route.rule}" in text


def test_choices(api: Caller, account: PracticeAccount) -> None:
    found = api.get("/practice/switches").json
    assert found["record_naming"] == {
        "value": "from",
        "default": "from",
        "offered": "'from', 'from_number', 'both'",
        "meaning": "Sender in archive records: `from` (SDK), `from_number` (examples of the documentation), or both.",
    }
    answer = api.put("/practice/switches", {"record_naming": "both", "archive_gap": 2})
    assert (answer.status, answer.json["record_naming"]) == (200, "both")
    assert account.switches.changed() == {"record_naming": "both", "archive_gap": 2}
    for wrong in ({"record_naming": "x", "archive_gap": 5}, {"archive_gap": 5, "none": 1}):
        assert api.put("/practice/switches", wrong).status == 400
    assert account.switches.archive_gap == 2, "all or nothing"


def test_faults(api: Caller, account: PracticeAccount) -> None:
    answer = api.post("/practice/faults", {"kind": "status", "code": 503, "times": None})
    assert (answer.status, answer.json["code"]) == (201, 503)
    assert account.faults.pending() == (Fault("status", code=503, times=None),)
    assert api.get(SELF).status == 503
    assert len(api.get("/practice/faults").json) == 1, "control is never struck"
    assert api.post("/practice/faults", {"kind": "boom"}).status == 400
    assert api.delete("/practice/faults").status == 204
    assert api.get(SELF).status == 200


def test_the_clock(api: Caller, account: PracticeAccount) -> None:
    assert api.get("/practice/clock").json["now"] == "2026-11-24 06:00:00 +0000"
    answer = api.post("/practice/clock", {"advance": 90})
    assert answer.json == {"now": "2026-11-24 06:01:30 +0000", "seconds": account.clock.now(), "rate": 0}
    assert api.post("/practice/clock", {"rate": 60}).json["rate"] == account.clock.rate == 60
    for wrong in ({"advance": -1}, {"advance": "x"}, {"rate": True}, {"advance": 1e300}, {"rate": 1e9}):
        assert api.post("/practice/clock", wrong).status == 400


def test_the_pace(api: Caller, account: PracticeAccount) -> None:
    before = api.get("/practice/pace").json
    assert before["per_page"] == 1.0
    assert api.put("/practice/pace", {"per_page": 30, "longest_call": 600}).json == before | {
        "per_page": 30,
        "longest_call": 600,
    }
    assert account.pace.per_page == 30
    for wrong in ({"per_page": -1}, {"speed": 1}):
        assert api.put("/practice/pace", wrong).status == 400


def test_the_numbers_that_always_end_the_same_way(api: Caller) -> None:
    found = api.get("/practice/outcomes").json
    assert [entry["number"] for entry in found] == [outcome.number for outcome in OUTCOMES]
    assert all(entry["sentence"] for entry in found)


def test_the_ledger_of_faxes(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    key = api.fax(api.path(sample_pdf), comment={"text": "x", "tags": ["t"]})
    api.delete(f"outbox/{key}")
    (fax,) = api.get("/practice/faxes").json
    assert (fax["id"], fax["destination"], fax["tags"], fax["cancelled"]) == (key, GOOD, ["t"], True)


def test_an_incoming_fax(api: Caller, sample_tiff: Path) -> None:
    answer = api.post("/practice/incoming", {"from": "+41445559999", "to": SENDER, "text": "Hello"})
    assert answer.status == 201
    path = api.path(sample_tiff, "a.tif")
    second = api.post("/practice/incoming", {"from": "+41445559999", "to": SENDER, "path": path})
    assert [record["id"] for record in api.archive(category="inbox", order="asc")] == [
        answer.json["id"],
        second.json["id"],
    ]
    assert api.get(f"faxes/{second.json['id']}").json["pages"] == 2


@pytest.mark.parametrize(
    "more",
    [{"from": None}, {"to": 7}, {"to": "+41445559998"}, {"text": None}, {"path": "/storage/none"}, {"text": ""}],
    ids=str,
)
def test_an_incoming_fax_that_cannot_be(more: dict[str, Any], api: Caller) -> None:
    body = {"from": "+41445559999", "to": SENDER, "text": "Hello"} | more
    assert api.post("/practice/incoming", body).status == 400


def test_an_incoming_fax_that_cannot_be_read(api: Caller) -> None:
    path = api.path(b"none", "a.pdf")
    answer = api.post("/practice/incoming", {"from": "+41445559999", "to": SENDER, "path": path})
    assert (answer.status, "cannot be read" in answer.refusal) == (400, True)


def test_numbers(api: Caller, account: PracticeAccount) -> None:
    new = "+41445550101"
    found = api.post("/practice/numbers", {"number": new, "status": "waiting_verification"}).json
    assert (found[-1]["number"], found[-1]["status"]) == (new, "waiting_verification")
    api.post("/practice/numbers", {"number": new})
    api.post("/practice/numbers", {"number": SENDER, "cancelled": True})
    assert {own["number"]: own["cancelled"] for own in api.get("/practice/numbers").json}[SENDER]
    assert api.get(f"numbers/%2B{new[1:]}").json["status"] == "active"
    for wrong in (
        {"number": "x"},
        {"number": f"{new}*1"},
        {"number": new, "status": "x"},
        {"number": new, "cancelled": 1},
    ):
        assert api.post("/practice/numbers", wrong).status == 400


def test_tokens(api: Caller, account: PracticeAccount) -> None:
    member = account.members.without_admin()[0].uid
    made = api.post("/practice/tokens", {"scopes": ["fax:fax:read"], "expires_in": 60, "uid": member})
    assert made.status == 201
    with Caller(api.server, made.json["token"]) as other:
        assert [other.get("outbox").status, other.get(SELF).status] == [200, 403]
        assert other.get("/practice/faxes").status == 403
        account.clock.advance(60)
        assert other.get("outbox").status == 401
    whole = api.post("/practice/tokens", {}).json["token"]
    assert whole.startswith("alohi_pat_")
    assert [api.delete("/practice/tokens", {"token": whole}).status for _ in range(2)] == [204, 400]
    wrong = [("uid", "none"), ("uid", []), ("scopes", "all"), ("scopes", ["x"]), ("scopes", [1]), ("expires_in", -1)]
    for name, value in wrong:
        assert api.post("/practice/tokens", {name: value}).status == 400


def test_a_member_controls_nothing(api: Caller, account: PracticeAccount) -> None:
    with Caller(api.server, account.issue_token(uid=account.members.without_admin()[0].uid)) as member:
        assert member.get("/practice/faxes").status == 403
        assert member.post("/practice/clock", {"advance": 1}).status == 403


def test_oauth(api: Caller, account: PracticeAccount) -> None:
    found = api.get("/practice/oauth").json
    assert found["client_id"] == account.oauth_client.client_id
    new = "http://127.0.0.1:5000/back"
    assert api.post("/practice/oauth", {"redirect_uri": new}).json["redirect_uris"] == [*found["redirect_uris"], new]
    for wrong in (None, "nowhere", "http://x/\r\nSet-Cookie: a"):
        assert api.post("/practice/oauth", {"redirect_uri": wrong}).status == 400


def test_deliveries(api: Caller) -> None:
    assert api.get("/practice/deliveries").json == []
