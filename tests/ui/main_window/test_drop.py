"""Files come in by dropping them anywhere on the window, or by pasting; what cannot be used says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.widgets.drop_target import DropOverlay
from faxdesk.ui.widgets.mime_documents import offered
from tests.ui.window_scene import Scene, part

NO_BUTTON = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def links() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/offer.pdf")])
    return mime


def words() -> QMimeData:
    mime = QMimeData()
    mime.setText("hello")
    return mime


def attachment() -> QMimeData:
    mime = QMimeData()
    mime.setData("FileGroupDescriptorW", b"\0")
    return mime


def drag(scene: Scene, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(QPoint(200, 300), Qt.DropAction.CopyAction, mime, *NO_BUTTON)
    QApplication.sendEvent(scene.window, event)
    move = QDragMoveEvent(QPoint(210, 300), Qt.DropAction.CopyAction, mime, *NO_BUTTON)
    QApplication.sendEvent(scene.window, move)
    assert move.isAccepted()
    return event


def drop(scene: Scene, mime: QMimeData) -> QDropEvent:
    event = QDropEvent(QPointF(200, 300), Qt.DropAction.CopyAction, mime, *NO_BUTTON)
    QApplication.sendEvent(scene.window, event)
    return event


def overlay_of(scene: Scene) -> DropOverlay:
    (overlay,) = scene.window.findChildren(DropOverlay)
    return overlay


def documents(scene: Scene) -> Sequence[object]:
    scene.qtbot.waitUntil(lambda: bool(scene.window.findChildren(ComposeDialog)))
    (dialog,) = scene.window.findChildren(ComposeDialog)
    field = dialog.documents_field
    assert isinstance(field, DocumentsField)
    scene.qtbot.waitUntil(lambda: field.pages is not None)
    found = field.paths
    dialog.done(0)
    return found


def test_while_files_are_held_over_the_window_it_says_what_dropping_does(
    scene: Scene, sample_pdf: Path, sample_tiff: Path
) -> None:
    event = drag(scene, files(sample_pdf, sample_tiff, sample_pdf))
    overlay = part(scene.window, DropOverlay)
    assert event.isAccepted()
    assert event.dropAction() is Qt.DropAction.CopyAction
    assert overlay.isVisible()
    assert overlay.text == "Drop to fax 3 documents"
    assert overlay.geometry() == scene.window.rect()
    assert not overlay.grab().isNull()
    QApplication.sendEvent(scene.window, QDragLeaveEvent())
    assert not overlay.isVisible()


def test_dropped_files_are_in_the_new_fax_in_their_order(scene: Scene, sample_pdf: Path, sample_tiff: Path) -> None:
    mime = files(sample_tiff, sample_pdf)
    drag(scene, mime)
    assert drop(scene, mime).isAccepted()
    assert not part(scene.window, DropOverlay).isVisible()
    assert list(documents(scene)) == [sample_tiff, sample_pdf]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (words, "Only files can be dropped here."),
        (links, "That is a link. Save the document on this computer, then drop the file here."),
        (attachment, "Save the attachment first, then drop the file here."),
    ],
)
def test_what_cannot_be_used_says_why(scene: Scene, make: Callable[[], QMimeData], reason: str) -> None:
    mime = make()
    event = drag(scene, mime)
    assert event.dropAction() is Qt.DropAction.IgnoreAction
    assert part(scene.window, DropOverlay).text == reason
    drop(scene, mime)
    assert scene.window.host.message_bar.texts() == [reason]
    assert not scene.window.findChildren(ComposeDialog)


def test_no_field_of_the_window_takes_files_for_text(scene: Scene) -> None:
    assert not any(page.field.acceptDrops() for page in scene.window.lists.pages.values())
    assert scene.window.acceptDrops()


def test_files_can_be_pasted(scene: Scene, sample_pdf: Path) -> None:
    QGuiApplication.clipboard().setMimeData(files(sample_pdf))
    scene.window.lists.page.table.setFocus()
    scene.window.actions_[ActionId.PASTE].trigger()
    assert list(documents(scene)) == [sample_pdf]


def test_pasting_something_else_says_what_to_copy(scene: Scene) -> None:
    QGuiApplication.clipboard().setText("hello")
    scene.window.lists.page.table.setFocus()
    scene.window.actions_[ActionId.PASTE].trigger()
    assert scene.window.host.message_bar.texts()[0].startswith("There are no files on the clipboard.")


def test_only_files_of_this_computer_are_taken(sample_pdf: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.pdf"), QUrl.fromLocalFile(str(sample_pdf))])
    assert offered(mime).files == (sample_pdf,)
