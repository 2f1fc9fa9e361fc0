"""Recipients are suggested while somebody types, by name and number, and taken by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import State
from faxdesk.ui.compose.pasted_recipients import PastedRecipient
from faxdesk.ui.compose.recipients_field import RecipientsField
from faxdesk.ui.widgets.entry_delegate import ENTRY
from tests.ui.compose.compose_backend import backend_at
from tests.ui.window_scene import fax_in

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListView
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)
"""The platform of tests says so of each popup."""
BERN, ZURICH = "+41315550123", "+41445550123"


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data") as backend:
        backend.store.contacts.add(Contact("Eva Müller", "Dental practice", (BERN,), groups=("Dentists",)))
        backend.store.contacts.add(Contact("", "Dental lab", (ZURICH,), groups=("Dentists",)))
        yield backend


@pytest.fixture
def field(backend: Backend, qtbot: QtBot) -> RecipientsField:
    field = RecipientsField(100, None, backend.factory.now)
    field.suggest_from(backend)
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.edit.setFocus()
    return field


def typed(field: RecipientsField, qtbot: QtBot, text: str) -> list[str]:
    """Type a text, and return what is suggested."""
    qtbot.keyClicks(field.edit, text)
    qtbot.waitUntil(field.suggestions.popup.isVisible)
    return rows(field.suggestions.popup)


def rows(popup: QListView) -> list[str]:
    model = popup.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_contact_is_found_by_its_name_and_taken_by_keyboard(field: RecipientsField, qtbot: QtBot) -> None:
    assert typed(field, qtbot, "mull") == ["Eva Müller, Dental practice, +41 31 555 01 23"]
    popup = field.suggestions.popup
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.numbers == (BERN,))
    assert field.names == ((BERN, "Eva Müller"),)
    assert (field.edit.text(), popup.isVisible()) == ("", False)


def test_enter_after_a_whole_number_means_that_number_alone(
    field: RecipientsField, backend: Backend, qtbot: QtBot
) -> None:
    """A contact whose number goes on where the typed one ends got the fax as well."""
    backend.store.contacts.add(Contact("Longer", "", ("+49301234567",)))
    assert typed(field, qtbot, "+4930123456") == ["Longer, +49 30 1234567"]
    qtbot.keyClick(field.suggestions.popup, Qt.Key.Key_Return)
    assert list(field.numbers) == ["+4930123456"]
    assert typed(field, qtbot, "long") == ["Longer, +49 30 1234567"]
    qtbot.keyClick(field.suggestions.popup, Qt.Key.Key_Down)
    assert field.suggestions.popup.currentIndex().row() == 0
    qtbot.keyClick(field.suggestions.popup, Qt.Key.Key_Return)
    assert list(field.numbers) == ["+4930123456", "+49301234567"]


def test_enter_takes_the_only_one_that_fits_and_asks_of_several(field: RecipientsField, qtbot: QtBot) -> None:
    typed(field, qtbot, "mull")
    qtbot.keyClick(field.suggestions.popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.numbers == (BERN,))
    assert (field.edit.text(), field.note.text()) == ("", "")
    assert len(typed(field, qtbot, "dental")) == 2
    qtbot.keyClick(field.suggestions.popup, Qt.Key.Key_Return)
    assert field.note.text() == "Several recipients fit “dental”: choose one with the arrow keys or the mouse."
    assert (field.numbers, field.edit.text()) == ((BERN,), "dental")


def test_a_name_that_nobody_has_is_no_bad_number(field: RecipientsField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "Nobody")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.note.text() == "Nobody called “Nobody” was chosen. Choose a suggestion, or write a number."
    field.edit.clear()
    # Who leaves the field has not said that it is this one.
    typed(field, qtbot, "mull")
    field.edit.editingFinished.emit()
    assert not field.numbers


def test_a_number_that_a_contact_has_says_whose_it_is(field: RecipientsField, qtbot: QtBot) -> None:
    field.add([BERN, PastedRecipient(ZURICH, "Lab, for the attention of Ms Example"), "+41225550123"])
    qtbot.waitUntil(lambda: field.list.line(0).title == "Eva Müller, Dental practice")
    assert "+41 31 555 01 23" in field.list.line(0).detail
    assert [field.list.line(row).title for row in (1, 2)] == [
        "Lab, for the attention of Ms Example",
        "+41 22 555 01 23",
    ]
    assert field.entered[0] == (BERN, ""), "what was entered stays as it is"


def test_a_group_is_all_its_members(field: RecipientsField, qtbot: QtBot) -> None:
    found = typed(field, qtbot, "dent")
    assert found[0] == "Dentists, Group of 2 contacts"
    assert [one.split(",")[0] for one in found[1:]] == ["Dental lab", "Eva Müller"]
    popup = field.suggestions.popup
    place = popup.visualRect(popup.model().index(0, 0)).center()
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    qtbot.waitUntil(lambda: set(field.numbers) == {BERN, ZURICH})
    assert dict(field.names)[ZURICH] == "Dental lab"


def test_digits_are_enough_and_the_last_result_is_told(field: RecipientsField, backend: Backend, qtbot: QtBot) -> None:
    fax_in(backend.store, State.FAILED, number=BERN)
    assert typed(field, qtbot, "031 55") == ["Eva Müller, Dental practice, +41 31 555 01 23, Failed, Today"]
    entry = field.suggestions.popup.model().index(0, 0).data(ENTRY)
    assert (entry.below, entry.end, entry.icon) == ("+41 31 555 ", "01 23", "state-failed")
    # It is drawn, chosen and not.
    popup = field.suggestions.popup
    popup.grab()
    popup.setCurrentIndex(popup.model().index(0, 0))
    assert not popup.grab().isNull()


def test_down_in_an_empty_field_shows_whom_faxes_went_to(
    field: RecipientsField, backend: Backend, qtbot: QtBot
) -> None:
    fax_in(backend.store, State.DELIVERED, number="+41225550188")
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    qtbot.waitUntil(field.suggestions.popup.isVisible)
    assert rows(field.suggestions.popup) == ["+41 22 555 01 88, Delivered, Today"]


def test_what_fits_nothing_closes_the_list_and_is_typed_on(field: RecipientsField, qtbot: QtBot) -> None:
    typed(field, qtbot, "d")
    qtbot.keyClicks(field.edit, "x")
    qtbot.waitUntil(lambda: not field.suggestions.popup.isVisible())
    field.edit.clear()
    qtbot.keyClicks(field.edit, "0")
    assert not field.suggestions.popup.isVisible()
    qtbot.keyClicks(field.edit, "445550123")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    field.set_region("CH")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.numbers == (ZURICH,)


def test_what_comes_too_late_is_not_shown(field: RecipientsField, backend: Backend) -> None:
    suggestions = field.suggestions
    field.edit.setText("other")
    suggestions._show("dent", backend.store.contacts.suggest("dent", 8))
    assert not suggestions.popup.isVisible()
    suggestions._not_read(RuntimeError())  # type: ignore[arg-type]
    assert not suggestions.popup.isVisible()
    assert suggestions._model.data(suggestions._model.index(9, 0)) is None
