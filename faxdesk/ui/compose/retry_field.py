"""The field "If it fails": who tries again, and how often."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from faxdesk.core import redial_pauses
from faxdesk.core.model import MOST_REDIALS, MOST_RETRIES
from faxdesk.core.service_status import Retry
from faxdesk.core.settings import USUAL_REDIALS
from faxdesk.ui.compose.form_layout import lay_out_field
from faxdesk.ui.widgets.choices import ComboBox, SpinBox
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from faxdesk.core.model import Options

_NAMED = 3
"""Pauses that are named one by one; the rest is like the last."""


class RetryBy(Enum):
    """Who sends a fax again that did not get through. The value is how often at the most."""

    FAXDESK = MOST_REDIALS
    NOBODY = 0
    SERVICE = MOST_RETRIES


class RetryField(QWidget):
    """A choice, a number of times beside it, and a line that says what comes of it."""

    changed = Signal()

    def __init__(self, options: Options, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.RETRIES)
        self._options = options
        self._often = {
            RetryBy.FAXDESK: options.redials or USUAL_REDIALS,
            RetryBy.SERVICE: options.retry_count or MOST_RETRIES,
        }
        self.choice = ComboBox(self)
        self.choice.setAccessibleName(self.tr("If it fails"))
        for who, words in (
            (RetryBy.FAXDESK, self.tr("FaxDesk tries again")),
            (RetryBy.NOBODY, self.tr("Do not try again")),
            (RetryBy.SERVICE, self.tr("Fax.Plus tries again")),
        ):
            self.choice.addItem(words, who)
        self.times = SpinBox(self)
        self.times.setAccessibleName(self.tr("How often"))
        self.note = InlineNote(self)
        self._lay_out()
        self.choice.setCurrentIndex(self.choice.findData(_who(options)))
        self._show()
        self.choice.currentIndexChanged.connect(self._chosen)
        self.times.valueChanged.connect(self._counted)

    def _lay_out(self) -> None:
        self.setFocusProxy(self.choice)
        lay_out_field(self, (self.choice, self.times), self.note)

    @property
    def who(self) -> RetryBy:
        """Who tries again."""
        return RetryBy(self.choice.currentData())

    def value(self) -> Options:
        """Return the options that the field was made with, changed by what is chosen."""
        who, times = self.who, self.times.value()
        service = times if who is RetryBy.SERVICE else 0
        delay = (self._options.retry_delay or redial_pauses.SERVICE_DELAY) if service else 0
        return replace(
            self._options, redials=times if who is RetryBy.FAXDESK else 0, retry_count=service, retry_delay=delay
        )

    @property
    def summary(self) -> str:
        """What is chosen, in a few words."""
        times = self.times.value()
        if self.who is RetryBy.FAXDESK:
            one, many = self.tr("FaxDesk tries again once"), self.tr("FaxDesk tries again up to {count} times")
        elif self.who is RetryBy.SERVICE:
            one, many = self.tr("Fax.Plus tries again once"), self.tr("Fax.Plus tries again up to {count} times")
        else:
            one = many = self.tr("No further tries")
        return one if times == 1 else many.format(count=times)

    def _chosen(self) -> None:
        self._show()
        self.changed.emit()

    def _counted(self, times: int) -> None:
        self._often[self.who] = times
        self._explain()
        self.changed.emit()

    def _show(self) -> None:
        who = self.who
        self.times.setVisible(who is not RetryBy.NOBODY)
        if who is not RetryBy.NOBODY:
            self.times.blockSignals(True)
            self.times.setRange(1, who.value)
            self.times.setValue(self._often[who])
            self.times.blockSignals(False)
        self._explain()

    def _explain(self) -> None:
        times = self.times.value()
        self.times.setSuffix(self.tr(" time") if times == 1 else self.tr(" times"))
        self.note.say(
            {
                RetryBy.FAXDESK: self.tr(
                    "Busy: after {soon} min. No answer: after {later} min. Only while FaxDesk runs."
                ),
                RetryBy.NOBODY: self.tr("If it does not get through, FaxDesk tells you and you decide."),
                RetryBy.SERVICE: self.tr("Also while this computer is off. Fax.Plus chooses when."),
            }[self.who].format(
                soon=_listed(redial_pauses.pauses(Retry.SOON, times)),
                later=_listed(redial_pauses.pauses(Retry.LATER, times)),
            )
        )


def _who(options: Options) -> RetryBy:
    if options.retry_count:
        return RetryBy.SERVICE
    return RetryBy.FAXDESK if options.redials else RetryBy.NOBODY


def _listed(pauses: Sequence[timedelta]) -> str:
    """Return pauses in minutes, such as “5, 10, 20”; where there are many, the first of them."""
    minutes = [str(round(pause.total_seconds() / 60)) for pause in pauses]
    more = "…" if len(minutes) > _NAMED else ""
    return ", ".join([*minutes[:_NAMED], more] if more else minutes)
