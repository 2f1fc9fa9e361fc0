"""Finds out what needs the user, and shows it until the user has dealt with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from faxdesk.core.status import NUMBER_FAULTS
from faxdesk.services.reports import Link
from faxdesk.ui import words
from faxdesk.ui.icons import Tone
from faxdesk.ui.needs.panel import Entry, NeedsPanel, Step
from faxdesk.ui.possible import is_asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.store.lists import Row
    from faxdesk.ui.deeds import Deeds
    from faxdesk.ui.office import Office
    from faxdesk.ui.words import NumberWords

MOST = 50
"""Entries that are shown at one time. As they are dealt with, the others move up."""


class NeedsWatch(QObject):
    """Fills the panel. `show` brings a fax into view, `connect` opens the dialog in which one signs in."""

    def __init__(
        self,
        office: Office,
        deeds: Deeds,
        numbers: NumberWords,
        show: Callable[[int], None],
        connect: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._office, self._deeds, self._numbers = office, deeds, numbers
        self._show, self._connect = show, connect
        self._badge = 0
        self.panel = NeedsPanel()
        self.panel.dismiss_all_wanted.connect(self._dismiss_all)

    def look(self) -> None:
        """Read what needs the user now: a few rows by their keys."""
        lists = self._office.store.lists
        rows = lists.needing(MOST)
        signed_out = self._office.condition.link is Link.SIGN_IN
        entries = [self._sign_in()] if signed_out else []
        entries += [self._of(row) for row in rows]
        count = lists.need_count() + signed_out
        self.panel.show_entries(entries, count, can_dismiss=sum(not is_asked(row) for row in rows))
        self.badge(count)

    def badge(self, count: int) -> None:
        """Show a count on the program's icon in the task bar or the dock, where the system has that; 0 shows none."""
        application = QApplication.instance()
        if count != self._badge and isinstance(application, QGuiApplication):
            application.setBadgeNumber(count)
            self._badge = count

    def show_first(self) -> None:
        """Bring the first fax that needs the user into view, and the keyboard to its next step."""
        self.panel.unfold()
        for row in self._office.store.lists.needing(1):
            self._show(row.recipient or 0)

    def _dismiss_all(self) -> None:
        self._office.dismiss(self._office.store.lists.unsettled())

    # ------------------------------------------------------------------------------------------------- entries

    def _sign_in(self) -> Entry:
        error = self._office.condition.error
        sentence = str(error) if error is not None else self.tr("Fax.Plus does not let FaxDesk in.")
        steps = (Step(self.tr("Connect…"), self._connect, self.tr("Sign in to Fax.Plus")),)
        return Entry("sign-in", self.tr("Sign-in needed"), sentence, "", "link", Tone.BAD, steps)

    def _of(self, row: Row) -> Entry:
        name, tone = words.state_icon(row)
        state = self.tr("Not known whether sent") if is_asked(row) else words.state_word(row.state)
        return Entry(
            f"fax {row.recipient}",
            self.tr("{state}: {number}").format(state=state, number=self._numbers.text(row.to)),
            words.state_sentence(row),
            words.time_text(row.at),
            name,
            tone,
            self._unknown_steps(row) if is_asked(row) else self._ended_steps(row),
            partial(self._show, row.recipient or 0),
        )

    def _unknown_steps(self, row: Row) -> tuple[Step, ...]:
        recipient = row.recipient or 0
        return (
            Step(
                self.tr("Send again"),
                partial(self._office.send_unknown_again, recipient),
                self.tr("Sends the fax once more. The recipient may get it twice."),
            ),
            Step(
                self.tr("Leave it"),
                partial(self._office.leave_unknown, recipient),
                self.tr("Nothing more is sent. The recipient may not have got it."),
            ),
        )

    def _ended_steps(self, row: Row) -> tuple[Step, ...]:
        steps = [
            Step(
                self.tr("Send again…"),
                partial(self._deeds.send_rows_again, [row]),
                self.tr("Look at the fax once more, then send it"),
            ),
            Step(
                self.tr("Dismiss"),
                partial(self._office.dismiss, (row.recipient or 0,)),
                self.tr("Nothing more is to be done. The fax stays in the list Sent."),
            ),
        ]
        if row.status in NUMBER_FAULTS:
            change = partial(self._deeds.send_rows_again, [row], correct=True)
            tip = self.tr("Correct the number, then send the fax to it")
            steps.insert(0, Step(self.tr("Change number…"), change, tip))
        return tuple(steps)
