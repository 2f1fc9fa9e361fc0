"""Faxes on their way to a number that another one is about to go to: two calls within minutes block each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import HERE, OPEN, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.model import Draft
    from faxdesk.store.store import Store

WITHIN = timedelta(minutes=10)
"""Two faxes that go out within this time of each other meet: a call of many pages takes minutes, and so do redials."""
_MOST = 500
"""Numbers that are looked at: who sends to more does not mean a single one of them."""


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A fax that has not come to its end. `recipient` is its id here.

    `goes_out` is its time (UTC), or when it was kept where it goes out as soon as possible. `joinable` is True where it
    has not left and goes to nobody else than the draft: both can be one fax. `name` is that of the contact who has the
    number, "" where nobody has.
    """

    number: str
    recipient: int
    job: str
    state: State
    goes_out: datetime
    joinable: bool
    name: str = ""


def on_their_way(store: Store, draft: Draft, now: datetime, but: Sequence[int] = ()) -> tuple[OnItsWay, ...]:
    """Return the faxes that meet those of a draft, the oldest first; `but` are recipients whose place it takes."""
    times = dict(draft.send_times)
    contacts = store.contacts.known(draft.recipients[:_MOST])
    found = []
    for number in draft.recipients[:_MOST]:
        at = times.get(number, draft.send_at)
        for one in store.submissions.to_number(number, OPEN):
            submission = store.submissions.get(one.job)
            if submission is None or one.id in but or one.cancel_requested:
                continue
            goes_out = submission.send_at or submission.created_at
            # What waits here since an hour goes out with the next that can.
            early = goes_out < now and at is None
            if early or abs(goes_out - (at or now)) <= WITHIN:
                numbers = {recipient.to for recipient in submission.recipients}
                joinable = one.state in HERE and numbers == set(draft.recipients) and not draft.fax_per_file
                name = contacts[number].who if number in contacts else ""
                found.append(OnItsWay(number, one.id, one.job, one.state, goes_out, joinable, name))
    return tuple(sorted(found, key=lambda one: one.recipient))


def after(faxes: Sequence[OnItsWay]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return which numbers wait for which of these faxes, as `Draft.after` has it."""
    waits: dict[str, tuple[int, ...]] = {}
    for one in faxes:
        waits[one.number] = (*waits.get(one.number, ()), one.recipient)
    return tuple(waits.items())
