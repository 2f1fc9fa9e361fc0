"""Whatever is raised while a fax is written and sent: nothing typed is lost, nothing hangs, and the window goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import TimeoutError as NothingCame

from faxdesk.core.resources import resource_path
from faxdesk.core.settings import Settings
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from tests.raised import TYPICAL
from tests.seams import Seam, instead, raising, reached
from tests.time_limits import PATIENCE_MS
from tests.ui.compose.compose_backend import ZURICH, backend_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

pytestmark = [pytest.mark.unmeasured, pytest.mark.usefixtures("faults_are_expected")]

PACKAGES = (
    "faxdesk.store",
    "faxdesk.services",
    "faxdesk.documents.worker",
    "faxdesk.ui.backend",
    "faxdesk.ui.compose",
)
NUMBER, COMMENT = "+41 44 555 01 23", "Offer 17"
RAISED = tuple(error for error in TYPICAL if not isinstance(error, SystemExit | KeyboardInterrupt))
"""Python ends the program itself where Qt sees one of the others in a slot."""
UNTIL_CANCEL = 3_000
"""Milliseconds after which this user presses Cancel where Send still waits, and Send again. No test fails by it."""
ENDS = ("stop", "close", "ask_to_stop", "kill")
"""What is called when all is over."""


class Typing:
    """Somebody who writes a fax and presses Send."""

    def __init__(self, backend: Backend, qtbot: QtBot) -> None:
        self.backend, self.qtbot = backend, qtbot
        self.window = QWidget()
        self.dialog: ComposeDialog | None = None
        self.raised: list[BaseException] = []
        self.kept = self._count()
        # A fax that is on its way to the same number would be asked about.
        for row in self.backend.store.database.rows("SELECT job FROM submission"):
            self.backend.store.undo_holds.take_back(row["job"])

    def _count(self) -> int:
        count: int = self.backend.store.database.value("SELECT count(*) FROM submission")
        return count

    @property
    def newly_kept(self) -> int:
        return self._count() - self.kept

    def write(self) -> None:
        """Open the dialog, with a document, and write number and comment into it."""
        files = [resource_path("sample.pdf")]
        self.dialog = dialog = ComposeDialog(self.backend, Settings(), files, self.window, zone=ZURICH)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        # What is raised by a step of the program ends a slot; the user goes on with the keyboard.
        for step in (dialog.show, partial(QTest.keyClicks, dialog.recipients_field.edit, NUMBER)):
            try:
                step()
            except BaseException as raised:  # noqa: BLE001  it is told as what nobody catches
                self.raised.append(raised)
        dialog.comment_edit.setPlainText(COMMENT)

    def send(self, patience: int = PATIENCE_MS) -> bool:
        """Press Send, and wait for what comes of it, no longer than `patience` ms; return whether anything did."""
        dialog = self.dialog
        assert dialog is not None
        dialog.send()
        return self.wait(lambda: not dialog.isVisible() or not dialog._flow.busy, patience)

    def wait(self, true: Callable[[], bool], patience: int) -> bool:
        try:
            self.qtbot.waitUntil(true, timeout=patience)
        except NothingCame:
            return False
        return True

    @property
    def typed(self) -> tuple[list[str], str]:
        """What is in the fields."""
        dialog = self.dialog
        assert dialog is not None
        texts = [*dialog.recipients_field.texts, dialog.recipients_field.edit.text()]
        return [text for text in texts if text], dialog.comment_edit.toPlainText()

    def send_anew(self) -> bool:
        """Press Cancel where Send waits for something, put the document in again where it was refused, press Send."""
        dialog = self.dialog
        assert dialog is not None
        if dialog._flow.busy:
            dialog.reject()
        field = dialog.documents_field
        assert isinstance(field, DocumentsField)
        if any(one.error is not None for one in field.list.attachments()):
            field._remove_refused()
            field.add([resource_path("sample.pdf")])
        return self.send()

    def close(self) -> None:
        if self.dialog is not None:
            self.dialog._throw_away()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)


@contextmanager
def typing(backend: Backend, qtbot: QtBot) -> Iterator[Typing]:
    made = Typing(backend, qtbot)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data") as backend:
        yield backend


def used_seams(backend: Backend, qtbot: QtBot) -> dict[Seam, int]:
    """Return the seams that one comes through from the first key to the fax that is kept."""

    def scene() -> None:
        with typing(backend, qtbot) as made:
            made.write()
            assert made.send()
            assert made.newly_kept == 1

    return {seam: count for seam, count in reached(scene, PACKAGES, private=True).items() if seam.name not in ENDS}


def complaints(seam: Seam, error: BaseException, call: int, backend: Backend, qtbot: QtBot) -> list[str]:
    """Let one call raise while a fax is written and sent, and return what the user would complain about."""
    told: list[object] = []
    backend.failed.connect(told.append)
    with typing(backend, qtbot) as made, qtbot.captureExceptions() as caught, pytest.MonkeyPatch.context() as patch:
        instead(seam, patch, raising(error, call))
        try:
            made.write()
            made.send(UNTIL_CANCEL)
        except BaseException as raised:  # noqa: BLE001  in the program a slot calls this, and what it raises is told
            told.append(raised)
        patch.undo()
        found: list[str] = []
        dialog = made.dialog
        if dialog is not None and dialog.isVisible():
            found += of_an_open_dialog(made, told=bool(told or caught or made.raised))
        elif dialog is not None and made.newly_kept != 1:
            found.append(f"the dialog closed over {made.newly_kept} faxes")
    backend.failed.disconnect(told.append)
    return found


def of_an_open_dialog(made: Typing, *, told: bool) -> list[str]:
    """Return what is wrong with a dialog that stayed open: it must say why, and do its work when Send is pressed."""
    assert made.dialog is not None
    found = [] if told or made.dialog.message_bar.texts() else ["nothing was told"]
    numbers, comment = made.typed
    if not any("555" in number for number in numbers) or comment != COMMENT:
        found.append(f"what was typed is {numbers}, {comment!r}")
    before = made.newly_kept
    if before:
        words = made.dialog.message_bar.text
        return found if "outbox" in words else [*found, f"it is kept, but the dialog is open and says {words!r}"]
    if not made.send_anew() or made.newly_kept != 1:
        found.append(f"Send does not work afterwards: {made.dialog.message_bar.text!r}")
    return found


def test_the_search_finds_the_seams(backend: Backend, qtbot: QtBot) -> None:
    names = {str(seam) for seam in used_seams(backend, qtbot)}
    for part in ("store.spool.Spool.keep", "compose.dialog.ComposeDialog._done", "backend.threads.JobThread.submit"):
        assert any(part in name for name in names), part


@pytest.mark.long
def test_whatever_is_raised_nothing_that_was_typed_is_lost(backend: Backend, qtbot: QtBot) -> None:
    """A part of the seams each time, another one tomorrow: the soak has all."""
    seams = list(used_seams(backend, qtbot).items())
    found = []
    for number, (seam, count) in enumerate(seams):
        if number % 4:
            continue
        error, call = RAISED[number % len(RAISED)], 5 * number % count
        case = f"{type(error).__name__} from call {call} of {seam}"
        found += [f"{case}: {one}" for one in complaints(seam, error, call, backend, qtbot)]
    assert found == [], "\n".join(found)


@pytest.mark.soak
def test_whatever_is_raised_anywhere_nothing_that_was_typed_is_lost(backend: Backend, qtbot: QtBot) -> None:
    found = []
    for number, (seam, count) in enumerate(used_seams(backend, qtbot).items()):
        for call in range(0, count, max(1, count // 3)):
            error = RAISED[(number + call) % len(RAISED)]
            case = f"{type(error).__name__} from call {call} of {seam}"
            found += [f"{case}: {one}" for one in complaints(seam, error, call, backend, qtbot)]
    assert found == [], "\n".join(found)
