"""Tying a recipient to its records at the service: its outbox record first, its archive record in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import matching
from faxdesk.core.errors import NotThere
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.matching import Sought
from faxdesk.core.status import explain, of_archive, of_outbox
from faxdesk.services import archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from faxdesk.api.client import FaxApi
    from faxdesk.core.model import Fax, OutboxFax
    from faxdesk.core.times import Now
    from faxdesk.store.deliveries import Claim
    from faxdesk.store.store import Store

SKEW = timedelta(days=1)
"""How much older than our own request an archive record may claim to be: no clock is trusted further than a day."""
MOST_PAGES = 40
"""Pages of the archive that one look reads at the most: 2,000 faxes."""
UNHEARD_OF = timedelta(minutes=2)
"""Pause between the looks at a fax that ended in a status which FaxDesk does not know."""


def sought(claim: Claim) -> Sought:
    """Return the evidence by which a fax is found at the service."""
    attempt = claim.attempt
    return Sought(
        number=claim.recipient.to,
        sender=claim.sender,
        comment=claim.comment,
        tag=attempt.tag if attempt else "",
        files=tuple(attempt.uploads.values()) if attempt else (),
        posted_at=attempt.posted_at if attempt else None,
        outbox_id=claim.recipient.outbox_id,
        fax_id=claim.recipient.fax_id,
    )


class Linker:
    """Holds what one look at the service has read, and links recipients to it."""

    def __init__(self, store: Store, api: FaxApi, now: Now) -> None:
        self._store = store
        self._api = api
        self._now = now
        self._faxes: dict[str, Fax] = {}

    def adopt_outbox(self, claim: Claim, record: OutboxFax) -> None:
        """The fax is in the service's outbox: take over its id and its status."""
        meaning = of_outbox(record.status)
        recipient = claim.recipient
        queue = self._store.deliveries
        facts = {"outbox_id": record.id, "status": record.status, "pages": record.pages or recipient.pages}
        with self._store.database.transaction():
            if recipient.state is State.UNKNOWN:
                queue.moved((recipient.id,), Event.FOUND, outbox_id=record.id)
            reason = meaning.sentence if meaning.event is Event.REPORTED_OTHER else ""
            queue.moved((recipient.id,), meaning.event, reason, **facts)
            queue.seen(recipient.id)

    def read_archive(self, claims: Sequence[Claim]) -> None:
        """Read as much of the archive as can hold these faxes, and mirror it."""
        posted = [claim.attempt.posted_at for claim in claims if claim.attempt and claim.attempt.posted_at]
        after = min(posted) - SKEW if posted else None
        wanted = [sought(claim) for claim in claims]
        for count, page in enumerate(archive.pages(self._api, after), 1):
            self._faxes.update((fax.id, fax) for fax in page)
            self._store.mirror.keep_faxes(page)
            found = all(matching.by_id(self._faxes.values(), one) is not None for one in wanted)
            if found or count >= MOST_PAGES:
                return

    def link(self, claims: Iterable[Claim]) -> list[Claim]:
        """Link faxes to the archive that was read; return those that are not in it."""
        missing = [claim for claim in claims if not self._link_by_id(claim)]
        # A fax that is looked for at another time may be the one that is seen now.
        rivals = {claim.recipient.id: claim for claim in self._store.deliveries.claims((State.UNKNOWN,))}
        rivals.update((claim.recipient.id, claim) for claim in missing)
        return [claim for claim in missing if not self._link_by_likeness(claim, rivals.values())]

    def _link_by_id(self, claim: Claim) -> bool:
        fax = matching.by_id(self._faxes.values(), sought(claim)) or self._ask_for(claim)
        if fax is None:
            return False
        taken = self._store.deliveries.taken(self._faxes, claim.recipient.id)
        self._adopt(claim, _last_word(matching.attempts_of(fax, self._faxes.values(), taken)))
        return True

    def _ask_for(self, claim: Claim) -> Fax | None:
        """Ask by our id: the service may answer with a record that has another (API notes, section 4)."""
        if claim.recipient.outbox_id is None:
            return None
        try:
            return self._api.fax(claim.recipient.outbox_id)
        except NotThere:
            return None

    def _link_by_likeness(self, claim: Claim, others: Iterable[Claim]) -> bool:
        candidates = self._alike(claim)
        if not candidates or len({fax.submitted_at for fax in candidates}) > 1:
            return False
        mine = claim.recipient
        rivals = [other for other in others if other.recipient.id != mine.id and other.recipient.to == mine.to]
        if any(set(self._ids(self._alike(rival))) & set(self._ids(candidates)) for rival in rivals):
            return False
        session = matching.attempts_of(candidates[0], candidates, ())
        if len(session) != len(candidates):
            return False
        self._adopt(claim, _last_word(session))
        return True

    def _alike(self, claim: Claim) -> list[Fax]:
        taken = self._store.deliveries.taken(self._faxes, claim.recipient.id)
        return matching.alike(self._faxes.values(), sought(claim), taken, self._api.clock_offset)

    @staticmethod
    def _ids(faxes: Iterable[Fax]) -> list[str]:
        return [fax.id for fax in faxes]

    def _adopt(self, claim: Claim, fax: Fax) -> None:
        recipient = claim.recipient
        queue = self._store.deliveries
        meaning = of_archive(fax.status)
        reason = explain(fax.status, fax.description)
        facts = {"fax_id": fax.id, "status": fax.status, "pages": fax.pages or recipient.pages}
        with self._store.database.transaction():
            self._store.mirror.keep_faxes((fax,))
            if meaning is not None:
                if recipient.state is State.UNKNOWN:
                    queue.moved((recipient.id,), Event.FOUND)
                queue.moved((recipient.id,), meaning.event, reason, **facts)
            elif fax.status == "in_progress":
                if recipient.state is State.UNKNOWN:
                    queue.moved((recipient.id,), Event.FOUND)
                queue.seen(recipient.id)
            else:
                self._adopt_unheard_of(claim, reason, facts)

    def _adopt_unheard_of(self, claim: Claim, reason: str, facts: Mapping[str, object]) -> None:
        """The service is done with the fax, in a word that nobody knows: never success, and the user is asked."""
        recipient = claim.recipient
        later = self._now() + UNHEARD_OF
        if recipient.state is not State.UNKNOWN:
            self._store.deliveries.moved((recipient.id,), Event.LOST_SIGHT, reason, **facts)
        self._store.deliveries.looked_in_vain(recipient.id, later, ask=True, reason=reason)


def _last_word(session: Sequence[Fax]) -> Fax:
    """Return what a faxing session came to: its success, else its last attempt."""
    return next((fax for fax in session if fax.status == "success"), session[-1])
