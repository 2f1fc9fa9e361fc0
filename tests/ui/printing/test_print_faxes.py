"""Printing from the window: what is meant follows what is chosen, and comes out as a PDF or at a printer."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2  # type: ignore[import-untyped]  # it comes without type information
import pytest
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QProgressDialog, QPushButton, QWidget
from shiboken6 import isValid

from faxdesk.core.lifecycle import State
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.backend.page_renderer import page_picture
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.printing import page_printout, print_run
from faxdesk.ui.printing.dialog import PrintChoices, PrintDialog, PrintSubject
from faxdesk.ui.printing.page_printout import PagePrintout, pages_of_file
from faxdesk.ui.printing.paper import not_taken
from faxdesk.ui.printing.print_run import Printed, PrintRun
from tests.time_limits import PATIENCE
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import Scene, archive, fax_in, scene_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage
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


def to_file(window: QWidget, target: Path) -> None:
    """Choose in the dialog of the system the one printer that every computer has."""
    dialog = window.findChildren(QPrintDialog)[-1]
    printers = next(box for box in dialog.findChildren(QComboBox) if box.findText("Print to File (PDF)") >= 0)
    printers.setCurrentIndex(printers.findText("Print to File (PDF)"))
    name = dialog.findChild(QLineEdit, "filename")
    assert name is not None
    name.setText(str(target))
    dialog.accept()


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
    assert "choose faxes in the list first" in dialog.hint.text()
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
    assert scene.window.host.message_bar.text.startswith("2 pages saved as")


def test_a_printer_gets_what_is_chosen(scene: Scene, tmp_path: Path) -> None:
    choose(scene, 0)
    asked(scene).print_button.click()
    to_file(scene.window, tmp_path / "printer.pdf")
    scene.qtbot.waitUntil(lambda: "2 pages saved as" in scene.window.host.message_bar.text)
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


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (PrintChoices(3, False, 3, 2), ["The 3 faxes that are chosen, as a table", "The pages of 3 faxes"]),
        (PrintChoices(3, True, 1, 1), ["The list, 3 faxes, as a table", "The pages of the chosen fax"]),
    ],
)
def test_the_dialog_counts_what_is_chosen(qtbot: QtBot, choices: PrintChoices, words: list[str]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = PrintDialog(choices, window)
    assert [radio.text().replace("&", "") for radio in dialog.radios.values()][:2] == words
    assert all(radio.isEnabled() for radio in dialog.radios.values())
    assert dialog.subject is PrintSubject.PAGES


@pytest.mark.parametrize(
    ("chosen", "hint"),
    [
        (0, "To print pages, choose faxes in the list first: several with Ctrl or Shift."),
        (1, "Of the chosen faxes there are no pages, here or at Fax.Plus."),
        (6000, "To print pages, choose fewer faxes: 5000 faxes at most."),
    ],
)
def test_the_dialog_says_why_there_are_no_pages(qtbot: QtBot, chosen: int, hint: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = PrintDialog(PrintChoices(6000, False, 0, 0, chosen, 5000), window)
    assert dialog.hint.text() == hint
    assert dialog.subject is PrintSubject.LIST


@pytest.mark.parametrize(("count", "words"), [(1, "the pages of the fax"), (2, "the pages of each fax")])
def test_pages_and_report_of_one_fax_are_not_those_of_each(qtbot: QtBot, count: int, words: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = PrintDialog(PrintChoices(count, False, count, count), window)
    assert dialog.radios[PrintSubject.BOTH].text() == f"&Both: {words}, then its report"


def test_it_can_be_cancelled_and_nothing_is_left_of_a_pdf(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(scene, 0)
    begun, go_on = threading.Event(), threading.Event()

    def draw_slowly(*arguments: Any) -> QImage:
        begun.set()
        assert go_on.wait(PATIENCE)
        return page_picture(*arguments)

    monkeypatch.setattr(page_printout, "page_picture", draw_slowly)
    asked(scene).file_button.click()
    scene.window.findChildren(QFileDialog)[-1].fileSelected.emit(str(tmp_path / "pages.pdf"))
    scene.qtbot.waitUntil(begun.is_set)
    progress = scene.window.findChild(QProgressDialog)
    assert progress is not None
    assert not nameless(progress)
    (run,) = scene.backend.findChildren(PrintRun)
    with scene.qtbot.waitSignal(run.printed) as ended:
        progress.findChildren(QPushButton)[0].click()
        go_on.set()
    assert ended.args == [Printed(0, str(tmp_path / "pages.pdf"), cancelled=True)]
    assert not (tmp_path / "pages.pdf").exists()
    assert scene.window.host.message_bar.text == ""


def test_what_a_printer_has_already_is_said() -> None:
    assert Printed(3, "Office", cancelled=True).text == "Printing was cancelled. The printer has 3 pages already."
    assert Printed(3, "Office").text == "3 pages given to the printer Office."
    assert Printed(0, "Office", ("Fax.Plus has no pages.",)).text == "Nothing was printed. Fax.Plus has no pages."


def test_a_window_with_pages_prints_them(qtbot: QtBot, scene: Scene, sample_pdf: Path, tmp_path: Path) -> None:
    window = DocumentWindow(scene.backend, sample_pdf, "Pages")
    window.show()
    printing = next(action for action in window.findChildren(QAction) if action.text() == "Print…")
    assert printing.shortcut().toString() == "Ctrl+P"
    printing.trigger()
    to_file(window, tmp_path / "printed.pdf")
    qtbot.waitUntil(lambda: window.statusBar().currentMessage().startswith("2 pages saved as"))
    window.close()


def test_a_printing_that_fails_is_said_though_its_window_is_closed(scene: Scene, tmp_path: Path) -> None:
    window = DocumentWindow(scene.backend, tmp_path / "gone.pdf", "Pages")
    run = PrintRun(scene.backend, PagePrintout("Pages", (pages_of_file(tmp_path / "gone.pdf"),), {}), window)
    window.deleteLater()
    scene.qtbot.waitUntil(lambda: not isValid(window))
    with scene.qtbot.waitSignal(scene.backend.failed):
        run._not_done(not_taken())


def test_an_empty_list_cannot_be_printed(qtbot: QtBot, tmp_path: Path) -> None:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        scene.changed()
        assert not scene.window.actions_[ActionId.PRINT].isEnabled()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
def test_a_pdf_for_which_there_is_no_room_is_not_called_saved(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "print.pdf").symlink_to("/dev/full")
    monkeypatch.setattr("tempfile.TemporaryDirectory", lambda **_: nullcontext(str(full)))
    # What is read from such a device has no end.
    written: list[object] = []
    monkeypatch.setattr("faxdesk.services.output_file.write_files", written.append)
    asked(scene).file_button.click()
    scene.window.findChildren(QFileDialog)[-1].fileSelected.emit(str(tmp_path / "list.pdf"))
    scene.qtbot.waitUntil(lambda: bool(written) or bool(scene.window.host.message_bar.text))
    assert "could not be written" in scene.window.host.message_bar.text
    assert not written
