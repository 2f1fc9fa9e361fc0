"""What people drop or paste becomes documents of a fax: folders, pictures, text, attachments, locked PDFs."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from faxdesk.core.errors import InputRefused
from faxdesk.documents.inspection.examine import examine
from faxdesk.ui.compose.attachment_intake import AttachmentIntake
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.file_dialog import name_filters
from faxdesk.ui.compose.password_delegate import PasswordEditor
from faxdesk.ui.widgets.mime_documents import dropped, offered, pasted
from faxdesk.ui.widgets.severity import Severity
from tests.documents.files import page_objects, pdf, put
from tests.documents.signed_files import signed

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

WINDOWS = 'application/x-qt-windows-mime;value="{}"'


@pytest.fixture
def field(qtbot: QtBot, backend: Backend) -> DocumentsField:
    field = DocumentsField(backend)
    qtbot.addWidget(field)
    field.resize(560, 300)
    field.show()
    return field


def letter(folder: Path, name: str, pages: int = 1) -> Path:
    return put(folder, name, pdf(page_objects(pages)))


def locked(folder: Path, name: str, password: str) -> Path:
    path = folder / name
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path, encryption=pikepdf.Encryption(owner=password, user=password))
    return path


def picture() -> QImage:
    image = QImage(60, 80, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


def names(field: DocumentsField) -> list[str]:
    return [field.list.line(row).title for row in range(field.list.count())]


def settle(qtbot: QtBot, field: DocumentsField) -> None:
    qtbot.waitUntil(lambda: not field.pending)


def password_editor(field: DocumentsField, row: int) -> PasswordEditor | None:
    """The field and button of a line that asks for a password."""
    found = field.list.indexWidget(field.list.indexFromItem(field.list.item(row)))
    return found if isinstance(found, PasswordEditor) else None


def unlock(qtbot: QtBot, field: DocumentsField, row: int, password: str) -> None:
    ask = password_editor(field, row)
    assert ask is not None
    qtbot.keyClicks(ask.edit, password)
    qtbot.mouseClick(ask.button, Qt.MouseButton.LeftButton)
    settle(qtbot, field)


# ----------------------------------------------------------------------------------------------------- all kinds


def test_a_folder_gives_its_documents_in_the_order_in_which_people_count(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("page 10.pdf", "page 9.pdf"):
        letter(folder, name)
    put(folder, "archive.zip", b"PK\x05\x06" + bytes(18))
    put(folder, "Thumbs.db", b"x")
    field.add([letter(tmp_path, "first.pdf"), folder, letter(tmp_path, "last.pdf")])
    settle(qtbot, field)
    assert names(field) == ["first.pdf", "archive.zip", "page 9.pdf", "page 10.pdf", "last.pdf"]
    assert field.list.line(1).severity is Severity.ERROR
    assert "Unpack it first" in field.list.line(1).note
    assert "Thumbs.db (it belongs to the system)" in field.left_out_note.text()
    assert field.pages == 4


def no_words(*_words: object) -> None:
    """Nothing came."""


def fault(*_words: object) -> None:
    """Something came, and the program has a fault."""
    raise BrokenPipeError


@pytest.mark.usefixtures("faults_are_expected")
@pytest.mark.parametrize(("name", "instead"), [("_came", no_words), ("_take", fault)])
def test_a_document_keeps_its_line_where_what_became_of_it_is_not_heard(
    qtbot: QtBot,
    backend: Backend,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    instead: Callable[..., None],
) -> None:
    monkeypatch.setattr(AttachmentIntake, name, instead)
    field = DocumentsField(backend)
    qtbot.addWidget(field)
    with qtbot.captureExceptions():
        field.add([letter(tmp_path, "letter.pdf")])
        settle(qtbot, field)
    assert names(field) == ["letter.pdf"]
    assert field.list.line(0).severity is Severity.ERROR
    assert "add it again" in field.list.line(0).note


def test_a_picture_and_a_text_become_pages(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    picture().save(str(tmp_path / "receipt.png"))
    note = put(tmp_path, "note.txt", b"One line of text.")
    field.add([tmp_path / "receipt.png", note])
    assert field.list.line(0).detail == "Converting…"
    settle(qtbot, field)
    assert field.pages == 2
    sent = field.value()
    assert [Path(str(path)).name for path in sent] == ["receipt.pdf", "note.pdf"]
    assert all(Path(str(path)).is_relative_to(tmp_path / "data") for path in sent), "nothing beside the user's files"


NEWLINE, RETURN, ESCAPE = ("\u2029", "\u2028", "\u202d") if sys.platform == "win32" else ("\n", "\r", "\x1b")
"""What ends a line or turns what follows. In a name of Windows no character may be below U+0020."""


def test_odd_names_are_one_line_that_reads_as_it_is(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in (f"good{NEWLINE}fdp.\u202etxt.pdf", f".hidden{ESCAPE}.pdf"):
        letter(folder, name)
    put(folder, f"bad{RETURN}\u2028.zip", b"PK\x05\x06" + bytes(18))
    field.add([folder])
    settle(qtbot, field)
    newline, returned, escape = (ascii(sign)[1:-1] for sign in (NEWLINE, RETURN, ESCAPE))
    assert names(field) == [rf"bad{returned}\u2028.zip", rf"good{newline}fdp.\u202etxt.pdf"]
    assert rf".hidden{escape}.pdf (it is hidden)" in field.left_out_note.text()
    assert not field.refuse("another", InputRefused("another", "No.")), "the names are still those of the files"
    assert field.refuse(rf"good{newline}fdp.\u202etxt.pdf", InputRefused("x", "No."))


def test_the_paper_is_that_of_the_settings(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    note = put(tmp_path, "note.txt", b"One line of text.")
    for region, width in (("US", 612), ("CH", 595)):
        field = DocumentsField(backend, None, region)
        qtbot.addWidget(field)
        field.add([note])
        settle(qtbot, field)
        (document,) = field.arrangement.documents
        assert round(examine(document.path).sizes[0].width) == width


def test_a_signed_document_says_that_it_was_taken_out(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    field.add([put(tmp_path, "contract.pdf.p7m", signed(pdf(page_objects(3))))])
    settle(qtbot, field)
    assert names(field) == ["contract.pdf.p7m"]
    assert field.list.line(0).note.startswith("The document was taken out of a signed file (PKCS #7).")
    assert [Path(str(path)).name for path in field.value()] == ["contract.pdf"]


def test_many_refused_files_go_with_one_press(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    bad = [put(tmp_path, f"{number}.pdf", b"") for number in range(3)]
    field.add([*bad, letter(tmp_path, "good.pdf")])
    settle(qtbot, field)
    qtbot.mouseClick(field.refused_button, Qt.MouseButton.LeftButton)
    assert names(field) == ["good.pdf"]
    assert field.refused_button.isHidden()


def test_what_is_removed_on_its_way_in_does_not_come_back(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    field.add([letter(tmp_path, "a.pdf"), letter(tmp_path, "b.pdf")])
    field.list.choose(0)
    qtbot.keyClick(field.list, Qt.Key.Key_Delete)
    settle(qtbot, field)
    assert names(field) == ["b.pdf"]


def test_the_file_dialog_sorts_by_kind() -> None:
    everything, *kinds, last = name_filters()
    assert all(ending in everything for ending in ("*.pdf", "*.TIFF", "*.heic", "*.docx", "*.txt"))
    assert [kind.split(" (")[0] for kind in kinds] == [
        "PDF and TIFF files",
        "Pictures",
        "Text files",
        "Office documents",
        "Signed documents",
    ]
    assert last == "All files (*)"


# ----------------------------------------------------------------------------------------------------- passwords


def test_a_locked_pdf_asks_for_its_password_in_its_line(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    field.add([locked(tmp_path, "statement.pdf", "geheim-17"), letter(tmp_path, "b.pdf")])
    settle(qtbot, field)
    assert (field.list.line(0).detail, field.list.line(1).severity) == ("Locked", Severity.PLAIN)
    with pytest.raises(InputRefused, match="opens only with its password"):
        field.value()
    unlock(qtbot, field, 0, "wrong")
    assert field.list.line(0).note == "This is not the password of the PDF."
    unlock(qtbot, field, 0, "geheim-17")
    assert password_editor(field, 0) is None
    (sent, _) = field.value()
    with pikepdf.open(str(sent)) as copy:
        assert not copy.is_encrypted
    assert "opens without the password" in field.list.line(0).note


def test_a_password_is_tried_on_the_other_locked_documents_of_the_fax(
    qtbot: QtBot, field: DocumentsField, tmp_path: Path
) -> None:
    files = [locked(tmp_path, f"{month}.pdf", "geheim-17") for month in ("May", "June")]
    field.add([*files, locked(tmp_path, "other.pdf", "another")])
    settle(qtbot, field)
    unlock(qtbot, field, 0, "geheim-17")
    field.add([locked(tmp_path, "July.pdf", "geheim-17")])
    settle(qtbot, field)
    assert [field.list.line(row).asks for row in range(4)] == [False, False, True, False]


def test_a_line_that_asks_asks_on_wherever_it_is_moved(qtbot: QtBot, field: DocumentsField, tmp_path: Path) -> None:
    field.add([locked(tmp_path, "statement.pdf", "geheim-17"), letter(tmp_path, "b.pdf")])
    settle(qtbot, field)
    field.list.choose(0)
    qtbot.mouseClick(field.down_button, Qt.MouseButton.LeftButton)
    unlock(qtbot, field, 1, "geheim-17")
    assert [one.asks for one in map(field.list.line, range(2))] == [False, False]


def test_a_password_is_written_nowhere(qtbot: QtBot, backend: Backend, field: DocumentsField, tmp_path: Path) -> None:
    field.add([locked(tmp_path, "statement.pdf", "geheim-17")])
    settle(qtbot, field)
    unlock(qtbot, field, 0, "geheim-17")
    written = [path for path in backend.factory.folder.path.rglob("*") if path.is_file()]
    assert written
    assert not any(b"geheim-17" in path.read_bytes() for path in written)


# -------------------------------------------------------------------------------------- other programs' offers


def test_a_picture_from_a_browser_is_taken_with_its_name() -> None:
    mime = QMimeData()
    mime.setImageData(picture())
    mime.setUrls([QUrl("https://example.org/img/receipt.png?size=2")])
    assert offered(mime).count == 1
    (blob,) = dropped(mime).files
    assert not isinstance(blob, Path)
    assert blob.name == "receipt.png"
    image = QImage.fromData(blob.data)
    assert (image.width(), image.height(), image.pixelColor(0, 0).name()) == (60, 80, "#ffffff")


def test_attachments_of_outlook_are_taken() -> None:
    record = struct.pack("<I16s8s8sI8s8s8sII520s", 0, b"", b"", b"", 0, b"", b"", b"", 0, 4, b"%s")
    name = "scans\\offer.pdf".encode("utf-16-le").ljust(520, b"\0")
    mime = QMimeData()
    mime.setData(WINDOWS.format("FileGroupDescriptorW"), struct.pack("<I", 1) + record[:-520] + name)
    assert offered(mime).count == 1
    mime.setData(WINDOWS.format("FileContents") + ";index=0", b"%PDF-1.7")
    (blob,) = dropped(mime).files
    assert not isinstance(blob, Path)
    assert (blob.name, blob.data) == ("offer.pdf", b"%PDF-1.7")


def test_a_promised_file_says_what_to_do() -> None:
    mime = QMimeData()
    mime.setData("com.apple.pasteboard.promised-file-url", b"x")
    assert offered(mime).count == 0
    assert "copy it there and paste it here" in offered(mime).refusal


def test_pasted_text_becomes_a_page_but_a_single_word_does_not(qtbot: QtBot, field: DocumentsField) -> None:
    QApplication.clipboard().setText("Dear Sir,\n\nwe accept your offer.")
    qtbot.keyClick(field.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, field)
    assert (names(field), field.pages) == (["Text"], 1)
    QApplication.clipboard().setText("letter.pdf")
    qtbot.keyClick(field.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert names(field) == ["Text"]
    assert "no files on the clipboard" in field.left_out_note.text()
    mime = QMimeData()
    mime.setText("hello")
    assert pasted(mime).files == ()
