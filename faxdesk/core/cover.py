"""The cover page as the user fills it in, and what each recipient gets of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from faxdesk.core.phone import display

NOBODY = "Recipient"
"""The name on the cover page where several get it and no name was given: numbers of others are nobody's business."""
SUBJECT = "Fax"
"""The subject where none was given; Fax.Plus wants one (OpenAPI, CoverPage)."""


class CoverFlag(StrEnum):
    """The boxes on the service's cover page."""

    URGENT = "urgent"
    FOR_REVIEW = "for_review"
    PLEASE_REPLY = "please_reply"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class CoverPage:
    """The service's own cover page, made at Fax.Plus and sent before the documents."""

    name_to: str
    name_from: str
    subject: str
    flags: tuple[CoverFlag, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover page for one recipient or more. `names` are those of single numbers (E.164), whatever the page says."""

    page: CoverPage
    names: tuple[tuple[str, str], ...] = ()

    def with_names(self, names: Sequence[tuple[str, str]]) -> Cover:
        """Return it with names of single numbers (E.164) where it has none of its own, be it for one or for all."""
        if self.page.name_to.strip():
            return self
        own = {number for number, name in self.names if name.strip()}
        return replace(self, names=(*self.names, *(one for one in names if one[0] not in own)))

    def for_recipients(self, numbers: Sequence[str], sender: str) -> tuple[tuple[CoverPage, tuple[str, ...]], ...]:
        """Return each page that is needed, filled, and whom it is for; `sender` is who sends where that is left open.

        Recipients with the same name on it share a page.
        """
        names = {number: name for number, name in self.names if name.strip()}
        usual = self.page.name_to.strip() or (display(numbers[0]) if len(numbers) == 1 else NOBODY)
        groups: dict[str, list[str]] = {}
        for number in numbers:
            groups.setdefault(names.get(number, usual).strip(), []).append(number)
        return tuple((self._filled(name, sender), tuple(group)) for name, group in groups.items())

    def _filled(self, name: str, sender: str) -> CoverPage:
        page = self.page
        return replace(
            page,
            name_to=name,
            name_from=page.name_from.strip() or sender,
            subject=page.subject.strip() or SUBJECT,
            message=page.message.strip(),
        )


def merged(pages: Sequence[tuple[CoverPage, Sequence[str]]]) -> Cover:
    """Return the cover that `for_recipients` made these pages of, with the names left open that the user left open."""
    first = pages[0][0]
    names = [(numbers, _given_name(page, numbers)) for page, numbers in pages]
    if len({name for _, name in names}) == 1:
        return Cover(replace(first, name_to=names[0][1]))
    every = tuple((number, name) for numbers, name in names for number in numbers)
    return Cover(replace(first, name_to=""), every)


def _given_name(page: CoverPage, numbers: Sequence[str]) -> str:
    made = {NOBODY, *map(display, numbers)}
    return "" if page.name_to in made else page.name_to
