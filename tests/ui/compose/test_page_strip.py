"""The pages in New fax: shown in small, moved by dragging, and parted by documents that are dropped between them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from faxdesk.core.settings import Settings
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.page_editor.dialog import PagesDialog
from tests.documents.files import pages_pdf, put
from tests.ui.compose.compose_backend import GOOD, ZURICH

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend


@pytest.fixture
def dialog(qtbot: QtBot, backend: Backend, tmp_path: Path) -> ComposeDialog:
    """A new fax with a letter of three pages."""
    letter = put(tmp_path, "letter.pdf", pages_pdf(3))
    dialog = ComposeDialog(backend, Settings(), [letter], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 3)
    return dialog


def field(dialog: ComposeDialog) -> DocumentsField:
    assert isinstance(dialog.documents_field, DocumentsField)
    return dialog.documents_field


def pages(dialog: ComposeDialog) -> list[tuple[str, int]]:
    """The pages in their order: the document of each, and which of its pages it is."""
    names = {one.key: one.name for one in field(dialog).list.attachments()}
    return [(names[one.document], one.page) for one in field(dialog).arrangement.page_refs]


def drop(dialog: ComposeDialog, data: QMimeData, row: int) -> bool:
    """Drop something at the left edge of a page; return whether it was taken."""
    strip = field(dialog).strip
    box = strip.visualRect(strip.model().index(row, 0))
    place = QPoint(box.left() + 3, box.center().y())
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(strip.viewport(), QDragEnterEvent(place, action, data, buttons, keys))
    QApplication.sendEvent(strip.viewport(), QDragMoveEvent(place, action, data, buttons, keys))
    event = QDropEvent(QPointF(place), action, data, buttons, keys)
    QApplication.sendEvent(strip.viewport(), event)
    return event.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_documents_that_are_dropped_between_pages_land_there(
    qtbot: QtBot, backend: Backend, dialog: ComposeDialog, tmp_path: Path
) -> None:
    paths = [put(tmp_path, f"{name}.pdf", pages_pdf(count)) for name, count in (("a", 2), ("b", 1))]
    assert drop(dialog, files(*paths), 1)
    between = [("a.pdf", 0), ("a.pdf", 1), ("b.pdf", 0)]
    qtbot.waitUntil(lambda: len(pages(dialog)) == 6)
    assert pages(dialog) == [("letter.pdf", 0), *between, ("letter.pdf", 1), ("letter.pdf", 2)]
    assert [one.name for one in field(dialog).list.attachments()] == ["letter.pdf", "a.pdf", "b.pdf"]
    dialog.recipients_field.add([GOOD])
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    documents = signal.args[0].submissions[0].documents
    assert [one.pages for one in documents] == [1, 2, 1, 2]
    assert all(backend.store.spool.path(one.sha256).exists() for one in documents)


def test_what_is_dropped_before_the_first_page_comes_first(
    qtbot: QtBot, dialog: ComposeDialog, sample_tiff: Path
) -> None:
    drop(dialog, files(sample_tiff), 0)
    qtbot.waitUntil(lambda: len(pages(dialog)) == 5)
    assert [name for name, _page in pages(dialog)] == ["sample.tiff"] * 2 + ["letter.pdf"] * 3
    assert [one.name for one in field(dialog).list.attachments()] == ["sample.tiff", "letter.pdf"]


def test_where_its_place_has_gone_it_comes_last(qtbot: QtBot, dialog: ComposeDialog, sample_tiff: Path) -> None:
    drop(dialog, files(sample_tiff), 1)
    field(dialog).list.choose(0)
    qtbot.keyClick(field(dialog).list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: pages(dialog) == [("sample.tiff", 0), ("sample.tiff", 1)])


def test_what_is_no_file_is_refused_in_words(dialog: ComposeDialog) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/offer.pdf")])
    drop(dialog, data, 1)
    assert field(dialog).left_out_note.text()
    assert len(pages(dialog)) == 3


def test_pages_are_moved_by_key_and_that_can_be_undone(qtbot: QtBot, dialog: ComposeDialog) -> None:
    strip = field(dialog).strip
    strip.choose({0})
    qtbot.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert pages(dialog) == [("letter.pdf", 1), ("letter.pdf", 0), ("letter.pdf", 2)]
    assert strip.rows() == [1], "the page that was moved stays chosen"
    assert field(dialog).arrangement.history.can_undo


def test_pages_are_drawn_and_named(qtbot: QtBot, dialog: ComposeDialog) -> None:
    strip = field(dialog).strip
    assert strip.isVisible()
    assert strip.accessibleName() == "Pages of the fax"
    spoken = strip.model().data(strip.model().index(2, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Page 3 of 3: letter.pdf, page 3"

    def dark() -> bool:
        QApplication.processEvents()
        picture = strip.viewport().grab().toImage()
        box = strip.visualRect(strip.model().index(0, 0))
        inside = [picture.pixelColor(box.center() + QPoint(x, y)) for x in range(-20, 20) for y in range(-30, 20)]
        return any(colour.lightness() < 120 for colour in inside)

    qtbot.waitUntil(dark)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_name_stands_over_all_pages_of_its_document(
    qtbot: QtBot, dialog: ComposeDialog, tmp_path: Path, direction: Qt.LayoutDirection
) -> None:
    field(dialog).add([put(tmp_path, "Notice of appeal to the higher court.pdf", pages_pdf(3))])
    qtbot.waitUntil(lambda: len(pages(dialog)) == 6)
    strip = field(dialog).strip
    strip.setLayoutDirection(direction)

    def written(row: int) -> bool:
        """Whether there are words above a page."""
        box = strip.visualRect(strip.model().index(row, 0))
        picture = strip.viewport().grab(box).toImage()
        above = range(3, strip.fontMetrics().height())
        return any(picture.pixelColor(x, y).lightness() < 120 for x in range(box.width()) for y in above)

    assert [written(row) for row in (0, 2, 3, 4)] == [True, False, True, True]
    strip.setFixedWidth(2 * strip.gridSize().width() + 30)
    qtbot.waitUntil(lambda: strip.visualRect(strip.model().index(2, 0)).top() > 20)
    strip.scrollTo(strip.model().index(3, 0))
    assert written(3), "a document that begins at the end of a line"
    strip.scrollTo(strip.model().index(4, 0))
    assert not written(4), "no name is begun in its middle"


@pytest.mark.parametrize("how", ["Enter", "double click"])
def test_the_pages_lead_to_their_window(qtbot: QtBot, dialog: ComposeDialog, how: str) -> None:
    strip = field(dialog).strip
    strip.choose({1})
    if how == "Enter":
        qtbot.keyClick(strip, Qt.Key.Key_Return)
    else:
        strip.doubleClicked.emit(strip.model().index(1, 0))
    (opened,) = dialog.findChildren(PagesDialog)
    opened.reject()


def test_a_small_dialog_has_the_list_alone(qtbot: QtBot, dialog: ComposeDialog) -> None:
    strip = field(dialog).strip
    dialog.resize(dialog.width(), dialog.minimumSizeHint().height())
    qtbot.waitUntil(lambda: not strip.isVisible())
    dialog.resize(dialog.width(), 800)
    qtbot.waitUntil(strip.isVisible)


def test_without_pages_there_is_no_strip(qtbot: QtBot, dialog: ComposeDialog) -> None:
    field(dialog).list.choose(0)
    qtbot.keyClick(field(dialog).list, Qt.Key.Key_Delete)
    assert field(dialog).strip.isHidden()
