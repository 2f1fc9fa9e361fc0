"""A watched folder: each file that somebody puts there becomes a fax, or a draft, once.

A file is looked at until it stands still (`folder_scan`), claimed by giving it another name (`claimed_files`), and
becomes a submission in the same transaction in which that is written down. Then it is moved to `sent` or `failed`, and
at the end of its fax the report, or the reason, is put beside it. Whatever ends the program, the record says how far a
file was; and what cannot be claimed is never sent.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import backoff, shared_files
from faxdesk.core.errors import (
    FaxDeskError,
    InputRefused,
    Stopped,
    StoreTrouble,
    in_words,
)
from faxdesk.core.file_names import reachable
from faxdesk.core.sidecar import names_of
from faxdesk.core.times import Now, utc_now
from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import (
    SENT,
    TAKEN,
    Rules,
    is_left_out,
    is_sidecar_name,
)
from faxdesk.services.claimed_files import ClaimedFiles, Vanished, watcher_id
from faxdesk.services.file_intake import FileIntake
from faxdesk.services.file_outcome import OutcomeWriter
from faxdesk.services.file_readiness import SIDECAR_LOOKS, FileReadiness
from faxdesk.services.file_submitter import FileChanged, FileSubmitter, reason_of
from faxdesk.services.folder_events import FileEvent, FileReport, FolderSink, FolderState
from faxdesk.services.folder_scan import LOOKS, FolderScan, FoundFile, NameKind
from faxdesk.services.folder_texts import file_trouble, folder_trouble, rule_in_words
from faxdesk.services.retry_delays import RetryDelays
from faxdesk.services.rule_file import RuleFile
from faxdesk.store import drafts
from faxdesk.store.watch_lock import WatchLock
from faxdesk.store.watched_files import FileState, WatchedFile

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.fetch import Fetcher
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks at a folder."""
SHARE = 1 / 800
"""The most of a core that looking takes while nothing happens: an eighth of a percent."""
BUSY_SHARE = 1 / 10
"""The same while files come in."""
LONGEST_LOOK_SECONDS = 60.0
"""Between two looks at a folder of any size, or one that is not there."""
ELSEWHERE_SECONDS = 5.0
"""Between two tries to get the lock that another process has."""
_REST_SECONDS = 20.0
"""After which the child process that opens documents is no longer kept waiting for them."""
_MOST_UNMOVABLE, _UNMOVABLE_SECONDS = 10, 600.0
"""Files that cannot be moved and are tried again now and then; where there are more, it is the folder."""
_MOST_DUE = 200


class _Unmovable(FaxDeskError):
    """Files of the folder cannot be moved: it is the folder, and not the files."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"FaxDesk may not move files in {visible(str(folder))} ({shared_files.reason(error)}), and sends nothing"
            " that it cannot move: it could be sent twice.",
            "Change who may write there.",
        )


class WatchedFolder:
    """Watches one folder in bounded steps. Made and used by one thread; close it there.

    `fetcher` fetches reports. `report` hears what happens to files. `clock` tells seconds that go on evenly, and
    `worked` those for which this thread has worked.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        fetcher: Fetcher,
        report: FolderSink,
        now: Now = utc_now,
        *,
        clock: Callable[[], float] = time.monotonic,
        worked: Callable[[], float] = time.thread_time,
    ) -> None:
        self.folder = folder
        self._store, self._report, self._now = store, report, now
        self._clock, self._worked = clock, worked
        self._files = store.watched_files
        self._lock = WatchLock(store.folder.path, folder)
        self._own = watcher_id(store.folder.path)
        self._claims = ClaimedFiles(folder, self._own, self._files)
        place = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        self._intake = FileIntake(store.folder.cache / f"watch-{place}")
        self._submitter = FileSubmitter(folder, store, self._claims, self._intake, self._tell, now)
        self._delays = RetryDelays(clock)
        self._outcomes = OutcomeWriter(store, self._claims, fetcher, self._tell, self._delays.lengthen)
        self._rule_file = RuleFile(folder, self._submitter.region)
        self._scan = FolderScan(folder, self._kind_of, clock)
        self._readiness = FileReadiness(folder, self._scan, self._intake, self._submitter, now, clock)
        self._look_at = clock()
        self._failures = 0
        self._ready: list[FoundFile] = []
        self._due: list[WatchedFile] = []
        self._version = (-1, -1)
        self._waiting: dict[str, str] = {}
        self._held_up: dict[object, str] = {}
        self._expected: dict[str, str] = {}
        self._unmovable: set[object] = set()
        self._busy_at = clock()
        self._looks = 0
        self.state = FolderState(folder)

    # ---------------------------------------------------------------------------------------------------- steps

    def step(self, cancel: CancelToken) -> float | None:
        """Look at the folder, or do something with one file; return the seconds until there is more, 0 for at once."""
        try:
            if not self._lock.acquire():
                self._intake.rest()
                self.state = FolderState(self.folder, elsewhere=True)
                return ELSEWHERE_SECONDS
            if self._clock() >= self._look_at:
                self._look()
            if self._work(cancel):
                self._busy_at = self._clock()
        except Stopped:
            return None
        except (OSError, FaxDeskError) as error:
            self._trouble(error)
        if self._clock() - self._busy_at > _REST_SECONDS:
            self._intake.rest()
        return 0.0 if self._has_work() else max(0.0, self._look_at - self._clock())

    def wake(self) -> None:
        """Look at the folder, and at what has become of its files, in the next step."""
        self._look_at = self._clock()

    @property
    def settled(self) -> bool:
        """True where all that is there has been looked at often enough, and nothing more can be done with it now."""
        waited = self._looks > SIDECAR_LOOKS + LOOKS
        return self._looks > LOOKS and not self._has_work() and (waited or not self._unsettled())

    def _unsettled(self) -> bool:
        return any(not file.still or file.name not in self._waiting for file in self._scan.documents())

    def close(self) -> None:
        """End the child process, and let another process have the folder."""
        self._intake.close()
        self._lock.release()

    def _has_work(self) -> bool:
        return bool(self._ready or any(not self._delays.put_off(file.id) for file in self._due))

    def _trouble(self, error: OSError | FaxDeskError) -> None:
        """Nothing can be done with the folder for a while: say why, once, and look again later and later."""
        self._failures += 1
        self._ready, self._due = [], []
        self._version = (-1, -1)
        self._scan.forget()
        self._look_at = self._clock() + min(LONGEST_LOOK_SECONDS, backoff.delay(self._failures))
        words = str(error) if isinstance(error, FaxDeskError) else folder_trouble(self.folder, error)
        if words != self.state.problem:
            _log.info("%s: %s", self.folder, error)
        self.state = self.state._replace(problem=words, waiting=(), elsewhere=False)

    # ---------------------------------------------------------------------------------------------------- looks

    def _look(self) -> None:
        begun = self._worked()
        if not stat_is_folder(self.folder):
            raise NotADirectoryError(errno.ENOTDIR, "It is no folder", str(self.folder))
        if self._rule_file.look():
            self._scan.reconsider()
            self._delays.clear()
            self._version = (-1, -1)
        self._scan.look()
        self._looks += 1
        if not self._held_up:
            self._failures = 0
        self._find_due()
        self._ready = [] if self._rule_file.rules is None else self._settled_files()
        problem = self._rule_file.problem or next(iter(self._held_up.values()), "")
        cost = self._worked() - begun
        share = BUSY_SHARE if self._ready or self._due or self._settling() else SHARE
        self._look_at = self._clock() + min(LONGEST_LOOK_SECONDS, max(LOOK_SECONDS, cost / share))
        self._delays.forget_past()
        rules = self._rule_file.rules
        said = "" if rules is None else rule_in_words(rules.usual, len(rules.special))
        self.state = FolderState(self.folder, problem, tuple(self._waiting.items()), self._now(), rule=said)

    def _kind_of(self, name: str) -> NameKind:
        if is_left_out(name):
            return NameKind.NOTHING
        rules = self._rule_file.rules or Rules()
        if is_sidecar_name(name, rules):
            return NameKind.SIDECAR
        # While the rules are being read, files may stand still already.
        return NameKind.DOCUMENT if self._rule_file.rules is None or rules.of(name) is not None else NameKind.NOTHING

    def _settling(self) -> bool:
        return any(not file.still for file in self._scan.documents())

    def _settled_files(self) -> list[FoundFile]:
        """Return the files with which something can be done now."""
        there = {file.name for file in self._scan.documents()}
        for name in [name for name in self._waiting if name not in there and not self._scan.has(name)]:
            del self._waiting[name]
        for sidecar in self._scan.sidecars():
            self._scan.wake(self._expected.pop(sidecar.name.casefold(), ""))
        ready = [file for file in self._scan.documents() if file.still and not self._delays.put_off(file.key)]
        late = [file for file in self._scan.sidecars() if file.still and not self._delays.put_off(file.key)]
        return [*(file for file in ready if not self._waits_for_sidecar(file)), *late]

    def _waits_for_sidecar(self, found: FoundFile) -> bool:
        rules = self._rule_file.rules
        rule = rules.of(found.name) if rules is not None else None
        if rule is None or not rule.sidecar_needed or self._scan.sidecar(names_of(found.name)) is not None:
            return False
        self._wait_for(found, f"It waits for {Path(found.name).stem}.json or .txt beside it.")
        self._expected.update(dict.fromkeys(names_of(found.name), found.name))
        self._scan.rest(found.name)
        return True

    def _find_due(self) -> None:
        """Find what is to be done with files that were taken. Asked only where the database has changed."""
        database = self._store.database
        version = database.data_version(), database.total_changes()
        if version != self._version or self._due or self._delays.any_of(int):
            self._due = [file for file in self._files.due(self.folder, _MOST_DUE) if not self._delays.put_off(file.id)]
            self._version = database.data_version(), database.total_changes()

    def _wait_for(self, found: FoundFile, why: str) -> None:
        """A file is not taken yet: say why, once."""
        self._say_waiting(found.name, why)

    def _say_waiting(self, name: str, why: str) -> None:
        if self._waiting.get(name) != why:
            self._waiting[name] = why
            self._report(FileReport(self.folder, name, FileEvent.WAITING, why, self.folder / name))

    # ----------------------------------------------------------------------------------------------------- work

    def _work(self, cancel: CancelToken) -> bool:
        """Do something with one file, if there is one; return whether there was."""
        while self._due:
            file = self._due.pop(0)
            if not self._delays.put_off(file.id):
                self._guarded(file.id, file.name, partial(self._advance, file, cancel))
                return True
        while self._ready:
            found = self._ready.pop(0)
            if not self._delays.put_off(found.key):
                act = self._take if found.kind is NameKind.DOCUMENT else self._take_late_sidecar
                self._guarded(found.key, found.name, partial(act, found, cancel))
                return True
        return False

    def _guarded(self, key: object, name: str, act: Callable[[], object]) -> None:
        """Do something with one file, whose faults are its own; those of the folder and of the disk are everybody's."""
        before = self._delays.get(key)
        try:
            act()
            self._held_up.pop(key, None)
            if self._delays.get(key) is before:
                self._delays.drop(key)
        except (Stopped, KeyboardInterrupt):
            raise
        except Vanished:
            self._held_up.pop(key, None)
            self._scan.drop(name)
            self._waiting.pop(name, None)
        except (StoreTrouble, _Unmovable) as error:
            self._delays.lengthen(key)
            self._held_up[key] = str(error)
            raise
        except OSError as error:
            self._delays.lengthen(key)
            if not stat_is_folder(self.folder):
                raise
            self._say_waiting(name, file_trouble(error))
        except BaseException as error:  # noqa: BLE001  libraries raise more than `Exception`; the log has it
            _log.error("a file of %s failed", self.folder, exc_info=error)
            self._delays.lengthen(key)
            self._say_waiting(name, str(in_words(error)))

    def _advance(self, file: WatchedFile, cancel: CancelToken) -> None:
        """Do what is to be done next with a file that was taken."""
        try:
            file = self._claims.found(file)
        except Vanished:
            self._gone(file)
            return
        if file.state is FileState.CLAIMED:
            self._process(file, None, cancel)
        elif file.state is FileState.DRAFTED:
            self._outcomes.settle_draft(file)
        elif file.state is FileState.REFUSED:
            self._outcomes.put_into_failed(file)
        elif file.place.parts[0] == TAKEN:
            self._claims.move(file, SENT)
        else:
            self._outcomes.conclude(file, cancel)

    def _gone(self, file: WatchedFile) -> None:
        """Somebody has taken a file away. What it became goes on."""
        if file.state is FileState.CLAIMED:
            self._files.forget(file.id)
        else:
            self._files.became(file.id, FileState.ENDED)
        self._tell(file, FileEvent.GONE, "Somebody has moved it away.", ())

    def _process(self, file: WatchedFile, pages: int | None, cancel: CancelToken) -> None:
        """Make a fax or a draft of a file that was claimed; `pages` is how many it had before, None where unknown."""
        rules = self._rule_file.rules
        if rules is None:
            # It is mended one day, or a look or two later.
            self._delays.lengthen(file.id)
            return
        try:
            self._submitter.submit(file, rules.of(file.name) or rules.usual, self._rule_file, pages, cancel)
        except FileChanged:
            self._claims.put_back(file)
        except InputRefused as error:
            self._outcomes.refuse(file, f"{error.title} {error.advice}".strip())

    # ---------------------------------------------------------------------------------------------- taking a file

    def _take(self, found: FoundFile, cancel: CancelToken) -> None:
        """Take a file that stands still, or say what it waits for."""
        rules = self._rule_file.rules
        rule = rules.of(found.name) if rules is not None else None
        readiness = self._readiness
        if rule is None or not readiness.is_there(found) or (why := readiness.why_not_yet(found, rule)) is None:
            return
        pages = None
        if not why:
            try:
                pages = readiness.pages(found)
            except InputRefused as error:
                why = readiness.why_not_whole(found, error)
        if why:
            self._wait_for(found, why)
            self._delays.lengthen(found.key)
            return
        file = self._claimed(found)
        if file is None:
            return
        try:
            self._process(file, pages, cancel)
        except BaseException:
            # It is in the record, and is gone on with from there.
            self._due.append(file)
            self._delays.lengthen(file.id)
            raise

    def _claimed(self, found: FoundFile) -> WatchedFile | None:
        """Claim a file; return None where that is not possible now."""
        sidecar = self._scan.sidecar(names_of(found.name))
        try:
            file = self._claims.claim(
                found.name, None if sidecar is None else sidecar.name, found.seen.size, found.seen.modified
            )
        except OSError as error:
            self._cannot_claim(found, error)
            return None
        for key in self._unmovable:
            self._held_up.pop(key, None)
        self._unmovable.clear()
        self._waiting.pop(found.name, None)
        self._scan.drop(found.name)
        if sidecar is not None:
            self._scan.drop(sidecar.name)
        return file

    def _cannot_claim(self, found: FoundFile, error: OSError) -> None:
        if shared_files.is_held(error):
            self._wait_for(found, "Another program has it open.")
            self._delays.lengthen(found.key)
            return
        if error.errno in _OF_DISK:
            raise error
        self._unmovable.add(found.key)
        if len(self._unmovable) > _MOST_UNMOVABLE:
            raise _Unmovable(self.folder, error)
        why = shared_files.reason(error)
        self._wait_for(
            found, f"FaxDesk may not move it ({why}), and sends nothing that it cannot move: it could be sent twice."
        )
        self._delays.lengthen(found.key, _UNMOVABLE_SECONDS)

    def _take_late_sidecar(self, found: FoundFile, _cancel: CancelToken) -> None:
        """Use a sidecar that came after its document, where that is a draft which nobody has settled yet."""
        if any(found.name.casefold() in names_of(file.name) for file in self._scan.documents()):
            return
        rules = self._rule_file.rules
        for file in self._files.unfinished(self.folder):
            if file.state is not FileState.DRAFTED or file.sidecar is not None or rules is None:
                continue
            draft = self._store.drafts.get(file.draft or 0)
            if draft is not None and draft.state == drafts.OPEN and found.name.casefold() in names_of(file.name):
                self._claims.take_late_sidecar(file, found.name)
                self._scan.drop(found.name)
                decision = self._submitter.decision(
                    replace(file, sidecar=found.name), rules.of(file.name) or rules.usual
                )
                reason = reason_of(decision.doubts)
                self._store.drafts.complete(draft.id, decision.recipients, decision.comment, reason)
                self._tell(file, FileEvent.DRAFT, reason, decision.recipients)
                return
        self._scan.rest(found.name)

    def _tell(self, file: WatchedFile, event: FileEvent, reason: str, to: tuple[str, ...]) -> None:
        now = self._files.get(file.id) or file
        place = None if event is FileEvent.GONE else self.folder / now.place
        self._report(FileReport(self.folder, file.name, event, reason, place, to, file.jobs or now.jobs, file.draft))


def stat_is_folder(folder: Path) -> bool:
    """Return whether a folder is there; False also where it cannot be reached. Its name may be a link to it."""
    return os.path.isdir(reachable(folder))  # noqa: PTH112  a long path, as Windows wants it


_OF_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""What is wrong with the whole drive, not with one file."""
