"""Times at the recipients' places, in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from faxdesk.core import opening_hours


def clock_text(local: datetime) -> str:
    """Return the time of day as the user's locale writes it."""
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def day_text(local: datetime) -> str:
    """Return the short name of a weekday in the user's language."""
    return QLocale().dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)


def clock_there(number: str, now: datetime) -> str:
    """Return what time it is at a number (E.164); "" where its place is not known. Another day is named."""
    zone = opening_hours.zone_at(number, now)
    if zone is None:
        return ""
    there, here = now.astimezone(zone), now.astimezone()
    if there.date() == here.date():
        return _tr("{time} there").format(time=clock_text(there))
    return _tr("{day} {time} there").format(day=day_text(there), time=clock_text(there))


def _tr(text: str) -> str:
    return QCoreApplication.translate("OfficeTimes", text)
