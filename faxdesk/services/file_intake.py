"""Files on their way into a fax, opened in a child process that is there only while they come."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.file_names import reachable

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.documents.inspection.examine import Examined
    from faxdesk.documents.inspection.fax_numbers import FoundNumber
    from faxdesk.documents.intake.intake import Intake, Taken
    from faxdesk.documents.worker.client import Worker
    from faxdesk.services.document_examiner import Examine

_PROMISES = frozenset({".pdf", ".tif", ".tiff"})
"""Endings of files that will be a document as soon as they are whole."""


class FileIntake:
    """Examines files, and makes documents of those that are none, in `folder`. Used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker: Worker | None = None
        self._intakes: dict[str, Intake] = {}

    def _child(self) -> Worker:
        if self._worker is None:
            # Not above: a folder in which nothing happens needs none of it.
            from faxdesk.documents.worker.client import Worker

            self._worker = Worker()
        return self._worker

    @contextlib.contextmanager
    def examiner(self) -> Iterator[Examine]:
        """Give what examines documents that are kept: see `document_examiner.Examiner`."""
        yield self._child().examine

    def examine(self, path: Path, name: str) -> Examined | None:
        """Examine a file where it is. Returns None for one of which a document has to be made.

        Raises `InputRefused` where it cannot be faxed as it is now.
        """
        from faxdesk.documents.inspection.content import Conversion, refusal

        path = reachable(path)
        content = self._child().recognise(path, name)
        if content.type is not None or Path(name).suffix.lower() in _PROMISES:
            return self._child().examine(path, name)
        if content.way is Conversion.NONE:
            raise refusal(content, name)
        return None

    def take(self, path: Path, name: str, region: str, cancel: CancelToken) -> Taken:
        """Return the document of a file. `region` is the country of the settings. Raises `InputRefused`, `Stopped`."""
        from faxdesk.documents.intake.intake import Intake

        intake = self._intakes.setdefault(region, Intake(self._child(), self._folder, region))
        return intake.one(path, name, cancel=cancel)

    def numbers(self, document: Examined, region: str, own: frozenset[str]) -> tuple[FoundNumber, ...]:
        """Return the fax numbers that a document names; `own` are those of the account. Raises `InputRefused`."""
        from faxdesk.documents.inspection.fax_numbers import find_fax_numbers
        from faxdesk.documents.worker.client import Renderer

        with Renderer(self._child(), document.path, document.type, document.name) as renderer:
            return find_fax_numbers(len(renderer), renderer.text, region, own)

    def rest(self) -> None:
        """Let the child end until there is a file again; what was made of others is removed."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None
        for intake in self._intakes.values():
            intake.clear()
        self._intakes.clear()

    def close(self) -> None:
        """End the child at once."""
        if self._worker is not None:
            self._worker.kill()
        self.rest()


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits. Raises `OSError`."""
    with shared_files.open_for_reading(reachable(path)) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
