"""How the window says things: states, numbers, times. Words first; icons and colours only repeat them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDateTime, QLocale

from faxdesk.core.lifecycle import SENTENCES, State
from faxdesk.core.visible_text import visible
from faxdesk.store.copy_state import CopyState
from faxdesk.ui.widgets.country_names import country_name
from faxdesk.ui.widgets.icons import IconTone
from faxdesk.ui.widgets.number_text import in_its_order

if TYPE_CHECKING:
    from faxdesk.store.fax_lists import Row

_STATES: dict[State, tuple[str, str, IconTone]] = {
    State.QUEUED: (str(QT_TRANSLATE_NOOP("State", "Waiting")), "state-waiting", IconTone.PLAIN),
    State.UPLOADING: (str(QT_TRANSLATE_NOOP("State", "Uploading")), "state-uploading", IconTone.PLAIN),
    State.SUBMITTING: (str(QT_TRANSLATE_NOOP("State", "Handing over")), "state-uploading", IconTone.PLAIN),
    State.UNKNOWN: (str(QT_TRANSLATE_NOOP("State", "Unclear if sent")), "state-unknown", IconTone.DOUBT),
    State.ACCEPTED: (str(QT_TRANSLATE_NOOP("State", "At Fax.Plus")), "state-service", IconTone.PLAIN),
    State.SUBMITTED: (str(QT_TRANSLATE_NOOP("State", "At Fax.Plus")), "state-service", IconTone.PLAIN),
    State.CONVERTING: (str(QT_TRANSLATE_NOOP("State", "Converting")), "state-service", IconTone.PLAIN),
    State.SCHEDULED: (str(QT_TRANSLATE_NOOP("State", "Scheduled")), "state-scheduled", IconTone.PLAIN),
    State.SENDING: (str(QT_TRANSLATE_NOOP("State", "Sending")), "state-sending", IconTone.PLAIN),
    State.DELIVERED: (str(QT_TRANSLATE_NOOP("State", "Delivered")), "state-delivered", IconTone.GOOD),
    State.PARTIAL: (str(QT_TRANSLATE_NOOP("State", "Partly delivered")), "state-partial", IconTone.DOUBT),
    State.FAILED: (str(QT_TRANSLATE_NOOP("State", "Failed")), "state-failed", IconTone.BAD),
    State.UNREPORTED: (str(QT_TRANSLATE_NOOP("State", "No result")), "state-unknown", IconTone.DOUBT),
    State.CANCELLED: (str(QT_TRANSLATE_NOOP("State", "Cancelled")), "state-cancelled", IconTone.PLAIN),
    State.REJECTED: (str(QT_TRANSLATE_NOOP("State", "Refused")), "state-failed", IconTone.BAD),
}


def state_word(state: State) -> str:
    """Return the word for a state."""
    return QCoreApplication.translate("State", _STATES[state][0])


def state_text(row: Row) -> str:
    """Return the words for where a fax stands, such as “Delivered” or “Cancelling”."""
    if row.cancel_requested:
        return QCoreApplication.translate("State", "Cancelling")
    return state_word(row.state)


def state_icon(row: Row) -> tuple[str, IconTone]:
    """Return the name and the tone of the icon that goes with `state_text`."""
    return state_look(row.state)


def state_look(state: State) -> tuple[str, IconTone]:
    """Return the name and the tone of the icon that goes with `state_word`."""
    return _STATES[state][1:]


def state_sentence(row: Row) -> str:
    """Return why the fax is in its state and what comes next: the reason that is known, else a sentence of ours."""
    return row.reason or QCoreApplication.translate("State", SENTENCES[row.state])


def arrived_words(row: Row) -> str:
    """Return in a few words how much of a fax arrived in part, or that nobody tells; "" of any other."""
    if row.state is not State.PARTIAL:
        return ""
    if not row.sent_pages:
        return QCoreApplication.translate("Arrived", "Pages are missing")
    said = QCoreApplication.translate("Arrived", "{arrived} of {sent} pages")
    return said.format(arrived=row.pages, sent=row.sent_pages)


def arrived_text(row: Row) -> str:
    """Return how much of a fax arrived in part, or that Fax.Plus does not tell; "" of any other."""
    if row.state is not State.PARTIAL:
        return ""
    if not row.sent_pages:
        return QCoreApplication.translate("Arrived", "Fax.Plus does not tell how many pages were delivered.")
    said = QCoreApplication.translate("Arrived", "{arrived} of {sent} pages delivered")
    return said.format(arrived=row.pages, sent=row.sent_pages)


def copies_text(row: Row) -> str:
    """Return what is kept on this computer of a fax that has ended, "" where that is not known yet."""
    kept, none = CopyState.KEPT, CopyState.NONE
    if row.pages_copy is None or row.report_copy is None:
        return ""
    text = {
        (kept, kept): QT_TRANSLATE_NOOP("Copies", "Its pages and its confirmation report."),
        (kept, none): QT_TRANSLATE_NOOP("Copies", "Its pages. Fax.Plus has no confirmation report of it."),
        (none, kept): QT_TRANSLATE_NOOP(
            "Copies", "Its confirmation report, and the documents that FaxDesk sent. Fax.Plus has no pages of it."
        ),
        (none, none): QT_TRANSLATE_NOOP(
            "Copies", "The documents that FaxDesk sent. Fax.Plus has neither pages nor a confirmation report of it."
        ),
    }.get((row.pages_copy, row.report_copy), "")
    return QCoreApplication.translate("Copies", str(text)) if text else ""


# ------------------------------------------------------------------------------------------------------- times


def local(when: datetime) -> QDateTime:
    """Return an instant in the zone of this computer."""
    return QDateTime.fromMSecsSinceEpoch((when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1))


def time_text(when: datetime) -> str:
    """Return an instant as the lists show it: the user's zone and way of writing, to the minute."""
    locale = QLocale()
    if locale.name() == "C":
        # Where no language is set, Qt would write “24 11 2026”.
        return local(when).toString("yyyy-MM-dd HH:mm")
    return locale.toString(local(when), QLocale.FormatType.ShortFormat)


def date_text(when: datetime) -> str:
    """Return the day of an instant in the user's zone and way of writing."""
    locale = QLocale()
    if locale.name() == "C":
        return local(when).toString("yyyy-MM-dd")
    return locale.toString(local(when).date(), QLocale.FormatType.ShortFormat)


def clock_text(when: datetime) -> str:
    """Return the time of day of an instant in the user's zone, to the minute."""
    return QLocale().toString(local(when).time(), QLocale.FormatType.ShortFormat)


def day_text(when: datetime, now: datetime) -> str:
    """Return the day of an instant as people say it: “Today”, “Yesterday”, “Tomorrow”, else its date."""
    days = local(now).date().daysTo(local(when).date())
    said = {
        -1: QCoreApplication.translate("Day", "Yesterday"),
        0: QCoreApplication.translate("Day", "Today"),
        1: QCoreApplication.translate("Day", "Tomorrow"),
    }
    return said.get(days) or date_text(when)


def near_text(when: datetime, now: datetime) -> str:
    """Return an instant with its day as people say it, such as “Yesterday 14:03”."""
    said = QCoreApplication.translate("Day", "{day} {time}")
    return said.format(day=day_text(when, now), time=clock_text(when))


def cost_text(cost: float) -> str:
    """Return what a fax has cost, in the unit of the account, as the locale writes numbers."""
    locale = QLocale()
    return locale.toString(int(cost)) if cost == int(cost) else locale.toString(cost, "f", 2)


def exact_text(when: datetime) -> str:
    """Return an instant with the offset of its zone, such as “1 Dec 2026 09:30 (UTC+01:00)”."""
    shown = local(when)
    seconds = shown.offsetFromUtc()
    sign, minutes = "-" if seconds < 0 else "+", abs(seconds) // 60
    return f"{time_text(when)} (UTC{sign}{minutes // 60:02}:{minutes % 60:02})"


# ----------------------------------------------------------------------------------------------------- numbers


class NumberFormatter:
    """Formats fax numbers once the library for it is loaded, which happens after the first paint.

    Until `load` numbers are shown in the plain form that the service uses.
    """

    def __init__(self) -> None:
        self.loaded = False

    def load(self) -> None:
        """Import the library; takes some 20 ms. May be called from any thread, before the first `text` of it."""
        import faxdesk.core.phone as phone

        phone.display("+41445550123")

    def text(self, numbers: str) -> str:
        """Return one number, or several separated by commas, as people write them."""
        if not self.loaded or not numbers:
            return numbers
        return ", ".join(in_its_order(_display(number)) for number in numbers.split(", "))

    def whom(self, number: str, name: str) -> str:
        """Return whom a fax goes to: the name of the contact, "" where there is none, and the number."""
        if not name:
            return self.text(number)
        said = QCoreApplication.translate("Recipient", "{name}, {number}")
        return said.format(name=visible(name), number=self.text(number))

    def country(self, number: str) -> str:
        """Return the name of the number's country, or an empty text."""
        return _country(number) if self.loaded else ""


@lru_cache(maxsize=4096)
def _display(number: str) -> str:
    from faxdesk.core.phone import display

    return display(number)


@lru_cache(maxsize=512)
def _country(number: str) -> str:
    from faxdesk.core.phone import region_of

    return country_name(region_of(number))
