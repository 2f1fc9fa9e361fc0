"""Reading the service's archive, which has neither a total nor a next link, and which grows while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.api.client import FaxApi
    from faxdesk.core.model import Fax

PAGE = 50
"""Records in a page, the most that the service gives (docs/api-notes.md, section 6)."""


class ArchiveReader:
    """Reads the sent faxes page by page, newest first, each fax once.

    A server that does not know `offset` gives the same page again: then the pages go on by `before`. The reading ends
    with a page that is not full or brings nothing new. `whole` is True once it has ended with one that is not full, and
    no record of any page was unreadable: then nothing of the time asked for is missing.
    """

    def __init__(self, api: FaxApi, after: datetime | None = None, before: datetime | None = None) -> None:
        self._api = api
        self._after, self._before = after, before
        self._dropped = 0
        self.whole = False

    def __iter__(self) -> Iterator[tuple[Fax, ...]]:
        seen: set[str] = set()
        before, offset, by_time = self._before, 0, False
        while True:
            page = self._api.faxes(
                "sent", after=self._after, before=before, limit=PAGE, offset=0 if by_time else offset
            )
            self._dropped += page.dropped
            fresh = tuple(fax for fax in page if fax.id not in seen)
            seen.update(fax.id for fax in fresh)
            if fresh:
                yield fresh
            # An unreadable record counts for the length of its page.
            if len(page) + page.dropped < PAGE:
                self.whole = not self._dropped
                return
            if not fresh:
                oldest = min((at for fax in page if (at := fax.started_at or fax.submitted_at)), default=None)
                if by_time or oldest is None:
                    return
                by_time, before = True, oldest
            elif by_time:
                before = min((at for fax in fresh if (at := fax.started_at or fax.submitted_at)), default=before)
            offset += len(page) + page.dropped


def pages(api: FaxApi, after: datetime | None = None, before: datetime | None = None) -> Iterator[tuple[Fax, ...]]:
    """Yield the sent faxes page by page, as `ArchiveReader` reads them."""
    yield from ArchiveReader(api, after, before)
