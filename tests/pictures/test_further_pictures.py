"""Pictures of what opens from a page: papers and questions, lists that are open, and states that pass."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QTabWidget

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import Offline
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Fax, Webhook
from faxdesk.core.resources import resource_path
from faxdesk.services.batch_sender import BatchSender
from faxdesk.services.cost_report import CostLine
from faxdesk.services.events import Condition, Link
from faxdesk.services.submit import Submitter
from faxdesk.services.webhooks import ListedWebhook, Problem
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.batch.controller import BatchController
from faxdesk.ui.contacts.controller import ContactsController
from faxdesk.ui.costs.page import CostsPage
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.fax_list.filter_row import FilterRow
from faxdesk.ui.forgetting.dialog import ForgetDialog
from faxdesk.ui.inbox.controller import InboxController
from faxdesk.ui.page_editor.dialog import PagesDialog
from faxdesk.ui.printing import print_run
from faxdesk.ui.printing.dialog import PrintDialog
from faxdesk.ui.proof.check_dialog import ProofCheckDialog
from faxdesk.ui.proof.dialog import ProofDialog
from faxdesk.ui.watched_folders.settings_page import FoldersPage
from faxdesk.ui.webhooks.page import WebhooksPage
from tests.documents.fax_files import drawn_pdf, paragraph, photo, photo_at
from tests.documents.files import put
from tests.documents.proof_pdf.proofs import simple
from tests.pictures.office import CLINIC, COURT, DENTIST, EXAMPLE, PHARMACY
from tests.pictures.steps import add_documents, do, drawn, fax, opened, words
from tests.services.batches import write_list
from tests.time_limits import PATIENCE_MS
from tests.ui.window_scene import HAPPENED, NOW, SENDER, Scene, move_on, part

if TYPE_CHECKING:
    from faxdesk.ui.compose.dialog import ComposeDialog
    from tests.pictures.conftest import Photograph

pytestmark = [pytest.mark.pictures, pytest.mark.qt_log_ignore("does not support", extend=True)]
SAMPLE = resource_path("sample.pdf")


# ----------------------------------------------------------------------------------------------------------- papers


@pytest.fixture
def printers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names = ["Office"]
    monkeypatch.setattr(print_run, "printer_names", lambda: names)
    return names


def test_print_a_list(desk: Scene, photograph: Photograph, printers: list[str]) -> None:
    do(desk, ActionId.SENT)
    desk.window.lists.page.table.clearSelection()
    desk.settled()
    do(desk, ActionId.PRINT)
    dialog = part(desk.window, PrintDialog)
    drawn(desk)
    photograph(dialog, "print-list")
    dialog.reject()


def test_print_pages_without_a_printer(desk: Scene, photograph: Photograph, printers: list[str]) -> None:
    printers.clear()
    desk.choose(fax(desk, State.DELIVERED))
    do(desk, ActionId.PRINT)
    dialog = part(desk.window, PrintDialog)
    desk.qtbot.waitUntil(lambda: "No printer" in words(dialog))
    drawn(desk)
    photograph(dialog, "print-pages")
    dialog.reject()


def test_forget_a_person(desk: Scene, photograph: Photograph) -> None:
    (contact, *_) = desk.store.contacts.ids()
    done = fax(desk, State.DELIVERED, latest=True)
    desk.store.service_mirror.keep_faxes([Fax(f"fax-{done}", "success", DENTIST, SENDER, pages=2, started_at=NOW)])
    desk.window.host.forget_wanted.emit("", contact)
    dialog = part(desk.window, ForgetDialog)
    desk.qtbot.waitUntil(lambda: not dialog.title.text().startswith("Looking"))
    for place, name in enumerate(("here", "service", "stays")):
        dialog.tabs.setCurrentIndex(place)
        photograph(dialog, f"forget-{name}")
    dialog.tabs.setCurrentIndex(0)
    dialog.here.button.click()
    photograph(dialog, "forget-question")
    dialog.reject()


def test_proof_beside_documents(desk: Scene, photograph: Photograph) -> None:
    desk.choose(fax(desk, State.DELIVERED))
    do(desk, ActionId.SAVE_PROOF)
    dialog = part(desk.window, ProofDialog)
    dialog.beside_box.setChecked(True)
    photograph(dialog, "proof-beside")
    dialog.reject()


def test_costs(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.COSTS)
    page = part(desk.window, CostsPage)
    desk.qtbot.waitUntil(lambda: "Adding" not in page.total.text())
    second = "+41225550100"
    page.show_lines(
        [
            CostLine(date(2026, 11, 1), SENDER, 214, 201, 1209, 88.2, 0),
            CostLine(date(2026, 11, 1), second, 12, 11, 40, 3.75, 2),
            CostLine(date(2026, 10, 1), SENDER, 187, 180, 990, 74.0, 0),
            CostLine(date(2026, 10, 1), second, 3, 3, 9, 0.0, 3),
            CostLine(date(2026, 9, 1), SENDER, 1240, 1198, 6021, 440.15, 17),
            CostLine(date(2026, 9, 1), "", 1, 1, 2, 0.0, 0),
        ]
    )
    photograph(page, "costs")
    page.show_lines([])
    photograph(page, "costs-none")
    page.reject()


def test_check_a_proof(desk: Scene, photograph: Photograph, tmp_path: Path) -> None:
    path = simple(SAMPLE, tmp_path / "Proof of 2026-11-24, District court.pdf")
    do(desk, ActionId.CHECK_PROOF)
    dialog = part(desk.window, ProofCheckDialog)
    photograph(dialog, "check-proof")
    dialog.check(path)
    desk.qtbot.waitUntil(lambda: dialog.texts()[0] == "This proof holds", timeout=PATIENCE_MS)
    photograph(dialog, "check-proof-holds")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    dialog.check(path)
    desk.qtbot.waitUntil(lambda: "not hold" in dialog.texts()[0], timeout=PATIENCE_MS)
    photograph(dialog, "check-proof-broken")
    dialog.reject()
    # Another one, which has not had to show so much yet.
    do(desk, ActionId.CHECK_PROOF)
    dialog = next(one for one in desk.window.findChildren(ProofCheckDialog) if one.isVisible())
    dialog.check(SAMPLE)
    desk.qtbot.waitUntil(lambda: "not a proof" in dialog.texts()[0], timeout=PATIENCE_MS)
    photograph(dialog, "check-proof-none")
    dialog.reject()


# ---------------------------------------------------------------------------------------------------------- new fax


def test_pages_of_a_new_fax(desk: Scene, compose: ComposeDialog, photograph: Photograph, tmp_path: Path) -> None:
    letter = paragraph(11, lines=18)
    number = b"BT /F1 11 Tf 0 g 250 40 Td (Page 4 of 4) Tj ET\n"
    path = put(tmp_path, "Scan.pdf", drawn_pdf([letter, b"", photo_at(60, 300, 400, 300), number], photo=photo()))
    add_documents(compose, [path, Path(shutil.copy(SAMPLE, tmp_path / "Letter.pdf"))])
    desk.qtbot.waitUntil(lambda: compose.documents_field.pages == 6, timeout=PATIENCE_MS)
    next(one for one in compose.findChildren(QAbstractButton) if one.isVisible() and one.text() == "&Pages…").click()
    (window,) = compose.findChildren(PagesDialog)
    desk.qtbot.waitUntil(lambda: "blank" in words(window), timeout=PATIENCE_MS)
    drawn(desk)
    photograph(window, "pages-with-findings")
    window.reject()


def test_send_times(compose: ComposeDialog, photograph: Photograph) -> None:
    compose.recipients_field.add([COURT])
    choice = compose._form.time_field.choice
    choice.showPopup()
    photograph(choice.view().window(), "new-fax-send-times")
    choice.hidePopup()


# ------------------------------------------------------------------------------------------------------ main window


def test_an_open_filter(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.SENT)
    page = desk.window.lists.page
    next(one for one in page.findChildren(QAbstractButton) if one.text() == "Filters").click()
    photograph(desk.window, "filters")
    (filters,) = page.findChildren(FilterRow)
    filters.state.showPopup()
    photograph(filters.state.view().window(), "filters-states")
    filters.state.hidePopup()
    filters.period.setCurrentIndex(filters.period.count() - 1)
    desk.settled()
    photograph(desk.window, "filters-days")


def test_offline(desk: Scene, photograph: Photograph) -> None:
    trouble = Offline("Fax.Plus cannot be reached.", "FaxDesk tries again by itself.")
    desk.backend._weigh("deliver", Condition(Link.OFFLINE, trouble))
    desk.changed()
    photograph(desk.window, "offline")


@pytest.mark.parametrize("state", [State.DELIVERED, State.FAILED])
def test_details_that_are_open(desk: Scene, photograph: Photograph, state: State) -> None:
    desk.window.resize(800, 600)
    desk.choose(fax(desk, state, latest=True))
    do(desk, ActionId.DETAILS)
    part(desk.window, DetailsPane).view.more.click()
    desk.qtbot.wait(100)
    photograph(desk.window, f"details-open-{state.value}")


def test_question_of_cancel(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.OUTBOX)
    desk.window.lists.page.table.selectAll()
    desk.settled()
    do(desk, ActionId.CANCEL)
    box = part(desk.window, QMessageBox)
    photograph(box, "question-cancel")
    box.reject()


def test_question_of_delete(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.INBOX)
    controller = part(desk.window, InboxController)
    desk.qtbot.waitUntil(lambda: controller.page.list.model.rowCount() == 5)
    controller.page.list.table.selectAll()
    desk.qtbot.wait(300)
    controller._to_delete = tuple(row.id for row in controller.rows())
    controller._ask_to_delete()
    box = part(desk.window, QMessageBox)
    photograph(box, "question-delete")
    box.reject()


# --------------------------------------------------------------------------------------------------------- contacts


def test_a_new_contact(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.CONTACTS)
    part(desk.window, ContactsController).page.new_button.click()
    dialog = opened(desk)
    photograph(dialog, "contact-new")
    dialog.reject()


def test_contacts_from_an_address_book(desk: Scene, photograph: Photograph, tmp_path: Path) -> None:
    cards = tmp_path / "Address book.vcf"
    people = (
        ("Rechtsanwaltskanzlei am Bundesverwaltungsgericht", "+41 31 555 01 77"),
        ("مكتب المحاماة", "+41 22 555 01 66"),
    )
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nTEL;TYPE=FAX:{}\nEND:VCARD\n"
    broken = "BEGIN:VCARD\nVERSION:3.0\nFN:Broken\nTEL;TYPE=FAX:12\nEND:VCARD\n"
    cards.write_text("".join(card.format(*one) for one in people) + broken, "utf-8")
    do(desk, ActionId.CONTACTS)
    part(desk.window, ContactsController).import_file(cards)
    dialog = opened(desk)
    desk.qtbot.waitUntil(lambda: "Looking" not in words(dialog) and "new" in words(dialog))
    photograph(dialog, "contacts-import-cards")
    dialog.reject()


def test_watched_folders(desk: Scene, photograph: Photograph, tmp_path: Path) -> None:
    page = FoldersPage(desk.backend, tmp_path / "data")
    desk.qtbot.addWidget(page)
    page.show()
    for name in ("Scanner at the reception", "Letters of the court"):
        folder = tmp_path / name
        folder.mkdir()
        page.add(str(folder))
        desk.qtbot.wait(300)
    desk.qtbot.waitUntil(lambda: len(page.folders) == 2)
    desk.qtbot.wait(500)
    photograph(page, "folders-watched", QSize(640, 400))


def test_rename_a_group(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.CONTACTS)
    page = part(desk.window, ContactsController).page
    desk.qtbot.waitUntil(lambda: bool(page.model.groups))
    page.rename_wanted.emit()
    dialog = opened(desk)
    photograph(dialog, "group-rename")
    dialog.reject()


# ------------------------------------------------------------------------------------------------- further windows


def test_further_tabs_of_webhooks(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.WEBHOOKS)
    page = part(desk.window, WebhooksPage)
    desk.qtbot.waitUntil(lambda: bool(page._message_bar.text))
    target, local = "https://desk.example.com/faxdesk/3f9c2a7e51b04d6f", "http://192.168.1.20:8765/fax"
    page._found(
        (
            ListedWebhook(Webhook("1", "fax_sent", target), True, None, ()),
            ListedWebhook(Webhook("2", "fax_sent", target), True, None, (Problem.DUPLICATE,)),
            ListedWebhook(Webhook("3", "fax_received", local), False, None, (Problem.NOT_PUBLIC,)),
        )
    )
    page._message_bar.take_back("webhooks")
    (tabs,) = page.findChildren(QTabWidget)
    for place, name in ((1, "registered"), (2, "reachable")):
        tabs.setCurrentIndex(place)
        photograph(page, f"webhooks-{name}")
    page.reject()


def test_a_batch_that_is_finished(desk: Scene, photograph: Photograph, tmp_path: Path) -> None:
    do(desk, ActionId.BATCHES)
    page = part(desk.window, BatchController).page
    assert page is not None
    rows = (
        *((PHARMACY, "Pharmacy at the station", "Recall"), (CLINIC, "Hospital by the lake", "Recall")),
        *(("+41525550161", "Land registry", "Extract"), (EXAMPLE, "Example Ltd", "Offer 18")),
    )
    path = write_list(tmp_path / "Recall in November.csv", rows, ("Fax", "Name", "Comment"))
    page.overview.new_wanted.emit()
    (chooser,) = page.setup.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.close()
    page.setup._documents_chosen((SAMPLE,))
    desk.qtbot.waitUntil(page.setup._start.isEnabled)
    with desk.qtbot.waitSignal(page.setup.started):
        page.setup._start.click()
    desk.qtbot.waitUntil(lambda: page.run.table.rows.rowCount() > 0)
    # A few go out at a time, and none to a number that another fax is on its way to.
    sender = BatchSender(desk.store, Submitter(desk.store, desk.clock), lambda _: None, desk.clock)
    for _ in range(3):
        sender.step(NeverCancelled())
        for recipient in desk.store.batches.open_recipients(page.run._identity):
            move_on(desk.store, recipient, *HAPPENED[State.DELIVERED])
    sender.step(NeverCancelled())
    desk.changed()
    desk.qtbot.waitUntil(lambda: "4 delivered" in words(page))
    photograph(page, "batch-finished")
