"""The field "Send time": now, later, and the two nights of the year in which clocks are not to be trusted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit

from faxdesk.core.errors import InputRefused
from faxdesk.core.office_hours import parse_hours
from faxdesk.ui.compose.send_time_field import SendTimeField
from faxdesk.ui.widgets.severity import Severity
from tests.ui.compose.compose_backend import ZURICH, at

pytestmark = pytest.mark.usefixtures("no_language")

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def field_at(qtbot: QtBot, now: str) -> SendTimeField:
    field = SendTimeField(at(now), ZURICH)
    qtbot.addWidget(field)
    field.show()
    return field


def choose(field: SendTimeField, text: str) -> None:
    index = field.choice.findText(text)
    assert index >= 0
    field.choice.setCurrentIndex(index)
    field.choice.activated.emit(index)


def enter(field: SendTimeField, text: str) -> None:
    moment = datetime.fromisoformat(text)
    choose(field, "Date and time…")
    field.edit.setDateTime(
        QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute), QTimeZone.utc())
    )


def test_a_fax_goes_out_now_unless_another_time_is_chosen(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    assert field.choice.currentText() == "Now"
    assert field.value() is None
    assert field.outlook == "goes out now"
    assert field.edit.isHidden()
    assert field.note.isHidden()


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-24 10:00", ["Today 18:00", "Tomorrow 08:00", "Monday 08:00"]),  # a Tuesday
        ("2026-11-24 17:30", ["Tomorrow 08:00", "Monday 08:00"]),
        ("2026-11-29 20:00", ["Tomorrow 08:00"]),  # a Sunday: tomorrow is Monday
    ],
)
def test_times_that_offices_want_are_offered(qtbot: QtBot, now: str, offered: list[str]) -> None:
    field = field_at(qtbot, now)
    texts = [field.choice.itemText(index) for index in range(field.choice.count())]
    assert texts == ["Now", *offered, "When their office opens", "Date and time…"]
    for text in offered:
        choose(field, text)
        assert field.value() is not None, text


def test_an_offered_time_is_shown_with_its_day_zone_and_offset(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    choose(field, "Tomorrow 08:00")
    assert field.value() == datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    assert not field.edit.isHidden()
    assert field.edit.text() == "2026-11-25 08:00"
    assert field.note.text() == "Wednesday 08:00 here (UTC+01:00)"
    assert field.outlook == "goes out Wed 2026-11-25 08:00"


def test_monday_after_the_clocks_have_changed_is_monday_at_eight(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-03-26 10:00")
    choose(field, "Monday 08:00")
    assert field.value() == datetime(2026, 3, 30, 6, 0, tzinfo=UTC)


def test_a_time_can_be_typed(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    with qtbot.waitSignal(field.changed):
        enter(field, "2026-12-01 09:30")
    assert field.value() == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


def test_changing_an_offered_time_makes_it_an_own_one(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    choose(field, "Tomorrow 08:00")
    field.edit.setCurrentSection(QDateTimeEdit.Section.MinuteSection)
    field.edit.stepBy(15)
    assert field.choice.currentText() == "Date and time…"
    assert field.value() == datetime(2026, 11, 25, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-01 09:30", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        (" 2026-12-01T09:30 ", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        ("2026-12-01T09:30-05:00", datetime(2026, 12, 1, 14, 30, tzinfo=UTC)),
        ("tomorrow 08:00", datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        ("now", None),
        ("", None),
    ],
)
def test_a_time_can_be_typed_in_place_of_a_choice(qtbot: QtBot, text: str, meant: datetime | None) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    field.text.clear()
    qtbot.keyClicks(field.text, text)
    assert field.value() == meant
    qtbot.keyClick(field.text, Qt.Key.Key_Return)
    assert field.value() == meant
    assert field.edit.isHidden() is (meant is None)


def test_a_typed_time_that_was_finished_stands_in_the_date_and_time(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    field.text.setText("2026-12-01 09:30")
    field.text.editingFinished.emit()
    assert field.choice.currentText() == "Date and time…"
    assert field.edit.text() == "2026-12-01 09:30"


@pytest.mark.parametrize("text", ["soon", "2026-12-01", "25:00", "2026-02-30 10:00", "tomorrow", "0001-01-01 00:00"])
def test_a_text_that_is_no_time_is_refused(qtbot: QtBot, text: str) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    field.text.setText(text)
    field.text.editingFinished.emit()
    assert field.note.severity is Severity.ERROR
    assert "not clear" in field.outlook
    with pytest.raises(InputRefused, match="is not a time") as caught:
        field.value()
    assert "Write it like 2026-12-01 09:30" in caught.value.advice
    choose(field, "Now")
    assert field.value() is None


def test_a_time_that_the_clock_skips_says_what_it_means(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-03-26 10:00")
    enter(field, "2026-03-29 02:30")
    assert field.edit.text() == "2026-03-29 02:30", "what was typed is not moved behind the user's back"
    assert field.note.severity is Severity.WARNING
    assert "skip" in field.note.text()
    assert "2026-03-29 03:30 (UTC+02:00)" in field.note.text()
    assert field.value() == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_time_that_comes_twice_says_which_is_meant(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-10-20 10:00")
    enter(field, "2026-10-25 02:30")
    assert field.note.severity is Severity.WARNING
    assert "twice" in field.note.text()
    assert "2026-10-25 02:30 (UTC+02:00)" in field.note.text()
    assert field.value() == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("time", "why"), [("2026-11-24 09:59", "past"), ("2028-01-01 00:00", "year away")])
def test_a_time_that_cannot_be_is_marked_and_refused(qtbot: QtBot, time: str, why: str) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    enter(field, time)
    assert why in field.note.text()
    assert field.note.severity is Severity.ERROR
    with pytest.raises(InputRefused, match=why) as caught:
        field.value()
    assert caught.value.field == "Send time"


def test_what_has_passed_is_not_promised(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    enter(field, "2026-11-24 10:00")
    assert field.outlook == "the send time has passed"
    enter(field, "2026-11-24 10:01")
    assert field.outlook == "goes out Tue 2026-11-24 10:01"


def test_now_is_always_possible_again(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    enter(field, "2026-11-24 09:00")
    choose(field, "Now")
    assert field.value() is None
    assert field.note.isHidden()


def test_an_instant_that_nobody_changes_keeps_its_seconds(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-11-24 10:00")
    when = datetime(2026, 11, 25, 12, 34, 56, tzinfo=UTC)
    field.set_instant(when)
    assert field.value() == when
    assert field.edit.text() == "2026-11-25 13:34"
    enter(field, "2026-11-25 13:35")
    assert field.value() == datetime(2026, 11, 25, 12, 35, tzinfo=UTC)


def test_the_second_of_two_equal_times_stays_the_second(qtbot: QtBot) -> None:
    field = field_at(qtbot, "2026-10-20 10:00")
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    field.set_instant(second)
    assert field.value() == second
    assert "(UTC+01:00)" in field.note.text()


# ------------------------------------------------------------------------------------- the clocks of the recipients

NEW_YORK, TOKYO, SWISS, NOWHERE = "+12125550123", "+81312345678", "+41445550123", "+80012345678"
TUESDAY_TEN = "2026-11-24 10:00"


def test_a_time_is_said_in_both_zones(qtbot: QtBot) -> None:
    field = field_at(qtbot, TUESDAY_TEN)
    field.set_numbers([NEW_YORK, SWISS])
    choose(field, "Tomorrow 08:00")
    assert field.note.text() == "Wednesday 08:00 here (UTC+01:00) · 02:00 in New York"
    field.set_numbers([TOKYO])
    choose(field, "Today 18:00")
    assert field.note.text() == "Tuesday 18:00 here (UTC+01:00) · Wed 02:00 in Tokyo", "another day there is named"
    field.set_numbers([SWISS])
    assert field.note.text() == "Tuesday 18:00 here (UTC+01:00)", "the same clock is not told twice"


def test_it_is_said_where_offices_are_closed_now(qtbot: QtBot) -> None:
    field = field_at(qtbot, TUESDAY_TEN)
    field.set_numbers([NEW_YORK, SWISS])
    assert field.note.text() == "It is Tue 04:00 in New York: offices are closed there."
    assert field.note.severity is Severity.MUTED
    field.set_numbers([SWISS])
    assert field.note.isHidden()
    field.set_numbers([NEW_YORK, TOKYO])
    assert field.note.text() == "In 2 places offices are closed now."


def test_the_office_of_each_decides_when_it_goes_out(qtbot: QtBot) -> None:
    field = field_at(qtbot, TUESDAY_TEN)
    field.set_numbers([SWISS, NEW_YORK])
    choose(field, "When their office opens")
    assert field.opens
    assert field.times == ((SWISS, None), (NEW_YORK, datetime(2026, 11, 24, 13, 0, tzinfo=UTC)))
    assert field.note.text() == "Zurich: open now · New York: Tue 08:00, here Tue 14:00"
    assert field.edit.isHidden()
    assert field.outlook == "goes out to each when its office opens"
    assert field.value() is None
    field.set_numbers([NEW_YORK])
    assert field.outlook == "goes out Tue 2026-11-24 14:00"
    field.set_numbers([SWISS])
    assert field.outlook == "goes out now"


def test_offices_are_open_when_the_user_says(qtbot: QtBot) -> None:
    field = SendTimeField(at(TUESDAY_TEN), ZURICH, hours=parse_hours("11-12"))
    qtbot.addWidget(field)
    field.show()
    field.set_numbers([SWISS])
    assert field.note.text() == "It is Tue 10:00 in Zurich: offices are closed there."
    field.set_opening()
    assert field.outlook == "goes out Tue 2026-11-24 11:00"
    assert field.value() is None


def test_more_offices_than_there_is_room_for_are_counted(qtbot: QtBot) -> None:
    field = field_at(qtbot, TUESDAY_TEN)
    field.set_numbers([SWISS, NEW_YORK, TOKYO, "+442079460018"])
    field.set_opening()
    assert field.note.text() == "Zurich: open now · New York: Tue 08:00, here Tue 14:00 · 2 more"


def test_an_office_that_is_nowhere_does_not_open(qtbot: QtBot) -> None:
    field = field_at(qtbot, TUESDAY_TEN)
    field.set_numbers([SWISS, NOWHERE])
    choose(field, "When their office opens")
    with pytest.raises(InputRefused, match="Nobody knows where") as caught:
        field.value()
    assert caught.value.field == "Send time"
    assert field.note.severity is Severity.ERROR
    assert field.times == ()


def test_the_choice_of_the_offices_can_be_typed(qtbot: QtBot) -> None:
    field = field_at(qtbot, TUESDAY_TEN)
    field.set_numbers([NEW_YORK])
    field.text.clear()
    qtbot.keyClicks(field.text, "when their office opens")
    assert field.value() is None
    assert dict(field.times) == {NEW_YORK: datetime(2026, 11, 24, 13, 0, tzinfo=UTC)}
    field.text.setText("tomorrow 9")
    assert not dict(field.times)
    assert field.value() == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "offered", "outlook", "why"),
    [
        ("de_CH", "Tomorrow 08:00", "goes out Mi. 25.11.2026 08:00", "23.11.2026 10:00 (UTC+01:00) is in the past."),
        ("en_US", "Tomorrow 8:00 AM", "goes out Wed 11/25/2026 8:00 AM", "11/23/2026 10:00 AM (UTC+01:00) is in the"),
    ],
)
def test_times_are_written_as_people_write_them(
    qtbot: QtBot, language: str, offered: str, outlook: str, why: str
) -> None:
    QLocale.setDefault(QLocale(language))
    field = field_at(qtbot, "2026-11-24 10:00")
    # Newer data of the locales has a narrow space before AM and PM.
    texts = [field.choice.itemText(index).replace("\u202f", " ") for index in range(field.choice.count())]
    assert offered in texts
    field.choice.setCurrentIndex(texts.index(offered))
    field.choice.activated.emit(texts.index(offered))
    assert field.outlook.replace("\u202f", " ") == outlook
    field.set_instant(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert field.note.text().replace("\u202f", " ").startswith(why)


def test_what_goes_out_now_can_be_taken_back_for_so_long(qtbot: QtBot) -> None:
    field = SendTimeField(at("2026-11-24 10:00"), ZURICH, grace=timedelta(seconds=10))
    qtbot.addWidget(field)
    field.show()
    field.set_numbers(())
    field.set_instant(None)
    assert field.note.text() == "You can take it back for 10 s after Send."
    choose(field, "Tomorrow 08:00")
    assert "take it back" not in field.note.text()
