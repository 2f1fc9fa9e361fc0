"""The archive: lists by category, time, order and page; one record; changing and deleting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.practice.http_client import BUSY, GOOD, PARTIAL, SECOND_SENDER, SENDER, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

THREE = ("06:00:00", "06:01:40", "06:03:20")
"""When the three faxes of `sent` begin."""


@pytest.fixture
def sent(instant: Caller, account: PracticeAccount, sample_pdf: Path, tmp_path: Path) -> list[str]:
    """Three faxes, a hundred seconds apart, and one that was received in between; the ids of the three."""
    path, ids = instant.path(sample_pdf), []
    for number, (to, files, text) in enumerate([(GOOD, 2, "b"), (BUSY, 1, "c"), (PARTIAL, 3, "a")]):
        sender = SECOND_SENDER if number == 1 else SENDER
        body = {"from": sender, "to": [to], "files": [path] * files, "comment": {"text": text}, "return_ids": True}
        ids.append(instant.post("outbox", body).json["ids"][to])
        if number == 1:
            account.receive("+41445559999", sample_pdf)
        account.clock.advance(100)
    return ids


def ids(records: list[Any]) -> list[str]:
    return [record["id"] for record in records]


def test_a_record_says_what_became_of_it(instant: Caller, account: PracticeAccount, sent: list[str]) -> None:
    record = instant.get(f"faxes/{sent[0]}").json
    assert record == {
        "id": sent[0],
        "owner_id": account.uid,
        "direction": "outgoing",
        "status": "success",
        "description": "OK",
        "from": SENDER,
        "to": GOOD,
        "pages": 4,
        "cost": 4,
        "cost_details": {"multiplier": 1, "notification_cost": 0},
        "duration": 0,
        "file": record["file"],
        "file_name": "fax-to-41445550123",
        "comment": "b",
        "header": "",
        "is_read": False,
        "is_spam": False,
        "max_retry": 0,
        "retry_delay": 0,
        "scheduled_time": None,
        "submit_time": "2026-11-24 06:00:00",
        "start_time": "2026-11-24 06:00:00",
        "last_update": "2026-11-24 06:00:00",
    }
    assert instant.get("faxes/none").status == 404


def test_categories(instant: Caller, sent: list[str]) -> None:
    inbox = instant.archive(category="inbox")
    assert [(fax["direction"], fax["from"], fax["to"], fax["submit_time"]) for fax in inbox] == [
        ("incoming", "+41445559999", SENDER, None)
    ]
    assert inbox[0]["file_name"] == "fax-from-41445559999"
    assert ids(instant.archive(category="sent")) == sent[::-1]
    assert instant.archive(category="spam") == []
    assert len(instant.archive()) == 4


@pytest.mark.parametrize(("choice", "count"), [("sent", 3), ("inbox", 1), ("all", 4)])
def test_without_a_category_as_chosen(
    choice: Any, count: int, instant: Caller, account: PracticeAccount, sent: list[str]
) -> None:
    account.switches.default_category = choice
    assert len(instant.archive()) == count


@pytest.mark.parametrize(
    ("sort_by", "order"),
    [("date", [0, 1, 2]), ("from", [1, 0, 2]), ("to", [0, 1, 2]), ("comment", [2, 0, 1]), ("pages", [1, 2, 0])],
)
def test_sorting(sort_by: str, order: list[int], instant: Caller, sent: list[str]) -> None:
    """A partial fax of six pages shows three of them, and is sorted by all."""
    wanted = [sent[number] for number in order]
    if sort_by == "pages":
        wanted = [sent[1], sent[0], sent[2]]
    assert ids(instant.archive(category="sent", sort_by=sort_by, order="asc")) == wanted
    assert ids(instant.archive(category="sent", sort_by=sort_by, order="desc")) == wanted[::-1]


def test_an_older_service_sorts_and_pages_in_no_other_way(
    instant: Caller, account: PracticeAccount, sent: list[str]
) -> None:
    account.switches.sort_supported = False
    account.switches.offset_supported = False
    assert ids(instant.archive(category="sent", sort_by="to", order="asc", offset=2)) == sent[::-1]
    account.switches.default_order = "oldest_first"
    assert ids(instant.archive(category="sent")) == sent


def test_pages(instant: Caller, account: PracticeAccount, sent: list[str]) -> None:
    pages = [ids(instant.archive(category="sent", limit=2, offset=offset)) for offset in (0, 2, 4)]
    assert pages == [sent[:0:-1], sent[:1], []]
    account.switches.overlapping_pages = 1
    pages = [ids(instant.archive(category="sent", limit=2, offset=offset)) for offset in (0, 2)]
    assert pages == [sent[:0:-1], sent[1::-1]], "the last of a page is the first of the next"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"category": "all"}, "category: 'all' is not one of inbox, sent, spam"),
        ({"category": ""}, "category: '' is not one of"),
        ({"limit": 0}, "limit: 0 is not between 1 and 50"),
        ({"limit": 51}, "limit: 51 is not between 1 and 50"),
        ({"limit": "many"}, "limit: 'many' is not a whole number"),
        ({"limit": "9" * 5000}, "limit: "),
        ({"offset": -1}, "offset: '-1' is not a whole number"),
        ({"offset": "9" * 30}, "offset: "),
        ({"sort_by": "size"}, "sort_by: 'size' is not one of date"),
        ({"order": "up"}, "order: 'up' is not one of asc, desc"),
        ({"after": "yesterday"}, "after: 'yesterday' does not match"),
        ({"before": "2026-11-24T06:00:00Z"}, "before: '2026-11-24T06:00:00Z' does not match"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_a_refusal_names_the_parameter(query: dict[str, Any], words: str, instant: Caller) -> None:
    answer = instant.get("faxes", **query)
    assert answer.status == 400
    assert answer.refusal.startswith(words)


def test_a_limit_that_is_too_high_may_be_cut(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    instant.send(instant.path(sample_pdf), to=tuple(f"+4144444{number:04}" for number in range(60)))
    account.switches.limit_too_high = "cut"
    assert len(instant.archive(limit=100)) == 50
    assert len({*ids(instant.archive()), *ids(instant.archive(offset=50))}) == 60


@pytest.mark.parametrize(
    ("inclusive", "after", "before", "found"),
    [
        (True, THREE[1], None, [2, 1]),
        (False, THREE[1], None, [2]),
        (True, None, THREE[1], [1, 0]),
        (False, None, THREE[1], [0]),
        (True, THREE[0], THREE[1], [1, 0]),
        (True, THREE[2], THREE[0], []),
    ],
)
def test_ranges(
    inclusive: bool,
    after: str | None,
    before: str | None,
    found: list[int],
    instant: Caller,
    account: PracticeAccount,
    sent: list[str],
) -> None:
    account.switches.range_inclusive = inclusive
    bounds = {name: f"2026-11-24 {time}" for name, time in (("after", after), ("before", before)) if time}
    assert ids(instant.archive(category="sent", **bounds)) == [sent[number] for number in found]


@pytest.mark.parametrize(("time", "count"), [("submit_time", 0), ("start_time", 1), ("last_update", 1)])
def test_ranges_compare_the_chosen_time(
    time: Any, count: int, api: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.range_time = time
    api.send(api.path(sample_pdf))
    account.advance_to_end()
    assert len(api.archive(after="2026-11-24 06:00:01")) == count


def test_changing_needs_both_members(instant: Caller, sent: list[str]) -> None:
    where = f"faxes/{sent[0]}"
    assert instant.put(where, {"comment": "filed", "is_read": True}).status == 204
    record = instant.get(where).json
    assert (record["comment"], record["is_read"]) == ("filed", True)
    for body, words in (
        ({"comment": "x"}, "is_read: is a required property"),
        ({"is_read": True}, "comment: is a required property"),
        ({"comment": None, "is_read": True}, "comment: None is not of type 'string'"),
        ({"comment": "x", "is_read": 1}, "is_read: 1 is not of type 'boolean'"),
    ):
        answer = instant.put(where, body)
        assert (answer.status, answer.refusal) == (400, words)
    assert instant.put("faxes/none", {"comment": "", "is_read": True}).status == 404


def test_a_deleted_record_is_gone(instant: Caller, account: PracticeAccount, sent: list[str]) -> None:
    assert instant.delete(f"faxes/{sent[0]}").status == 204
    assert instant.delete(f"faxes/{sent[0]}").status == 404
    for what in ("faxes", "files", "report"):
        assert instant.get(f"{what}/{sent[0]}").status == 404
    assert len(account.received()) == 3, "that it was sent stays true"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("record_naming", "from_number", {"from_number": SENDER, "from": None}),
        ("record_naming", "both", {"from_number": SENDER, "from": SENDER}),
        ("comment_copied", False, {"comment": ""}),
        ("archive_times", "offset", {"submit_time": "2026-11-24 06:00:00 +0000", "start_time": "2026-11-24 06:00:00"}),
        ("number_spelling", "spaces", {"to": "+41 44 555 01 23"}),
        ("null_members", True, {"header": None}),
        ("extra_members", True, {"tenant": 7}),
    ],
)
def test_records_are_written_as_chosen(
    name: str, value: Any, shown: dict[str, object], instant: Caller, account: PracticeAccount, sent: list[str]
) -> None:
    setattr(account.switches, name, value)
    record = instant.get(f"faxes/{sent[0]}").json
    assert {member: record.get(member) for member in shown} == shown


def test_an_empty_comment_as_chosen(instant: Caller, account: PracticeAccount, sent: list[str]) -> None:
    where = f"faxes/{sent[0]}"
    instant.put(where, {"comment": "", "is_read": False})
    account.switches.empty_comment = "null"
    assert instant.get(where).json["comment"] is None
    account.switches.empty_comment = "missing"
    assert "comment" not in instant.get(where).json
    account.switches.comment_copied = False
    assert "comment" not in instant.get(f"faxes/{sent[1]}").json


def test_records_may_have_required_members_only(instant: Caller, account: PracticeAccount, sent: list[str]) -> None:
    account.switches.optional_members = False
    assert set(instant.get(f"faxes/{sent[0]}").json) == {
        "id",
        "owner_id",
        "pages",
        "status",
        "comment",
        "cost_details",
    }
