"""What has become of the faxes of a file: its reports and, where they did not arrive, the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import FINAL, State
from faxdesk.core.phone import display
from faxdesk.core.times import local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.model import Recipient
    from faxdesk.store.store import Store

_WORDS = {
    State.DELIVERED: "Delivered.",
    State.PARTIAL: "Only a part has arrived.",
    State.FAILED: "Not delivered.",
    State.CANCELLED: "Cancelled.",
    State.REJECTED: "Not accepted by Fax.Plus.",
    State.UNREPORTED: "It is not known whether it has arrived.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of all faxes of a file. `recipients` are those that count: what replaced others in place of them."""

    jobs: tuple[str, ...]
    recipients: tuple[Recipient, ...]

    @property
    def delivered(self) -> bool:
        """True where each recipient has all of it."""
        return bool(self.recipients) and all(one.state is State.DELIVERED for one in self.recipients)

    @property
    def fax_ids(self) -> tuple[str, ...]:
        """The ids of faxes that may have a confirmation report."""
        return tuple(one.fax_id for one in self.recipients if one.fax_id)

    def text(self, name: str) -> str:
        """Return what is to be read beside the file of this name."""
        lines = [name, ""]
        for one in self.recipients:
            at = f", {local(one.changed_at):%Y-%m-%d %H:%M}" if one.changed_at is not None else ""
            said = f"{_WORDS.get(one.state, '')} {one.reason}".strip()
            lines.append(f"{display(one.to)}{at}: {said}")
        lines += ["", f"Job {', '.join(self.jobs)} in FaxDesk."]
        return "\n".join(lines) + "\n"


def outcome(store: Store, jobs: Sequence[str]) -> Outcome | None:
    """Return what the submissions of a file came to; None while one of them has not come to its end.

    A fax that the user has changed is followed by the one in its place.
    """
    every = dict.fromkeys(jobs)
    recipients: list[Recipient] = []
    waiting = list(jobs)
    while waiting:
        for one in store.submissions.recipients(waiting.pop(0)):
            replacement = store.submissions.replacement_of(one.id)
            if replacement is not None and one.state is State.CANCELLED:
                if replacement not in every:
                    every[replacement] = None
                    waiting.append(replacement)
            elif one.state not in FINAL:
                return None
            else:
                recipients.append(one)
    return Outcome(tuple(every), tuple(recipients))
