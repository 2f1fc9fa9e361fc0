"""Tells when a fax comes to its end. What went wrong stays in the panel “Needs you” when the message has gone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.lifecycle import ENDED_BADLY, State
from faxdesk.store.submissions import REPLACED
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.actions.window_host import WindowHost

_BAD = "not delivered"
_GOOD = "delivered"
_TAKEN_BACK = "cancelled"
_UNREPORTED = "without a result"


def install(host: WindowHost) -> None:
    """Tell in the message bar when a fax comes to its end, and through the desktop to who works elsewhere."""
    messages = OutcomeMessages(host)
    messages.told.connect(host.notifications.tell)


class OutcomeMessages(QObject):
    """Watches for faxes of this data folder that end while the window is open."""

    told = Signal(object)
    """A `Notice` of faxes that were delivered or failed, for a user who does not look at the window."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._backend, self._message_bar, self._numbers = host.backend, host.message_bar, host.numbers
        self._show = host.selection.show
        self._since: datetime = host.backend.factory.now()
        self._told: dict[int, tuple[State, datetime]] = {}
        self._unread: dict[int, Row] = {}
        self._said: set[int] = set()
        self._looking = self._look_again = False
        host.cancelled.connect(self._said.update)
        host.message_bar.dismissed.connect(self._read)
        host.backend.changed.connect(self.look)

    def look(self) -> None:
        """Look for faxes that have ended since the last look."""
        if self._looking:
            self._look_again = True
            return
        self._looking, self._look_again = True, False
        since = self._since
        self._backend.with_store(
            self, lambda store, _cancel: store.fax_lists.ended(since), self._found, self._not_found
        )

    def _not_found(self, _error: FaxDeskError) -> None:
        # The list that changed at the same time says what is wrong with the data folder.
        self._looking = False

    def _found(self, rows: list[Row]) -> None:
        self._looking = False
        fresh = [row for row in rows if row.recipient and self._told.get(row.recipient) != (row.state, row.at)]
        for row in fresh:
            self._told[row.recipient or 0] = (row.state, row.at)
            self._since = max(self._since, row.at)
        self._tell_good([row for row in fresh if row.state is State.DELIVERED])
        self._tell_cancelled([row for row in fresh if row.state is State.CANCELLED])
        self._tell_unreported([row for row in fresh if row.state is State.UNREPORTED])
        self._tell_bad([row for row in fresh if row.state in ENDED_BADLY])
        if self._look_again:
            self.look()

    def _tell_good(self, rows: Sequence[Row]) -> None:
        if len(rows) == 1:
            pages = count_text(rows[0].pages, "page")
            text = self.tr("Delivered to {whom}: {pages}.").format(whom=self._whom(rows[0]), pages=pages)
        else:
            text = self.tr("{faxes} were delivered.").format(faxes=count_text(len(rows), "fax"))
        if rows:
            self._forget([row.recipient or 0 for row in rows])
            self._message_bar.say(text, Severity.GOOD, key=_GOOD, action=self._offer(rows[0]))
        for row in rows:
            self._tell_delivery(row)

    def _tell_delivery(self, row: Row) -> None:
        pages = count_text(row.pages, "page")
        details = self.tr("Delivered to {number}: {pages}.").format(number=self._number(row), pages=pages)
        title, text = self.tr("A fax was delivered"), self.tr("All of its pages have arrived.")
        show = partial(self._show, row.recipient or 0)
        self.told.emit(Notice(_GOOD, NoticeKind.DELIVERY, title, text, details, show))

    def _tell_cancelled(self, ended: Sequence[Row]) -> None:
        # What the user has just cancelled is said where that can be undone.
        rows = [row for row in ended if row.recipient not in self._said]
        self._said.difference_update(row.recipient or 0 for row in ended)
        if len(rows) == 1 and rows[0].reason == REPLACED:
            text = self.tr("The fax to {whom} was changed: the one before is taken back and not sent.")
            text = text.format(whom=self._whom(rows[0]))
        elif len(rows) == 1:
            text = self.tr("The fax to {whom} was not sent. {reason}")
            text = text.format(whom=self._whom(rows[0]), reason=rows[0].reason).strip()
        else:
            text = self.tr("{faxes} were cancelled.").format(faxes=count_text(len(rows), "fax"))
        if rows:
            self._message_bar.say(text, Severity.PLAIN, key=_TAKEN_BACK, action=self._offer(rows[0]))

    def _tell_unreported(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        text = self._unreported_text(rows, self._whom(rows[0]))
        self._message_bar.say(text, Severity.PLAIN, key=_UNREPORTED, action=self._offer(rows[0]))
        title = self.tr("It is not known whether a fax arrived")
        self._tell_need(_UNREPORTED, title, self._unreported_text(rows, self._number(rows[0])), rows[0])

    def _unreported_text(self, rows: Sequence[Row], whom: str) -> str:
        if len(rows) == 1:
            text = self.tr("The fax to {whom} has ended without a result. {reason}")
            return text.format(whom=whom, reason=rows[0].reason).strip()
        return self.tr("{faxes} have ended without a result.").format(faxes=count_text(len(rows), "fax"))

    def _tell_bad(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        self._unread.update({row.recipient or 0: row for row in rows})
        self._show_unread(rows[0])
        if len(self._unread) == 1:
            title = self.tr("A fax was not delivered")
        else:
            title = self.tr("{faxes} were not delivered").format(faxes=count_text(len(self._unread), "fax"))
        self._tell_need(_BAD, title, self._unread_text(rows[0], self._number(rows[0])), rows[0])

    def _tell_need(self, key: str, title: str, details: str, row: Row) -> None:
        text, show = self.tr("Open FaxDesk to see why."), partial(self._show, row.recipient or 0)
        self.told.emit(Notice(key, NoticeKind.NEED, title, text, details, show))

    def _show_unread(self, latest: Row) -> None:
        text = self._unread_text(latest, self._whom(latest))
        kind = Severity.WARNING if latest.state is State.PARTIAL and len(self._unread) == 1 else Severity.ERROR
        self._message_bar.say(text, kind, key=_BAD, action=self._offer(latest))

    def _unread_text(self, latest: Row, whom: str) -> str:
        if len(self._unread) > 1:
            return self.tr("{faxes} were not delivered.").format(faxes=count_text(len(self._unread), "fax"))
        text = {
            State.PARTIAL: self.tr("The fax to {whom} was delivered only in part. {reason}"),
            State.REJECTED: self.tr("Fax.Plus did not take the fax to {whom}. {reason}"),
        }.get(latest.state, self.tr("The fax to {whom} was not delivered. {reason}"))
        return text.format(whom=whom, reason=latest.reason).strip()

    def _forget(self, recipients: Sequence[int]) -> None:
        """The service's own retry has delivered after all: what was said before no longer holds."""
        before = len(self._unread)
        for recipient in recipients:
            self._unread.pop(recipient, None)
        if len(self._unread) == before:
            return
        if self._unread:
            self._show_unread(next(iter(self._unread.values())))
        else:
            self._message_bar.take_back(_BAD)

    def _read(self, key: str) -> None:
        if key == _BAD:
            self._unread.clear()

    def _whom(self, row: Row) -> str:
        return self._numbers.whom(row.to, row.name)

    def _number(self, row: Row) -> str:
        """The number alone: on a locked screen a name says too much."""
        return self._numbers.text(row.to)

    def _offer(self, row: Row) -> MessageAction:
        return MessageAction(self.tr("Show"), partial(self._show, row.recipient or 0))
