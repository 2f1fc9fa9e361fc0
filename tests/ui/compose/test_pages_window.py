"""The pages of a new fax in their window: documents that come in while it is open land where they are meant to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAction,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from faxdesk.core.arrangement import turned
from faxdesk.core.settings import Settings
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.password_delegate import PasswordEditor
from faxdesk.ui.page_editor.dialog import PagesDialog
from faxdesk.ui.page_editor.fax_view import FaxView
from faxdesk.ui.page_editor.thumbnail_strip import ThumbnailStrip
from tests.documents.files import pages_pdf, put
from tests.ui.accessible_names import the
from tests.ui.compose.compose_backend import GOOD, ZURICH

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(qtbot: QtBot, backend: Backend, tmp_path: Path) -> ComposeDialog:
    """A new fax with a letter of three pages."""
    dialog = ComposeDialog(backend, Settings(), [put(tmp_path, "letter.pdf", pages_pdf(3))], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 3)
    return dialog


@pytest.fixture
def window(dialog: ComposeDialog) -> Iterator[PagesDialog]:
    """Its pages, large."""
    field(dialog).summary_line.pages_button.click()
    window = the(dialog, PagesDialog)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    yield window
    window.reject()


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What screen readers are told at once."""
    texts: list[str] = []

    def take(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            texts.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    return texts


def field(dialog: ComposeDialog) -> DocumentsField:
    assert isinstance(dialog.documents_field, DocumentsField)
    return dialog.documents_field


def pages(dialog: ComposeDialog) -> list[str]:
    """The pages in their order, by document and number, such as "letter 1"."""
    names = {one.key: Path(one.name).stem for one in field(dialog).list.attachments()}
    return [f"{names[one.document]} {one.page + 1}" for one in field(dialog).arrangement.page_refs]


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(target: QWidget, place: QPoint, data: QMimeData) -> None:
    """Do what Qt does when another program drags something to a place and lets it go."""
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(target, QDragEnterEvent(place, action, data, buttons, keys))
    QApplication.sendEvent(target, QDragMoveEvent(place, action, data, buttons, keys))
    event = QDropEvent(QPointF(place), action, data, buttons, keys)
    QApplication.sendEvent(target, event)
    assert event.isAccepted()


def drop_between(window: PagesDialog, row: int, data: QMimeData) -> None:
    """Drop something at the upper edge of a page."""
    strip = the(window, ThumbnailStrip)
    box = strip.visualRect(strip.model().index(row, 0))
    drop(strip.viewport(), QPoint(box.center().x(), box.top() + 3), data)


def note(window: PagesDialog) -> str:
    return window._note.text()


def test_files_dropped_between_two_pages_land_there_and_can_be_undone(
    qtbot: QtBot, backend: Backend, dialog: ComposeDialog, window: PagesDialog, tmp_path: Path, spoken: list[str]
) -> None:
    strip = the(window, ThumbnailStrip)
    strip.choose({2})
    qtbot.keyClick(strip, Qt.Key.Key_R, CTRL)
    offer, terms = (put(tmp_path, f"{name}.pdf", pages_pdf(count)) for name, count in (("offer", 2), ("terms", 1)))
    drop_between(window, 1, files(offer, terms))
    assert note(window) == "Adding offer.pdf…"
    # What comes after the place is turned before they are in.
    strip.choose({1})
    qtbot.keyClick(strip, Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: len(pages(dialog)) == 6)
    between = ["letter 1", "offer 1", "offer 2", "terms 1", "letter 2", "letter 3"]
    assert pages(dialog) == between
    assert "1 page added." in spoken
    assert strip.rows() == [3], "what has come is chosen"
    assert the(window, FaxView).page_count == 6
    assert not note(window)
    assert [one.name for one in field(dialog).list.attachments()] == ["letter.pdf", "offer.pdf", "terms.pdf"]
    qtbot.keyClick(strip, Qt.Key.Key_Z, CTRL)
    qtbot.keyClick(strip, Qt.Key.Key_Z, CTRL)
    assert pages(dialog) == ["letter 1", "letter 2", "letter 3"]
    assert [one.turn for one in field(dialog).arrangement.page_refs] == [0, 90, 90], "what was done before stays done"
    qtbot.keyClick(strip, Qt.Key.Key_Y, CTRL)
    qtbot.keyClick(strip, Qt.Key.Key_Y, CTRL)
    assert pages(dialog) == between
    window.reject()
    dialog.recipients_field.add([GOOD])
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    documents = signal.args[0].submissions[0].documents
    assert sum(one.pages for one in documents) == 6
    found = []
    for one in documents:
        with pikepdf.open(backend.store.spool.path(one.sha256)) as made:
            found += [int(page.get("/Rotate", 0)) for page in made.pages]
    assert found == [0, 0, 0, 0, 90, 90]


def test_the_files_of_a_folder_land_there_in_their_order(
    qtbot: QtBot, dialog: ComposeDialog, window: PagesDialog, tmp_path: Path
) -> None:
    folder = tmp_path / "annexes"
    folder.mkdir()
    for name in ("a", "b"):
        put(folder, f"{name}.pdf", pages_pdf(1))
    drop_between(window, 2, files(folder))
    qtbot.waitUntil(lambda: pages(dialog) == ["letter 1", "letter 2", "a 1", "b 1", "letter 3"])
    assert [one.name for one in field(dialog).list.attachments()] == ["letter.pdf", "a.pdf", "b.pdf"]


def test_files_dropped_beside_the_strip_come_last(
    qtbot: QtBot, dialog: ComposeDialog, window: PagesDialog, sample_tiff: Path
) -> None:
    drop(window, QPoint(5, 5), files(sample_tiff))
    qtbot.waitUntil(lambda: pages(dialog)[3:] == ["sample 1", "sample 2"])


def test_files_are_pasted_and_chosen_behind_the_current_page(
    qtbot: QtBot, dialog: ComposeDialog, window: PagesDialog, tmp_path: Path
) -> None:
    strip = the(window, ThumbnailStrip)
    QApplication.clipboard().setMimeData(files(put(tmp_path, "pasted.pdf", pages_pdf(1))))
    qtbot.keyClick(strip, Qt.Key.Key_V, CTRL)
    QApplication.clipboard().clear()
    qtbot.waitUntil(lambda: pages(dialog) == ["letter 1", "pasted 1", "letter 2", "letter 3"])
    next(one for one in window.findChildren(QAction) if one.text() == "Add documents behind this page").trigger()
    ask = the(window, QFileDialog)
    ask.filesSelected.emit([str(put(tmp_path, "chosen.pdf", pages_pdf(1)))])
    ask.reject()
    qtbot.waitUntil(lambda: pages(dialog) == ["letter 1", "pasted 1", "chosen 1", "letter 2", "letter 3"])


def test_what_cannot_be_used_is_told_in_the_window(
    qtbot: QtBot, dialog: ComposeDialog, window: PagesDialog, tmp_path: Path
) -> None:
    link = QMimeData()
    link.setUrls([QUrl("https://example.org/offer.pdf")])
    drop_between(window, 1, link)
    assert note(window).startswith("That is a link.")
    drop_between(window, 1, files(put(tmp_path, "broken.pdf", b"%PDF-1.7 and no more")))
    qtbot.waitUntil(lambda: note(window).startswith("broken.pdf cannot be faxed: "))
    assert pages(dialog) == ["letter 1", "letter 2", "letter 3"]


def test_a_locked_document_lands_there_when_its_password_is_given(
    qtbot: QtBot, dialog: ComposeDialog, window: PagesDialog, tmp_path: Path
) -> None:
    path = put(tmp_path, "statement.pdf", pages_pdf(1))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="geheim-17", user="geheim-17"))
    drop_between(window, 2, files(path))
    qtbot.waitUntil(lambda: note(window).startswith("statement.pdf needs its password."))
    window.reject()
    documents = field(dialog).list
    ask = documents.indexWidget(documents.indexFromItem(documents.item(1)))
    assert isinstance(ask, PasswordEditor)
    qtbot.keyClicks(ask.edit, "geheim-17")
    qtbot.mouseClick(ask.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pages(dialog) == ["letter 1", "letter 2", "statement 1", "letter 3"])


def test_a_document_that_was_on_its_way_appears_and_costs_no_step(
    qtbot: QtBot, dialog: ComposeDialog, window: PagesDialog, tmp_path: Path
) -> None:
    strip = the(window, ThumbnailStrip)
    strip.choose({1})
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    field(dialog).add([put(tmp_path, "late.pdf", pages_pdf(1))])
    qtbot.waitUntil(lambda: pages(dialog) == ["letter 1", "letter 3", "late 1"])
    assert strip.model().rowCount() == 3
    assert strip.rows() == [1], "who works on a page stays there"
    qtbot.keyClick(strip, Qt.Key.Key_Z, CTRL)
    assert pages(dialog) == ["letter 1", "letter 2", "letter 3", "late 1"]
    qtbot.keyClick(strip, Qt.Key.Key_Z, CTRL)
    assert pages(dialog) == ["letter 1", "letter 2", "letter 3", "late 1"], "its coming is no step"


def test_a_document_that_was_removed_does_not_come_back(qtbot: QtBot, dialog: ComposeDialog, tmp_path: Path) -> None:
    field(dialog).add([put(tmp_path, "annex.pdf", pages_pdf(1))])
    qtbot.waitUntil(lambda: len(pages(dialog)) == 4)
    arrangement = field(dialog).arrangement
    arrangement.history.do(turned(arrangement.page_refs, [0], 90))
    arrangement.history.do(arrangement.page_refs[:3])
    field(dialog).sync()
    field(dialog).list.choose(1)
    qtbot.keyClick(field(dialog).list, Qt.Key.Key_Delete)
    assert [one.name for one in field(dialog).list.attachments()] == ["letter.pdf"]
    arrangement.history.undo()
    assert pages(dialog) == ["letter 1", "letter 2", "letter 3"]
    assert arrangement.page_refs[0].turn == 0, "other steps can still be undone"
    assert not arrangement.history.can_undo
