"""Printing from the window: what is meant follows what is chosen, and comes out as a PDF or at a printer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit

from faxdesk.core.lifecycle import State
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.printing import print_run
from faxdesk.ui.printing.dialog import PrintDialog, PrintSubject
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import Scene, archive, fax_in, scene_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def printers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The printers of this computer, of which each may have others."""
    names = ["Office"]
    monkeypatch.setattr(print_run, "printer_names", lambda: names)
    return names


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    """A waiting fax with a document of two pages, and three that were sent."""
    prepare = [partial(fax_in, state=State.QUEUED), lambda store: archive(store, 3)]
    with scene_at(qtbot, tmp_path / "data", prepare=prepare) as scene:
        scene.work()
        scene.changed()
        yield scene


def asked(scene: Scene) -> PrintDialog:
    """Choose Print."""
    scene.window.actions_[ActionId.PRINT].trigger()
    return scene.window.findChildren(PrintDialog)[-1]


def saved(scene: Scene, dialog: PrintDialog, target: Path) -> list[str]:
    """Save as a PDF; return the text of each of its pages."""
    dialog.file_button.click()
    scene.window.findChildren(QFileDialog)[-1].fileSelected.emit(str(target))
    scene.qtbot.waitUntil(lambda: str(target) in scene.window.host.message_bar.text)
    with pypdfium2.PdfDocument(target) as document:
        return [page.get_textpage().get_text_range() for page in document]


def choose(scene: Scene, *places: int) -> None:
    table = scene.window.lists.page.table
    table.clearSelection()
    for place in places:
        flags = table.selectionModel().SelectionFlag
        table.selectionModel().select(table.model().index(place, 0), flags.Select | flags.Rows)
    scene.settled()


def test_without_a_chosen_fax_the_list_is_printed_as_a_table(scene: Scene, tmp_path: Path) -> None:
    scene.window.lists.show_listing(Listing.SENT)
    scene.changed()
    dialog = asked(scene)
    assert dialog.subject is PrintSubject.LIST
    assert dialog.radios[PrintSubject.LIST].text() == "The &list, 3 faxes, as a table"
    assert [
        dialog.radios[one].isEnabled() for one in (PrintSubject.PAGES, PrintSubject.REPORTS, PrintSubject.BOTH)
    ] == [False] * 3
    (sheet,) = saved(scene, dialog, tmp_path / "list.pdf")
    for words in ("Sent faxes", "3 faxes", "Printed", "Page 1 of 1", "Status", "Delivered"):
        assert words in sheet
    assert "Today" not in sheet, "on paper a day has its date"


def test_of_several_chosen_faxes_only_these_are_in_the_table(scene: Scene, tmp_path: Path) -> None:
    scene.window.lists.show_listing(Listing.SENT)
    scene.changed()
    choose(scene, 0, 2)
    dialog = asked(scene)
    dialog.radios[PrintSubject.LIST].click()
    (sheet,) = saved(scene, dialog, tmp_path / "list.pdf")
    assert "2 faxes of this list" in sheet
    assert [f"Invoice {number}" in sheet for number in range(3)] == [True, False, True]


def test_the_pages_of_a_chosen_fax_are_printed(scene: Scene, tmp_path: Path) -> None:
    choose(scene, 0)
    dialog = asked(scene)
    assert dialog.subject is PrintSubject.PAGES
    assert not dialog.radios[PrintSubject.REPORTS].isEnabled(), "a waiting fax has no report"
    assert len(saved(scene, dialog, tmp_path / "pages.pdf")) == 2
    assert scene.window.host.message_bar.text.startswith("2 pages printed")


def test_a_printer_gets_what_is_chosen(scene: Scene, tmp_path: Path) -> None:
    choose(scene, 0)
    asked(scene).print_button.click()
    dialog = scene.window.findChildren(QPrintDialog)[-1]
    # The one printer that every computer has.
    printers = next(box for box in dialog.findChildren(QComboBox) if box.findText("Print to File (PDF)") >= 0)
    printers.setCurrentIndex(printers.findText("Print to File (PDF)"))
    dialog.findChild(QLineEdit, "filename").setText(str(tmp_path / "printer.pdf"))  # type: ignore[union-attr]
    dialog.accept()
    scene.qtbot.waitUntil(lambda: "2 pages printed" in scene.window.host.message_bar.text)
    with pypdfium2.PdfDocument(tmp_path / "printer.pdf") as document:
        assert len(document) == 2


def test_without_a_printer_a_sentence_says_so_and_a_pdf_can_be_saved(scene: Scene, printers: list[str]) -> None:
    printers.clear()
    scene.window.lists.show_listing(Listing.SENT)
    scene.changed()
    dialog = asked(scene)
    scene.qtbot.waitUntil(lambda: "No printer is set up on this computer." in dialog.note.text())
    assert not dialog.print_button.isEnabled()
    assert dialog.file_button.isDefault()
    assert not nameless(dialog)


def test_nothing_is_left_where_saving_is_not_possible(scene: Scene, tmp_path: Path) -> None:
    choose(scene, 0)
    dialog = asked(scene)
    dialog.file_button.click()
    scene.window.findChildren(QFileDialog)[-1].fileSelected.emit(str(tmp_path / "no folder" / "pages.pdf"))
    scene.qtbot.waitUntil(lambda: "Its folder is not there." in scene.window.host.message_bar.text)
    assert not (tmp_path / "no folder").exists()


def test_an_empty_list_cannot_be_printed(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.changed()
        assert not scene.window.actions_[ActionId.PRINT].isEnabled()
