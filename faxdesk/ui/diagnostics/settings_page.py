"""The page of the settings that shows the diagnostics, so that everybody sees what is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.diagnostics.report import report
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.backend import Backend


class DiagnosticsPage(QWidget):
    """Shows what there is to know, and copies it."""

    advanced = True

    def __init__(self, backend: Backend, settings_file: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backend, self._settings_file = backend, settings_file
        self.title = self.tr("Diagnostics")
        self.widget: QWidget = self
        hint = QLabel(
            self.tr("For somebody who helps you. There is no token, fax number, name or word of a document in it.")
        )
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        self.text = QPlainTextEdit()
        FocusRing(self.text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.title)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("Gathering…"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy_button = QPushButton(self.tr("&Copy diagnostics"))
        self.copy_button.setAutoDefault(False)
        self.copy_button.setEnabled(False)
        self.copy_button.clicked.connect(self._copy)
        self.note = InlineNote()
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addWidget(self.note)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(hint)
        column.addWidget(self.text, 1)
        column.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """Gather it when it is looked at."""
        super().showEvent(event)
        if not self.text.toPlainText():
            report(self._backend, self._settings_file, self, self._show, self._failed)

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self.copy_button.setEnabled(True)

    def _failed(self, error: FaxDeskError) -> None:
        self.note.say(str(error), Severity.ERROR)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.note.say(self.tr("Copied."), Severity.GOOD)
