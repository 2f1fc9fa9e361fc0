"""The field "If it fails" says who tries again and when, keeps an earlier choice, and never lets both try."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from faxdesk.core.lifecycle import Event
from faxdesk.core.model import Draft, Options
from faxdesk.core.redial_pauses import SERVICE_DELAY
from faxdesk.core.settings import Settings
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.retry_field import RetryBy, RetryField
from tests.ui.compose.compose_backend import GOOD, SWISS, kept

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.model import Submission
    from faxdesk.ui.backend.backend import Backend


def field(qtbot: QtBot, options: Options) -> RetryField:
    made = RetryField(options)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(made: RetryField, who: RetryBy) -> None:
    made.choice.setCurrentIndex(made.choice.findData(who))


@pytest.mark.parametrize(
    ("options", "words", "often"),
    [
        (Options(redials=3), "FaxDesk tries again", "3 times"),
        (Options(redials=1), "FaxDesk tries again", "1 time"),
        (Options(), "Do not try again", None),
        (Options(retry_count=2, retry_delay=7), "Fax.Plus tries again", "2 times"),
    ],
)
def test_it_shows_what_was_chosen_and_gives_it_back(
    no_language: None, qtbot: QtBot, options: Options, words: str, often: str | None
) -> None:
    made = field(qtbot, options)
    assert made.choice.currentText() == words
    assert (made.times.text() if made.times.isVisible() else None) == often
    assert made.value() == options


def test_only_one_of_the_two_ever_tries_again(qtbot: QtBot) -> None:
    made = field(qtbot, Options(enhancement=False, redials=5))
    choose(made, RetryBy.SERVICE)
    assert made.value() == Options(enhancement=False, retry_count=3, retry_delay=SERVICE_DELAY)
    made.times.setValue(9)
    assert made.value().retry_count == 3
    made.times.setValue(2)
    choose(made, RetryBy.NOBODY)
    assert made.value() == Options(enhancement=False)
    choose(made, RetryBy.SERVICE)
    assert made.times.value() == 2, "each remembers its number"
    choose(made, RetryBy.FAXDESK)
    assert made.value() == Options(enhancement=False, redials=5)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (1, "Busy: after 5 min. No answer: after 30 min."),
        (3, "Busy: after 5, 10, 20 min. No answer: after 30, 60, 60 min."),
        (9, "Busy: after 5, 10, 20, … min. No answer: after 30, 60, 60, … min."),
    ],
)
def test_it_says_when(qtbot: QtBot, times: int, said: str) -> None:
    made = field(qtbot, Options(redials=4))
    made.times.setValue(times)
    assert made.note.text() == f"{said} Only while FaxDesk runs."
    choose(made, RetryBy.SERVICE)
    assert made.note.text() == "Also while this computer is off. Fax.Plus chooses when."


@pytest.mark.parametrize(("redials", "chosen"), [(3, 3), (0, 0), (70, 9), (-1, 0)])
def test_a_new_fax_begins_with_what_the_settings_say(qtbot: QtBot, backend: Backend, redials: int, chosen: int) -> None:
    dialog = ComposeDialog(backend, Settings(redials=redials))
    qtbot.addWidget(dialog)
    assert dialog.retry_field.value() == Options(redials=chosen)


def test_the_choice_is_kept_with_the_fax_and_for_the_next_time(
    qtbot: QtBot, backend: Backend, sample_pdf: Path
) -> None:
    submission = kept(qtbot, backend, Draft((sample_pdf,), (GOOD,), SWISS, options=Options(redials=4)))
    again = _dialog(qtbot, ComposeDialog.for_sending_again(backend, Settings(), submission, submission.recipients))
    assert again.retry_field.value() == Options(redials=4)
    choose(again.retry_field, RetryBy.SERVICE)
    assert _sent(qtbot, again).options == Options(retry_count=3, retry_delay=SERVICE_DELAY)


def test_another_choice_alone_is_a_change_of_the_fax(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> None:
    submission = kept(qtbot, backend, Draft((sample_pdf,), (GOOD,), SWISS, options=Options(redials=4)))
    for event in (Event.UPLOAD_STARTED, Event.SUBMIT_STARTED, Event.ACCEPTED):
        backend.store.delivery_queue.moved([submission.recipients[0].id], event)
    dialog = _dialog(qtbot, ComposeDialog.for_change(backend, Settings(), submission, submission.recipients[0]))
    choose(dialog.retry_field, RetryBy.NOBODY)
    changed = _sent(qtbot, dialog)
    assert changed.job != submission.job
    assert changed.options == Options()


def _dialog(qtbot: QtBot, dialog: ComposeDialog) -> ComposeDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    return dialog


def _sent(qtbot: QtBot, dialog: ComposeDialog) -> Submission:
    with qtbot.waitSignal(dialog.kept) as told:
        dialog.send()
    submission: Submission = told.args[0].submissions[0]
    return submission
