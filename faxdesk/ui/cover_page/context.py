"""What the fax is like that gets a cover page."""

from __future__ import annotations

from dataclasses import dataclass, field

from faxdesk.documents.common.paper import A4, PageSize


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What the cover page says besides what the user fills in: both numbers, the date, and pages with the cover."""

    to: str = ""
    sender: str = ""
    date: str = ""
    pages: str = ""


@dataclass(frozen=True, slots=True)
class CoverContext:
    """What the dialog knows of the fax: its recipients (E.164), who sends it, and what else the page says.

    `names` are those of recipients that were given with their numbers.
    """

    numbers: tuple[str, ...] = ()
    signature: str = ""
    facts: CoverFacts = field(default_factory=CoverFacts)
    paper: PageSize = A4
    names: tuple[tuple[str, str], ...] = ()
