"""Pages and pictures that are much longer than paper: cut into pages, between lines of text where that can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.quantities import count_text
from faxdesk.documents.common.findings import Finding

if TYPE_CHECKING:
    from PIL import Image

_CUT = "cut_into_pages"
_SEARCHED = 0.25
"""Share of a page, at its end, in which a gap between lines is looked for."""
_OVERLAP = 0.03
"""Share of a page that is on the next one again where there is no gap: two lines of text."""
_EVEN = 24
"""Grey levels between the darkest and the lightest pixel of a row without letters; JPEG leaves some 20."""


class Piece(NamedTuple):
    """Rows of a picture that become a page: the first one, and the one after the last."""

    top: int
    bottom: int


def pieces(picture: Image.Image, most: int) -> list[Piece]:
    """Return how a picture is cut into pieces of at most `most` rows.

    That is in the middle of a gap between lines. Where there is none, the end of a piece is on the next one again.
    """
    return list(_pieces(picture, max(1, most)))


def _pieces(picture: Image.Image, most: int) -> Iterator[Piece]:
    top = 0
    while picture.height - top > most:
        end = top + most
        first = end - int(most * _SEARCHED)
        gap = _gap(picture, first, end)
        yield Piece(top, end if gap is None else gap)
        top = end - int(most * _OVERLAP) if gap is None else gap
    yield Piece(top, picture.height)


def _gap(picture: Image.Image, first: int, end: int) -> int | None:
    """Return the middle of the highest stretch of even rows from `first` up to `end`; None where there is no such."""
    band = picture.crop((0, first, picture.width, end)).convert("L")
    even = [_is_even(band, row) for row in range(band.height)]
    best, at, longest = None, first, 0
    for is_gap, rows in groupby(even):
        count = len(list(rows))
        if is_gap and count >= max(longest, 2):
            best, longest = at + count // 2, count
        at += count
    return best


def _is_even(band: Image.Image, row: int) -> bool:
    low, high = map(float, band.crop((0, row, band.width, row + 1)).getextrema())  # type: ignore[arg-type]  # one band
    return high - low <= _EVEN


def pages_after(findings: Iterable[Finding], count: int) -> dict[int, Sequence[int]]:
    """Return what each of the `count` pages of a document became, by what is said of those that were cut."""
    cuts = sorted(finding.pages for finding in findings if finding.code == _CUT and finding.pages)
    became: dict[int, Sequence[int]] = {}
    done = 0
    for page in range(1, count + 1):
        became[page] = cuts.pop(0) if cuts and cuts[0][0] == done + 1 else (done + 1,)
        done = became[page][-1]
    return became


def cut_finding(what: str, count: int, pages: tuple[int, ...]) -> Finding:
    """Return what is said of something long that became `count` pages, those numbered `pages`."""
    text = f"{what} is much longer than paper, and cut into {count_text(count, 'page')}. Look at where it is cut."
    return Finding(_CUT, text, pages)
