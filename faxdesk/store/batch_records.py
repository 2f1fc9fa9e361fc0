"""Batches and their rows as values, and how they are written in the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from faxdesk.core.batch import BatchRequest, BatchRow, BatchState, Counts, PlannedRow, RowState, StoredRow
from faxdesk.core.lifecycle import ENDED_BADLY, FINAL, NOT_HANDED_OVER, OPEN, RESULT_UNKNOWN, State
from faxdesk.core.list_columns import ListField
from faxdesk.core.model import Document, DocumentType, Options
from faxdesk.store import cells
from faxdesk.store.submissions import milliseconds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_JUDGED = FINAL - {State.CANCELLED}
"""What has ended, and says something of the list."""


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


def columns_of(planned: PlannedRow, state: RowState) -> tuple[Any, ...]:
    """Return the values of the columns of a row, in the order in which they are written."""
    row = planned.row
    content = {
        "values": dict(row.values),
        "files": list(row.files),
        "errors": {of.value: said for of, said in row.errors.items()},
        "remark": row.remark,
        "source": planned.content,
    }
    documents = None if planned.documents is None else documents_text(planned.documents)
    at = milliseconds(row.send_at)
    return planned.key, planned.place, state, row.number, at, json_text(content), documents, row.error or row.remark


def counts_of(found: Iterable[sqlite3.Row]) -> Counts:
    """Return the counts of a batch out of groups of its rows."""
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


def batch_of(row: sqlite3.Row) -> Batch:
    """Return a batch out of its row."""
    return Batch(
        id=row["id"],
        created_at=cells.instant(row["created_at"]),
        resumed_at=cells.instant(row["resumed_at"]),
        name=row["name"],
        source=row["source"],
        sheet=row["sheet"],
        titles=cells.parsed(row["titles"], lambda titles: tuple(map(str, titles))),
        request=cells.parsed(row["request"], _request),
        documents=_documents_of(row["documents"]),
        region=row["region"],
        state=cells.word(BatchState, row["state"]),
        reason=row["reason"],
        proof_said=row["proof_said"],
    )


def _request(values: dict[str, Any]) -> BatchRequest:
    return BatchRequest(**{**values, "options": Options(**values["options"])})


def stored_row_of(row: sqlite3.Row) -> StoredRow:
    """Return a row of a list as it is kept."""
    return StoredRow(
        position=row["position"],
        row=cells.parsed(row["content"], _row_reader(row)),
        state=cells.word(RowState, row["state"]),
        key=row["key"],
        place=row["place"],
        recipient=row["recipient"] or 0,
        documents=None if row["documents"] is None else _documents_of(row["documents"]),
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


def row_status_of(row: sqlite3.Row) -> RowStatus:
    """Return a row with what became of it."""
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


def documents_text(documents: Sequence[Document]) -> str:
    """Return documents as text for the database."""
    return json_text([asdict(document) for document in documents])


def _documents_of(text: str) -> tuple[Document, ...]:
    def read(values: list[dict[str, Any]]) -> tuple[Document, ...]:
        return tuple(
            Document(**{**one, "type": DocumentType(one["type"]), "parts": tuple(map(str, one["parts"]))})
            for one in values
        )

    return cells.parsed(text, read)


def json_text(value: object) -> str:
    """Return a value as text for the database."""
    return json.dumps(value, ensure_ascii=False)
