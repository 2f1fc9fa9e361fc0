"""What is said when the program cannot start, or is not whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QMessageBox

    from faxdesk.core.errors import FaxDeskError


def print_error(sentence: str) -> int:
    """Write a sentence to standard error, where there is one, and return the exit code 1."""
    # A windowed program on Windows has no standard error.
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
    return 1


def trouble_box(application: QApplication, error: FaxDeskError) -> QMessageBox:
    """Return a box that says why there is no window."""
    from PySide6.QtWidgets import QMessageBox

    from faxdesk.ui.widgets.icons import program_icon
    from faxdesk.ui.widgets.tooltips import plain_box

    application.setWindowIcon(program_icon())
    box = plain_box(None, "FaxDesk", error.title, error.advice)
    box.setIcon(QMessageBox.Icon.Critical)
    return box


def show_and_end(application: QApplication, error: FaxDeskError) -> int:
    """Show what keeps FaxDesk from starting, in a window: whoever double-clicks sees no terminal."""
    box = trouble_box(application, error)
    box.finished.connect(application.quit)
    print_error(str(error))
    box.open()
    application.exec()
    return 1
