"""The field "To": what may be typed or pasted, what is said about it, and what goes out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import MOST_RECIPIENTS
from faxdesk.ui.compose import number_list
from faxdesk.ui.compose.number_parsing import split
from faxdesk.ui.compose.recipient_chip import RecipientChip, _number_below
from faxdesk.ui.compose.recipients_field import RecipientsField
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.severity import Severity, colour
from tests.ui.compose.compose_backend import ZURICH, at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def field(qtbot: QtBot) -> RecipientsField:
    field = RecipientsField(MOST_RECIPIENTS)
    field.set_region("CH")
    qtbot.addWidget(field)
    field.resize(500, 200)
    field.show()
    return field


def paste_only(field: RecipientsField, text: str) -> None:
    QApplication.clipboard().setText(text)
    field.edit.paste()


def paste(field: RecipientsField, text: str) -> None:
    """Paste, and wait until all of it has been checked."""
    paste_only(field, text)
    while field.list.unchecked:
        QApplication.processEvents()


def titles(field: RecipientsField) -> list[str]:
    return [field.list.line(row).title for row in range(field.list.count())]


def refusal(field: RecipientsField) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        field.value()
    assert caught.value.field == "To"
    return caught.value


@pytest.mark.parametrize("ending", [",", ";", "\r", "\n"])
def test_a_separator_or_enter_ends_a_number(qtbot: QtBot, field: RecipientsField, ending: str) -> None:
    qtbot.keyClicks(field.edit, "+41 44 555 01 23")
    assert field.list.count() == 0
    if ending.isspace():
        qtbot.keyClick(field.edit, Qt.Key.Key_Return if ending == "\r" else Qt.Key.Key_Enter)
    else:
        qtbot.keyClicks(field.edit, ending)
    assert titles(field) == ["+41 44 555 01 23"]
    assert field.list.line(0).detail == "Switzerland"
    assert field.edit.text() == ""


def test_three_numbers_in_different_forms_are_pasted_at_once(field: RecipientsField) -> None:
    paste(field, "044 555 01 23\n+33 (0)1 42 68 53 00; 0049 30 901820\n")
    assert titles(field) == ["+41 44 555 01 23", "+33 1 42 68 53 00", "+49 30 901820"]
    assert [field.list.line(row).detail for row in range(3)] == ["Switzerland", "France", "Germany"]
    assert field.value() == ("+41445550123", "+33142685300", "+4930901820")


def test_cells_of_a_spreadsheet_are_separate_numbers(field: RecipientsField) -> None:
    paste(field, "+41445550123\t+41225550123\r\n+33142685300\t\r\n")
    assert field.value() == ("+41445550123", "+41225550123", "+33142685300")


def test_the_last_number_counts_without_a_separator(qtbot: QtBot, field: RecipientsField) -> None:
    qtbot.keyClicks(field.edit, "+41445550123, 022 555 01 23")
    assert field.list.count() == 1
    assert field.count == 2
    assert field.value() == ("+41445550123", "+41225550123")
    assert field.edit.text() == ""


def test_while_a_number_is_typed_it_is_said_what_it_is(qtbot: QtBot, field: RecipientsField) -> None:
    qtbot.keyClicks(field.edit, "044 555")
    assert "too short" in field.note.text()
    assert field.note.severity is Severity.MUTED, "an unfinished number is no mistake yet"
    qtbot.keyClicks(field.edit, " 01 23")
    assert field.note.text() == "+41 44 555 01 23, Switzerland"
    field.edit.clear()
    assert field.note.isHidden()
    qtbot.keyClicks(field.edit, "dent")
    assert field.note.isHidden(), "a name is looked for among the contacts"


def test_a_wrong_number_stays_in_the_field_when_it_is_finished(qtbot: QtBot, field: RecipientsField) -> None:
    qtbot.keyClicks(field.edit, "044 55x")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.text() == "044 55x"
    assert "letters" in field.note.text()
    assert field.note.severity is Severity.ERROR


def test_wrong_numbers_among_others_are_marked_with_the_reason(field: RecipientsField) -> None:
    paste(field, "+41445550123;12ab;+999123456789;")
    assert field.numbers == ("+41445550123",)
    assert [field.list.line(row).severity for row in range(3)] == [Severity.PLAIN, Severity.ERROR, Severity.ERROR]
    assert [field.list.line(row).spoken for row in (1, 2)] == [
        "12ab, Not a fax number",
        "+999123456789, Not a fax number",
    ]
    assert "“12ab” is not a fax number" in field.list.line(1).tip
    error = refusal(field)
    assert "12ab" in error.title
    assert error.advice
    assert field.list.rows() == [1]


def test_a_wrong_number_has_an_outline_chosen_or_not(field: RecipientsField) -> None:
    paste(field, "12ab;+41445550123;")
    wrong = colour(field.list.palette(), Severity.ERROR)
    for chosen in (1, 0):
        field.list.choose(chosen)
        picture = field.list.viewport().grab().toImage()
        edges = [field.list.visualItemRect(field.list.item(row)) for row in (0, 1)]
        outlined = [picture.pixelColor(edge.left() + tokens.INSET, edge.center().y()) == wrong for edge in edges]
        assert outlined == [True, False]


def test_a_wrong_number_can_be_taken_back_and_corrected(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "044 555 01 2x;+41225550123;")
    field.list.choose(0)
    qtbot.keyClick(field.list, Qt.Key.Key_F2)
    assert field.edit.text() == "044 555 01 2x"
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field.edit, "3,")
    assert field.value() == ("+41225550123", "+41445550123")


def test_without_a_known_country_a_national_number_is_refused(field: RecipientsField) -> None:
    field.set_region("")
    paste(field, "044 555 01 23;")
    assert "no country code" in refusal(field).title


def test_another_sender_completes_the_numbers_that_were_wrong(field: RecipientsField) -> None:
    field.set_region("")
    paste(field, "044 555 01 23;+41445550123;022 555 01 23;")
    field.set_region("CH")
    assert field.value() == ("+41445550123", "+41225550123")


def test_a_number_that_was_completed_stays_when_the_sender_changes(field: RecipientsField) -> None:
    paste(field, "044 555 01 23;")
    field.set_region("DE")
    assert field.value() == ("+41445550123",)


def test_duplicates_are_collapsed_and_that_is_said(field: RecipientsField) -> None:
    paste(field, "+41445550123, 044 555 01 23;")
    assert field.value() == ("+41445550123",)
    paste(field, "0041 44 555 01 23,")
    assert field.note.text() == "+41 44 555 01 23 was given more than once and gets the fax once."
    paste(field, "+41225550123,022 555 01 23,+41445550123,")
    assert field.note.text() == "2 numbers were given more than once. Each gets the fax once."
    assert field.value() == ("+41445550123", "+41225550123")


def test_a_doubtful_number_gets_a_warning_and_goes_out(field: RecipientsField) -> None:
    paste(field, "+1 200 555 0100;")
    line = field.list.line(0)
    assert line.severity is Severity.WARNING
    assert "not known to be in use" in line.detail
    assert field.value() == ("+12005550100",)


def test_no_recipient_is_refused(field: RecipientsField) -> None:
    assert refusal(field).title == "There is no recipient."
    paste(field, " ,;\n, ")
    assert refusal(field).title == "There is no recipient."


def test_a_changed_fax_goes_to_one_number(qtbot: QtBot) -> None:
    field = RecipientsField(1)
    qtbot.addWidget(field)
    field.add(["+41445550123", "+41225550123"])
    assert "one number" in refusal(field).title


def test_more_recipients_than_the_service_takes_are_refused(qtbot: QtBot) -> None:
    field = RecipientsField(2)
    qtbot.addWidget(field)
    field.add(["+41445550123", "+41225550123", "+41215550123"])
    assert refusal(field).title == "3 recipients are too many: a fax can have 2."


def test_recipients_are_removed_by_key_and_cross(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "+41445550120,+41445550121,+41445550122,+41445550123,")
    field.list.choose(1)
    qtbot.keyClick(field.list, Qt.Key.Key_Delete)
    assert list(field.numbers) == ["+41445550120", "+41445550122", "+41445550123"]
    assert field.list.rows() == [1], "the next one is chosen, so that Delete can be pressed again"
    qtbot.keyClick(field.list, Qt.Key.Key_Backspace)
    assert list(field.numbers) == ["+41445550120", "+41445550123"]
    box = field.list.visualItemRect(field.list.item(0))
    qtbot.mouseClick(field.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.right() - 15, box.center().y()))
    assert field.numbers == ("+41445550123",)


def test_a_removed_number_can_be_entered_again(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "+41445550123,")
    field.list.choose(0)
    field.list.setFocus()
    qtbot.keyClick(field.list, Qt.Key.Key_Delete)
    assert field.list.isHidden()
    paste(field, "+41445550123,")
    assert field.value() == ("+41445550123",)


def test_thousands_of_numbers_do_not_stop_the_window(qtbot: QtBot, field: RecipientsField) -> None:
    numbers = [f"+4144{5550000 + n}" for n in range(MOST_RECIPIENTS)]
    paste_only(field, "\n".join(numbers) + "\n")
    assert field.list.count() < MOST_RECIPIENTS, "the rest is checked between other events"
    assert field.count == MOST_RECIPIENTS
    assert "Checking" in field.note.text()
    qtbot.waitUntil(lambda: field.list.count() == MOST_RECIPIENTS)
    assert field.value() == tuple(numbers)


def test_what_is_said_of_all_numbers_is_not_said_after_each(
    qtbot: QtBot, field: RecipientsField, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who hears of a change looks at all recipients: after each of thousands, that stopped the window."""
    monkeypatch.setattr(number_list, "SLICE", 0)
    monkeypatch.setattr(number_list, "TOLD", 1e9)
    told = QSignalSpy(field.changed)
    read = 0
    entry = field.list.entry

    def read_entry(row: int) -> object:
        nonlocal read
        read += 1
        return entry(row)

    monkeypatch.setattr(field.list, "entry", read_entry)
    paste(field, "\n".join(f"+4144{5550000 + n}" for n in range(200)) + "\n")
    assert len(field.numbers) == 200
    assert told.count() == 2, "at once, and at the end"
    assert read == 0, "what was listed is known"


def test_what_is_known_of_the_list_follows_it(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "0445550123, 0445550124, 12, 0445550125,")
    assert list(field.numbers) == ["+41445550123", "+41445550124", "+41445550125"]
    assert field.to_mend == 1
    field.list.removal_wanted.emit([0])
    assert list(field.numbers) == ["+41445550124", "+41445550125"]
    field.set_region("US")
    paste(field, "2125550123,")
    field.exchange("+41445550124", "+41445550199")
    assert list(field.numbers) == ["+41445550125", "+12125550123", "+41445550199"]
    assert [one.number for one in field.list.parsed()] == [
        getattr(entry, "number", None) for entry in field.list.entries()
    ]


def test_what_is_not_checked_yet_counts_when_send_is_pressed(field: RecipientsField) -> None:
    paste_only(field, "\n".join(f"+4144{5550000 + n}" for n in range(1000)) + "\n")
    assert field.list.count() < 1000
    assert len(field.value()) == 1000


@pytest.mark.parametrize(
    ("text", "whole", "rest"),
    [
        ("", [], ""),
        ("+41 44", [], "+41 44"),
        ("a,b;c\nd", ["a", "b", "c"], "d"),
        (" a , ; \r\n", ["a"], ""),
        ("a\u2028b\uff0cc", ["a", "b"], "c"),
    ],
)
def test_numbers_are_parted(text: str, whole: list[str], rest: str) -> None:
    found, left = split(text)
    assert ([one.text for one in found], left) == (whole, rest)


# ---------------------------------------------------------------------------------------------------------- chips


@pytest.fixture
def noon(qtbot: QtBot) -> RecipientsField:
    """The field at noon of a winter's Monday in Zurich."""
    field = RecipientsField(MOST_RECIPIENTS, now=at("2026-11-30 12:00"), zone=ZURICH)
    field.set_region("CH")
    qtbot.addWidget(field)
    field.resize(600, 200)
    field.show()
    return field


@pytest.mark.usefixtures("no_language")
def test_a_chip_says_name_number_country_and_the_time_there(noon: RecipientsField) -> None:
    paste(noon, "Dental practice\t044 555 01 23\nExample Ltd\t+1 212 555 0123\n")
    chip = noon.list.line(1)
    assert isinstance(chip, RecipientChip)
    assert (chip.title, chip.detail, chip.region) == ("Example Ltd", "+1 212-555-0123 · United States", "US")
    assert noon.list.clock_there(chip) == "06:00 there"
    spoken = noon.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Example Ltd, +1 212-555-0123 · United States, 06:00 there"


@pytest.mark.usefixtures("no_language")
def test_another_day_at_the_recipient_is_named(qtbot: QtBot) -> None:
    field = RecipientsField(1, now=at("2026-11-30 23:30"), zone=ZURICH)
    qtbot.addWidget(field)
    field.add(["+81312345678"])
    chip = field.list.line(0)
    assert isinstance(chip, RecipientChip)
    assert field.list.clock_there(chip) == "Tue 07:30 there"


def test_a_number_that_may_be_in_several_zones_has_no_time(noon: RecipientsField) -> None:
    paste(noon, "+1 800 555 0123;")
    chip = noon.list.line(0)
    assert isinstance(chip, RecipientChip)
    assert noon.list.clock_there(chip) == ""


def test_every_chip_has_the_flag_of_its_country(noon: RecipientsField) -> None:
    """What is drawn at its place is red and white for Switzerland, and not for Sweden."""
    red = [drawn_at_the_flag(noon, number) for number in ("+41445550123", "+46850012345")]
    assert red == [True, False]


def drawn_at_the_flag(field: RecipientsField, number: str) -> bool:
    field.put(number)
    QApplication.processEvents()
    picture = field.list.viewport().grab().toImage()
    box = field.list.visualItemRect(field.list.item(0))
    colour = picture.pixelColor(box.left() + 16, box.center().y() - 3)
    return colour.red() > 200 and colour.green() < 80 and colour.blue() < 80


def test_backspace_goes_from_the_empty_text_to_the_last_chip(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "+41445550123,+41225550123,")
    field.edit.setFocus()
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.list.hasFocus()
    assert field.list.rows() == [1], "a second one removes it"
    qtbot.keyClick(field.list, Qt.Key.Key_Backspace)
    assert field.numbers == ("+41445550123",)
    qtbot.keyClick(field.list, Qt.Key.Key_Backspace)
    assert field.edit.hasFocus(), "nothing is left but to type"


def test_a_click_beside_the_chips_goes_to_the_text(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "+41445550123,")
    field.list.setFocus()
    qtbot.mouseClick(field.frame, Qt.MouseButton.LeftButton, pos=QPoint(3, field.frame.height() - 3))
    assert field.edit.hasFocus()


def test_many_chips_scroll_and_keep_the_rest_of_the_form_in_sight(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "\n".join(f"+4144{5550000 + n}" for n in range(40)) + "\n")
    bar = field.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert field.list.height() == 3 * field.list.chip_height()


def is_in_view(field: RecipientsField, row: int) -> bool:
    return field.list.viewport().rect().contains(field.list.visualItemRect(field.list.item(row)))


def test_of_many_chips_the_newest_is_in_view(qtbot: QtBot, field: RecipientsField) -> None:
    paste(field, "\n".join(f"+4144{5550000 + n}" for n in range(40)) + "\n")
    qtbot.waitUntil(lambda: is_in_view(field, 39))
    qtbot.keyClicks(field.edit, "+41225550123,")
    qtbot.waitUntil(lambda: is_in_view(field, 40))
    field.list.choose(0)
    assert is_in_view(field, 0)
    field.resize(520, 200)
    QApplication.processEvents()
    assert is_in_view(field, 0), "what is chosen stays in view"


def test_it_says_what_can_be_given(field: RecipientsField) -> None:
    assert field.edit.placeholderText() == "Name or fax number, or paste a whole list"


def test_chips_that_fit_beside_each_other_stand_so_at_every_width(field: RecipientsField) -> None:
    paste(field, "+41445550123,+41225550123,")
    for width in range(600, 606):
        field.resize(width, 200)
        QApplication.processEvents()
        boxes = [field.list.visualItemRect(field.list.item(row)) for row in range(2)]
        assert boxes[0].top() == boxes[1].top(), width
        assert boxes[1].right() <= field.list.viewport().width(), width


def test_a_long_name_has_the_room_of_its_country(qapp: QApplication) -> None:
    chip = RecipientChip(
        "Ward 4, Hospital by the lake", "+41 44 555 01 23 · Switzerland", number="+41445550123", region="CH", named=True
    )
    picture = QPixmap(1, 1)
    painter = QPainter(picture)
    whole = painter.fontMetrics().horizontalAdvance(chip.title)
    below = {room: _number_below(painter, chip, room) for room in (0, whole - 1, whole)}
    doubtful = _number_below(painter, replace(chip, severity=Severity.WARNING), whole - 1)
    painter.end()
    assert below == {0: "", whole - 1: "+41 44 555 01 23", whole: ""}
    assert doubtful == "", "what is said of the number stays"


def test_one_number_is_checked_at_once_and_the_only_one_is_alone(
    field: RecipientsField, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.ui.compose.number_list.SLICE", 0)
    field.add(["+41445550123", "+41225550199"])
    assert (field.numbers, field.list.unchecked) == (("+41445550123",), ("+41225550199",))
    field.put("+41315550140")
    assert (field.numbers, field.list.unchecked) == (("+41315550140",), ())
    QApplication.processEvents()
    assert field.numbers == ("+41315550140",)
