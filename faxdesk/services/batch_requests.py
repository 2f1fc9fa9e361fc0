"""What the user asks for about batches: start, mend, pause, resume, cancel. Committed here, carried out elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.batch import (
    UNFINISHED,
    BatchState,
    PlannedRow,
    RowState,
    reconcile,
    repeat_text,
    row_keys,
)
from faxdesk.core.errors import InputRefused
from faxdesk.core.list_columns import ListField
from faxdesk.core.list_time import TimeReading
from faxdesk.core.times import Now, own_zone, utc_now
from faxdesk.services.account import check_sender
from faxdesk.store.batch_records import Batch, NewBatch

if TYPE_CHECKING:
    from faxdesk.core.batch import BatchRow, StoredRow
    from faxdesk.core.model import Document
    from faxdesk.services.batch_planner import BatchPlan, Prepared
    from faxdesk.services.submit import Submitter
    from faxdesk.services.user_requests import UserRequests
    from faxdesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Started:
    """What became of a start: `continued` where the list was started before, and then how many of its rows had become
    faxes by that time, and how many are new or changed."""

    batch: str
    continued: bool = False
    submitted: int = 0
    added: int = 0


class BatchRequests:
    """Starts batches, and what the user asks for about those that there are."""

    def __init__(self, store: Store, submitter: Submitter, user_requests: UserRequests, now: Now = utc_now) -> None:
        self._store = store
        self._submitter = submitter
        self._user_requests = user_requests
        self._now = now

    def start(self, plan: BatchPlan, *, again: bool = False, proved: bool = False) -> Started:
        """Keep the documents and the list. When this returns, both are safely on disk and will be sent.

        A list that was started before goes on, and nothing of it is sent again; `again` begins it anew where it has
        come to its end. `proved`: its proof is put beside the list when it has ended. Raises `InputRefused` where
        nothing can be sent, and `StoreTrouble`.
        """
        self._check(plan)
        documents = self._submitter.keep_documents(plan.documents.paths) if plan.documents.paths else ()
        planned = self._kept(plan)
        loaded = plan.loaded
        new = NewBatch(
            name=loaded.name,
            source=os.path.realpath(loaded.path),
            sheet=loaded.table.sheet,
            digest=loaded.digest,
            titles=plan.columns.titles,
            request=plan.request,
            documents=documents,
            region=plan.region,
        )
        rows = [one for one in planned if one.row.line not in plan.repeated]
        left_out = [_left_out(one, plan.repeated[one.row.line]) for one in planned if one.row.line in plan.repeated]
        with self._store.database.transaction():
            earlier = self._store.batches.of_list(new.source, new.sheet, new.digest)
            if earlier is None or (again and self._ended(earlier)):
                started = Started(self._store.batches.begin(new, rows, left_out))
            else:
                started = self._go_on(earlier, new, rows, left_out)
            if proved:
                self._store.proofs.want_of_batch(started.batch, Path(new.source).parent)
            return started

    def _check(self, plan: BatchPlan) -> None:
        if plan.request.sender is not None:
            check_sender(self._store.service_mirror.numbers(), plan.request.sender)
        if plan.request.all_or_none and plan.bad:
            raise InputRefused(
                plan.loaded.name,
                f"{len(plan.bad)} of {len(plan.rows)} rows cannot be sent, so nothing was.",
                "Mend them, or let the good rows go.",
            )

    def _ended(self, batch: Batch) -> bool:
        return batch.state not in UNFINISHED or self._store.batches.counts(batch).finished

    def _go_on(self, earlier: Batch, new: NewBatch, rows: list[PlannedRow], left_out: list[PlannedRow]) -> Started:
        stored = self._store.batches.rows(earlier.id)
        changes = reconcile(stored, rows)
        known = {one.row.line for one in stored if one.state is RowState.LEFT_OUT}
        waiting = any(not one.row.errors for one in (*changes.added, *changes.replaced.values()))
        if waiting or changes.added or earlier.state in UNFINISHED:
            more = [one for one in left_out if one.row.line not in known]
            self._store.batches.go_on(earlier.id, new, changes, more)
        return Started(earlier.id, continued=True, submitted=changes.submitted, added=len(changes.added))

    def _kept(self, plan: BatchPlan) -> list[PlannedRow]:
        """Keep the documents of the rows that have their own; one whose cannot be kept has an error more."""
        kept: dict[Prepared, tuple[Document, ...] | InputRefused] = {}
        rows = []
        for one in plan.rows:
            own = plan.own.get(one.row.line)
            if own is None or one.row.errors or one.row.line in plan.repeated:
                rows.append(one)
                continue
            if own not in kept:
                kept[own] = self._keep(own)
            documents = kept[own]
            if isinstance(documents, InputRefused):
                rows.append(replace(one, row=one.row.with_error(ListField.FILE, documents)))
            else:
                rows.append(replace(one, documents=documents))
        return rows

    def _keep(self, prepared: Prepared) -> tuple[Document, ...] | InputRefused:
        try:
            return self._submitter.keep_documents(prepared.paths)
        except InputRefused as error:
            return error

    # ---------------------------------------------------------------------------------------------- afterwards

    def pause(self, batch: str) -> Batch:
        """Send nothing more of a batch for now. Raises `InputRefused` where it does not run."""
        return self._move(batch, BatchState.PAUSED, {BatchState.RUNNING, BatchState.PAUSED}, "cannot be paused")

    def resume(self, batch: str) -> Batch:
        """Let a batch go on; what has failed so far does not stop it any more. Raises `InputRefused`."""
        return self._move(batch, BatchState.RUNNING, UNFINISHED, "cannot be resumed")

    def cancel(self, batch: str) -> Batch:
        """Send nothing more of a batch, and ask that what waits at Fax.Plus is not sent. Raises `InputRefused`."""
        with self._store.database.transaction():
            moved = self._move(batch, BatchState.CANCELLED, UNFINISHED, "cannot be cancelled")
            waiting = self._store.batches.open_recipients(batch)
            if waiting:
                self._user_requests.cancel(waiting)
        return moved

    def _move(self, batch: str, state: BatchState, expected: frozenset[BatchState] | set[BatchState], no: str) -> Batch:
        with self._store.database.transaction():
            found = self.get(batch)
            if not self._store.batches.set_state(batch, state, expected=expected):
                raise InputRefused(
                    "", f"Batch {batch} {no}: it is {found.state}.", "Start its list again to send more."
                )
            return self.get(batch)

    def get(self, batch: str) -> Batch:
        """Return a batch. Raises `InputRefused` where there is none of that id."""
        found = self._store.batches.get(batch)
        if found is None:
            raise InputRefused("", f"There is no batch {batch}.", "`faxdesk batch list` shows those that there are.")
        return found

    def mend(
        self, batch: str, position: int, changes: Mapping[ListField, str], prepared: Prepared | None = None
    ) -> BatchRow:
        """Change fields of a row that is not submitted, and let it go where nothing is wrong with it any more.

        `prepared` are the documents that a changed file names. Returns the row as it is read now, which may have
        errors. Raises `InputRefused` where it has been submitted.
        """
        documents = None if prepared is None else self._submitter.keep_documents(prepared.paths)
        with self._store.database.transaction():
            found, kept = self.get(batch), self._store.batches.row(batch, position)
            if kept is None or kept.recipient:
                raise InputRefused("", "This row has been sent.", "Change its fax in the outbox while it waits there.")
            row = kept.row
            reading = TimeReading(self._now(), own_zone())
            for of, text in changes.items():
                row = row.mended(of, text, found.region, reading)
            if row.files and documents is None and kept.documents is None:
                row = row.with_error(ListField.FILE, InputRefused("", "Its file has not been read.", "Name it again."))
            elif not (documents or kept.documents or found.documents):
                row = row.with_error(ListField.FILE, InputRefused("", "There is no document.", "Name its file."))
            content = kept.content if prepared is None else prepared.content
            key, place = row_keys(row, found.request, content)
            row = self._not_repeated(batch, kept, row, key)
            planned = PlannedRow(row, key, place, kept.documents if documents is None else documents, content)
            self._store.batches.mend(batch, position, planned)
            if not row.errors and found.state in (BatchState.DONE, BatchState.CANCELLED):
                self._store.batches.set_state(batch, BatchState.RUNNING, expected=(found.state,))
        return row

    def _not_repeated(self, batch: str, kept: StoredRow, row: BatchRow, key: str) -> BatchRow:
        same = self._store.batches.line_of(batch, key, but=kept.position)
        if same is None or row.errors:
            return row
        return row.with_error(ListField.TO, InputRefused("", repeat_text(row, same)))


def _left_out(planned: PlannedRow, first: int) -> PlannedRow:
    return replace(planned, row=replace(planned.row, remark=repeat_text(planned.row, first)))
