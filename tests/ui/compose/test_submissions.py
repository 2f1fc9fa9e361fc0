"""From the pages in the dialog to the faxes that are kept: one of all or one per file, changed pages, found numbers."""

from __future__ import annotations

import gc
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from faxdesk.core.arrangement import turned, without
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import State
from faxdesk.core.settings import Settings
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.page_editor.dialog import PagesDialog
from faxdesk.ui.widgets.severity import Severity
from tests.documents.files import page_objects, pdf, put
from tests.ui.compose.compose_backend import GOOD, OTHER, ZURICH, at, backend_at
from tests.ui.window_scene import scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.model import Submission
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.kept_faxes import KeptFaxes


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data", now=at("2026-11-24 10:00")) as backend:
        yield backend


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    return [put(tmp_path, f"{name}.pdf", pdf(page_objects(pages))) for name, pages in (("a", 1), ("b", 2), ("c", 3))]


def opened(qtbot: QtBot, backend: Backend, files: Sequence[Path]) -> ComposeDialog:
    dialog = ComposeDialog(backend, Settings(), files, zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    return dialog


def documents(dialog: ComposeDialog) -> DocumentsField:
    field = dialog.documents_field
    assert isinstance(field, DocumentsField)
    return field


def sent_together(qtbot: QtBot, dialog: ComposeDialog) -> KeptFaxes:
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    kept: KeptFaxes = signal.args[0]
    return kept


def sent(qtbot: QtBot, dialog: ComposeDialog) -> tuple[Submission, ...]:
    return sent_together(qtbot, dialog).submissions


def names(submission: Submission) -> list[str]:
    return [document.name for document in submission.documents]


# ------------------------------------------------------------------------------------------------- one or several


def test_each_file_can_be_a_fax_of_its_own(qtbot: QtBot, backend: Backend, three: list[Path]) -> None:
    dialog = opened(qtbot, backend, three)
    dialog.recipients_field.add([GOOD, OTHER])
    dialog.comment_edit.setPlainText("Offer 17")
    choice = documents(dialog).summary_line.choice
    assert choice.isVisible()
    assert choice.currentText() == "All in one fax"
    label = documents(dialog).summary_line.choice_label
    assert label.isVisible()
    assert (label.text(), label.buddy()) == ("Send as", choice)
    choice.setCurrentIndex(1)
    assert dialog.verdict.text().startswith("3 faxes to 2 recipients · 6 pages · ")
    kept = sent_together(qtbot, dialog)
    submissions = kept.submissions
    assert [names(one) for one in submissions] == [["a.pdf"], ["b.pdf"], ["c.pdf"]]
    assert {one.comment for one in submissions} == {"Offer 17"}
    assert {tuple(recipient.to for recipient in one.recipients) for one in submissions} == {(GOOD, OTHER)}
    assert kept.outcome == "3 faxes saved. They will be sent as soon as possible."


def test_several_faxes_are_kept_all_or_none(qtbot: QtBot, backend: Backend, three: list[Path]) -> None:
    dialog = opened(qtbot, backend, three)
    dialog.recipients_field.add([GOOD])
    documents(dialog).summary_line.choice.setCurrentIndex(1)
    three[2].unlink()
    dialog.send()
    qtbot.waitUntil(lambda: "c.pdf" in dialog.message_bar.text)
    assert backend.store.database.value("SELECT count(*) FROM submission") == 0


def test_a_single_file_offers_no_choice(qtbot: QtBot, backend: Backend, three: list[Path]) -> None:
    line = documents(opened(qtbot, backend, three[:1])).summary_line
    assert line.choice.isHidden()
    assert line.choice_label.isHidden()


def test_one_undo_takes_all_of_them_back(qtbot: QtBot, tmp_path: Path, three: list[Path]) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.window.new_fax(three)
        qtbot.waitUntil(lambda: bool(scene.window.findChildren(ComposeDialog)))
        (dialog,) = scene.window.findChildren(ComposeDialog)
        qtbot.waitUntil(lambda: dialog.documents_field.pages == 6)
        dialog.recipients_field.add([GOOD])
        documents(dialog).summary_line.choice.setCurrentIndex(1)
        jobs = [one.job for one in sent(qtbot, dialog)]
        assert any(text.startswith("3 faxes saved. They go out in") for text in scene.window.host.message_bar.texts())
        qtbot.waitUntil(lambda: not scene.window.findChildren(ComposeDialog))
        next(one for one in scene.window.host.message_bar.findChildren(QPushButton) if one.text() == "Undo").click()
        qtbot.waitUntil(lambda: bool(scene.window.findChildren(ComposeDialog)))
        (again,) = scene.window.findChildren(ComposeDialog)
        states = [one.state for job in jobs for one in scene.store.submissions.recipients(job)]
        assert states == [State.CANCELLED] * 3
        qtbot.waitUntil(lambda: again.documents_field.pages == 6)
        assert documents(again).fax_per_file
        assert again.recipients_field.numbers == (GOOD,)
        again.done(0)
        # The widgets of the dialog go while this thread is the only one.
        gc.collect()


# ------------------------------------------------------------------------------------------------------ the pages


def test_pages_that_were_taken_out_or_turned_are_put_together_when_it_is_sent(
    qtbot: QtBot, backend: Backend, three: list[Path]
) -> None:
    dialog = opened(qtbot, backend, three[1:])
    dialog.recipients_field.add([GOOD])
    qtbot.mouseClick(documents(dialog).summary_line.pages_button, Qt.MouseButton.LeftButton)
    pages = dialog.findChild(PagesDialog)
    assert pages is not None
    history = documents(dialog).arrangement.history
    history.do(turned(without(history.page_refs, [0]), [3], 90))
    pages.changed.emit()
    pages.done(0)
    assert documents(dialog).list.line(0).detail == "1 of 2 pages"
    assert dialog.documents_field.pages == 4
    (submission,) = sent(qtbot, dialog)
    assert [document.pages for document in submission.documents] == [4]
    with pikepdf.open(backend.store.spool.path(submission.documents[0].sha256)) as made:
        assert [int(page.get("/Rotate", 0)) for page in made.pages] == [0, 0, 0, 90]


def test_what_nobody_touched_goes_out_byte_for_byte(qtbot: QtBot, backend: Backend, three: list[Path]) -> None:
    dialog = opened(qtbot, backend, three)
    dialog.recipients_field.add([GOOD])
    (submission,) = sent(qtbot, dialog)
    kept = [backend.store.spool.path(document.sha256).read_bytes() for document in submission.documents]
    assert kept == [path.read_bytes() for path in three]


def test_a_fax_without_pages_is_not_sent(qtbot: QtBot, backend: Backend, three: list[Path]) -> None:
    field = documents(opened(qtbot, backend, three[:1]))
    field.arrangement.history.do(())
    field.sync()
    with pytest.raises(InputRefused, match="All pages have been taken out"):
        field.value()


def test_the_list_follows_the_pages_and_the_pages_the_list(qtbot: QtBot, backend: Backend, three: list[Path]) -> None:
    field = documents(opened(qtbot, backend, three))
    a, b, c = (
        page_ref.document
        for page_ref in (field.arrangement.page_refs[0], field.arrangement.page_refs[1], field.arrangement.page_refs[3])
    )
    page_refs = field.arrangement.page_refs
    field.arrangement.history.do((*page_refs[3:], *page_refs[:3]))
    field.sync()
    assert [field.list.line(row).title for row in range(3)] == ["c.pdf", "a.pdf", "b.pdf"]
    field.list.choose(2)
    qtbot.mouseClick(field.up_button, Qt.MouseButton.LeftButton)
    assert list(dict.fromkeys(page_ref.document for page_ref in field.arrangement.page_refs)) == [c, b, a]
    field.list.choose(0)
    qtbot.keyClick(field.list, Qt.Key.Key_Delete)
    assert {page_ref.document for page_ref in field.arrangement.page_refs} == {a, b}


def test_the_dialog_says_how_much_the_fax_is(qtbot: QtBot, backend: Backend, three: list[Path]) -> None:
    dialog = opened(qtbot, backend, three[1:2])
    text = documents(dialog).summary_line.text
    assert text.text() == ""
    qtbot.waitUntil(lambda: text.text() == "Likely billed as 2 pages (an estimate)")
    dialog.cover_field.check.setChecked(True)
    qtbot.waitUntil(lambda: text.text() == "Likely billed as 3 pages (an estimate)")


def test_it_says_what_is_billed_for_all_recipients_and_how_long_each_call_is(
    qtbot: QtBot, backend: Backend, three: list[Path]
) -> None:
    dialog = opened(qtbot, backend, three[1:2])
    text = documents(dialog).summary_line.text
    dialog.recipients_field.add([GOOD])
    qtbot.waitUntil(lambda: text.text() == "Likely billed as 2 pages (an estimate)")
    assert re.search(r" · about [^·]+ (s|min) · ", dialog.verdict.text())
    dialog.recipients_field.add([OTHER])
    assert text.text() == "2 recipients × 2 pages: likely billed as 4 pages (an estimate)"  # noqa: RUF001  a product
    assert re.search(r" · about [^·]+ (s|min) each · ", dialog.verdict.text())
    dialog.recipients_field.put(GOOD)
    assert text.text() == "Likely billed as 2 pages (an estimate)"


# ---------------------------------------------------------------------------------------------------- the waiting


def test_send_waits_for_documents_on_their_way_in_and_can_be_stopped(
    qtbot: QtBot, backend: Backend, three: list[Path]
) -> None:
    dialog = ComposeDialog(backend, Settings(), three, zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.recipients_field.add([GOOD])
    dialog.send()
    assert "as soon as its documents are ready" in dialog.message_bar.text
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.send_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 6)
    assert dialog.isVisible(), "stopped is stopped"
    (submission,) = sent(qtbot, dialog)
    assert names(submission) == ["a.pdf", "b.pdf", "c.pdf"]


# ------------------------------------------------------------------------------------- the number of the document


@pytest.fixture
def addressed(tmp_path: Path) -> Path:
    text = b"BT /F1 12 Tf 60 700 Td (Example Ltd, Fax: +41 22 555 01 23) Tj ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    path = put(tmp_path, "letter.pdf", pdf(page_objects(1)))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        page = document.pages[0]
        page.Contents = document.make_stream(text)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pikepdf.Object.parse(font)))
        document.save(path)
    return path


def test_the_number_of_the_letter_is_offered_and_held_against_the_typed_one(
    qtbot: QtBot, backend: Backend, addressed: Path
) -> None:
    dialog = opened(qtbot, backend, [addressed])
    line = dialog.recipients_field.suggestion
    qtbot.waitUntil(line.isVisible)
    assert line.note.text() == "The letter names the fax number +41 22 555 01 23."
    qtbot.keyClicks(dialog.recipients_field.edit, "044 555 01 23")
    assert line.note.text() == "The letter names +41 22 555 01 23; you typed +41 44 555 01 23."
    assert line.note.severity is Severity.WARNING
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert dialog.recipients_field.numbers == (OTHER,)
    assert not line.isVisible()


def test_a_dialog_that_closes_while_its_letter_is_searched_hears_no_more_of_it(
    qtbot: QtBot, backend: Backend, addressed: Path
) -> None:
    busy, go_on, searched = threading.Event(), threading.Event(), list[None]()

    def hold(_renderer: object, _cancel: object) -> bool:
        busy.set()
        return go_on.wait(20)

    backend.with_pages(backend, hold)
    assert busy.wait(20)
    dialog = ComposeDialog(backend, Settings(), [addressed], zone=ZURICH)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    backend.with_pages(backend, lambda _renderer, _cancel: None, searched.append)
    # Closed by the system with a document in it, the dialog asks once whether that shall be thrown away.
    dialog.close()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    go_on.set()
    # A fault in a callback would fail this test as it would say "FaxDesk had a fault" to the user.
    qtbot.waitUntil(lambda: searched == [None])
