"""Fetching the sent pages and the confirmation report, once, into the cache of the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import StoreTrouble
from faxdesk.store.copies import folder_name

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import DocumentType
    from faxdesk.store.store import Store


_REPORT = "report.pdf"


class ReportFiles:
    """Where what was fetched of finished faxes is kept."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def kept_report(self, fax_id: str) -> Path | None:
        """Return the file with the confirmation report of a fax, None where it has not been fetched."""
        place = self.folder(fax_id) / _REPORT
        return place if place.exists() else None

    def folder(self, fax_id: str) -> Path:
        """Return the folder of a fax."""
        return self._store.folder.cache / folder_name(fax_id)


class Fetcher:
    """Documents and reports of finished faxes. What was fetched is kept and not asked for again."""

    def __init__(self, store: Store, api: FaxApi) -> None:
        self._files = ReportFiles(store)
        self._api = api

    def document(self, fax_id: str, type: DocumentType, cancel: CancelToken) -> Path:  # noqa: A002  the field's own word
        """Return a file with the pages as they were sent. Raises a `ServiceError`, `Stopped` or `StoreTrouble`."""
        target = self._place(fax_id, f"document{type.suffix}")
        if not target.exists():
            self._api.document(fax_id, type, target, cancel)
        return target

    def report(self, fax_id: str, cancel: CancelToken) -> Path:
        """Return a file with the confirmation report, a PDF. Raises as `document` does."""
        target = self._place(fax_id, _REPORT)
        if not target.exists():
            self._api.report(fax_id, target, cancel)
        return target

    def folder(self, fax_id: str) -> Path:
        """Return the folder of what was fetched of a fax."""
        return self._files.folder(fax_id)

    def _place(self, fax_id: str, name: str) -> Path:
        folder = self.folder(fax_id)
        try:
            shared_files.make_private_folder(folder)
        except OSError as error:
            raise _cannot_write(folder, error) from error
        return folder / name


def _cannot_write(path: Path, error: OSError) -> StoreTrouble:
    return StoreTrouble(f"{path} could not be written: {error.strerror or error}.", "Choose another place.")
