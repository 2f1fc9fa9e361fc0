"""Look at each page of an open document, one bounded step after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from faxdesk.core.cancel_token import CancelToken, NeverCancelled, check
from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.findings import Finding, FindingLevel, pages_text
from faxdesk.documents.inspection.page_traits import traits_findings

if TYPE_CHECKING:
    from faxdesk.documents.inspection.page_traits import PageTraits

MOST_LOOKED = 200
"""Pages of one document that are looked at; that takes 2 to 10 seconds. More are a very long fax anyway."""


class Source(Protocol):
    """What is looked at: a `PageSource` or a `Renderer`."""

    def __len__(self) -> int:
        """The number of pages."""
        ...

    def traits(self, page: int) -> PageTraits:
        """Judge what a page looks like; raises `InputRefused` where it cannot be drawn."""
        ...


class Inspection:
    """What is known of the traits of the pages so far. `steps` looks at one page more each time."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.traits: dict[int, PageTraits] = {}
        self.undrawable: dict[int, InputRefused] = {}

    def steps(self, cancel: CancelToken | None = None) -> Iterator[int]:
        """Look at each page, and yield its number, counted from 0. Raises `Stopped`."""
        cancel = cancel or NeverCancelled()
        for page in range(min(len(self._source), MOST_LOOKED)):
            check(cancel)
            try:
                self.traits[page] = self._source.traits(page)
            except InputRefused as error:
                self.undrawable[page] = error
            yield page

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is said about the pages that have been looked at."""
        return (*self._undrawable(), *traits_findings(self.traits), *self._unseen())

    def _unseen(self) -> tuple[Finding, ...]:
        count = len(self._source)
        if count <= MOST_LOOKED:
            return ()
        text = f"Pages from {MOST_LOOKED + 1} on were not looked at for what may go wrong with them."
        return (Finding("not_looked_at", text, tuple(range(MOST_LOOKED + 1, count + 1)), level=FindingLevel.NOTE),)

    def _undrawable(self) -> tuple[Finding, ...]:
        if not self.undrawable:
            return ()
        pages = tuple(page + 1 for page in sorted(self.undrawable))
        text = f"{pages_text(pages)} cannot be drawn here, and may not arrive. Print the document as a new PDF."
        return (Finding("undrawable_pages", text, pages),)


def inspect(source: Source, cancel: CancelToken | None = None) -> tuple[Finding, ...]:
    """Look at all pages, or the first `MOST_LOOKED`, and return what is said about them. Raises `Stopped`."""
    inspection = Inspection(source)
    for _ in inspection.steps(cancel):
        pass
    return inspection.findings
