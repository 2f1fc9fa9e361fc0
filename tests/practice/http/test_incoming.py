"""Incoming faxes: while they come, from nobody who says so, in part, and from the account to itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.practice import Pace
from tests.practice.http_client import BUSY, GOOD, SECOND_SENDER, SENDER, WAITING, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

CALLER = "+41445559999"
COMING = {"from": CALLER, "to": SENDER, "text": "Hello", "seconds": 60}


def inbox(api: Caller) -> list[dict[str, Any]]:
    return list(api.archive(category="inbox"))


def test_a_fax_is_listed_when_its_call_has_ended(api: Caller, account: PracticeAccount) -> None:
    key = api.post("/practice/incoming", COMING).json["id"]
    assert inbox(api) == []
    assert api.get(f"faxes/{key}").status == 404
    account.clock.advance(61)
    assert [(fax["id"], fax["status"], fax["duration"]) for fax in inbox(api)] == [(key, "success", 60)]


def test_or_while_it_comes_without_pages_and_document(api: Caller, account: PracticeAccount) -> None:
    account.switches.receiving_shown = True
    key = api.post("/practice/incoming", COMING).json["id"]
    assert [(fax["id"], fax["status"], fax["pages"]) for fax in inbox(api)] == [(key, "in_progress", 0)]
    assert api.get(f"files/{key}?format=pdf").status == 404
    account.clock.advance(61)
    assert [(fax["id"], fax["status"], fax["pages"]) for fax in inbox(api)] == [(key, "success", 1)]
    assert api.get(f"files/{key}?format=pdf").status == 200


def test_a_fax_of_which_a_part_has_come(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.receive(CALLER, sample_pdf, status="partially_received")
    assert [(fax["status"], fax["pages"]) for fax in inbox(api)] == [("partially_received", 1)]
    assert api.post("/practice/incoming", COMING | {"status": "failed"}).status == 400


@pytest.mark.parametrize(
    ("choice", "shown"), [("empty", {"from": ""}), ("null", {"from": None}), ("anonymous", {"from": "anonymous"})]
)
def test_a_caller_without_a_number(choice: Any, shown: dict[str, Any], api: Caller, account: PracticeAccount) -> None:
    account.switches.withheld_number = choice
    api.post("/practice/incoming", {"from": "", "to": SENDER, "text": "Hello"})
    (fax,) = inbox(api)
    assert {"from": fax["from"]} == shown


def test_a_caller_without_a_number_may_have_no_member(api: Caller, account: PracticeAccount) -> None:
    account.switches.withheld_number = "missing"
    api.post("/practice/incoming", {"from": "", "to": SENDER, "text": "Hello"})
    assert "from" not in inbox(api)[0]


@pytest.mark.parametrize("marks", [False, True])
def test_a_download_may_mark_a_fax_as_read(marks: bool, api: Caller, account: PracticeAccount) -> None:
    account.switches.read_by_download = marks
    key = api.post("/practice/incoming", {"from": CALLER, "to": SENDER, "text": "Hello"}).json["id"]
    assert api.get(f"files/{key}?format=pdf").status == 200
    assert inbox(api)[0]["is_read"] is marks


def send(api: Caller, document: Path, *to: str) -> dict[str, str]:
    body = {"from": SENDER, "to": list(to), "files": [api.path(document)], "return_ids": True}
    return dict(api.post("outbox", body).json["ids"])


def test_what_is_sent_to_a_number_of_the_account_arrives_there(
    instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    send(instant, sample_pdf, SECOND_SENDER, GOOD, BUSY)
    (fax,) = inbox(instant)
    assert (fax["from"], fax["to"], fax["pages"], fax["is_read"]) == (SENDER, SECOND_SENDER, 2, False)
    assert instant.get(f"files/{fax['id']}?format=pdf").body.startswith(b"%PDF")
    send(instant, sample_pdf, WAITING)
    assert len(inbox(instant)) == 1, "that number waits for its verification"


def test_what_was_cancelled_arrives_nowhere(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.pace = Pace()
    ids = send(api, sample_pdf, SECOND_SENDER)
    assert api.call("DELETE", f"outbox/{ids[SECOND_SENDER]}").status == 204
    account.clock.advance(3600)
    assert inbox(api) == []
