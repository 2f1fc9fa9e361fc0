"""What is found of a person besides the faxes that were sent from here: what goes, and what still has to be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.contacts import Contact
from faxdesk.core.forgetting import Person, PersonItemKind
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, Fax, Options, OutboxFax, Recipient, Submission
from faxdesk.core.times import to_ms
from faxdesk.core.written_draft import WrittenDraft
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store

if TYPE_CHECKING:
    from faxdesk.store.person_records import PersonFound

GOOD, OTHER, SENDER = "+41445550123", "+41225550123", "+41445550100"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(DataFolder(tmp_path), lambda: NOW)) as store:
        yield store


def found(store: Store, person: Person | None = None) -> PersonFound:
    return store.person_records.find(person or Person((GOOD,), takes_numbers=True), "CH")


def goes(store: Store, person: Person | None = None) -> list[tuple[PersonItemKind, str, str]]:
    return [(one.kind, one.name, one.about) for one in found(store, person).goes]


def stays(store: Store) -> list[tuple[PersonItemKind, str, str]]:
    return [(one.kind, one.name, one.about) for one in found(store).stays]


def test_a_number_that_somebody_else_had_is_forgotten_there(store: Store) -> None:
    contact = store.contacts.add(Contact("Dental practice", numbers=(GOOD,)))
    store.contacts.change(Contact("Dental practice", numbers=(OTHER,), id=contact))
    assert goes(store) == [(PersonItemKind.FORMER_NUMBER, "+41 44 555 01 23", "Dental practice")]
    found_ = found(store)
    store.erasures.erase(found_, Person((GOOD,), takes_numbers=True))
    assert store.contacts.changes(contact) == ()
    assert store.contacts.get(contact) == Contact("Dental practice", numbers=(OTHER,), id=contact)


@pytest.mark.parametrize("spelled", [GOOD, "41445550123", "0041 44 555 01 23", "+41 (44) 555-01-23"])
def test_what_was_sent_elsewhere_is_found_however_it_is_spelled(store: Store, spelled: str) -> None:
    record = Fax("fax-1", "success", spelled, SENDER, "From the web", started_at=NOW)
    store.service_mirror.keep_faxes([record, replace(record, id="fax-2", to=OTHER)])
    (one,) = goes(store)
    assert (one[0], one[2]) == (PersonItemKind.SENT, record.comment)
    assert found(store).ids == {"fax-1"}


def test_what_goes_on_at_the_service_stays(store: Store) -> None:
    sending = Fax("fax-1", "in_progress", GOOD, SENDER, started_at=NOW)
    coming = Fax("in-1", "in_progress", SENDER, GOOD, started_at=NOW, direction="incoming")
    deleted = replace(coming, id="in-2", status="success")
    store.service_mirror.keep_faxes([sending])
    store.service_mirror.keep_outbox(
        [OutboxFax("out-1", "sending", (GOOD, OTHER), SENDER, "Web"), OutboxFax("out-2", "sending", (OTHER,), SENDER)]
    )
    store.received_faxes.keep([coming, deleted], "uid", arrived=False)
    assert [kind for kind, _, _ in goes(store)] == [PersonItemKind.RECEIVED]
    # Else nobody would delete it there.
    store.received_faxes.request_delete(["in-2"], NOW + timedelta(seconds=10))
    assert goes(store) == []
    assert [kind for kind, _, _ in stays(store)] == [PersonItemKind.WAITS] * 4


@pytest.mark.parametrize(("retries", "hours", "goes_"), [(2, 1, False), (2, 25, True), (0, 1, True)])
def test_a_fax_that_fax_plus_may_still_call_again_stays_for_a_day(
    store: Store, retries: int, hours: int, goes_: bool
) -> None:
    """Its next call has an id that nobody knows yet: it would come back with that."""
    options = Options(retry_count=retries)
    recipient = Recipient(0, "job", GOOD, State.QUEUED)
    store.submissions.add(Submission("job", NOW, SENDER, "", None, options, None, (), (recipient,)))
    with store.database.transaction() as connection:
        connection.execute(
            "UPDATE recipient SET state = 'failed', outbox_id = 'out-1', fax_id = 'fax-1', changed_at = ?",
            (to_ms(NOW - timedelta(hours=hours)),),
        )
    assert bool(goes(store)) is goes_
    assert bool(stays(store)) is not goes_


def test_a_record_of_a_fax_that_waits_stays(store: Store) -> None:
    """An earlier call of it has ended; the fax itself has not."""
    store.submissions.add(
        Submission("job", NOW, SENDER, "", None, Options(), None, (), (Recipient(0, "job", GOOD, State.QUEUED),))
    )
    with store.database.transaction() as connection:
        connection.execute(
            "INSERT INTO earlier_attempt (recipient, position, fax_id, status, ended_at)"
            " SELECT id, 1, 'fax-1', 'failed_user_busy', 0 FROM recipient"
        )
    store.service_mirror.keep_faxes([Fax("fax-1", "failed_user_busy", GOOD, SENDER, started_at=NOW)])
    assert goes(store) == []
    assert [kind for kind, _, _ in stays(store)] == [PersonItemKind.WAITS]


def test_a_row_of_a_list_that_waits_stays(store: Store) -> None:
    with store.database.transaction() as connection:
        connection.execute(
            "INSERT INTO batch (id, created_at, resumed_at, name, source, sheet, digest, titles, request, documents,"
            " region, state)"
            " VALUES ('b', 0, 0, 'letters.csv', 's', '', '', '[]', '{}', '[]', '', 'running')"
        )
        connection.execute(
            "INSERT INTO batch_row (batch, position, line, key, place, state, number, content)"
            " VALUES ('b', 0, 2, 'k', 'p', 'waiting', ?, '{}')",
            (GOOD,),
        )
    assert stays(store) == [(PersonItemKind.WAITS, "+41 44 555 01 23", "letters.csv")]
    with store.database.transaction() as connection:
        connection.execute("UPDATE batch SET state = 'cancelled'")
    assert goes(store) == [(PersonItemKind.LIST_ROW, "letters.csv", "2")]


def test_drafts_are_found_by_number_and_by_name(store: Store) -> None:
    drafts, person = store.drafts, Person((GOOD,), ("Dental practice",), takes_numbers=True)
    by_name = drafts.keep_written(None, WrittenDraft(recipients=(("dental PRACTICE", ""),), comment="By name"))
    by_number = drafts.keep_written(None, WrittenDraft(recipients=(("044 555 01 23", ""),), comment="By number"))
    drafts.keep_written(None, WrittenDraft(recipients=(("not a number", ""), (OTHER, "")), comment="Of others"))
    broken = drafts.keep_written(None, WrittenDraft(recipients=((GOOD, ""),)))
    of_folder = drafts.add(Draft(recipients=(OTHER,), comment="Of others"), (), "the folder", "why")
    with store.database.transaction() as connection:
        connection.execute("UPDATE draft SET written = '{' WHERE id = ?", (broken,))
    assert [about for _, _, about in goes(store, person)] == ["By name", "By number"]
    assert found(store, person).drafts == [by_name, by_number]
    assert store.drafts.get(of_folder) is not None


def test_a_draft_of_a_watched_folder_stays_until_somebody_settles_it(store: Store) -> None:
    draft = store.drafts.add(Draft(recipients=(GOOD,), comment="Case 1"), (), "the folder “Scans”", "why")
    with store.database.transaction() as connection:
        connection.execute(
            "INSERT INTO watched_file (folder, name, place, size, modified, state, draft, claimed_at)"
            " VALUES (x'2f', x'61', x'61', 1, 1, 'drafted', ?, 0)",
            (draft,),
        )
    assert stays(store) == [(PersonItemKind.WAITS, "the folder “Scans”", "Case 1")]
    store.drafts.settle(draft, "discarded")
    assert [kind for kind, _, _ in goes(store)] == [PersonItemKind.DRAFT]


def test_a_proof_beside_a_document_is_named(store: Store, tmp_path: Path) -> None:
    store.submissions.add(
        Submission("job", NOW, SENDER, "", None, Options(), None, (), (Recipient(0, "job", GOOD, State.QUEUED),))
    )
    ((recipient,),) = store.database.rows("SELECT id FROM recipient")
    store.proofs.want([recipient], tmp_path)
    store.submissions.request_cancel([recipient])
    store.proofs.settle(recipient, "The proof was put beside the document: Letter proof.pdf", filed=True)
    assert stays(store) == [(PersonItemKind.PROOF, "Letter proof.pdf", str(tmp_path))]


def test_a_draft_for_somebody_of_the_same_name_is_theirs(store: Store) -> None:
    """Two departments of a company are contacts without names: both are called by the company."""
    person = Person((GOOD,), ("Hospital",), shared=(("+41315550123", "Laboratory"),))
    store.drafts.keep_written(None, WrittenDraft(recipients=((OTHER, "Hospital"),), comment="Theirs"))
    store.drafts.keep_written(None, WrittenDraft(recipients=(("+41315550123", "Hospital"),), comment="Shared"))
    assert [about for _, _, about in goes(store, person)] == ["Shared"]


@pytest.mark.parametrize("written", ["{}", "[]", '{"recipients": [1], "again": [], "cover_names": []}'])
def test_a_draft_of_another_shape_keeps_nobody_from_being_forgotten(store: Store, written: str) -> None:
    broken = store.drafts.keep_written(None, WrittenDraft(recipients=((GOOD, ""),)))
    with store.database.transaction() as connection:
        connection.execute("UPDATE draft SET written = ? WHERE id = ?", (written, broken))
    assert goes(store) == []
