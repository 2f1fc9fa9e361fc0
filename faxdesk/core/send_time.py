"""Send times: what people type in their own zone, and the instant that it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from faxdesk.core.errors import InputRefused

FIELD = "Send time"
_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
_SHOWN = re.compile(r" \(UTC([+-]\d\d:\d\d)\)$")
_ADVICE = "Write it like 2026-12-01 09:30, or with an offset like 2026-12-01T09:30+01:00."


class ClockChange(StrEnum):
    """What the clock on the wall does at a local time."""

    PLAIN = "plain"
    SKIPPED = "skipped"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class LocalMoment:
    """The instant that a local time means, and whether the clock makes it doubtful (daylight saving)."""

    at: datetime
    clock: ClockChange


def meant(local: datetime, zone: tzinfo) -> LocalMoment:
    """Return the instant (UTC) of a naive local time.

    A time that the clock skips means the instant just as far after the jump; of a time that comes twice the first is
    meant. Both are what PEP 495 does with fold=0, and are said to the user before they are accepted.
    """
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != local:
        return LocalMoment(first, ClockChange.SKIPPED)
    return LocalMoment(first, ClockChange.PLAIN if first == second else ClockChange.REPEATED)


def warning(local: datetime, zone: tzinfo, written: Callable[[datetime, tzinfo], str]) -> str:
    """Return what to tell the user about a local time that the clock skips or repeats, else an empty text.

    `written` returns an instant as it is to be read in a zone, with its offset.
    """
    result = meant(local, zone)
    at = written(result.at, zone)
    if result.clock is ClockChange.SKIPPED:
        return f"The clocks go forward and skip this time. The fax will be sent at {at}."
    if result.clock is ClockChange.REPEATED:
        return f"The clocks go back and this time comes twice. The fax will be sent at the first, {at}."
    return ""


def local_time(when: datetime, zone: tzinfo) -> datetime:
    """Return an instant in a zone; in UTC where it would leave the calendar there, as its first and last hours do."""
    try:
        return when.astimezone(zone)
    except OverflowError:
        return when.astimezone(UTC)


def show(when: datetime, zone: tzinfo) -> str:
    """Return an instant in the user's zone with its offset, such as `2026-12-01 09:30 (UTC+01:00)`."""
    local = local_time(when, zone)
    return f"{local:%Y-%m-%d %H:%M} ({offset_text(local)})"


def offset_text(local: datetime) -> str:
    """Return the offset of a time with a zone, such as `UTC+01:00`."""
    offset = local.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"


def parse(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the instant (UTC) that a text means, or None for now.

    Takes a local time (`2026-12-01 09:30`) or an ISO 8601 time with an offset. Raises `InputRefused` for anything else,
    for a time in the past, and for one that the local clock skips or repeats, where an offset must say which is meant.
    """
    said = text.strip()
    if not said or said.lower() == "now":
        return None
    return future(_instant(said, zone), now, zone)


def future(when: datetime, now: datetime, zone: tzinfo, written: Callable[[datetime, tzinfo], str] = show) -> datetime:
    """Return `when`; raise `InputRefused` where it has passed or is more than a year away.

    `written` returns an instant as it is to be read in a zone.
    """
    if when <= now:
        raise InputRefused(
            FIELD, f"{written(when, zone)} is in the past.", "Choose a later time, or leave it out to send now."
        )
    if when > now + timedelta(days=366):
        raise InputRefused(FIELD, f"{written(when, zone)} is more than a year away.", "Choose a time within a year.")
    return when


def check_form(text: str) -> None:
    """Raise `InputRefused` where a text has the form of no time; whether the time has passed is not looked at."""
    _instant(text.strip(), UTC)


def clock_time(text: str) -> time | None:
    """Return the time of day that a text such as `18:30` is, None where it is none."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d)(?::00)?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def next_at(of_day: time, now: datetime, zone: tzinfo) -> datetime:
    """Return the next instant (UTC) after `now` at which the clock on the wall shows a time of day.

    Where the clock skips it that day, the instant just as far after the jump (`meant`).
    """
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(3))
    instants = (meant(datetime.combine(day, of_day), zone).at for day in days)
    return next(at for at in instants if at > now)


def _instant(said: str, zone: tzinfo) -> datetime:
    # As `show` writes it.
    said = _SHOWN.sub(r"\1", said)
    for form in _FORMS:
        try:
            local = datetime.strptime(said, form)  # noqa: DTZ007  a local time is naive until its zone is applied
        except ValueError:
            continue
        return _local(local, zone)
    try:
        when = datetime.fromisoformat(re.sub(r" (?=[+-]\d)", "", said))
    except ValueError:
        raise InputRefused(FIELD, f"“{said}” is not a time.", _ADVICE) from None
    if when.tzinfo is None:
        raise InputRefused(FIELD, f"“{said}” is not a time.", _ADVICE)
    try:
        return when.astimezone(UTC)
    except OverflowError:
        raise InputRefused(FIELD, f"“{said}” is not a time.", _ADVICE) from None


def _local(local: datetime, zone: tzinfo) -> datetime:
    try:
        result = meant(local, zone)
    except OverflowError:
        raise InputRefused(FIELD, f"{local} is not a time.", _ADVICE) from None
    if result.clock is not ClockChange.PLAIN:
        raise InputRefused(
            FIELD,
            f"The clock {'skips' if result.clock is ClockChange.SKIPPED else 'repeats'} {local:%Y-%m-%d %H:%M} "
            "(daylight saving).",
            f"Say which time you mean with an offset: {result.at.astimezone(zone).isoformat(timespec='minutes')}.",
        )
    return result.at
