"""What is known of the documents whose pages a fax has: their names, and how large the pages are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING

from faxdesk.documents.common.paper import A4, PageSize
from faxdesk.documents.fax.page import Resolution, place

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageRef, SourceDocument


_SEEN = 0.95
"""A page that is made no smaller than this looks as it was."""


class PaperFit(Enum):
    """How a page that lies across comes to fit the paper."""

    AS_IT_IS = auto()
    TURNED = auto()
    SMALLER = auto()


class PageSizes:
    """The documents of a fax by their keys, and the sizes of their pages: A4 until they are known."""

    def __init__(self, sources: Sequence[SourceDocument]) -> None:
        self._sources = {source.key: source for source in sources}
        self._sizes: dict[str, tuple[PageSize, ...]] = {}

    def follow(self, sources: Sequence[SourceDocument]) -> None:
        """Take other documents; what is known of those that stay is kept."""
        self._sources = {source.key: source for source in sources}
        self._sizes = {key: sizes for key, sizes in self._sizes.items() if key in self._sources}

    @property
    def sources(self) -> tuple[SourceDocument, ...]:
        """All of them."""
        return tuple(self._sources.values())

    def source(self, page_ref: PageRef) -> SourceDocument:
        """Return the document that a page is from."""
        return self._sources[page_ref.document]

    def unknown(self, page_refs: Sequence[PageRef]) -> SourceDocument | None:
        """Return the first document in the fax whose sizes were not asked for."""
        keys = dict.fromkeys(page_ref.document for page_ref in page_refs)
        return next((self._sources[key] for key in keys if key not in self._sizes), None)

    def put(self, source: SourceDocument, sizes: Sequence[PageSize]) -> None:
        """Keep the sizes of a document's pages; none where they could not be found out."""
        self._sizes[source.key] = tuple(sizes)

    def size(self, page_ref: PageRef) -> PageSize:
        """Return how large a page is, as it is turned, in points."""
        size = self.as_read(page_ref)
        return PageSize(size.height, size.width) if page_ref.turn % 180 else size

    def fit(self, page_ref: PageRef) -> PaperFit:
        """Return what is done with a page, in every resolution, so that it fits the width of the paper."""
        placement = place(self.as_read(page_ref), Resolution.FINE, page_ref.turn)
        if placement.turn != page_ref.turn:
            return PaperFit.TURNED
        size = self.size(page_ref)
        return PaperFit.SMALLER if size.width > size.height and placement.scale < _SEEN else PaperFit.AS_IT_IS

    def as_read(self, page_ref: PageRef) -> PageSize:
        """Return how large a page is before it is turned, in points."""
        sizes = self._sizes.get(page_ref.document, ())
        return sizes[page_ref.page] if page_ref.page < len(sizes) else A4
