"""Document children that outlive the worker which started them, as starting one takes longer than most tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO
from weakref import WeakKeyDictionary

from faxdesk.documents.worker.client import MEMORY, PAGE_SECONDS, Worker, child_command

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from faxdesk.documents.common.child_process import ChildProcess
    from faxdesk.documents.worker.protocol import Words

_START, _CLOSE, _CALL, _TELL = Worker.start, Worker.close, Worker.call, Worker.tell


class IdleChildren:
    """Children that have nothing to do and no document open. The next worker to start takes one over.

    A worker of a child that was killed or lost, or of one of its own kind, starts one as always.
    """

    def __init__(self) -> None:
        self._idle: list[tuple[ChildProcess, BinaryIO | None]] = []
        self._open: WeakKeyDictionary[Worker, set[int]] = WeakKeyDictionary()

    def serve_all(self, patch: pytest.MonkeyPatch) -> None:
        """Let every worker take its child from here, and leave it here."""
        for name, does in (
            ("start", self._start),
            ("close", self._close),
            ("call", self._call),
            ("tell", self._tell),
        ):
            patch.setattr(Worker, name, _method(does))

    def _start(self, worker: Worker) -> None:
        if worker._process is not None or not _usual(worker) or not self._take_over(worker):
            _START(worker)

    def _close(self, worker: Worker) -> None:
        for number in self._open.pop(worker, ()):
            _TELL(worker, "close", {"document": number}, PAGE_SECONDS)
        if worker._process is None or worker._process.poll() is not None or not _usual(worker):
            _CLOSE(worker)
            return
        self._idle.append((worker._process, worker._canvas))
        worker._process = worker._canvas = None

    def _call(self, worker: Worker, operation: str, *words: Any, **more: Any) -> tuple[Words, bytes]:
        answer, data = _CALL(worker, operation, *words, **more)
        if operation == "open":
            self._open.setdefault(worker, set()).add(answer["document"])
        return answer, data

    def _tell(self, worker: Worker, operation: str, words: Words, seconds: float) -> None:
        if operation == "close":
            self._open.get(worker, set()).discard(words["document"])
        _TELL(worker, operation, words, seconds)

    def _take_over(self, worker: Worker) -> bool:
        self._open.pop(worker, None)
        while self._idle:
            worker._process, worker._canvas = self._idle.pop()
            if worker._process.poll() is None:
                worker.generation += 1
                return True
            worker._forget()
        return False

    def end(self) -> None:
        """Let them all end."""
        while self._idle:
            worker = Worker()
            worker._process, worker._canvas = self._idle.pop()
            worker.close()


def _method(does: Callable[..., Any]) -> Callable[..., Any]:
    """Return what calls `does` with the object whose method it is."""

    def method(worker: Worker, *words: Any, **more: Any) -> Any:
        return does(worker, *words, **more)

    return method


def _usual(worker: Worker) -> bool:
    """True for a worker whose child is like all others."""
    return worker._command is child_command and worker._memory == MEMORY
