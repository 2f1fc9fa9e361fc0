"""The tab “Contacts”: found, written down, changed, removed with Undo, imported after a look, exported, merged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.errors import StoreTrouble
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.contacts import controller as controller_module
from faxdesk.ui.contacts.contact_dialog import ContactDialog
from faxdesk.ui.contacts.controller import ContactsController
from faxdesk.ui.contacts.duplicates_dialog import DuplicatesDialog
from faxdesk.ui.contacts.group_dialog import GroupDialog
from faxdesk.ui.contacts.import_dialog import ImportDialog
from faxdesk.ui.widgets.entry_delegate import ENTRY
from faxdesk.ui.widgets.icons import IconTone
from tests.documents.cards.test_reader import card
from tests.ui.accessible_names import nameless

if TYPE_CHECKING:
    from faxdesk.ui.contacts.page import ContactsPage
    from tests.ui.window_scene import Scene

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)
BERN, ZURICH, GENEVA = "+41315550123", "+41445550123", "+41225550123"


@pytest.fixture
def controller(scene: Scene) -> ContactsController:
    (found,) = scene.window.host.findChildren(ContactsController)
    return found


@pytest.fixture
def page(scene: Scene, controller: ContactsController) -> ContactsPage:
    scene.store.contacts.add(Contact("Eva Müller", "Dental practice", (BERN, ZURICH), groups=("Dentists",)))
    scene.store.contacts.add(Contact("", "Example Ltd", (GENEVA,)))
    scene.window.actions_[ActionId.CONTACTS].trigger()
    scene.qtbot.waitUntil(lambda: controller.page.model.rowCount() == 2)
    return controller.page


def listed(page: ContactsPage) -> list[str]:
    return [str(page.model.index(row).data()) for row in range(page.model.rowCount())]


def alone(page: ContactsPage) -> str:
    """Return who is chosen alone."""
    chosen = page.chosen()
    return "" if chosen is None else chosen.title


def titles(scene: Scene) -> list[str]:
    return [one.title for one in scene.store.contacts.all()]


def test_the_list_says_who_and_which_number(page: ContactsPage, scene: Scene) -> None:
    assert listed(page) == [
        "Eva Müller, Dental practice, +41 31 555 01 23 and 1 more, Dentists",
        "Example Ltd, +41 22 555 01 23",
    ]
    assert page.list.currentIndex().row() == 0
    assert page.list.hasFocus()
    page.list.setCurrentIndex(page.model.index(0))
    # Drawn chosen and not chosen.
    assert not page.list.grab().isNull()
    assert page.model.index(0).data(ENTRY)[3:] == ("01 23", "Dentists", "", IconTone.PLAIN, "and 1 more")
    assert page.model.contact(9) is None
    assert page.model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None


def test_who_is_sought_is_found_by_words_and_group(page: ContactsPage, scene: Scene) -> None:
    qtbot = scene.qtbot
    page.start_search()
    qtbot.keyClicks(page.field, "exam")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    qtbot.keyClick(page.field, Qt.Key.Key_Down)
    assert alone(page) == "Example Ltd"
    page.field.setFocus()
    qtbot.keyClicks(page.field, "zzz")
    qtbot.waitUntil(page.empty.isVisible)
    assert not page.empty.import_button.isVisible()
    qtbot.keyClick(page.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.group_box.setCurrentIndex(page.group_box.findText("Dentists (1)"))
    page.group_box.activated.emit(1)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    for contact in (page.model.ids([0])[0], 99):
        with qtbot.waitSignal(page.model.loaded):
            page.show_contact(contact)
        assert alone(page) == "Eva Müller"


def renaming(page: ContactsPage, controller: ContactsController) -> GroupDialog:
    menu = page.more_button.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "&Rename group…").trigger()
    assert isinstance(controller.dialog, GroupDialog)
    return controller.dialog


def test_a_group_is_renamed_where_it_is_shown(page: ContactsPage, controller: ContactsController, scene: Scene) -> None:
    qtbot = scene.qtbot
    scene.store.contacts.add(Contact("Max", "", ("+41315550199",), groups=("Schools",)))
    page.model.load()
    qtbot.waitUntil(lambda: page.group_box.count() == 3)
    page.group_box.setCurrentIndex(page.group_box.findData("Schools"))
    page.group_box.activated.emit(1)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    dialog = renaming(page, controller)
    assert not nameless(dialog)
    assert (dialog.group_box.currentText(), dialog.name.text()) == ("Schools (1 contact)", "Schools")
    assert not dialog.rename_button.isEnabled()
    dialog.name.setText("dentists")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "There is a group “Dentists” already." in dialog.note.text())
    dialog.name.setText("Primary schools")
    assert not dialog.note.text()
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: controller.dialog is None)
    qtbot.waitUntil(lambda: page.group_box.currentText() == "Primary schools (1)")
    assert listed(page) == ["Max, +41 31 555 01 99, Primary schools"]
    assert "The group “Schools” is called “Primary schools” now." in page.messages.text


def test_another_group_than_the_shown_one_can_be_renamed(
    page: ContactsPage, controller: ContactsController, scene: Scene
) -> None:
    dialog = renaming(page, controller)
    dialog.name.setText("Dental offices")
    dialog.rename_button.click()
    scene.qtbot.waitUntil(lambda: [group.name for group in page.model.groups] == ["Dental offices"])
    assert page.model.rowCount() == 2


def test_nobody_yet_invites_to_import(controller: ContactsController, scene: Scene) -> None:
    scene.window.lists.focus_tab("contacts")
    page = controller.page
    scene.qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.import_button.isVisible()
    assert not page.fax_button.isEnabled()


def test_copy_and_select_all_work_in_the_menu(page: ContactsPage, scene: Scene) -> None:
    scene.window.actions_[ActionId.SELECT_ALL].trigger()
    assert page.fax_button.isEnabled()
    assert not page.edit_button.isEnabled()
    QGuiApplication.clipboard().clear()
    scene.window.actions_[ActionId.COPY].trigger()
    scene.qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Eva Müller\tDental practice\t+41 31 555 01 23, +41 44 555 01 23\tDentists",
        "\tExample Ltd\t+41 22 555 01 23\t",
    ]


def test_a_new_fax_goes_to_those_who_are_chosen(page: ContactsPage, scene: Scene) -> None:
    page.select_all()
    page.fax_button.click()
    scene.qtbot.waitUntil(lambda: bool(scene.window.findChildren(ComposeDialog)))
    (dialog,) = scene.window.findChildren(ComposeDialog)
    scene.qtbot.waitUntil(lambda: dialog.recipients_field.numbers == (BERN, GENEVA))
    assert dialog.recipients_field.names == ((BERN, "Eva Müller"), (GENEVA, "Example Ltd"))
    dialog.recipients_field.list.clear()
    dialog.close()
    dialog.close()


def test_a_contact_is_written_down_and_what_is_wrong_is_said(
    page: ContactsPage, controller: ContactsController, scene: Scene
) -> None:
    page.new_button.click()
    dialog = controller.dialog
    assert isinstance(dialog, ContactDialog)
    dialog.save()
    assert "has no name" in dialog.message.text()
    dialog.name.setText("Max")
    dialog.numbers.setPlainText("044 555 01 99, abc")
    dialog.save()
    assert "“abc” is not a fax number" in dialog.message.text()
    assert dialog.focusWidget() is dialog.numbers
    dialog.numbers.setPlainText("044 555 01 99\n")
    dialog.groups.setText("West, Dentists")
    with scene.qtbot.waitSignal(dialog.kept):
        dialog.save_button.click()
    (kept,) = (one for one in scene.store.contacts.all() if one.name == "Max")
    assert (kept.numbers, kept.groups) == (("+41445550199",), ("Dentists", "West"))
    scene.qtbot.waitUntil(lambda: alone(page) == "Max")


def test_a_changed_number_stays_in_sight(page: ContactsPage, controller: ContactsController, scene: Scene) -> None:
    page.list.setCurrentIndex(page.model.index(0))
    for number in (GENEVA, "+41315550199"):
        page.list.activated.emit(page.model.index(0))
        dialog = controller.dialog
        assert isinstance(dialog, ContactDialog)
        dialog.numbers.setPlainText(number)
        with scene.qtbot.waitSignal(dialog.kept):
            dialog.save()
        scene.qtbot.waitUntil(lambda: controller.dialog is None)
    page.edit_button.click()
    dialog = controller.dialog
    assert isinstance(dialog, ContactDialog)
    (before,) = (one for one in dialog.findChildren(QLabel) if one.accessibleName() == "Earlier numbers")
    assert [line.split(" until ")[0] for line in before.text().splitlines()] == [
        "+41 22 555 01 23",
        "+41 44 555 01 23",
        "+41 31 555 01 23",
    ]
    dialog.reject()


def test_a_contact_that_went_meanwhile_is_said(
    controller: ContactsController, page: ContactsPage, scene: Scene
) -> None:
    page.list.setCurrentIndex(page.model.index(0))
    page.edit_button.click()
    dialog = controller.dialog
    assert isinstance(dialog, ContactDialog)
    scene.store.contacts.remove(page.model.ids([0]))
    dialog.save()
    scene.qtbot.waitUntil(lambda: "removed meanwhile" in dialog.message.text())
    assert dialog.save_button.isEnabled()
    dialog.reject()
    controller.edit(99)
    controller._fail(StoreTrouble("The disk is full."))
    assert "disk is full" in page.messages.text


def test_who_is_deleted_comes_back_with_undo(page: ContactsPage, controller: ContactsController, scene: Scene) -> None:
    eva = page.model.contact(0)
    assert eva is not None
    scene.store.contacts.change(replace(eva, numbers=(BERN, "+41445550199")))
    page.list.setCurrentIndex(page.model.index(0))
    scene.qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    scene.qtbot.waitUntil(lambda: titles(scene) == ["Example Ltd"])
    scene.qtbot.waitUntil(lambda: "1 contact deleted." in scene.window.host.message_bar.text)
    scene.window.actions_[ActionId.UNDO].trigger()
    scene.qtbot.waitUntil(lambda: titles(scene) == ["Eva Müller", "Example Ltd"])
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    (back,) = scene.store.contacts.of_number(BERN)
    assert (back.company, back.groups, back.numbers) == ("Dental practice", ("Dentists",), (BERN, "+41445550199"))
    assert [(one.old, one.new) for one in scene.store.contacts.changes(back.id)] == [(ZURICH, "+41445550199")]
    assert not scene.window.actions_[ActionId.UNDO].isEnabled()


def test_all_who_are_chosen_are_meant_however_many(
    page: ContactsPage, controller: ContactsController, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene.store.database.transaction():
        for number in range(700):
            scene.store.contacts.add(Contact(f"Doctor {number}", "", (f"+4144777{number:04}",)))
    page.model.load()
    scene.qtbot.waitUntil(lambda: page.model.rowCount() == 702)
    page.select_all()
    QGuiApplication.clipboard().clear()
    page.copy()
    scene.qtbot.waitUntil(lambda: len(QGuiApplication.clipboard().text().splitlines()) == 702)
    monkeypatch.setattr(controller_module, "MOST_RECIPIENTS", 701)
    page.fax_button.click()
    assert "A fax can have 701 recipients, and 702 contacts are chosen." in page.messages.text
    monkeypatch.setattr(controller_module, "MOST_RECIPIENTS", 702)
    with scene.qtbot.waitSignal(page.fax_wanted):
        page.fax_button.click()
    scene.qtbot.waitUntil(lambda: bool(scene.window.findChildren(ComposeDialog)))
    (dialog,) = scene.window.findChildren(ComposeDialog)
    assert dialog.recipients_field.count == 702
    dialog.recipients_field.list.clear()
    dialog.close()
    page.remove_button.click()
    scene.qtbot.waitUntil(lambda: scene.store.contacts.count() == 0)
    scene.qtbot.waitUntil(scene.window.actions_[ActionId.UNDO].isEnabled)
    scene.window.actions_[ActionId.UNDO].trigger()
    scene.qtbot.waitUntil(lambda: scene.store.contacts.count() == 702)


def test_contacts_of_different_names_can_be_made_one(page: ContactsPage, scene: Scene) -> None:
    assert not page.merge_action.isEnabled()
    page.select_all()
    assert page.merge_action.isEnabled()
    page.merge_action.trigger()
    scene.qtbot.waitUntil(lambda: titles(scene) == ["Eva Müller"])
    (whole,) = scene.store.contacts.all()
    assert whole.numbers == (BERN, ZURICH, GENEVA)
    scene.qtbot.waitUntil(lambda: "2 contacts are one now: " in scene.window.host.message_bar.text)
    scene.window.actions_[ActionId.UNDO].trigger()
    scene.qtbot.waitUntil(lambda: titles(scene) == ["Eva Müller", "Example Ltd"])
    assert [one.numbers for one in scene.store.contacts.all()] == [(BERN, ZURICH), (GENEVA,)]


def test_the_menu_of_a_contact_has_the_same_acts(page: ContactsPage) -> None:
    page.list.setCurrentIndex(page.model.index(0))
    page._show_menu(QPoint(5, 5))
    (menu,) = (menu for menu in page.findChildren(QMenu) if menu.isVisible())
    assert [one.text() for one in menu.actions()] == [
        "Ne&w fax",
        "&Change…",
        "&Delete",
        "&Merge into one contact",
        "",
        "&Forget this person…",
    ]
    menu.close()


# ----------------------------------------------------------------------------------------------------- many of them


def imported(controller: ContactsController, scene: Scene, path: Path) -> ImportDialog:
    controller._chosen(str(path))
    dialog = controller.dialog
    assert isinstance(dialog, ImportDialog)
    scene.qtbot.waitUntil(lambda: bool(dialog._summary.text()) and "Looking" not in dialog._summary.text())
    return dialog


def test_a_large_file_is_kept_in_slices(
    page: ContactsPage, controller: ContactsController, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.ui.contacts.import_dialog.SLICE", 2)
    path = tmp_path / "list.csv"
    path.write_text("Fax;Name\n" + "".join(f"+4144555{number:04};Max {number}\n" for number in range(5)))
    dialog = imported(controller, scene, path)
    with scene.qtbot.waitSignal(dialog.kept) as kept:
        dialog.keep()
    assert kept.args[0].added == 5
    assert scene.store.contacts.count() == 7


def test_an_address_book_is_looked_at_before_it_is_kept(
    page: ContactsPage, controller: ContactsController, scene: Scene, tmp_path: Path
) -> None:
    path = tmp_path / "book.vcf"
    path.write_text(
        card("FN:Max", f"TEL;TYPE=FAX:{GENEVA}")
        + card("FN:Eva Müller", "ORG:Dental practice", "TEL;TYPE=FAX:+41315550177")
        + card("FN:Phone", "TEL;TYPE=CELL:+41791234567"),
        "utf-8",
    )
    dialog = imported(controller, scene, path)
    shown = [str(dialog._model.index(row).data()) for row in range(dialog._model.rowCount())]
    assert shown == [
        "Phone, Card 3, The card has no fax number., Cannot be used",
        "Max, Card 1, +41 22 555 01 23, New",
        "Eva Müller, Dental practice, Card 2, +41 31 555 01 23, +41 44 555 01 23, +41 31 555 01 77, Changed",
    ]
    assert dialog._summary.text() == "1 new, 1 changed, 1 that cannot be used"
    assert dialog._model.index(0).data(Qt.ItemDataRole.ToolTipRole) is not None
    assert dialog._model.index(9).data() is None
    assert not dialog._mapping.isVisible()
    dialog.group.setText("Imported")
    dialog.replace_box.setChecked(True)
    scene.qtbot.waitUntil(dialog.import_button.isEnabled)
    scene.qtbot.waitUntil(lambda: "+41 31 555 01 23" not in str(dialog._model.index(2).data()))
    with scene.qtbot.waitSignal(dialog.kept):
        dialog.import_button.click()
    assert [(one.title, one.numbers) for one in scene.store.contacts.all(group="Imported")] == [
        ("Eva Müller", ("+41315550177",)),
        ("Max", (GENEVA,)),
    ]
    scene.qtbot.waitUntil(lambda: "1 contact imported, 1 changed." in page.messages.text)


def test_the_columns_of_a_list_are_shown_and_can_be_chosen(
    page: ContactsPage, controller: ContactsController, scene: Scene, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Fax;Vorname;Nachname;Ort\n044 555 01 88;Max;Müstér;Bern\n".encode("cp1252"))
    dialog = imported(controller, scene, path)
    from faxdesk.core.list_columns import ListField

    assert dialog._mapping.isVisible()
    assert dialog.columns[ListField.TO].currentText() == "Fax  (044 555 01 88)"
    assert dialog.columns[ListField.NAME].currentText() == "Vorname + Nachname"
    assert dialog.columns[ListField.COMPANY].currentText() == "not in the list"
    assert "does not say how its letters are coded" in dialog.messages.text
    place = dialog.columns[ListField.COMPANY].findText("Ort  (Bern)")
    dialog.columns[ListField.COMPANY].setCurrentIndex(place)
    dialog.columns[ListField.COMPANY].activated.emit(place)
    scene.qtbot.waitUntil(lambda: "Bern" in str(dialog._model.index(0).data()))
    assert str(dialog._model.index(0).data()) == "Max Müstér, Bern, Row 2, +41 44 555 01 88, New"
    dialog._not_kept(StoreTrouble("The disk is full."))
    assert "disk is full" in dialog.messages.text
    scene.qtbot.waitUntil(dialog.import_button.isEnabled)
    dialog.reject()


def test_a_file_without_contacts_is_refused_in_words(
    page: ContactsPage, controller: ContactsController, scene: Scene, tmp_path: Path
) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Dear Sir")
    controller.import_file(path)
    dialog = controller.dialog
    assert isinstance(dialog, ImportDialog)
    scene.qtbot.waitUntil(lambda: bool(dialog.messages.text))
    assert "No column has the fax numbers" in dialog.messages.text
    assert not dialog.import_button.isEnabled()
    dialog._plan()
    dialog._columns_chosen()
    dialog.reject()


def test_contacts_are_written_where_the_user_says(
    page: ContactsPage, controller: ContactsController, scene: Scene, tmp_path: Path
) -> None:
    place = tmp_path / "out.vcf"
    controller._export("Dentists", str(place))
    scene.qtbot.waitUntil(lambda: "1 contact written to out.vcf." in page.messages.text)
    assert "FN:Eva Müller" in place.read_text("utf-8")
    page._export()
    (dialog,) = scene.window.findChildren(QFileDialog)
    dialog.filterSelected.emit("List (*.csv)")
    assert dialog.defaultSuffix() == "csv"
    dialog.reject()
    page.import_wanted.emit()
    opened = [one for one in scene.window.findChildren(QFileDialog) if one.isVisible()]
    opened[-1].reject()


def test_duplicates_are_merged_one_set_at_a_time(
    page: ContactsPage, controller: ContactsController, scene: Scene
) -> None:
    scene.store.contacts.add(Contact("eva müller", "Dental practice", (GENEVA,)))
    page.duplicates_wanted.emit()
    dialog = controller.dialog
    assert isinstance(dialog, DuplicatesDialog)
    scene.qtbot.waitUntil(lambda: len(dialog.merge_buttons) == 1)
    assert dialog.merge_buttons[0].accessibleName() == "Merge Eva Müller, Dental practice"
    dialog.merge_buttons[0].click()
    scene.qtbot.waitUntil(lambda: dialog.title.text() == "There are no duplicates.")
    (merged,) = (one for one in scene.store.contacts.all() if one.name == "Eva Müller")
    assert merged.numbers == (BERN, ZURICH, GENEVA)
    assert "2 contacts are one now: Eva Müller, Dental practice." in dialog.messages.text
    undo = next(button for button in dialog.messages.findChildren(QPushButton) if button.text() == "&Undo")
    undo.click()
    scene.qtbot.waitUntil(lambda: titles(scene).count("Eva Müller") + titles(scene).count("eva müller") == 2)
    scene.qtbot.waitUntil(lambda: len(dialog.merge_buttons) == 1)
    dialog.merge((98, 99))
    scene.qtbot.waitUntil(lambda: "removed meanwhile" in dialog.messages.text)
    dialog.reject()
