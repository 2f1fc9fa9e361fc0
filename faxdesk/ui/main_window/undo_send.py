"""The moment after Send, Cancel and Delete in which the user can take that back."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.actions.undo_offer import UndoOffer
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import time_text
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.user_requests import TakenBack
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.compose.kept_faxes import KeptFaxes

_TICK_MS = 250
"""Milliseconds between two looks at the clock: often enough that no second of the countdown is left out."""


def install(host: WindowHost) -> None:
    """Announce what has been kept or cancelled, and let it be taken back for a moment."""
    offers = UndoOffers(host)
    UndoSend(host, offers)
    UndoCancel(host, offers)


class UndoOffers(QObject):
    """Counts down in the message bar. “Undo” takes back what was done last."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._backend, self._message_bar = host.backend, host.message_bar
        self._action = host.actions[ActionId.UNDO]
        self._offers: dict[str, UndoOffer] = {}
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._count_down)
        self._action.setEnabled(False)
        host.handle(ActionId.UNDO, self.undo_last)
        host.backend.changed.connect(self.look)
        host.undo_offered.connect(self.add)

    def add(self, key: str, offer: UndoOffer) -> None:
        """Say what was done, and offer to take it back."""
        self._offers.pop(key, None)
        self._offers[key] = offer
        action = MessageAction(self.tr("Undo"), partial(self._undo, key))
        self._message_bar.say(offer.text(self._left(offer)), Severity.GOOD, action=action, key=key, stays=True)
        self._action.setEnabled(True)
        self._tick.start()

    def look(self) -> None:
        """Offer nothing for what has come about or was changed meanwhile."""
        for key in [key for key, offer in self._offers.items() if not offer.stands()]:
            self._forget(key)

    def undo_last(self) -> None:
        """Take back what was done last."""
        if self._offers:
            self._undo(next(reversed(self._offers)))

    def fail(self, error: FaxDeskError) -> None:
        """Say that it could not be taken back."""
        self._message_bar.fail(error, key="undo")

    def _undo(self, key: str) -> None:
        offer = self._offers[key]
        self._forget(key)
        offer.undo()

    def _count_down(self) -> None:
        now = self._backend.factory.now()
        for key, offer in list(self._offers.items()):
            if offer.until <= now:
                self._forget(key)
            else:
                self._message_bar.change(key, offer.text(self._left(offer)))

    def _left(self, offer: UndoOffer) -> int:
        return math.ceil((offer.until - self._backend.factory.now()).total_seconds())

    def _forget(self, key: str) -> None:
        del self._offers[key]
        self._message_bar.take_back(key)
        self._action.setEnabled(bool(self._offers))
        if not self._offers:
            self._tick.stop()


class UndoSend(QObject):
    """Offers to take back what has just been sent, and opens its dialog again then."""

    def __init__(self, host: WindowHost, offers: UndoOffers) -> None:
        super().__init__(host)
        self._backend, self._message_bar, self._launcher = host.backend, host.message_bar, host.launcher
        self._offers = offers
        host.launcher.kept.connect(self.announce)

    def announce(self, kept: KeptFaxes) -> None:
        """Say that faxes have been kept; where they are held, offer to take them back, all of them together."""
        until, jobs = kept.held_until, kept.jobs
        if until is None or until <= self._backend.factory.now():
            self._message_bar.say(kept.outcome, Severity.GOOD, key="kept")
            return
        times = {one.send_at if one.send_at is not None and one.send_at > until else None for one in kept.submissions}
        offer = UndoOffer(
            until,
            partial(self._text, len(jobs), times),
            partial(self._undo, jobs, reopens=kept.together),
            partial(self._backend.store.undo_holds.any_here, jobs),
        )
        self._offers.add(f"undo {jobs[0]}", offer)

    def _undo(self, jobs: tuple[str, ...], *, reopens: bool) -> None:
        taken = partial(self._taken, len(jobs), reopens)
        self._backend.commands.take_back(self, jobs, taken, self._offers.fail)

    def _taken(self, wanted: int, reopens: bool, taken: Sequence[TakenBack]) -> None:
        if len(taken) < wanted:
            text = self.tr("{late} of {all} could not be taken back: FaxDesk has begun to hand over.")
            self._message_bar.say(
                text.format(late=wanted - len(taken), all=count_text(wanted, "fax")), Severity.WARNING
            )
        if reopens:
            self._launcher.reopen(taken)
        else:
            text = self.tr("{faxes} taken back. They are not sent.").format(faxes=count_text(len(taken), "fax"))
            self._message_bar.say(text, key="taken back")

    def _text(self, count: int, times: set[datetime | None], left: int) -> str:
        """Return what is going to happen; `times` are those that the faxes wait for, with None where that is none."""
        if len(times) > 1:
            text = self.tr("{count} faxes saved. Each is sent at its time. They can be taken back for {seconds} s.")
            return text.format(count=count, seconds=left)
        (later,) = times
        if later is not None:
            return self._scheduled_text(count, later, left)
        if count == 1:
            return self.tr("Fax saved. It goes out in {seconds} s.").format(seconds=left)
        return self.tr("{count} faxes saved. They go out in {seconds} s.").format(count=count, seconds=left)

    def _scheduled_text(self, count: int, later: datetime, left: int) -> str:
        text = (
            self.tr("Fax saved. It will be sent on {time}. It can be taken back for {seconds} s.")
            if count == 1
            else self.tr("{count} faxes saved. They will be sent on {time}. They can be taken back for {seconds} s.")
        )
        return text.format(count=count, time=time_text(later), seconds=left)


class UndoCancel(QObject):
    """Offers to take back a cancellation: the fax then waits as before."""

    def __init__(self, host: WindowHost, offers: UndoOffers) -> None:
        super().__init__(host)
        self._backend, self._message_bar, self._offers = host.backend, host.message_bar, offers
        self._numbers, self._show, self._host = host.numbers, host.selection.show, host
        host.cancelled.connect(self.announce)

    def announce(self, recipients: tuple[int, ...]) -> None:
        """Say which faxes are not sent, and offer to have them sent after all, all of them together."""
        if not recipients:
            return
        key = f"undo cancel {recipients[0]}"
        offer = UndoOffer(
            self._backend.factory.now() + self._host.grace,
            partial(self._text, self._whom(recipients)),
            partial(self._undo, recipients),
            partial(self._stands, recipients),
        )
        self._offers.add(key, offer)

    def _stands(self, recipients: tuple[int, ...]) -> bool:
        return bool(self._backend.store.submissions.restorable(recipients))

    def _whom(self, recipients: tuple[int, ...]) -> str:
        if len(recipients) > 1:
            return self.tr("{faxes} are not sent.").format(faxes=count_text(len(recipients), "fax"))
        found = self._backend.store.submissions.recipient(recipients[0])
        if found is None:
            return self.tr("The fax is not sent.")
        contact = self._backend.store.contacts.known((found.to,)).get(found.to)
        whom = self._numbers.whom(found.to, "" if contact is None else contact.title)
        return self.tr("The fax to {whom} is not sent.").format(whom=whom)

    def _text(self, whom: str, left: int) -> str:
        return self.tr("{what} That can be undone for {seconds} s.").format(what=whom, seconds=left)

    def _undo(self, recipients: tuple[int, ...]) -> None:
        self._backend.commands.restore(self, recipients, partial(self._restored, len(recipients)), self._offers.fail)

    def _restored(self, wanted: int, restored: tuple[int, ...]) -> None:
        if len(restored) < wanted:
            text = self.tr("{late} of {all} could not be taken back: they are cancelled already.")
            late = wanted - len(restored)
            self._message_bar.say(text.format(late=late, all=count_text(wanted, "cancellation")), Severity.WARNING)
        else:
            said = self.tr("Cancelled no more: what waited waits again.")
            self._message_bar.say(said, Severity.GOOD, key="restored")
        self._show(restored[0])
