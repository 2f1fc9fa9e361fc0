"""Finding our faxes in the service's lists: by evidence, never by guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from faxdesk.core.matching import FaxEvidence, OutboxIndex, alike, attempts_of, by_id, ids_by_number, uuids
from faxdesk.core.model import Fax, OutboxFax

POSTED = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
UUID = "5e8b1c52-3a86-4c0b-9e58-0a7b2d3f4c11"
OURS = FaxEvidence(
    "+41445550123",
    "+41445550100",
    "Case 42",
    tag="faxdesk:a-1",
    files=(f"/storage/transient-{UUID}.pdf",),
    posted=(POSTED,),
)
FAX = Fax("f1", "success", "+41445550123", "+41445550100", comment="Case 42", submitted_at=POSTED)
NONE = timedelta()


def in_outbox(records: list[OutboxFax], sought: FaxEvidence) -> OutboxFax | None:
    return OutboxIndex(records).find(sought)


def test_a_known_id_counts_more_than_a_mark() -> None:
    other = OutboxFax("x", "sending", ("+41445550123",), tags=("faxdesk:a-1",))
    ours = OutboxFax("o1", "sending", ("something else",))
    assert in_outbox([other, ours], replace(OURS, outbox_id="o1")) == ours
    assert in_outbox([replace(other, tags=())], replace(OURS, outbox_id="o1")) is None


def test_a_record_with_the_id_of_another_recipient_is_known_by_our_mark() -> None:
    shared = OutboxFax("o1", "sending", ("+41225550123", "+41445550123"), tags=("faxdesk:a-1",))
    assert in_outbox([shared], replace(OURS, outbox_id="o2")) == shared


def test_our_tag_finds_the_record_of_the_right_recipient() -> None:
    first = OutboxFax("o1", "sending", ("+41 22 555 01 23",), tags=("faxdesk:a-1",))
    second = OutboxFax("o2", "sending", ("41445550123",), tags=("x", "faxdesk:a-1"))
    assert in_outbox([first, second], OURS) == second


def test_one_record_for_several_recipients() -> None:
    record = OutboxFax("o1", "sending", ("+41225550123", "+41445550123"), tags=("faxdesk:a-1",))
    assert in_outbox([record], OURS) == record


def test_an_upload_is_known_by_its_uuid_in_another_folder_and_spelling() -> None:
    record = OutboxFax("o1", "sending", ("+41445550123",), files=(f"/other/{UUID.upper().replace('-', '')}",))
    assert in_outbox([record], OURS) == record


def test_likeness_alone_is_nothing_in_the_outbox() -> None:
    record = OutboxFax("o1", "sending", ("+41445550123",), sender="+41445550100", comment="Case 42")
    assert in_outbox([record], OURS) is None


def test_archive_by_either_id() -> None:
    archive = {"f1": FAX}
    assert by_id(archive, replace(OURS, outbox_id="f1")) == FAX
    assert by_id(archive, replace(OURS, fax_id="f1")) == FAX
    assert by_id(archive, OURS) is None


def test_an_id_that_several_recipients_share_is_not_enough_in_the_archive() -> None:
    other = replace(FAX, to="+41225550123")
    assert by_id({"f1": other}, replace(OURS, outbox_id="f1")) is None
    assert by_id({"f1": replace(FAX, to="")}, replace(OURS, outbox_id="f1"))
    assert by_id({"f1": replace(FAX, to="+41 22 555 01 23, +41 44 555 01 23")}, replace(OURS, outbox_id="f1"))


def test_a_fax_like_ours_within_minutes() -> None:
    assert alike([FAX], OURS, ()) == [FAX]


@pytest.mark.parametrize(
    ("sent", "told"), [("Case 42\r\nand 43", "Case 42\nand 43"), ("a\rb", "a\nb"), ("a\x07b", "a?b"), (" a ", "a")]
)
def test_a_comment_is_ours_however_its_lines_end_and_whatever_was_taken_out_of_it(sent: str, told: str) -> None:
    record = replace(FAX, comment=told)
    assert alike([record], replace(OURS, comment=sent), ()) == [record]


@pytest.mark.parametrize(
    "other",
    [
        replace(FAX, to="+41225550123"),
        replace(FAX, sender="+41225550100"),
        replace(FAX, comment="Case 43"),
        replace(FAX, direction="incoming"),
        replace(FAX, submitted_at=POSTED - timedelta(minutes=3)),
        replace(FAX, submitted_at=POSTED + timedelta(minutes=11)),
        replace(FAX, submitted_at=None),
    ],
)
def test_what_speaks_against_likeness(other: Fax) -> None:
    assert alike([other], OURS, ()) == []


@pytest.mark.parametrize("sender", ["", "7724157c", "user"])
def test_a_sender_that_is_no_number_says_nothing(sender: str) -> None:
    assert alike([replace(FAX, sender=sender)], OURS, ())


def test_a_comment_that_the_archive_does_not_keep_says_nothing() -> None:
    assert alike([replace(FAX, comment="")], OURS, ())


def test_what_belongs_to_another_fax_is_not_ours() -> None:
    assert alike([FAX], OURS, ("f1",)) == []


def test_the_attempts_of_one_session_are_in_order() -> None:
    first = replace(FAX, status="failed_user_busy", started_at=POSTED + timedelta(minutes=1))
    second = replace(first, id="f2", status="success", started_at=POSTED + timedelta(minutes=9))
    stranger = replace(FAX, id="f3", submitted_at=POSTED + timedelta(seconds=1))
    taken = replace(second, id="f4")
    assert attempts_of(first, [second, stranger, taken, first], ("f4",)) == [first, second]


def test_a_record_without_times_is_its_own_session() -> None:
    bare = Fax("f9", "success", "+41445550123")
    assert attempts_of(bare, [bare, replace(bare, id="f8")], ()) == [bare]


def test_ids_are_found_under_other_spellings_of_the_number() -> None:
    answer = {"+41 44 555 01 23": "1", "41225550123": "2"}
    assert ids_by_number(answer, ["+41445550123", "+41225550123", "+41315550123"]) == {
        "+41445550123": "1",
        "+41225550123": "2",
    }


def test_a_single_id_belongs_to_the_single_recipient() -> None:
    assert ids_by_number({"044 555 01 23": "1"}, ["+41445550123"]) == {"+41445550123": "1"}
    assert ids_by_number({"044 555 01 23": "1"}, ["+41445550123", "+41225550123"]) == {}


def test_uuids_in_paths() -> None:
    assert uuids([f"/storage/transient-{UUID}.pdf", "none"]) == {UUID.replace("-", "")}
