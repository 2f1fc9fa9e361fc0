"""Who looks into the documents of a fax: this process, or a child that a hostile one may take along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.documents.inspection.examine import Examined


class Examine(Protocol):
    """Finds out whether a file can be faxed, as `documents.inspection.examine.examine` does."""

    def __call__(self, path: Path, name: str | None = None) -> Examined:
        """Raises `InputRefused` where it cannot."""
        ...


Examiner = Callable[[], AbstractContextManager[Examine]]
"""Gives what examines, for the documents of one fax."""


@contextmanager
def in_process() -> Iterator[Examine]:
    """Inside, this process looks into documents: for those that are known to be harmless."""
    from faxdesk.documents.inspection.examine import examine

    yield examine


@contextmanager
def isolated() -> Iterator[Examine]:
    """Inside, a child process does, so that a file costs its refusal and never the window. It takes 0.1 s to start."""
    from faxdesk.documents.worker.client import Worker

    with Worker() as worker:
        yield worker.examine
