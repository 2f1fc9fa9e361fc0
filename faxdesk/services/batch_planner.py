"""From a list to what will be sent: columns, rows, documents, and what is wrong with each. Nothing is kept yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.batch import BatchRequest, BatchRow, PlannedRow, read_rows, row_keys, without_repeats
from faxdesk.core.cancel_token import CancelToken, NeverCancelled, check
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import reachable
from faxdesk.core.list_columns import ListColumns, ListField, find_columns
from faxdesk.core.list_time import TimeReading, day_order
from faxdesk.core.phone import doubt
from faxdesk.core.times import Now, own_zone, utc_now
from faxdesk.documents.common.opening import name_of, reading
from faxdesk.documents.inspection.joint_limits import check_together
from faxdesk.services.number_check import doubts_text

if TYPE_CHECKING:
    from faxdesk.core.table import Table
    from faxdesk.documents.intake.intake import Intake, Taken
    from faxdesk.documents.worker.client import Worker
    from faxdesk.services.number_check import NumberWarning

_BLOCK = 1 << 20
Progress = Callable[[int, int], None]
"""Told how many rows of how many have been looked at."""


@dataclass(frozen=True, slots=True)
class LoadedList:
    """A list that has been read; `digest` is that of its file."""

    path: Path
    name: str
    digest: str
    table: Table


@dataclass(frozen=True, slots=True)
class Prepared:
    """The documents of one fax, ready to be kept; `content` stands for what the user's files hold."""

    paths: tuple[Path, ...]
    content: str


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """All that a batch will be. `documents` are those of all rows, `own` those of rows that have their own, by line.

    `repeated` has the line of the first row that asks for the same fax, by line. `doubts` has what speaks against a
    number (E.164) that a good row goes to; it is empty until `batch_number_check` has looked.
    """

    loaded: LoadedList
    columns: ListColumns
    request: BatchRequest
    region: str
    rows: tuple[PlannedRow, ...]
    documents: Prepared
    own: Mapping[int, Prepared]
    repeated: Mapping[int, int]
    doubts: Mapping[str, tuple[NumberWarning, ...]] = field(default_factory=dict)

    @property
    def good(self) -> tuple[PlannedRow, ...]:
        """The rows that will be sent."""
        return tuple(one for one in self.rows if not one.row.errors and one.row.line not in self.repeated)

    @property
    def bad(self) -> tuple[PlannedRow, ...]:
        """The rows that something is wrong with."""
        return tuple(one for one in self.rows if one.row.errors)

    @property
    def doubted(self) -> tuple[PlannedRow, ...]:
        """The good rows whose number may be wrong."""
        return tuple(one for one in self.good if one.row.number in self.doubts)

    def held(self) -> BatchPlan:
        """Return it with what speaks against a number as an error of its row, which keeps that from being sent."""
        held = {one.row.line: self._held(one) for one in self.doubted}
        return replace(self, rows=tuple(held.get(one.row.line, one) for one in self.rows))

    def _held(self, planned: PlannedRow) -> PlannedRow:
        said = doubts_text(self.doubts[planned.row.number])
        error = InputRefused("", said, "Confirm the number, or mend it.")
        return replace(planned, row=planned.row.with_error(ListField.TO, error))


class BatchPlanner:
    """Makes plans of lists. Used by one thread at a time, the one that uses `worker` and `intake`."""

    def __init__(self, worker: Worker, intake: Intake, now: Now = utc_now, zone: tzinfo | None = None) -> None:
        self._worker = worker
        self._intake = intake
        self._now = now
        self._zone = zone or own_zone()
        self._taken: dict[Path, tuple[Taken, str] | InputRefused] = {}

    def load(self, path: Path, sheet: str = "", cancel: CancelToken | None = None) -> LoadedList:
        """Read a list. Raises `InputRefused`, naming the file, and `Stopped`."""
        name = name_of(path)
        table = self._worker.read_table(reachable(path), name, sheet, cancel)
        return LoadedList(path, name, _digest_of(path, name), table)

    def reading(self, loaded: LoadedList, columns: ListColumns) -> TimeReading:
        """Return how the times of a list are to be read."""
        cells = (columns.cell(row, ListField.AT) for row in loaded.table.rows[columns.first :])
        return TimeReading(self._now(), self._zone, day_order(cells))

    def columns(self, loaded: LoadedList, region: str, named: Mapping[ListField, str] | None = None) -> ListColumns:
        """Find out which column of a list is what. Raises `InputRefused`."""
        return find_columns(loaded.table, region, named)

    def plan(
        self,
        loaded: LoadedList,
        columns: ListColumns,
        request: BatchRequest,
        files: Sequence[Path],
        region: str = "",
        cancel: CancelToken | None = None,
        progress: Progress = lambda _done, _of: None,
    ) -> BatchPlan:
        """Look at each row and its documents. What is wrong with one stands at it and stops no other.

        Raises `InputRefused` for what is wrong with all: the request, or one of `files`, which each row gets that has
        no file of its own.
        """
        cancel = cancel or NeverCancelled()
        request.check((*columns.titles, *ListField))
        documents = self.documents(files, cancel) if files else Prepared((), "")
        rows = read_rows(loaded.table.rows, columns, region, self.reading(loaded, columns))
        if not rows:
            raise InputRefused(loaded.name, "The list has no recipients.", "Check that it is the right file and sheet.")
        planned: list[PlannedRow] = []
        own: dict[int, Prepared] = {}
        for number, row in enumerate(rows):
            check(cancel)
            progress(number, len(rows))
            planned.append(self._planned(row, loaded.path.parent, request, documents, own, cancel))
        kept, repeated = without_repeats([one for one in planned if not one.row.errors])
        del kept
        return BatchPlan(loaded, columns, request, region, tuple(planned), documents, own, repeated)

    def documents(self, files: Sequence[Path], cancel: CancelToken | None = None) -> Prepared:
        """Take the files of one fax in. Raises `InputRefused` for the first that cannot be faxed."""
        taken = [self._one(path, cancel or NeverCancelled()) for path in files]
        check_together([one.document for one, _ in taken])
        return Prepared(tuple(one.document.path for one, _ in taken), " ".join(digest for _, digest in taken))

    def _planned(
        self,
        row: BatchRow,
        folder: Path,
        request: BatchRequest,
        documents: Prepared,
        own: dict[int, Prepared],
        cancel: CancelToken,
    ) -> PlannedRow:
        content = documents.content
        if row.number and (said := doubt(row.number)):
            row = replace(row, remark=said)
        if row.files:
            try:
                own[row.line] = self.documents([folder / name for name in row.files], cancel)
                content = own[row.line].content
            except InputRefused as error:
                row = row.with_error(ListField.FILE, _naming_the_file(error))
        elif not documents.paths:
            row = row.with_error(
                ListField.FILE, InputRefused("", "There is no document.", "Name its file, or give one for all rows.")
            )
        key, place = row_keys(row, request, content)
        return PlannedRow(row, key, place, content=content)

    def _one(self, path: Path, cancel: CancelToken) -> tuple[Taken, str]:
        if path not in self._taken:
            try:
                self._taken[path] = self._intake.one(path, cancel=cancel), _digest_of(path, name_of(path))
            except InputRefused as error:
                self._taken[path] = error
        found = self._taken[path]
        if isinstance(found, InputRefused):
            raise found
        return found


def _naming_the_file(error: InputRefused) -> InputRefused:
    return InputRefused("", f"{error.field}: {error.title}" if error.field else error.title, error.advice)


def _digest_of(path: Path, name: str) -> str:
    digest = hashlib.sha256()
    with reading(reachable(path), name) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
