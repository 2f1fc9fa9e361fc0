"""What a fax waits for, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from faxdesk.core.errors import AccountBlocked, Offline, ServiceDown, Throttled
from faxdesk.core.lifecycle import AT_SERVICE, FINAL, HERE, State
from faxdesk.core.usual_wait import longest_usual
from faxdesk.services.events import Condition, Link
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import clock_text, exact_text, local, near_text, state_word, time_text

if TYPE_CHECKING:
    from faxdesk.store.fax_lists import Row

_PAUSED = (Link.OFFLINE, Link.TROUBLE, Link.FAULT)
"""What holds everything up until a time."""
_SOON = timedelta(minutes=1)
"""What is due earlier than this is not given as a time of day, which would be over while it is read."""
_MINUTES_SAID, _HOURS_SAID = 120, 48
"""An age is given in minutes below this, and in hours below that."""
_CAUSES: dict[str, str] = {
    "failed_user_busy": str(QT_TRANSLATE_NOOP("Waiting", "Line busy")),
    "failed_normal_clearing": str(QT_TRANSLATE_NOOP("Waiting", "Busy or hung up")),
    "failed_no_answer": str(QT_TRANSLATE_NOOP("Waiting", "No answer")),
    "failed_fs_2": str(QT_TRANSLATE_NOOP("Waiting", "No fax machine")),
    "failed_fs_49": str(QT_TRANSLATE_NOOP("Waiting", "Line cut")),
}
"""What kept the last try from getting through, in the few words that a list has room for."""


class WaitText(NamedTuple):
    """What is waited for: a sentence, a few words for a list, and whether the user may hasten it.

    `text` is empty where only the words say more than the state does, `short` where they do not. `head` and `tail` are
    the same words in two lines; an empty `head` stands for the word of the state.
    """

    text: str
    short: str = ""
    can_try: bool = False
    head: str = ""
    tail: str = ""


def wait_of(row: Row, condition: Condition, now: datetime) -> WaitText | None:
    """Return what a fax waits for, as far as it is known; None where that is nothing, or nobody knows."""
    if row.state in FINAL:
        return None
    if row.foreign:
        return _foreign(row)
    if row.state in HERE and row.held_until is not None and row.held_until > now:
        return _held(row, row.held_until, now)
    if row.state is State.QUEUED:
        return _here(row, condition, now)
    if row.state is State.UNKNOWN:
        return None if row.asked else _lost(row, condition, now)
    return _there(row, condition, now) if row.state in AT_SERVICE else None


def _foreign(row: Row) -> WaitText:
    if row.state in HERE:
        text = _tr("It was written for another Fax.Plus account, and goes out when that is connected again.")
    else:
        text = _tr("It was sent with another Fax.Plus account: what became of it is seen when that is connected again.")
    return WaitText(text, _tr("Other account"), tail=_tr("Other account"))


def _held(row: Row, until: datetime, now: datetime) -> WaitText:
    if row.send_at is not None and row.send_at > until:
        text = _tr("It will be sent {time}. For a moment you can take it back with Undo.")
        short = _tr("{state} for {when}").format(state=state_word(row.state), when=_when(row.send_at, now))
        return WaitText(text.format(time=_at(row.send_at, now)), short, tail=near_text(row.send_at, now))
    text, said = _tr("It goes out in a moment. Until then you can take it back with Undo."), _tr("Goes out in a moment")
    return WaitText(text, said, tail=_tr("In a moment"))


def _here(row: Row, condition: Condition, now: datetime) -> WaitText | None:
    if isinstance(condition.error, AccountBlocked):
        text = _tr("It goes out as soon as Fax.Plus lets this account send.")
        return WaitText(text, _tr("Waits for the account"), tail=_tr("Account cannot send"))
    if condition.link is Link.SIGN_IN:
        text = _tr("It goes out as soon as you have signed in.")
        return WaitText(text, _tr("Waits for sign-in"), tail=_tr("Sign-in needed"))
    if condition.link is Link.ELSEWHERE:
        return WaitText(_tr("Another FaxDesk on this computer is delivering."))
    if row.follows:
        text = _tr("It goes out as soon as Fax.Plus has taken back the fax that it replaces.")
        return WaitText(text, _tr("Waits for the old fax"), tail=_tr("Replaces another fax"))
    if row.in_turn:
        text = _tr("It goes out as soon as the fax before it to the same number has come to its end.")
        return WaitText(text, _tr("Waits for the fax before it"), tail=_tr("One after another"))
    at = _later(row.not_before, condition)
    if at is None or at <= now:
        cause = _cause(row, row.not_before, condition)
        short = _tr("{cause}, trying again").format(cause=cause)
        return WaitText("", short, head=cause, tail=_tr("Trying again")) if row.tried else None
    cause, when = _cause(row, at, condition), _when(at, now)
    short, tail = _tr("{cause}, next try {when}").format(cause=cause, when=when), _tr("Next try {when}")
    text = _tr("Next try {when}.").format(when=_at(at, now))
    return WaitText(text, short, can_try=True, head=cause, tail=tail.format(when=when))


def countdown_of(row: Row, condition: Condition, now: datetime) -> str:
    """Return when a fax without a trace is sent again by itself, or cancelled; "" where it is not."""
    if row.resend_at is None or row.state is not State.UNKNOWN:
        return ""
    at = _later(row.resend_at, condition) or row.resend_at
    cancelled = row.cancel_requested
    if at <= now:
        last = _tr("after one more look at Fax.Plus")
        return _tr("Cancelled {when} unless it turns up").format(when=last) if cancelled else _sent_again(last)
    minutes = -(-(at - now) // _SOON)
    left = _at(at, now)
    if minutes > 1:
        left = _tr("{time}, in {minutes},").format(time=left, minutes=count_text(minutes, "minute"))
    return _tr("Cancelled {when} unless it turns up").format(when=left) if cancelled else _sent_again(left)


def _sent_again(when: str) -> str:
    return _tr("Sent again {when} unless it turns up").format(when=when)


def _counted(row: Row, condition: Condition, now: datetime) -> WaitText:
    when = _when(_later(row.resend_at, condition) or now, now)
    # The icon tells the state, and there is no room for more.
    short = _tr("Cancels {when}") if row.cancel_requested else _tr("Sends again {when}")
    short = short.format(when=when)
    return WaitText(f"{countdown_of(row, condition, now)}.", short, tail=short)


def _lost(row: Row, condition: Condition, now: datetime) -> WaitText | None:
    if row.resend_at is not None:
        return _counted(row, condition, now)
    at = _later(row.not_before, condition)
    if at is None or at <= now:
        return None
    when = _when(at, now)
    short = _tr("{state}, next look {when}").format(state=state_word(row.state), when=when)
    # More looks would only bring the question to the user sooner.
    text = _tr("FaxDesk looks for it again {when}.").format(when=_at(at, now))
    return WaitText(text, short, tail=_tr("Next look {when}").format(when=when))


def _there(row: Row, condition: Condition, now: datetime) -> WaitText | None:
    if row.send_at is None or row.send_at <= now or row.state is State.SENDING:
        return _news(condition, now) or _unusual(row, now)
    head, when = state_word(State.SCHEDULED), _when(row.send_at, now)
    short = _tr("{state} for {when}").format(state=head, when=when)
    text = _tr("Its time is {time}.").format(time=exact_text(row.send_at))
    return WaitText(text, short, head=head, tail=near_text(row.send_at, now))


def _news(condition: Condition, now: datetime) -> WaitText | None:
    if condition.link is not Link.OFFLINE or condition.until is None or condition.until <= now:
        return None
    text = _tr("There is no news from Fax.Plus now. FaxDesk asks again {when}.")
    return WaitText(text.format(when=_at(condition.until, now)), can_try=True)


def _unusual(row: Row, now: datetime) -> WaitText | None:
    """Return that a fax takes longer than it usually does, and what FaxDesk does about it."""
    usual = longest_usual(row.state, row.pages, row.service_retries)
    if usual is None or row.heard_at is None:
        return None
    since = max(row.heard_at, row.send_at or row.heard_at)
    if now - since < usual:
        return None
    text = _tr(
        "Nothing new for {time}, which is unusual. FaxDesk goes on asking, and tells you what became of the fax. If it"
        " is urgent, ask the support of Fax.Plus for it, or call the recipient."
    )
    said = _tr("{state}, longer than usual").format(state=state_word(row.state))
    return WaitText(text.format(time=_age(now - since)), said, tail=_tr("Longer than usual"))


def _age(time: timedelta) -> str:
    minutes = time // timedelta(minutes=1)
    if minutes < _MINUTES_SAID:
        return count_text(minutes, "minute")
    hours = minutes // 60
    return count_text(hours, "hour") if hours < _HOURS_SAID else count_text(hours // 24, "day")


def _later(at: datetime | None, condition: Condition) -> datetime | None:
    """Return when something is tried that is put off until `at`, while the link may be put off as well."""
    held_up = condition.until if condition.link in _PAUSED else None
    return max((time for time in (at, held_up) if time is not None), default=None)


def failure_words(status: str) -> str:
    """Return in a few words why a call failed, by the service's word for it; "" where they would say nothing more."""
    return _tr(_CAUSES[status]) if status in _CAUSES else ""


def _cause(row: Row, at: datetime | None, condition: Condition) -> str:
    """Return why the next try of a fax that is queued is not before `at`."""
    if row.tried and at == row.not_before:
        return _tr(_CAUSES.get(row.tried, str(QT_TRANSLATE_NOOP("Waiting", "Not delivered"))))
    for kind, words in (
        (Offline, _tr("No connection")),
        (Throttled, _tr("Fax.Plus asks for a pause")),
        (ServiceDown, _tr("Fax.Plus has a fault")),
    ):
        if isinstance(condition.error, kind):
            return words
    return state_word(row.state)


def _at(at: datetime, now: datetime) -> str:
    """Return a time that is to come, within a sentence."""
    if at - now < _SOON:
        return _tr("in less than a minute")
    if local(at).date() == local(now).date():
        return _tr("at {time}").format(time=clock_text(at))
    return _tr("on {time}").format(time=time_text(at))


def _when(at: datetime, now: datetime) -> str:
    """Return the same in the few characters that a list has room for."""
    if at - now < _SOON:
        return _tr("soon")
    return clock_text(at) if local(at).date() == local(now).date() else time_text(at)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Waiting", text)
