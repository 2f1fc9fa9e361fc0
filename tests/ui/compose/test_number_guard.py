"""A number that may be wrong is asked about when Send is pressed, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from faxdesk.core.contacts import Contact
from faxdesk.core.cover import Cover, CoverFlag, CoverPage
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.model import Draft
from faxdesk.core.settings import Settings
from faxdesk.services.number_check import MOST_CHECKED, NumberDoubt, NumberWarning
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.number_question import NumberQuestion
from faxdesk.ui.widgets import theme, tokens
from tests.ui.accessible_names import nameless
from tests.ui.compose.compose_backend import OTHER, backend_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend
KNOWN, NEAR = "+41445550123", "+41445550124"


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data") as backend:
        backend.store.contacts.add(Contact("Dental practice", "", (KNOWN,)))
        yield backend


@pytest.fixture
def dialog(backend: Backend, qtbot: QtBot, sample_pdf: Path) -> ComposeDialog:
    dialog = ComposeDialog(backend, Settings(), (sample_pdf,))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.documents_field.paths) and not dialog.documents_field.pending)
    return dialog


def asked(dialog: ComposeDialog, qtbot: QtBot) -> NumberQuestion:
    qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._guard.question is not None and dialog._guard.question.isVisible())
    question = dialog._guard.question
    assert question is not None
    return question


def recipients(backend: Backend) -> list[str]:
    return [row["number"] for row in backend.store.database.rows("SELECT number FROM recipient")]


def test_a_slip_is_asked_about_and_the_number_that_is_meant_takes_its_place(
    dialog: ComposeDialog, backend: Backend, qtbot: QtBot
) -> None:
    dialog.recipients_field.add([OTHER, NEAR])
    question = asked(dialog, qtbot)
    assert any("It differs by one digit" in label.text() for label in question.findChildren(QLabel))
    assert "Dental practice" in question.accessibleDescription()
    # Enter does not send.
    assert question.back.isDefault()
    assert not question.send.autoDefault()
    (use,) = (one for one in question.findChildren(QPushButton) if one.text() == "Use +41 44 555 01 23")
    use.click()
    qtbot.waitUntil(dialog.send_button.isEnabled)
    assert dialog.recipients_field.numbers == (OTHER, KNOWN)
    assert recipients(backend) == []
    with qtbot.waitSignal(dialog.kept):
        dialog.send()
    assert recipients(backend) == [OTHER, KNOWN]


def test_the_sign_of_a_doubtful_number_turns_dark_with_the_question(
    dialog: ComposeDialog, qtbot: QtBot, qapp: QApplication
) -> None:
    dialog.recipients_field.add([NEAR])
    question = asked(dialog, qtbot)
    theme.apply(qapp, "dark")
    try:
        qapp.processEvents()
        picture = question.grab().toImage()
        drawn = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    finally:
        theme.apply(qapp, "light")
    assert tokens.DOUBT.dark in drawn
    assert tokens.DOUBT.light not in drawn, "the brown of the light appearance"


def test_who_is_sure_sends_and_who_goes_back_is_asked_again(
    dialog: ComposeDialog, backend: Backend, qtbot: QtBot
) -> None:
    dialog.recipients_field.add([NEAR])
    question = asked(dialog, qtbot)
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.send_button.isEnabled)
    assert dialog.recipients_field.numbers == (NEAR,)
    question = asked(dialog, qtbot)
    with qtbot.waitSignal(dialog.kept):
        question.send.click()
    assert recipients(backend) == [NEAR]


def test_the_first_confidential_fax_wants_the_last_digits_again(
    dialog: ComposeDialog, backend: Backend, qtbot: QtBot
) -> None:
    dialog.recipients_field.add([KNOWN])
    dialog.cover_field._take(Cover(CoverPage("", "", "", (CoverFlag.CONFIDENTIAL,))))
    question = asked(dialog, qtbot)
    (field,) = question.fields
    assert field.accessibleName() == "Last 4 digits"
    for typed in ("012", "0124", "abcd"):
        field.clear()
        qtbot.keyClicks(field, typed)
        assert not question.send.isEnabled()
    field.clear()
    qtbot.keyClicks(field, "0123")
    with qtbot.waitSignal(dialog.kept):
        question.send.click()
    assert recipients(backend) == [KNOWN]


def test_whatever_is_said_the_buttons_are_on_the_screen(qtbot: QtBot) -> None:
    """A confidential fax to a group of twenty new numbers asks for the last digits of each."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    numbers = [f"+4144555{number:04}" for number in range(MOST_CHECKED)]
    question = NumberQuestion(
        [NumberWarning(one, NumberDoubt.CONFIDENTIAL, f"First to {one}.") for one in numbers], window
    )
    question.open()
    qtbot.waitExposed(question)
    qtbot.waitUntil(question.back.isVisible)
    question.activateWindow()
    qtbot.waitUntil(question.isActiveWindow)
    assert question.height() <= question.screen().availableGeometry().height()
    assert question.rect().contains(question.send.mapTo(question, question.send.rect().bottomRight()))
    assert not nameless(question)
    question.fields[0].setFocus()
    for number, field in zip(numbers, question.fields, strict=True):
        qtbot.waitUntil(field.hasFocus)
        assert not field.visibleRegion().isEmpty(), "who goes on with Tab sees what is typed"
        qtbot.keyClicks(field, number[-4:])
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert question.send.isEnabled()
    question.reject()


def test_what_was_confirmed_is_not_asked_again_and_a_broken_store_is_no_guard(
    dialog: ComposeDialog, qtbot: QtBot
) -> None:
    guard, draft = dialog._guard, Draft((), (NEAR,))
    guard.passed.disconnect(dialog._check_others)
    guard.check(draft)
    qtbot.waitUntil(lambda: guard.question is not None)
    with qtbot.waitSignal(guard.passed):
        assert guard.question is not None
        guard.question.accept()
    with qtbot.waitSignal(guard.passed):
        guard.check(draft)
    with qtbot.waitSignal(guard.passed):
        guard._unasked(draft, StoreTrouble("x"))


def test_a_fax_that_was_called_off_is_not_sent(dialog: ComposeDialog, backend: Backend, qtbot: QtBot) -> None:
    dialog.recipients_field.add([KNOWN])
    dialog.send()
    dialog.reject()
    with qtbot.waitSignal(dialog._guard.passed):
        dialog._guard.check(Draft((), (KNOWN,)))
    assert recipients(backend) == []


@pytest.mark.parametrize(("of_list", "said"), [(False, "And 15 more doubts."), (True, "15 more doubts: see")])
def test_many_doubts_leave_the_buttons_on_the_screen(qtbot: QtBot, of_list: bool, said: str) -> None:
    warnings = [NumberWarning(NEAR, NumberDoubt.NEAR, f"Doubt {place}.", KNOWN) for place in range(65)]
    window = QWidget()
    qtbot.addWidget(window)
    question = NumberQuestion(warnings, window, of_list=of_list)
    question.open()
    shown = [label.text() for label in question.findChildren(QLabel)]
    assert sum(text.startswith("Doubt") for text in shown) == 50
    assert any(text.startswith(said) for text in shown)
    assert "Doubt 64." in question.accessibleDescription()
    assert question.sizeHint().height() < 600
    question.reject()
