"""Who waits for the result of a job. Callbacks belong to an owner and are not called once that is gone.

Whoever submits a job says whose callbacks these are, as `parent=` does in other Qt programs, and needs no other guard
against a result that comes too late:

    backend.with_pages(self, job, self._drawn, self._not_drawn)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError

T = TypeVar("T")


class CancellableTask(QObject):
    """The owner of callbacks that the user can cancel while its parent stays: what comes after `cancel` is dropped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()

    @property
    def token(self) -> CancelToken:
        """What a job looks at to end early."""
        return self._cancelled

    @property
    def cancelled(self) -> bool:
        """True once nobody waits for the result."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """End the work at its next safe point, and drop its result."""
        self._cancelled.set()


class Callbacks(Generic[T]):
    """What is called in the main thread with the result or the error of a job, as long as `owner` is there."""

    __slots__ = ("_done", "_failed", "_owner")

    def __init__(
        self,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Callable[[FaxDeskError], None] | None = None,
    ) -> None:
        self._owner, self._done, self._failed = owner, done, failed

    @property
    def take_errors(self) -> bool:
        """Whether anything was said about errors. Where nothing was, they are for whoever runs the jobs."""
        return self._failed is not None

    def succeed(self, result: T) -> None:
        """Hand over the result. Raises what whoever waits for it raises, who is then to get that as the error."""
        if self._done is not None and self.awaited:
            self._done(result)

    def fail(self, error: FaxDeskError) -> None:
        """Hand over the error."""
        if self._failed is not None and self.awaited:
            self._failed(error)

    @property
    def awaited(self) -> bool:
        """Whether there is still somebody who waits."""
        if not isValid(self._owner):
            return False
        return not (isinstance(self._owner, CancellableTask) and self._owner.cancelled)
