"""Every window and every dialog, one after another: each control has a name, Tab comes to all of them in order and is
seen there, and no two answer to the same letter.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QWidget

import faxdesk.ui
from faxdesk.core.contacts import Contact, Group
from faxdesk.core.fax_template import FaxTemplate
from faxdesk.core.lifecycle import State
from faxdesk.core.settings import Settings
from faxdesk.services.number_check import NumberDoubt, NumberWarning
from faxdesk.services.same_number import OnItsWay
from faxdesk.store.fax_lists import Listing
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.account.connect_dialog import ConnectDialog
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.backend.threads import JobThread
from faxdesk.ui.compose.contact_picker import ContactPicker
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.number_question import NumberQuestion
from faxdesk.ui.compose.same_number_question import SameNumberQuestion
from faxdesk.ui.compose.template_dialog import TemplateDialog
from faxdesk.ui.contacts.contact_dialog import ContactDialog
from faxdesk.ui.contacts.duplicates_dialog import DuplicatesDialog
from faxdesk.ui.contacts.group_dialog import GroupDialog
from faxdesk.ui.contacts.import_dialog import ImportDialog
from faxdesk.ui.costs.page import CostsPage
from faxdesk.ui.cover_page.dialog import CoverDialog
from faxdesk.ui.diagnostics.settings_page import DiagnosticsPage
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.drafts.controller import DraftsController
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.forgetting.dialog import ForgetDialog, whose_number
from faxdesk.ui.inbox.controller import InboxController
from faxdesk.ui.proof.dialog import ProofDialog
from faxdesk.ui.widgets.message_bar import MessageAction
from tests.ui.inbox.test_inbox_tab import received
from tests.ui.keyboard_audit import faults
from tests.ui.page_editor.scene import pages_of, source
from tests.ui.settings_scene import settings_dialog
from tests.ui.window_scene import NOW, Scene, asked_about, fax_in, foreign, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"does not support raise\(\)")
UI = Path(faxdesk.ui.__file__).parent
BERN, GENEVA = "+41315550123", "+41225550123"
Visit = Callable[[str, QWidget], None]
"""Looks at a window that is open, under this name."""


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    # Nothing goes by itself while somebody walks over it, however long that takes.
    monkeypatch.setattr("faxdesk.ui.widgets.message_bar.SHOWN_MS", 3_600_000)
    with scene_at(qtbot, tmp_path / "data") as scene:
        for state in (State.QUEUED, State.DELIVERED, State.FAILED):
            fax_in(scene.store, state)
        foreign(scene.store)
        asked_about(scene.store)
        scene.store.contacts.add(Contact("Eva Example", "Dental practice", (BERN,)))
        scene.store.contacts.add(Contact("eva example", "Dental practice", (GENEVA,)))
        scene.work()
        qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        scene.changed()
        # One that stays in the place of those that go by themselves.
        bar = scene.window.host.message_bar
        bar.clear()
        bar.say("Delivered.", action=MessageAction("Show", bar.clear), stays=True)
        yield scene


@contextmanager
def jobs() -> Iterator[JobThread[object]]:
    thread: JobThread[object] = JobThread("jobs", object)
    thread.start()
    yield thread
    assert thread.stop()


def visit_main_window(scene: Scene, visit: Visit) -> None:
    window = scene.window
    pane = part(window, DetailsPane)
    for tab in (ActionId.OUTBOX, ActionId.SENT, ActionId.INBOX, ActionId.CONTACTS):
        window.actions_[tab].trigger()
        scene.settled()
        visit(f"the main window with {tab.value}", window)
    for row in (*scene.shown(Listing.OUTBOX), *scene.shown(Listing.SENT)):
        if row.recipient is not None:
            scene.choose(row.recipient)
            scene.qtbot.waitUntil(lambda: pane.details is not None)
            visit(f"the details of a fax that is {row.state}", window)
    window.actions_[ActionId.INBOX].trigger()
    inbox = part(window, InboxController).page
    received(scene.store)
    scene.changed()
    scene.qtbot.waitUntil(lambda: inbox.list.model.rowCount() == 3)
    inbox.list.table.choose(0)
    visit("a received fax", window)


def visit_compose(scene: Scene, visit: Visit, sample_pdf: Path) -> None:
    dialog = ComposeDialog(scene.backend, Settings(), [sample_pdf], scene.window)
    dialog.open()
    field = dialog.documents_field
    assert isinstance(field, DocumentsField)
    scene.qtbot.waitUntil(lambda: field.pages is not None)
    dialog.recipients_field.add([BERN, "12ab"])
    dialog.options_fold.unfold()
    dialog.cover_field.check.setChecked(True)
    scene.qtbot.waitUntil(lambda: not dialog.recipients_field.list.unchecked)
    visit("new fax", dialog)
    dialog.cover_field.edit()
    (cover,) = dialog.findChildren(CoverDialog)
    visit("cover page", cover)
    cover.close()
    present = FaxTemplate(((BERN, "Dental practice"),), "Offer 17")
    doubts = (
        NumberWarning(BERN, NumberDoubt.CONFIDENTIAL, "This is the first fax to this number."),
        NumberWarning(GENEVA, NumberDoubt.NEAR, "This number differs by one digit.", BERN),
    )
    on_its_way = (OnItsWay(BERN, 1, "job", State.QUEUED, NOW, joinable=True),)
    for name, question in (
        ("save as template", TemplateDialog(present, ("Offers",), dialog)),
        ("check the number", NumberQuestion(doubts, dialog)),
        ("check the numbers of a list", NumberQuestion(doubts[1:] * 6, dialog, of_list=True)),
        ("the same number again", SameNumberQuestion(on_its_way, dialog)),
        ("choose contacts", ContactPicker(scene.backend, 20, dialog)),
    ):
        question.open()
        visit(name, question)
        question.reject()
    # What was written is a draft now.
    with scene.qtbot.waitSignal(dialog.drafted):
        dialog.reject()
    scene.changed()
    drafts = part(scene.window, DraftsController).page
    scene.qtbot.waitUntil(lambda: drafts.list.count() > 0)
    scene.window.lists.focus_tab("drafts")
    visit("the main window with drafts", scene.window)


def visit_connect(scene: Scene, visit: Visit) -> None:
    with jobs() as thread:
        for way in ("", "Connect with a &token", "&Use your own API client"):
            dialog = ConnectDialog(thread, KeyringSecrets(), Settings(), scene.window)
            dialog.open()
            for button in dialog.findChildren(QWidget):
                if way and button.property("text") == way:
                    button.click()  # type: ignore[attr-defined]  # a button, as it has a text
            visit(f"connect: {way or 'the ways'}", dialog)
            dialog.reject()
            dialog.deleteLater()


def visit_settings(scene: Scene, visit: Visit, folder: Path) -> None:
    with jobs() as thread:
        file = SettingsFile(folder / "settings.json")
        dialog = settings_dialog(scene, thread, file, shown=folder, profiles=folder)
        dialog.open()
        (diagnostics,) = dialog.findChildren(DiagnosticsPage)
        for row in range(dialog.subjects.count()):
            dialog.subjects.setCurrentRow(row)
            # It collects them once it is seen.
            scene.qtbot.waitUntil(lambda: diagnostics.copy_button.isEnabled() or not diagnostics.isVisible())
            visit(f"settings: {dialog.subjects.item(row).text()}", dialog)
        dialog.reject()
        dialog.deleteLater()


def visit_contacts(scene: Scene, visit: Visit, folder: Path) -> None:
    contact = next(one for one in scene.store.contacts.all())
    path = folder / "list.csv"
    path.write_text(f"Fax;Name\n{BERN};Example Ltd\nnone;Example Office\n")
    for name, dialog in (
        ("a contact", ContactDialog(scene.backend, contact, ("Dentists",), scene.window)),
        ("duplicates", DuplicatesDialog(scene.backend, scene.window)),
        ("import of contacts", ImportDialog(scene.backend, path, scene.window)),
        ("rename a group", GroupDialog(scene.backend, [Group(1, "Dentists", 2)], "Dentists", scene.window)),
        ("forget a person", ForgetDialog(scene.backend, whose_number(BERN), scene.window)),
    ):
        dialog.open()
        wait_until_read(scene, dialog)
        visit(name, dialog)
        dialog.reject()


def visit_others(scene: Scene, visit: Visit, sample_pdf: Path) -> None:
    proof = ProofDialog(2, Settings(), scene.window)
    proof.open()
    visit("save proof", proof)
    proof.reject()
    scene.window.actions_[ActionId.SENT].trigger()
    scene.settled()
    for action in (
        *(ActionId.WEBHOOKS, ActionId.BATCHES, ActionId.COSTS, ActionId.CHECK_PROOF, ActionId.PRINT),
        *(ActionId.HELP, ActionId.ABOUT),
    ):
        opened = opened_by(scene, action)
        wait_until_read(scene, opened)
        visit(action.value, opened)
        opened.close()
    viewer = DocumentWindow(scene.backend, sample_pdf, "Pages", "pages.pdf")
    viewer.show()
    scene.qtbot.waitUntil(lambda: viewer._view.page_count > 0)
    visit("document viewer", viewer)
    viewer.close()
    with pages_of(scene.qtbot, scene.backend, [source(sample_pdf, 2)], cover=True) as pages:
        pages.wait_drawn()
        visit("pages", pages.dialog)


def opened_by(scene: Scene, action: ActionId) -> QWidget:
    """Trigger an action and return the window that it opens."""
    before = set(QApplication.topLevelWidgets())

    def new() -> list[QWidget]:
        return [one for one in QApplication.topLevelWidgets() if one not in before and one.isVisible()]

    scene.window.actions_[action].trigger()
    scene.qtbot.waitUntil(lambda: bool(new()))
    (opened,) = new()
    return opened


def wait_until_read(scene: Scene, dialog: QWidget) -> None:
    """Wait until a dialog has what it reads in the background."""
    if isinstance(dialog, DuplicatesDialog):
        scene.qtbot.waitUntil(lambda: bool(dialog.merge_buttons))
    if isinstance(dialog, CostsPage):
        scene.qtbot.waitUntil(dialog.export_button.isEnabled)
    if isinstance(dialog, ForgetDialog):
        scene.qtbot.waitUntil(lambda: dialog.title.text().startswith("Forget"))
    if isinstance(dialog, ImportDialog):
        scene.qtbot.waitUntil(dialog.import_button.isEnabled)


def windows_of_the_sources() -> set[str]:
    """Return the names of all classes that are windows or dialogs, by the sources."""
    bases = {"QDialog", "QMainWindow"}
    classes = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for path in UI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    for _generation in range(3):
        bases |= {name for name, parents in classes if parents & bases}
    parents_of_others = {"QDialog", "QMainWindow", "GrowingDialog", "PageDialog"}
    return bases - parents_of_others


def test_every_window_can_be_used_by_keyboard_and_by_ear(
    scene: Scene, tmp_path: Path, sample_pdf: Path, qtbot: QtBot
) -> None:
    visited: set[str] = set()
    wrong: dict[str, list[str]] = {}

    def visit(name: str, window: QWidget) -> None:
        visited.add(type(window).__name__)
        if found := faults(qtbot, window):
            wrong[name] = found

    visit_main_window(scene, visit)
    visit_compose(scene, visit, sample_pdf)
    visit_connect(scene, visit)
    visit_settings(scene, visit, tmp_path)
    visit_contacts(scene, visit, tmp_path)
    visit_others(scene, visit, sample_pdf)
    assert windows_of_the_sources() - visited == set()
    assert wrong == {}, "\n".join(f"{name}:\n  " + "\n  ".join(found) for name, found in wrong.items())
