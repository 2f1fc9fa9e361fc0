"""JSON of the service, in every spelling that its pages, SDKs and records show, to values."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxdesk.api import wire
from faxdesk.core.errors import BadAnswer
from faxdesk.core.model import Fax, Number, OutboxFax, StatusChange


def shown(value: object) -> str:
    """The name of a parameter: tells a number from its text."""
    return repr(value)[:20]


NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-12-01 12:00:00", NOON),
        ("2026-12-01 12:00:00 +0000", NOON),
        ("2026-12-01 13:00:00 +0100", NOON),
        ("2026-12-01 06:30:00 -0530", NOON),
        ("2026-12-01 13:00:00+01:00", NOON),
        ("2026-12-01T12:00:00Z", NOON),
        ("2026-12-01T12:00:00.000+00:00", NOON),
        (" 2026-12-01 12:00:00 ", NOON),
        ("", None),
        ("never", None),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01 00:00:00 +0100", None),
        ("0001-01-01 00:00:00", None),
        ("1970-01-01 00:00:00", None),
        ("9999-12-31 23:59:59", None),
        (None, None),
        (1764590400, None),
        ({}, None),
    ],
)
def test_times_come_in_several_forms(said: object, meant: datetime | None) -> None:
    assert wire.time(said) == meant


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (3, 3),
        (3.0, 3),
        (3.9, 3),
        ("3", 3),
        ("3.0", 3),
        (" 3 ", 3),
        (-1, 0),
        (True, 0),
        (None, 0),
        ("many", 0),
        (float("nan"), 0),
        (float("inf"), 0),
        (10**30, 0),
        ("9" * 400, 0),
        ([], 0),
        ({}, 0),
    ],
    ids=shown,
)
def test_counts_come_in_several_forms(said: object, count: int) -> None:
    assert wire.whole(said) == count


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Müller", "Müller"),
        (41445550123, "41445550123"),
        (41445550123.0, "41445550123"),
        (1.5, "1.5"),
        (None, ""),
        (True, ""),
        ([], ""),
        ("half \ud83d pair", "half ? pair"),
        ("succ\x00ess", "succ?ess"),
        ("\x1b[2J\x9b2J\x7f", "?[2J?2J?"),
        ("two\r\n\tlines", "two\r\n\tlines"),
        (float("inf"), ""),
    ],
    ids=shown,
)
def test_texts_can_be_kept_in_a_database(said: object, text: str) -> None:
    assert wire.text(said) == text


OUTBOX = {
    "id": "66f1c2d3a4b5c6d7e8f90123",
    "uid": "7724157c0974440293e45877c57f0703",
    "status": "scheduled_for_sending",
    "src": "+390612345678",
    "to": ["+390687654321"],
    "files": ["/transient-29362c0c"],
    "comment": {"text": "Pratica 42", "tags": ["faxdesk:1"]},
    "page_count": 3,
    "send_time": "2026-12-01 12:00:00 +0000",
    "submit_time": "2026-12-01 12:00:00 +0000",
    "last_updated_status_time": "2026-12-01 12:00:00",
    "status_changes": [{"at": "2026-12-01 12:00:00", "status": "submitted"}],
}


def test_a_record_of_the_outbox() -> None:
    assert wire.outbox_fax(OUTBOX) == OutboxFax(
        id="66f1c2d3a4b5c6d7e8f90123",
        status="scheduled_for_sending",
        to=("+390687654321",),
        sender="+390612345678",
        comment="Pratica 42",
        tags=("faxdesk:1",),
        files=("/transient-29362c0c",),
        pages=3,
        send_at=NOON,
        submitted_at=NOON,
        changed_at=NOON,
        history=(StatusChange("submitted", NOON),),
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"to": "+390687654321"}, {"to": ("+390687654321",)}),
        ({"to": ["+1", "+2"]}, {"to": ("+1", "+2")}),
        ({"to": [390687654321, None, ""]}, {"to": ("390687654321",)}),
        ({"to": None, "to_number": "+3"}, {"to": ("+3",)}),
        ({"src": None, "from": "+390612345678"}, {"sender": "+390612345678"}),
        ({"src": "", "from_number": "+390612345678"}, {"sender": "+390612345678"}),
        ({"comment": "Pratica 42"}, {"comment": "Pratica 42", "tags": ()}),
        ({"comment": None}, {"comment": "", "tags": ()}),
        ({"comment": {"text": None}}, {"comment": "", "tags": ()}),
        ({"comment": {"tags": "one"}}, {"comment": "", "tags": ("one",)}),
        ({"status": "queued_by_moon"}, {"status": "queued_by_moon"}),
        ({"status_changes": None}, {"history": ()}),
        ({"status_changes": ["odd", {"status": "sending"}]}, {"history": (StatusChange("sending", None),)}),
        ({"files": None}, {"files": ()}),
        ({"page_count": "3"}, {"pages": 3}),
        ({"id": 42}, {"id": "42"}),
        ({"a_new_member": {"deep": []}}, {}),
    ],
)
def test_spellings_of_the_outbox(change: dict[str, object], expected: dict[str, object]) -> None:
    found = wire.outbox_fax({**OUTBOX, **change})

    assert found is not None
    assert {name: getattr(found, name) for name in expected} == expected


FAX = {
    "id": "66f1c3aaa4b5c6d7e8f90a01",
    "direction": "outgoing",
    "status": "success",
    "description": "OK",
    "from": "+390612345678",
    "to": "+390687654321",
    "pages": 3,
    "cost": 3,
    "duration": 96,
    "comment": "Pratica 42",
    "max_retry": 2,
    "scheduled_time": None,
    "submit_time": "2026-12-01 12:00:00",
    "start_time": "2026-12-01 12:00:00",
    "last_update": "2026-12-01 12:00:00",
}


def test_a_record_of_the_archive() -> None:
    assert wire.fax(FAX) == Fax(
        id="66f1c3aaa4b5c6d7e8f90a01",
        status="success",
        to="+390687654321",
        sender="+390612345678",
        description="OK",
        comment="Pratica 42",
        pages=3,
        cost=3,
        duration=96,
        submitted_at=NOON,
        started_at=NOON,
        changed_at=NOON,
        retries=2,
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"from": None, "from_number": "+1"}, {"sender": "+1"}),
        ({"to": ["+1", "+2"]}, {"to": "+1, +2"}),
        ({"comment": None}, {"comment": ""}),
        ({"comment": {"text": "x"}}, {"comment": "x"}),
        ({"description": None}, {"description": ""}),
        ({"status": "failed_xyz"}, {"status": "failed_xyz"}),
        ({"status": "in_progress", "direction": None}, {"status": "in_progress", "direction": "outgoing"}),
        ({"cost": 1.5, "retry_delay": 60}, {"cost": 1.5}),
    ],
)
def test_spellings_of_the_archive(change: dict[str, object], expected: dict[str, object]) -> None:
    found = wire.fax({**FAX, **change})

    assert found is not None
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    "missing", [{}, {"id": None}, {"id": ""}, {"id": True}, {"id": [1]}, {"id": "  "}, {"id": "a\ud800"}]
)
def test_a_record_without_an_id_is_none(missing: dict[str, object]) -> None:
    assert wire.outbox_fax(missing) is None
    assert wire.fax(missing) is None
    assert wire.webhook(missing) is None


def test_a_record_with_nothing_but_an_id_is_one() -> None:
    assert wire.outbox_fax({"id": "a"}) == OutboxFax("a", "")
    assert wire.fax({"id": "a"}) == Fax("a", "")


@pytest.mark.parametrize("wrap", ["records", "data", "data.records", "data.data"])
def test_lists_are_found_where_the_service_puts_them(wrap: str) -> None:
    answer: Any = [FAX]
    for name in reversed(wrap.split(".")):
        answer = {name: answer}

    assert [fax.id for fax in wire.listed(answer, wire.fax)] == [FAX["id"]]


def test_an_odd_record_does_not_cost_the_page_and_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    answer: dict[str, object] = {"records": [None, FAX, [], "x", {"status": "success"}, {**FAX, "id": "b"}]}

    with caplog.at_level(logging.WARNING):
        found = wire.listed(answer, wire.fax)

    assert [fax.id for fax in found] == [FAX["id"], "b"]
    assert caplog.text.count("left out") == 4


@pytest.mark.parametrize("answer", [{}, {"records": None}, {"records": {}}, {"data": {}}, {"error": "x"}, {"data": 1}])
def test_no_list_is_not_an_empty_list(answer: dict[str, object]) -> None:
    """An outbox that is read as empty by mistake would make every waiting fax look lost."""
    with pytest.raises(BadAnswer):
        wire.listed(answer, wire.fax)


def test_a_single_record_may_be_wrapped() -> None:
    assert wire.single(FAX, wire.fax, "a fax") == wire.single({"data": FAX}, wire.fax, "a fax")
    with pytest.raises(BadAnswer):
        wire.single({"data": {}}, wire.fax, "a fax")


@pytest.mark.parametrize(
    ("record", "number"),
    [
        ({"number": "+41445550100", "status": "active", "is_canceled": False}, Number("+41445550100")),
        ({"number": "+41 44 555-01-00"}, Number("+41445550100")),
        ({"number": 41445550100}, Number("+41445550100")),
        ({"number": "+1", "status": "waiting_verification"}, Number("+1", "waiting_verification")),
        ({"number": "+1", "is_canceled": True}, Number("+1", cancelled=True)),
        ({"number": ""}, None),
        ({}, None),
    ],
)
def test_own_numbers(record: dict[str, object], number: Number | None) -> None:
    assert wire.own_number(record) == number


def test_an_account_in_full_and_in_part() -> None:
    full = wire.account(
        {
            "uid": "u1",
            "email": "office@example.com",
            "name": "Office",
            "lastname": "Desk",
            "phone": None,
            "member_of": [],
            "account_data": {"company_name": "Example Office"},
            "notifications": {"settings": {"language": "tlh"}},
        }
    )
    assert full is not None
    assert (full.uid, full.name, full.company, full.phone, full.title) == (
        "u1",
        "Office Desk",
        "Example Office",
        "",
        "Example Office",
    )
    part = wire.account({"email": "office@example.com", "account_data": None})
    assert part is not None
    assert part.title == "office@example.com"
    assert wire.account({"error": "no"}) is None


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        ({"ids": {"+1": "a", "+2": "b"}}, {"+1": "a", "+2": "b"}),
        ({"ids": {"+1": 7}}, {}),
        ({"ids": {"+1": None, "+2": ["x"], "": "c", "+3": "d"}}, {"+3": "d"}),
        ({"data": {"ids": {"+1": "a"}}}, {"+1": "a"}),
        ({"ids": None}, {}),
        ({"ids": ["a"]}, {}),
        ({}, {}),
    ],
)
def test_ids_of_a_submission(answer: dict[str, object], ids: dict[str, str]) -> None:
    assert wire.ids(answer) == ids


@pytest.mark.parametrize("answer", [{"path": "/a.pdf"}, {"file_path": "/a.pdf"}, {"data": {"path": "/a.pdf"}}])
def test_the_path_of_an_upload(answer: dict[str, object]) -> None:
    assert wire.path(answer) == "/a.pdf"


@pytest.mark.parametrize("answer", [{}, {"path": ""}, {"path": None}, {"path": {"a": 1}}])
def test_an_upload_without_a_path_is_no_upload(answer: dict[str, object]) -> None:
    with pytest.raises(BadAnswer):
        wire.path(answer)


members = st.sampled_from(
    ["id", "status", "to", "from", "src", "comment", "files", "pages", "send_time", "status_changes", "records", "ids"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("a1+ -:\0\ud83dé", max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(members, inner, max_size=6),
    max_leaves=20,
)


def texts(values: tuple[object, ...]) -> Iterator[str]:
    """All texts in a value, however deep; a database and a log must be able to encode them."""
    for value in values:
        if isinstance(value, tuple):
            yield from texts(value)
        elif isinstance(value, str):
            yield value


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(members, anything))
def test_no_answer_makes_the_reader_stumble(answer: dict[str, object]) -> None:
    for read in (wire.outbox_fax, wire.fax, wire.account, wire.own_number, wire.webhook):
        found = read(answer)
        if found is not None:
            "".join(texts(astuple(found))).encode()
    assert all(key and value for key, value in wire.ids(answer).items())


# ------------------------------------------------------------------------------------------- what would be obeyed


ODD = "The line was busy.\rDelivered.\u202e\x1b[2K\u2028end"
SHOWN = "The line was busy. Delivered.??[2K end"


def test_what_has_one_line_has_no_other() -> None:
    """A carriage return would write over the line before it, on a terminal as in a list."""
    record = wire.fax({"id": "1", "description": ODD, "status": ODD, "to": ODD, "from": ODD})
    assert record is not None
    assert (record.description, record.status, record.to, record.sender) == (SHOWN, SHOWN, SHOWN, SHOWN)
    waiting = wire.outbox_fax({"id": "1", "status": ODD, "to": [ODD], "from": ODD})
    assert waiting is not None
    assert (waiting.status, waiting.to, waiting.sender) == (SHOWN, (SHOWN,), SHOWN)
    account = wire.account({"uid": "u", "name": ODD, "lastname": "", "account_data": {"company_name": ODD}})
    assert account is not None
    assert (account.name, account.company) == (SHOWN, SHOWN)


def test_the_lines_of_a_comment_end_as_ours_do() -> None:
    record = wire.fax({"id": "1", "comment": "one\r\ntwo\rthree"})
    assert record is not None
    assert record.comment == "one\ntwo\nthree"
