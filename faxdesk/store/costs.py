"""What faxes have cost, added up by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.lifecycle import CALLED, REPORTS, State
from faxdesk.core.service_status import of_archive
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.store.database import Database


class CostGroup(NamedTuple):
    """Faxes that were sent from one number and ended in one state.

    `sender` is the number in E.164, or as the service spells it; `state` None where a fax has no final word yet. `cost`
    is in the unit of the account, without those faxes of which nobody has told it, whose number is `cost_unknown`.
    """

    sender: str
    state: State | None
    faxes: int
    pages: int
    cost: float
    cost_unknown: int


_NOT_ARCHIVED = f"r.archived = 0 AND +r.state IN {listed(CALLED)}"
_GROUPS = f"""
    SELECT sender, '' AS state, status, count(*) AS faxes, coalesce(sum(pages), 0) AS pages,
        coalesce(sum(cost), 0) AS cost, count(*) - count(cost) AS cost_unknown
    FROM fax WHERE at >= :start AND at < :end GROUP BY sender, status
    UNION ALL
    SELECT s.sender, r.state, r.status, count(*), coalesce(sum(r.pages), 0), 0, count(*)
    FROM recipient r JOIN submission s USING (job)
    WHERE r.changed_at >= :start AND r.changed_at < :end AND {_NOT_ARCHIVED}
    GROUP BY s.sender, r.state, r.status
"""
_OLDEST = f"""
    SELECT min(at) AS at FROM (
        SELECT min(at) AS at FROM fax
        UNION ALL SELECT min(r.changed_at) FROM recipient r WHERE {_NOT_ARCHIVED}
    )
"""


class Costs:
    """Sums over the archive of the service, and over what was sent from here and is not in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def oldest(self) -> datetime | None:
        """Return when the first of all faxes was sent, or None where there is none."""
        row = self._database.row(_OLDEST)
        return None if row is None else cells.when(row["at"])

    def between(self, start: datetime, end: datetime) -> list[CostGroup]:
        """Return the faxes that were sent at `start` or later, and before `end`."""
        found = self._database.rows(_GROUPS, {"start": to_ms(start), "end": to_ms(end)})
        return [
            CostGroup(
                row["sender"],
                _state(row["state"], row["status"]),
                row["faxes"],
                row["pages"],
                row["cost"],
                row["cost_unknown"],
            )
            for row in found
        ]


def _state(state: str, status: str) -> State | None:
    if state:
        return cells.state(state)
    meaning = of_archive(status)
    return None if meaning is None else REPORTS[meaning.event]
