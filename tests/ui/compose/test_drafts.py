"""A dialog that is closed is a draft, and so is one that a power cut closed: nothing that was written is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from faxdesk.core.arrangement import PageRef, turned, without
from faxdesk.core.model import Document
from faxdesk.core.settings import Settings
from faxdesk.documents.fax.dithering import Tone
from faxdesk.services.user_requests import TakenBack
from faxdesk.store.drafts import SENT, KeptDraft
from faxdesk.store.store import Store
from faxdesk.ui.compose import ComposeDialog, draft_saver
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.modes import DraftMode, ReopenMode
from tests.ui.compose.compose_backend import GENEVA, GOOD, OTHER, ZURICH, at, backend_at, draft_of, kept

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes import ComposeMode


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data", now=at("2026-11-24 10:00")) as backend:
        yield backend


def opened(
    qtbot: QtBot, backend: Backend, files: Sequence[Path] = (), mode: ComposeMode | None = None
) -> ComposeDialog:
    dialog = ComposeDialog(backend, Settings(redials=3), files, zone=ZURICH, mode=mode)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    return dialog


def closed(qtbot: QtBot, dialog: ComposeDialog) -> int:
    """Close a dialog, and return the number of its draft."""
    with qtbot.waitSignal(dialog.drafted) as signal:
        dialog.reject()
    assert not dialog.isVisible()
    return int(signal.args[0])


def draft(backend: Backend, number: int) -> KeptDraft:
    found = backend.store.drafts.get(number)
    assert found is not None
    return found


def field(dialog: ComposeDialog) -> DocumentsField:
    assert isinstance(dialog.documents_field, DocumentsField)
    return dialog.documents_field


def test_a_closed_dialog_opens_again_as_it_was(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, sample_tiff: Path, tmp_path: Path
) -> None:
    original = Path(shutil.copy(sample_pdf, tmp_path / "offer.pdf"))
    dialog = opened(qtbot, backend, [original, sample_tiff])
    dialog.recipients_field.add([GOOD])
    dialog.recipients_field.edit.setText("044 55")
    dialog.comment_edit.setPlainText("Offer 17")
    dialog.sender_field.setCurrentIndex(dialog.sender_field.findData(GENEVA))
    dialog.time_field.text.setText("soon")
    dialog.cover_field.check.setChecked(True)
    dialog.retry_field.times.setValue(5)
    arrangement = field(dialog).arrangement
    arrangement.history.do(turned(without(arrangement.page_refs, [0]), [0], 90))
    arrangement.looks.send_prepared = True
    arrangement.looks.set_tone(Tone.PHOTO, arrangement.page_refs[:1])
    field(dialog).sync()
    number = closed(qtbot, dialog)
    original.unlink()

    again = opened(qtbot, backend, mode=DraftMode(backend, Settings(), draft(backend, number)))
    assert again.recipients_field.numbers == (GOOD,)
    assert again.recipients_field.texts == (GOOD, "044 55")
    assert again.comment_edit.words == "Offer 17"
    assert again.sender_field.value() == GENEVA
    assert again.time_field.unclear == "soon"
    assert again.cover_field.wanted
    assert again.retry_field.value().redials == 5
    pages = field(again).arrangement.page_refs
    first, second = dict.fromkeys(one.document for one in pages)
    assert pages == (PageRef(first, 1, 90), PageRef(second, 0), PageRef(second, 1))
    looks = field(again).arrangement.looks
    assert looks.send_prepared
    assert [looks.of(page).tone for page in pages[:2]] == [Tone.PHOTO, Tone.AUTO]
    assert [attachment.name for attachment in field(again).list.attachments()] == ["offer.pdf", "sample.tiff"]


def test_the_offices_still_decide_when_it_is_opened_again(qtbot: QtBot, backend: Backend) -> None:
    dialog = opened(qtbot, backend)
    dialog.recipients_field.add([GOOD])
    dialog.time_field.text.setText("When their office opens")
    again = opened(qtbot, backend, mode=DraftMode(backend, Settings(), draft(backend, closed(qtbot, dialog))))
    assert again.time_field.opens


def test_a_power_cut_costs_no_more_than_the_last_moment(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    qtbot.keyClicks(dialog.recipients_field.edit, "044 555 01 23")
    qtbot.keyClicks(dialog.comment_edit, "Offer 17")

    def found() -> list[KeptDraft]:
        # As the next start of the program finds it: this dialog is still open.
        store = Store(backend.factory.folder)
        try:
            return list(store.drafts.all_open(9))
        finally:
            store.close()

    qtbot.waitUntil(lambda: [one.draft.comment for one in found()] == ["Offer 17"])
    (one,) = found()
    assert one.draft.recipients == ("044 555 01 23",)
    (document,) = one.draft.files
    assert isinstance(document, Document)
    assert backend.store.spool.path(document.sha256).read_bytes() == sample_pdf.read_bytes()
    dialog.comment_edit.setPlainText("Offer 18")
    qtbot.waitUntil(lambda: [one.draft.comment for one in found()] == ["Offer 18"])


def test_sending_settles_its_draft(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    dialog.recipients_field.add([GOOD])
    number = closed(qtbot, dialog)
    again = opened(qtbot, backend, mode=DraftMode(backend, Settings(), draft(backend, number)))
    with qtbot.waitSignal(again.kept) as signal:
        again.send()
    qtbot.waitUntil(lambda: not again.isVisible())
    settled = draft(backend, number)
    assert (settled.state, settled.jobs) == (SENT, signal.args[0].jobs)
    assert backend.store.drafts.count_all() == 0


def test_a_draft_that_is_only_looked_at_stays_as_it_was(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    dialog.recipients_field.add([GOOD])
    before = draft(backend, closed(qtbot, dialog))
    again = opened(qtbot, backend, mode=DraftMode(backend, Settings(redials=3), before))
    with qtbot.waitSignal(again.finished):
        again.reject()
    assert draft(backend, before.id) == before
    again = opened(qtbot, backend, mode=DraftMode(backend, Settings(redials=3), before))
    again.time_field.text.setText("tomorrow 9:30")
    assert closed(qtbot, again) == before.id
    assert draft(backend, before.id).draft.send_at == at("2026-11-25 09:30")()


def test_what_was_taken_out_again_leaves_no_draft(qtbot: QtBot, backend: Backend) -> None:
    dialog = opened(qtbot, backend)
    dialog.comment_edit.setPlainText("Offer 17")
    qtbot.waitUntil(lambda: backend.store.drafts.count_all() == 1)
    dialog.comment_edit.clear()
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
    qtbot.waitUntil(lambda: backend.store.drafts.count_all() == 0)


def test_what_was_taken_back_is_a_draft_when_it_is_closed(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = kept(qtbot, backend, draft_of([sample_pdf], GOOD, OTHER))
    mode = ReopenMode(backend, Settings(), [TakenBack(submission, (7,))])
    found = draft(backend, closed(qtbot, opened(qtbot, backend, mode=mode)))
    assert found.draft.recipients == (GOOD, OTHER)
    assert found.written is not None
    assert found.written.again == ((7, ""),), "what it was to take the place of is not forgotten"


def test_a_fax_to_be_sent_again_is_a_draft_when_it_was_changed(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    submission = kept(qtbot, backend, draft_of([sample_pdf], GOOD))
    dialog = ComposeDialog.for_sending_again(backend, Settings(), submission, submission.recipients, zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.comment_edit.setPlainText("Once more")
    found = draft(backend, closed(qtbot, dialog))
    assert found.draft.files == submission.documents
    assert found.written is not None
    assert found.written.again == ((submission.recipients[0].id, GOOD),)


def test_who_does_not_pause_is_kept_all_the_same(
    qtbot: QtBot, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_saver, "LONGEST_MS", 50)
    # Nobody writes for so long without a pause that a test would wait for it.
    monkeypatch.setattr(draft_saver, "REST_MS", 10**9)
    dialog = opened(qtbot, backend)
    dialog.comment_edit.setPlainText("Offer")
    qtbot.waitUntil(lambda: [one.draft.comment for one in backend.store.drafts.all_open(9)] == ["Offer"])
    dialog.comment_edit.setPlainText("Offer 17")
    qtbot.waitUntil(lambda: [one.draft.comment for one in backend.store.drafts.all_open(9)] == ["Offer 17"])


def test_who_goes_on_writing_hears_at_once_that_it_is_not_kept(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_saver, "LONGEST_MS", 50)
    spool = backend.factory.folder.spool
    shutil.rmtree(spool)
    spool.write_text("in the way")
    dialog = opened(qtbot, backend, [sample_pdf])
    dialog.comment_edit.setPlainText("Offer 17")
    qtbot.waitUntil(lambda: "What you write cannot be saved as a draft now." in dialog.message_bar.text)
    assert backend.store.drafts.count_all() == 0
    spool.unlink()
    spool.mkdir()
    # Nothing has to be changed for that.
    qtbot.waitUntil(lambda: backend.store.drafts.count_all() == 1)
    qtbot.waitUntil(lambda: not dialog.message_bar.text)


def test_where_the_disk_is_full_it_is_asked_before_anything_is_lost(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = opened(qtbot, backend, [sample_pdf])
    spool = backend.factory.folder.spool
    shutil.rmtree(spool)
    spool.write_text("in the way")
    dialog.comment_edit.setPlainText("Offer 17")
    dialog.reject()
    qtbot.waitUntil(lambda: dialog.message_bar.asking)
    assert "could not be kept" in dialog.message_bar.text
    assert dialog.message_bar.text.endswith("Throw this fax away?")
    assert dialog.isVisible()
    spool.unlink()
    spool.mkdir()
    next(one for one in dialog.findChildren(QPushButton) if one.accessibleName() == "Keep editing").click()
    closed(qtbot, dialog)
    assert backend.store.drafts.count_all() == 1
