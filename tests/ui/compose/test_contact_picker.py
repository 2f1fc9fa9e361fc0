"""Recipients are chosen from the contacts, several at once, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.settings import Settings
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.contact_picker import ContactPicker
from tests.ui.compose.compose_backend import GOOD, OTHER, ZURICH, backend_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

COURT = "+41315550140"


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data") as backend:
        backend.store.contacts.add(Contact("Registry", "District court", (COURT,), groups=("Courts",)))
        backend.store.contacts.add(Contact("", "Dental practice", (GOOD, "+41445550124"), groups=("Doctors",)))
        backend.store.contacts.add(Contact("", "Pharmacy", (OTHER,), groups=("Doctors",)))
        yield backend


@pytest.fixture
def dialog(qtbot: QtBot, backend: Backend) -> ComposeDialog:
    dialog = ComposeDialog(backend, Settings(), zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def opened(qtbot: QtBot, dialog: ComposeDialog, contacts: int = 3) -> ContactPicker:
    dialog.recipients_field.contacts_button.click()
    picker = dialog.findChildren(ContactPicker)[-1]
    qtbot.waitUntil(lambda: picker.model.rowCount() == contacts)
    return picker


def click(qtbot: QtBot, picker: ContactPicker, row: int) -> None:
    place = picker.list.visualRect(picker.model.index(row)).center()
    qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def look_for(qtbot: QtBot, picker: ContactPicker, words: str, found: str) -> None:
    picker.field.clear()
    qtbot.keyClicks(picker.field, words)
    qtbot.waitUntil(lambda: names(picker) == [found])


def names(picker: ContactPicker) -> list[str]:
    contacts = (picker.model.contact(row) for row in range(picker.model.rowCount()))
    return [one.title for one in contacts if one is not None]


def test_what_is_ticked_becomes_recipients_with_their_usual_numbers(qtbot: QtBot, dialog: ComposeDialog) -> None:
    picker = opened(qtbot, dialog)
    assert not picker.add_button.isEnabled()
    click(qtbot, picker, 2)
    click(qtbot, picker, 0)
    assert picker.add_button.text() == "Add 2 recipients"
    picker.add_button.click()
    qtbot.waitUntil(lambda: dialog.recipients_field.numbers == (COURT, GOOD))
    assert dict(dialog.recipients_field.names) == {COURT: "Registry", GOOD: "Dental practice"}


def test_a_second_click_takes_the_tick_away(qtbot: QtBot, dialog: ComposeDialog) -> None:
    picker = opened(qtbot, dialog)
    click(qtbot, picker, 1)
    click(qtbot, picker, 1)
    assert picker.model.chosen == []
    assert not picker.add_button.isEnabled()


def test_by_keyboard_and_over_several_searches(qtbot: QtBot, dialog: ComposeDialog) -> None:
    picker = opened(qtbot, dialog)
    look_for(qtbot, picker, "regis", "Registry")
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    qtbot.keyClick(picker.list, Qt.Key.Key_Space)
    look_for(qtbot, picker, "phar", "Pharmacy")
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    qtbot.keyClick(picker.list, Qt.Key.Key_Space)
    qtbot.keyClick(picker.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.recipients_field.numbers == (COURT, OTHER))


def test_a_whole_group_is_chosen_at_once_and_none_of_it_again(qtbot: QtBot, dialog: ComposeDialog) -> None:
    picker = opened(qtbot, dialog)
    picker.group_box.setCurrentIndex(picker.group_box.findData("Doctors"))
    picker.group_box.activated.emit(picker.group_box.currentIndex())
    qtbot.waitUntil(lambda: picker.model.rowCount() == 2)
    picker.all_button.click()
    assert [one.company for one in picker.model.chosen] == ["Dental practice", "Pharmacy"]
    assert picker.all_button.text() == "Choose &none"
    picker.all_button.click()
    assert picker.model.chosen == []


def test_no_more_than_a_fax_can_have_are_ticked(qtbot: QtBot, backend: Backend, dialog: ComposeDialog) -> None:
    picker = ContactPicker(backend, 2, dialog)
    picker.open()
    qtbot.waitUntil(lambda: picker.model.rowCount() == 3)
    for row in range(3):
        click(qtbot, picker, row)
    assert len(picker.model.chosen) == 2
    assert picker.summary.text() == "More than 2 contacts cannot be chosen."
    assert not picker.all_button.isEnabled()
    picker.reject()


def test_where_one_is_wanted_the_next_takes_its_place(qtbot: QtBot, backend: Backend, dialog: ComposeDialog) -> None:
    picker = ContactPicker(backend, 1, dialog)
    picker.open()
    qtbot.waitUntil(lambda: picker.model.rowCount() == 3)
    click(qtbot, picker, 0)
    click(qtbot, picker, 2)
    assert [one.name for one in picker.model.chosen] == ["Registry"]
    assert not picker.all_button.isVisible()
    picker.reject()


def test_who_chooses_nobody_changes_nothing(qtbot: QtBot, dialog: ComposeDialog) -> None:
    dialog.recipients_field.add([OTHER])
    picker = opened(qtbot, dialog)
    click(qtbot, picker, 0)
    next(one for one in picker.findChildren(QPushButton) if one.text() == "Cancel").click()
    assert dialog.recipients_field.numbers == (OTHER,)


def test_where_there_are_no_contacts_it_says_where_they_come_from(qtbot: QtBot, tmp_path: Path) -> None:
    with backend_at(tmp_path / "none") as backend:
        picker = ContactPicker(backend, 5, ComposeDialog(backend, Settings(), zone=ZURICH))
        qtbot.addWidget(picker.parentWidget())
        with qtbot.waitSignal(picker.model.loaded):
            picker.open()
        assert not picker.list.isVisible()
        assert not picker.all_button.isEnabled()
        picker.reject()
