"""Screen readers are told what appears, by one announcer, and no sound of alarm is ever played."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QLineEdit, QMessageBox, QVBoxLayout, QWidget

import faxdesk.ui
from faxdesk.core.errors import FaxDeskError
from faxdesk.ui.desktop.startup_checks import trouble_box
from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.desktop.application import Application

SOURCES = sorted(Path(faxdesk.ui.__file__).parent.rglob("*.py"))


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []

    def take(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            texts.append((event.politeness().name, event.message()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    return texts


@pytest.mark.parametrize(
    ("severity", "politeness"),
    [
        (Severity.GOOD, "Polite"),
        (Severity.PLAIN, "Polite"),
        (Severity.WARNING, "Assertive"),
        (Severity.ERROR, "Assertive"),
    ],
)
def test_a_message_is_announced_once_and_what_went_wrong_does_not_wait(
    qtbot: QtBot, spoken: list[tuple[str, str]], severity: Severity, politeness: str
) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.say("The fax goes out in 10 s.", severity, key="undo", stays=True)
    bar.change("undo", "The fax goes out in 9 s.")
    assert spoken == [(politeness, "The fax goes out in 10 s.")]


def test_a_question_does_not_wait(qtbot: QtBot, spoken: list[tuple[str, str]]) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.ask("Throw the fax away?", MessageAction("Throw away", bar.clear), MessageAction("Keep editing", bar.clear))
    assert spoken == [("Assertive", "Throw the fax away?")]


def test_a_note_is_announced_while_it_says_something_new(qtbot: QtBot, spoken: list[tuple[str, str]]) -> None:
    note = InlineNote()
    qtbot.addWidget(note)
    note.say("Looking at the folder…")
    note.say("This number does not exist.", Severity.ERROR)
    note.say("This number does not exist.", Severity.ERROR)
    note.say("")
    note.say("The desktop has taken the message.", Severity.GOOD)
    assert spoken == [("Polite", "This number does not exist."), ("Polite", "The desktop has taken the message.")]


def test_nothing_is_said_over_what_somebody_types(qtbot: QtBot, spoken: list[tuple[str, str]]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, field, note = QVBoxLayout(window), QLineEdit(), InlineNote()
    column.addWidget(field)
    column.addWidget(note)
    field.textChanged.connect(lambda text: note.say(f"“{text}” is not a time.", Severity.ERROR))
    window.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "soon")
    assert [text for _politeness, text in spoken if "not a time" in text] == []
    qtbot.waitUntil(lambda: ("Polite", "“soon” is not a time.") in spoken)
    assert [text for _politeness, text in spoken if "not a time" in text] == ["“soon” is not a time."]


def test_what_is_mended_before_the_pause_is_not_said(qtbot: QtBot, spoken: list[tuple[str, str]]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, field, note = QVBoxLayout(window), QLineEdit(), InlineNote()
    column.addWidget(field)
    column.addWidget(note)
    window.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    note.say("“tomorrow” is not a time.", Severity.ERROR)
    note.say("Monday 09:30 here")
    (pause,) = note.findChildren(QTimer)
    assert not pause.isActive()
    note.say("Monday 09:30 here", Severity.WARNING)
    qtbot.waitUntil(lambda: ("Polite", "Monday 09:30 here") in spoken)
    assert "“tomorrow” is not a time." not in [text for _politeness, text in spoken]


def test_nothing_is_not_announced(qtbot: QtBot, spoken: list[tuple[str, str]]) -> None:
    note = InlineNote()
    qtbot.addWidget(note)
    announce(note, "")
    assert spoken == []


def test_a_box_plays_no_sound(qapp: Application) -> None:
    """Windows plays one for each icon of a box that Qt knows the meaning of."""
    box = trouble_box(qapp, FaxDeskError("FaxDesk cannot start.", "Do this."))
    assert box.icon() is QMessageBox.Icon.NoIcon
    assert not box.iconPixmap().isNull()
    box.deleteLater()


def having(words: str) -> set[tuple[str, str]]:
    """Return the files that have one of these words, with it."""
    found = ((path.name, re.findall(words, path.read_text("utf-8"))) for path in SOURCES)
    return {(name, word) for name, all_found in found for word in all_found}


def test_there_is_one_announcer() -> None:
    assert {name for name, _word in having("QAccessibleAnnouncementEvent")} == {"announcer.py"}


def test_no_source_asks_for_a_sound() -> None:
    assert having(r"\bbeep\b|Event\.Alert|QSound|Icon\.(?:Critical|Warning|Information)\b") == set()
