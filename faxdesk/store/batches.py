"""Batches: the list, durable from the moment that its start is told, and how far each row of it is."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.core.batch import (
    UNFINISHED,
    BatchState,
    Counts,
    PlannedRow,
    RowState,
    StoredRow,
)
from faxdesk.core.lifecycle import NOT_HANDED_OVER, OPEN, State
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.batch_records import (
    Batch,
    NewBatch,
    RowStatus,
    batch_of,
    columns_of,
    counts_of,
    documents_text,
    json_text,
    row_status_of,
    stored_row_of,
)
from faxdesk.store.database import listed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from faxdesk.core.batch import Reconciliation
    from faxdesk.core.list_columns import ListField
    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

APART = timedelta(hours=1)
"""How much later a fax to the same number must be due, so that another can go before it: by then that has ended."""
_UNFINISHED = "(" + ", ".join(f"'{state}'" for state in sorted(UNFINISHED)) + ")"
_WAITING = f"b.state = '{RowState.WAITING}'"
_ASKED = f"(r.state = '{State.UNKNOWN}' AND r.asked = 1)"
_READY = f"""
    WITH busy AS MATERIALIZED (
        SELECT r.number, min(max(coalesce(s.send_at, 0), :now)) AS due
        FROM recipient r JOIN submission s USING (job)
        WHERE r.state IN {listed(OPEN)} AND NOT {_ASKED} GROUP BY r.number
    )
    SELECT b.* FROM batch_row b INDEXED BY batch_row_waiting LEFT JOIN busy ON busy.number = b.number
    WHERE b.batch = :batch AND {_WAITING}
    AND (busy.due IS NULL OR busy.due >= max(coalesce(b.send_at, 0), :now) + {APART // timedelta(milliseconds=1)})
    ORDER BY b.position LIMIT :count
"""
"""Waiting rows to whose number no other fax goes that may be on the line at their time."""


_SUCCESSOR = """
    SELECT n.id FROM recipient n JOIN recipient o ON o.id = :old
    WHERE n.job = :job AND (n.number = o.number OR (SELECT count(*) FROM recipient WHERE job = :job) = 1)
"""


class Batches:
    """The batches of a data folder. Every method that writes does so in one transaction, joined to the open one."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    # ----------------------------------------------------------------------------------------------- reading

    def get(self, batch: str) -> Batch | None:
        """Return a batch by its id, or None."""
        row = self._database.row("SELECT * FROM batch WHERE id = ?", (batch,))
        return None if row is None else batch_of(row)

    def all(self) -> tuple[Batch, ...]:
        """Return all batches, the newest first."""
        return tuple(map(batch_of, self._database.rows("SELECT * FROM batch ORDER BY created_at DESC, rowid DESC")))

    def in_state(self, state: BatchState) -> tuple[Batch, ...]:
        """Return the batches in a state, the oldest first."""
        rows = self._database.rows("SELECT * FROM batch WHERE state = ? ORDER BY created_at, rowid", (state,))
        return tuple(map(batch_of, rows))

    def running(self) -> tuple[Batch, ...]:
        """Return the batches that send, the oldest first."""
        return self.in_state(BatchState.RUNNING)

    def of_list(self, source: str, sheet: str, digest: str) -> Batch | None:
        """Return the newest batch of a list: of this file, or of one with the same content elsewhere."""
        row = self._database.row(
            "SELECT * FROM batch WHERE (source = ? OR digest = ?) AND sheet = ? ORDER BY created_at DESC, rowid DESC"
            " LIMIT 1",
            (source, digest, sheet),
        )
        return None if row is None else batch_of(row)

    def rows(self, batch: str) -> tuple[StoredRow, ...]:
        """Return the rows of a batch whole, in the order of the list."""
        rows = self._database.rows("SELECT * FROM batch_row WHERE batch = ? ORDER BY position", (batch,))
        return tuple(map(stored_row_of, rows))

    def row(self, batch: str, position: int) -> StoredRow | None:
        """Return one row of a batch, or None."""
        row = self._database.row("SELECT * FROM batch_row WHERE batch = ? AND position = ?", (batch, position))
        return None if row is None else stored_row_of(row)

    def statuses(self, batch: str, first: int = 0, count: int = -1) -> tuple[RowStatus, ...]:
        """Return how each row stands: all, or `count` of them after the `first` ones. Their positions count from 1."""
        rows = self._database.rows(
            "SELECT b.*, r.state AS fax_state, r.reason AS fax_reason, r.job, r.outbox_id, r.fax_id, r.changed_at,"
            " coalesce(r.pages, (SELECT sum(d.pages) FROM document d WHERE d.job = r.job)) AS pages"
            " FROM batch_row b LEFT JOIN recipient r ON r.id = b.recipient WHERE b.batch = ? AND b.position > ?"
            " ORDER BY b.position LIMIT ?",
            (batch, first, count),
        )
        return tuple(map(row_status_of, rows))

    def open_recipients(self, batch: str) -> tuple[int, ...]:
        """Return the faxes of a batch that have no final word yet."""
        return tuple(
            self._database.column(
                "SELECT r.id FROM batch_row b JOIN recipient r ON r.id = b.recipient"
                f" WHERE b.batch = ? AND r.state IN {listed(OPEN)} ORDER BY r.id",
                (batch,),
            )
        )

    def has_texts(self, batch: str, field: ListField) -> bool:
        """Return whether a row of a batch has something in a field."""
        sql = (
            "SELECT 1 FROM batch_row WHERE batch = ? AND coalesce(json_extract(content, '$.values.' || ?), '') != ''"
            " LIMIT 1"
        )
        return self._database.row(sql, (batch, field.value)) is not None

    def any_waiting(self) -> bool:
        """Return whether a batch that runs has rows that are not submitted yet."""
        sql = (
            "SELECT 1 FROM batch CROSS JOIN batch_row b INDEXED BY batch_row_waiting ON b.batch = batch.id"
            f" WHERE batch.state = ? AND {_WAITING} LIMIT 1"
        )
        return self._database.row(sql, (BatchState.RUNNING,)) is not None

    def line_of(self, batch: str, key: str, *, but: int) -> int | None:
        """Return the line of another row that asks for the same fax as that of this key, None where none does."""
        line: int | None = self._database.value(
            "SELECT min(line) FROM batch_row WHERE batch = ? AND key = ? AND position != ? AND state != ?",
            (batch, key, but, RowState.LEFT_OUT),
        )
        return line

    def size(self, batch: str) -> int:
        """Return how many rows a batch has."""
        return int(self._database.value("SELECT count(*) FROM batch_row WHERE batch = ?", (batch,)))

    def queued_here(self, batch: str) -> int:
        """Return how many faxes of a batch are not handed over yet. Unlike `counts` it looks at no other rows."""
        count: int = self._database.value(
            "SELECT count(*) FROM recipient r CROSS JOIN batch_row b ON b.recipient = r.id"
            f" WHERE r.state IN {listed(NOT_HANDED_OVER)} AND b.batch = ?",
            (batch,),
        )
        return count

    def all_handed_over(self, batch: str) -> bool:
        """Return whether no row of a batch waits any more, and none of its faxes here. As cheap as `queued_here`."""
        waiting = (
            f"SELECT EXISTS (SELECT 1 FROM batch_row b INDEXED BY batch_row_waiting WHERE b.batch = ? AND {_WAITING})"
        )
        return not self._database.value(waiting, (batch,)) and not self.queued_here(batch)

    def counts(self, batch: Batch) -> Counts:
        """Return how far a batch is, which takes a look at each row."""
        found = self._database.rows(
            "SELECT b.state, r.state AS fax, coalesce(r.asked, 0) AS asked, coalesce(b.send_at, 0) > :now AS later,"
            " coalesce(b.submitted_at, 0) >= :resumed AS lately, count(*) AS many"
            " FROM batch_row b INDEXED BY batch_row_counted LEFT JOIN recipient r ON r.id = b.recipient"
            " WHERE b.batch = :batch"
            " GROUP BY 1, 2, 3, 4, 5",
            {"batch": batch.id, "now": to_ms(self._now()), "resumed": to_ms(batch.resumed_at)},
        )
        return counts_of(found)

    def ready(self, batch: str, count: int) -> tuple[StoredRow, ...]:
        """Return up to `count` waiting rows that may go now, in the order of the list, no two to one number.

        No other fax to their numbers is on its way, wherever it comes from.
        """
        rows = self._database.rows(_READY, {"batch": batch, "now": to_ms(self._now()), "count": count * _REPEATED})
        first: dict[str, StoredRow] = {}
        for row in map(stored_row_of, rows):
            first.setdefault(row.row.number, row)
        return tuple(first.values())[:count]

    def last_submission(self, sender: str) -> datetime | None:
        """Return when the last row of any batch was submitted for a sender's number, None where none was."""
        at = self._database.value(
            "SELECT max(submitted_at) FROM batch_row WHERE sender = ? AND submitted_at IS NOT NULL", (sender,)
        )
        return cells.when(at)

    # ----------------------------------------------------------------------------------------------- writing

    def begin(self, new: NewBatch, rows: Sequence[PlannedRow], left_out: Iterable[PlannedRow]) -> str:
        """Keep a list as a new batch, and return its id. `left_out` are rows that ask for what others ask for."""
        now, batch = to_ms(self._now()), secrets.token_hex(4)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO batch (id, created_at, resumed_at, name, source, sheet, digest, titles, request,"
                " documents, region, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    batch,
                    now,
                    now,
                    new.name,
                    new.source,
                    new.sheet,
                    new.digest,
                    json_text(new.titles),
                    json_text(asdict(new.request)),
                    documents_text(new.documents),
                    new.region,
                    BatchState.RUNNING,
                ),
            )
            self._add(connection, batch, rows, left_out)
        return batch

    def go_on(self, batch: str, new: NewBatch, changes: Reconciliation, left_out: Sequence[PlannedRow] = ()) -> None:
        """A list was started again: take over what has changed in it, and let the batch run."""
        now = to_ms(self._now())
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batch SET resumed_at = iif(state = ?, resumed_at, ?), state = ?, reason = '', titles = ?,"
                " request = ?, documents = ?, region = ?, source = ?, digest = ? WHERE id = ?",
                (
                    BatchState.RUNNING,
                    now,
                    BatchState.RUNNING,
                    json_text(new.titles),
                    json_text(asdict(new.request)),
                    documents_text(new.documents),
                    new.region,
                    new.source,
                    new.digest,
                    batch,
                ),
            )
            connection.executemany(
                "UPDATE batch_row SET state = ?, error = ? WHERE batch = ? AND position = ? AND recipient IS NULL",
                [(RowState.LEFT_OUT, NO_LONGER, batch, position) for position in changes.gone],
            )
            for position, planned in changes.replaced.items():
                self._replace(connection, batch, position, planned)
            self._add(connection, batch, changes.added, left_out)

    def mend(self, batch: str, position: int, planned: PlannedRow) -> None:
        """The user has changed a row that is not submitted."""
        with self._database.transaction() as connection:
            self._replace(connection, batch, position, planned)

    def submitted(self, batch: str, position: int, recipient: int, sender: str) -> None:
        """A row has become a fax. To be called in the transaction that makes that fax."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE batch_row SET state = ?, recipient = ?, sender = ?, submitted_at = ? WHERE batch = ?"
                " AND position = ? AND state = ?",
                (RowState.SUBMITTED, recipient, sender, to_ms(self._now()), batch, position, RowState.WAITING),
            )
            if changed.rowcount != 1:
                raise LookupError(f"row {position} of batch {batch} does not wait")

    def refuse(self, batch: str, position: int, error: str) -> None:
        """A row cannot be sent after all."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batch_row SET state = ?, error = ? WHERE batch = ? AND position = ? AND recipient IS NULL",
                (RowState.REFUSED, error, batch, position),
            )

    def set_state(self, batch: str, state: BatchState, reason: str = "", *, expected: Iterable[BatchState]) -> bool:
        """Move a batch from one of the expected states; return False where it is in another by now.

        Rows that wait are cancelled with it. One that runs again is judged by what comes now.
        """
        before = tuple(expected)
        with self._database.transaction() as connection:
            row = connection.execute("SELECT state FROM batch WHERE id = ?", (batch,)).fetchone()
            if row is None or row["state"] not in before:
                return False
            connection.execute("UPDATE batch SET state = ?, reason = ? WHERE id = ?", (state, reason, batch))
            if state is BatchState.RUNNING:
                connection.execute("UPDATE batch SET resumed_at = ? WHERE id = ?", (to_ms(self._now()), batch))
            if state is BatchState.CANCELLED:
                connection.execute(
                    "UPDATE batch_row SET state = ? WHERE batch = ? AND state = ?",
                    (RowState.CANCELLED, batch, RowState.WAITING),
                )
        return True

    def explain(self, batch: str, reason: str) -> bool:
        """Say why a batch that runs does not get on; return whether that is news."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE batch SET reason = ? WHERE id = ? AND reason != ?", (reason, batch, reason)
            )
        return changed.rowcount > 0

    def follow_resent(self, recipients: Iterable[int], job: str) -> None:
        """Let rows stand for the fax that was sent in the place of theirs, as `job`.

        That is the one to the same number, or the only one there is.
        """
        with self._database.transaction() as connection:
            connection.executemany(
                f"UPDATE batch_row SET recipient = ({_SUCCESSOR}) WHERE recipient = :old AND EXISTS ({_SUCCESSOR})",
                [{"old": recipient, "job": job} for recipient in recipients],
            )

    def _add(
        self, connection: sqlite3.Connection, batch: str, rows: Sequence[PlannedRow], left_out: Iterable[PlannedRow]
    ) -> None:
        first = connection.execute("SELECT coalesce(max(position), 0) FROM batch_row WHERE batch = ?", (batch,))
        position = int(first.fetchone()[0])
        every = [(one, _state_of(one)) for one in rows] + [(one, RowState.LEFT_OUT) for one in left_out]
        every.sort(key=lambda one: one[0].row.line)
        connection.executemany(
            "INSERT INTO batch_row (batch, position, line, key, place, state, number, send_at, content, documents,"
            " error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (batch, position + number, planned.row.line, *columns_of(planned, state))
                for number, (planned, state) in enumerate(every, 1)
            ],
        )

    def _replace(self, connection: sqlite3.Connection, batch: str, position: int, planned: PlannedRow) -> None:
        connection.execute(
            "UPDATE batch_row SET line = ?, key = ?, place = ?, state = ?, number = ?, send_at = ?, content = ?,"
            " documents = ?, error = ? WHERE batch = ? AND position = ? AND recipient IS NULL",
            (planned.row.line, *columns_of(planned, _state_of(planned)), batch, position),
        )


_REPEATED = 4
"""So many times as many rows are read as are wanted: some may go to one number, of which only the first can."""
NO_LONGER = "This row is no longer in the list."


def _state_of(planned: PlannedRow) -> RowState:
    return RowState.REFUSED if planned.row.errors else RowState.WAITING
