"""What a compose dialog has kept, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.model import Submission


@dataclass(frozen=True, slots=True)
class KeptFaxes:
    """Submissions that are safely on disk, at least one, or the one whose comment will be changed."""

    submissions: tuple[Submission, ...]
    outcome: str
    """What the user is told."""
    sender: str
    """The number that was chosen as sender, empty where there was none to choose."""
    together: bool = True
    """True for the faxes of one dialog, which opens again when they are taken back."""

    @property
    def jobs(self) -> tuple[str, ...]:
        """The names of the submissions."""
        return tuple(submission.job for submission in self.submissions)

    @property
    def held_until(self) -> datetime | None:
        """When they leave, as long as they can be taken back before; else None."""
        return self.submissions[0].held_until
