"""A question before something that nothing takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt

from faxdesk.ui.widgets import theme
from faxdesk.ui.widgets.question_box import Question, QuestionBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ASKED = Question("Delete", "Delete 2 faxes?", "Nothing brings them back.", "Delete 2 faxes", "Leave them")


class Deleted(QObject):
    times = 0

    def delete(self) -> None:
        self.times += 1


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_key_that_is_pressed_unawares_does_nothing(qtbot: QtBot, key: Qt.Key) -> None:
    deleted = Deleted()
    box = QuestionBox(None, ASKED, deleted.delete)
    qtbot.addWidget(box)
    box.open()
    with qtbot.waitSignal(box.finished):
        qtbot.keyClick(box, key)
    assert not deleted.times


def test_its_first_button_does_it(qtbot: QtBot) -> None:
    deleted = Deleted()
    box = QuestionBox(None, ASKED, deleted.delete)
    qtbot.addWidget(box)
    box.open()
    next(button for button in box.buttons() if button.text() == ASKED.yes).click()
    assert deleted.times == 1


def test_its_sign_turns_dark_with_it(qtbot: QtBot, qapp: QApplication, light: None) -> None:
    box = QuestionBox(None, ASKED, Deleted().delete)
    qtbot.addWidget(box)
    before = box.iconPixmap().toImage()
    theme.apply(qapp, "dark")
    qapp.processEvents()
    assert box.iconPixmap().toImage() != before
