"""What the user does with a list before its start: read it, correct it, and plan it, off the main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from faxdesk.core.batch import BatchRequest, RowState, repeat_text
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.list_columns import ListColumns, ListField
from faxdesk.core.table import TableRow
from faxdesk.services.number_check import doubts_text
from faxdesk.store.batch_records import RowStatus
from faxdesk.ui.batch.number_check import ListNumberCheck

if TYPE_CHECKING:
    from faxdesk.core.batch import PlannedRow
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.batch_planner import BatchPlan, BatchPlanner, LoadedList, Prepared
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.backend.document_intake import IntakeContext


class ListChoices(NamedTuple):
    """What the user has chosen for a list."""

    path: Path
    sheet: str = ""
    files: tuple[Path, ...] = ()
    columns: ListColumns | None = None
    request: BatchRequest = BatchRequest()
    region: str = ""


class PlannedList(NamedTuple):
    """A plan with its rows as they are shown, and how many of them are good and bad.

    `doubted` are the good rows whose number may be wrong.
    """

    plan: BatchPlan
    rows: Sequence[RowStatus]
    good: int
    bad: int
    doubted: tuple[PlannedRow, ...] = ()


class ListEditor(QObject):
    """Plans a list again whenever something about it has changed; of several changes at once, the last."""

    planned = Signal(object)
    """A `PlannedList`."""
    failed = Signal(object)
    """A `FaxDeskError`: the list, or what was chosen for it, cannot be used."""
    busy_changed = Signal(bool)

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._loaded: LoadedList | None = None
        self._key: tuple[Path, str] | None = None
        self._planner: BatchPlanner | None = None
        self._wanted: ListChoices | None = None
        self._busy = False
        self._check = ListNumberCheck(backend, self, planned_list)
        self._check.checked.connect(self._checked)

    @property
    def busy(self) -> bool:
        """True while a list is read or looked at: what was told of it last may not hold any more."""
        return self._busy

    @property
    def loaded(self) -> LoadedList | None:
        """The list as it is read and corrected."""
        return self._loaded

    def plan(self, choices: ListChoices) -> None:
        """Plan a list with these choices."""
        self._wanted = choices
        if not self._busy:
            self._next()

    def _next(self) -> None:
        choices, self._wanted = self._wanted, None
        if choices is None:
            self._set_busy(busy=False)
            return
        self._set_busy(busy=True)
        if (choices.path, choices.sheet) != self._key:
            self._loaded, self._key = None, (choices.path, choices.sheet)
        job = partial(self._made, self._loaded, choices)
        self._backend.intake.run(self, job, self._done, self._not_done, NeverCancelled())

    def _set_busy(self, *, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)

    def _made(
        self, loaded: LoadedList | None, choices: ListChoices, context: IntakeContext, cancel: CancelToken
    ) -> BatchPlan:
        """Do the work, in the thread of documents."""
        planner = self._planner_of(context, choices.region)
        if loaded is None:
            loaded = planner.load(choices.path, choices.sheet, cancel)
        columns = choices.columns or planner.columns(loaded, choices.region)
        return planner.plan(loaded, columns, choices.request, choices.files, choices.region, cancel)

    def _planner_of(self, context: IntakeContext, region: str) -> BatchPlanner:
        from faxdesk.services.batch_planner import BatchPlanner

        if self._planner is None:
            self._planner = BatchPlanner(context.worker, context.intake(region), self._backend.factory.now)
        return self._planner

    def _done(self, plan: BatchPlan) -> None:
        if self._wanted is None:
            self._loaded = plan.loaded
            self._check.check(plan)
        else:
            self._next()

    def _checked(self, planned: PlannedList) -> None:
        if self._wanted is None:
            self.planned.emit(planned)
        self._next()

    def _not_done(self, error: FaxDeskError) -> None:
        if self._wanted is None:
            self.failed.emit(error)
        self._next()

    def correct(self, line: int, columns: tuple[int, ...], text: str) -> None:
        """Write over a cell of the list, as it is read here; the file stays as it is."""
        if self._loaded is None or not columns:
            return
        rows = tuple(_with_cell(row, columns[0], text) if row.line == line else row for row in self._loaded.table.rows)
        self._loaded = replace(self._loaded, table=replace(self._loaded.table, rows=rows))

    def prepare(
        self, files: tuple[Path, ...], region: str, done: Callable[[Prepared], None], failed: Callable[..., None]
    ) -> None:
        """Take the files of one row in."""

        def job(context: IntakeContext, cancel: CancelToken) -> Prepared:
            return self._planner_of(context, region).documents(files, cancel)

        self._backend.intake.run(self, job, done, failed, NeverCancelled())


def _with_cell(row: TableRow, column: int, text: str) -> TableRow:
    cells = [*row.cells, *[""] * (column + 1 - len(row.cells))]
    cells[column] = text
    return TableRow(row.line, tuple(cells))


def planned_list(plan: BatchPlan) -> PlannedList:
    """Return a plan as it is shown."""
    return PlannedList(plan, plan_rows(plan), len(plan.good), len(plan.bad), plan.doubted)


def plan_rows(plan: BatchPlan) -> list[RowStatus]:
    """Return the rows of a plan as those of a batch are shown."""
    shown = []
    for position, planned in enumerate(plan.rows, 1):
        row, first = planned.row, plan.repeated.get(planned.row.line)
        doubts = "" if row.errors or first is not None else doubts_text(plan.doubts.get(row.number, ()))
        state = RowState.REFUSED if row.errors else RowState.WAITING if first is None else RowState.LEFT_OUT
        shown.append(
            RowStatus(
                position=position,
                line=row.line,
                to=row.number or row.text(ListField.TO),
                name=row.text(ListField.NAME),
                company=row.text(ListField.COMPANY),
                comment=row.text(ListField.COMMENT),
                at=row.text(ListField.AT),
                file=row.text(ListField.FILE),
                state=state.value,
                reason=row.error or (repeat_text(row, first) if first is not None else doubts or row.remark),
                errors=((ListField.TO, doubts),) if doubts else tuple(row.errors.items()),
            )
        )
    return shown
