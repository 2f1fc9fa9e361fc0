"""What has become of the faxes of a file: its reports and, where they did not arrive, the reason."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import Paused, ServiceError, SignInNeeded
from faxdesk.core.lifecycle import FINAL, State
from faxdesk.core.phone import display
from faxdesk.core.times import local
from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import FAILED, SENT
from faxdesk.services.folder_events import FileEvent
from faxdesk.store import drafts
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.watched_files import FileState, WatchedFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Recipient
    from faxdesk.services.claimed_files import ClaimedFiles
    from faxdesk.services.fetch import Fetcher
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

Tell = Callable[[WatchedFile, FileEvent, str, tuple[str, ...]], object]
"""Hears what has happened to a file, why, and the numbers that it is about."""
Later = Callable[[int, float | None], int]
"""Puts a file (its id) off, for so many seconds at least; returns how often that has been done."""
_PATIENTLY = 60.0
_REPORT_TRIES = 3
"""How often a report is asked for that Fax.Plus does not have: it takes a moment to make."""

_WORDS = {
    State.DELIVERED: "Delivered.",
    State.PARTIAL: "Only a part has arrived.",
    State.FAILED: "Not delivered.",
    State.CANCELLED: "Cancelled.",
    State.REJECTED: "Not accepted by Fax.Plus.",
    State.UNREPORTED: "It is not known whether it has arrived.",
}


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The end of all faxes of a file. `recipients` are those that count: what replaced others in place of them."""

    jobs: tuple[str, ...]
    recipients: tuple[Recipient, ...]

    @property
    def delivered(self) -> bool:
        """True where each recipient has all of it."""
        return bool(self.recipients) and all(one.state is State.DELIVERED for one in self.recipients)

    @property
    def fax_ids(self) -> tuple[str, ...]:
        """The ids of faxes that may have a confirmation report."""
        return tuple(one.fax_id for one in self.recipients if one.fax_id)

    def text(self, name: str) -> str:
        """Return what is to be read beside the file of this name."""
        lines = [name, ""]
        for one in self.recipients:
            at = f", {local(one.changed_at):%Y-%m-%d %H:%M}" if one.changed_at is not None else ""
            said = f"{_WORDS.get(one.state, '')} {one.reason}".strip()
            lines.append(f"{display(one.to)}{at}: {said}")
        lines += ["", f"Job {', '.join(self.jobs)} in FaxDesk."]
        return "\n".join(lines) + "\n"


def outcome(store: Store, jobs: Sequence[str]) -> FileOutcome | None:
    """Return what the submissions of a file came to; None while one of them has not come to its end.

    A fax that the user has changed is followed by the one in its place.
    """
    every = dict.fromkeys(jobs)
    recipients: list[Recipient] = []
    waiting = list(jobs)
    while waiting:
        for one in store.submissions.recipients(waiting.pop(0)):
            replacement = store.submissions.replacement_of(one.id)
            if replacement is not None and one.state is State.CANCELLED:
                if replacement not in every:
                    every[replacement] = None
                    waiting.append(replacement)
            elif one.state not in FINAL:
                return None
            else:
                recipients.append(one)
    return FileOutcome(tuple(every), tuple(recipients))


class OutcomeWriter:
    """Brings files to where they end, and puts beside them what their faxes came to."""

    def __init__(self, store: Store, claims: ClaimedFiles, fetcher: Fetcher, tell: Tell, later: Later) -> None:
        self._store, self._claims, self._fetcher = store, claims, fetcher
        self._tell, self._later = tell, later
        self._files = store.watched_files

    def refuse(self, file: WatchedFile, reason: str) -> None:
        """A file cannot be sent, or is not to be."""
        self._files.became(file.id, FileState.REFUSED, reason=reason)
        self.put_into_failed(replace(file, state=FileState.REFUSED, reason=reason))

    def put_into_failed(self, file: WatchedFile) -> None:
        """Put a file that cannot be sent where it ends, with the reason."""
        file = self._claims.move(file, FAILED)
        self._claims.write_beside(file, ".reason.txt", f"{visible(file.name)}\n\nNot sent. {file.reason}\n")
        self._files.became(file.id, FileState.ENDED)
        self._tell(file, FileEvent.FAILED, file.reason, ())

    def settle_draft(self, file: WatchedFile) -> None:
        """The draft of a file was sent or discarded."""
        draft = self._store.drafts.get(file.draft or 0)
        if draft is None or draft.state == drafts.DISCARDED:
            self.refuse(file, "The draft was discarded.")
        elif draft.state == drafts.SENT:
            self._files.became(file.id, FileState.KEPT, jobs=draft.jobs)
            self._claims.move(replace(file, state=FileState.KEPT, jobs=draft.jobs), SENT)

    def conclude(self, file: WatchedFile, cancel: CancelToken) -> None:
        """Put beside a file what its faxes came to, now that all have come to their end."""
        end = outcome(self._store, file.jobs)
        if end is None:
            # One was changed by the user: what takes its place is followed.
            self._later(file.id, _PATIENTLY)
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
        with self._store.database.transaction():
            self._files.became(file.id, FileState.ENDED, jobs=end.jobs)
            if SettingsFile(self._store.folder.settings).settings.proof_beside:
                folder = self._claims.path(file).parent
                self._store.proofs.want([one.id for one in end.recipients], folder)
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
                self._later(file.id, getattr(error, "retry_after", None) or _PATIENTLY)
                return None
            except ServiceError as error:
                if self._later(file.id, None) <= _REPORT_TRIES:
                    return None
                _log.info("there is no report of %s: %s", fax_id, error)
        return found
