"""Reading the service's archive, which has neither a total nor a next link, and which grows while it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from faxdesk.core.times import from_ms, to_ms

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.api.client import FaxApi
    from faxdesk.core.model import Fax
    from faxdesk.store.service_mirror import ServiceMirror

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


class OlderRecords:
    """Reads a category of the archive from its newest record to its oldest, a page a step, and remembers how far.

    `keep` mirrors a page and returns how many records were new.
    """

    def __init__(
        self, mirror: ServiceMirror, api: FaxApi, category: str, fact: str, keep: Callable[[tuple[Fax, ...]], int]
    ) -> None:
        """`fact` is the name of the fact of the mirror that says how far."""
        self._mirror, self._api, self._category, self._fact, self._keep = mirror, api, category, fact, keep

    def step(self) -> bool:
        """Mirror one more page; return True while there is more to read."""
        read_to = self._mirror.fact(self._fact)
        if read_to == _ALL:
            return False
        mode, _, place = read_to.rpartition(" ")
        further = self._by_time(int(place)) if mode == _BEFORE else self._by_offset(mode, int(place or 0))
        self._mirror.keep_fact(self._fact, further)
        return further != _ALL

    def _by_offset(self, mode: str, offset: int) -> str:
        page = self._api.faxes(self._category, limit=PAGE, offset=offset)
        fresh = self._keep(page)
        length = len(page) + page.dropped
        if length < PAGE or (offset > 0 and fresh == 0 and mode == _CLOSING):
            return _ALL
        if offset > 0 and fresh == 0 and self._is_newest(page):
            # A server that does not know `offset` gives the newest page again and again.
            return _before(page)
        return f"{mode} {offset + length}".strip()

    def _by_time(self, milliseconds: int) -> str:
        page = self._api.faxes(self._category, limit=PAGE, before=from_ms(milliseconds))
        fresh = self._keep(page)
        return _ALL if fresh == 0 or len(page) + page.dropped < PAGE else _before(page)

    def close_gap(self) -> None:
        """More has come than the newest page holds: read on behind it, until nothing is new.

        Where the reading had not come to its end before, nothing is known of what is behind: then all of it.
        """
        closing = f"{_CLOSING} " if self._mirror.fact(self._fact) == _ALL else ""
        self._mirror.keep_fact(self._fact, f"{closing}{PAGE}")

    def _is_newest(self, page: tuple[Fax, ...]) -> bool:
        newest = self._api.faxes(self._category, limit=PAGE)
        return {fax.id for fax in page} <= {fax.id for fax in newest}


_ALL, _CLOSING, _BEFORE = "all", "gap", "before"


def _before(page: tuple[Fax, ...]) -> str:
    """Return how a reading goes on by time, behind the oldest record of a page."""
    oldest = min((at for fax in page if (at := fax.started_at or fax.submitted_at)), default=None)
    return _ALL if oldest is None else f"{_BEFORE} {to_ms(oldest)}"
