"""What faxes have cost, by month and by the number that they were sent from."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.cancel_token import check
from faxdesk.core.lifecycle import State
from faxdesk.core.phone import comparable
from faxdesk.core.quantities import cost_text
from faxdesk.core.send_time import meant
from faxdesk.core.table import harmless
from faxdesk.services.csv_file import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.store.costs import CostGroup
    from faxdesk.store.store import Store

TITLES = ("Month", "From", "Faxes", "Delivered", "Pages", "Cost", "Cost not known")
"""In English whatever the language, as in the export of a list: other programs read it."""


class CostLine(NamedTuple):
    """The faxes of one month that were sent from one number.

    `month` is its first day, `delivered` how many reached the recipient whole. `cost` is in the unit of the account,
    and without the `cost_unknown` faxes of which Fax.Plus has not told it.
    """

    month: date
    sender: str
    faxes: int
    delivered: int
    pages: int
    cost: float
    cost_unknown: int


class CostTotal(NamedTuple):
    """The same of several lines together."""

    faxes: int
    cost: float
    cost_unknown: int


def cost_lines(store: Store, now: datetime, zone: tzinfo, cancel: CancelToken) -> list[CostLine]:
    """Return what was sent, the newest month first. Months are those of `zone`. Raises `Stopped`."""
    oldest = store.costs.oldest()
    if oldest is None:
        return []
    lines: list[CostLine] = []
    for month, start, end in _months(oldest.astimezone(zone), now.astimezone(zone), zone):
        check(cancel)
        lines += _lines(month, store.costs.between(start, end))
    return lines


def total(lines: Iterable[CostLine]) -> CostTotal:
    """Return what lines come to together."""
    told = list(lines)
    return CostTotal(
        sum(line.faxes for line in told), sum(line.cost for line in told), sum(line.cost_unknown for line in told)
    )


def export(lines: Iterable[CostLine], target: Path) -> None:
    """Write lines as CSV. Raises `InputRefused` where nothing can be written.

    A cost is left empty where it is not known of any fax of its line: it is not 0.
    """
    write_csv(TITLES, map(_cells, lines), target)


def _cells(line: CostLine) -> Sequence[object]:
    known = line.cost_unknown < line.faxes
    return (
        f"{line.month:%Y-%m}",
        harmless(line.sender),
        line.faxes,
        line.delivered,
        line.pages,
        cost_text(line.cost) if known else "",
        line.cost_unknown,
    )


def _lines(month: date, groups: Iterable[CostGroup]) -> list[CostLine]:
    by_sender: dict[str, CostLine] = {}
    for group in groups:
        sender = _sender(group.sender)
        line = by_sender.get(sender, CostLine(month, sender, 0, 0, 0, 0.0, 0))
        by_sender[sender] = line._replace(
            faxes=line.faxes + group.faxes,
            delivered=line.delivered + (group.faxes if group.state is State.DELIVERED else 0),
            pages=line.pages + group.pages,
            cost=line.cost + group.cost,
            cost_unknown=line.cost_unknown + group.cost_unknown,
        )
    return [by_sender[sender] for sender in sorted(by_sender)]


def _sender(number: str) -> str:
    """Return a number as it is written here: the service may write it with spaces, or without its plus."""
    digits = comparable(number)
    return f"+{digits}" if digits and not digits.startswith("0") else number


def _months(oldest: datetime, newest: datetime, zone: tzinfo) -> Iterator[tuple[date, datetime, datetime]]:
    """Yield the months from the newest to the oldest, each with when it begins and when the next one does."""
    year, month = newest.year, newest.month
    end = _begin(year + month // 12, month % 12 + 1, zone)
    while (year, month) >= (oldest.year, oldest.month):
        start = _begin(year, month, zone)
        yield date(year, month, 1), start, end
        end = start
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


def _begin(year: int, month: int, zone: tzinfo) -> datetime:
    return meant(datetime(year, month, 1), zone).at  # noqa: DTZ001  of that zone
