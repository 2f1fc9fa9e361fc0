"""Fax AI: the real text of a fax, and fields in it, for credits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.practice.state.fax_ai import MONTHLY_CREDITS, next_month
from tests.practice.http_client import GOOD, SENDER, Answer, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount


def ocr(api: Caller, key: str) -> Any:
    return api.call("POST", f"faxes/{key}/ai/ocr").json


def extract(api: Caller, key: str) -> Any:
    return api.call("POST", f"faxes/{key}/ai/field-extraction").json


def correct(api: Caller, key: str, body: dict[str, Any]) -> Answer:
    return api.call("PATCH", f"faxes/{key}/ai/field-extraction", body)


def define(api: Caller, **field: Any) -> Answer:
    return api.post("ai/custom-fields", field)


@pytest.fixture
def letter(api: Caller, account: PracticeAccount, sample_pdf: Path) -> str:
    """A fax of a PDF and a text that was sent; its three pages take a second to read."""
    paths = (api.path(sample_pdf), api.path(b"Order: 42\nDue date :  tomorrow\n", "a.txt"))
    key = api.fax(*paths)
    account.advance_to_end()
    return key


def test_the_text_of_a_fax(api: Caller, account: PracticeAccount, letter: str) -> None:
    assert ocr(api, letter) == {"status": "pending", "data": None}
    account.clock.advance(1)
    found = ocr(api, letter)
    assert found["status"] == "finished"
    assert "FaxDesk" in found["data"]
    assert "Order: 42" in found["data"]


def test_a_picture_cannot_be_read(api: Caller, account: PracticeAccount, sample_tiff: Path) -> None:
    key = api.fax(api.path(sample_tiff, "scan.tif"))
    broken = api.fax(api.path(b"none", "a.pdf"))
    account.advance_to_end()
    for fax in (key, broken):
        ocr(api, fax)
        extract(api, fax)
    account.clock.advance(1)
    for fax in (key, broken):
        assert ocr(api, fax) == extract(api, fax) == {"status": "failed", "data": None}


def test_fields_are_found_and_corrected(api: Caller, account: PracticeAccount, letter: str) -> None:
    made = define(api, name="Order", instructions="The number of the order")
    assert (made.status, made.json["enabled"]) == (201, True)
    define(api, name="due date", instructions="When", enabled=True)
    define(api, name="Nothing", instructions="Is not there")
    define(api, name="Off", instructions="Not looked for", enabled=False)
    assert correct(api, letter, {"data": {}}).status == 409
    assert extract(api, letter)["status"] == "pending"
    assert correct(api, letter, {"data": {}}).status == 409
    account.clock.advance(1)
    fields = {"from": SENDER, "to": GOOD, "pages": "3", "Order": "42", "due date": "tomorrow", "Nothing": None}
    assert extract(api, letter) == {"status": "finished", "data": fields}
    corrected = fields | {"Order": "43"}
    assert correct(api, letter, {"data": {"Order": "43"}}).json == {"status": "finished", "data": corrected}
    assert extract(api, letter)["data"] == corrected
    assert correct(api, letter, {"data": []}).status == 400


def test_each_page_costs_a_credit_for_each_feature_once(api: Caller, account: PracticeAccount, letter: str) -> None:
    assert api.get("ai/credits").json == {
        "credits_remaining": MONTHLY_CREDITS,
        "usage": [{"feature": "ocr", "credits_used": 0}, {"feature": "field_extraction", "credits_used": 0}],
        "reload_at": "2026-12-01T00:00:00Z",
    }
    for _ in range(2):
        ocr(api, letter)
    extract(api, letter)
    left = api.get("ai/credits").json
    assert left["credits_remaining"] == MONTHLY_CREDITS - 6
    assert [used["credits_used"] for used in left["usage"]] == [3, 3]
    account.clock.advance(30 * 86400)
    assert api.get("ai/credits").json["credits_remaining"] == MONTHLY_CREDITS


def test_without_credits_nothing_is_read(api: Caller, account: PracticeAccount) -> None:
    key = api.fax(api.path(b"\n".join([b"line"] * 60 * (MONTHLY_CREDITS + 1)), "a.txt"))
    account.advance_to_end()
    answer = api.call("POST", f"faxes/{key}/ai/ocr")
    assert (answer.status, answer.json["error"]) == (402, "insufficient_credits")


def test_what_does_not_exist(api: Caller, account: PracticeAccount) -> None:
    for method, what in (("POST", "ocr"), ("POST", "field-extraction"), ("PATCH", "field-extraction")):
        assert api.call(method, f"faxes/none/ai/{what}", {"data": {}}).status == 404


@pytest.mark.parametrize(
    "field",
    [
        {"name": "x"},
        {"name": " ", "instructions": "y"},
        {"name": 1, "instructions": "y"},
        {"name": "x", "instructions": "y", "enabled": "no"},
    ],
    ids=str,
)
def test_a_field_needs_its_members(field: dict[str, Any], api: Caller) -> None:
    assert define(api, **field).status == 400


def test_a_year_ends_too() -> None:
    december = datetime(2026, 12, 31, 23, 59, tzinfo=UTC).timestamp()
    assert next_month(december) == datetime(2027, 1, 1, tzinfo=UTC)
