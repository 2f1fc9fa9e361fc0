"""The cover page: turned on in the dialog, filled in beside a picture of it, kept as a template, sent with the fax."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QCheckBox, QInputDialog, QLabel, QWidget
from shiboken6 import isValid

from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.settings import Settings
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.cover_page.dialog import CoverDialog
from faxdesk.ui.widgets import tokens
from tests.ui.compose.compose_backend import GOOD, OTHER, ZURICH, at, backend_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.model import Submission
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.kept_faxes import KeptFaxes

PAGE = CoverPage("Anna Muster", "Example Office", "Offer 17", (CoverFlag.URGENT,), "Dear Anna\n\nhere it is.")


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data", now=at("2026-11-24 10:00")) as backend:
        backend.store.service_mirror.keep_fact("account.uid", "1")
        backend.store.service_mirror.keep_fact("account.title", "Example Office AG")
        yield backend


def opened(qtbot: QtBot, backend: Backend, sample: Path, *numbers: str) -> ComposeDialog:
    dialog = ComposeDialog(backend, Settings(), [sample], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.recipients_field.add(numbers or [GOOD])
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    return dialog


def editing(dialog: ComposeDialog) -> CoverDialog:
    dialog.cover_field.check.setChecked(True)
    dialog.cover_field.edit_button.click()
    cover = dialog.findChildren(CoverDialog)[-1]
    assert cover.isVisible()
    return cover


def fill(cover: CoverDialog, page: CoverPage) -> None:
    cover.to_edit.setText(page.name_to)
    cover.from_edit.setText(page.name_from)
    cover.subject_edit.setText(page.subject)
    for flag, box in cover.flags.items():
        box.setChecked(flag in page.flags)
    cover.message_edit.setPlainText(page.message)


def sent(qtbot: QtBot, dialog: ComposeDialog) -> tuple[Submission, ...]:
    with qtbot.waitSignal(dialog.kept) as signal:
        dialog.send()
    kept: KeptFaxes = signal.args[0]
    return kept.submissions


def kept_name(cover: CoverDialog, name: str) -> None:
    """Answer the question for the name of a template."""
    asking = cover.findChildren(QInputDialog)[-1]
    asking.setTextValue(name)
    asking.accept()


def ink(widget: QWidget) -> int:
    """How dark some pixels are together: small letters are grey."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    points = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return sum(255 - QColor(image.pixel(x, y)).lightness() for x, y in points)


def test_no_label_is_cut_where_its_underlined_letter_stands_apart(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    """Qt takes "To" to be as narrow as it is where nothing is underlined, and draws the T and the o apart."""
    cover = editing(opened(qtbot, backend, sample_pdf))
    labels = [label for label in cover.findChildren(QLabel) if label.buddy() is not None]
    assert "&To" in [label.text() for label in labels]
    for label in labels:
        room = tokens.SPACE_XS + label.fontMetrics().horizontalAdvance(label.text().replace("&", ""))
        assert label.width() >= room, label.text()


def test_there_is_none_unless_it_is_wanted(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    (submission,) = sent(qtbot, opened(qtbot, backend, sample_pdf))
    assert submission.cover_page is None


def test_what_is_filled_in_goes_out_and_comes_back_the_next_time(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    dialog = opened(qtbot, backend, sample_pdf)
    cover = editing(dialog)
    assert cover.from_edit.text() == "Example Office AG"
    fill(cover, PAGE)
    cover.accept()
    assert dialog.cover_field.text.text().startswith("To Anna Muster; Offer 17; Urgent; Dear Anna here it is.")
    (submission,) = sent(qtbot, dialog)
    assert submission.cover_page == PAGE
    qtbot.waitUntil(backend.factory.folder.covers.is_file)
    again = opened(qtbot, backend, sample_pdf)
    assert not again.cover_field.wanted, "what was written to one is not sent to another unasked"
    cover = editing(again)
    assert (cover.to_edit.text(), cover.subject_edit.text()) == ("", "Offer 17")
    assert cover.message_edit.toPlainText() == PAGE.message


def test_what_is_left_open_is_filled_with_what_is_known(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, sample_pdf)
    dialog.cover_field.check.setChecked(True)
    (submission,) = sent(qtbot, dialog)
    assert submission.cover_page == CoverPage("+41 44 555 01 23", "Example Office AG", "Fax")


def test_each_recipient_gets_the_own_name(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    third = "+41215550123"
    dialog = opened(qtbot, backend, sample_pdf, GOOD, OTHER, third)
    cover = editing(dialog)
    assert cover.names is not None
    for row, name in ((0, "Anna Muster"), (2, "Anna Muster")):
        item = cover.names.item(row, 1)
        assert item is not None
        item.setText(name)
    assert "2 different cover pages" in cover.note.text()
    cover.accept()
    submissions = sent(qtbot, dialog)
    assert [(one.cover_page.name_to, [to.to for to in one.recipients]) for one in submissions if one.cover_page] == [
        ("Anna Muster", [GOOD, third]),
        ("Recipient", [OTHER]),
    ]


def test_the_picture_follows_what_is_typed(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    cover = editing(opened(qtbot, backend, sample_pdf))
    empty = ink(cover.preview)
    fill(cover, PAGE)
    assert ink(cover.preview) > empty
    assert "Anna Muster" in cover.preview.accessibleDescription()
    cover.message_edit.setPlainText("line\n" * 200)
    assert "may be cut off" in cover.note.text()
    cover.reject()


def test_a_full_disk_is_said_though_the_dialog_has_closed(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    window, answers = QWidget(), threading.Event()
    qtbot.addWidget(window)
    backend.factory.folder.covers.mkdir()
    dialog = ComposeDialog(backend, Settings(), [sample_pdf], window, zone=ZURICH)
    dialog.open()
    dialog.recipients_field.add([GOOD])
    qtbot.waitUntil(lambda: dialog.documents_field.pages is not None)
    cover = editing(dialog)
    fill(cover, PAGE)
    cover.accept()
    backend.with_documents(backend, lambda _cancel: answers.wait())
    with qtbot.waitSignal(backend.failed, timeout=60_000) as failed:
        sent(qtbot, dialog)
        qtbot.waitUntil(lambda: not isValid(dialog), timeout=60_000)
        answers.set()
    assert "could not be kept" in str(failed.args[0])


def test_templates_are_kept_chosen_renamed_and_deleted(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    path = backend.factory.folder.covers
    cover = editing(opened(qtbot, backend, sample_pdf))
    fill(cover, PAGE)
    line = cover.templates
    assert not line.delete_action.isEnabled()
    line.keep_action.trigger()
    kept_name(cover, "Offers")
    qtbot.waitUntil(path.is_file)
    assert (line.name, list(CoverTemplates(path).templates)) == ("Offers", ["Offers"])
    assert "Anna Muster" not in path.read_text("utf-8"), "a template is for nobody in particular"
    line.rename_action.trigger()
    kept_name(cover, "Our offers")
    qtbot.waitUntil(lambda: list(CoverTemplates(path).templates) == ["Our offers"])
    cover.reject()
    other = editing(opened(qtbot, backend, sample_pdf))
    other.to_edit.setText("Bruno")
    other.templates.choice.setCurrentIndex(1)
    other.templates.choice.activated.emit(1)
    assert other.cover().page == CoverPage("Bruno", PAGE.name_from, PAGE.subject, PAGE.flags, PAGE.message)
    other.templates.delete_action.trigger()
    qtbot.waitUntil(lambda: not CoverTemplates(path).templates)
    other.reject()


@pytest.mark.parametrize("content", ["", "[1, 2]", "{", json.dumps({"last": 3, "templates": {"a": {"flags": "x"}}})])
def test_a_damaged_file_of_templates_is_no_obstacle(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cover-pages.json"
    path.write_text(content, "utf-8")
    covers = CoverTemplates(path)
    assert covers.last == CoverPage("", "", "")
    covers.keep(templates={"Offers": PAGE})
    assert CoverTemplates(path).templates["Offers"].subject == "Offer 17"


def test_everything_on_it_has_a_name(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    dialog = opened(qtbot, backend, sample_pdf, GOOD, OTHER)
    cover = editing(dialog)
    names = {
        one.accessibleName() or (one.text() if isinstance(one, QCheckBox) else "")
        for one in cover.findChildren(QWidget)
    }
    assert {"To", "From", "Subject", "Message", "Template", "Templates", "Names", "Urgent", "For review"} <= names
    assert dialog.cover_field.check.accessibleName() == "Cover page"
    cover.reject()
