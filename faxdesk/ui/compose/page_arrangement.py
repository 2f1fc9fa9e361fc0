"""The pages of a new fax, kept in step with the list of its documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from faxdesk.core.arrangement import History, PageOrder, PageRef, SourceDocument, added
from faxdesk.documents.outgoing.prepare import parts_of

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.ui.page_editor.page_looks import PageLooks


class PageArrangement:
    """Which pages of which papers go out, in which order and look.

    Adding, removing and moving a document is no step that the pages window could undo: its steps begin anew then.
    """

    def __init__(self) -> None:
        self.history = History()
        self._papers: dict[str, SourceDocument] = {}
        self._looks: PageLooks | None = None

    @property
    def looks(self) -> PageLooks:
        """How the pages are made black and white."""
        if self._looks is None:
            from faxdesk.ui.page_editor.page_looks import PageLooks

            self._looks = PageLooks()
        return self._looks

    @property
    def prepared(self) -> bool:
        """True where the user wants the pages sent as they look in the pages window."""
        return self._looks is not None and self._looks.send_prepared

    @property
    def leaves(self) -> PageOrder:
        """The pages of the fax."""
        return self.history.leaves

    @property
    def papers(self) -> tuple[SourceDocument, ...]:
        """The documents, also those of which no page is left."""
        return tuple(self._papers.values())

    def paper(self, key: str) -> SourceDocument:
        """Return a document by its key."""
        return self._papers[key]

    def follow(self, papers: Sequence[SourceDocument]) -> None:
        """Take up the documents as they are in the list now."""
        order = [paper.key for paper in papers]
        known = [key for key in self._papers if key in order]
        before = self.leaves
        leaves = tuple(leaf for leaf in before if leaf.document in order)
        if known != [key for key in order if key in self._papers]:
            leaves = grouped(leaves, order)
        for at, paper in enumerate(papers):
            if paper.key not in self._papers:
                leaves = added(leaves, paper.key, paper.pages, _place(leaves, order[at + 1 :]))
        self._papers = {paper.key: paper for paper in papers}
        if leaves != before:
            self.history = History(leaves)

    def order(self) -> list[str]:
        """Return the keys of the documents by their first pages; those without pages come last."""
        first = dict.fromkeys(leaf.document for leaf in self.leaves)
        return [*first, *(key for key in self._papers if key not in first)]

    def adopt_order(self) -> None:
        """The list follows the pages: take its new order for known."""
        self._papers = {key: self._papers[key] for key in self.order()}

    def left(self, key: str) -> int:
        """Return how many pages of a document are in the fax."""
        return sum(leaf.document == key for leaf in self.leaves)

    def files(self, *, apart: bool) -> tuple[tuple[Path, ...], ...]:
        """Return the files of each fax, where it is `untouched`."""
        return tuple(
            tuple(self._papers[key].path for key in _runs(leaves, self._papers)) for leaves in self.faxes(apart=apart)
        )

    def untouched(self, *, apart: bool) -> bool:
        """True where every document goes out as it is, and as a whole."""
        known = {paper.key: paper for paper in self.papers}
        return not self.prepared and all(
            part.whole for leaves in self.faxes(apart=apart) for part in parts_of(leaves, known)
        )

    def faxes(self, *, apart: bool) -> tuple[PageOrder, ...]:
        """Return the pages of each fax: of the only one, or of one for each document."""
        if not apart:
            return (self.leaves,) if self.leaves else ()
        return tuple(
            pages for key in self.order() if (pages := tuple(leaf for leaf in self.leaves if leaf.document == key))
        )


def grouped(leaves: PageOrder, order: Sequence[str]) -> PageOrder:
    """Put the leaves of each document together, in the order of the documents' keys."""
    return tuple(leaf for key in order for leaf in leaves if leaf.document == key)


def _runs(leaves: PageOrder, papers: dict[str, SourceDocument]) -> Iterator[str]:
    """Yield the key of each whole document; the same may come twice."""
    at = 0
    while at < len(leaves):
        yield leaves[at].document
        at += papers[leaves[at].document].pages


def _place(leaves: Sequence[PageRef], later: Sequence[str]) -> int | None:
    """Return the position before the first leaf of the documents `later`, None for the end."""
    return next((at for at, leaf in enumerate(leaves) if leaf.document in later), None)
