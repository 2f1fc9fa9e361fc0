"""The outbox: its records, and changing and cancelling what waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import Pace, PracticeAccount
from tests.practice.conftest import START
from tests.practice.http_client import BUSY, BUSY_ONCE, GOOD, SECOND_SENDER, SENDER, Caller


def test_a_record_says_what_was_sent(api: Caller, account: PracticeAccount, path: str) -> None:
    cover = {"name_to": "A", "name_from": "B", "subject": "C"}
    options = {"enhancement": False, "retry": {"count": 2, "delay": 5}}
    key = api.fax(
        path,
        comment={"text": "Order 42", "tags": ["a", "b"]},
        options=options,
        cover_page=cover,
        send_time="2030-01-01 01:00:00 +0100",
    )
    record = api.get(f"outbox/{key}").json
    assert record == api.outbox()[0]
    assert (record["id"], record["uid"], record["src"], record["to"]) == (key, account.uid, SENDER, [GOOD])
    assert record["comment"] == {"text": "Order 42", "tags": ["a", "b"]}
    assert (record["options"], record["retry"], record["should_enhance"]) == (options, options["retry"], False)
    assert record["cover_page"] == cover
    assert record["send_time"] == "2030-01-01 00:00:00 +0000"
    assert record["submit_time"] == "2026-11-24 06:00:00 +0000"
    assert record["status_changes"] == [{"at": "2026-11-24 06:00:00", "status": "submitted"}]
    assert record["ip"] == "127.0.0.1"
    assert record["files"] == [path.removeprefix("/storage").removesuffix(".pdf")]
    assert (record["page_count"], record["file_changes"]) == (0, [])
    account.clock.advance(2)
    record = api.get(f"outbox/{key}").json
    assert record["page_count"] == 3
    assert record["file_changes"][0]["files"][0]["file_name"] == "letter.pdf"


def test_it_lists_what_waits_oldest_first(api: Caller, account: PracticeAccount, path: str) -> None:
    first, second = api.fax(path), api.fax(path)
    assert [record["id"] for record in api.outbox()] == [first, second]
    account.advance_to_end()
    assert api.outbox() == []
    assert api.get(f"outbox/{first}").status == 404


@pytest.mark.parametrize(("code", "status"), [(404, 404), (410, 410), (200, 200)])
def test_a_finished_fax_may_be_asked_for(
    code: Any, status: int, api: Caller, account: PracticeAccount, path: str
) -> None:
    account.switches.finished_outbox_id = code
    key = api.fax(path)
    account.advance_to_end()
    assert api.get(f"outbox/{key}").status == status
    assert api.put(f"outbox/{key}", {"comment": "x"}).status == (410 if code == 410 else 404)
    assert api.delete(f"outbox/{key}").status == (410 if code == 410 else 404)


def test_the_comment_can_be_changed_and_nothing_else(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path, comment={"text": "old", "tags": ["t"]})
    assert api.put(f"outbox/{key}", {"comment": "new", "to": [BUSY]}).status == 204
    record = api.get(f"outbox/{key}").json
    assert (record["comment"], record["to"]) == ({"text": "new", "tags": ["t"]}, [GOOD])
    assert api.put(f"outbox/{key}", {}).status == 204
    assert api.put(f"outbox/{key}", {"comment": {"text": "x"}}).status == 400
    account.advance_to_end()
    assert api.get(f"faxes/{key}").json["comment"] == "new"


def test_a_cancelled_fax_is_never_sent(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path)
    assert api.delete(f"outbox/{key}").status == 204
    assert api.delete(f"outbox/{key}").status == 404
    account.clock.advance(3600)
    assert api.archive() == []
    assert api.get(f"faxes/{key}").status == 404
    (fax,) = account.received()
    assert (fax.status, fax.final_status, fax.cancelled) == ("cancelled", None, True)


def test_what_is_being_sent_can_be_neither_changed_nor_cancelled(
    api: Caller, account: PracticeAccount, path: str
) -> None:
    key = api.fax(path)
    account.clock.advance(3)
    assert api.get(f"outbox/{key}").json["status"] == "sending"
    assert api.put(f"outbox/{key}", {"comment": "x"}).status == 409
    assert api.delete(f"outbox/{key}").status == 409
    account.switches.change_while_sending = "changed"
    assert api.put(f"outbox/{key}", {"comment": "x"}).status == 204


@pytest.mark.parametrize(
    ("answer", "status", "sent"), [("not_found", 404, True), ("ignored", 204, True), ("cancelled", 204, False)]
)
def test_cancelling_while_sending_as_chosen(
    answer: Any, status: int, sent: bool, api: Caller, account: PracticeAccount, path: str
) -> None:
    account.switches.delete_while_sending = answer
    key = api.fax(path)
    account.clock.advance(3)
    assert api.delete(f"outbox/{key}").status == status
    account.clock.advance(3600)
    assert bool(api.archive()) is sent


def test_a_cancelled_fax_may_show_up_as_failed(api: Caller, account: PracticeAccount, path: str) -> None:
    account.switches.cancelled_in_archive = True
    key = api.fax(path, send_time="2030-01-01 00:00:00 +0000")
    account.clock.advance(100)
    api.delete(f"outbox/{key}")
    (record,) = api.archive()
    assert (record["id"], record["status"]) == (key, "failed_originator_cancel")
    assert record["last_update"] == "2026-11-24 06:01:40"


def test_cancelling_between_two_attempts_keeps_the_first(api: Caller, account: PracticeAccount, path: str) -> None:
    key = api.fax(path, to=BUSY_ONCE, options={"retry": {"count": 1, "delay": 30}})
    account.clock.advance(10)
    assert api.get(f"outbox/{key}").json["status"] == "scheduled_for_sending"
    api.delete(f"outbox/{key}")
    account.clock.advance(100)
    assert [record["status"] for record in api.archive()] == ["failed_user_busy"]
    assert account.received()[0].final_status is None


def test_one_record_may_stand_for_a_whole_submission(api: Caller, account: PracticeAccount, path: str) -> None:
    account.switches.outbox_record = "per_submission"
    ids = api.send(path, to=(GOOD, BUSY)).json["ids"]
    (record,) = api.outbox()
    assert (record["id"], record["to"]) == (ids[GOOD], [GOOD, BUSY])
    assert [api.get(f"outbox/{key}").json for key in ids.values()] == [record, record]
    api.delete(f"outbox/{ids[GOOD]}")
    (record,) = api.outbox()
    assert (record["id"], record["to"]) == (ids[BUSY], [BUSY])


@pytest.mark.parametrize(
    ("name", "value", "member", "shown"),
    [
        ("tags_shown", False, "comment", {"text": ""}),
        ("null_members", True, "contact_name", None),
        ("number_spelling", "spaces", "to", ["+41 44 555 01 23"]),
        ("number_spelling", "no_plus", "src", "41445550100"),
        ("outbox_page_count", "at_once", "page_count", 2),
        ("extra_members", True, "tenant", 7),
    ],
)
def test_records_are_written_as_chosen(
    name: str, value: Any, member: str, shown: object, api: Caller, account: PracticeAccount, path: str
) -> None:
    setattr(account.switches, name, value)
    api.send(path)
    assert api.outbox()[0][member] == shown


def test_records_name_files_as_chosen(api: Caller, account: PracticeAccount, path: str) -> None:
    api.send(path)
    account.switches.outbox_files = "path"
    assert api.outbox()[0]["files"] == [path]
    account.switches.outbox_files = "stored"
    assert api.outbox()[0]["files"] == [path.replace("/storage/", "/storage/faxes/")]


def test_records_may_have_required_members_only(api: Caller, account: PracticeAccount, path: str) -> None:
    account.switches.optional_members = False
    api.send(path)
    assert set(api.outbox()[0]) == {"id", "status", "uid"}
    assert set(api.get("numbers").json["numbers"][0]) == {
        "acquired_date",
        "assigned_to",
        "id",
        "number",
        "owner_id",
        "status",
    }


def test_an_administrator_acts_for_a_member(api: Caller, account: PracticeAccount, sample_pdf: Path) -> None:
    member = account.members.without_admin()[0].uid
    with Caller(api.server, account.issue_token(uid=member)) as other:
        path = other.path(sample_pdf)
        key = other.post("outbox", {"from": SECOND_SENDER, "to": [GOOD], "files": [path], "return_ids": True}).json[
            "ids"
        ][GOOD]
        assert api.get(f"outbox/{key}").status == 404
        assert api.get(f"/v3/accounts/{member}/outbox/{key}").status == 200
        assert other.get(f"/v3/accounts/{account.uid}/outbox").status == 403
    assert api.get("/v3/accounts/none/outbox").status == 404


def test_at_an_instant_pace_a_fax_is_in_the_archive_at_once(api: Caller, account: PracticeAccount, path: str) -> None:
    account.pace = Pace.instant()
    key = api.fax(path)
    assert api.outbox() == []
    assert api.get(f"faxes/{key}").json["status"] == "success"
    assert account.received()[0].submitted == START
