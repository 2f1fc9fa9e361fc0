"""What is left of a fax when it has been sent: nothing, a bare record, or all of it for some days."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import PracticeAccount
from faxdesk.practice.account.account import DATABASE_FILE
from tests.practice.http_client import BUSY, GOOD, SELF, Caller

DAY = 86400.0


def store_sent_faxes(api: Caller, stores: bool) -> None:
    assert api.put(SELF, {"account_data": {"save_history": stores}}).status == 204


def left_of(api: Caller, fax: str) -> tuple[bool, int, int, int]:
    """Whether the archive lists a fax, and the codes of its record, document and report."""
    listed = fax in {record["id"] for record in api.archive(category="sent")}
    record, document, report = (api.get(path).status for path in (f"faxes/{fax}", f"files/{fax}", f"report/{fax}"))
    return listed, record, document, report


ALL, BARE, NOTHING = (True, 200, 200, 200), (True, 200, 404, 404), (False, 404, 404, 404)


@pytest.mark.parametrize(("kind", "left"), [("no_record", NOTHING), ("bare_record", BARE), ("as_usual", ALL)], ids=str)
def test_an_account_may_store_no_sent_faxes(
    kind: Any, left: object, instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.unsaved_fax = kind
    before = instant.fax(instant.path(sample_pdf))
    account.clock.advance(1)
    store_sent_faxes(instant, stores=False)
    account.clock.advance(1)
    between = instant.fax(instant.path(sample_pdf))
    account.clock.advance(1)
    store_sent_faxes(instant, stores=True)
    account.clock.advance(1)
    after = instant.fax(instant.path(sample_pdf))

    assert (left_of(instant, before), left_of(instant, after)) == (ALL, ALL), "it counts while it is off"
    assert left_of(instant, between) == left
    assert [fax.id for fax in account.received()] == [before, between, after]
    assert instant.get(SELF).json["account_data"]["save_history"] is True


def test_what_comes_in_is_stored_all_the_same(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    store_sent_faxes(instant, stores=False)
    account.receive("+41445559999", sample_pdf)
    assert len(instant.archive(category="inbox")) == 1


@pytest.mark.parametrize(("kind", "left"), [("no_record", NOTHING), ("bare_record", BARE)], ids=str)
@pytest.mark.parametrize("start", ["finished", "accepted"])
def test_faxes_are_purged_after_some_days(
    kind: Any, left: object, start: Any, instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.purged_fax, account.switches.retention_start = kind, start
    account.switches.retention_days = 2
    path = instant.path(sample_pdf)
    early = instant.fax(path, send_time="2026-11-25 06:00:00 +0000")
    account.clock.advance(2 * DAY - 1)
    assert left_of(instant, early) == ALL
    account.clock.advance(2)
    assert left_of(instant, early) == (left if start == "accepted" else ALL)
    account.clock.advance(DAY)
    assert left_of(instant, early) == left
    account.switches.retention_days = 0
    assert left_of(instant, early) == ALL


@pytest.mark.parametrize(
    ("told", "status", "change"),
    [
        ("last", "sending", "sending"),
        ("history", "sending", "failed_user_busy"),
        ("final", "failed_user_busy", "failed_user_busy"),
    ],
)
def test_the_outbox_may_tell_how_a_fax_ended(
    told: Any, status: str, change: str, instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.finished_outbox_id, account.switches.finished_outbox_status = 200, told
    fax = instant.fax(instant.path(sample_pdf), to=BUSY)
    record = instant.get(f"outbox/{fax}").json
    assert (record["status"], record["status_changes"][-1]["status"]) == (status, change)
    assert instant.outbox() == []


def test_an_upload_may_be_good_for_one_fax_only(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.switches.upload_reusable = False
    path = instant.path(sample_pdf)
    assert instant.send(path).status == 201
    again = instant.send(path)
    assert (again.status, again.json["error"]) == (400, "file_not_found")


def test_a_fax_whose_upload_is_gone_may_be_taken_and_fail(
    instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.upload_missing = "fails"
    path = instant.path(sample_pdf)
    account.clock.advance(3600)
    fax = instant.fax(path)
    assert instant.get(f"faxes/{fax}").json["status"] == "failed_unknown_converter_issue"
    assert instant.get(f"files/{fax}", format="pdf").status == 404


@pytest.mark.parametrize(("minutes", "status"), [(30, "success"), (90, "failed_unknown_converter_issue")])
def test_documents_may_be_converted_only_when_the_time_has_come(
    minutes: int, status: str, instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.conversion = "at_send_time"
    hour, minute = divmod(minutes, 60)
    fax = instant.fax(instant.path(sample_pdf), send_time=f"2026-11-24 {6 + hour:02}:{minute:02}:00 +0000")
    assert [record["status"] for record in instant.outbox()] == ["scheduled_for_sending"]
    account.clock.advance(minutes * 60 + 1)
    assert instant.get(f"faxes/{fax}").json["status"] == status


def test_an_account_of_an_earlier_version_is_taken_over(tmp_path: Path, sample_pdf: Path) -> None:
    with PracticeAccount(tmp_path) as account:
        token = account.token
    database = sqlite3.connect(tmp_path / DATABASE_FILE)
    database.executescript("DROP TABLE storing; PRAGMA user_version = 2")
    database.close()
    with PracticeAccount(tmp_path) as account:
        assert (account.token, account.archived_ids()) == (token, ())


@pytest.mark.parametrize("zone", ["utc", "account"])
def test_times_without_a_zone_may_be_those_of_the_account(
    zone: Any, instant: Caller, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.archive_zone = zone
    instant.fax(instant.path(sample_pdf), to=GOOD)
    (record,) = instant.archive()
    assert record["start_time"] == ("2026-11-24 08:00:00" if zone == "account" else "2026-11-24 06:00:00")


def test_the_archive_may_know_no_category(instant: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    account.switches.archive_category = "refused"
    instant.fax(instant.path(sample_pdf))
    assert instant.get("faxes", category="sent").status == 400
    assert len(instant.archive()) == 1
