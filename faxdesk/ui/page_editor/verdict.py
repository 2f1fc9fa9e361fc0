"""What a fax comes to, in a line that is read first: its pages, its time on the line, and what is billed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from faxdesk.ui.page_editor.texts import speeds_text, verdict_note, verdict_text
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity, icon
from faxdesk.ui.widgets.tooltips import plain_tip
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from faxdesk.ui.page_editor.forecast import FaxForecast

_WITHIN_A_PART = re.compile("(?<!·) (?!·)")


class FaxVerdict(QWidget):
    """The verdict, and below it how sure it is; with a warning where more is billed than there are pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._warns = False
        self._told = ""
        self._sign = QLabel(self)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        write_in(self.text, tokens.TITLE, bold=True)
        self.note = InlineNote(self)
        write_in(self.note, tokens.CAPTION)
        line = QHBoxLayout()
        line.setSpacing(tokens.SPACE_S)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.SPACE_XS)
        layout.addLayout(line)
        layout.addWidget(self.note)

    def show_forecast(self, fax_forecast: FaxForecast, *, cover: bool) -> None:
        """Show what is known of a fax, with a cover page before it or not. What it has become is announced once."""
        text = verdict_text(fax_forecast, cover=cover)
        # It wraps between its parts only.
        self.text.setText(_WITHIN_A_PART.sub("\u00a0", text))
        self.note.say(verdict_note(fax_forecast))
        speeds = speeds_text(fax_forecast) if fax_forecast.measured else ""
        self.text.setToolTip(plain_tip(speeds) if speeds else "")
        self.text.setAccessibleName(text)
        self.text.setAccessibleDescription(speeds)
        billing = fax_forecast.fax.billing()
        self._warns = bool(fax_forecast.measured) and billing.likely > fax_forecast.fax.sheets
        self._show_sign()
        if fax_forecast.measured and fax_forecast.measured == fax_forecast.pages and text != self._told:
            self._told = text
            announce(self, text)

    def _show_sign(self) -> None:
        sign = icon(self.palette(), Severity.WARNING) if self._warns else QIcon()
        self._sign.setPixmap(sign.pixmap(tokens.ICON_TOOL, tokens.ICON_TOOL))
        self._sign.setVisible(self._warns)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign in the colours of the appearance."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self._show_sign()
