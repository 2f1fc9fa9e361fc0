"""What the operating system asks of the program: to open files, and to end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QDialog, QWidget

from faxdesk.ui.desktop.application import _is_open_dialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.desktop.application import Application


@pytest.fixture
def application(qapp: Application) -> Application:
    qapp._listening, qapp._files, qapp.handed_over = False, [], False
    return qapp


def test_files_wait_until_somebody_listens_and_come_together(application: Application, qtbot: QtBot) -> None:
    heard: list[tuple[Path, ...]] = []
    application.opened.connect(heard.append)
    for name in ("a.pdf", "b.pdf"):
        application.event(QFileOpenEvent(QUrl.fromLocalFile(f"/letters/{name}")))
    assert heard == []
    application.listen()
    assert heard == [(Path("/letters/a.pdf"), Path("/letters/b.pdf"))]
    application.event(QFileOpenEvent(QUrl.fromLocalFile("/letters/c.pdf")))
    application.open_files([Path("/letters/d.pdf")])
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == (Path("/letters/c.pdf"), Path("/letters/d.pdf"))
    application.opened.disconnect(heard.append)


def test_files_that_come_while_the_program_runs_are_known_to_wait(application: Application, qtbot: QtBot) -> None:
    """The start that has brought them has ended: nobody else will open them."""
    known = []
    application.open_files([Path("/letters/a.pdf")])
    known.append(application.handed_over)
    application.event(QFileOpenEvent(QUrl.fromLocalFile("/letters/b.pdf")))
    known.append(application.handed_over)
    application.listen()
    known.append(application.handed_over)
    application.take_over([])
    known.append(application.handed_over)
    assert known == [False, True, False, False]


def test_files_that_the_system_tells_late_reach_a_program_that_hands_them_over(application: Application) -> None:
    """On macOS they come as events, after the start; a second FaxDesk ends at once, and must not lose them."""
    QCoreApplication.postEvent(application, QFileOpenEvent(QUrl.fromLocalFile("/letters/a.pdf")))
    assert application.files_told(50) == (Path("/letters/a.pdf"),)
    assert (application.files_told(0), application.handed_over) == ((), False)


def test_an_end_is_held_up_by_a_dialog_only_while_its_window_is_open(application: Application, qtbot: QtBot) -> None:
    window = QWidget()
    dialog = QDialog(window)
    qtbot.addWidget(window)
    window.show()
    dialog.show()
    ends = QEvent(QEvent.Type.Quit)
    with qtbot.waitSignal(application.quit_wanted):
        application.event(ends)
    assert (ends.isAccepted(), dialog.isVisible()) == (False, True)
    window.hide()
    dialog.show()
    assert not _is_open_dialog(dialog)
