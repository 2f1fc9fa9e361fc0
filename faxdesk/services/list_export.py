"""Writing a list of faxes as a table for spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from faxdesk.core.cancel_token import check
from faxdesk.core.lifecycle import FINAL
from faxdesk.core.quantities import cost_text
from faxdesk.core.received_fax import reason
from faxdesk.core.table import harmless
from faxdesk.core.times import local
from faxdesk.services.csv_file import write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.store.fax_lists import Listing, Row
    from faxdesk.store.store import Store

T = TypeVar("T")

TITLES = (
    *("Status", "To", "Name", "Comment", "Documents", "Pages", "Cost", "From", "Time", "Reason"),
    *("Job", "Outbox id", "Fax id"),
)
"""In English whatever the language, as in the summary of a batch: other programs read it."""
RECEIVED_TITLES = ("Status", "Read", "From", "Name", "Comment", "Pages", "To", "Time", "Reason", "Fax id")
"""The same of received faxes."""
_ROWS = 500


class Exported(NamedTuple):
    """How many faxes were written, what those whose cost is known have cost together, and of how many it is not.

    `cost` is None of faxes that cost nothing, as those that were received.
    """

    faxes: int
    cost: float | None = None
    cost_unknown: int = 0


def export(store: Store, listing: Listing, keys: Sequence[int], target: Path, cancel: CancelToken) -> Exported:
    """Write some faxes of a list, in this order, as CSV. A cost that is not known yet is left empty: it is not 0.

    Numbers are in E.164, times with their offset. Raises `Stopped`, and `InputRefused` where nothing can be written.
    """
    lines: list[tuple[object, ...]] = []
    cost, unknown = 0.0, 0
    for row in _rows(lambda part: store.fax_lists.rows(listing, part), keys, cancel):
        lines.append(_cells(row))
        if row.cost is not None:
            cost += row.cost
        elif row.state in FINAL:
            unknown += 1
    write_csv(TITLES, lines, target)
    return Exported(len(lines), cost, unknown)


def export_received(store: Store, keys: Sequence[int], target: Path, cancel: CancelToken) -> Exported:
    """Write some received faxes, in this order, as CSV; numbers and times as in `export`, which raises the same."""
    lines = list(map(_received_cells, _rows(store.received_faxes.rows, keys, cancel)))
    write_csv(RECEIVED_TITLES, lines, target)
    return Exported(len(lines))


def _rows(read: Callable[[Sequence[int]], Mapping[int, T]], keys: Sequence[int], cancel: CancelToken) -> Iterator[T]:
    for start in range(0, len(keys), _ROWS):
        check(cancel)
        part = keys[start : start + _ROWS]
        found = read(part)
        yield from (found[key] for key in part if key in found)


def _cells(row: Row) -> tuple[object, ...]:
    return (
        row.state.value,
        row.to,
        *map(harmless, (row.name, row.comment, ", ".join(row.documents))),
        row.pages or "",
        "" if row.cost is None else cost_text(row.cost),
        row.sender,
        local(row.at).isoformat(timespec="seconds", sep=" "),
        harmless(row.reason),
        row.job or "",
        row.outbox_id or "",
        row.fax_id or "",
    )


def _received_cells(fax: ReceivedFax) -> tuple[object, ...]:
    return (
        fax.state.value,
        "yes" if fax.read else "no",
        fax.sender,
        *map(harmless, (fax.name, fax.comment)),
        fax.pages or "",
        fax.number,
        local(fax.at).isoformat(timespec="seconds", sep=" "),
        harmless(reason(fax)),
        fax.id,
    )
