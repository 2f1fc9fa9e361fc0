"""Copies of what belongs to faxes, for another program to take: under names that people read, made when it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.errors import NotThere
from faxdesk.core.model import DocumentType
from faxdesk.services.output_file import copy_to_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.fetch import Fetcher
    from faxdesk.store.store import Store


class FaxToTake(NamedTuple):
    """A fax whose files are wanted: `key` is its id at Fax.Plus, "" as long as only the documents of `job` exist.

    `pages` and `report` are the names that its files get, "" where there is none.
    """

    key: str
    job: str
    pages: str
    report: str = ""


def files_to_take(
    store: Store, fetcher: Fetcher, faxes: Iterable[FaxToTake], folder: Path, cancel: CancelToken
) -> tuple[Path, ...]:
    """Return copies in `folder` of the pages and the reports of some faxes; what Fax.Plus no longer has is left out.

    Where it has no pages, the documents that were sent stand for them. Raises a `ServiceError`, `Stopped` and
    `InputRefused`.
    """
    return tuple(
        copy_to_open(source, folder, name) for fax in faxes for source, name in files_of(store, fetcher, fax, cancel)
    )


def files_of(store: Store, fetcher: Fetcher, fax: FaxToTake, cancel: CancelToken) -> Iterator[tuple[Path, str]]:
    if fax.pages and fax.key:
        try:
            yield fetcher.document(fax.key, DocumentType.PDF, cancel), fax.pages
        except NotThere:
            yield from _own_documents(store, fax.job)
    elif fax.pages:
        yield from _own_documents(store, fax.job)
    if fax.report:
        try:
            yield fetcher.report(fax.key, cancel), fax.report
        except NotThere:
            return


def _own_documents(store: Store, job: str) -> Iterator[tuple[Path, str]]:
    submission = store.submissions.get(job)
    for document in () if submission is None else submission.documents:
        yield store.spool.path(document.sha256), document.name
