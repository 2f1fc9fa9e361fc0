"""Which pages a fax has, in which order, and how they are turned: pages of documents laid out one after the other.

A position is the place of a page among all of them, from 0. Operations take page references and return new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faxdesk.core.model import DocumentType

MOST_STEPS = 200
"""Steps that can be undone; with 10,000 pages each has 80 KB."""
_FULL_TURN, _QUARTER = 360, 90


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document that was dropped: `key` tells it apart from the others, `name` is what the user calls it.

    `path` is what can be faxed of it, a file of `type` with so many `pages`.
    """

    key: str
    name: str
    path: Path
    type: DocumentType
    pages: int


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page of the fax: which page, from 0, of the document with the key `document`.

    `turn` is by how many degrees it is turned clockwise from how the document has it: 0, 90, 180 or 270.
    """

    document: str
    page: int
    turn: int = 0


PageOrder = tuple[PageRef, ...]


def added(page_refs: PageOrder, document: str, pages: int, before: int | None = None) -> PageOrder:
    """Put all `pages` of a document in before a position, or at the end."""
    at = len(page_refs) if before is None else before
    return (*page_refs[:at], *(PageRef(document, page) for page in range(pages)), *page_refs[at:])


def moved(page_refs: PageOrder, chosen: Collection[int], before: int) -> PageOrder:
    """Move the pages at the positions `chosen`, in their order, to before what is at `before` now, or to the end.

    `before` may be one of those that move.
    """
    chosen = frozenset(chosen)
    moving = tuple(page_refs[at] for at in sorted(chosen))
    ahead = tuple(page_ref for at, page_ref in enumerate(page_refs[:before]) if at not in chosen)
    behind = tuple(page_ref for at, page_ref in enumerate(page_refs[before:], before) if at not in chosen)
    return (*ahead, *moving, *behind)


def turned(page_refs: PageOrder, chosen: Collection[int], degrees: int) -> PageOrder:
    """Turn the pages at the positions `chosen` clockwise by a multiple of 90 degrees, which may be negative."""
    if degrees % _QUARTER:
        raise ValueError(f"a page is not turned by {degrees} degrees")
    chosen = frozenset(chosen)
    return tuple(
        replace(page_ref, turn=(page_ref.turn + degrees) % _FULL_TURN) if at in chosen else page_ref
        for at, page_ref in enumerate(page_refs)
    )


def without(page_refs: PageOrder, chosen: Collection[int]) -> PageOrder:
    """Take the pages at the positions `chosen` away."""
    chosen = frozenset(chosen)
    return tuple(page_ref for at, page_ref in enumerate(page_refs) if at not in chosen)


class History:
    """The pages as they are, and as they were and may be again."""

    def __init__(self, page_refs: PageOrder = ()) -> None:
        self._page_refs = page_refs
        self._before: list[PageOrder] = []
        self._after: list[PageOrder] = []

    @property
    def page_refs(self) -> PageOrder:
        """The pages as they are."""
        return self._page_refs

    @property
    def can_undo(self) -> bool:
        """True where there is a step to undo."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """True where a step was undone, and none was done since."""
        return bool(self._after)

    def do(self, page_refs: PageOrder) -> None:
        """Make a step to these pages; where they are as before it is none. Steps beyond `MOST_STEPS` are forgotten."""
        if page_refs == self._page_refs:
            return
        self._before = [*self._before[-MOST_STEPS + 1 :], self._page_refs]
        self._after.clear()
        self._page_refs = page_refs

    def begin(self, page_refs: PageOrder) -> None:
        """Take these pages, and forget all steps."""
        self._page_refs = page_refs
        self._before.clear()
        self._after.clear()

    def amend(self, change: Callable[[PageOrder], PageOrder]) -> None:
        """Change the pages as they are, were and may be again alike: no step, and none that does nothing is left."""
        self._page_refs = change(self._page_refs)
        for states in (self._before, self._after):
            path = [*map(change, states), self._page_refs]
            states[:] = [state for state, following in pairwise(path) if state != following]

    def undo(self) -> PageOrder:
        """Go back by a step, if there is one; return the pages as they are then."""
        if self._before:
            self._after.append(self._page_refs)
            self._page_refs = self._before.pop()
        return self._page_refs

    def redo(self) -> PageOrder:
        """Make a step again that was undone, if there is one; return the pages as they are then."""
        if self._after:
            self._before.append(self._page_refs)
            self._page_refs = self._after.pop()
        return self._page_refs
