"""Tying a recipient to its records at the service: its outbox record first, its archive record in the end."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import matching
from faxdesk.core.cancel_token import check
from faxdesk.core.errors import BadAnswer, Refused, ServiceDown, ServiceError, SignInNeeded
from faxdesk.core.lifecycle import AT_SERVICE, FINAL, Event, State
from faxdesk.core.matching import FaxEvidence
from faxdesk.core.model import Records
from faxdesk.core.phone import comparable
from faxdesk.core.service_status import BY_ITSELF, explain, of_archive, of_outbox
from faxdesk.services import archive_reader, redial
from faxdesk.services.fault_guard import FaultGuard

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Fax, OutboxFax
    from faxdesk.core.times import Now
    from faxdesk.store.delivery_queue import TrackedFax
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

SKEW = timedelta(days=2)
"""How much older than our own request an archive record may claim to be: no clock is trusted further than a day, and
two of them are compared."""
MOST_PAGES = 100
"""Pages of the archive that one look reads at the most: 5,000 faxes, more than one submission has."""
MOST_ASKED = 20
"""Faxes that one look asks for one by one at the most; the others have their turn at the next look."""
UNHEARD_OF = timedelta(minutes=2)
"""Pause between the looks at a fax that ended in a status which FaxDesk does not know."""
AFTERTHOUGHT = timedelta(seconds=45)
"""How long the result of an attempt is no last word while the record of a further one may be on its way from the outbox
to the archive. Shorter than the time after which a fax is lost from sight."""
_CHUNK = 200
"""Faxes that are written down in one transaction: others may write in between."""


TELLS_NOTHING = (BadAnswer, SignInNeeded, ServiceDown)
"""What an answer about a single fax can be that tells nothing of it: a page of the network, a token that has ended, a
fault. Whether line, token and service work is told by the lists: a service may answer so about all that it does not
know."""


def says_no(error: ServiceError) -> bool:
    """Return whether a single fax was asked for, and there is none, or none that the token may ask for."""
    return isinstance(error, Refused) or (isinstance(error, SignInNeeded) and error.right is not None)


class RecordFinder:
    """Holds what one look at the service has read, and links recipients to it.

    What was read about a fax is dropped where somebody else has moved that fax in the meantime.
    """

    def __init__(
        self,
        store: Store,
        api: FaxApi,
        now: Now,
        guard: FaultGuard | None = None,
    ) -> None:
        self._store = store
        self._api = api
        self._now = now
        self._guard = guard or FaultGuard(store)
        self._outbox: tuple[OutboxFax, ...] = ()
        self._waiting = matching.OutboxIndex(())
        self.whole = False
        """Whether both lists were read to their end, as far back as what was looked for can be."""
        self._outbox_whole = False
        self._waiting_still: matching.OutboxIndex | None = None
        self._listed: list[tuple[set[int], list[str], datetime | None]] | None = None
        self._faxes: dict[str, Fax] = {}
        self._by_number: dict[str, list[Fax]] = {}
        self._owners: dict[str, set[int]] = {}
        self._doubtful: set[int] = set()

    def _sought(self, claim: TrackedFax) -> FaxEvidence:
        """Return the evidence by which a fax is found at the service."""
        attempt = claim.attempt
        # Told twice, as of then and as of now: the clock that was set in between spoils only one of them.
        then = attempt.posted_there if attempt else None
        now = attempt.posted_at + self._api.clock_offset if attempt and attempt.posted_at else None
        return FaxEvidence(
            number=claim.recipient.to,
            sender=claim.sender,
            comment=claim.comment,
            tag=attempt.tag if attempt else "",
            files=tuple(attempt.uploads.values()) if attempt else (),
            posted=tuple(at for at in (then, now) if at is not None),
            outbox_id=claim.recipient.outbox_id,
            fax_id=claim.recipient.fax_id,
        )

    # ---------------------------------------------------------------------------------------------- the outbox

    def read_outbox(self, outbox: Sequence[OutboxFax]) -> None:
        """Take the outbox as the service listed it."""
        self._outbox = tuple(outbox)
        self._waiting = matching.OutboxIndex(outbox)
        unreadable = outbox.dropped if isinstance(outbox, Records) else 0
        # Of a list that is just as long as a page, nobody knows whether it goes on.
        cut = bool(outbox) and len(outbox) % archive_reader.PAGE == 0
        self._outbox_whole = not unreadable and not cut

    def find_waiting(self, claims: Iterable[TrackedFax], outbox: Sequence[OutboxFax]) -> list[TrackedFax]:
        """Move the faxes that are in the service's outbox; return those that are not."""
        self.read_outbox(outbox)
        gone = []
        tags = set[bool]()
        for part in _chunks(tuple(claims)):
            with self._store.database.transaction():
                for claim in part:
                    with self._guard.one(claim.recipient.id), self._store.database.savepoint():
                        record = self._waiting.find(self._sought(claim))
                        if record is None:
                            gone.append(claim)
                        else:
                            self._adopt_outbox(claim, record)
                            tags.add(claim.attempt is not None and claim.attempt.tag in record.tags)
        if tags:
            self._store.service_mirror.keep_tags(shown=True in tags)
        return gone

    def _adopt_outbox(self, claim: TrackedFax, record: OutboxFax) -> None:
        queue = self._store.delivery_queue
        if not queue.stands(claim):
            return
        meaning = of_outbox(record.status)
        recipient = claim.recipient
        facts = {
            # A record of its own has the true id, whatever the answer to our request was spoilt into.
            "outbox_id": self._own_id(claim, record) or recipient.outbox_id,
            "status": record.status,
            "pages": record.pages or recipient.pages,
        }
        if recipient.state in (State.UNKNOWN, State.QUEUED):
            queue.moved((recipient.id,), Event.FOUND, outbox_id=facts["outbox_id"])
            if claim.attempt_id is not None and recipient.state is State.QUEUED:
                self._store.attempts.obeyed(claim.attempt_id, self._api.clock_offset)
        reason = meaning.sentence if meaning.event is Event.REPORTED_OTHER else ""
        queue.moved((recipient.id,), meaning.event, reason, **facts)
        queue.seen(recipient.id)

    def _own_id(self, claim: TrackedFax, record: OutboxFax) -> str | None:
        """Return the id of a record, unless it stands for other recipients as well."""
        shared = len(record.to) > 1 or self._store.delivery_queue.owners((record.id,)).get(record.id, set()) - {
            claim.recipient.id
        }
        return None if shared else record.id

    # --------------------------------------------------------------------------------------------- the archive

    def read_archive(self, claims: Sequence[TrackedFax], cancel: CancelToken) -> None:
        """Read as much of the archive as can hold these faxes, and mirror it: at the least its newest page."""
        wanted = [self._sought(claim) for claim in claims]
        after = min((at for one in wanted for at in one.posted), default=None)
        reader = archive_reader.ArchiveReader(self._api, after and after - SKEW)
        for count, page in enumerate(reader, 1):
            self._keep(page)
            wanted = [one for one in wanted if matching.by_id(self._faxes, one) is None]
            if not wanted or count >= MOST_PAGES:
                break
            check(cancel)
        self.whole = self._outbox_whole and reader.whole
        self._owners = self._store.delivery_queue.owners(self._faxes)

    def _keep(self, page: Sequence[Fax]) -> None:
        self._store.service_mirror.keep_faxes(page)
        for fax in page:
            if fax.incoming:
                continue
            if fax.id not in self._faxes:
                self._by_number.setdefault(comparable(fax.to), []).append(fax)
            self._faxes[fax.id] = fax

    def has_trace(self, claim: TrackedFax) -> bool:
        """Return whether something was read that may be this fax: it went to the same number, and is not another's.

        Wider than what is needed to link it, since what is late or written otherwise is a trace all the same.
        """
        sought = self._sought(claim)
        if claim.recipient.id in self._doubtful or not sought.posted:
            return True
        number, since = comparable(sought.number), min(sought.posted) - matching.EARLY
        own = claim.recipient.id
        if self._listed is None:
            self._listed = self._all_listed()
        return any(
            not owners - {own}
            for owners, numbers, at in self._listed
            if (not numbers or number in numbers) and (at is None or at >= since)
        )

    def _all_listed(self) -> list[tuple[set[int], list[str], datetime | None]]:
        """Return of all that was read whose it is, where it went, and when it was submitted."""
        listed = [(fax.id, matching.destinations(fax), fax.submitted_at or fax.started_at) for fax in self.archived]
        listed += [(one.id, [comparable(to) for to in one.to], one.submitted_at) for one in self._outbox]
        owners = self._store.delivery_queue.owners(name for name, _, _ in listed)
        return [(owners.get(name, set()), numbers, at) for name, numbers, at in listed]

    @property
    def archived(self) -> Sequence[Fax]:
        """The records of the archive that were read."""
        return tuple(self._faxes.values())

    def waiting_record(self, claim: TrackedFax) -> OutboxFax | None:
        """Return the record of a fax in the outbox that was read, or None."""
        return self._waiting.find(self._sought(claim))

    def adopt_waiting(self, claim: TrackedFax) -> bool:
        """Move a fax to where it stands in the outbox that was read; return whether it is there."""
        record = self._waiting.find(self._sought(claim))
        if record is not None:
            with self._store.database.transaction():
                self._adopt_outbox(claim, record)
        return record is not None

    def alike_late(self, claim: TrackedFax, within: timedelta) -> list[Fax]:
        """Return the records of the archive that could be this fax, submitted so long after its request at the most.

        None where another fax could be meant, of which no record is known.
        """
        sought, kin = self._sought(claim), self._by_number.get(comparable(claim.recipient.to), ())
        pages = claim.recipient.pages
        found = matching.alike(kin, sought, [name for name, owners in self._owners.items() if owners], within)
        found = [fax for fax in found if not pages or not fax.pages or fax.pages == pages]
        return [] if any(self._rivals_of_earlier(claim, found)) else found

    def _rivals_of_earlier(self, claim: TrackedFax, faxes: Sequence[Fax]) -> Iterator[TrackedFax]:
        states = (*AT_SERVICE, State.UNKNOWN, State.SUBMITTING)
        for other in self._store.delivery_queue.claims(states, number=claim.recipient.to, since=_since(faxes)):
            if other.recipient.fax_id is None:
                yield other

    def link(self, claims: Sequence[TrackedFax], cancel: CancelToken, *, by_id: bool = True) -> list[TrackedFax]:
        """Link faxes to the archive that was read; return those that were looked for everywhere in vain.

        `by_id` asks for those that it does not list by their own ids, too.
        """
        missing = self._link_listed(claims)
        asked, waits = self._ask(missing, cancel) if by_id else (missing, set[int]())
        left = []
        for claim in asked:
            with self._guard.one(claim.recipient.id):
                if not self._link_by_likeness(claim):
                    left.append(claim)
        return [claim for claim in left if claim.recipient.id not in waits]

    def renew(self, claims: Iterable[TrackedFax], account: str = "") -> None:
        """Take over what the archive says anew about faxes that had their last word, where its record was read.

        Those are `claims`, and those of this account whose record comes late, whenever that is.
        """
        self._link_listed(tuple(claims))
        self._link_listed(self._store.delivery_queue.without_record(self._faxes, account))

    def _link_listed(self, claims: Sequence[TrackedFax]) -> list[TrackedFax]:
        missing = []
        for part in _chunks(claims):
            with self._store.database.transaction():
                for claim in part:
                    with self._guard.one(claim.recipient.id), self._store.database.savepoint():
                        fax = matching.by_id(self._faxes, self._sought(claim))
                        if fax is None or not self._link_session(claim, fax):
                            missing.append(claim)
        return missing

    def _ask(self, claims: Sequence[TrackedFax], cancel: CancelToken) -> tuple[list[TrackedFax], set[int]]:
        """Ask for faxes by our ids: the service may answer with one that has another (docs/api-notes.md, section 4).

        Returns those still not linked, and the row ids of those among them whose turn to be asked for comes later.
        """
        turn = sorted((claim for claim in claims if claim.recipient.outbox_id), key=lambda claim: claim.checks)
        linked = set()
        for claim in turn[:MOST_ASKED]:
            check(cancel)
            if self._asked_for(claim):
                linked.add(claim.recipient.id)
        left = [claim for claim in claims if claim.recipient.id not in linked]
        return left, {claim.recipient.id for claim in turn[MOST_ASKED:]}

    def _asked_for(self, claim: TrackedFax) -> bool:
        try:
            return self.ask_for(claim)
        except TELLS_NOTHING as error:
            _log.info("the archive did not answer about a single fax: %s", error)
            return False

    def ask_for(self, claim: TrackedFax) -> bool:
        """Ask for one fax by our id; return whether nothing is left to do about it now, as it is linked.

        Raises one of `TELLS_NOTHING` where the answer leaves open whether there is such a fax.
        """
        fax = self._fetch(claim.recipient.outbox_id) if claim.recipient.outbox_id else None
        if fax is None:
            return False
        numbers = matching.destinations(fax)
        if numbers and comparable(claim.recipient.to) not in numbers:
            raise BadAnswer("Fax.Plus answered about a fax to another number.")
        # One with which something goes wrong is left to the next look.
        settled = True
        with self._guard.one(claim.recipient.id), self._store.database.savepoint():
            if not (self._can_be(claim, fax, numbers) and self._link_session(claim, fax)):
                settled = False
        return settled

    def _can_be(self, claim: TrackedFax, fax: Fax, numbers: Collection[str]) -> bool:
        """Return False for the record of another fax of ours to the same number."""
        return len(numbers) != 1 or not self._taken((fax,), claim)

    def _fetch(self, name: str) -> Fax | None:
        try:
            fax = self._api.fax(name)
        except ServiceError as error:
            if says_no(error):
                # An id that means nothing to the archive.
                return None
            raise
        if fax.id not in self._faxes:
            self._keep((fax,))
            self._owners.update(self._store.delivery_queue.owners((fax.id,)))
        return fax

    def _link_session(self, claim: TrackedFax, fax: Fax) -> bool:
        """Link a fax to the session that `fax` is an attempt of.

        Where attempts of an equal fax could be among the session, `fax` alone counts; where those came to something
        else, nothing does, and False is returned.
        """
        kin = self._by_number.get(comparable(fax.to), ())
        session = matching.attempts_of(fax, kin, self._taken(kin, claim))
        alone = fax.status == "success" or self._claimed_by_others(claim, session, fax)
        if alone and fax.status != "success" and len({of_archive(attempt.status) for attempt in session}) > 1:
            self._doubtful.add(claim.recipient.id)
            return False
        word = fax if alone else _last_word(session)
        if self._tries_on(claim, word, len(session)) or self._untold(claim, word):
            self._doubtful.add(claim.recipient.id)
            return False
        self._adopt(claim, word, only=len(session) == 1)
        return True

    def _tries_on(self, claim: TrackedFax, word: Fax, attempts: int) -> bool:
        """Return whether the record of one more attempt, which the service was asked for, can still show up."""
        meaning = of_archive(word.status)
        if claim.recipient.state not in AT_SERVICE or meaning is None or meaning.retry not in BY_ITSELF:
            return False
        waited = timedelta() if claim.missing_since is None else self._now() - claim.missing_since
        return attempts <= claim.options.retry_count and waited < AFTERTHOUGHT

    def _untold(self, claim: TrackedFax, word: Fax) -> bool:
        """Return whether the service, which was asked for more attempts, does not say which records are those."""
        if not claim.options.retry_count or word.status == "success" or word.submitted_at is not None:
            return False
        kin = self._by_number.get(comparable(word.to), ())
        taken = self._taken(kin, claim)
        return any(fax.id != word.id and fax.id not in taken and fax.comment == word.comment for fax in kin)

    def _claimed_by_others(self, claim: TrackedFax, session: Iterable[Fax], own: Fax) -> bool:
        others = [fax for fax in session if fax.id != own.id]
        return bool(others) and any(self._namesakes(claim, others))

    def _namesakes(self, claim: TrackedFax, faxes: Sequence[Fax]) -> Iterator[TrackedFax]:
        """Yield the other faxes, whatever became of them, that some of these records could belong to."""
        states = (*AT_SERVICE, *FINAL, State.UNKNOWN, State.SUBMITTING)
        for other in self._store.delivery_queue.claims(states, number=claim.recipient.to, since=_since(faxes)):
            own = other.recipient.id == claim.recipient.id
            if not own and matching.alike(faxes, self._sought(other), ()):
                yield other

    def _link_by_likeness(self, claim: TrackedFax) -> bool:
        candidates = self._alike(claim) if claim.recipient.id not in self._doubtful else []
        if not candidates:
            return False
        session = matching.attempts_of(candidates[0], candidates, ())
        if len(session) != len(candidates) or not self._has_pages_of(claim, _last_word(session)):
            return False
        ids = {fax.id for fax in candidates}
        if any(ids & {fax.id for fax in self._alike(rival)} for rival in self._rivals(claim, candidates)):
            return False
        if any(other.options.retry_count for other in self._namesakes(claim, candidates)):
            # The service's retries have ids that nobody knows, so this may be one of them.
            return False
        with self._store.database.transaction():
            # Another thread may have linked one of them since they were read.
            if any(owners - {claim.recipient.id} for owners in self._store.delivery_queue.owners(ids).values()):
                return False
            self._adopt(claim, _last_word(session), only=False)
        return True

    def _has_pages_of(self, claim: TrackedFax, fax: Fax) -> bool:
        """Return False for a fax that went through with more or fewer pages: it is another one, however like it is."""
        if fax.status != "success" or not fax.pages:
            return True
        submission = self._store.submissions.get(claim.recipient.job)
        documents = self._store.submissions.pages(claim.recipient.job)
        # Whether the service counts the cover page, which it makes itself, is not known (docs/api-notes.md, section 3).
        cover = submission is not None and submission.cover_page is not None
        # It has told its own count where the fax was seen to wait there.
        return fax.pages in (documents, documents + cover, claim.recipient.pages)

    def _rivals(self, claim: TrackedFax, faxes: Sequence[Fax]) -> Iterator[TrackedFax]:
        """Yield the other faxes to the same number of which no record is known: one of them may be what is seen now.

        What was taken back, refused, or given up and tried again may have gone out all the same. What waits in the
        outbox at this moment is no rival.
        """
        states = (*AT_SERVICE, State.UNKNOWN, State.SUBMITTING, State.CANCELLED, State.REJECTED)
        queue, number, since = self._store.delivery_queue, claim.recipient.to, _since(faxes)
        others = [one for one in queue.claims(states, number=number, since=since) if one.recipient.fax_id is None]
        rivals = [one for one in others if one.recipient.id != claim.recipient.id]
        # The comment of an earlier try may have been another one than the fax has now.
        rivals += [replace(one, comment=claim.comment) for one in queue.lost_earlier_attempts(number, since)]
        yield from (rival for rival in rivals if not self._still_waits(rival))

    def _still_waits(self, claim: TrackedFax) -> bool:
        """Return whether a fax was in the outbox before the archive was read, and is there after that."""
        sought = self._sought(claim)
        if self._waiting.find(sought) is None:
            return False
        if self._waiting_still is None:
            self._waiting_still = matching.OutboxIndex(self._api.outbox())
        return self._waiting_still.find(sought) is not None

    def _alike(self, claim: TrackedFax) -> list[Fax]:
        kin = self._by_number.get(comparable(claim.recipient.to), ())
        return matching.alike(kin, self._sought(claim), self._taken(kin, claim))

    def _taken(self, faxes: Iterable[Fax], claim: TrackedFax) -> set[str]:
        return {fax.id for fax in faxes if self._owners.get(fax.id, set()) - {claim.recipient.id}}

    # ------------------------------------------------------------------------------------------------ adopting

    def _adopt(self, claim: TrackedFax, fax: Fax, *, only: bool) -> None:
        """Take over what the archive says. `only` where it is certain that this is all there is of the fax."""
        recipient = claim.recipient
        queue = self._store.delivery_queue
        meaning = of_archive(fax.status)
        facts = {"fax_id": fax.id, "status": fax.status, "pages": fax.pages or recipient.pages}
        with self._store.database.transaction():
            if not queue.stands(claim):
                return
            self._store.service_mirror.keep_faxes((fax,))
            if self._stands(claim, fax):
                return
            self._owners.setdefault(fax.id, set()).add(recipient.id)
            if meaning is None and fax.status != "in_progress":
                self._adopt_unheard_of(claim, fax, facts)
                return
            if recipient.state is State.UNKNOWN:
                queue.moved((recipient.id,), Event.FOUND)
            if meaning is None:
                queue.seen(recipient.id)
            else:
                wanted = redial.wanted(self._store, claim, fax) if only else None
                queue.moved((recipient.id,), meaning.event, explain(fax.status, fax.description), **facts)
                if wanted is not None:
                    redial.plan(self._store, claim, wanted)

    def _stands(self, claim: TrackedFax, fax: Fax) -> bool:
        """Return whether the last word on a fax stands, whatever this record says."""
        recipient, meaning = claim.recipient, of_archive(fax.status)
        if recipient.state is State.CANCELLED:
            # Taken back, and the archive does not say that it went out all the same.
            return meaning is None or meaning.event is Event.REPORTED_FAILED
        if recipient.state is not State.DELIVERED:
            return False
        if meaning is not None and meaning.event is Event.REPORTED_DELIVERED:
            self._store.delivery_queue.has_record(recipient.id, fax.id)
        return True

    def _adopt_unheard_of(self, claim: TrackedFax, fax: Fax, facts: Mapping[str, object]) -> None:
        """The service is done with the fax, in a word that nobody knows: never success, and the user is asked."""
        recipient = claim.recipient
        reason = explain(fax.status, fax.description)
        if recipient.state in AT_SERVICE:
            self._store.delivery_queue.moved((recipient.id,), Event.LOST_SIGHT, reason, **facts)
        if recipient.state not in FINAL:
            self._store.delivery_queue.looked_in_vain(recipient.id, self._now() + UNHEARD_OF, ask=True, reason=reason)


def _last_word(session: Sequence[Fax]) -> Fax:
    """Return what a faxing session came to: its success, else its last attempt."""
    return next((fax for fax in session if fax.status == "success"), session[-1])


def _since(faxes: Iterable[Fax]) -> datetime | None:
    """Return the time before which nothing can have changed last that some of these records could belong to."""
    times = [at for fax in faxes if (at := fax.submitted_at or fax.started_at)]
    return min(times) - SKEW if times else None


def _chunks(claims: Sequence[TrackedFax]) -> Iterator[Sequence[TrackedFax]]:
    for start in range(0, len(claims), _CHUNK):
        yield claims[start : start + _CHUNK]
