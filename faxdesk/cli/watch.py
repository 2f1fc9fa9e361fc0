"""`faxdesk watch`: a folder whose files become faxes, as long as the command runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder, open_services
from faxdesk.cli.output import (
    DONE,
    FAILED,
    QUEUED,
    REFUSED,
    SIGN_IN,
    all_handed_over,
    fail,
    instant,
    say,
    say_json_line,
    warn,
    why_not_yet,
)
from faxdesk.cli.send import BRIEFLY, LATER
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import display
from faxdesk.core.quantities import count_text
from faxdesk.core.times import utc_now
from faxdesk.core.visible_text import visible
from faxdesk.services.folder_events import FileEvent

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.watch import WatchedFileJson
    from faxdesk.core.model import Recipient
    from faxdesk.services.container import Services
    from faxdesk.services.folder_events import FileReport
    from faxdesk.services.single_thread_loop import ServiceLoop
    from faxdesk.services.watched_folder import WatchedFolder

_MOST_TURNS = 200
"""Turns of all services in which what Fax.Plus has to tell is read: some have a page of its lists each."""
_LONGEST_WAIT = 1.0
"""Seconds between two looks whether something is due: another process may have asked for it meanwhile."""


def watch(options: argparse.Namespace) -> int:
    """Watch a folder until the command is stopped, or with `--once` until all that is there has been dealt with."""
    from faxdesk.services.watched_folder import WatchedFolder
    from faxdesk.services.watched_folders import check_is_there, checked_folder

    if not options.folder.strip():
        raise InputRefused("FOLDER", "The name of the folder is empty.", "Name a folder.")
    folder = checked_folder(Path(options.folder), data_folder(options))
    check_is_there(folder)
    told = _FilePrinter(as_json=options.json)
    with open_services(options) as (services, loop):
        watched = WatchedFolder(folder, services.store, services.fetcher, told.tell)
        try:
            while not (options.once and (watched.settled or watched.state.elsewhere or watched.state.problem)):
                _pulse(watched, loop, told, deliver=not options.once)
            if watched.state.elsewhere:
                return fail("Another FaxDesk of yours watches this folder already: nothing was done.", FAILED)
            if watched.state.problem:
                return fail("Nothing more was taken; the reason is above.", REFUSED)
            return _deliver(watched, services, loop, told)
        finally:
            watched.close()


def _pulse(watched: WatchedFolder, loop: ServiceLoop, told: _FilePrinter, *, deliver: bool) -> None:
    pause = watched.step(NeverCancelled())
    told.tell_state(watched)
    soonest = loop.turn() if deliver else _LONGEST_WAIT
    time.sleep(min(_LONGEST_WAIT, soonest, _LONGEST_WAIT if pause is None else pause))


def _deliver(watched: WatchedFolder, services: Services, loop: ServiceLoop, told: _FilePrinter) -> int:
    """Hand over what the folder has become, and put beside files what came to its end; return the exit code."""
    earlier = [job for file in services.store.watched_files.unfinished(watched.folder) for job in file.jobs]
    jobs = dict.fromkeys((*earlier, *told.jobs))

    def recipients() -> list[Recipient]:
        return [one for job in jobs for one in services.store.submissions.recipients(job)]

    def handed_over() -> bool:
        redials = services.store.earlier_attempts.redials
        return all_handed_over([one for one in recipients() if not redials(one.id)])

    _hear_all(loop)
    loop.run(handed_over, BRIEFLY)
    watched.wake()
    while watched.step(NeverCancelled()) == 0.0:
        pass
    if told.waits:
        warn(f"Left in the folder: {count_text(told.waits, 'file')}.")
    if not handed_over():
        return fail(f"{why_not_yet(loop)} {LATER}", SIGN_IN if loop.sign_in_needed else QUEUED)
    if loop.sign_in_needed:
        return fail(why_not_yet(loop), SIGN_IN)
    return fail("Not every file became a fax that arrived; the reasons are above.", FAILED) if told.failed else DONE


def _hear_all(loop: ServiceLoop) -> None:
    """Read what Fax.Plus has to tell: what earlier runs have left may have come to its end meanwhile."""
    for _ in range(_MOST_TURNS):
        if loop.turn() > 0:
            return


class _FilePrinter:
    """Prints what happens to files."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._state: tuple[str, bool] = ("", False)
        self._waiting: set[str] = set()
        self.jobs: list[str] = []
        self.failed = False

    @property
    def waits(self) -> int:
        """How many files are still waited for."""
        return len(self._waiting)

    def tell(self, said: FileReport) -> None:
        """Print what has happened to a file."""
        self.jobs += [job for job in said.jobs if job not in self.jobs]
        self.failed |= said.event is FileEvent.FAILED
        (self._waiting.add if said.event is FileEvent.WAITING else self._waiting.discard)(said.name)
        if self._as_json:
            say_json_line(_members(said))
            return
        to = f" to {', '.join(map(display, said.to))}" if said.to else ""
        draft = f" {said.draft}" if said.event is FileEvent.DRAFT else ""
        reason = f": {said.reason}" if said.reason else ""
        say(f"{said.name}  {said.event}{draft}{to}{reason}")

    def tell_state(self, watched: WatchedFolder) -> None:
        """Print why nothing is taken, once."""
        state = watched.state.problem, watched.state.elsewhere
        if state == self._state:
            return
        self._state = state
        if watched.state.problem:
            warn(watched.state.problem)
        elif watched.state.elsewhere:
            warn("Another FaxDesk of yours watches this folder; this one waits until that has ended.")
        else:
            warn(f"Watching {visible(str(watched.folder))} again.")


def _members(said: FileReport) -> WatchedFileJson:
    return {
        "event": said.event.value,
        "at": instant(utc_now()),
        "file": said.name,
        "path": None if said.place is None else str(said.place),
        "to": list(said.to),
        "jobs": list(said.jobs),
        "draft": said.draft,
        "reason": said.reason,
    }
