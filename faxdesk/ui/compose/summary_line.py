"""The line under the documents: what they cost, their pages, and whether they are one fax or one per file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from faxdesk.ui.compose.time_estimator import TimeEstimator
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.page_arrangement import PageArrangement


class SummaryLine(QWidget):
    """Says what the pages come to, opens them, and offers one fax per file where there are several files."""

    changed = Signal()
    """Another number of faxes was chosen."""
    pages_wanted = Signal()
    estimated = Signal()
    """It is known better how long the pages are on the line."""

    def __init__(self, backend: Backend, arrangement: PageArrangement, parent: QWidget, *, fax_per_file: bool) -> None:
        super().__init__(parent)
        self._arrangement = arrangement
        self.estimator = TimeEstimator(backend, arrangement, self)
        self.text = InlineNote(self)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.choice = ComboBox(self)
        self.choice_label = QLabel(self.tr("Send as"), self)
        self.choice_label.setBuddy(self.choice)
        self.choice.setAccessibleName(self.tr("Send as"))
        self.choice.addItem(self.tr("All in one fax"), False)
        self.choice.addItem(self.tr("A fax for each file"), True)
        self.choice.setCurrentIndex(int(fax_per_file))
        self.pages_button = QPushButton(self.tr("&Pages…"), self)
        self.pages_button.setAccessibleName(self.tr("Pages…"))
        self.pages_button.setAutoDefault(False)
        self.pages_button.setToolTip(self.tr("See the pages as the recipient gets them, and put them in order"))
        # What comes beside them, or has not come yet, moves neither the buttons nor what is above them.
        for widget in (self.text, self.pages_button):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        choice = QHBoxLayout()
        choice.addWidget(self.choice_label)
        choice.addWidget(self.choice)
        layout.addLayout(choice)
        layout.setAlignment(choice, Qt.AlignmentFlag.AlignTop)
        self.pages_button.clicked.connect(self.pages_wanted)
        self.choice.currentIndexChanged.connect(self.changed)
        self.estimator.changed.connect(self._say)
        self.estimator.changed.connect(self.estimated)
        self._with_cover, self._recipients = False, 1

    @property
    def fax_per_file(self) -> bool:
        """True where each document goes out as a fax of its own."""
        return bool(self.choice.currentData()) and len(self._arrangement.order()) > 1

    @property
    def time_on_line(self) -> str | None:
        """How long all faxes are on the line, in words; None where no page has been measured."""
        forecast = self.estimator.forecast(cover=self._with_cover)
        if forecast is None or not self._arrangement.page_refs:
            return None
        from faxdesk.ui.page_editor.texts import time_text

        return time_text(forecast.fax.seconds())

    def count_cover(self, *, cover: bool) -> None:
        """Count a cover page, or do not."""
        self._with_cover = cover
        self._say()

    def count_recipients(self, recipients: int) -> None:
        """Count what is billed for so many recipients."""
        if self._recipients != max(1, recipients):
            self._recipients = max(1, recipients)
            self._say()

    def renew(self) -> None:
        """The documents or their pages have changed."""
        self.estimator.renew()
        for widget in (self.choice_label, self.choice):
            widget.setVisible(len(self._arrangement.documents) > 1)
        self.pages_button.setVisible(bool(self._arrangement.documents))
        self._say()

    def _say(self) -> None:
        forecast = self.estimator.forecast(cover=self._with_cover)
        faxes = len(self._arrangement.faxes(fax_per_file=self.fax_per_file))
        # Each fax has a call of its own; what is billed is said of the whole only where it is one.
        if forecast is None or not self._arrangement.page_refs or faxes > 1:
            self.text.say("")
            return
        from faxdesk.ui.page_editor.texts import speeds_text

        billing = forecast.fax.billing()
        tip = self.tr("For each recipient:\n{text}") if self._recipients > 1 else "{text}"
        self.text.setToolTip(plain_tip(tip.format(text=f"{billing.text}\n{speeds_text(forecast)}")))
        slow = billing.likely > forecast.fax.sheets
        text = self._several_text(slow=slow) if self._recipients > 1 else self._billed_text(slow=slow)
        words = text.format(
            recipients=count_text(self._recipients, "recipient"),
            sheets=count_text(forecast.fax.sheets, "page"),
            pages=count_text(self._recipients * billing.likely, "page"),
        )
        self.text.say(words, Severity.WARNING if slow else Severity.MUTED)

    def _billed_text(self, *, slow: bool) -> str:
        return (
            self.tr("Likely billed as {pages} (an estimate). See Pages… for what takes so long.")
            if slow
            else self.tr("Likely billed as {pages} (an estimate)")
        )

    def _several_text(self, *, slow: bool) -> str:
        if slow:
            return self.tr(
                "{recipients} × {sheets}: likely billed as {pages} (an estimate). "  # noqa: RUF001  a product
                "See Pages… for what takes so long."
            )
        return self.tr("{recipients} × {sheets}: likely billed as {pages} (an estimate)")  # noqa: RUF001  a product

    def minimumSizeHint(self) -> QSize:
        """What is said may wrap."""
        return QSize(tokens.NARROW_FIELD, super().minimumSizeHint().height())
