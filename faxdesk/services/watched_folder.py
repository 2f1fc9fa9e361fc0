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
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import backoff, shared_files
from faxdesk.core.errors import (
    FaxDeskError,
    InputRefused,
    Paused,
    ServiceError,
    SignInNeeded,
    Stopped,
    StoreTrouble,
    in_words,
)
from faxdesk.core.file_names import reachable
from faxdesk.core.file_wish import FileWish, Surroundings, decide
from faxdesk.core.lifecycle import ENDED_BADLY, NEVER_SENT
from faxdesk.core.model import MOST_REDIALS, Draft, Options
from faxdesk.core.phone import display, region_of
from faxdesk.core.sidecar import Sidecar, names_of
from faxdesk.core.sidecar import parse as parse_sidecar
from faxdesk.core.times import Now, local, own_zone, utc_now
from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import (
    FAILED,
    LARGEST,
    RULE_FILE,
    SENT,
    TAKEN,
    Action,
    Rule,
    Rules,
    Source,
    is_left_out,
    is_sidecar_name,
)
from faxdesk.services.claimed_files import ClaimedFiles, Vanished, watcher_id
from faxdesk.services.document_intake import DocumentIntake, digest
from faxdesk.services.file_outcome import outcome
from faxdesk.services.folder_events import FileEvent, FileReport, FolderSink, FolderState
from faxdesk.services.folder_scan import LOOKS, FolderScan, FoundFile, Kind
from faxdesk.services.rule_file import RuleFile
from faxdesk.services.submit import Submitter
from faxdesk.store import drafts
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.watch_lock import WatchLock
from faxdesk.store.watched_files import FileState, WatchedFile

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Recipient, Submission
    from faxdesk.core.settings import Settings
    from faxdesk.documents.inspection.examine import Examined
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
DAMAGED_SECONDS = 60.0
"""How long a document that is not whole has to stand still before it is taken for damaged: its writer may pause."""
OLD_SECONDS = 3600.0
"""How long ago it was written where that is told at once: a run that looks once does not wait. Clocks may differ."""
SIDECAR_LOOKS = 6
"""Looks for which a file that is to be sent, and whose recipient is not known, waits for a sidecar."""
ELSEWHERE_SECONDS = 5.0
"""Between two tries to get the lock that another process has."""
_REST_SECONDS = 20.0
"""After which the child process that opens documents is no longer kept waiting for them."""
_MOST_UNMOVABLE, _UNMOVABLE_SECONDS = 10, 600.0
"""Files that cannot be moved and are tried again now and then; where there are more, it is the folder."""
_MOST_DUE = 200
_REPORT_TRIES = 3
"""How often a report is asked for that Fax.Plus does not have: it takes a moment to make."""
_ASKED = "The rules of the folder want it to be looked at first."


class _Unmovable(FaxDeskError):
    """Files of the folder cannot be moved: it is the folder, and not the files."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"FaxDesk may not move files in {visible(str(folder))} ({shared_files.reason(error)}), and sends nothing"
            " that it cannot move: it could be sent twice.",
            "Change who may write there.",
        )


class _Changed(Exception):
    """The file, or what says what to do with it, is not what it was: nothing is kept, and it is looked at anew."""


@dataclass
class _Delay:
    """When something that failed is tried again, and how often it has failed."""

    until: float
    failures: int


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
        self._store, self._fetcher, self._report, self._now = store, fetcher, report, now
        self._clock, self._worked = clock, worked
        self._files = store.watched_files
        self._lock = WatchLock(store.folder.path, folder)
        self._own = watcher_id(store.folder.path)
        self._claims = ClaimedFiles(folder, self._own, self._files)
        place = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        self._intake = DocumentIntake(store.folder.cache / f"watch-{place}")
        self._submitter = Submitter(store, now, self._intake.examiner)
        self._rule_file = RuleFile(folder, self._region)
        self._scan = FolderScan(folder, self._kind_of, clock)
        self._look_at = clock()
        self._failures = 0
        self._ready: list[FoundFile] = []
        self._due: list[WatchedFile] = []
        self._version = (-1, -1)
        self._delays: dict[object, _Delay] = {}
        self._waiting: dict[str, str] = {}
        self._held_up: dict[object, str] = {}
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
        return bool(self._ready or any(not self._put_off(file.id) for file in self._due))

    def _trouble(self, error: OSError | FaxDeskError) -> None:
        """Nothing can be done with the folder for a while: say why, once, and look again later and later."""
        self._failures += 1
        self._ready, self._due = [], []
        self._version = (-1, -1)
        self._scan.forget()
        self._look_at = self._clock() + min(LONGEST_LOOK_SECONDS, backoff.delay(self._failures))
        words = str(error) if isinstance(error, FaxDeskError) else _folder_trouble(self.folder, error)
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
        self._failures = 0
        self._find_due()
        self._ready = [] if self._rule_file.rules is None else self._settled_files()
        problem = self._rule_file.problem or next(iter(self._held_up.values()), "")
        cost = self._worked() - begun
        share = BUSY_SHARE if self._ready or self._due or self._settling() else SHARE
        self._look_at = self._clock() + min(LONGEST_LOOK_SECONDS, max(LOOK_SECONDS, cost / share))
        self._forget_delays()
        self.state = FolderState(
            self.folder, problem, tuple(self._waiting.items()), self._now(), rule=self._rule_in_words()
        )

    def _kind_of(self, name: str) -> Kind:
        if is_left_out(name):
            return Kind.NOTHING
        rules = self._rule_file.rules or Rules()
        if is_sidecar_name(name, rules):
            return Kind.SIDECAR
        # While the rules are being read, files may stand still already.
        return Kind.DOCUMENT if self._rule_file.rules is None or rules.of(name) is not None else Kind.NOTHING

    def _settling(self) -> bool:
        return any(not file.still for file in self._scan.documents())

    def _settled_files(self) -> list[FoundFile]:
        """Return the files with which something can be done now."""
        there = {file.name for file in self._scan.documents()}
        for name in [name for name in self._waiting if name not in there and not self._scan.has(name)]:
            del self._waiting[name]
        ready = [file for file in self._scan.documents() if file.still and not self._put_off(file.key)]
        late = [file for file in self._scan.sidecars() if file.still and not self._put_off(file.key)]
        return [*(file for file in ready if not self._waits_for_sidecar(file)), *late]

    def _waits_for_sidecar(self, found: FoundFile) -> bool:
        rules = self._rule_file.rules
        rule = rules.of(found.name) if rules is not None else None
        if rule is None or not rule.sidecar_needed or self._scan.sidecar(names_of(found.name)) is not None:
            return False
        self._wait_for(found, f"It waits for {Path(found.name).stem}.json or .txt beside it.")
        return True

    def _find_due(self) -> None:
        """Find what is to be done with files that were taken. Asked only where the database has changed."""
        database = self._store.database
        version = database.data_version(), database.total_changes()
        if version != self._version or self._due or any(isinstance(key, int) for key in self._delays):
            self._due = [file for file in self._files.due(self.folder, _MOST_DUE) if not self._put_off(file.id)]
            self._version = database.data_version(), database.total_changes()

    def _wait_for(self, found: FoundFile, why: str) -> None:
        """A file is not taken yet: say why, once."""
        self._say_waiting(found.name, why)

    def _say_waiting(self, name: str, why: str) -> None:
        if self._waiting.get(name) != why:
            self._waiting[name] = why
            self._report(FileReport(self.folder, name, FileEvent.WAITING, why, self.folder / name))

    def _forget_delays(self) -> None:
        """Forget what was put off and has not come up again, such as files that are gone."""
        if len(self._delays) > _MOST_DUE:
            past = self._clock() - 2 * backoff.MOST
            self._delays = {key: delay for key, delay in self._delays.items() if delay.until > past}

    def _put_off(self, key: object) -> bool:
        delay = self._delays.get(key)
        return delay is not None and delay.until > self._clock()

    def _later(self, key: object, least: float | None = None) -> None:
        """Something failed with one file: the others go on, and it is tried again later and later."""
        failures = self._delays[key].failures + 1 if key in self._delays else 1
        self._delays[key] = _Delay(self._clock() + backoff.delay(failures, least), failures)

    # ----------------------------------------------------------------------------------------------------- work

    def _work(self, cancel: CancelToken) -> bool:
        """Do something with one file, if there is one; return whether there was."""
        while self._due:
            file = self._due.pop(0)
            if not self._put_off(file.id):
                self._guarded(file.id, file.name, partial(self._advance, file, cancel))
                return True
        while self._ready:
            found = self._ready.pop(0)
            if not self._put_off(found.key):
                act = self._take if found.kind is Kind.DOCUMENT else self._take_late_sidecar
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
                self._delays.pop(key, None)
        except (Stopped, KeyboardInterrupt):
            raise
        except Vanished:
            self._held_up.pop(key, None)
            self._scan.drop(name)
            self._waiting.pop(name, None)
        except (StoreTrouble, _Unmovable) as error:
            self._later(key)
            self._held_up[key] = str(error)
            raise
        except OSError as error:
            self._later(key)
            if not stat_is_folder(self.folder):
                raise
            self._say_waiting(name, _file_trouble(error))
        except BaseException as error:  # noqa: BLE001  libraries raise more than `Exception`; the log has it
            _log.error("a file of %s failed", self.folder, exc_info=error)
            self._later(key)
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
            self._settle_draft(file)
        elif file.state is FileState.REFUSED:
            self._put_into_failed(file)
        elif file.place.parts[0] == TAKEN:
            self._claims.move(file, SENT)
        else:
            self._conclude(file, cancel)

    def _gone(self, file: WatchedFile) -> None:
        """Somebody has taken a file away. What it became goes on."""
        if file.state is FileState.CLAIMED:
            self._files.forget(file.id)
        else:
            self._files.became(file.id, FileState.ENDED)
        self._tell(file, FileEvent.GONE, "Somebody has moved it away.")

    # ---------------------------------------------------------------------------------------------- taking a file

    def _take(self, found: FoundFile, cancel: CancelToken) -> None:
        """Take a file that stands still, or say what it waits for."""
        rules = self._rule_file.rules
        rule = rules.of(found.name) if rules is not None else None
        if rule is None or not self._is_there(found) or (why := self._why_not_yet(found, rule)) is None:
            return
        if why:
            self._wait_for(found, why)
            self._later(found.key)
            return
        try:
            pages = self._pages(found)
        except InputRefused as error:
            if error.code != "password" and not self._is_old(found):
                self._wait_for(found, f"It is not whole yet: {error.title}")
                self._later(found.key)
                return
            pages = None
        sidecar = self._scan.sidecar(names_of(found.name))
        try:
            file = self._claims.claim(
                found.name, None if sidecar is None else sidecar.name, found.seen.size, found.seen.modified
            )
        except OSError as error:
            self._cannot_claim(found, error)
            return
        for key in self._unmovable:
            self._held_up.pop(key, None)
        self._unmovable.clear()
        self._scan.drop(found.name)
        self._waiting.pop(found.name, None)
        if sidecar is not None:
            self._scan.drop(sidecar.name)
        try:
            self._process(file, pages, cancel)
        except BaseException:
            # It is in the record, and is gone on with from there.
            self._due.append(file)
            self._later(file.id)
            raise

    def _is_there(self, found: FoundFile) -> bool:
        """Return whether a file is as it was in the last look. Raises `OSError`."""
        try:
            now = os.lstat(reachable(self.folder / found.name))
        except FileNotFoundError as error:
            raise Vanished from error
        return (now.st_size, now.st_mtime_ns) == (found.seen.size, found.seen.modified)

    def _is_old(self, found: FoundFile) -> bool:
        """Return whether nobody can be writing a file any more that is not whole."""
        age = abs(self._now().timestamp() - found.seen.modified / 1e9)
        return self._clock() - found.since >= DAMAGED_SECONDS or age > OLD_SECONDS

    def _why_not_yet(self, found: FoundFile, rule: Rule) -> str | None:
        """Return why a file that stands still is not taken: "" for nothing, None where more looks will tell."""
        from faxdesk.documents.common.opening import is_placeholder

        path = self.folder / found.name
        if found.seen.size == 0:
            return "It is empty."
        if is_placeholder(reachable(path)):
            return "It is in the cloud, and is not on this computer yet."
        if shared_files.is_being_written(reachable(path)):
            return "Another program has it open."
        sidecar = self._scan.sidecar(names_of(found.name))
        if sidecar is not None:
            return "" if sidecar.still else None
        patient = rule.action is Action.SEND and Source.SIDECAR in rule.recipients
        return None if patient and found.looks < SIDECAR_LOOKS and not self._recipients(found.name, rule) else ""

    def _recipients(self, name: str, rule: Rule) -> tuple[str, ...]:
        return self._wish(name, rule, None, tuple).recipients

    def _pages(self, found: FoundFile) -> int | None:
        """Count the pages of a file for the first time; None where a document is only made of it.

        Raises `InputRefused` where it is not whole, or never will be.
        """
        document = self._intake.examine(self.folder / found.name, found.name)
        if document is None:
            return None
        if document.repaired:
            raise InputRefused(found.name, "The document is damaged.")
        return document.pages

    def _cannot_claim(self, found: FoundFile, error: OSError) -> None:
        if shared_files.is_held(error):
            self._wait_for(found, "Another program has it open.")
            self._later(found.key)
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
        self._later(found.key, _UNMOVABLE_SECONDS)

    # ------------------------------------------------------------------------------------------- what it becomes

    def _process(self, file: WatchedFile, pages: int | None, cancel: CancelToken) -> None:
        """Make a fax or a draft of a file that was claimed; `pages` is how many it had before, None where unknown."""
        rules = self._rule_file.rules
        if rules is None:
            # It is mended one day, or a look or two later.
            self._later(file.id)
            return
        rule = rules.of(file.name) or rules.usual
        path = self._claims.path(file)
        try:
            self._check_unchanged(file)
            taken = self._intake.take(path, file.name, self._settings().region, cancel)
            if pages is not None and not taken.made and taken.document.pages != pages:
                raise _Changed  # noqa: TRY301  as where it has changed later
            self._make(file, rule, taken.document, damaged=_was_damaged(taken.document))
        except _Changed:
            self._claims.put_back(file)
        except InputRefused as error:
            self._refuse(file, f"{error.title} {error.advice}".strip())

    def _make(self, file: WatchedFile, rule: Rule, document: Examined, *, damaged: bool) -> None:
        sha256 = digest(self._claims.path(file))
        wish = self._wish(file.name, rule, self._sidecar(file), lambda: self._text_numbers(document, rule))
        doubts = [*wish.doubts, *self._earlier(file, sha256, wish, rule)]
        if damaged:
            doubts.append("The document was damaged and has been repaired. Look at its pages.")
        redials = min(MOST_REDIALS, max(0, self._settings().redials))
        draft = Draft(
            (document.path,),
            wish.recipients,
            wish.sender,
            wish.comment,
            wish.send_at,
            Options(redials=redials, enhancement=self._settings().enhancement),
            wish.cover,
            self._signature(),
        )
        if rule.action is Action.SEND and not doubts:
            try:
                self._send(file, draft, sha256)
            except InputRefused as error:
                # Such as a sender that the account does not have. What the document lacks was found before.
                doubts = [str(error)]
            else:
                return
        self._keep_draft(file, draft, sha256, " ".join(doubts) or _ASKED)

    def _send(self, file: WatchedFile, draft: Draft, sha256: str) -> None:
        def became(made: tuple[Submission, ...]) -> None:
            self._files.became(file.id, FileState.KEPT, jobs=[one.job for one in made], sha256=sha256)

        made = self._submitter.submit_all(draft, last_look=partial(self._check_unchanged, file), also=became)
        jobs = tuple(one.job for one in made)
        kept = replace(file, state=FileState.KEPT, jobs=jobs, sha256=sha256)
        try:
            self._claims.move(kept, SENT)
        finally:
            self._tell(kept, FileEvent.QUEUED, to=draft.recipients)

    def _keep_draft(self, file: WatchedFile, draft: Draft, sha256: str, reason: str) -> None:
        def became(number: int) -> None:
            self._files.became(file.id, FileState.DRAFTED, draft=number, sha256=sha256)

        number = self._submitter.keep_draft(
            draft,
            visible(str(self.folder)),
            reason,
            last_look=partial(self._check_unchanged, file),
            also=became,
        )
        self._tell(replace(file, draft=number), FileEvent.DRAFT, reason, draft.recipients)

    def _check_unchanged(self, file: WatchedFile) -> None:
        """Raise `_Changed` where somebody still writes the file, or has changed the rules meanwhile."""
        try:
            now = os.lstat(reachable(self._claims.path(file)))
        except FileNotFoundError as error:
            raise Vanished from error
        if (now.st_size, now.st_mtime_ns) != (file.size, file.modified) or not self._rule_file.unchanged():
            raise _Changed

    def _refuse(self, file: WatchedFile, reason: str) -> None:
        self._files.became(file.id, FileState.REFUSED, reason=reason)
        self._put_into_failed(replace(file, state=FileState.REFUSED, reason=reason))

    def _wish(
        self,
        name: str,
        rule: Rule,
        sidecar: Sidecar | InputRefused | None,
        text_numbers: Callable[[], tuple[tuple[str, bool], ...]],
    ) -> FileWish:
        around = Surroundings(
            self._store.submissions.numbers_of,
            self._now(),
            own_zone(),
            self._region(),
            CoverTemplates(self._store.folder.covers).templates,
        )
        return decide(name, rule, sidecar, text_numbers, around)

    def _sidecar(self, file: WatchedFile) -> Sidecar | InputRefused | None:
        path = self._claims.sidecar_path(file)
        if path is None or file.sidecar is None:
            return None
        return _read_sidecar(path, file.sidecar)

    def _text_numbers(self, document: Examined, rule: Rule) -> tuple[tuple[str, bool], ...]:
        from faxdesk.documents.inspection.fax_numbers import Certainty

        own = frozenset(number.number for number in self._store.service_mirror.numbers())
        found = self._intake.numbers(document, rule.region or self._region(), own)
        return tuple((one.number, one.sure is Certainty.CERTAIN) for one in found)

    def _earlier(self, file: WatchedFile, sha256: str, wish: FileWish, rule: Rule) -> list[str]:
        """Return why the same document may be sent twice, where that is not wanted."""
        if rule.repeats:
            return []
        for earlier in self._files.of_content(sha256, file.id):
            at = f"{local(earlier.claimed_at):%Y-%m-%d %H:%M}"
            said = self._said_of_earlier(earlier, wish.recipients)
            if said is not None:
                return [f"The same document was put there on {at}{said}. Is it to be sent again?"]
        if wish.recipients and not wish.doubts and rule.action is Action.SEND:
            key = hashlib.sha256(f"{sha256} {' '.join(sorted(wish.recipients))}".encode()).hexdigest()[:40]
            if self._claims.sent_elsewhere(key):
                return ["Another computer has taken the same document to the same number from this folder."]
        return []

    def _said_of_earlier(self, earlier: WatchedFile, recipients: tuple[str, ...]) -> str | None:
        """Return what is said of an earlier file of the same content; None where it had nothing to do with these."""
        jobs = earlier.jobs
        if earlier.draft is not None:
            draft = self._store.drafts.get(earlier.draft)
            if draft is None or draft.state == drafts.DISCARDED:
                return None
            if draft.state == drafts.OPEN:
                same = not recipients or not draft.draft.recipients or set(recipients) & set(draft.draft.recipients)
                return ", and waits as a draft" if same else None
            jobs = draft.jobs
        sent = [one for job in jobs for one in self._store.submissions.recipients(job) if _may_arrive(one)]
        same_numbers = [one.to for one in sent if not recipients or one.to in recipients]
        return f", and was sent to {', '.join(map(display, same_numbers))}" if same_numbers else None

    # ----------------------------------------------------------------------------------------------- afterwards

    def _put_into_failed(self, file: WatchedFile) -> None:
        file = self._claims.move(file, FAILED)
        self._claims.write_beside(file, ".reason.txt", f"{visible(file.name)}\n\nNot sent. {file.reason}\n")
        self._files.became(file.id, FileState.ENDED)
        self._tell(file, FileEvent.FAILED, file.reason)

    def _settle_draft(self, file: WatchedFile) -> None:
        draft = self._store.drafts.get(file.draft or 0)
        if draft is None or draft.state == drafts.DISCARDED:
            self._refuse(file, "The draft was discarded.")
        elif draft.state == drafts.SENT:
            self._files.became(file.id, FileState.KEPT, jobs=draft.jobs)
            self._claims.move(replace(file, state=FileState.KEPT, jobs=draft.jobs), SENT)

    def _conclude(self, file: WatchedFile, cancel: CancelToken) -> None:
        """Put beside a file what its faxes came to, now that all have come to their end."""
        end = outcome(self._store, file.jobs)
        if end is None:
            # One was changed by the user: what takes its place is followed.
            self._later(file.id, LONGEST_LOOK_SECONDS)
            return
        reports = self._reports(file, end.fax_ids, cancel)
        if reports is None:
            return
        text = end.text(visible(file.name))
        if not end.delivered:
            file = self._claims.move(file, FAILED)
            self._claims.write_beside(file, ".reason.txt", text)
        elif not reports:
            self._claims.write_beside(file, ".delivered.txt", f"{text}Fax.Plus has no report of it.\n")
        for number, report in enumerate(reports, 1):
            self._claims.copy_beside(file, f".report{f'-{number}' if number > 1 else ''}.pdf", report)
        self._files.became(file.id, FileState.ENDED, jobs=end.jobs)
        reasons = " ".join(f"{display(one.to)}: {one.reason}" for one in end.recipients if one.reason)
        event = FileEvent.SENT if end.delivered else FileEvent.FAILED
        self._tell(file, event, "" if end.delivered else reasons, tuple(one.to for one in end.recipients))

    def _reports(self, file: WatchedFile, fax_ids: tuple[str, ...], cancel: CancelToken) -> list[Path] | None:
        """Return the reports of faxes; None where they are to be asked for once more later."""
        found = []
        for fax_id in fax_ids:
            try:
                found.append(self._fetcher.report(fax_id, cancel))
            except (Paused, SignInNeeded) as error:
                self._later(file.id, getattr(error, "retry_after", None) or LONGEST_LOOK_SECONDS)
                return None
            except ServiceError as error:
                tried = self._delays[file.id].failures if file.id in self._delays else 0
                if tried < _REPORT_TRIES:
                    self._later(file.id)
                    return None
                _log.info("there is no report of %s: %s", fax_id, error)
        return found

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
                said = self._sidecar(replace(file, sidecar=found.name))
                wish = self._wish(file.name, rules.of(file.name) or rules.usual, said, tuple)
                reason = " ".join(wish.doubts) or _ASKED
                self._store.drafts.complete(draft.id, wish.recipients, wish.comment, reason)
                self._tell(file, FileEvent.DRAFT, reason, wish.recipients)
                return
        self._scan.rest(found.name)

    def _tell(self, file: WatchedFile, event: FileEvent, reason: str = "", to: tuple[str, ...] = ()) -> None:
        now = self._files.get(file.id) or file
        place = None if event is FileEvent.GONE else self.folder / now.place
        self._report(FileReport(self.folder, file.name, event, reason, place, to, file.jobs or now.jobs, file.draft))

    # ------------------------------------------------------------------------------------------------- surroundings

    def _settings(self) -> Settings:
        return SettingsFile(self._store.folder.settings).settings

    def _region(self) -> str:
        """Return the country of numbers without country code: that of the account's number, else of the settings."""
        own = next((one.number for one in self._store.service_mirror.numbers() if one.usable), "")
        return (region_of(own) if own else "") or str(self._settings().region)

    def _signature(self) -> str:
        account = self._store.service_mirror.account()
        return account.title if account is not None else ""

    def _rule_in_words(self) -> str:
        rules = self._rule_file.rules
        return "" if rules is None else rule_in_words(rules.usual, len(rules.special))


def rule_in_words(rule: Rule, special: int = 0) -> str:
    """Return what a rule makes of files, as a sentence or two; `special` is how many other rules there are."""
    kinds = ", ".join(rule.files)
    sent = rule.action is Action.SEND
    parts = [f"{kinds}: {'sent by itself' if sent else 'becomes a draft that you look at'}"]
    if rule.to:
        parts.append(f"to {', '.join(text if text[:1] != '+' else display(text) for text in rule.to)}")
    if rule.sender:
        parts.append(f"from {display(rule.sender)}")
    if rule.at:
        parts.append(f"at {rule.at if isinstance(rule.at, str) else f'{rule.at:%H:%M}'}")
    more = f" {special} more in {RULE_FILE}." if special else ""
    return f"{', '.join(parts)}.{more}"


def stat_is_folder(folder: Path) -> bool:
    """Return whether a folder is there; False also where it cannot be reached. Its name may be a link to it."""
    return os.path.isdir(reachable(folder))  # noqa: PTH112  a long path, as Windows wants it


_OF_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""What is wrong with the whole drive, not with one file."""


def _folder_trouble(folder: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"The folder {visible(str(folder))} is not there. FaxDesk goes on when it is back."
    why = shared_files.reason(error)
    return f"The folder {visible(str(folder))} cannot be used: {why}. FaxDesk tries again by itself."


def _file_trouble(error: OSError) -> str:
    if shared_files.is_held(error):
        return "Another program has it open."
    if isinstance(error, PermissionError):
        return "FaxDesk may not read or move it."
    return f"It cannot be used: {shared_files.reason(error)}."


def _read_sidecar(path: Path, name: str) -> Sidecar | InputRefused:
    try:
        with shared_files.open_for_reading(reachable(path)) as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        return InputRefused(visible(name), f"It cannot be read: {shared_files.reason(error)}.")
    if len(data) > LARGEST:
        return InputRefused(visible(name), f"It is larger than {LARGEST // 1024} kB.")
    try:
        return parse_sidecar(data, visible(name))
    except InputRefused as error:
        return error


def _may_arrive(recipient: Recipient) -> bool:
    """Return whether a fax has arrived, or may still."""
    return recipient.state not in ENDED_BADLY | NEVER_SENT


def _was_damaged(document: Examined) -> bool:
    return document.repaired or any(finding.code == "repaired" for finding in document.findings)
