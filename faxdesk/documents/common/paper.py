"""Page counts and page sizes, and what is unusual about them for a fax."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from faxdesk.core.errors import InputRefused
from faxdesk.core.quantities import count_text
from faxdesk.core.region import region_of_computer
from faxdesk.documents.common.findings import Finding, FindingLevel

MOST_PAGES = 10_000
"""Pages of one document; more is refused. Fax.Plus names no limit; this many would take days, and a damaged or hostile
file must not keep FaxDesk counting."""
MANY_PAGES = 200
"""Above this many pages the user is warned how long the fax will take."""
PAGE_SECONDS = (30, 60)
"""How long one page takes on the line (apidoc.fax.plus/concepts/fax)."""

_LETTER_REGIONS = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
"""Two-letter countries whose paper is Letter; all others use A4 (Unicode CLDR, supplementalData, paperSize)."""
_POINTS_PER_INCH = 72
_MM_PER_INCH = 25.4
_LARGE_POINTS = (310 / _MM_PER_INCH * _POINTS_PER_INCH, 450 / _MM_PER_INCH * _POINTS_PER_INCH)
"""Short and long side above which a page is large: a little more than A3 (297 x 420 mm) and Tabloid (11 x 17 in)."""


FAX_WIDTH = 1728 / 204 * _POINTS_PER_INCH
"""Points across fax paper: 1728 pixels at 204 dots per inch (T.4, table 1)."""
LONGEST = 14 * _POINTS_PER_INCH
"""Points of the longest page that is not made smaller: Legal paper."""
_MUCH_SMALLER = 0.75
_WIDER = 1.005
"""Half a percent wider than fax paper, as Letter is, is made so much smaller, which nobody sees."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """The size of a page as it is read, in points (1/72 inch).

    `text_turn` is by how many degrees clockwise most of its text is turned from upright (0, 90, 180 or 270); None where
    that is not known. It is looked at only where a page `lies_across`.
    """

    width: float
    height: float
    text_turn: int | None = field(default=None, kw_only=True)

    @property
    def lies_across(self) -> bool:
        """True for a page that is wider than high, and wider than fax paper."""
        return self.width > self.height and self.width > FAX_WIDTH * _WIDER

    @property
    def long(self) -> bool:
        """True for a page so long that it would be made much narrower than its own width, or that of the paper, is."""
        return LONGEST / self.height < _MUCH_SMALLER * min(1.0, FAX_WIDTH / self.width)

    @property
    def large(self) -> bool:
        """True for a page larger than A3 and Tabloid."""
        short, long = sorted((self.width, self.height))
        return short > _LARGE_POINTS[0] or long > _LARGE_POINTS[1]

    @property
    def text(self) -> str:
        """Width and height such as "8.3 x 11.7 in (210 x 297 mm)"."""
        wide, high = self.width / _POINTS_PER_INCH, self.height / _POINTS_PER_INCH
        return f"{wide:.1f} x {high:.1f} in ({wide * _MM_PER_INCH:.0f} x {high * _MM_PER_INCH:.0f} mm)"


A4 = PageSize(595.276, 841.89)
LETTER = PageSize(612, 792)


def paper_of(region: str) -> PageSize:
    """Return the paper, upright, that pages are made for: that of a two-letter region, else that of this computer.

    There is no other rule, so that a document has as many pages wherever it is taken in. `region` is the one of the
    settings; A4 where neither names a country.
    """
    return LETTER if (region or region_of_computer()).upper() in _LETTER_REGIONS else A4


def paper_finding(paper: PageSize) -> Finding:
    """Return what is said where the paper decides how many pages there are."""
    name = "Letter" if paper == LETTER else "A4"
    text = f"Set on {name} paper. The country in the settings decides, else the one that this computer is set to."
    return Finding("paper", text, level=FindingLevel.NOTE)


def too_many_pages(name: str, pages: int | None) -> InputRefused:
    """Return the refusal of a document with more than `MOST_PAGES`; `pages` is None where nobody counted on."""
    has = f"more than {MOST_PAGES} pages" if pages is None else count_text(pages, "page")
    return InputRefused(
        name, f"The document has {has}; FaxDesk takes up to {MOST_PAGES}.", "Split it into several faxes."
    )


def size_findings(sizes: Sequence[PageSize]) -> tuple[Finding, ...]:
    """Return what is said where pages are much larger than fax paper."""
    large = tuple(number for number, size in enumerate(sizes, 1) if size.large)
    if not large:
        return ()
    first = f"Page {large[0]} is very large: {sizes[large[0] - 1].text}."
    more = f" So are {count_text(len(large) - 1, 'more page')}." if len(large) > 1 else ""
    advice = "Fax paper is A4 or Letter, so small print may become unreadable."
    return (Finding("large_pages", f"{first}{more} {advice}", large),)


def length_findings(pages: int) -> tuple[Finding, ...]:
    """Return what is said where `pages` are so many that the fax will take hours."""
    if pages <= MANY_PAGES:
        return ()
    quick, slow = (math.ceil(pages * seconds / 3600) for seconds in PAGE_SECONDS)
    return (
        Finding(
            "many_pages",
            f"{count_text(pages, 'page')} are a very long fax: a page takes {PAGE_SECONDS[0]} to {PAGE_SECONDS[1]}"
            f" seconds on the line, so this takes about {quick} to {count_text(slow, 'hour')} for each recipient.",
        ),
    )
