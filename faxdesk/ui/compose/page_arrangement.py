"""The pages of a new fax, kept in step with the list of its documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from faxdesk.core.arrangement import History, PageOrder, PageRef, SourceDocument, added, moved
from faxdesk.documents.outgoing.prepare import parts_of

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.ui.page_editor.page_looks import PageLooks


class PageArrangement:
    """Which pages of which documents go out, in which order and look.

    Adding and removing a document is no step that the pages window could undo, unless it was dropped between pages.
    Moving one is none either, and its steps begin anew then.
    """

    def __init__(self) -> None:
        self.history = History()
        self._documents: dict[str, SourceDocument] = {}
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
    def page_refs(self) -> PageOrder:
        """The pages of the fax."""
        return self.history.page_refs

    @property
    def documents(self) -> tuple[SourceDocument, ...]:
        """The documents, also those of which no page is left."""
        return tuple(self._documents.values())

    def document(self, key: str) -> SourceDocument:
        """Return a document by its key."""
        return self._documents[key]

    def follow(self, documents: Sequence[SourceDocument], landing: Mapping[str, Sequence[PageRef]]) -> tuple[str, ...]:
        """Take up the documents as they are in the list now.

        New ones take their places among the pages as the list has them. Those in `landing`, by their keys, were dropped
        between pages: theirs go before the first that is left of the pages that came after that place, which is a step.
        Returns the keys of these.
        """
        order = [document.key for document in documents]
        known = [key for key in self._documents if key in order]
        if len(known) < len(self._documents):
            self.history.amend(partial(_only, order))
        if known != [key for key in order if key in self._documents]:
            self.history.begin(grouped(self.page_refs, order))
        landed = []
        for at, document in enumerate(documents):
            if document.key in self._documents:
                continue
            if document.key in landing:
                place = _first(self.page_refs, landing[document.key])
                self.history.do(added(self.page_refs, document.key, document.pages, place))
                landed.append(document.key)
            else:
                self.history.amend(partial(_with, document, order[at + 1 :]))
        self._documents = {document.key: document for document in documents}
        return tuple(landed)

    def move(self, rows: Sequence[int], before: int) -> None:
        """Move pages to before another, as a step that can be undone."""
        self.history.do(moved(self.page_refs, rows, before))

    def order(self) -> list[str]:
        """Return the keys of the documents by their first pages; those without pages come last."""
        first = dict.fromkeys(page_ref.document for page_ref in self.page_refs)
        return [*first, *(key for key in self._documents if key not in first)]

    def adopt_order(self) -> None:
        """The list follows the pages: take its new order for known."""
        self._documents = {key: self._documents[key] for key in self.order()}

    def pages_left(self, key: str) -> int:
        """Return how many pages of a document are in the fax."""
        return sum(page_ref.document == key for page_ref in self.page_refs)

    # ------------------------------------------------------------------------------------------- kept in a draft

    def written(self, order: Sequence[str]) -> str:
        """Return how the pages are arranged, for `restore`; empty where each document goes out as it is.

        `order` has the keys of all documents, in the order of the list.
        """
        whole = tuple(PageRef(key, page) for key in order if key in self._documents for page in self._pages_of(key))
        looks = self._looks.written(order) if self._looks is not None else None
        if self.page_refs == whole and looks is None:
            return ""
        refs = [(order.index(one.document), one.page, one.turn) for one in self.page_refs]
        return json.dumps({"pages": refs, "looks": looks})

    def restore(self, written: str, order: Sequence[str]) -> None:
        """Arrange the pages as they were. What fits no document any more is left as it is."""
        try:
            values = json.loads(written)
            refs = tuple(PageRef(order[at], int(page), int(turn)) for at, page, turn in values["pages"])
            if all(one.document in self._documents and one.page in self._pages_of(one.document) for one in refs):
                self.history.begin(refs)
                if values["looks"] is not None:
                    self.looks.restore(values["looks"], order)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            # Of another version, or of documents that are others now.
            return

    def _pages_of(self, key: str) -> range:
        return range(self._documents[key].pages)

    def files(self, *, fax_per_file: bool) -> tuple[tuple[Path, ...], ...]:
        """Return the files of each fax, where it is `untouched`."""
        return tuple(
            tuple(self._documents[key].path for key in _runs(page_refs, self._documents))
            for page_refs in self.faxes(fax_per_file=fax_per_file)
        )

    def untouched(self, *, fax_per_file: bool) -> bool:
        """True where every document goes out as it is, and as a whole."""
        known = {document.key: document for document in self.documents}
        return not self.prepared and all(
            part.whole for page_refs in self.faxes(fax_per_file=fax_per_file) for part in parts_of(page_refs, known)
        )

    def parts(self, page_refs: PageOrder, *, prepared: bool) -> tuple[tuple[str, ...], ...]:
        """Return for each file that these pages become the names of its documents, empty for a whole document.

        `prepared` pages become one file.
        """
        known = {document.key: document for document in self.documents}
        found = parts_of(page_refs, known)
        groups = [page_refs] if prepared else [() if part.whole else part.page_refs for part in found]
        return tuple(tuple(dict.fromkeys(known[one.document].name for one in group)) for group in groups)

    def faxes(self, *, fax_per_file: bool) -> tuple[PageOrder, ...]:
        """Return the pages of each fax: of the only one, or of one for each document."""
        if not fax_per_file:
            return (self.page_refs,) if self.page_refs else ()
        return tuple(
            pages
            for key in self.order()
            if (pages := tuple(page_ref for page_ref in self.page_refs if page_ref.document == key))
        )


def grouped(page_refs: PageOrder, order: Sequence[str]) -> PageOrder:
    """Put the pages of each document together, in the order of the documents' keys."""
    return tuple(page_ref for key in order for page_ref in page_refs if page_ref.document == key)


def _runs(page_refs: PageOrder, documents: dict[str, SourceDocument]) -> Iterator[str]:
    """Yield the key of each whole document; the same may come twice."""
    at = 0
    while at < len(page_refs):
        yield page_refs[at].document
        at += documents[page_refs[at].document].pages


def _only(order: Sequence[str], page_refs: PageOrder) -> PageOrder:
    """Return the pages of these documents."""
    return tuple(page_ref for page_ref in page_refs if page_ref.document in order)


def _with(document: SourceDocument, later: Sequence[str], page_refs: PageOrder) -> PageOrder:
    """Put the pages of a document in before those of the documents `later`."""
    place = next((at for at, page_ref in enumerate(page_refs) if page_ref.document in later), None)
    return added(page_refs, document.key, document.pages, place)


def _first(page_refs: PageOrder, wanted: Sequence[PageRef]) -> int | None:
    """Return the position of the first of the `wanted` pages that is there, however it is turned now; else None."""
    places = {(one.document, one.page): at for at, one in enumerate(page_refs)}
    return next((places[one.document, one.page] for one in wanted if (one.document, one.page) in places), None)
