"""A picture of every page and dialog, in light and in dark, from 800x600 on: to be looked at by people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLineEdit, QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.errors import SignInNeeded
from faxdesk.core.lifecycle import State
from faxdesk.core.resources import resource_path
from faxdesk.core.settings import Settings
from faxdesk.core.written_draft import WrittenDraft
from faxdesk.services.events import Condition, Link
from faxdesk.services.written_drafts import DraftRecord
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.account.connect_dialog import ConnectDialog
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.batch.controller import BatchController
from faxdesk.ui.compose.contact_picker import ContactPicker
from faxdesk.ui.compose.number_question import NumberQuestion
from faxdesk.ui.compose.same_number_question import SameNumberQuestion
from faxdesk.ui.compose.template_button import TemplateButton
from faxdesk.ui.compose.template_dialog import TemplateDialog
from faxdesk.ui.contacts.controller import ContactsController
from faxdesk.ui.cover_page.dialog import CoverDialog
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.drafts.controller import DraftsController
from faxdesk.ui.inbox.controller import InboxController
from faxdesk.ui.main_window.help_window import HelpWindow
from faxdesk.ui.widgets.disclosure import Disclosure
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity
from tests.pictures.office import CLINIC, COURT, DENTIST, LONDON
from tests.pictures.steps import add_documents, do, drawn, fax, opened, press, words
from tests.services.batches import write_list
from tests.time_limits import PATIENCE_MS
from tests.ui.settings_scene import settings_dialog
from tests.ui.window_scene import Scene, part

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer
    from faxdesk.ui.compose.dialog import ComposeDialog
    from tests.pictures.conftest import Photograph

pytestmark = [pytest.mark.pictures, pytest.mark.qt_log_ignore("does not support", extend=True)]
SAMPLE = resource_path("sample.pdf")


# ------------------------------------------------------------------------------------------------------ main window


def test_window_of_the_readme(desk: Scene, photograph: Photograph) -> None:
    """The first picture of README.md and of docs/design.md."""
    desk.choose(fax(desk, State.DELIVERED, latest=True))
    desk.window.lists.page.table.setFocus()
    photograph(desk.window, "readme-window", QSize(1280, 760))


def test_outbox(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.OUTBOX)
    photograph(desk.window, "outbox")


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.SCHEDULED, State.UNKNOWN])
def test_waiting_fax(desk: Scene, photograph: Photograph, state: State) -> None:
    desk.choose(fax(desk, state))
    photograph(desk.window, f"fax-{state.value}")


@pytest.mark.parametrize("state", [State.DELIVERED, State.PARTIAL, State.FAILED, State.CANCELLED])
def test_finished_fax(desk: Scene, photograph: Photograph, state: State) -> None:
    desk.choose(fax(desk, state))
    photograph(desk.window, f"fax-{state.value}")


def test_details_that_were_asked_for(desk: Scene, photograph: Photograph) -> None:
    desk.window.resize(800, 600)
    desk.choose(fax(desk, State.FAILED))
    do(desk, ActionId.DETAILS)
    photograph(desk.window, "details")


def test_sent(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.SENT)
    photograph(desk.window, "sent")


def test_several_chosen(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.SENT)
    desk.window.lists.page.table.selectAll()
    desk.settled()
    photograph(desk.window, "several-chosen")


def test_nothing_yet(bare_desk: Scene, photograph: Photograph) -> None:
    photograph(bare_desk.window, "outbox-empty")
    for act, name in ((ActionId.SENT, "sent"), (ActionId.INBOX, "inbox"), (ActionId.CONTACTS, "contacts")):
        do(bare_desk, act)
        photograph(bare_desk.window, f"{name}-empty")


def test_inbox(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.INBOX)
    page = part(desk.window, InboxController).page
    desk.qtbot.waitUntil(lambda: page.list.model.rowCount() == 5)
    photograph(desk.window, "inbox")
    page.list.table.choose(0)
    desk.qtbot.wait(300)
    photograph(desk.window, "inbox-chosen")


def test_contacts(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.CONTACTS)
    page = part(desk.window, ContactsController).page
    desk.qtbot.waitUntil(lambda: page.model.rowCount() > 3)
    page.list.setCurrentIndex(page.model.index(1))
    photograph(desk.window, "contacts")
    page.edit_button.click()
    photograph(opened(desk), "contact-dialog")


def test_contacts_that_are_twice(desk: Scene, photograph: Photograph) -> None:
    desk.store.contacts.add(Contact("Dental practice", "", ("+41445550123",)))
    do(desk, ActionId.CONTACTS)
    controller = part(desk.window, ContactsController)
    controller.page.duplicates_wanted.emit()
    photograph(opened(desk), "contacts-duplicates")


def test_contacts_from_a_list(desk: Scene, photograph: Photograph, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Fax;Name;Firma\n044 555 01 88;Reception;Clinic\n12;Nobody;\n031 555 01 41;Registry;District court\n"
    )
    do(desk, ActionId.CONTACTS)
    part(desk.window, ContactsController).import_file(path)
    dialog = opened(desk)
    desk.qtbot.waitUntil(lambda: "Looking" not in words(dialog) and "new" in words(dialog))
    photograph(dialog, "contacts-import")


def test_drafts(desk: Scene, photograph: Photograph) -> None:
    for comment, people in (("Offer 18", ((CLINIC, ""),)), ("Reply", ((COURT, ""), (LONDON, ""))), ("", ())):
        services = desk.backend.factory.open_here()
        services.written_drafts.keep(DraftRecord(), WrittenDraft(comment=comment, recipients=people))
        services.close()
    desk.changed()
    page = part(desk.window, DraftsController).page
    desk.qtbot.waitUntil(lambda: page.list.count() == 3)
    desk.window.lists.show_tab("drafts")
    page.list.choose(0)
    photograph(desk.window, "drafts")


def test_search(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.SENT)
    page = desk.window.lists.page
    desk.qtbot.keyClicks(page.field, "offer")
    desk.settled()
    next(one for one in page.findChildren(QAbstractButton) if one.text() == "Filters").click()
    desk.qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    photograph(desk.window, "search")
    desk.qtbot.keyClicks(page.field, " that nobody wrote")
    desk.qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    photograph(desk.window, "search-nothing")


def test_messages(desk: Scene, photograph: Photograph) -> None:
    bar = desk.window.host.message_bar
    bar.say("Fax saved. It goes out in 10 s.", action=MessageAction("Undo", lambda: None))
    bar.say("The report was not saved. The disk is full.", Severity.ERROR, key="one")
    photograph(desk.window, "messages")


def test_signed_out(bare_desk: Scene, photograph: Photograph) -> None:
    trouble = SignInNeeded("FaxDesk is not connected to Fax.Plus yet.", "Connect it with a personal access token.")
    bare_desk.backend._weigh("deliver", Condition(Link.SIGN_IN, trouble))
    bare_desk.changed()
    photograph(bare_desk.window, "signed-out")


# ---------------------------------------------------------------------------------------------------------- new fax


def test_suggestions(desk: Scene, compose: ComposeDialog, photograph: Photograph) -> None:
    desk.qtbot.keyClicks(compose.recipients_field.edit, "re")
    popup = compose.recipients_field.suggestions.popup
    desk.qtbot.waitUntil(popup.isVisible)
    photograph(popup, "suggestions")


def test_new_fax(compose: ComposeDialog, photograph: Photograph) -> None:
    photograph(compose, "new-fax-empty")


def test_new_fax_ready(
    desk: Scene, compose: ComposeDialog, photograph: Photograph, sample_tiff: Path, tmp_path: Path
) -> None:
    letter = Path(shutil.copy(SAMPLE, tmp_path / "Reply with exhibits.pdf"))
    add_documents(compose, [letter, sample_tiff])
    compose.recipients_field.add([COURT, LONDON])
    compose.comment_edit.setPlainText("Reply to the action, 5 A 112/26")
    desk.qtbot.waitUntil(lambda: compose.documents_field.pages == 4, timeout=PATIENCE_MS)
    drawn(desk)
    photograph(compose, "new-fax-ready")
    compose.options_fold.button.click()
    compose.recipients_field.add([DENTIST, CLINIC, "+41225550188", "+12125550123", "+390655501234"])
    drawn(desk)
    photograph(compose, "new-fax-options")
    compose.send()
    desk.qtbot.waitUntil(lambda: len(desk.window.findChildren(QDialog)) > 1)
    drawn(desk)
    photograph(opened(desk), "new-fax-question")


def test_new_fax_that_cannot_go(desk: Scene, compose: ComposeDialog, photograph: Photograph, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    add_documents(compose, [broken, SAMPLE])
    compose.recipients_field.add(["12ab", COURT])
    desk.qtbot.waitUntil(lambda: not compose.documents_field.pending)
    compose.send()
    drawn(desk)
    photograph(compose, "new-fax-refused")


def test_a_number_that_may_be_wrong(desk: Scene, compose: ComposeDialog, photograph: Photograph) -> None:
    add_documents(compose, [SAMPLE])
    compose.recipients_field.add(["+41315550141"])
    desk.qtbot.waitUntil(lambda: compose.documents_field.pages == 2, timeout=PATIENCE_MS)
    compose.send()
    desk.qtbot.waitUntil(lambda: bool(compose.findChildren(NumberQuestion)))
    photograph(compose.findChildren(NumberQuestion)[0], "question-number")


def test_the_same_number_twice(desk: Scene, compose: ComposeDialog, photograph: Photograph) -> None:
    add_documents(compose, [SAMPLE])
    compose.recipients_field.add([COURT])
    desk.qtbot.waitUntil(lambda: compose.documents_field.pages == 2, timeout=PATIENCE_MS)
    compose.send()
    desk.qtbot.waitUntil(lambda: bool(compose.findChildren(SameNumberQuestion)))
    photograph(compose.findChildren(SameNumberQuestion)[0], "question-same-number")


def test_cover_page(desk: Scene, compose: ComposeDialog, photograph: Photograph) -> None:
    compose.recipients_field.add([COURT])
    compose.cover_field.check.setChecked(True)
    compose.cover_field.edit_button.click()
    drawn(desk)
    photograph(compose.findChildren(CoverDialog)[-1], "cover-page")


def test_contacts_of_a_new_fax(desk: Scene, compose: ComposeDialog, photograph: Photograph) -> None:
    compose.recipients_field.contacts_button.click()
    (picker,) = compose.findChildren(ContactPicker)
    desk.qtbot.waitUntil(lambda: picker.model.rowCount() == 8)
    for row in (1, 4):
        picker.model.setData(picker.model.index(row), Qt.CheckState.Checked)
    photograph(picker, "new-fax-contacts")
    desk.qtbot.keyClicks(picker.field, "nobody")
    desk.qtbot.waitUntil(lambda: picker.model.rowCount() == 0)
    photograph(picker, "new-fax-contacts-none")
    picker.reject()


def test_template(compose: ComposeDialog, photograph: Photograph) -> None:
    compose.recipients_field.add([COURT])
    (button,) = compose.findChildren(TemplateButton)
    button.click()
    save = next(one for one in button.entries.actions() if "Save" in one.text())
    button.entries.close()
    save.trigger()
    photograph(compose.findChildren(TemplateDialog)[-1], "template")


def test_change(desk: Scene, photograph: Photograph) -> None:
    desk.choose(fax(desk, State.SCHEDULED))
    do(desk, ActionId.CHANGE)
    dialog = opened(desk)
    drawn(desk)
    photograph(dialog, "change")


# ------------------------------------------------------------------------------------------------- further windows


@pytest.fixture
def jobs(qapp: object) -> Iterator[JobThread[object]]:
    jobs: JobThread[object] = JobThread("jobs", object)
    jobs.start()
    yield jobs
    assert jobs.stop()


def test_connect(desk: Scene, photograph: Photograph, practice: PracticeServer, jobs: JobThread[object]) -> None:
    dialog = ConnectDialog(jobs, KeyringSecrets(), Settings(api_url=practice.url), desk.window)
    dialog.open()
    photograph(dialog, "connect")
    press(dialog, "Connect with a token")
    photograph(dialog, "connect-token")
    field = next(one for one in dialog.findChildren(QLineEdit) if one.isVisible())
    field.setText("wrong")
    press(dialog, "Connect")
    drawn(desk)
    photograph(dialog, "connect-refused")
    field.setText(practice.token)
    press(dialog, "Connect")
    desk.qtbot.waitUntil(lambda: "Connected as" in words(dialog))
    photograph(dialog, "connected")
    dialog.reject()


def test_settings(desk: Scene, photograph: Photograph, jobs: JobThread[object], tmp_path: Path) -> None:
    file = SettingsFile(desk.backend.factory.folder.settings)
    folder = Path("/home/office/.local/share/FaxDesk")
    dialog = settings_dialog(desk, jobs, file, shown=folder, profiles=tmp_path)
    dialog.open()
    for row in range(dialog.subjects.count()):
        dialog.subjects.setCurrentRow(row)
        desk.qtbot.wait(200)
        photograph(dialog, f"settings-{row:02}-{dialog.subjects.item(row).text().lower().replace(' ', '-')}")
    dialog.reject()


def test_help(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.HELP)
    (window,) = desk.window.findChildren(HelpWindow)
    photograph(window, "help")
    window.topics.setCurrentRow(window.topics.count() - 1)
    photograph(window, "help-last-topic")
    for row in range(window.topics.count()):
        if "key" in window.topics.item(row).text().lower():
            window.topics.setCurrentRow(row)
            photograph(window, "help-keys")


def test_about(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.ABOUT)
    photograph(opened(desk), "about")


def test_columns(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.SENT)
    do(desk, ActionId.COLUMNS)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    photograph(menu, "menu-columns")
    menu.close()


def test_webhooks(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.WEBHOOKS)
    photograph(opened(desk), "webhooks")


def test_proof(desk: Scene, photograph: Photograph) -> None:
    desk.choose(fax(desk, State.DELIVERED))
    do(desk, ActionId.SAVE_PROOF)
    photograph(opened(desk), "proof")


def test_a_question(desk: Scene, photograph: Photograph) -> None:
    desk.choose(fax(desk, State.SENDING))
    desk.choose(fax(desk, State.QUEUED))
    do(desk, ActionId.CANCEL)
    desk.qtbot.wait(300)
    photograph(desk.window, "cancelled")


def test_pages(desk: Scene, photograph: Photograph) -> None:
    window = DocumentWindow(desk.backend, SAMPLE, "Pages", "Offer.pdf")
    desk.qtbot.addWidget(window)
    window.show()
    desk.qtbot.waitUntil(lambda: window.statusBar().currentMessage() == "2 pages", timeout=PATIENCE_MS)
    drawn(desk)
    photograph(window, "viewer")


def test_batch(desk: Scene, photograph: Photograph, tmp_path: Path) -> None:
    do(desk, ActionId.BATCHES)
    page = part(desk.window, BatchController).page
    assert page is not None
    photograph(page, "batch-none")
    rows = (
        (DENTIST, "Dental practice", "Recall"),
        ("4.14E+10", "Clinic", ""),
        (COURT, "District court", "Reply"),
        # One digit from that of the hospital, which is not in the list.
        ("+41615550173", "Hospital by the lake", "Letter"),
    )
    path = write_list(tmp_path / "list.csv", rows, ("Fax", "Name", "Comment"))
    page.overview.new_wanted.emit()
    (chooser,) = page.setup.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.close()
    page.setup._documents_chosen((SAMPLE,))
    desk.qtbot.waitUntil(page.setup._start.isEnabled)
    photograph(page, "batch-list")
    for place, fold in enumerate(page.setup.findChildren(Disclosure)):
        fold.click()
        photograph(page, f"batch-list-unfolded-{place}")
    page.setup._start.click()
    assert page.setup.question is not None
    photograph(page.setup.question, "question-numbers-of-list")
    with desk.qtbot.waitSignal(page.setup.started):
        next(one for one in page.setup.question.findChildren(QPushButton) if one.text() == "&Leave out").click()
    desk.qtbot.waitUntil(lambda: page.run.table.rows.rowCount() > 0)
    photograph(page, "batch-running")
    page._show_overview()
    drawn(desk)
    photograph(page, "batches")


# ------------------------------------------------------------------------------------------------------------ menus


def test_menus(desk: Scene, photograph: Photograph) -> None:
    do(desk, ActionId.SENT)
    desk.choose(fax(desk, State.DELIVERED))
    for menu in desk.window.actions_.menus:
        menu.popup(desk.window.pos())
        photograph(menu, f"menu-{menu.title().replace('&', '').lower()}")
        menu.close()
    menu = desk.window.actions_.context_menu(desk.window)
    menu.popup(desk.window.pos())
    photograph(menu, "menu-of-a-fax")
    menu.close()
