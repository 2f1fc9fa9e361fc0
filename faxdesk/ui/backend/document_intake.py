"""Documents on their way into a fax: taken in, unlocked and read in a thread and a child process of their own.

What is said of a document carries the ticket that `take` gave for it. A long conversion holds up no list, no fetched
report and no fax that is being kept: each of those has another thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from faxdesk.core.cancel_token import AnyOf
from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.ui.backend.threads import STOP_SECONDS, JobThread

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageOrder, SourceDocument
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.documents.fax.page import Look
    from faxdesk.documents.intake.intake import Blob, Intake, RefusedFile, Taken
    from faxdesk.documents.worker.client import Worker

T = TypeVar("T")
HANGS_SECONDS = 180.0
"""A document takes less: LibreOffice, which takes longest, has 120 seconds for one."""
PASSWORD = "password"  # noqa: S105  the code of a refusal, not a secret
"""The code of the refusal of a document that opens only with a password."""


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """A file of the spool, which was accepted before, and what the user calls it."""

    path: Path
    name: str


def new_worker() -> Worker:
    """Return the child process that opens the documents; it starts with the first of them."""
    from faxdesk.documents.worker.client import Worker

    return Worker()


class IntakeContext:
    """What the thread works with: the child process, and a folder for what is made as long as the program runs."""

    def __init__(self, folder: Path) -> None:
        self.worker = new_worker()
        self.folder = folder
        self._intakes: dict[str, Intake] = {}
        self._empty()

    def intake(self, region: str) -> Intake:
        """Return the intake that makes pages for the paper of a two-letter region."""
        from faxdesk.documents.intake.intake import Intake

        if region not in self._intakes:
            self._intakes[region] = Intake(self.worker, self.folder, region)
        return self._intakes[region]

    def close(self) -> None:
        """End the child process and delete what was made."""
        self.worker.close()
        self._empty()

    def _empty(self) -> None:
        # Also what a run left behind that was ended by force: there may be copies of locked documents among it.
        import shutil

        shutil.rmtree(self.folder, ignore_errors=True)


class DocumentIntake(QObject):
    """Takes documents in. Its signals come in the main thread; the thread starts with the first document."""

    stepped = Signal(int, str, int)
    """A ticket, the name of what is worked on, and how many pages of it are done."""
    came = Signal(int, object)
    """A ticket, and a `Taken`, `RefusedFile` or `LeftOut`. A folder has many."""
    ended = Signal(int, object)
    """A ticket: nothing more comes for it. With a `FaxDeskError` where that is the reason, else None."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = JobThread("intake", partial(IntakeContext, folder), self, patience=HANGS_SECONDS)
        self._tickets = 0
        self._stopped = False

    def take(
        self, source: Path | Blob | SpooledFile, cancel: CancelToken, region: str = "", passwords: Sequence[str] = ()
    ) -> int:
        """Take in a file, the files of a folder, or bytes; return the ticket for it.

        `region` is the one whose paper is used, `passwords` are tried on what is locked.
        """
        ticket = self._ticket()
        job = partial(self._take, ticket, source, region, tuple(passwords))
        self._submit(job, cancel, partial(self._end, ticket))
        return ticket

    def unlock(self, source: Path | Blob, password: str, cancel: CancelToken, region: str = "") -> int:
        """Take in a document that opens only with a password; return a ticket."""
        ticket = self._ticket()
        self._submit(partial(self._unlock, ticket, source, region, password), cancel, partial(self._end, ticket))
        return ticket

    def prepare(
        self,
        owner: QObject,
        faxes: Sequence[PageOrder],
        documents: Sequence[SourceDocument],
        looks: Sequence[Sequence[Look] | None],
        cancel: CancelToken,
        done: Callable[[tuple[tuple[Path, ...], ...]], None],
        failed: Callable[[FaxDeskError], None],
    ) -> int:
        """Make the files of each fax, as `preparing.prepare` does; return a ticket: `stepped` counts pages with it."""
        ticket = self._ticket()
        self.run(owner, partial(self._prepare, ticket, faxes, documents, looks), done, failed, cancel)
        return ticket

    def run(
        self,
        owner: QObject,
        job: Callable[[IntakeContext, CancelToken], T],
        done: Callable[[T], None],
        failed: Callable[[FaxDeskError], None],
        cancel: CancelToken,
    ) -> None:
        """Do something else with documents; then call `done` or `failed` in the main thread."""
        self._start()
        self.tasks.submit(owner, lambda context, stop: job(context, AnyOf(stop, cancel)), done, failed)

    def rest(self) -> None:
        """Nobody needs a document just now: end the child process. It starts again by itself."""
        if self.tasks.isRunning():
            self.tasks.submit(self, lambda context, _stop: context.worker.close())

    def ask_to_stop(self) -> None:
        """Cancel what is being done, without waiting."""
        self._stopped = True
        self.tasks.ask_to_stop()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Cancel and wait. Returns False where something hangs and was left behind."""
        self.ask_to_stop()
        return self.tasks.stop(seconds)

    # ------------------------------------------------------------------------------------------ in the thread

    def _take(
        self,
        ticket: int,
        source: Path | Blob | SpooledFile,
        region: str,
        passwords: Sequence[str],
        context: IntakeContext,
        cancel: CancelToken,
    ) -> None:
        intake = context.intake(region)
        if isinstance(source, SpooledFile):
            self.came.emit(ticket, _look_at(context.worker, source))
            return
        try:
            for outcome in intake.take([source], cancel, partial(self.stepped.emit, ticket)):
                self.came.emit(ticket, _opened(intake, outcome, passwords, cancel))
        except OSError as error:
            raise _no_room(error) from error

    def _unlock(
        self, ticket: int, source: Path | Blob, region: str, password: str, context: IntakeContext, cancel: CancelToken
    ) -> None:
        self.came.emit(ticket, _one(context.intake(region), source, password, cancel))

    def _prepare(
        self,
        ticket: int,
        faxes: Sequence[PageOrder],
        documents: Sequence[SourceDocument],
        looks: Sequence[Sequence[Look] | None],
        context: IntakeContext,
        cancel: CancelToken,
    ) -> tuple[tuple[Path, ...], ...]:
        from faxdesk.documents.outgoing.prepare import prepare

        made, before = [], 0
        for page_refs, look in zip(faxes, looks, strict=True):
            step = partial(_count, self.stepped.emit, ticket, before)
            made.append(prepare(page_refs, documents, look, context.folder, context.worker, cancel, step))
            before += len(page_refs)
        return tuple(made)

    # -------------------------------------------------------------------------------------- in the main thread

    def _ticket(self) -> int:
        self._tickets += 1
        return self._tickets

    def _submit(
        self, job: Callable[[IntakeContext, CancelToken], None], cancel: CancelToken, end: Callable[[object], None]
    ) -> None:
        self.run(self, job, end, end, cancel)

    def _start(self) -> None:
        if not self._stopped:
            self.tasks.begin()

    def _end(self, ticket: int, result: object) -> None:
        self.ended.emit(ticket, result)


def _no_room(error: OSError) -> StoreTrouble:
    return StoreTrouble(
        f"The pages could not be made: {error.strerror or type(error).__name__}.",
        "Make room on the disk, then add the document again.",
    )


def _count(tell: Callable[[int, str, int], None], ticket: int, before: int, pages: int) -> None:
    tell(ticket, "", before + pages)


def _look_at(worker: Worker, kept: SpooledFile) -> Taken | RefusedFile:
    from faxdesk.documents.intake.intake import RefusedFile, Taken

    try:
        document = worker.examine(kept.path, kept.name)
    except InputRefused as error:
        return RefusedFile(kept.path, kept.name, error)
    return Taken(kept.path, kept.name, document.type.value, document)


def _opened(intake: Intake, outcome: object, passwords: Sequence[str], cancel: CancelToken) -> object:
    """Try the passwords that the user has given for this fax on what is locked."""
    from faxdesk.documents.intake.intake import RefusedFile, Taken

    if isinstance(outcome, RefusedFile) and outcome.error.code == PASSWORD:
        for password in passwords:
            opened = _one(intake, outcome.source, password, cancel)
            if isinstance(opened, Taken):
                return opened
    return outcome


def _one(intake: Intake, source: Path | Blob, password: str, cancel: CancelToken) -> Taken | RefusedFile:
    from faxdesk.documents.intake.intake import RefusedFile

    try:
        return intake.one(source, password=password, cancel=cancel)
    except InputRefused as error:
        return RefusedFile(source, error.field, error)
