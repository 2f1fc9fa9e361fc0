"""How far a batch is: what `faxdesk batch` prints of it while it runs, and in the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from faxdesk.cli.output import instant, say, say_json_line
from faxdesk.core.batch import BatchState
from faxdesk.core.quantities import count_text
from faxdesk.core.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from faxdesk.cli.output_types.batch import BatchJson, BatchProgressJson, BatchResultJson, BatchRowJson
    from faxdesk.core.batch import Counts
    from faxdesk.services.container import Services
    from faxdesk.store.batch_records import Batch, RowStatus

_TOLD = 1.0
"""Seconds between two reports of how far a batch is."""


class BatchProgress:
    """Prints how far a batch is, now and then."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._services: Services | None = None
        self._batch = ""
        self._said: tuple[str, Counts] | None = None
        self._told = 0.0
        self._version = (-1, -1)
        self._last: Batch | None = None
        self._counted = (-1, -1)

    def hear(self, _report: object) -> None:
        """Take a report of a service: what it means is read from the database."""

    def begin(self, services: Services, batch_id: str) -> None:
        """Print the batch for the first time: it is safely kept."""
        self._services, self._batch = services, batch_id
        if not self._as_json:
            say(f"Kept as batch {batch_id}.")
        self.look()

    def look(self) -> Batch:
        """Read the batch; print how far it is where that is news, once a second."""
        assert self._services is not None  # noqa: S101  for the type checker: it has begun
        services = self._services
        version = (services.store.database.data_version(), services.store.database.total_changes())
        if version != self._version or self._last is None:
            self._last, self._version = services.batches.get(self._batch), version
        now = time.monotonic()
        if version != self._counted and (now - self._told >= _TOLD or self._said is None):
            found, counts = self._last, services.store.batches.counts(self._last)
            self._told, self._counted = now, version
            if (found.state.value, counts) != self._said:
                self._said = (found.state.value, counts)
                self._tell(found, counts)
        return self._last

    def end(self) -> tuple[Batch, Counts]:
        """Print the last word of the batch, with its rows where programs read it."""
        assert self._services is not None  # noqa: S101  the same
        found = self._services.batches.get(self._batch)
        counts = self._services.store.batches.counts(found)
        if self._as_json:
            rows = self._services.store.batches.statuses(found.id)
            result: BatchResultJson = {"event": "result", **batch_members(found, counts), "rows": batch_rows(rows)}
            say_json_line(result)
        elif (found.state.value, counts) != self._said:
            self._tell(found, counts)
        return found, counts

    def _tell(self, found: Batch, counts: Counts) -> None:
        if self._as_json:
            progress: BatchProgressJson = {"event": "progress", **batch_members(found, counts)}
            say_json_line(progress)
        else:
            say(progress_line(found, counts))


def progress_line(found: Batch, counts: Counts) -> str:
    """Return how far a batch is, in a line."""
    from faxdesk.core.batch import time_left
    from faxdesk.services.batch_summary import progress_text

    left = time_left(counts, found.request.pace, found.resumed_at, utc_now())
    soon = f", {left_text(left)} left" if left and found.state is BatchState.RUNNING else ""
    return f"Batch {found.id}  {found.state}: {progress_text(counts)}{soon}"


def left_text(left: timedelta) -> str:
    """Return a time as people estimate it: `about 5 minutes`."""
    seconds = left.total_seconds()
    if seconds < 90:
        return f"about {count_text(max(1, round(seconds)), 'second')}"
    if seconds < 90 * 60:
        return f"about {count_text(round(seconds / 60), 'minute')}"
    return f"about {count_text(round(seconds / 3600), 'hour')}"


def batch_members(found: Batch, counts: Counts) -> BatchJson:
    """Return a batch as JSON shows it."""
    return {
        "batch": found.id,
        "file": found.name,
        "sheet": found.sheet or None,
        "state": found.state.value,
        "reason": found.reason,
        "proof": found.proof_said,
        "created_at": instant(found.created_at),
        "rows_total": counts.total,
        "waiting": counts.waiting,
        "open": counts.open,
        "delivered": counts.delivered,
        "failed": counts.failed,
        "unknown": counts.unknown,
        "refused": counts.refused,
        "left_out": counts.left_out,
        "cancelled": counts.cancelled,
    }


def batch_rows(rows: Sequence[RowStatus]) -> list[BatchRowJson]:
    """Return rows of a batch as JSON shows them."""
    return [
        {
            "row": row.line,
            "to": row.to,
            "name": row.name,
            "company": row.company,
            "state": row.state,
            "reason": row.reason,
            "job": row.job or None,
            "outbox_id": row.outbox_id,
            "fax_id": row.fax_id,
            "pages": row.pages,
        }
        for row in rows
    ]
