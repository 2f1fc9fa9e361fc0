"""How long a fax takes, what it is likely to be billed as, and which of its pages are better mended before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from statistics import fmean
from typing import TYPE_CHECKING

from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.duration import BILLED_SECONDS, FAST, Transmission, page_seconds, sample, transmission

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageOrder, PageRef
    from faxdesk.documents.fax.page import Look
    from faxdesk.documents.inspection.page_traits import PageTraits
    from faxdesk.ui.page_editor.page_looks import PageLooks

_FAINT = 0.0006
"""Share of a page that ink covers at most where it is nearly blank: three words in 10 point, or a page number."""
_GAIN = 0.7
"""Text mode is offered where a page takes less than this share of its time then."""


class PageIssue(Enum):
    """What may be wrong with a page, the gravest first."""

    BLANK = "blank"
    FAINT = "faint"
    SIDEWAYS = "sideways"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """A page as it is faxed in one look: its compressed size in bytes, and what it looks like in the document."""

    size: int
    traits: PageTraits


@dataclass(frozen=True, slots=True)
class FaxForecast:
    """What is known of a whole fax: its transmission, and how many of its pages were looked at for that."""

    fax: Transmission
    measured: int
    pages: int


class Forecast:
    """Measures of the pages of one fax, by page and look."""

    def __init__(self, looks: PageLooks) -> None:
        self._looks = looks
        self._measured: dict[tuple[PageRef, Look], MeasuredPage | None] = {}
        self._page_refs: PageOrder = ()
        self._todo: Iterator[tuple[PageRef, Look]] = iter(())

    def set_page_refs(self, page_refs: PageOrder) -> None:
        """Take the pages of the fax; also to be called where their looks have changed."""
        self._page_refs = page_refs
        self._todo = self._missing(page_refs)

    def next(self) -> tuple[PageRef, Look] | None:
        """Return a page that is to be measured, and in which look; None where all are."""
        return next(self._todo, None)

    def put(self, page_ref: PageRef, look: Look, measured: MeasuredPage | None) -> None:
        """Keep what was measured, None where the page cannot be drawn."""
        self._measured[page_ref, look] = measured

    def _missing(self, page_refs: PageOrder) -> Iterator[tuple[PageRef, Look]]:
        """Yield a few pages that stand for all, then all, then those that are slow in text mode."""
        first = sample(len(page_refs)) if page_refs else ()
        for page_ref in (*(page_refs[at] for at in first), *page_refs):
            look = self._looks.sent(page_ref)
            if (page_ref, look) not in self._measured:
                yield page_ref, look
        for page_ref in page_refs:
            look = replace(self._looks.of(page_ref), tone=Tone.TEXT)
            if self._slow(page_ref) and (page_ref, look) not in self._measured:
                yield page_ref, look

    # ---------------------------------------------------------------------------------------------- what is known

    def of(self, page_ref: PageRef) -> MeasuredPage | None:
        """Return what was measured of a page as it is likely to be sent."""
        return self._measured.get(self._key(page_ref))

    def _key(self, page_ref: PageRef) -> tuple[PageRef, Look]:
        return page_ref, self._looks.sent(page_ref)

    def seconds(self, page_ref: PageRef, speed: int = FAST) -> float | None:
        """Return how long a page is on the line, None where it is not known."""
        measured = self.of(page_ref)
        return None if measured is None else page_seconds(measured.size, speed)

    def fax_forecast(self, *, cover: bool) -> FaxForecast:
        """Return what is known of the fax; pages without a measure count as the mean of the others."""
        found = [
            self._measured.get(key) for page_ref in self._page_refs if (key := self._key(page_ref)) in self._measured
        ]
        sizes = [measured.size for measured in found if measured is not None]
        mean = round(fmean(sizes)) if sizes else 0
        missing = len(self._page_refs) - len(sizes)
        known = len(found) if sizes else 0
        return FaxForecast(transmission([*sizes, *[mean] * missing], cover=cover), known, len(self._page_refs))

    def issues(self) -> dict[PageRef, tuple[PageIssue, ...]]:
        """Return all that may be wrong with which page, the gravest first."""
        found = ((page_ref, tuple(self._issues(page_ref))) for page_ref in self._page_refs)
        return {page_ref: issues for page_ref, issues in found if issues}

    def _issues(self, page_ref: PageRef) -> Iterator[PageIssue]:
        measured = self.of(page_ref)
        if measured is None:
            return
        traits = measured.traits
        if traits.blank:
            yield PageIssue.BLANK
        elif traits.ink < _FAINT:
            yield PageIssue.FAINT
        if traits.sideways and not page_ref.turn % 180:
            yield PageIssue.SIDEWAYS
        if self._slow(page_ref):
            yield PageIssue.SLOW

    def _slow(self, page_ref: PageRef) -> bool:
        """A page that takes longer than what is billed as one."""
        seconds = self.seconds(page_ref)
        return seconds is not None and seconds > BILLED_SECONDS

    def gains(self, page_refs: Sequence[PageRef]) -> float | None:
        """Return how many seconds these pages save in text mode, None where that is not known or not worth it."""
        now, then = 0.0, 0.0
        for page_ref in page_refs:
            text = self._measured.get((page_ref, replace(self._looks.of(page_ref), tone=Tone.TEXT)))
            seconds = self.seconds(page_ref)
            if text is None or seconds is None:
                return None
            now += seconds
            then += page_seconds(text.size)
        return now - then if then < _GAIN * now else None
