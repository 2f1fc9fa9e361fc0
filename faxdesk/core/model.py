"""The things that FaxDesk talks about, as immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from faxdesk.core.cover import merged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from faxdesk.core.cover import Cover, CoverPage
    from faxdesk.core.lifecycle import State

MOST_FILES = 10
"""Documents in one fax; more is refused as too_many_files (apidoc.fax.plus/concepts/fax)."""
MOST_RECIPIENTS = 4000
"""Recipients of one submission; more is refused as too_many_destinations (apidoc.fax.plus/concepts/fax)."""
MOST_RETRIES = 3
"""Retries that the service takes upon itself at the most (vendor's SDK, OutboxRetry)."""
MOST_REDIALS = 9
"""Redials of FaxDesk's own at the most: Fax.Plus blocks accounts whose calls seldom succeed."""
MOST_BYTES = 150_000_000
"""Size of all documents of a fax together, in bytes (apidoc.fax.plus/concepts/fax)."""
MANY_BYTES = 30_000_000
"""Above this many bytes the user is warned: older copies of the vendor's page name 30 MB as the limit."""


T = TypeVar("T")


class Records(tuple[T, ...]):
    """The records of a list; `dropped` is how many of them could not be read and are missing here."""

    dropped = 0


class DocumentType(StrEnum):
    """What a document is by its content. The value is the `format` that the service's upload takes."""

    PDF = "pdf"
    TIFF = "tiff"

    @property
    def media_type(self) -> str:
        """The MIME type of the upload."""
        return {"pdf": "application/pdf", "tiff": "image/tiff"}[self.value]

    @property
    def suffix(self) -> str:
        """The ending of the file name, with its dot."""
        return {"pdf": ".pdf", "tiff": ".tiff"}[self.value]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was accepted for faxing.

    `name` is the file's name as the user knows it, `sha256` its digest in hexadecimal digits, `size` its bytes. `parts`
    are the names of the documents that it was put together of, empty where it is one that nobody has changed.
    """

    name: str
    type: DocumentType
    sha256: str
    size: int
    pages: int
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssembledFile:
    """A file that was put together of pages of other documents; `parts` are the names of these, in order."""

    path: Path
    parts: tuple[str, ...]


SourceFile: TypeAlias = "Path | Document | AssembledFile"
"""A document of a draft."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a fax should be sent.

    `retry_count` is how often the service itself shall try again what did not get through, `retry_delay` the pause in
    the service's unit, which its documents leave open. `redials` is how often FaxDesk shall, by the rules of
    `core.redial_pauses`; only one of the two may try again.
    """

    enhancement: bool = True
    retry_count: int = 0
    retry_delay: int = 0
    redials: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What the user asks for, before it is kept. Numbers are in E.164 form.

    `files` are the documents in the order of the pages; a `Document` is one that is in the spool already, an
    `AssembledFile` is made of several. They are one fax together, or with `fax_per_file` a fax each. `sender` None
    means the account's first usable number, chosen when the fax goes out. `send_at` None means now. `signature` is who
    the fax is from where the cover page leaves it open.

    `send_times` has the numbers that get it at another time than `send_at`, such as when their offices open. `after`
    has those that get it when earlier faxes (recipients, by their ids) have come to their end. `joins` is a submission
    that has not left: it is taken back, and its documents come first.
    The proof of each fax is put into `proof_folder` when it has ended; None where that is not wanted.
    """

    files: tuple[SourceFile, ...] = ()
    recipients: tuple[str, ...] = ()
    sender: str | None = None
    comment: str = ""
    send_at: datetime | None = None
    options: Options = Options()
    cover: Cover | None = None
    signature: str = ""
    fax_per_file: bool = False
    send_times: tuple[tuple[str, datetime | None], ...] = ()
    after: tuple[tuple[str, tuple[int, ...]], ...] = ()
    joins: str = ""
    proof_folder: Path | None = None

    @property
    def cover_page(self) -> CoverPage | None:
        """The cover page of a draft that `split` returned."""
        return self.cover.page if self.cover is not None else None

    def split(self) -> tuple[Draft, ...]:
        """Return a draft for each submission that this one becomes: for each fax, name on its cover page, and time.

        The cover pages of these are filled.
        """
        return tuple(part for draft in self._by_cover_page() for part in _by_time(draft))

    def _by_cover_page(self) -> tuple[Draft, ...]:
        faxes = tuple((file,) for file in self.files) if self.fax_per_file else (self.files,)
        drafts = tuple(replace(self, files=files, fax_per_file=False) for files in faxes)
        if self.cover is None:
            return drafts
        pages = self.cover.for_recipients(self.recipients, self.signature)
        return tuple(
            replace(draft, recipients=numbers, cover=replace(self.cover, page=page, names=()))
            for draft in drafts
            for page, numbers in pages
        )


def _by_time(draft: Draft) -> tuple[Draft, ...]:
    """Return a draft for each time at which some of its numbers get it, and each fax that these wait for."""
    if not draft.send_times and not draft.after:
        return (draft,)
    others, after = dict(draft.send_times), dict(draft.after)
    groups: dict[tuple[datetime | None, tuple[int, ...]], list[str]] = {}
    for number in draft.recipients:
        groups.setdefault((others.get(number, draft.send_at), after.get(number, ())), []).append(number)
    return tuple(
        replace(
            draft,
            recipients=tuple(numbers),
            send_at=when,
            send_times=(),
            after=tuple((number, earlier) for number in numbers if earlier),
        )
        for (when, earlier), numbers in groups.items()
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """One destination of a submission, which becomes a fax of its own.

    `status` is the service's raw word, kept even where FaxDesk does not know it; `reason` says in plain words why the
    recipient is in this state and what to do. `outbox_id` and `fax_id` are the service's two ids of this fax. `asked`
    is True where only the user can settle what became of it. `comment` is the one that the user last asked for, None
    where that is the submission's.
    """

    id: int
    job: str
    to: str
    state: State
    status: str = ""
    reason: str = ""
    outbox_id: str | None = None
    fax_id: str | None = None
    pages: int | None = None
    cancel_requested: bool = False
    asked: bool = False
    changed_at: datetime | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What was promised to the user when they pressed Send. `job` is its id here, and a part of its tag at the service.

    Until `held_until` it is not handed over, so that the user can take it back.
    """

    job: str
    created_at: datetime
    sender: str | None
    comment: str
    send_at: datetime | None
    options: Options
    cover_page: CoverPage | None
    documents: tuple[Document, ...]
    recipients: tuple[Recipient, ...]
    held_until: datetime | None = None

    def draft(self, recipients: Sequence[Recipient], now: datetime) -> Draft:
        """Return what the user last asked for, for these recipients of it. A time that has passed means now."""
        numbers = tuple(recipient.to for recipient in recipients)
        comments = [recipient.comment for recipient in recipients if recipient.comment is not None]
        return Draft(
            files=self.documents,
            recipients=numbers,
            sender=self.sender,
            comment=comments[0] if comments else self.comment,
            send_at=self.send_at if self.send_at is not None and self.send_at > now else None,
            options=self.options,
            cover=merged([(self.cover_page, numbers)]) if self.cover_page is not None else None,
        )


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One line of the service's own history of a waiting fax."""

    status: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OutboxFax:
    """A fax that the service has accepted and not finished: a record of its outbox.

    `to` has one number per destination as the service spells it; `files` are the service's own names of the documents.
    """

    id: str
    status: str
    to: tuple[str, ...] = ()
    sender: str = ""
    comment: str = ""
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pages: int = 0
    send_at: datetime | None = None
    submitted_at: datetime | None = None
    changed_at: datetime | None = None
    history: tuple[StatusChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Fax:
    """A finished fax: a record of the service's archive.

    `description` is the service's own sentence about the outcome; `duration` is in seconds, as far as is known. `cost`
    is in the unit of the account, and `read` whether somebody has read a received fax; either is None where the record
    does not say.
    """

    id: str
    status: str
    to: str = ""
    sender: str = ""
    description: str = ""
    comment: str = ""
    pages: int = 0
    cost: float | None = None
    duration: int = 0
    direction: str = "outgoing"
    submitted_at: datetime | None = None
    started_at: datetime | None = None
    changed_at: datetime | None = None
    retries: int = 0
    read: bool | None = None

    @property
    def incoming(self) -> bool:
        """True for a fax that was received."""
        return self.direction == "incoming"


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a token belongs to.

    `kind` is the service's word for it (`corporate_member` for a member of a company's account), `status` whether it is
    in use (`active`), `reason` why not. `stores_faxes` is False where the service stores no sent faxes for it, None
    where it does not say.
    """

    uid: str
    email: str = ""
    name: str = ""
    company: str = ""
    phone: str = ""
    status: str = "active"
    kind: str = ""
    reason: str = ""
    stores_faxes: bool | None = None

    @property
    def title(self) -> str:
        """What to call the account on the screen."""
        return self.company or self.name or self.email or self.uid


EXPIRED = "expired"
"""The status of a number whose end has passed, which the service has no word for."""
END_MARGIN = timedelta(days=1)
"""How long after its end a number counts as expired: in which zone that is told is not known
(docs/api-notes.md, section 7)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A fax number of the account, in E.164 form. `expires_at` is when it ends (UTC), None where that is not known."""

    number: str
    status: str = "active"
    cancelled: bool = False
    expires_at: datetime | None = None

    @property
    def usable(self) -> bool:
        """True where faxes can be sent from this number."""
        return self.status == "active" and not self.cancelled

    def as_of(self, now: datetime) -> Number:
        """Return the number as it is at that time: expired, where its end has passed, whatever the service calls it."""
        ended = self.expires_at is not None and self.expires_at + END_MARGIN <= now
        return replace(self, status=EXPIRED) if ended and self.status == "active" else self


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that the service calls when a fax was sent or received."""

    id: str
    event: str
    target: str


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """What a call of a webhook says of a fax. Anybody may have written it: it is a reason to look, never the truth.

    `fax_id` is the id of the attempt, `session_id` that of the fax with all its attempts; they differ after a retry.
    `status` is the word as it came. `sender` and `to` are digits with a plus before them where they are numbers.
    `told_at` is when the service says that it called. Texts are empty where the call does not have them.
    """

    event: str = ""
    fax_id: str = ""
    session_id: str = ""
    status: str = ""
    sender: str = ""
    to: str = ""
    pages: int = 0
    told_at: datetime | None = None
    target: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that it names, each once."""
        return tuple(dict.fromkeys(filter(None, (self.session_id, self.fax_id))))


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One entry of a recipient's timeline, which only ever grows.

    `event` is the event of `core.lifecycle` that happened, or the name of a request of the user, or its answer. `link`
    is its SHA-256 in the chain of `core.timeline_chain`, "" where a version without one wrote it down.
    """

    at: datetime
    state: State
    text: str
    event: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One request to the service's outbox: what `FaxApi.send` takes.

    `tag` travels with the comment; it is how the fax is found again when the answer is lost.
    """

    sender: str
    to: tuple[str, ...]
    files: tuple[str, ...]
    tag: str
    comment: str = ""
    send_at: datetime | None = None
    options: Options = field(default_factory=Options)
    cover_page: CoverPage | None = None
