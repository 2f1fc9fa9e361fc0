"""Batches: one fax for each row of a list. Values and rules; what is sent is decided here, and nothing is.

>>> from datetime import UTC, datetime
>>> Counts(total=50, ended=30, failed=9).too_many_failed(stop_at=20)
True
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from faxdesk.core.cover import Cover, CoverPage
from faxdesk.core.errors import InputRefused
from faxdesk.core.list_columns import COVER_FIELDS, ListColumns, ListField, plain_title
from faxdesk.core.list_number import number_of
from faxdesk.core.list_time import TimeReading, time_of
from faxdesk.core.model import Draft, Options
from faxdesk.core.phone import display
from faxdesk.core.placeholders import check_placeholders, filled
from faxdesk.core.table import cell_text

if TYPE_CHECKING:
    from faxdesk.core.model import Document
    from faxdesk.core.table import Cell, TableRow

STOP_AT = 20
"""Percent of failures at which a batch stops itself, where the user has set nothing else."""
JUDGED = 20
"""Faxes that must have ended before failures are weighed: of a few, one alone is many percent."""
NEVER = 100
"""The limit at which a batch never stops itself."""
TRIAL = 40
"""Faxes that may be on their way before `JUDGED` of them have ended: a wrong list must not be sent before it shows."""
MOST_PACE = 6000
"""Faxes a minute at the most: more than any connection hands over."""


class BatchState(StrEnum):
    """Where a batch stands. The values are what the command line prints."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    DONE = "done"


UNFINISHED = frozenset({BatchState.RUNNING, BatchState.PAUSED, BatchState.STOPPED})
"""A batch that may still send rows; the user can resume or cancel it."""


class RowState(StrEnum):
    """What becomes of a row. The values are what the command line prints, until its fax has a state of its own."""

    WAITING = "waiting"
    REFUSED = "refused"
    LEFT_OUT = "left_out"
    CANCELLED = "cancelled"
    SUBMITTED = "submitted"
    FORGOTTEN = "forgotten"
    """Its fax was sent, and of whom it went to nothing is to be known any more."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is the same for all rows: sender, texts with placeholders, pace and limit.

    `pace` is faxes a minute for the sender's number, 0 for no limit. `stop_at` is the percentage of failures at which
    the batch stops itself. With `all_or_none` nothing is sent while a row has an error.
    """

    sender: str | None = None
    comment: str = ""
    subject: str = ""
    message: str = ""
    signature: str = ""
    cover: bool = False
    options: Options = field(default_factory=Options)
    pace: int = 0
    stop_at: int = STOP_AT
    all_or_none: bool = False

    def check(self, titles: Iterable[str]) -> None:
        """Raise `InputRefused` where it asks for what is not possible, or for a column that there is not."""
        there = list(titles)
        if not 0 <= self.pace <= MOST_PACE:
            raise InputRefused("--pace", f"The pace is 1 to {MOST_PACE} faxes a minute.", "Leave it out for no limit.")
        if not 1 <= self.stop_at <= NEVER:
            raise InputRefused("--stop-at", "The limit is 1 to 100 percent.", f"{NEVER} never stops a batch.")
        for name, text in self._templates().items():
            check_placeholders(text, there, name)

    def _templates(self) -> dict[str, str]:
        return {
            "Comment": self.comment,
            "Subject": self.subject,
            "Message": self.message,
            "From name": self.signature,
        }


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row of a list, read. `line` is its number there; `errors` says of each field why it cannot be sent.

    `values` has the text of each column by its plain title, and of each field by its word; `number` is in E.164 form,
    "" where it is not known. `files` are names of its own documents, empty where it gets those of all. `remark` is
    something that is told of it and stops nothing.
    """

    line: int
    values: Mapping[str, str]
    number: str = ""
    send_at: datetime | None = None
    files: tuple[str, ...] = ()
    errors: Mapping[ListField, str] = field(default_factory=dict)
    remark: str = ""

    def text(self, of: ListField) -> str:
        """Return what the row has in a field."""
        return self.values.get(of, "")

    @property
    def error(self) -> str:
        """All that is wrong with it, in sentences; "" where nothing is."""
        return " ".join(self.errors.values())

    def with_error(self, of: ListField, error: InputRefused) -> BatchRow:
        """Return it with one more thing that is wrong."""
        said = f"{error.title} {error.advice}".strip()
        return replace(self, errors={**self.errors, of: said})

    def mended(self, of: ListField, text: str, region: str, reading: TimeReading) -> BatchRow:
        """Return it with another text in a field, read anew."""
        values = {**self.values, of: text.strip()}
        errors = {where: said for where, said in self.errors.items() if where is not of}
        changed = replace(self, values=values, errors=errors)
        return _read_field(changed, of, text, region, reading)


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of a batch that is kept. `key` tells the fax that it asks for, `place` where it goes and with what.

    `recipient` is the id of its fax once it has been handed to the queue, 0 before. `documents` is None where it gets
    those of all. `content` stands for what is in its documents, before anything was made of them.
    """

    position: int
    row: BatchRow
    state: RowState
    key: str
    place: str
    recipient: int = 0
    documents: tuple[Document, ...] | None = None
    content: str = ""

    @property
    def is_submitted(self) -> bool:
        """Whether it became a fax, which may have been forgotten since."""
        return bool(self.recipient) or self.state is RowState.FORGOTTEN


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a batch is. `waiting` are not submitted yet, `here` are queued here, `open` have no final word yet.

    `in_the_air` are those of the open ones whose time has come; `delivered` and `failed` have ended, `ended` are all
    that have since the batch was last resumed, and `recently_failed` those of them that failed.
    """

    total: int = 0
    waiting: int = 0
    refused: int = 0
    left_out: int = 0
    cancelled: int = 0
    here: int = 0
    open: int = 0
    in_the_air: int = 0
    asked: int = 0
    delivered: int = 0
    failed: int = 0
    unknown: int = 0
    ended: int = 0
    recently_failed: int | None = None

    def too_many_failed(self, stop_at: int) -> bool:
        """Return whether more of what has ended lately has failed than the user takes."""
        failed = self.failed if self.recently_failed is None else self.recently_failed
        return stop_at < NEVER and self.ended >= JUDGED and failed * 100 > stop_at * self.ended

    def room(self, stop_at: int) -> int | None:
        """Return how many more may be on their way, None for any number."""
        return None if stop_at >= NEVER or self.ended >= JUDGED else max(0, TRIAL - self.in_the_air)

    @property
    def finished(self) -> bool:
        """True where nothing more will happen by itself: each row has a last word, or is a question for the user."""
        return not self.waiting and self.open == self.asked


def time_left(counts: Counts, pace: int, begun: datetime, now: datetime) -> timedelta | None:
    """Return how long a batch will still take, None where nothing tells yet. `begun` is when it was last resumed."""
    left = counts.waiting + counts.open - counts.asked
    if not left:
        return timedelta()
    by_pace = timedelta(minutes=counts.waiting / pace) if pace else timedelta()
    if not counts.ended:
        return by_pace or None
    so_far = max(timedelta(), now - begun) / counts.ended * left
    return max(so_far, by_pace)


# ------------------------------------------------------------------------------------------------------- reading


def read_rows(
    rows: Sequence[TableRow], columns: ListColumns, region: str, reading: TimeReading
) -> tuple[BatchRow, ...]:
    """Read each row of a list; what is wrong with one stands at it."""
    return tuple(_read(row, columns, region, reading) for row in rows[columns.first :])


def _read(row: TableRow, columns: ListColumns, region: str, reading: TimeReading) -> BatchRow:
    values = {plain_title(title): cell_text(row.cell(column)) for column, title in enumerate(columns.titles)}
    values |= {of.value: cell_text(columns.cell(row, of)) for of in columns.fields}
    read = BatchRow(row.line, values)
    for of in (ListField.TO, ListField.AT, ListField.FILE):
        if of is ListField.TO or of in columns.fields:
            read = _read_field(read, of, columns.cell(row, of), region, reading)
    return read


def _read_field(row: BatchRow, of: ListField, cell: Cell, region: str, reading: TimeReading) -> BatchRow:
    try:
        if of is ListField.TO:
            return replace(row, number=number_of(cell, region))
        if of is ListField.AT:
            return replace(row, send_at=time_of(cell, reading))
    except InputRefused as error:
        return replace(row.with_error(of, error), **({"number": ""} if of is ListField.TO else {"send_at": None}))
    if of is ListField.FILE:
        return replace(row, files=_file_names(str(cell)))
    return row


def _file_names(text: str) -> tuple[str, ...]:
    """Return the names in a cell: one in each line, or with semicolons or bars between them."""
    parts = text.replace("|", "\n").replace(";", "\n").splitlines()
    return tuple(part.strip().strip('"') for part in parts if part.strip().strip('"'))


# ------------------------------------------------------------------------------------------------- what is sent


def draft_of(row: BatchRow, request: BatchRequest, documents: Sequence[Document], now: datetime) -> Draft:
    """Return the fax that a row asks for. A time that has passed while it waited means now."""
    return Draft(
        files=tuple(documents),
        recipients=(row.number,),
        sender=request.sender,
        comment=comment_of(row, request),
        send_at=row.send_at if row.send_at is not None and row.send_at > now else None,
        options=request.options,
        cover=cover_of(row, request),
    )


def comment_of(row: BatchRow, request: BatchRequest) -> str:
    """Return the comment: the row's own, else that of all with its placeholders filled; placeholders work in both."""
    return filled(row.text(ListField.COMMENT) or request.comment, row.values)


def cover_of(row: BatchRow, request: BatchRequest) -> Cover | None:
    """Return the cover page of a row, None where neither the list nor the user has anything for one."""
    own = {of: row.text(of) for of in COVER_FIELDS}
    if not (request.cover or request.subject or request.message or request.signature or any(own.values())):
        return None
    name, company = row.text(ListField.NAME), row.text(ListField.COMPANY)
    page = CoverPage(
        name_to=", ".join(part for part in (name, company) if part),
        name_from=filled(own[ListField.SIGNATURE] or request.signature, row.values),
        subject=filled(own[ListField.SUBJECT] or request.subject, row.values),
        message=filled(own[ListField.MESSAGE] or request.message, row.values),
    )
    return Cover(page)


def row_keys(row: BatchRow, request: BatchRequest, content: str) -> tuple[str, str]:
    """Return the key of the fax that a row asks for, and that of where it goes with which documents.

    `content` stands for the documents, by what is in them. Two rows with one key ask for the same fax.
    """
    if not row.number:
        said = _digest("unread", row.line, row.text(ListField.TO))
        return said, said
    cover = cover_of(row, request)
    page = cover.page if cover is not None else None
    shown = (page.name_to, page.name_from, page.subject, page.message) if page is not None else ()
    at = row.send_at.isoformat() if row.send_at is not None else row.text(ListField.AT)
    place = _digest(row.number, content)
    return _digest(place, shown, comment_of(row, request), at), place


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row that is about to be kept, with its keys; `documents` and `content` are as in `StoredRow`."""

    row: BatchRow
    key: str
    place: str
    documents: tuple[Document, ...] | None = None
    content: str = ""


def without_repeats(rows: Sequence[PlannedRow]) -> tuple[tuple[PlannedRow, ...], dict[int, int]]:
    """Return the rows that ask for a fax of their own, and of each other its line and that of the first of its kind."""
    first: dict[str, int] = {}
    kept, repeated = [], {}
    for planned in rows:
        line = planned.row.line
        if planned.key in first:
            repeated[line] = first[planned.key]
            continue
        first[planned.key] = line
        kept.append(planned)
    return tuple(kept), repeated


def repeat_text(row: BatchRow, first: int) -> str:
    """Return what is said of a row that asks for the same fax as an earlier one."""
    return f"Row {first} sends the same fax to {display(row.number) if row.number else row.text(ListField.TO)}."


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a list that is started again changes: rows that are new, those that take the place of stored ones by their
    positions, those that are no longer in the list, and how many have been submitted before."""

    added: tuple[PlannedRow, ...]
    replaced: Mapping[int, PlannedRow]
    gone: tuple[int, ...]
    submitted: int


def reconcile(stored: Sequence[StoredRow], planned: Sequence[PlannedRow]) -> Reconciliation:
    """Compare a list with what is kept of it, so that nothing is sent again and everything new is.

    A row is known by the fax that it asks for, wherever it stands by now; one that was changed in its line is known by
    its number and documents, and is not sent again for another comment or time.
    """
    left = {one.position: one for one in stored}
    # Of several that ask for the same fax, one has become it, and the others were left out.
    by_key = {one.key: one.position for one in sorted(stored, key=_claim)}
    by_line = {one.row.line: one.position for one in stored}
    wanted = {one.key for one in planned}
    replaced: dict[int, PlannedRow] = {}
    rest: list[PlannedRow] = []
    submitted = 0

    def match(position: int, one: PlannedRow) -> int:
        known = left.pop(position)
        if known.is_submitted:
            return 1
        replaced[position] = one
        return 0

    for one in planned:
        if by_key.get(one.key) in left:
            submitted += match(by_key[one.key], one)
        else:
            rest.append(one)
    added = []
    for one in rest:
        position = by_line.get(one.row.line)
        known = left.get(position) if position is not None else None
        if known is not None and one.row.errors and known.state is not RowState.REFUSED and known.row.number:
            # It was mended here, and not in the list.
            submitted += left.pop(known.position).is_submitted
        elif known is not None and known.key not in wanted and (not known.is_submitted or known.place == one.place):
            submitted += match(known.position, one)
        else:
            added.append(one)
    gone = tuple(one.position for one in left.values() if not one.is_submitted and one.state is not RowState.LEFT_OUT)
    return Reconciliation(tuple(added), replaced, gone, submitted)


def _claim(stored: StoredRow) -> tuple[bool, bool]:
    """Return how good a claim a row has to the fax that it asks for."""
    return stored.is_submitted, stored.state is not RowState.LEFT_OUT
