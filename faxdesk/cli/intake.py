"""Files that a command names, as documents that can be faxed."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.output import warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faxdesk.documents.common.findings import Finding
    from faxdesk.documents.intake.folders import LeftOut
    from faxdesk.documents.intake.intake import Intake, Taken
    from faxdesk.documents.worker.client import Worker


@contextlib.contextmanager
def child() -> Iterator[Worker]:
    """Inside, a child process gets ready to open documents, while this one gets ready for all else."""
    from faxdesk.documents.worker.client import Worker, WorkerLost

    with Worker() as worker:
        # Where it does not start, its first call says so in words.
        with contextlib.suppress(WorkerLost):
            worker.start()
        yield worker


@contextlib.contextmanager
def intake(region: str, worker: Worker) -> Iterator[Intake]:
    """Inside, files are taken in; `region` is that of the settings. What was made of them is gone afterwards."""
    from faxdesk.documents.intake.intake import Intake

    with tempfile.TemporaryDirectory(prefix="faxdesk-") as folder:
        yield Intake(worker, Path(folder) / "made", region)


@contextlib.contextmanager
def documents(paths: Sequence[Path], region: str, worker: Worker) -> Iterator[tuple[Taken, ...]]:
    """Inside, what `paths` name are documents: themselves, or what was made of them, which is told on stderr.

    What may go wrong with their pages is told at the end, as looking at all of them takes seconds and a fax is kept
    first; nothing is refused for it. Raises `InputRefused` for the first that cannot be faxed.
    """
    with intake(region, worker) as takes:
        taken = tuple(all_taken(takes, paths))
        for one in taken:
            _tell_of_file(one)
        yield taken
        for one in taken:
            _tell_of_pages(one, worker)


def _tell_of_file(one: Taken) -> None:
    if not one.made:
        _warn_of(one, one.document.findings)
        return
    words = " ".join(finding.text for finding in one.document.findings)
    warn(f"{one.name} is sent as a {one.document.type.value.upper()}. {words}".strip())


def _tell_of_pages(one: Taken, worker: Worker) -> None:
    from faxdesk.core.errors import InputRefused
    from faxdesk.documents.inspection.page_walk import inspect
    from faxdesk.documents.worker.client import Renderer, WorkerLost

    # The fax has been kept already: a file that has gone meanwhile changes nothing.
    with (
        contextlib.suppress(InputRefused, WorkerLost),
        Renderer(worker, one.document.path, one.document.type, one.name) as renderer,
    ):
        _warn_of(one, inspect(renderer))


def _warn_of(one: Taken, findings: Sequence[Finding]) -> None:
    from faxdesk.documents.common.findings import FindingLevel

    for finding in findings:
        if finding.level is not FindingLevel.NOTE:
            warn(f"{one.name}: {finding.text}")


def all_taken(takes: Intake, paths: Sequence[Path]) -> Iterator[Taken]:
    """Yield what becomes of the files that `paths` name; what is left out in folders is told on stderr.

    Raises `InputRefused` for the first that cannot be faxed.
    """
    from faxdesk.documents.intake.folders import LeftOut
    from faxdesk.documents.intake.intake import RefusedFile

    for result in takes.take(paths, progress=_tell_of_cloud):
        if isinstance(result, LeftOut):
            say_left_out(result)
        elif isinstance(result, RefusedFile):
            raise result.error
        else:
            yield result


def _tell_of_cloud(name: str, pages: int) -> None:
    from faxdesk.documents.intake.intake import FETCHING

    if pages == FETCHING:
        warn(f"{name}: fetching it from the cloud.")


def say_left_out(left: LeftOut) -> None:
    """Tell of something in a folder that was not taken."""
    warn(f"{left.path}: left out: {left.why}.")
