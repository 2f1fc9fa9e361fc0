"""A template: what faxes of one kind have in common, under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faxdesk.core.cover import CoverPage

LONGEST_NAME = 60
"""Letters in the name of a template: what a menu has room for."""


@dataclass(frozen=True, slots=True)
class FaxTemplate:
    """Recipients (numbers in E.164 form, each with a name or ""), a comment and a cover page, each where it has one."""

    recipients: tuple[tuple[str, str], ...] = ()
    comment: str = ""
    cover: CoverPage | None = None

    def __bool__(self) -> bool:
        """True where there is anything in it."""
        return bool(self.recipients or self.comment or self.cover is not None)
