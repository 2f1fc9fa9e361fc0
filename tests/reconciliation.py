"""The books of both sides compared: what was promised here, and what the service really did.

A fax is told by the tag that travels with it, so the comparison guesses nothing, whatever the service shows of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import FINAL, OPEN, Event, IllegalMove, State, after

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient
    from faxdesk.practice import AcceptedFax
    from faxdesk.store.store import Store

SUCCESS, PARTIAL = "success", "partially_sent"
_EVENTS = {event.value: event for event in Event}


@dataclass(frozen=True)
class Entry:
    """One promised recipient, with every fax that the service ever accepted for it."""

    recipient: Recipient
    faxes: tuple[AcceptedFax, ...]
    replaces: int | None
    sent_again: int
    redials: int
    left: bool

    @property
    def sent(self) -> list[AcceptedFax]:
        """Those that the service did not take back."""
        return [fax for fax in self.faxes if not fax.cancelled]

    @property
    def arrived(self) -> list[AcceptedFax]:
        """Those of which at least some pages reached the recipient's machine."""
        return [fax for fax in self.faxes if fax.final_status in (SUCCESS, PARTIAL)]

    @property
    def twice(self) -> bool:
        """Whether it was sent more often than anybody wanted. A redial may follow only what did not arrive."""
        failed = [fax for fax in self.sent if fax.final_status is not None and fax not in self.arrived]
        others = len(self.sent) - min(self.redials, len(failed))
        return others > 1 + self.sent_again

    def __str__(self) -> str:
        faxes = ", ".join(f"{fax.id} {fax.status}" for fax in self.faxes) or "nothing"
        one = self.recipient
        return f"{one.job} {one.to} is {one.state.value} ({one.reason!r}); the service has {faxes}"


@dataclass
class Books:
    """Both sides' books, and everything that is wrong between them."""

    entries: list[Entry] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    twice: int = 0
    lost: int = 0

    @property
    def promised(self) -> int:
        """How many recipients were promised their fax."""
        return len(self.entries)

    @property
    def arrived(self) -> int:
        """How many of them the service took the fax for and did not give it back."""
        return sum(bool(entry.sent) for entry in self.entries)

    @property
    def asked(self) -> int:
        """About how many the user is asked."""
        return sum(entry.recipient.asked for entry in self.entries)

    @property
    def line(self) -> str:
        """The figures in one line."""
        figures = f"promised {self.promised}, arrived {self.arrived}, twice {self.twice}, lost {self.lost}"
        return f"{figures}, asked {self.asked}"


def compare(store: Store, received: Iterable[AcceptedFax], promised: Iterable[str] = ()) -> Books:
    """Compare both sides after everything has come to rest. `promised` are jobs that a user was told are kept."""
    books = Books()
    by_mark = _by_mark(received)
    rows = store.database.rows("SELECT r.id, s.replaces FROM recipient r JOIN submission s USING (job) ORDER BY r.id")
    for row in rows:
        books.entries.append(_entry(store, row["id"], row["replaces"], by_mark))
    kept = {entry.recipient.job for entry in books.entries}
    for job in set(promised) - kept:
        books.lost += 1
        books.wrong.append(f"{job} was promised and is not kept")
    known = {fax.id for entry in books.entries for fax in entry.faxes}
    books.wrong += [
        f"{fax.id} was sent for nobody" for faxes in by_mark.values() for fax in faxes if fax.id not in known
    ]
    by_id = {entry.recipient.id: entry for entry in books.entries}
    for entry in books.entries:
        _judge(books, store, entry, by_id)
        books.wrong += illegal_moves(store, entry.recipient)
        books.wrong += _wrong_documents(store, entry)
    return books


def _by_mark(received: Iterable[AcceptedFax]) -> dict[tuple[str, str], list[AcceptedFax]]:
    found: dict[tuple[str, str], list[AcceptedFax]] = {}
    for fax in received:
        (tag,) = fax.tags
        job = tag.removeprefix("faxdesk:").rpartition("-")[0]
        found.setdefault((job, fax.destination), []).append(fax)
    return found


def _entry(
    store: Store, number: int, replaces: int | None, by_mark: Mapping[tuple[str, str], list[AcceptedFax]]
) -> Entry:
    recipient = store.submissions.recipient(number)
    assert recipient is not None
    events = [(entry.event, entry.text) for entry in store.submissions.timeline(number)]
    return Entry(
        recipient,
        tuple(by_mark.get((recipient.job, recipient.to), ())),
        replaces,
        sum(event == Event.SEND_AGAIN for event, _ in events),
        sum(event == Event.REDIAL for event, _ in events),
        any(event == Event.CANCELLED and "settled" in text for event, text in events),
    )


def _judge(books: Books, store: Store, entry: Entry, by_id: Mapping[int, Entry]) -> None:
    if entry.twice:
        books.twice += 1
        books.wrong.append(f"sent twice: {entry}; {_story(store, entry)}")
    old = by_id.get(entry.replaces) if entry.replaces is not None else None
    if old is not None and entry.sent and old.arrived and not old.sent_again:
        books.twice += 1
        books.wrong.append(f"sent besides what it replaces: {entry}; {old}")
    if entry.recipient.state in OPEN and not _waits_for_the_user(entry, by_id):
        books.lost += 1
        books.wrong.append(f"stuck: {entry}; {_story(store, entry)}")
    complaint = _contradiction(entry)
    if complaint:
        books.lost += entry.recipient.state in (State.DELIVERED, State.PARTIAL, State.FAILED) and not entry.faxes
        books.wrong.append(f"{complaint}: {entry}; {_story(store, entry)}")


def _story(store: Store, entry: Entry) -> str:
    timeline = store.submissions.timeline(entry.recipient.id)
    return " > ".join(f"{one.at:%H:%M:%S} {one.event}: {one.text}" for one in timeline)


def _waits_for_the_user(entry: Entry, by_id: Mapping[int, Entry]) -> bool:
    recipient = entry.recipient
    if recipient.state is State.UNKNOWN:
        return recipient.asked and bool(recipient.reason)
    old = by_id.get(entry.replaces) if entry.replaces is not None else None
    return recipient.state is State.QUEUED and old is not None and old.recipient.asked


def _contradiction(entry: Entry) -> str:
    """Return what is wrong with a last word, or an empty text: our word and the service's own must agree."""
    state, finals = entry.recipient.state, {fax.final_status for fax in entry.sent}
    failures = finals - {None, SUCCESS, PARTIAL}
    # What was taken back between two attempts ends as the first of them did.
    attempted = any(fax.cancelled and fax.archive_ids for fax in entry.faxes)
    agrees = {
        State.DELIVERED: SUCCESS in finals,
        State.PARTIAL: PARTIAL in finals or attempted,
        State.FAILED: bool(failures) or attempted,
        # A fax that the service was already calling with when it was taken back may have failed all by itself.
        State.CANCELLED: entry.left or entry.sent_again > 0 or not finals - failures,
        State.REJECTED: entry.sent_again > 0 or not finals,
    }
    if not agrees.get(state, True):
        return "not what the service says"
    if state in FINAL - {State.DELIVERED} and not entry.recipient.reason:
        return "no reason given"
    return ""


def illegal_moves(store: Store, recipient: Recipient) -> list[str]:
    """Return where a timeline is not one that the table of moves allows, or does not lead to the present state."""
    wrong = []
    state = State.QUEUED
    for entry in store.submissions.timeline(recipient.id):
        event = _EVENTS.get(entry.event)
        try:
            state = state if event is None else after(state, event)
        except IllegalMove as error:
            wrong.append(f"{recipient.job} {recipient.to}: {error}")
        if entry.state is not state:
            wrong.append(f"{recipient.job} {recipient.to}: {entry.event!r} led to {entry.state.value!r}")
            state = entry.state
    if recipient.state is not state:
        wrong.append(f"{recipient.job} {recipient.to}: is {recipient.state.value!r} without an event")
    return wrong


def _wrong_documents(store: Store, entry: Entry) -> list[str]:
    submission = store.submissions.get(entry.recipient.job)
    assert submission is not None
    wanted = Counter(document.sha256 for document in submission.documents)
    return [f"other documents: {entry}" for fax in entry.faxes if Counter(fax.sha256) != wanted]
