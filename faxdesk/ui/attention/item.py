"""What needs the user, as the panel shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from faxdesk.ui.widgets.icons import IconTone


class ItemAction(NamedTuple):
    """A next step: its words, what taking it does, and what comes of that. One that `closes` the matter is a cross."""

    text: str
    act: Callable[[], object]
    tip: str = ""
    closes: bool = False


@dataclass(frozen=True)
class AttentionItem:
    """One thing that needs the user. Two with the same words are the same on the screen, whatever their buttons call.

    The first of `steps` has a button, one that closes the matter is a cross, the others are in a menu. `show` brings
    the fax into view; None where it is about no fax.
    """

    key: str
    title: str
    sentence: str
    when: str
    icon: str
    tone: IconTone
    steps: tuple[ItemAction, ...] = field(compare=False)
    show: Callable[[], None] | None = field(default=None, compare=False)

    def looks_like(self, other: AttentionItem) -> bool:
        """True where the same is on the screen for both."""
        return self == other and [step.text for step in self.steps] == [step.text for step in other.steps]
