"""How each page of a fax is to be made black and white, and whether it is sent that way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.enhancement import Enhancements
from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.documents.fax.page import Look, Resolution

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageRef

_Page = tuple[str, int]
"""Document and page: a page that is moved or turned keeps its look."""


class PageLooks:
    """The looks of the pages of one fax: what holds for all, and what was chosen for some pages.

    `send_prepared` is False until the user wants it: the documents then go out as they are, and Fax.Plus makes them
    black and white in its own way.
    """

    def __init__(self) -> None:
        self._prepared = False
        self._all = Look()
        self._own: dict[_Page, Look] = {}
        # Asked for again and again, for each of a thousand pages.
        self._known: dict[PageRef, Look] = {}
        self._known_sent: dict[PageRef, Look] = {}

    @property
    def send_prepared(self) -> bool:
        """Whether the fax is sent as it is shown."""
        return self._prepared

    @send_prepared.setter
    def send_prepared(self, prepared: bool) -> None:
        self._prepared = prepared
        self._forget()

    @property
    def resolution(self) -> Resolution:
        """The resolution of the whole fax: machines do not change it from page to page."""
        return self._all.resolution

    @resolution.setter
    def resolution(self, resolution: Resolution) -> None:
        self._all = replace(self._all, resolution=resolution)
        self._forget()

    def of(self, page_ref: PageRef) -> Look:
        """Return the look that was chosen for a page."""
        look = self._known.get(page_ref)
        if look is None:
            own = self._own.get((page_ref.document, page_ref.page), self._all)
            look = self._known[page_ref] = replace(own, resolution=self._all.resolution, turn=page_ref.turn)
        return look

    def sent(self, page_ref: PageRef) -> Look:
        """Return the look in which a page is likely to come out: the chosen one only if it is sent that way."""
        if self._prepared:
            return self.of(page_ref)
        look = self._known_sent.get(page_ref)
        if look is None:
            look = self._known_sent[page_ref] = Look(self._all.resolution, turn=page_ref.turn)
        return look

    def set_tone(self, tone: Tone, page_refs: Iterable[PageRef] | None = None) -> None:
        """Choose a tone for some pages, or for all."""
        self._change(lambda look: replace(look, tone=tone), page_refs)

    def set_improve(self, improve: Enhancements, page_refs: Iterable[PageRef] | None = None) -> None:
        """Choose what is improved on some pages, or on all."""
        self._change(lambda look: replace(look, improve=improve), page_refs)

    def for_sending(self, page_refs: Sequence[PageRef]) -> tuple[Look, ...] | None:
        """Return the look of each page of the fax, None where the documents go out as they are."""
        return tuple(self.of(page_ref) for page_ref in page_refs) if self.send_prepared else None

    def written(self, order: Sequence[str]) -> dict[str, object] | None:
        """Return what was chosen, as values of JSON for `restore`; None where that is nothing.

        `order` has the keys of the documents, which are named by their places in it.
        """
        own = [[order.index(key), page, _values(look)] for (key, page), look in self._own.items() if key in order]
        if not self._prepared and self._all == Look() and not own:
            return None
        resolution = self._all.resolution.name
        return {"prepared": self._prepared, "resolution": resolution, "all": _values(self._all), "own": own}

    def restore(self, written: Mapping[str, Any], order: Sequence[str]) -> None:
        """Take what `written` returned. Raises as reading a mapping does where it is of another version."""
        resolution = Resolution[written["resolution"]]
        every = replace(_look(written["all"]), resolution=resolution)
        own = {(order[at], int(page)): _look(values) for at, page, values in written["own"]}
        self._all, self._own, self._prepared = every, own, bool(written["prepared"])
        self._forget()

    def _change(self, change: Callable[[Look], Look], page_refs: Iterable[PageRef] | None) -> None:
        if page_refs is None:
            self._all = change(self._all)
            self._own = {page: change(look) for page, look in self._own.items()}
        else:
            self._own.update({(page_ref.document, page_ref.page): change(self.of(page_ref)) for page_ref in page_refs})
        self._forget()

    def _forget(self) -> None:
        self._known.clear()
        self._known_sent.clear()


@lru_cache(maxsize=256)
def better_look(kind: MarkKind, look: Look) -> Look:
    """Return the look that is meant to help what is marked on a page of this look; whether it does is to be seen.

    Asked for again and again; most faxes have few looks.
    """
    if kind is MarkKind.SMALL_TYPE:
        return replace(look, resolution=Resolution.FINE)
    if kind is MarkKind.COLOUR:
        return replace(look, tone=Tone.TEXT)
    return replace(look, improve=replace(look.improve, lighten=True))


def _values(look: Look) -> dict[str, object]:
    return {"tone": look.tone.value, "improve": asdict(look.improve)}


def _look(values: Mapping[str, Any]) -> Look:
    return Look(tone=Tone(values["tone"]), improve=Enhancements(**values["improve"]))
