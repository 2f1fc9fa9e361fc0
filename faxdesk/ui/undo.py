"""The moment after Send in which the user can take the fax back."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from faxdesk.ui.notices import Kind, Notices, Offer

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QAction

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Submission
    from faxdesk.services.wishes import TakenBack
    from faxdesk.ui.office import Office

_TICK_MS = 250
"""Milliseconds between two looks at the clock: often enough that no second of the countdown is left out."""


class Undo(QObject):
    """Counts down in the message bar. `action` takes back the fax that was sent last; `reopen` opens its dialog."""

    def __init__(
        self,
        office: Office,
        notices: Notices,
        action: QAction,
        reopen: Callable[[TakenBack], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._office, self._notices, self._action, self._reopen = office, notices, action, reopen
        self._held: dict[str, datetime] = {}
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._count_down)
        action.triggered.connect(self.undo_last)
        action.setEnabled(False)

    def offer(self, submission: Submission) -> None:
        """Offer to take back a fax that has just been kept, where it is held."""
        if submission.held_until is None or submission.held_until <= self._office.workplace.now():
            return
        job = submission.job
        self._held[job] = submission.held_until
        offer = Offer(self.tr("Undo"), partial(self._undo, job))
        self._notices.say(self._text(job), Kind.GOOD, offer=offer, key=_key(job), stays=True)
        self._action.setEnabled(True)
        self._tick.start()

    def look(self) -> None:
        """Offer nothing for what has been cancelled, changed or handed over meanwhile."""
        for job in [job for job in self._held if not self._office.store.holds.any_here((job,))]:
            self._forget(job)

    def undo_last(self) -> None:
        """Take back the fax that was sent last."""
        if self._held:
            self._undo(next(reversed(self._held)))

    def _undo(self, job: str) -> None:
        self._forget(job)
        self._office.take_back(job, self._reopen, self._too_late)

    def _too_late(self, error: FaxDeskError) -> None:
        self._notices.fail(error, key="undo")

    def _count_down(self) -> None:
        now = self._office.workplace.now()
        for job, until in list(self._held.items()):
            if until <= now:
                self._forget(job)
            else:
                self._notices.change(_key(job), self._text(job))

    def _text(self, job: str) -> str:
        left = (self._held[job] - self._office.workplace.now()).total_seconds()
        return self.tr("Fax kept. It goes out in {seconds} s.").format(seconds=math.ceil(left))

    def _forget(self, job: str) -> None:
        del self._held[job]
        self._notices.take_back(_key(job))
        self._action.setEnabled(bool(self._held))
        if not self._held:
            self._tick.stop()


def _key(job: str) -> str:
    return f"undo {job}"
