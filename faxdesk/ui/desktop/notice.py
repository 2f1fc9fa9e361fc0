"""What is told through the desktop, in words that may stand on a locked screen, and in words for the user alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class NoticeKind(Enum):
    """Why something is told."""

    NEED = "need"
    """A fax failed, or something waits for the user: told at once."""
    DELIVERY = "delivery"
    """Faxes were delivered: told together, and only to who wants that."""
    RECEIVED = "received"
    """Faxes were received: told at once, unless somebody does not want that."""
    HINT = "hint"
    """About FaxDesk itself: a try whether messages are shown, or that it goes on in the tray."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message. It takes the place of an earlier one with the same `key`.

    `title` and `text` name nobody: no number, name, document or comment. `details` may, and stand in the place of
    `text` where the user wants that. `act` is what the user asks for by choosing the message.
    """

    key: str
    kind: NoticeKind
    title: str
    text: str
    details: str = ""
    act: Callable[[], object] | None = None

    def body(self, *, private: bool) -> str:
        """Return what stands below the title, with what is `private` or without."""
        return self.details if private and self.details else self.text
