"""The field "Documents": files are added in every way, examined, put in order, removed; bad ones are named."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Document, DocumentType
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.fixed_documents_field import FixedDocumentsField
from faxdesk.ui.widgets.severity import Severity
from tests.documents.files import MARKUP_NAME, page_objects, pdf, put
from tests.documents.print_corpus import corpus
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend


CORPUS = corpus()


@pytest.fixture
def field(qtbot: QtBot, backend: Backend) -> DocumentsField:
    field = DocumentsField(backend)
    qtbot.addWidget(field)
    field.resize(560, 240)
    field.show()
    return field


def letter(folder: Path, name: str, pages: int = 1) -> Path:
    return put(folder, name, pdf(page_objects(pages)))


def add(qtbot: QtBot, field: DocumentsField, files: Sequence[Path]) -> None:
    field.add(files)
    qtbot.waitUntil(lambda: all(line != "Checking…" for line in details(field)))


def details(field: DocumentsField) -> list[str]:
    return [field.list.line(row).detail for row in range(field.list.count())]


def names(field: DocumentsField) -> list[str]:
    return [path.name for path in field.paths]


def test_a_document_is_checked_and_then_shows_its_pages_and_size(
    qtbot: QtBot, field: DocumentsField, sample_pdf: Path
) -> None:
    field.add([sample_pdf])
    assert details(field) == ["Checking…"]
    assert field.pages is None
    qtbot.waitUntil(lambda: field.pages == 2)
    assert details(field) == ["2 pages, 4.5 KB"]
    assert field.value() == (sample_pdf,)


def test_a_document_that_comes_from_a_cloud_says_so(
    field: DocumentsField, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.documents.intake.intake.is_placeholder", lambda _: True)
    come = threading.Event()
    monkeypatch.setattr("faxdesk.documents.intake.intake.fetch_from_cloud", lambda *_: come.wait(PATIENCE))
    field.add([letter(tmp_path, "letter.pdf")])
    qtbot.waitUntil(lambda: details(field) == ["Fetching “letter.pdf” from the cloud…"])
    come.set()
    qtbot.waitUntil(lambda: "1 page" in details(field)[0])


def test_without_documents_nothing_can_be_sent(field: DocumentsField) -> None:
    with pytest.raises(InputRefused, match="no document") as caught:
        field.value()
    assert caught.value.field == "Documents"
    assert "Drop PDF or TIFF files" in field.list.accessibleDescription()


def test_a_refused_file_says_why_and_does_not_hold_up_the_others(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path, sample_pdf: Path, sample_tiff: Path
) -> None:
    program = put(tmp_path, "setup.pdf", b"MZ" + bytes(64))
    empty = put(tmp_path, "empty.pdf", b"")
    add(qtbot, field, [sample_pdf, program, empty, tmp_path / "gone.pdf", sample_tiff])
    lines = [field.list.line(row) for row in range(5)]
    assert [line.severity for line in lines] == [
        Severity.PLAIN,
        Severity.ERROR,
        Severity.ERROR,
        Severity.ERROR,
        Severity.PLAIN,
    ]
    assert "really a Windows program" in lines[1].note
    assert "0 bytes" in lines[2].note
    assert all(line.detail == "Cannot be faxed" for line in lines[1:4])
    assert field.pages == 4, "the good ones are counted"
    assert "setup.pdf" in lines[1].spoken
    assert "Windows program" in lines[1].spoken


def test_a_refused_file_must_be_removed_before_sending(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path, sample_pdf: Path
) -> None:
    add(qtbot, field, [sample_pdf, put(tmp_path, "empty.pdf", b"")])
    with pytest.raises(InputRefused, match=r"“empty\.pdf” cannot be faxed") as caught:
        field.value()
    assert "Remove it" in caught.value.advice
    assert field.list.rows() == [1]
    qtbot.mouseClick(field.remove_button, Qt.MouseButton.LeftButton)
    assert field.value() == (sample_pdf,)


def test_warnings_are_shown_with_their_document(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    misnamed = letter(tmp_path, "letter.tif")
    add(qtbot, field, [misnamed])
    assert field.list.line(0).severity is Severity.WARNING
    assert "really a PDF" in field.list.line(0).note
    assert field.value() == (misnamed,)


def test_what_others_may_show_otherwise_is_settled_by_sending_as_shown(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path
) -> None:
    content = CORPUS["field with an old look"]
    add(qtbot, field, [letter(tmp_path, "letter.pdf")])
    assert field.as_shown_offer.isHidden()
    add(qtbot, field, [put(tmp_path, "form.pdf", content)])
    offer = field.as_shown_offer
    assert "other programs may show other values" in field.list.line(1).note
    assert (offer.button.accessibleName(), offer.button.isVisible()) == ("Send as shown", True)
    assert offer.note.severity is Severity.WARNING
    assert field.arrangement.untouched(fax_per_file=False)

    qtbot.mouseClick(offer.button, Qt.MouseButton.LeftButton)

    assert field.arrangement.prepared
    assert len(field.arrangement.looks.for_sending(field.arrangement.page_refs) or ()) == 2
    assert [field.list.line(row).note for row in (0, 1)] == ["", ""]
    assert not offer.button.isVisible()
    assert offer.note.text() == "The pages are sent as FaxDesk shows them: see Pages…"

    # What comes later is sent the same way. That something is missing is said all the same.
    add(qtbot, field, [put(tmp_path, "drawn.pdf", CORPUS["line"])])
    add(qtbot, field, [put(tmp_path, "signed.pdf", CORPUS["signature that does not print"])])
    assert field.list.line(2).note == ""
    assert "A signature on page 1 is set not to print" in field.list.line(3).note

    # The pages window may take it back.
    field.arrangement.looks.send_prepared = False
    field.sync()
    assert "other programs may draw it otherwise" in field.list.line(2).note
    assert offer.button.isVisible()


def test_what_is_wrong_with_all_documents_together_is_said_below(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path
) -> None:
    files = [letter(tmp_path, f"{number}.pdf") for number in range(11)]
    add(qtbot, field, [files[0], files[0]])
    assert ("twice" in field.note.text(), field.note.severity) == (True, Severity.WARNING)
    field.list.choose(0)
    qtbot.keyClick(field.list, Qt.Key.Key_Delete)
    assert field.note.isHidden()
    add(qtbot, field, files[1:])
    assert len(field.value()) == 11, "more than one fax can have are joined when it is sent"
    assert field.note.isHidden()


def test_documents_are_put_in_order_with_the_buttons(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    add(qtbot, field, [letter(tmp_path, name) for name in ("a.pdf", "b.pdf", "c.pdf")])
    assert not field.up_button.isEnabled()
    field.list.choose(2)
    assert field.up_button.isEnabled()
    assert not field.down_button.isEnabled()
    qtbot.mouseClick(field.up_button, Qt.MouseButton.LeftButton)
    assert names(field) == ["a.pdf", "c.pdf", "b.pdf"]
    assert field.list.rows() == [1], "the moved one stays chosen"
    qtbot.mouseClick(field.up_button, Qt.MouseButton.LeftButton)
    assert names(field) == ["c.pdf", "a.pdf", "b.pdf"]
    assert not field.up_button.isEnabled()
    qtbot.mouseClick(field.down_button, Qt.MouseButton.LeftButton)
    assert names(field) == ["a.pdf", "c.pdf", "b.pdf"]


def test_several_chosen_documents_move_together(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    add(qtbot, field, [letter(tmp_path, name) for name in ("a.pdf", "b.pdf", "c.pdf")])
    field.list.choose(0)
    field.list.item(1).setSelected(True)
    qtbot.mouseClick(field.down_button, Qt.MouseButton.LeftButton)
    assert names(field) == ["c.pdf", "a.pdf", "b.pdf"]
    assert field.list.rows() == [1, 2]
    assert not field.down_button.isEnabled()


def test_a_line_that_is_dragged_keeps_its_document(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path, sample_pdf: Path
) -> None:
    add(qtbot, field, [sample_pdf, letter(tmp_path, "b.pdf"), letter(tmp_path, "c.pdf")])
    model = field.list.model()
    # What Qt does when a line is dropped at the end of its own list.
    assert model.moveRow(model.index(0, 0).parent(), 0, model.index(0, 0).parent(), 3)
    assert names(field) == ["b.pdf", "c.pdf", "sample.pdf"]
    assert details(field)[2] == "2 pages, 4.5 KB"


def test_an_answer_finds_its_document_wherever_it_has_been_moved(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path, sample_pdf: Path
) -> None:
    field.add([sample_pdf, letter(tmp_path, "b.pdf")])
    field.list.choose(0)
    qtbot.mouseClick(field.down_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: field.pages == 3)
    assert names(field) == ["b.pdf", "sample.pdf"]
    assert [detail.split(",")[0] for detail in details(field)] == ["1 page", "2 pages"]


def test_a_document_can_be_removed_while_it_is_examined(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    field.add([letter(tmp_path, "a.pdf"), letter(tmp_path, "b.pdf", 3)])
    box = field.list.visualItemRect(field.list.item(0))
    qtbot.mouseClick(field.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.right() - 12, box.center().y()))
    qtbot.waitUntil(lambda: field.pages == 3)
    assert names(field) == ["b.pdf"]


def test_a_file_added_twice_is_two_documents(qtbot: QtBot, field: DocumentsField, sample_pdf: Path) -> None:
    add(qtbot, field, [sample_pdf, sample_pdf])
    assert field.pages == 4
    field.list.choose(0)
    qtbot.keyClick(field.list, Qt.Key.Key_Delete)
    assert field.value() == (sample_pdf,)


def test_files_are_pasted(qtbot: QtBot, field: DocumentsField, sample_pdf: Path, sample_tiff: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (sample_pdf, sample_tiff)])
    QApplication.clipboard().setMimeData(data)
    qtbot.keyClick(field.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.paths == (sample_pdf, sample_tiff)
    qtbot.waitUntil(lambda: field.pages == 4)


def test_text_in_the_clipboard_is_not_taken_for_files(qtbot: QtBot, field: DocumentsField) -> None:
    QApplication.clipboard().setText("letter.pdf")
    qtbot.keyClick(field.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.paths == ()


def test_the_button_lets_several_files_be_chosen(
    qtbot: QtBot, field: DocumentsField, sample_pdf: Path, sample_tiff: Path
) -> None:
    qtbot.mouseClick(field.add_button, Qt.MouseButton.LeftButton)
    dialog = field.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Add documents"
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(sample_pdf), str(sample_tiff)])
    dialog.close()
    assert field.paths == (sample_pdf, sample_tiff)
    qtbot.waitUntil(lambda: field.pages == 4)


def test_a_kept_document_with_an_odd_name_has_one_line_that_reads_as_it_is(qtbot: QtBot) -> None:
    field = FixedDocumentsField([Document("a\nb\u202efdp.pdf", DocumentType.PDF, "ab" * 32, 1234, 2)])
    qtbot.addWidget(field)
    assert field.list.line(0).title == r"a\nb\u202efdp.pdf"


def test_a_name_is_never_taken_for_markup(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    add(qtbot, field, [letter(tmp_path, MARKUP_NAME)])
    assert field.list.line(0).title == MARKUP_NAME
    assert field.note.textFormat() is Qt.TextFormat.PlainText
