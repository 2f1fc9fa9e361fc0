"""A fax as it stands in the dialog in which it is written, finished or not: what a draft of one is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.model import Document, Options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.cover import Cover


ANY_NUMBER = ""
"""In place of the number of an earlier recipient: wherever the fax goes now, it takes the place of that one."""


def dealt_with(again: Sequence[tuple[int, str]], numbers: Sequence[str]) -> tuple[int, ...]:
    """Return those of the earlier recipients, by their ids and numbers, whom a fax to these numbers deals with.

    A single one may have got another number.
    """
    return tuple(one for one, number in again if len(again) == 1 or number in {ANY_NUMBER, *numbers})


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of a draft: where it is or was, and what of it is in the spool, if anything.

    A `document` whose `sha256` is empty is still to be copied there, from `path`.
    """

    path: Path | None = None
    document: Document | None = None

    @property
    def source(self) -> Path | Document:
        """What is opened again: what the spool has, else the file."""
        if self.document is not None and self.document.sha256:
            return self.document
        return self.path or Path()


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """What the fields said. `recipients` are texts as they were entered, good or not, each with its name.

    `send_text` is what was typed as time where that is none; with `at_opening` offices decide. `pages` is how the pages
    were arranged, as the window writes it; empty where each file goes out as it is. `again` are recipients (by their
    ids) whose fax it sends once more, each with its number.
    """

    files: tuple[DraftFile, ...] = ()
    recipients: tuple[tuple[str, str], ...] = ()
    sender: str | None = None
    comment: str = ""
    send_at: datetime | None = None
    at_opening: bool = False
    send_text: str = ""
    options: Options = field(default_factory=Options)
    cover: Cover | None = None
    fax_per_file: bool = False
    pages: str = ""
    again: tuple[tuple[int, str], ...] = ()
