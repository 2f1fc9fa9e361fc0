"""Deleting what is stored of old faxes: their files on this computer, or their records at Fax.Plus. Two different acts.

What was sent when, to whom and with what result stays in the lists in either case. Deleted here, a fax cannot be looked
at or sent again, unless Fax.Plus still has it; deleted there, only what is stored here is left.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import check
from faxdesk.core.errors import InputRefused, NotThere, StoreTrouble
from faxdesk.core.settings import MOST_DAYS
from faxdesk.core.times import Now, utc_now
from faxdesk.services.fetch import ReportFiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.store.retention import EndedSubmission, OldFax
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

FEWEST_DAYS = 1
"""Days since the end of a fax: on the day itself somebody may still need it."""
Progress = Callable[[int, int], None]
"""Hears how many of how many are done."""


@dataclass(frozen=True, slots=True)
class StoredHere:
    """What is stored on this computer of faxes that ended before: so many faxes, files and bytes; the end of the first.

    After a deletion it is what was deleted; `left` are files that another program has open.
    """

    faxes: int = 0
    files: int = 0
    size: int = 0
    oldest: datetime | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class StoredThere:
    """Faxes sent from here that Fax.Plus may still have: how many, the end of the first, and of how many no report is
    stored here, so that the proof of them would be gone."""

    faxes: int = 0
    oldest: datetime | None = None
    without_report: int = 0


def cutoff(days: int, now: Now = utc_now) -> datetime:
    """Return the time so many days ago. Raises `InputRefused` for fewer than one day, and more than a century."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise InputRefused(
            "Days", f"Faxes cannot be deleted after {days} days.", f"Write a number from {FEWEST_DAYS} to {MOST_DAYS}."
        )
    return now() - timedelta(days=days)


class RetentionActs:
    """Both acts, and what each would delete."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reports = ReportFiles(store)

    # ---------------------------------------------------------------------------------------------------- here

    def preview_here(self, before: datetime, cancel: CancelToken) -> StoredHere:
        """Return what `delete_here` would delete. Raises `Stopped`."""
        total, after = StoredHere(), ""
        while ended := self._store.retention.ended(before, after):
            check(cancel)
            for one in ended:
                total = _added(total, one, self._sizes(one))
            after = ended[-1].job
        return total

    def delete_here(self, before: datetime, cancel: CancelToken) -> StoredHere:
        """Delete the documents, pages and reports of faxes that ended before from this computer; return what it was.

        Raises `Stopped`; what was deleted by then stays deleted.
        """
        total, after = StoredHere(), ""
        while True:
            check(cancel)
            total, after = self.delete_next(before, after, total)
            if not after:
                return total

    def delete_next(
        self, before: datetime, after: str, total: StoredHere, *, proofs: bool = False
    ) -> tuple[StoredHere, str]:
        """Do the same to the next submissions after the job `after`; return the new total, and the last of them.

        That is "" where there were none. With `proofs`, what those need that are still to be made stays.
        """
        ended = self._store.retention.ended(before, after, proofs=proofs)
        if any(self._is_stored(one) for one in ended):
            # Inside, nobody else begins to need one of them (`Submitter`).
            with self._store.database.transaction(lasting=False):
                ended = self._store.retention.ended(before, after, proofs=proofs)
                for one in ended:
                    total = _added(total, one, self._delete(one))
        return total, ended[-1].job if ended else ""

    def _is_stored(self, ended: EndedSubmission) -> bool:
        return next(self._paths(ended), None) is not None

    def _sizes(self, ended: EndedSubmission) -> list[int | None]:
        return [path.stat().st_size for path in self._paths(ended)]

    def _delete(self, ended: EndedSubmission) -> list[int | None]:
        """Delete the files; return the size of each, None for one that is held."""
        sizes: list[int | None] = []
        for path in list(self._paths(ended)):
            size = path.stat().st_size
            shared_files.discard(path, 0.0)
            sizes.append(None if path.exists() else size)
        for key in ended.keys:
            # One with something in it stays.
            with contextlib.suppress(OSError):
                self._reports.folder(key).rmdir()
        return sizes

    def _paths(self, ended: EndedSubmission) -> Iterator[Path]:
        for sha256 in ended.documents:
            path = self._store.spool.path(sha256)
            if path.is_file():
                yield path
        for key in ended.keys:
            folder = self._reports.folder(key)
            if folder.is_dir():
                yield from sorted(path for path in folder.iterdir() if path.is_file())

    # --------------------------------------------------------------------------------------------------- there

    def preview_there(self, before: datetime) -> StoredThere:
        """Return what `delete_there` would delete."""
        faxes = self._there(before)
        without = sum(self._reports.kept_report(fax.fax_id) is None for fax in faxes)
        return StoredThere(len(faxes), faxes[0].at if faxes else None, without)

    def _there(self, before: datetime) -> list[OldFax]:
        state = self._store.service_mirror.state()
        return self._store.retention.archived(before, state.uid)

    def delete_there(
        self, api: FaxApi, before: datetime, cancel: CancelToken, progress: Progress = lambda _done, _all: None
    ) -> int:
        """Delete the records of faxes sent from here that ended before at Fax.Plus; return how many.

        Only those that the present account has sent. One that Fax.Plus has no longer counts. Raises `Stopped` and a
        `ServiceError`; what was deleted by then is remembered, and the rest can be deleted later.
        """
        return delete_records(self._store, api, [fax.fax_id for fax in self._there(before)], cancel, progress)


def delete_records(store: Store, api: FaxApi, ids: Sequence[str], cancel: CancelToken, progress: Progress) -> int:
    """Delete records of faxes at Fax.Plus, and remember of each that it was; return how many.

    One that Fax.Plus has no longer counts. Raises `StoreTrouble` where the token is that of another account than the
    faxes are of, `Stopped` and a `ServiceError`.
    """
    known = store.service_mirror.state().uid
    if known and api.account().uid != known:
        raise StoreTrouble("Fax.Plus shows another account than before.", "Look at the faxes first.")
    for done, fax_id in enumerate(ids):
        check(cancel)
        progress(done, len(ids))
        try:
            api.delete_fax(fax_id)
        except NotThere:
            _log.info("a fax that was to be deleted was there no longer")
        store.retention.deleted_there(fax_id)
    return len(ids)


def _added(total: StoredHere, ended: EndedSubmission, sizes: list[int | None]) -> StoredHere:
    gone = [size for size in sizes if size is not None]
    held = len(sizes) - len(gone)
    if not sizes:
        return total
    oldest = ended.ended_at if total.oldest is None else min(total.oldest, ended.ended_at)
    return StoredHere(
        total.faxes + ended.faxes, total.files + len(gone), total.size + sum(gone), oldest, total.left + held
    )
