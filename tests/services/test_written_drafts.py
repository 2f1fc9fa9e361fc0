"""What is written in a dialog: it outlives the dialog, its documents and the program, and is sent once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from faxdesk.core.cover import Cover, CoverFlag, CoverPage
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Document, DocumentType, Draft, Options
from faxdesk.core.office_hours import parse_hours
from faxdesk.core.opening_hours import opening_times
from faxdesk.core.written_draft import ANY_NUMBER, DraftFile, WrittenDraft, dealt_with
from faxdesk.services.written_drafts import DraftRecord
from faxdesk.store.drafts import DISCARDED, OPEN, SENT, KeptDraft
from faxdesk.store.settings_file import SettingsFile
from tests.services.conftest import GOOD, OTHER, World


def letter(world: World, folder: Path, name: str = "letter.pdf") -> DraftFile:
    """A document as the intake of a dialog knows it: not in the spool yet."""
    path = Path(shutil.copy(world.sample, folder / name))
    return DraftFile(path, Document(name, DocumentType.PDF, "", path.stat().st_size, 2))


def keep(world: World, written: WrittenDraft, record: DraftRecord | None = None) -> KeptDraft:
    record = record or DraftRecord()
    world.services.written_drafts.keep(record, written)
    return opened(world, record)


def opened(world: World, record: DraftRecord) -> KeptDraft:
    assert record.number is not None
    found = world.services.store.drafts.get(record.number)
    assert found is not None
    return found


def test_all_that_the_fields_said_is_there_after_the_documents_and_the_program_are_gone(
    world: World, tmp_path: Path
) -> None:
    cover = Cover(CoverPage("", "Example Ltd", "Offer", (CoverFlag.URGENT,), "As agreed"), ((GOOD, "Dental practice"),))
    file, locked = letter(world, tmp_path), tmp_path / "locked.pdf"
    written = WrittenDraft(
        files=(DraftFile(locked), file),
        recipients=((GOOD, "Dental practice"), ("12ab", "")),
        sender="+41445550100",
        comment="Offer 17",
        send_at=world.now().replace(microsecond=0) + timedelta(days=1),
        at_opening=True,
        send_text="soon",
        options=Options(redials=4),
        cover=cover,
        fax_per_file=True,
        pages="[]",
        again=((7, GOOD),),
    )
    number = keep(world, written).id
    assert file.path is not None
    file.path.unlink()
    world.reopen()
    kept = world.services.store.drafts.get(number)
    assert kept is not None
    assert kept.written is not None
    first, second = kept.written.files
    assert first == DraftFile(locked), "what could not be opened is found by its path"
    assert second.document is not None
    assert world.services.store.spool.path(second.document.sha256).read_bytes() == world.sample.read_bytes()
    assert replace(kept.written, files=()) == replace(written, files=())
    assert (kept.state, kept.origin, kept.reason) == (OPEN, "", "")
    assert kept.draft.files == (locked, second.document)


def test_it_stays_the_same_draft_and_copies_each_document_once(world: World, tmp_path: Path) -> None:
    record, file = DraftRecord(), letter(world, tmp_path)
    first = keep(world, WrittenDraft(files=(file,)), record)
    assert file.path is not None
    file.path.unlink()
    world.turn(60)
    second = keep(world, WrittenDraft(files=(file,), comment="Offer 17"), record)
    assert second.id == first.id
    assert second.draft.files == first.draft.files, "the spool has it, though the file has gone"
    assert second.changed_at > first.changed_at
    assert world.services.store.drafts.count_all() == 1


def test_a_file_that_has_gone_costs_only_itself(world: World, tmp_path: Path) -> None:
    gone, there = letter(world, tmp_path, "gone.pdf"), letter(world, tmp_path)
    assert gone.path is not None
    gone.path.unlink()
    kept = keep(world, WrittenDraft(files=(gone, there)))
    assert kept.draft.files[0] == gone.path
    assert isinstance(kept.draft.files[1], Document)


def test_it_is_sent_once_and_what_waited_behind_that_is_not_kept_anew(world: World, tmp_path: Path) -> None:
    world.services.account.refresh_numbers()
    record = DraftRecord()
    kept = keep(world, WrittenDraft(files=(letter(world, tmp_path),), recipients=((GOOD, ""),)), record)
    draft = world.services.written_drafts.sendable(kept, "CH")
    with world.services.written_drafts.sending(record) as settle:
        (made,) = world.services.submitter.submit_all(draft, also=settle)
    assert opened(world, record).state == SENT
    assert opened(world, record).jobs == (made.job,)
    world.services.written_drafts.keep(record, WrittenDraft(comment="late"))
    assert world.services.store.drafts.count_all() == 0
    with pytest.raises(InputRefused, match="sent or discarded already"):
        world.services.submitter.send_draft(kept.id, draft)
    assert world.services.store.database.value("SELECT count(*) FROM submission") == 1


def test_what_was_sent_elsewhere_is_not_sent_again(world: World, tmp_path: Path) -> None:
    world.services.account.refresh_numbers()
    record = DraftRecord()
    kept = keep(world, WrittenDraft(files=(letter(world, tmp_path),), recipients=((GOOD, ""),)), record)
    world.services.store.drafts.settle(kept.id, SENT, ["elsewhere"])
    with pytest.raises(InputRefused), world.services.written_drafts.sending(record) as settle:
        world.services.submitter.submit_all(kept.draft, also=settle)
    with pytest.raises(InputRefused):
        world.services.written_drafts.keep(record, WrittenDraft(comment="more"))
    assert world.services.store.database.value("SELECT count(*) FROM submission") == 0


def test_a_discarded_draft_can_be_had_back(world: World) -> None:
    record = DraftRecord()
    kept = keep(world, WrittenDraft(comment="Offer 17"), record)
    world.services.written_drafts.discard(record)
    world.services.written_drafts.discard(record)
    assert opened(world, record).state == DISCARDED
    world.services.user_requests.restore_draft(kept.id)
    assert opened(world, record).state == OPEN
    world.services.written_drafts.discard(DraftRecord())
    assert world.services.store.drafts.count_all() == 1


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (WrittenDraft(recipients=((GOOD, ""),), send_text="soon"), "Send time"),
        (WrittenDraft(recipients=((GOOD, ""),), pages="[]"), "Documents"),
        (WrittenDraft(recipients=(("12ab", ""),)), "To"),
        (WrittenDraft(recipients=(("+80012345678", ""),), at_opening=True), "Send time"),
    ],
)
def test_what_is_not_finished_is_not_sent_without_its_dialog(world: World, written: WrittenDraft, field: str) -> None:
    kept = keep(world, written)
    with pytest.raises(InputRefused) as caught:
        world.services.written_drafts.sendable(kept, "CH")
    assert caught.value.field == field


def test_offices_that_decide_do_so_when_it_is_sent(world: World) -> None:
    kept = keep(world, WrittenDraft(recipients=(("044 555 01 23", ""), (OTHER, "")), at_opening=True))
    draft = world.services.written_drafts.sendable(kept, "CH")
    assert draft.recipients == (GOOD, OTHER)
    assert draft.send_times == opening_times((GOOD, OTHER), world.now())
    SettingsFile(world.folder.settings).change(lambda settings: settings._replace(office_hours="3-4 Wed"))
    draft = world.services.written_drafts.sendable(kept, "CH")
    assert draft.send_times == opening_times((GOOD, OTHER), world.now(), parse_hours("3-4 Wed"))
    assert {at.isoweekday() for _number, at in draft.send_times if at is not None} <= {3}


def test_drafts_of_folders_alone_need_somebody(world: World, tmp_path: Path) -> None:
    keep(world, WrittenDraft(comment="Offer 17"))
    drafts = world.services.store.drafts
    assert (drafts.count(), drafts.count_all()) == (0, 1)
    file = letter(world, tmp_path)
    assert file.path is not None
    number = world.services.submitter.keep_draft(Draft((file.path,)), "the folder", "Look at it.")
    assert [one.id for one in drafts.open_drafts(9)] == [number]
    assert drafts.count_all() == 2
    # What somebody has begun to fill in is not overwritten by what comes from the folder.
    kept = keep(world, WrittenDraft(recipients=((OTHER, ""),)), DraftRecord(number))
    assert (kept.origin, kept.reason) == ("the folder", "Look at it.")
    drafts.complete(number, (GOOD,), "", "")
    assert drafts.open_drafts(9)[0].draft.recipients == (OTHER,)


def test_those_changed_last_come_first_and_a_broken_one_costs_only_itself(world: World) -> None:
    records = [DraftRecord() for _ in range(3)]
    for record in (*records, records[0]):
        keep(world, WrittenDraft(comment="Offer 17"), record)
        world.turn(60)
    drafts = world.services.store.drafts
    assert [one.id for one in drafts.all_open(9)] == [records[at].number for at in (0, 2, 1)]
    assert len(drafts.all_open(2)) == 2
    for broken in ("{", "[]", '{"files": [{"document": 5, "parts": []}]}'):
        with world.services.store.database.transaction() as connection:
            connection.execute("UPDATE draft SET written = ? WHERE id = ?", (broken, records[2].number))
        found = drafts.all_open(9)
        assert [one.id for one in found] == [records[at].number for at in (0, 1)]
        assert found.dropped == 1


def test_the_faxes_that_it_sends_again_are_dealt_with() -> None:
    assert dealt_with(((7, GOOD),), (OTHER,)) == (7,), "the only one may have got another number"
    assert dealt_with(((7, GOOD), (8, OTHER)), (OTHER,)) == (8,)
    assert dealt_with(((7, ANY_NUMBER), (8, ANY_NUMBER)), (OTHER,)) == (7, 8)
    assert dealt_with((), (OTHER,)) == ()
