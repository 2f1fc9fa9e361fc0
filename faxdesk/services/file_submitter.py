"""What a file that was claimed becomes: a submission, or a draft that somebody has to look at."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.cover import CoverFlag
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_decision import FileContext, FileDecision, decide
from faxdesk.core.file_names import reachable
from faxdesk.core.lifecycle import ENDED_BADLY, NEVER_SENT
from faxdesk.core.model import MOST_REDIALS, Draft, Options
from faxdesk.core.phone import display
from faxdesk.core.sidecar import Sidecar
from faxdesk.core.sidecar import parse as parse_sidecar
from faxdesk.core.times import Now, local, own_zone
from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import LARGEST, SENT, Action, RecipientSource, Rule
from faxdesk.services.claimed_files import ClaimedFiles, Vanished
from faxdesk.services.file_intake import FileIntake, digest
from faxdesk.services.folder_events import FileEvent
from faxdesk.services.home_region import home_region
from faxdesk.services.number_check import doubts_text, number_warnings
from faxdesk.services.submit import Submitter
from faxdesk.store import drafts
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.watched_files import FileState, WatchedFile

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Recipient, Submission
    from faxdesk.core.settings import Settings
    from faxdesk.documents.inspection.examine import Examined
    from faxdesk.services.file_outcome import Tell
    from faxdesk.services.rule_file import RuleFile
    from faxdesk.store.store import Store

_ASKED = "The rules of the folder want it to be looked at first."


class FileChanged(Exception):
    """The file, or what says what to do with it, is not what it was: nothing is kept, and it is looked at anew."""


class FileSubmitter:
    """Makes faxes and drafts of the files of one folder. `tell` hears of each."""

    def __init__(
        self, folder: Path, store: Store, claims: ClaimedFiles, intake: FileIntake, tell: Tell, now: Now
    ) -> None:
        self._folder, self._store, self._claims, self._intake = folder, store, claims, intake
        self._tell, self._now = tell, now
        self._files = store.watched_files
        self._submitter = Submitter(store, now, intake.examiner)

    def submit(
        self, file: WatchedFile, rule: Rule, rule_file: RuleFile, pages: int | None, cancel: CancelToken
    ) -> None:
        """Keep what becomes of a file; `pages` is how many it had before, None where that is unknown.

        Raises `InputRefused` where it cannot be faxed, `FileChanged`, `Vanished`, `StoreTrouble` and `Stopped`.
        """
        last_look = partial(self._check_unchanged, file, rule_file)
        last_look()
        taken = self._intake.take(self._claims.path(file), file.name, self._settings().region, cancel)
        if pages is not None and not taken.made and taken.document.pages != pages:
            raise FileChanged
        self._make(file, rule, taken.document, last_look)

    def decision(self, file: WatchedFile, rule: Rule) -> FileDecision:
        """Return what a file would become by its name and its sidecar."""
        return self._decision(file.name, rule, self._sidecar(file), tuple)

    def is_addressed(self, name: str, rule: Rule) -> bool:
        """Return whether the name of a file, or the rule, says whom it is for."""
        return bool(self._decision(name, rule, None, tuple).recipients)

    def _make(self, file: WatchedFile, rule: Rule, document: Examined, last_look: Callable[[], object]) -> None:
        sha256 = digest(self._claims.path(file))
        decision = self._decision(file.name, rule, self._sidecar(file), lambda: self._text_numbers(document, rule))
        if not decision.doubts:
            decision = replace(decision, doubts=self._wrong_numbers(document, decision, rule))
        doubts = [*decision.doubts, *self._earlier(file, sha256, decision, rule)]
        if _was_damaged(document):
            doubts.append("The document was damaged and has been repaired. Look at its pages.")
        settings = self._settings()
        redials = min(MOST_REDIALS, max(0, settings.redials))
        draft = Draft(
            (document.path,),
            decision.recipients,
            decision.sender or settings.default_sender or None,
            decision.comment,
            decision.send_at,
            Options(redials=redials, enhancement=settings.enhancement),
            decision.cover,
            self._signature(),
        )
        if rule.action is Action.SEND and not doubts:
            try:
                self._send(file, draft, sha256, last_look)
            except InputRefused as error:
                # Such as a sender that the account does not have. What the document lacks was found before.
                doubts = [str(error)]
            else:
                return
        self._keep_draft(file, draft, sha256, reason_of(doubts), last_look)

    def _send(self, file: WatchedFile, draft: Draft, sha256: str, last_look: Callable[[], object]) -> None:
        def became(made: tuple[Submission, ...]) -> None:
            self._files.became(file.id, FileState.KEPT, jobs=[one.job for one in made], sha256=sha256)

        made = self._submitter.submit_all(draft, last_look=last_look, also=became)
        jobs = tuple(one.job for one in made)
        kept = replace(file, state=FileState.KEPT, jobs=jobs, sha256=sha256)
        try:
            self._claims.move(kept, SENT)
        finally:
            self._tell(kept, FileEvent.QUEUED, "", draft.recipients)

    def _keep_draft(
        self, file: WatchedFile, draft: Draft, sha256: str, reason: str, last_look: Callable[[], object]
    ) -> None:
        def became(number: int) -> None:
            self._files.became(file.id, FileState.DRAFTED, draft=number, sha256=sha256)

        number = self._submitter.keep_draft(
            draft,
            visible(str(self._folder)),
            reason,
            last_look=last_look,
            also=became,
        )
        self._tell(replace(file, draft=number), FileEvent.DRAFT, reason, draft.recipients)

    def _check_unchanged(self, file: WatchedFile, rule_file: RuleFile) -> None:
        """Raise `FileChanged` where somebody still writes the file, or has changed the rules meanwhile."""
        try:
            now = os.lstat(reachable(self._claims.path(file)))
        except FileNotFoundError as error:
            raise Vanished from error
        if (now.st_size, now.st_mtime_ns) != (file.size, file.modified) or not rule_file.unchanged():
            raise FileChanged

    def _decision(
        self,
        name: str,
        rule: Rule,
        sidecar: Sidecar | InputRefused | None,
        text_numbers: Callable[[], tuple[tuple[str, bool], ...]],
    ) -> FileDecision:
        around = FileContext(
            self._store.contacts.numbers_of,
            self._store.submissions.numbers_of,
            self._now(),
            own_zone(),
            self.region(),
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
        found = self._intake.numbers(document, rule.region or self.region(), own)
        return tuple((one.number, one.sure is Certainty.CERTAIN) for one in found)

    def _wrong_numbers(self, document: Examined, decision: FileDecision, rule: Rule) -> tuple[str, ...]:
        """Return why its numbers may be wrong, where the rule wants that to be asked.

        Numbers in the text count where the rule looks for recipients there: a letterhead has others.
        """
        if rule.doubtful or rule.action is not Action.SEND:
            return ()
        named: tuple[str, ...] = ()
        if RecipientSource.TEXT in rule.recipients and len(decision.recipients) == 1:
            named = tuple(number for number, sure in self._text_numbers(document, rule) if sure)
        confidential = decision.cover is not None and CoverFlag.CONFIDENTIAL in decision.cover.page.flags
        found = number_warnings(self._store, decision.recipients, named=named, confidential=confidential)
        return tuple(doubts_text([one]) for one in found)

    def _earlier(self, file: WatchedFile, sha256: str, decision: FileDecision, rule: Rule) -> list[str]:
        """Return why the same document may be sent twice, where that is not wanted."""
        if rule.repeats:
            return []
        for earlier in self._files.of_content(sha256, file.id):
            at = f"{local(earlier.claimed_at):%Y-%m-%d %H:%M}"
            said = self._said_of_earlier(earlier, decision.recipients)
            if said is not None:
                return [f"The same document was put there on {at}{said}. Is it to be sent again?"]
        if decision.recipients and not decision.doubts and rule.action is Action.SEND:
            key = hashlib.sha256(f"{sha256} {' '.join(sorted(decision.recipients))}".encode()).hexdigest()[:40]
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

    # ---------------------------------------------------------------------------------------------- surroundings

    def _settings(self) -> Settings:
        return SettingsFile(self._store.folder.settings).settings

    def region(self) -> str:
        """Return the country of numbers without country code."""
        return home_region(self._store)

    def _signature(self) -> str:
        account = self._store.service_mirror.account()
        return account.title if account is not None else ""


def reason_of(doubts: Sequence[str]) -> str:
    """Return why somebody has to look at a draft."""
    return " ".join(doubts) or _ASKED


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
