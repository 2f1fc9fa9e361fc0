"""The pages of how FaxDesk looks, where it stores faxes, and how it reaches Fax.Plus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from faxdesk.ui.settings.page import Page, plain_button

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.store.settings_file import SettingsFile


class AppearancePage(Page):
    """How the window looks."""

    def __init__(self, file: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__("", file, parent)
        self.title = self.tr("Appearance")
        self.form.choice(
            "appearance",
            self.tr("&Colours"),
            (
                (self.tr("As the operating system"), "system"),
                (self.tr("Light"), "light"),
                (self.tr("Dark"), "dark"),
            ),
            self.tr("Pages of faxes stay white: they are shown as they are printed."),
        )


class StoragePage(Page):
    """What is stored on this computer, and where."""

    folder_refused = Signal()
    """No program shows the data folder."""

    def __init__(self, file: SettingsFile, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("", file, parent)
        self.title = self.tr("Storage")
        self._folder = folder
        self.form.check(
            "keep_copies",
            self.tr("Store the &pages and the report of each fax here"),
            self.tr("Fetched soon after a fax has ended: Fax.Plus may delete them after some days."),
        )
        path = QLineEdit(str(folder))
        path.setReadOnly(True)
        path.setAccessibleName(self.tr("Data folder"))
        path.setCursorPosition(0)
        label = QLabel(self.tr("Data &folder"))
        label.setBuddy(path)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(label)
        line.addWidget(path, 1)
        line.addWidget(plain_button(self.tr("&Open folder"), self._open_folder))
        self.add(row)

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self.folder_refused.emit()


class NetworkPage(Page):
    """How FaxDesk reaches Fax.Plus."""

    advanced = True

    def __init__(self, file: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__("", file, parent)
        self.title = self.tr("Network")
        self.form.line(
            "proxy",
            self.tr("Pro&xy"),
            self.tr(
                "If it wants a password, leave this empty and set HTTPS_PROXY. FaxDesk connects through another proxy"
                " as soon as you close the settings."
            ),
            standing_for_nothing=self.tr("As the operating system"),
        )
        self.form.check(
            "poll_sparingly",
            self.tr("&Ask Fax.Plus for news less often"),
            self.tr(
                "For slow or metered connections. Faxes go out as before; that one has arrived is seen up to a minute"
                " later."
            ),
        )
