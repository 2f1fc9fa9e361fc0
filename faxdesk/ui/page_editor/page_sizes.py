"""What is known of the documents whose pages a fax has: their names, and how large the pages are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from faxdesk.documents.common.paper import A4, PageSize
from faxdesk.documents.fax.page import Resolution, place

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageRef, SourceDocument


class PageSizes:
    """The papers of a fax by their keys, and the sizes of their pages: A4 until they are known."""

    def __init__(self, papers: Sequence[SourceDocument]) -> None:
        self._papers = {paper.key: paper for paper in papers}
        self._sizes: dict[str, tuple[PageSize, ...]] = {}

    @property
    def papers(self) -> tuple[SourceDocument, ...]:
        """All of them."""
        return tuple(self._papers.values())

    def paper(self, leaf: PageRef) -> SourceDocument:
        """Return the document that a page is from."""
        return self._papers[leaf.document]

    def unknown(self, leaves: Sequence[PageRef]) -> SourceDocument | None:
        """Return the first paper in the fax whose sizes were not asked for."""
        keys = dict.fromkeys(leaf.document for leaf in leaves)
        return next((self._papers[key] for key in keys if key not in self._sizes), None)

    def put(self, paper: SourceDocument, sizes: Sequence[PageSize]) -> None:
        """Keep the sizes of a document's pages; none where they could not be found out."""
        self._sizes[paper.key] = tuple(sizes)

    def size(self, leaf: PageRef) -> PageSize:
        """Return how large a page is, as it is turned, in points."""
        size = self.as_read(leaf)
        return PageSize(size.height, size.width) if leaf.turn % 180 else size

    def lies_across(self, leaf: PageRef) -> bool:
        """Return True where a page comes out turned by a quarter, in every resolution: it is too wide for the paper."""
        return place(self.as_read(leaf), Resolution.FINE, leaf.turn).turn != leaf.turn

    def as_read(self, leaf: PageRef) -> PageSize:
        """Return how large a page is before it is turned, in points."""
        sizes = self._sizes.get(leaf.document, ())
        return sizes[leaf.page] if leaf.page < len(sizes) else A4
