"""A fax from the files that are dropped to what the service receives, by way of the pages window."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from faxdesk.api.auth import PersonalToken
from faxdesk.core.settings import Settings
from faxdesk.services.container import ServicesFactory
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.modes import RebuildMode
from faxdesk.ui.page_editor.dialog import PagesDialog
from faxdesk.ui.page_editor.options_panel import SendingBox
from faxdesk.ui.page_editor.thumbnail_strip import ThumbnailStrip
from tests.documents.fax_files import drawn_pdf
from tests.documents.files import put
from tests.ui.accessible_names import the
from tests.ui.compose.compose_backend import GOOD, ZURICH

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def numbered(name: str, pages: int) -> bytes:
    """A PDF whose pages say which they are."""
    words = [f"{name} {page + 1}" for page in range(pages)]
    return drawn_pdf([f"BT /F1 40 Tf 0 g 80 700 Td ({word}) Tj ET\n".encode() for word in words])


@pytest.fixture
def backend(practice: PracticeServer, tmp_path: Path) -> Iterator[Backend]:
    backend = Backend(ServicesFactory(DataFolder(tmp_path / "data"), practice.url, PersonalToken(practice.token)))
    backend.start()
    yield backend
    backend.stop()


@pytest.fixture
def dialog(qtbot: QtBot, backend: Backend, tmp_path: Path) -> ComposeDialog:
    """A new fax on which two files were dropped."""
    qtbot.waitUntil(lambda: bool(backend.store.service_mirror.numbers()))
    dialog = ComposeDialog(backend, Settings(undo_seconds=0), [], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dropped = [put(tmp_path, f"{name}.pdf", numbered(name, 3)) for name in ("offer", "terms")]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in dropped])
    drop = data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    middle, copy = dialog.rect().center(), Qt.DropAction.CopyAction
    QApplication.sendEvent(dialog, QDragEnterEvent(middle, copy, *drop))
    QApplication.sendEvent(dialog, QDropEvent(QPointF(middle), copy, *drop))
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 6)
    dialog.recipients_field.add([GOOD])
    return dialog


def pages_window(qtbot: QtBot, dialog: ComposeDialog) -> PagesDialog:
    field = dialog.documents_field
    assert isinstance(field, DocumentsField)
    qtbot.mouseClick(field.summary_line.pages_button, Qt.MouseButton.LeftButton)
    window = the(dialog, PagesDialog)
    # In the test the dialog is destroyed with its parent.
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.waitUntil(window.isActiveWindow)
    return window


def received(qtbot: QtBot, practice: PracticeServer, dialog: ComposeDialog) -> tuple[tuple[str, ...], list[bytes]]:
    """Send the fax; return the digests of what the service got, and that itself."""
    with qtbot.waitSignal(dialog.kept):
        qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(practice.account.received()) == 1)
    (fax,) = practice.account.received()
    known = {hashlib.sha256(data).hexdigest(): data for data in map(Path.read_bytes, stored(practice))}
    return fax.sha256, [known[digest] for digest in fax.sha256]


def stored(practice: PracticeServer) -> list[Path]:
    return [path for path in practice.account.files.rglob("*") if path.is_file()]


def texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    found = [page.get_textpage().get_text_bounded().strip() for page in document]
    document.close()
    return found


def test_pages_that_were_moved_turned_and_taken_out_arrive_so(
    qtbot: QtBot, practice: PracticeServer, dialog: ComposeDialog
) -> None:
    window = pages_window(qtbot, dialog)
    strip = the(window, ThumbnailStrip)
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    strip.choose({4})
    for _ in range(3):
        qtbot.keyClick(strip, Qt.Key.Key_Up, ALT)
    strip.choose({0})
    qtbot.keyClick(strip, Qt.Key.Key_R, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert dialog.documents_field.pages == 5
    _, files = received(qtbot, practice, dialog)
    arrived = [text for data in files for text in texts(data)]
    assert arrived == ["offer 2", "terms 3", "offer 3", "terms 1", "terms 2"]
    with_turn = pypdfium2.PdfDocument(files[0])
    assert with_turn[0].get_rotation() == 90
    with_turn.close()


def test_documents_that_were_put_together_keep_their_names(
    qtbot: QtBot, practice: PracticeServer, dialog: ComposeDialog, backend: Backend
) -> None:
    window = pages_window(qtbot, dialog)
    strip = the(window, ThumbnailStrip)
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    qtbot.keyClick(strip, Qt.Key.Key_5, CTRL)
    qtbot.keyClick(the(window, SendingBox).prepared, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    with qtbot.waitSignal(dialog.kept) as kept:
        qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    (submission,) = kept.args[0].submissions
    (document,) = submission.documents
    assert document.parts == ("offer.pdf", "terms.pdf")
    again = RebuildMode(backend, Settings(), submission, submission.recipients, title="", hint="")
    reopened = ComposeDialog(backend, Settings(), [], mode=again)
    reopened.open()
    qtbot.waitUntil(lambda: reopened.documents_field.pages == 5)
    field = reopened.documents_field
    assert isinstance(field, DocumentsField)
    field.arrangement.history.do(field.arrangement.page_refs[:-1])
    with qtbot.waitSignal(reopened.kept) as kept:
        reopened.send()
    assert kept.args[0].submissions[0].documents[0].parts == ("offer.pdf", "terms.pdf")


def test_what_was_only_looked_at_arrives_byte_for_byte(
    qtbot: QtBot, practice: PracticeServer, dialog: ComposeDialog, tmp_path: Path
) -> None:
    window = pages_window(qtbot, dialog)
    strip = the(window, ThumbnailStrip)
    qtbot.keyClick(strip, Qt.Key.Key_R, CTRL)
    qtbot.keyClick(strip, Qt.Key.Key_Z, CTRL)
    # Whole documents may change places.
    strip.choose({3, 4, 5})
    for _ in range(3):
        qtbot.keyClick(strip, Qt.Key.Key_Up, ALT)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    digests, _ = received(qtbot, practice, dialog)
    originals = [(tmp_path / name).read_bytes() for name in ("terms.pdf", "offer.pdf")]
    assert list(digests) == [hashlib.sha256(data).hexdigest() for data in originals]


def test_what_is_sent_as_shown_arrives_as_the_fax_it_will_be(
    qtbot: QtBot, practice: PracticeServer, dialog: ComposeDialog
) -> None:
    window = pages_window(qtbot, dialog)
    strip = the(window, ThumbnailStrip)
    strip.choose({4, 5})
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    qtbot.keyClick(strip, Qt.Key.Key_5, CTRL)
    qtbot.keyClick(the(window, SendingBox).prepared, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    _, (data,) = received(qtbot, practice, dialog)
    with Image.open(BytesIO(data)) as fax:
        assert (fax.format, fax.mode, fax.info["compression"]) == ("TIFF", "1", "group4")
        assert getattr(fax, "n_frames", 0) == 4
        assert fax.width == 1728
        assert [round(float(value)) for value in fax.info["dpi"]] == [204, 98]
