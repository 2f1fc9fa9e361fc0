"""What a fax waits for, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from faxdesk.core.lifecycle import AT_SERVICE, HERE, State
from faxdesk.services.reports import Condition, Link
from faxdesk.ui.words import clock_text, exact_text, local, time_text

if TYPE_CHECKING:
    from faxdesk.store.lists import Row

_SOON = timedelta(minutes=1)
"""What is due earlier than this is not given as a time of day, which would be over while it is read."""


class Wait(NamedTuple):
    """A sentence, and whether the user may hasten what is waited for."""

    text: str
    can_try: bool = False


def wait_of(row: Row, condition: Condition, now: datetime) -> Wait | None:
    """Return what a fax waits for, as far as it is known; None where that is nothing, or nobody knows."""
    if row.state in HERE and row.held_until is not None and row.held_until > now:
        return Wait(_tr("It goes out in a moment. Until then you can take it back with Undo."))
    if row.state is State.QUEUED:
        return _here(row, condition, now)
    if row.state is State.UNKNOWN and not row.asked:
        look = _again(_tr("FaxDesk looks for it again {when}."), _later(row.not_before, condition), now)
        # More looks would only bring the question to the user sooner.
        return look and Wait(look.text)
    if row.state is State.SCHEDULED and row.send_at is not None and row.send_at > now:
        return Wait(_tr("Its time is {time}.").format(time=exact_text(row.send_at)))
    if row.state in AT_SERVICE and condition.link is Link.OFFLINE:
        return _again(_tr("There is no news from Fax.Plus now. FaxDesk asks again {when}."), condition.until, now)
    return None


def _here(row: Row, condition: Condition, now: datetime) -> Wait | None:
    if condition.link is Link.SIGN_IN:
        return Wait(_tr("It goes out as soon as you have signed in."))
    if condition.link is Link.ELSEWHERE:
        return Wait(_tr("Another FaxDesk on this computer is delivering."))
    return _again(_tr("Next try {when}."), _later(row.not_before, condition), now)


def _later(at: datetime | None, condition: Condition) -> datetime | None:
    """Return when something is tried that is put off until `at`, while the link may be put off as well."""
    held_up = condition.until if condition.link in (Link.OFFLINE, Link.TROUBLE) else None
    return max((time for time in (at, held_up) if time is not None), default=None)


def _again(sentence: str, at: datetime | None, now: datetime) -> Wait | None:
    if at is None or at <= now:
        return None
    if at - now < _SOON:
        when = _tr("in less than a minute")
    elif local(at).date() == local(now).date():
        when = _tr("at {time}").format(time=clock_text(at))
    else:
        when = _tr("on {time}").format(time=time_text(at))
    return Wait(sentence.format(when=when), can_try=True)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Waiting", text)
