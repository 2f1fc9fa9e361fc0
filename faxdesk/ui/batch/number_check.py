"""Looks at the numbers of a list before it is shown, some at a time: other lists are read by the same thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.services.batch_number_check import doubted_plan, doubts_of, numbers_to_check

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.batch_planner import BatchPlan
    from faxdesk.services.number_check import NumberWarning
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

    Found = dict[str, tuple[NumberWarning, ...]]

_AT_ONCE = 25
"""Numbers that are looked at in one go, which takes some hundredths of a second."""


class ListNumberCheck(QObject):
    """Looks at one plan at a time; of one that is given meanwhile, the last counts.

    What was found stays known as long as nothing has changed in the database, so that a list which is corrected cell
    by cell is looked at as a whole only once.
    """

    checked = Signal(object)
    """What `finish` made of the plan with what speaks against its numbers."""

    def __init__(self, backend: Backend, parent: QObject, finish: Callable[[BatchPlan], object]) -> None:
        """`finish` is called in another thread: a list may have thousands of rows."""
        super().__init__(parent)
        self._backend, self._finish = backend, finish
        self._plan: BatchPlan | None = None
        self._known: Found = {}
        self._version: tuple[int, int] | None = None

    def check(self, plan: BatchPlan, *, again: bool = False) -> None:
        """Look at the numbers of a plan; with `again`, also at those that the list has been sent to before."""
        self._plan = plan
        job = partial(_begin, plan, again)
        self._backend.with_store(self, job, partial(self._begun, plan), partial(self._unread, plan))

    def _begun(self, plan: BatchPlan, begun: tuple[tuple[int, int], tuple[str, ...]]) -> None:
        version, numbers = begun
        if version != self._version:
            self._version, self._known = version, {}
        self._look(plan, numbers, [one for one in numbers if one not in self._known])

    def _look(self, plan: BatchPlan, numbers: tuple[str, ...], left: list[str]) -> None:
        if plan is not self._plan:
            return
        if not left:
            last = partial(_finished, plan, numbers, self._known, self._finish)
            self._backend.with_store(self, last, partial(self._tell, plan), partial(self._unread, plan))
            return
        part = left[:_AT_ONCE]
        done = partial(self._found, plan, numbers, left)
        self._backend.with_store(self, partial(_look_at, part), done, partial(self._unread, plan))

    def _found(self, plan: BatchPlan, numbers: tuple[str, ...], left: list[str], found: Found) -> None:
        self._known |= found
        self._look(plan, numbers, left[_AT_ONCE:])

    def _tell(self, plan: BatchPlan, finished: object) -> None:
        if plan is self._plan:
            self._plan = None
            self.checked.emit(finished)

    def _unread(self, plan: BatchPlan, _error: FaxDeskError) -> None:
        # What cannot be read now keeps no list from being sent: keeping it says what is wrong.
        self._tell(plan, self._finish(plan))


def _begin(plan: BatchPlan, again: bool, store: Store, _cancel: CancelToken) -> tuple[tuple[int, int], tuple[str, ...]]:
    version = (store.database.data_version(), store.database.total_changes())
    return version, numbers_to_check(store, plan, again=again)


def _look_at(numbers: list[str], store: Store, cancel: CancelToken) -> Found:
    return doubts_of(store, numbers, cancel)


def _finished(
    plan: BatchPlan,
    numbers: tuple[str, ...],
    known: Found,
    finish: Callable[[BatchPlan], object],
    _store: Store,
    _cancel: CancelToken,
) -> object:
    return finish(doubted_plan(plan, {one: known[one] for one in numbers}))
