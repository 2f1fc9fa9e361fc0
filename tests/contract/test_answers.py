"""Every answer of the practice service satisfies the contract, whatever it chooses where nobody knows."""

from __future__ import annotations

import base64
import typing
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import ContractSwitches, Pace, PracticeAccount, PracticeServer, ServiceClock
from tests.contract.contract import document, errors, operation_of, operations, problems
from tests.contract.receiver import Receiver
from tests.practice.http_client import BUSY, BUSY_ONCE, GOOD, PARTIAL, SELF, SENDER, Answer, Caller

pytestmark = pytest.mark.unmeasured

RECEIVER = "http://127.0.0.1:9/none"


class Session:
    """A session that calls every operation, well and badly, and keeps what was said.

    Only a `whole` one draws pages, which takes its time and depends on no switch.
    """

    def __init__(self, account: PracticeAccount, api: Caller, document: Path, *, whole: bool) -> None:
        self.account, self.api, self.document, self.whole = account, api, document, whole
        self.answers: list[Answer] = []
        api.heard = self.answers.append

    def run(self) -> None:
        for part in (self.accounts, self.numbers, self.hooks, self.shop, self.oauth, self.faxes, self.ai, self.badly):
            part()

    def accounts(self) -> None:
        member = self.account.members.without_admin()[0].uid
        for path in ("/v3/accounts", SELF, f"/v3/accounts/{member}", f"{SELF}/member-details/{member}"):
            self.api.get(path)
        self.api.put(SELF, {"name": "Front desk", "settings": {"caller_id_name": None}})
        self.api.put(f"{SELF}/member-details/{member}", {"quota": 5, "role": "member"})
        self.api.get(SELF)

    def numbers(self) -> None:
        member = self.account.members.without_admin()[0].uid
        self.api.get("numbers")
        self.api.get("numbers/%2B41445550100")
        self.api.put("numbers/%2B41445550100", {"assigned_to": member})
        self.api.delete("numbers/%2B41445550100")

    def hooks(self) -> None:
        made = self.api.post("/v3/hooks", {"target": RECEIVER, "event": "fax_sent"}).json
        self.api.get("/v3/hooks", event="fax_sent")
        self.api.delete(f"/v3/hooks/{made['id']}")

    def shop(self) -> None:
        for path in ("balance", "numbers/countries", "numbers/countries/CH/areas"):
            self.api.get(f"/v3/shop/{path}")
        offers = self.api.get("/v3/shop/numbers/countries/CH/areas/44/numbers", channel="custom", contains="0").json
        self.api.post("/v3/shop/numbers/purchase", {"item_id": offers["numbers"][0]["item"]["id"]})

    def oauth(self) -> None:
        client = self.account.oauth_client
        asked = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": client.redirect_uris[0],
            "scope": "all",
            "state": "s",
        }
        where = self.api.get("/login", **asked).headers["location"]
        code = where.partition("code=")[2].partition("&")[0]
        basic = base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": client.redirect_uris[0]}
        tokens = self.api.call("POST", "/token", b"", headers, **form).json
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        self.api.call("POST", "/token", b"", headers, **form)
        self.api.call("POST", "/token", b"", headers, grant_type="password")
        self.api.call("POST", "/token", b"", grant_type="refresh_token")

    def faxes(self) -> None:
        path = self.api.path(self.document, self.document.name)
        cover = {"name_to": "Tax office", "name_from": "Office", "subject": "Papers", "flags": ["urgent"]}
        retry = {"retry": {"count": 1, "delay": 1}, "enhancement": False}
        self.api.send(path, comment={"text": "Order 42", "tags": ["t"]}, cover_page=cover)
        self.api.send(path, to=(BUSY_ONCE, BUSY, PARTIAL), options=retry)
        self.api.post("outbox", {"from": "no_number", "to": [GOOD], "files": [path]})
        self.api.send(path, send_time="2030-01-01 00:00:00 +0000")
        waiting = self.api.outbox()
        for _ in range(3):
            self.account.clock.advance(1.0)
            waiting = self.api.outbox()
        one = f"outbox/{waiting[0]['id']}"
        self.api.get(one)
        self.api.put(one, {"comment": "changed"})
        self.api.put(f"outbox/{waiting[-1]['id']}", {"comment": ""})
        self.api.delete(one)
        self.api.delete(f"outbox/{waiting[-1]['id']}")
        self.account.advance_to_end()
        self.account.receive("+41445559999", self.document)
        self.api.get(one)
        self.archive()

    def sent(self) -> list[Any]:
        """The records of sent faxes, also where the archive does not know its categories."""
        answer = self.api.get("faxes", category="sent")
        if answer.status == 200:
            return list(answer.json["data"]["records"])
        return [record for record in self.api.archive() if record["direction"] == "outgoing"]

    def archive(self) -> None:
        for category in ("sent", "inbox", "spam"):
            self.api.get("faxes", category=category, sort_by="date", order="desc", limit=50, offset=0)
        self.api.get("faxes", after="2020-01-01 00:00:00", before="2100-01-01 00:00:00")
        for record in self.api.archive():
            self.api.get(f"faxes/{record['id']}")
        found = self.sent()[0]["id"]
        self.api.get(f"report/{found}")
        if self.whole:
            for kind in ("pdf", "tiff"):
                self.api.get(f"files/{found}", format=kind)
            self.api.get(f"files/{found}")
            self.api.get(f"thumbnail/{found}")
        self.api.put(f"faxes/{found}", {"comment": "filed", "is_read": True})
        self.api.get(f"faxes/{found}")

    def ai(self) -> None:
        fax = f"faxes/{self.sent()[0]['id']}"
        self.api.post(f"{fax}/ai/ocr", {})
        self.api.post(f"{fax}/ai/field-extraction", {})
        self.api.call("PATCH", f"{fax}/ai/field-extraction", {"data": {}})
        self.account.clock.advance(60)
        self.api.post(f"{fax}/ai/ocr", {})
        self.api.post(f"{fax}/ai/field-extraction", {})
        self.api.call("PATCH", f"{fax}/ai/field-extraction", {"data": {"order": "42"}})
        self.api.get("ai/credits")
        self.api.post("ai/custom-fields", {"name": "Order", "instructions": "The number of the order"})
        self.api.delete(fax)

    def badly(self) -> None:
        for path in (
            "outbox/none",
            "faxes/none",
            "files/none",
            "report/none",
            "thumbnail/none",
            "numbers/%2B999999999",
        ):
            self.api.get(path)
        self.api.get("faxes", category="trash")
        self.api.post("outbox", {"from": SENDER, "to": [GOOD], "files": [], "comment": "text"})
        self.api.upload(b"", "x.exe")
        self.api.post("/v3/hooks", {"target": "https://example.com/", "event": "fax_sent"})
        self.api.get("/v3/hooks")
        for token in ("", self.account.issue_token(("fax:webhook:read",))):
            with Caller(self.api.server, token) as other:
                other.heard = self.answers.append
                other.get(SELF)
                other.get("outbox")
                other.post("outbox", {})


def run(switches: ContractSwitches, document: Path, *, whole: bool) -> list[Answer]:
    account = PracticeAccount(switches=switches, pace=Pace(), clock=ServiceClock(rate=0))
    with PracticeServer(account) as server, Caller(server) as api:
        found = Session(account, api, document, whole=whole)
        found.run()
    return found.answers


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text("Order: 42\nGood day\n", encoding="utf-8")
    return path


def others(name: str) -> Iterator[Any]:
    """The values of a switch besides its default."""
    hint, default = typing.get_type_hints(ContractSwitches)[name], getattr(ContractSwitches(), name)
    if hint is bool:
        yield not default
    elif typing.get_origin(hint) is typing.Literal:
        yield from (value for value in typing.get_args(hint) if value != default)
    else:
        yield 3


TURNED = [(field.name, value) for field in fields(ContractSwitches) for value in others(field.name)]
DEPARTURES = {
    ("empty_comment", "null"): "comment: None is not of type 'string'",
    ("empty_comment", "missing"): "'comment' is a required property",
    ("null_members", True): "contact_name: None is not of type 'string'",
}
"""Switches that break the contract on purpose, as the service was seen to do, and what they break."""


def test_every_operation_satisfies_the_contract(sample_pdf: Path) -> None:
    answers = run(ContractSwitches(), sample_pdf, whole=True)

    assert [problem for answer in answers for problem in problems(answer)] == []
    assert {operation_of(answer) for answer in answers if answer.status < 400} == set(operations())
    assert {answer.status for answer in answers} >= {200, 201, 204, 302, 400, 401, 403, 404, 409}


@pytest.mark.parametrize(("name", "value"), TURNED, ids=str)
def test_the_contract_is_satisfied_whatever_is_chosen(name: str, value: Any, letter: Path) -> None:
    switches = ContractSwitches()
    setattr(switches, name, value)

    found = {problem for answer in run(switches, letter, whole=False) for problem in problems(answer)}

    departure = DEPARTURES.get((name, value))
    if departure is None:
        assert found == set()
    else:
        assert found
        assert all(departure in problem for problem in found), found


@pytest.mark.parametrize(
    ("switches", "departs"),
    [
        (ContractSwitches(), False),
        (ContractSwitches(webhook_naming="both"), False),
        (ContractSwitches(webhook_spelling="spaces"), False),
        (ContractSwitches(webhook_naming="from_number"), True),
    ],
    ids=["default", "both", "spaces", "from_number"],
)
def test_webhooks_satisfy_the_contract(switches: ContractSwitches, departs: bool, letter: Path) -> None:
    """Except with the names of the SDK, which the documentation does not have."""
    account = PracticeAccount(switches=switches, pace=Pace.instant())
    with Receiver() as receiver, PracticeServer(account) as server, Caller(server) as api:
        for event in ("fax_sent", "fax_received"):
            api.post("/v3/hooks", {"target": receiver.address, "event": event})
        api.send(api.path(letter, "letter.txt"), to=(BUSY,))
        receiver.handle_request()
        account.receive("+41445559999", letter)
        receiver.handle_request()

    assert [body["hook"]["event"] for body in receiver.bodies] == ["fax_sent", "fax_received"]
    for body in receiver.bodies:
        found = errors(body, "/components/schemas/WebhookCallback")
        assert found == (
            ["$.data: 'from' is a required property", "$.data: 'to' is a required property"] if departs else []
        )


def test_the_judge_sees_what_is_wrong() -> None:
    """A judge that takes everything would prove nothing."""
    good = {"id": "1", "status": "sending", "uid": "u"}
    assert errors(good, "/components/schemas/Outbox") == []
    assert errors(good | {"status": 7}, "/components/schemas/Outbox")
    assert errors({"data": {"records": [{"id": "1"}]}}, "/components/schemas/FaxList")
    bad = Answer("GET", f"{SELF}/outbox", 200, {"content-type": "application/json"}, b'{"records": {}}')
    assert problems(bad) == ["GET /accounts/{user_id}/outbox 200: $.records: {} is not of type 'array'"]
    assert problems(Answer("GET", f"{SELF}/outbox", 200, {"content-type": "text/html"}, b"<html>"))
    assert problems(Answer("DELETE", f"{SELF}/outbox/1", 204, {}, b"{}"))
    assert problems(Answer("GET", f"{SELF}/nothing/1", 200, {}, b""))
    assert document()["openapi"] == "3.1.0"
