"""Writing a list of faxes as a table for spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.cancel_token import check
from faxdesk.core.lifecycle import FINAL
from faxdesk.core.table import harmless
from faxdesk.core.times import local
from faxdesk.services.csv_file import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.store.fax_lists import Listing, Row
    from faxdesk.store.store import Store

TITLES = (
    *("Status", "To", "Name", "Comment", "Documents", "Pages", "Cost", "From", "Time", "Reason"),
    *("Job", "Outbox id", "Fax id"),
)
"""In English whatever the language, as in the summary of a batch: other programs read it."""
_ROWS = 500


class Exported(NamedTuple):
    """How many faxes were written, what those whose cost is known have cost together, and of how many it is not."""

    faxes: int
    cost: float
    cost_unknown: int


def export(store: Store, listing: Listing, keys: Sequence[int], target: Path, cancel: CancelToken) -> Exported:
    """Write some faxes of a list, in this order, as CSV. A cost that is not known yet is left empty: it is not 0.

    Numbers are in E.164, times with their offset. Raises `Stopped`, and `InputRefused` where nothing can be written.
    """
    lines: list[tuple[object, ...]] = []
    cost, unknown = 0.0, 0
    for row in _rows(store, listing, keys, cancel):
        lines.append(_cells(row))
        if row.cost is not None:
            cost += row.cost
        elif row.state in FINAL:
            unknown += 1
    write_csv(TITLES, lines, target)
    return Exported(len(lines), cost, unknown)


def _rows(store: Store, listing: Listing, keys: Sequence[int], cancel: CancelToken) -> Iterator[Row]:
    for start in range(0, len(keys), _ROWS):
        check(cancel)
        part = keys[start : start + _ROWS]
        found = store.fax_lists.rows(listing, part)
        yield from (found[key] for key in part if key in found)


def _cells(row: Row) -> tuple[object, ...]:
    return (
        row.state.value,
        row.to,
        *map(harmless, (row.name, row.comment, ", ".join(row.documents))),
        row.pages or "",
        "" if row.cost is None else f"{row.cost:g}",
        row.sender,
        local(row.at).isoformat(timespec="seconds", sep=" "),
        harmless(row.reason),
        row.job or "",
        row.outbox_id or "",
        row.fax_id or "",
    )
