"""What can be taken back for a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """What can be taken back `until` then, as long as it `stands`. `text` says it, given the seconds that are left."""

    until: datetime
    text: Callable[[int], str]
    undo: Callable[[], None]
    stands: Callable[[], bool]
