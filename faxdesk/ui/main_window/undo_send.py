"""The moment after Send in which the user can take the fax back."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from faxdesk.core.quantities import count_text
from faxdesk.ui.actions.table import ActionId
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
    """Announce what has been kept, and let it be taken back for a moment."""
    UndoSend(host)


class UndoSend(QObject):
    """Counts down in the message bar. “Undo send” takes back the fax that was sent last, and opens its dialog again."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._backend, self._message_bar, self._launcher = host.backend, host.message_bar, host.launcher
        self._action = host.actions[ActionId.UNDO]
        self._held: dict[tuple[str, ...], datetime] = {}
        self._scheduled: dict[tuple[str, ...], datetime] = {}
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._count_down)
        self._action.setEnabled(False)
        host.handle(ActionId.UNDO, self.undo_last)
        host.launcher.kept.connect(self.announce)
        host.backend.changed.connect(self.look)

    def announce(self, kept: KeptFaxes) -> None:
        """Say that faxes have been kept; where they are held, offer to take them back, all of them together."""
        until, jobs = kept.held_until, kept.jobs
        if until is None or until <= self._backend.factory.now():
            self._message_bar.say(kept.outcome, Severity.GOOD, key="kept")
            return
        self._held[jobs] = until
        send_at = kept.submissions[0].send_at
        if send_at is not None and send_at > until:
            self._scheduled[jobs] = send_at
        action = MessageAction(self.tr("Undo"), partial(self._undo, jobs))
        self._message_bar.say(self._text(jobs), Severity.GOOD, action=action, key=_key(jobs), stays=True)
        self._action.setEnabled(True)
        self._tick.start()

    def look(self) -> None:
        """Offer nothing for what has been cancelled, changed or handed over meanwhile."""
        for jobs in [jobs for jobs in self._held if not self._backend.store.undo_holds.any_here(jobs)]:
            self._forget(jobs)

    def undo_last(self) -> None:
        """Take back the fax that was sent last."""
        if self._held:
            self._undo(next(reversed(self._held)))

    def _undo(self, jobs: tuple[str, ...]) -> None:
        self._forget(jobs)
        self._backend.commands.take_back(self, jobs, partial(self._taken, len(jobs)), self._too_late)

    def _taken(self, wanted: int, taken: Sequence[TakenBack]) -> None:
        if len(taken) < wanted:
            text = self.tr("{late} of {all} could not be taken back: FaxDesk has begun to hand over.")
            self._message_bar.say(
                text.format(late=wanted - len(taken), all=count_text(wanted, "fax")), Severity.WARNING
            )
        self._launcher.reopen(taken)

    def _too_late(self, error: FaxDeskError) -> None:
        self._message_bar.fail(error, key="undo")

    def _count_down(self) -> None:
        now = self._backend.factory.now()
        for jobs, until in list(self._held.items()):
            if until <= now:
                self._forget(jobs)
            else:
                self._message_bar.change(_key(jobs), self._text(jobs))

    def _text(self, jobs: tuple[str, ...]) -> str:
        left = math.ceil((self._held[jobs] - self._backend.factory.now()).total_seconds())
        if jobs in self._scheduled:
            return self._scheduled_text(jobs, left)
        if len(jobs) == 1:
            return self.tr("Fax kept. It goes out in {seconds} s.").format(seconds=left)
        return self.tr("{count} faxes kept. They go out in {seconds} s.").format(count=len(jobs), seconds=left)

    def _scheduled_text(self, jobs: tuple[str, ...], left: int) -> str:
        text = (
            self.tr("Fax kept. It will be sent on {time}. It can be taken back for {seconds} s.")
            if len(jobs) == 1
            else self.tr("{count} faxes kept. They will be sent on {time}. They can be taken back for {seconds} s.")
        )
        return text.format(count=len(jobs), time=time_text(self._scheduled[jobs]), seconds=left)

    def _forget(self, jobs: tuple[str, ...]) -> None:
        del self._held[jobs]
        self._scheduled.pop(jobs, None)
        self._message_bar.take_back(_key(jobs))
        self._action.setEnabled(bool(self._held))
        if not self._held:
            self._tick.stop()


def _key(jobs: tuple[str, ...]) -> str:
    return f"undo {jobs[0]}"
