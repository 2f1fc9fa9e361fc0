"""Help, the log, and what FaxDesk is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from faxdesk import __version__
from faxdesk.core.settings import APP_TITLE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def _say(text: str) -> str:
    return QCoreApplication.translate("Help", text)


def show_help(parent: QWidget) -> None:
    """Show how a fax is sent, what the words mean, and where to ask."""
    _show(
        parent,
        _say("Help with FaxDesk"),
        _say("Sending a fax"),
        _say(
            "Drop documents on the window, say who gets them, and press Send. From then on the fax is kept on"
            " this computer until Fax.Plus has it, and FaxDesk follows it to the end.\n\n"
            "Waiting, Uploading, Handing over: on its way to Fax.Plus.\n"
            "At Fax.Plus, Converting, Scheduled, Sending: Fax.Plus has it; it is not delivered yet.\n"
            "Delivered: all pages arrived. The confirmation report proves it.\n"
            "Partly delivered, Failed, Refused: choose the fax to read why and what to do.\n"
            "Needs you: only you can find out what became of it. Choose the fax to decide.\n\n"
            "Questions about your account, numbers and prices are answered at help.fax.plus. When FaxDesk itself does"
            " something wrong, send its log along: Help, “Where is the log?”."
        ),
    )


def show_about(parent: QWidget) -> None:
    """Show the name, the version and the licence."""
    _show(
        parent,
        _say("About FaxDesk"),
        f"{APP_TITLE} {__version__}",
        _say(
            "Sends faxes through Fax.Plus, with proof of what arrived.\n\n"
            "Free software under the MIT licence. FaxDesk is not made by Fax.Plus or Alohi."
        ),
    )


def show_folder(folder: Path) -> None:
    """Open a folder in the file manager of the operating system."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _show(parent: QWidget, title: str, heading: str, text: str) -> None:
    from PySide6.QtWidgets import QLabel, QMessageBox

    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(heading)
    box.setInformativeText(text)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    for label in box.findChildren(QLabel):
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.open()
