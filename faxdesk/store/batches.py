"""Batches: the list, durable from the moment that its start is told, and how far each row of it is."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from faxdesk.core.batch import (
    UNFINISHED,
    BatchRequest,
    BatchRow,
    BatchState,
    Counts,
    PlannedRow,
    RowState,
    StoredRow,
)
from faxdesk.core.lifecycle import ENDED_BADLY, FINAL, NOT_HANDED_OVER, OPEN, RESULT_UNKNOWN, State
from faxdesk.core.list_columns import ListField
from faxdesk.core.model import Document, DocumentType, Options
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed
from faxdesk.store.submissions import milliseconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from faxdesk.core.batch import Reconciliation
    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

APART = timedelta(hours=1)
"""How much later a fax to the same number must be due, so that another can go before it: by then that has ended."""
_UNFINISHED = "(" + ", ".join(f"'{state}'" for state in sorted(UNFINISHED)) + ")"
_WAITING = f"b.state = '{RowState.WAITING}'"
_ASKED = f"(r.state = '{State.UNKNOWN}' AND r.asked = 1)"
_JUDGED = FINAL - {State.CANCELLED}
"""What has ended, and says something of the list."""
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


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it is kept. `source` is the path of its list, `titles` are those of its columns.

    `proof_said` says what became of the proof beside its list, "" where there is nothing to say yet.
    """

    id: str
    created_at: datetime
    resumed_at: datetime
    name: str
    source: str
    sheet: str
    titles: tuple[str, ...]
    request: BatchRequest
    documents: tuple[Document, ...]
    region: str
    state: BatchState
    reason: str
    proof_said: str = ""


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What a batch is begun with; `digest` is that of the file of its list."""

    name: str
    source: str
    sheet: str
    digest: str
    titles: tuple[str, ...]
    request: BatchRequest
    documents: tuple[Document, ...]
    region: str


@dataclass(frozen=True, slots=True)
class RowStatus:
    """A row of a batch for people: `state` is that of its fax once there is one, else that of the row."""

    position: int
    line: int
    to: str
    name: str
    company: str
    comment: str
    at: str
    file: str
    state: str
    reason: str
    job: str = ""
    outbox_id: str | None = None
    fax_id: str | None = None
    pages: int | None = None
    submitted_at: datetime | None = None
    changed_at: datetime | None = None
    errors: tuple[tuple[ListField, str], ...] = ()
    recipient: int = 0


class Batches:
    """The batches of a data folder. Every method that writes does so in one transaction, joined to the open one."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    # ----------------------------------------------------------------------------------------------- reading

    def get(self, batch: str) -> Batch | None:
        """Return a batch by its id, or None."""
        row = self._database.row("SELECT * FROM batch WHERE id = ?", (batch,))
        return None if row is None else _batch(row)

    def all(self) -> tuple[Batch, ...]:
        """Return all batches, the newest first."""
        return tuple(map(_batch, self._database.rows("SELECT * FROM batch ORDER BY created_at DESC, rowid DESC")))

    def in_state(self, state: BatchState) -> tuple[Batch, ...]:
        """Return the batches in a state, the oldest first."""
        rows = self._database.rows("SELECT * FROM batch WHERE state = ? ORDER BY created_at, rowid", (state,))
        return tuple(map(_batch, rows))

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
        return None if row is None else _batch(row)

    def rows(self, batch: str) -> tuple[StoredRow, ...]:
        """Return the rows of a batch whole, in the order of the list."""
        rows = self._database.rows("SELECT * FROM batch_row WHERE batch = ? ORDER BY position", (batch,))
        return tuple(map(_stored, rows))

    def row(self, batch: str, position: int) -> StoredRow | None:
        """Return one row of a batch, or None."""
        row = self._database.row("SELECT * FROM batch_row WHERE batch = ? AND position = ?", (batch, position))
        return None if row is None else _stored(row)

    def statuses(self, batch: str, first: int = 0, count: int = -1) -> tuple[RowStatus, ...]:
        """Return how each row stands: all, or `count` of them after the `first` ones. Their positions count from 1."""
        rows = self._database.rows(
            "SELECT b.*, r.state AS fax_state, r.reason AS fax_reason, r.job, r.outbox_id, r.fax_id, r.changed_at,"
            " coalesce(r.pages, (SELECT sum(d.pages) FROM document d WHERE d.job = r.job)) AS pages"
            " FROM batch_row b LEFT JOIN recipient r ON r.id = b.recipient WHERE b.batch = ? AND b.position > ?"
            " ORDER BY b.position LIMIT ?",
            (batch, first, count),
        )
        return tuple(map(_status, rows))

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
        return _counts(found)

    def ready(self, batch: str, count: int) -> tuple[StoredRow, ...]:
        """Return up to `count` waiting rows that may go now, in the order of the list, no two to one number.

        No other fax to their numbers is on its way, wherever it comes from.
        """
        rows = self._database.rows(_READY, {"batch": batch, "now": to_ms(self._now()), "count": count * _REPEATED})
        first: dict[str, StoredRow] = {}
        for row in map(_stored, rows):
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
                    _json(new.titles),
                    _json(asdict(new.request)),
                    _documents_out(new.documents),
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
                    _json(new.titles),
                    _json(asdict(new.request)),
                    _documents_out(new.documents),
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
                (batch, position + number, planned.row.line, *_columns(planned, state))
                for number, (planned, state) in enumerate(every, 1)
            ],
        )

    def _replace(self, connection: sqlite3.Connection, batch: str, position: int, planned: PlannedRow) -> None:
        connection.execute(
            "UPDATE batch_row SET line = ?, key = ?, place = ?, state = ?, number = ?, send_at = ?, content = ?,"
            " documents = ?, error = ? WHERE batch = ? AND position = ? AND recipient IS NULL",
            (planned.row.line, *_columns(planned, _state_of(planned)), batch, position),
        )


_REPEATED = 4
"""So many times as many rows are read as are wanted: some may go to one number, of which only the first can."""
NO_LONGER = "This row is no longer in the list."


def _state_of(planned: PlannedRow) -> RowState:
    return RowState.REFUSED if planned.row.errors else RowState.WAITING


def _columns(planned: PlannedRow, state: RowState) -> tuple[Any, ...]:
    row = planned.row
    content = {
        "values": dict(row.values),
        "files": list(row.files),
        "errors": {of.value: said for of, said in row.errors.items()},
        "remark": row.remark,
        "source": planned.content,
    }
    documents = None if planned.documents is None else _documents_out(planned.documents)
    at = milliseconds(row.send_at)
    return planned.key, planned.place, state, row.number, at, _json(content), documents, row.error or row.remark


def _counts(found: Iterable[sqlite3.Row]) -> Counts:
    totals: dict[str, int] = {}

    def count(name: str, row: sqlite3.Row, *, counts: bool = True) -> None:
        totals[name] = totals.get(name, 0) + (row["many"] if counts else 0)

    of_rows = {
        RowState.WAITING: "waiting",
        RowState.REFUSED: "refused",
        RowState.LEFT_OUT: "left_out",
        RowState.CANCELLED: "cancelled",
        # What became of it is not to be known.
        RowState.FORGOTTEN: "left_out",
    }
    for row in found:
        count("total", row)
        if row["fax"] is None:
            count(of_rows[cells.word(RowState, row["state"])], row)
            continue
        state, asked, judged = cells.state(row["fax"]), bool(row["asked"]), bool(row["lately"])
        is_open = state in OPEN
        count("cancelled", row, counts=state is State.CANCELLED)
        count("delivered", row, counts=state is State.DELIVERED)
        count("failed", row, counts=state in ENDED_BADLY)
        count("unknown", row, counts=state in RESULT_UNKNOWN)
        count("here", row, counts=state in NOT_HANDED_OVER)
        count("open", row, counts=is_open)
        count("asked", row, counts=is_open and asked and state is State.UNKNOWN)
        count("in_the_air", row, counts=is_open and not asked and not row["later"])
        count("ended", row, counts=judged and state in _JUDGED)
        count("recently_failed", row, counts=judged and state in ENDED_BADLY)
    return Counts(**totals)


def _batch(row: sqlite3.Row) -> Batch:
    return Batch(
        id=row["id"],
        created_at=cells.instant(row["created_at"]),
        resumed_at=cells.instant(row["resumed_at"]),
        name=row["name"],
        source=row["source"],
        sheet=row["sheet"],
        titles=cells.parsed(row["titles"], lambda titles: tuple(map(str, titles))),
        request=cells.parsed(row["request"], _request),
        documents=_documents_in(row["documents"]),
        region=row["region"],
        state=cells.word(BatchState, row["state"]),
        reason=row["reason"],
        proof_said=row["proof_said"],
    )


def _request(values: dict[str, Any]) -> BatchRequest:
    return BatchRequest(**{**values, "options": Options(**values["options"])})


def _stored(row: sqlite3.Row) -> StoredRow:
    return StoredRow(
        position=row["position"],
        row=cells.parsed(row["content"], _row_reader(row)),
        state=cells.word(RowState, row["state"]),
        key=row["key"],
        place=row["place"],
        recipient=row["recipient"] or 0,
        documents=None if row["documents"] is None else _documents_in(row["documents"]),
        content=cells.parsed(row["content"], lambda content: str(content["source"])),
    )


def _row_reader(row: sqlite3.Row) -> Callable[[dict[str, Any]], BatchRow]:
    def read(content: dict[str, Any]) -> BatchRow:
        return BatchRow(
            line=row["line"],
            values={str(name): str(text) for name, text in content["values"].items()},
            number=row["number"],
            send_at=cells.when(row["send_at"]),
            files=tuple(map(str, content["files"])),
            errors={ListField(of): str(said) for of, said in content["errors"].items()},
            remark=str(content["remark"]),
        )

    return read


def _status(row: sqlite3.Row) -> RowStatus:
    read = cells.parsed(row["content"], _row_reader(row))
    sent = row["fax_state"] is not None
    return RowStatus(
        position=row["position"],
        line=row["line"],
        to=row["number"] or read.text(ListField.TO),
        name=read.text(ListField.NAME),
        company=read.text(ListField.COMPANY),
        comment=read.text(ListField.COMMENT),
        at=read.text(ListField.AT),
        file=read.text(ListField.FILE),
        state=row["fax_state"] if sent else row["state"],
        reason=row["fax_reason"] if sent else row["error"],
        job=row["job"] or "",
        outbox_id=row["outbox_id"],
        fax_id=row["fax_id"],
        pages=row["pages"],
        submitted_at=cells.when(row["submitted_at"]),
        changed_at=cells.when(row["changed_at"]),
        errors=tuple(read.errors.items()),
        recipient=row["recipient"] or 0,
    )


def _documents_out(documents: Sequence[Document]) -> str:
    return _json([asdict(document) for document in documents])


def _documents_in(text: str) -> tuple[Document, ...]:
    def read(values: list[dict[str, Any]]) -> tuple[Document, ...]:
        return tuple(
            Document(**{**one, "type": DocumentType(one["type"]), "parts": tuple(map(str, one["parts"]))})
            for one in values
        )

    return cells.parsed(text, read)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
