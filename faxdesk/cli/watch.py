"""`faxdesk watch`: a folder whose files become faxes, as long as the command runs; and `faxdesk drafts`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.cli.context import data_folder, open_services
from faxdesk.cli.output import DONE, FAILED, QUEUED, REFUSED, SIGN_IN, all_handed_over, instant, say, say_json, warn
from faxdesk.cli.send import BRIEFLY
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import display
from faxdesk.core.quantities import count_text
from faxdesk.core.times import local
from faxdesk.core.visible_text import visible
from faxdesk.services.folder_events import FileEvent

if TYPE_CHECKING:
    import argparse

    from faxdesk.core.model import Recipient
    from faxdesk.services.container import Services
    from faxdesk.services.folder_events import FileReport
    from faxdesk.services.single_thread_loop import ServiceLoop
    from faxdesk.services.watched_folder import WatchedFolder
    from faxdesk.store.drafts import KeptDraft

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
    told = _Teller(as_json=options.json)
    with open_services(options) as (services, loop):
        watched = WatchedFolder(folder, services.store, services.fetcher, told.tell)
        try:
            while not (options.once and (watched.settled or watched.state.elsewhere or watched.state.problem)):
                _pulse(watched, loop, told, deliver=not options.once)
            if watched.state.elsewhere:
                warn("Another FaxDesk of yours watches this folder already: nothing was done.")
                return FAILED
            if watched.state.problem:
                warn("Nothing more was taken.")
                return REFUSED
            return _deliver(watched, services, loop, told)
        finally:
            watched.close()


def _pulse(watched: WatchedFolder, loop: ServiceLoop, told: _Teller, *, deliver: bool) -> None:
    pause = watched.step(NeverCancelled())
    told.tell_state(watched)
    soonest = loop.turn() if deliver else _LONGEST_WAIT
    time.sleep(min(_LONGEST_WAIT, soonest, _LONGEST_WAIT if pause is None else pause))


def _deliver(watched: WatchedFolder, services: Services, loop: ServiceLoop, told: _Teller) -> int:
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
    if loop.sign_in_needed:
        return SIGN_IN
    if not handed_over():
        return QUEUED
    return FAILED if told.failed else DONE


def _hear_all(loop: ServiceLoop) -> None:
    """Read what Fax.Plus has to tell: what earlier runs have left may have come to its end meanwhile."""
    for _ in range(_MOST_TURNS):
        if loop.turn() > 0:
            return


class _Teller:
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
            say_json(_members(said))
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


def _members(said: FileReport) -> dict[str, Any]:
    return {
        "file": said.name,
        "event": said.event.value,
        "path": None if said.place is None else str(said.place),
        "to": list(said.to),
        "jobs": list(said.jobs),
        "draft": said.draft,
        "reason": said.reason,
    }


# ---------------------------------------------------------------------------------------------------------- drafts


def drafts(options: argparse.Namespace) -> int:
    """List the drafts that wait to be looked at, or send or discard one."""
    with open_services(options) as (services, loop):
        if options.action == "list":
            _list(services, as_json=options.json)
            return DONE
        if options.draft is None:
            raise InputRefused("ID", "Say which draft is meant.", "`faxdesk drafts` lists them.")
        draft = services.store.drafts.get(options.draft)
        if draft is None:
            raise InputRefused("ID", f"There is no draft {options.draft}.", "`faxdesk drafts` lists them.")
        if options.action == "discard":
            services.user_requests.discard_draft(draft.id)
            say_json({"draft": draft.id, "state": "discarded"}) if options.json else say(f"Draft {draft.id} discarded.")
            return DONE
        return _send(services, loop, draft, as_json=options.json)


def _list(services: Services, *, as_json: bool) -> None:
    found = services.store.drafts.open_drafts(_MOST_LISTED)
    if as_json:
        say_json([_draft_members(one) for one in found], indent=2)
        return
    for one in found:
        to = ", ".join(map(display, one.draft.recipients)) or "nobody yet"
        names = ", ".join(document.name for document in one.draft.files)  # type: ignore[union-attr]  # all are kept
        say(f"{local(one.created_at):%Y-%m-%d %H:%M}  {one.id}  {names} to {to}: {one.reason}")
    if not found:
        say("No draft waits.")


_MOST_LISTED = 100_000


def _draft_members(one: KeptDraft) -> dict[str, Any]:
    return {
        "draft": one.id,
        "at": one.created_at.isoformat(timespec="seconds"),
        "origin": one.origin,
        "reason": one.reason,
        "to": list(one.draft.recipients),
        "from": one.draft.sender,
        "comment": one.draft.comment,
        "send_at": instant(one.draft.send_at),
        "documents": [document.name for document in one.draft.files],  # type: ignore[union-attr]  # all are kept
    }


def _send(services: Services, loop: ServiceLoop, draft: KeptDraft, *, as_json: bool) -> int:
    from faxdesk.core.send_time import future
    from faxdesk.core.times import SystemZone, utc_now

    if draft.draft.send_at is not None:
        future(draft.draft.send_at, utc_now(), SystemZone())
    made = services.submitter.send_draft(draft.id, draft.draft)
    jobs = [one.job for one in made]
    say_json({"draft": draft.id, "state": "sent", "jobs": jobs}) if as_json else say(f"Kept as job {', '.join(jobs)}.")

    def recipients() -> list[Recipient]:
        return [one for job in jobs for one in services.store.submissions.recipients(job)]

    loop.run(lambda: all_handed_over(recipients()), BRIEFLY)
    if loop.sign_in_needed:
        return SIGN_IN
    return DONE if all_handed_over(recipients()) else QUEUED
