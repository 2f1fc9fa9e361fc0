"""What becomes of a fax, and when: states are read off the clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import OUTCOMES, Outcome, Pace, PracticeAccount
from tests.practice.http_client import BUSY, BUSY_ONCE, GOOD, PARTIAL, Caller

RETRY = {"retry": {"count": 3, "delay": 10}}


def states(api: Caller, account: PracticeAccount, key: str, seconds: int) -> list[tuple[str, str]]:
    """Where a fax is, second by second: its status in the outbox and in the archive."""
    found = []
    for _ in range(seconds):
        out, done = api.get(f"outbox/{key}"), api.get(f"faxes/{key}")
        found.append((out.json.get("status", "-"), done.json.get("status", "-")))
        account.clock.advance(1)
    return found


def test_the_usual_pace_is_quick_but_can_be_watched(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path)
    assert states(api, account, key, 6) == [
        ("submitted", "-"),
        ("converting", "-"),
        ("scheduled_for_sending", "-"),
        ("sending", "-"),
        ("sending", "-"),
        ("-", "success"),
    ]
    record = api.get(f"faxes/{key}").json
    assert (record["start_time"], record["last_update"]) == ("2026-11-24 06:00:02", "2026-11-24 06:00:04")
    assert (record["pages"], record["cost"], record["duration"], record["description"]) == (2, 2, 2, "OK")


def test_the_history_has_times(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path)
    account.clock.advance(3)
    record = api.get(f"outbox/{key}").json
    assert [(change["at"][-8:], change["status"]) for change in record["status_changes"]] == [
        ("06:00:00", "submitted"),
        ("06:00:01", "converting"),
        ("06:00:02", "scheduled_for_sending"),
        ("06:00:02", "sending"),
    ]
    assert record["last_updated_status_time"] == "2026-11-24 06:00:02"


def test_between_outbox_and_archive_a_fax_is_nowhere(api: Caller, account: PracticeAccount, path: str) -> None:
    account.switches.archive_gap = 3
    key = api.fax(path)
    assert [state for state in states(api, account, key, 9) if state == ("-", "-")] == [("-", "-")] * 3


def test_a_fax_waits_for_its_time(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path, send_time="2026-11-24 08:00:00 +0100")
    account.clock.advance(3599)
    assert api.get(f"outbox/{key}").json["status"] == "scheduled_for_sending"
    account.clock.advance(1)
    assert api.get(f"outbox/{key}").json["status"] == "sending"
    account.advance_to_end()
    record = api.get(f"faxes/{key}").json
    assert record["scheduled_time"] == record["start_time"] == "2026-11-24 07:00:00"
    assert record["submit_time"] == "2026-11-24 06:00:00"


def test_no_call_takes_longer_than_the_longest(api: Caller, account: PracticeAccount, path: str) -> None:
    api.send(*[path] * 10)
    account.clock.advance(2.5 + 8)
    assert api.outbox() == []


def test_a_busy_line_is_tried_again(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path, to=BUSY_ONCE, options=RETRY)
    account.clock.advance(5)
    (first,) = api.archive()
    assert (first["id"], first["status"], first["pages"], first["cost"]) == (key, "failed_user_busy", 2, 0)
    assert (first["max_retry"], first["retry_delay"]) == (3, 10)
    assert api.get(f"outbox/{key}").json["status"] == "scheduled_for_sending", "until the last attempt"
    account.advance_to_end()
    last, again = api.archive(order="desc")
    assert again == first
    assert (last["status"], last["submit_time"]) == ("success", first["submit_time"])
    assert last["id"] != key
    assert account.received()[0].archive_ids == (key, last["id"])
    assert account.received()[0].final_status == "success"


def test_attempts_end_with_the_wish_for_them(api: Caller, account: PracticeAccount, path: str) -> None:
    api.send(path, to=(BUSY,), options=RETRY)
    api.send(path, to=(BUSY,))
    account.advance_to_end()
    assert [len(fax.archive_ids) for fax in account.received()] == [4, 1]


def test_a_retry_may_wait_for_minutes(api: Caller, account: PracticeAccount, path: str) -> None:
    account.switches.retry_delay_unit = "minutes"
    api.send(path, to=(BUSY_ONCE,), options=RETRY)
    account.clock.advance(590)
    assert len(api.outbox()) == 1
    account.clock.advance(30)
    assert api.outbox() == []


@pytest.mark.parametrize(
    ("choice", "ids"),
    [("first_same", ["same", "new"]), ("new", ["new", "new"]), ("same", ["same"])],
)
def test_ids_of_attempts_as_chosen(
    choice: Any, ids: list[str], api: Caller, account: PracticeAccount, path: str
) -> None:
    account.switches.archive_id = choice
    key = api.fax(path, to=BUSY_ONCE, options=RETRY)
    account.advance_to_end()
    records = api.archive(order="asc", sort_by="date")
    assert ["same" if record["id"] == key else "new" for record in records] == ids
    assert api.get(f"faxes/{key}").json["status"] == ("failed_user_busy" if choice == "first_same" else "success")
    account.switches.outbox_id_in_archive = False
    assert api.get(f"faxes/{key}").status == (404 if choice == "new" else 200)
    assert api.get(f"files/{key}", format="pdf").status == 200, "the id of the session always opens the document"


def test_a_partial_fax_says_how_much_arrived(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path, path, to=PARTIAL)
    account.advance_to_end()
    record = api.get(f"faxes/{key}").json
    assert (record["status"], record["pages"], record["cost"]) == ("partially_sent", 2, 2)
    account.switches.partial_pages = "total"
    assert api.get(f"faxes/{key}").json["pages"] == 4


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_every_number_of_the_table_ends_as_it_says(
    outcome: Outcome, instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    key = instant.fax(instant.path(sample_pdf), to=outcome.number)
    if outcome.seconds_per_page:
        assert instant.outbox()[0]["status"] == "sending"
        account.clock.advance(2 * outcome.seconds_per_page)
    record = instant.get(f"faxes/{key}").json
    assert record["status"] == outcome.results[0]
    assert record["description"]
    assert instant.outbox() == []


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.pdf", b"not a PDF", "failed_unknown_converter_issue"),
        ("a.tif", b"II*\0garbage", "failed_convert_to_tiff_issue"),
        ("a.png", b"\x89PNG garbage", "failed_image_preparation"),
        ("a.jpg", b"\xff\xd8 garbage", "failed_image_preparation"),
        ("a.rtf", b"{\\rtf1 text}", "failed_office_converter_issue"),
    ],
)
def test_a_broken_document_is_noticed_when_it_is_converted(
    name: str, content: bytes, status: str, api: Caller, account: PracticeAccount, path: str
) -> None:
    key = api.fax(path, api.path(content, name), options=RETRY)
    account.clock.advance(1)
    assert api.get(f"outbox/{key}").json["status"] == "converting"
    account.clock.advance(2)
    (record,) = api.archive()
    assert (record["status"], record["cost"]) == (status, 0)
    for what in ("files", "thumbnail"):
        assert api.get(f"{what}/{key}").status == 404
    assert api.get(f"report/{key}").status == 200


def test_a_slow_pace_is_kept_for_faxes_that_were_accepted(api: Caller, account: PracticeAccount, path: str) -> None:
    account.pace = Pace(submitted=100)
    api.send(path)
    account.pace = Pace.instant()
    api.send(path, to=(BUSY,))
    assert [record["to"] for record in api.outbox()] == [[GOOD]]
