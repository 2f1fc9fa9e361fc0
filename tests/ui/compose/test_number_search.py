"""The search for fax numbers in documents, while their dialog is closed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from shiboken6 import isValid

from faxdesk.core.settings import Settings
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.number_search import NumberSearch
from tests.documents.fax_files import drawn_pdf

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(drawn_pdf([b"BT /F1 20 Tf 0 g 80 700 Td (Fax 044 555 01 23) Tj ET\n"]))
    return path


def test_a_number_in_a_document_is_suggested(qtbot: QtBot, backend: Backend, letter: Path) -> None:
    dialog = ComposeDialog(backend, Settings(region="CH"), [letter])
    dialog.open()
    search = dialog.findChild(NumberSearch)
    assert search is not None
    qtbot.waitUntil(lambda: any(search._numbers.values()))
    suggestion = dialog.recipients_field.suggestion
    assert not suggestion.isHidden()
    suggestion.button.click()
    assert dialog.recipients_field.value() == ("+41445550123",)
    dialog.done(0)


def test_a_dialog_that_closes_while_its_documents_are_searched_is_no_fault(
    qtbot: QtBot, backend: Backend, letter: Path
) -> None:
    told: list[object] = []
    backend.failed.connect(told.append)
    busy, dialog = threading.Event(), ComposeDialog(backend, Settings(region="CH"), [])
    backend.with_pages(backend, lambda _renderer, _cancel: busy.wait())
    dialog.open()
    search = dialog.findChild(NumberSearch)
    assert search is not None
    dialog.documents_field.add([letter])  # type: ignore[union-attr]  # those of a new fax
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 1 and bool(search._numbers))
    dialog.done(0)
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    assert not isValid(dialog)
    done: list[object] = []
    busy.set()
    backend.with_pages(backend, lambda _renderer, _cancel: None, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert told == []
