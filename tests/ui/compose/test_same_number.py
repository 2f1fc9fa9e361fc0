"""Two faxes to the same number within minutes: the dialog asks what becomes of them, and does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import State
from faxdesk.core.settings import Settings
from faxdesk.services.same_number import OnItsWay
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.same_number_question import SameNumberChoice, SameNumberQuestion
from tests.ui.compose.compose_backend import GOOD, OTHER, ZURICH, at, backend_at, draft_of, kept

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.model import Submission
    from faxdesk.ui.backend.backend import Backend


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data", now=at("2026-11-24 10:00")) as backend:
        yield backend


@pytest.fixture
def first(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> Submission:
    """A fax that waits on this computer."""
    return kept(qtbot, backend, draft_of([sample_pdf], GOOD))


@pytest.fixture
def contact(backend: Backend) -> None:
    """Whose number it is."""
    backend.store.contacts.add(Contact("Reception", "Dental practice", (GOOD,)))


@pytest.fixture
def dialog(qtbot: QtBot, backend: Backend, first: Submission, sample_tiff: Path) -> ComposeDialog:
    """A second one to the same number, on which Send has been pressed."""
    assert first.recipients
    dialog = ComposeDialog(backend, Settings(), [sample_tiff], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.recipients_field.add([GOOD])
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    dialog.send()
    return dialog


def question(qtbot: QtBot, dialog: ComposeDialog) -> SameNumberQuestion:
    qtbot.waitUntil(lambda: bool(dialog.findChildren(SameNumberQuestion)))
    return dialog.findChildren(SameNumberQuestion)[0]


def choose(qtbot: QtBot, dialog: ComposeDialog, choice: SameNumberChoice) -> tuple[Submission, ...]:
    with qtbot.waitSignal(dialog.kept) as signal:
        question(qtbot, dialog).buttons[choice].click()
    found: tuple[Submission, ...] = signal.args[0].submissions
    return found


def states(backend: Backend, submission: Submission) -> list[State]:
    return [one.state for one in backend.store.submissions.recipients(submission.job)]


def test_both_become_one_fax(qtbot: QtBot, backend: Backend, first: Submission, dialog: ComposeDialog) -> None:
    (both,) = choose(qtbot, dialog, SameNumberChoice.ONE_FAX)
    assert [one.name for one in both.documents] == ["sample.pdf", "sample.tiff"]
    assert states(backend, first) == [State.CANCELLED]


def test_one_waits_for_the_other(qtbot: QtBot, backend: Backend, first: Submission, dialog: ComposeDialog) -> None:
    (second,) = choose(qtbot, dialog, SameNumberChoice.AFTER)
    waits = backend.store.database.rows("SELECT * FROM turn")
    assert [(row["job"], row["recipient"]) for row in waits] == [(second.job, first.recipients[0].id)]
    assert states(backend, first) == [State.QUEUED]


def test_both_go_out_anyway(qtbot: QtBot, backend: Backend, first: Submission, dialog: ComposeDialog) -> None:
    choose(qtbot, dialog, SameNumberChoice.ANYWAY)
    assert backend.store.database.rows("SELECT * FROM turn") == []
    assert states(backend, first) == [State.QUEUED]


def test_going_back_keeps_nothing_and_everything_can_be_changed(
    qtbot: QtBot, backend: Backend, dialog: ComposeDialog
) -> None:
    asked = question(qtbot, dialog)
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.send_button.isEnabled()
    assert backend.store.database.value("SELECT count(*) FROM submission") == 1
    dialog.recipients_field.put(OTHER)
    with qtbot.waitSignal(dialog.kept):
        dialog.send()


@pytest.mark.usefixtures("contact")
def test_it_says_whose_number_it_is(qtbot: QtBot, dialog: ComposeDialog) -> None:
    (note,) = question(qtbot, dialog).notes
    assert note.text().startswith("Reception, Dental practice, +41 44 555 01 23: ")


def test_it_says_which_fax_and_what_each_answer_means(qtbot: QtBot, dialog: ComposeDialog) -> None:
    asked = question(qtbot, dialog)
    texts = [note.text() for note in asked.notes]
    assert texts[0].startswith("+41 44 555 01 23: ")
    assert [button.accessibleName() for button in asked.buttons.values()] == [
        "As one fax",
        "One after another",
        "Send it anyway",
    ]
    assert all(button.accessibleDescription() for button in asked.buttons.values())
    assert asked.buttons[SameNumberChoice.ONE_FAX].isDefault()


@pytest.mark.parametrize(
    ("faxes", "heading"),
    [
        ([(GOOD, State.SENDING)], "A fax to this number is on its way"),
        ([(GOOD, State.UNKNOWN)], "A fax to this number may be on its way"),
        ([(GOOD, State.UNKNOWN), (GOOD, State.QUEUED)], "A fax to this number is on its way"),
        ([(GOOD, State.QUEUED), (OTHER, State.SENDING)], "Faxes to these numbers are on their way"),
        ([(GOOD, State.QUEUED), (OTHER, State.UNKNOWN)], "Faxes to these numbers may be on their way"),
    ],
)
def test_of_a_fax_whose_fate_nobody_knows_it_is_not_said_that_it_is_on_its_way(
    qtbot: QtBot, faxes: list[tuple[str, State]], heading: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    now = at("2026-11-24 10:00")()
    asked = SameNumberQuestion(
        [
            OnItsWay(number, row, f"job {row}", state, now, joinable=False)
            for row, (number, state) in enumerate(faxes, start=1)
        ],
        window,
    )
    assert asked.title.text() == heading


def test_what_has_left_cannot_become_one_fax(
    qtbot: QtBot, backend: Backend, sample_pdf: Path, sample_tiff: Path
) -> None:
    kept(qtbot, backend, draft_of([sample_pdf], GOOD, OTHER))
    dialog = ComposeDialog(backend, Settings(), [sample_tiff], zone=ZURICH)
    qtbot.addWidget(dialog)
    dialog.recipients_field.add([GOOD])
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    dialog.send()
    assert list(question(qtbot, dialog).buttons) == [SameNumberChoice.AFTER, SameNumberChoice.ANYWAY]
    question(qtbot, dialog).reject()


def test_a_fax_that_takes_the_place_of_another_is_not_asked_about(
    qtbot: QtBot, backend: Backend, first: Submission
) -> None:
    dialog = ComposeDialog.for_change(backend, Settings(), first, first.recipients[0], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.comment_edit.setPlainText("Offer 18")
    with qtbot.waitSignal(dialog.kept):
        dialog.send()
