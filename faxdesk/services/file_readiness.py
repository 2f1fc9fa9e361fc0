"""Whether a file of a watched folder that stands still can be taken, and what it waits for otherwise."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import reachable
from faxdesk.core.sidecar import names_of
from faxdesk.core.watch_rules import Action, RecipientSource
from faxdesk.services.claimed_files import Vanished

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from faxdesk.core.times import Now
    from faxdesk.core.watch_rules import Rule
    from faxdesk.services.file_intake import FileIntake
    from faxdesk.services.file_submitter import FileSubmitter
    from faxdesk.services.folder_scan import FolderScan, FoundFile

DAMAGED_SECONDS = 60.0
"""How long a document that is not whole has to stand still before it is taken for damaged: its writer may pause."""
OLD_SECONDS = 3600.0
"""How long ago it was written where that is told at once: a run that looks once does not wait. Clocks may differ."""
SIDECAR_LOOKS = 6
"""Looks for which a file that is to be sent, and whose recipient is not known, waits for a sidecar."""


class FileReadiness:
    """Looks at the files of one folder that a scan has found. `clock` tells seconds that go on evenly."""

    def __init__(
        self,
        folder: Path,
        scan: FolderScan,
        intake: FileIntake,
        submitter: FileSubmitter,
        now: Now,
        clock: Callable[[], float],
    ) -> None:
        self._folder, self._scan, self._intake, self._submitter = folder, scan, intake, submitter
        self._now, self._clock = now, clock

    def is_there(self, found: FoundFile) -> bool:
        """Return whether a file is as it was in the last look. Raises `OSError`."""
        try:
            now = os.lstat(reachable(self._folder / found.name))
        except FileNotFoundError as error:
            raise Vanished from error
        return (now.st_size, now.st_mtime_ns) == (found.seen.size, found.seen.modified)

    def why_not_yet(self, found: FoundFile, rule: Rule) -> str | None:
        """Return why a file that stands still is not taken: "" for nothing, None where more looks will tell."""
        from faxdesk.documents.common.opening import is_placeholder

        path = self._folder / found.name
        if found.seen.size == 0:
            return "It is empty."
        if is_placeholder(reachable(path)):
            return "It is in the cloud, and is not on this computer yet."
        if shared_files.is_being_written(reachable(path)):
            return "Another program has it open."
        sidecar = self._scan.sidecar(names_of(found.name))
        if sidecar is not None:
            return "" if sidecar.still else None
        patient = rule.action is Action.SEND and RecipientSource.SIDECAR in rule.recipients
        return (
            None
            if patient and found.looks < SIDECAR_LOOKS and not self._submitter.is_addressed(found.name, rule)
            else ""
        )

    def pages(self, found: FoundFile) -> int | None:
        """Count the pages of a file for the first time; None where a document is only made of it.

        Raises `InputRefused` where it is not whole, or never will be.
        """
        document = self._intake.examine(self._folder / found.name, found.name)
        if document is None:
            return None
        if document.repaired:
            raise InputRefused(found.name, "The document is damaged.")
        return document.pages

    def why_not_whole(self, found: FoundFile, error: InputRefused) -> str:
        """Return why a file that cannot be faxed as it is may become another one; "" where it will not."""
        return "" if error.code == "password" or self._is_old(found) else f"It is not whole yet: {error.title}"

    def _is_old(self, found: FoundFile) -> bool:
        """Return whether nobody can be writing a file any more that is not whole."""
        age = abs(self._now().timestamp() - found.seen.modified / 1e9)
        return self._clock() - found.since >= DAMAGED_SECONDS or age > OLD_SECONDS
