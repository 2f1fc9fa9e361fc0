"""What a proof says of faxes, as the JSON that is attached to its PDF (docs/proof.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from faxdesk.core import timeline_chain
from faxdesk.core.lifecycle import State
from faxdesk.core.model import TimelineEvent

FORMAT = "faxdesk-proof-1"
"""Names this form of the JSON, and of the seal. What cannot be read by the same rules needs another name."""
JSON_NAME = "faxdesk-proof.json"
"""The attachment that has it."""
MOST_FAXES = 200
"""Faxes of one proof; more make a PDF that nobody opens. `faxdesk batch show --summary` lists any number."""
PROVES = (
    "Fax.Plus was given these documents for this number, and reported this result to FaxDesk at these times.",
    "The pages on these sheets and the attached files are those that the SHA-256 values name.",
    "Nothing in this file has changed since FaxDesk sealed it, where “faxdesk verify” says that it holds.",
)
"""What a proof proves, as sentences."""
DOES_NOT_PROVE = (
    "A fax report proves a connection and its result. It does not prove that a person has read the pages, or at whose"
    " machine they came out.",
    "Nobody has signed this file. Whoever knows how it is made can make another one, with other content, that holds as"
    " well. Note its SHA-256 when it is made, hand that over with it, or ask Fax.Plus about the fax id.",
    "The times are those of the computer that sent, and of Fax.Plus where that is said.",
)
"""What it does not prove."""

T = TypeVar("T")


class ProofFileKind(StrEnum):
    """What an attached file is. The values are in the JSON."""

    UPLOADED = "uploaded"
    SENT = "sent"
    REPORT = "report"

    @property
    def words(self) -> str:
        """The same as people read it."""
        return {
            "uploaded": "Document, as FaxDesk uploaded it",
            "sent": "Pages as sent, as Fax.Plus has kept them",
            "report": "Confirmation report of Fax.Plus",
        }[self.value]


@dataclass(frozen=True, slots=True)
class ProofFile:
    """An attached file. `name` is that of the attachment, `title` what it was called, `pages` 0 where unknown."""

    name: str
    kind: ProofFileKind
    title: str
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class ProofFax:
    """One fax. `files` are names of attachments.

    `status` is the last word of Fax.Plus for its state and `description` its sentence; `reason` is what FaxDesk says.
    `pages_sent` counts those of the documents, and the cover page where Fax.Plus counts it; `pages_confirmed` are those
    that have arrived as Fax.Plus says, None where it says nothing of that. `ended_at` is when FaxDesk heard the result;
    `started_at` and `seconds` are those of the call, as Fax.Plus tells them; `cover` is True where it put a cover page
    before the documents. `missing` says in sentences what is not to be had.
    """

    job: str
    to: str
    sender: str
    state: State
    status: str
    description: str
    reason: str
    comment: str
    outbox_id: str
    fax_id: str
    pages_sent: int
    pages_confirmed: int | None
    cover: bool
    asked_at: datetime
    ended_at: datetime | None
    started_at: datetime | None
    seconds: int
    timeline: tuple[TimelineEvent, ...]
    files: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def delivered(self) -> bool:
        """True where the recipient has all of it, as Fax.Plus says."""
        return self.state is State.DELIVERED

    @property
    def chain_end(self) -> str:
        """The SHA-256 of the last entry of the timeline, which stands for all of it."""
        return self.timeline[-1].link if self.timeline else timeline_chain.start(self.job, self.to)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof says. `zone` names the zone in which its pages give times; `practice` is True where no fax was sent.

    `title` is that of a batch, "" for the faxes of one job.
    """

    made_at: datetime
    zone: str
    program: str
    account: str
    practice: bool
    title: str
    faxes: tuple[ProofFax, ...]
    files: tuple[ProofFile, ...]

    def files_of(self, fax: ProofFax, kind: ProofFileKind) -> tuple[ProofFile, ...]:
        """Return the attached files of a fax that are of this kind, in their order."""
        known = {file.name: file for file in self.files}
        return tuple(known[name] for name in fax.files if known[name].kind is kind)


class NoProof(ValueError):
    """A text is not the JSON of a proof."""


# ---------------------------------------------------------------------------------------------------------- as JSON


def to_json(proof: Proof) -> str:
    """Return a proof as JSON for people to read as well."""
    words = {
        "format": FORMAT,
        "made_at": timeline_chain.moment(proof.made_at),
        "zone": proof.zone,
        "program": proof.program,
        "account": proof.account,
        "practice": proof.practice,
        "title": proof.title,
        "faxes": [_fax_out(fax) for fax in proof.faxes],
        "files": [
            {
                "name": file.name,
                "kind": file.kind.value,
                "title": file.title,
                "sha256": file.sha256,
                "bytes": file.size,
                "pages": file.pages,
            }
            for file in proof.files
        ],
        "proves": list(PROVES),
        "does_not_prove": list(DOES_NOT_PROVE),
    }
    # In ASCII: a name may have letters that no encoding has.
    return json.dumps(words, indent=1) + "\n"


def from_json(text: str | bytes) -> Proof:
    """Return the proof that `to_json` wrote. Raises `NoProof` where it did not, whatever the text is."""
    try:
        words = json.loads(text)
        if words["format"] != FORMAT:
            raise NoProof("another format")
        files = tuple(_file_in(one) for one in _list(words["files"]))
        names = {file.name for file in files}
        if len(names) != len(files):
            raise NoProof("two files of one name")
        faxes = tuple(_fax_in(one) for one in _list(words["faxes"]))
        if not faxes or any(not set(fax.files) <= names for fax in faxes):
            raise NoProof("no fax, or one of files that are not there")
        zone, program, account, title = (_is(words[name], str) for name in ("zone", "program", "account", "title"))
        practice = _is(words["practice"], bool)
        return Proof(_time(words["made_at"]), zone, program, account, practice, title, faxes, files)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise NoProof(str(error)) from error


def _fax_out(fax: ProofFax) -> dict[str, Any]:
    return {
        "job": fax.job,
        "to": fax.to,
        "from": fax.sender,
        "state": fax.state.value,
        "status": fax.status,
        "description": fax.description,
        "reason": fax.reason,
        "comment": fax.comment,
        "outbox_id": fax.outbox_id,
        "fax_id": fax.fax_id,
        "pages_sent": fax.pages_sent,
        "pages_confirmed": fax.pages_confirmed,
        "cover": fax.cover,
        "asked_at": timeline_chain.moment(fax.asked_at),
        "ended_at": None if fax.ended_at is None else timeline_chain.moment(fax.ended_at),
        "started_at": None if fax.started_at is None else timeline_chain.moment(fax.started_at),
        "seconds": fax.seconds,
        "timeline_start": timeline_chain.start(fax.job, fax.to),
        "timeline": [
            {
                "at": timeline_chain.moment(entry.at),
                "event": entry.event,
                "state": entry.state.value,
                "text": entry.text,
                "sha256": entry.link,
            }
            for entry in fax.timeline
        ],
        "files": list(fax.files),
        "missing": list(fax.missing),
    }


def _fax_in(words: Any) -> ProofFax:
    return ProofFax(
        job=_is(words["job"], str),
        to=_is(words["to"], str),
        sender=_is(words["from"], str),
        state=State(words["state"]),
        status=_is(words["status"], str),
        description=_is(words["description"], str),
        reason=_is(words["reason"], str),
        comment=_is(words["comment"], str),
        outbox_id=_is(words["outbox_id"], str),
        fax_id=_is(words["fax_id"], str),
        pages_sent=_count(words["pages_sent"]),
        pages_confirmed=None if words["pages_confirmed"] is None else _count(words["pages_confirmed"]),
        cover=_is(words["cover"], bool),
        asked_at=_time(words["asked_at"]),
        ended_at=None if words["ended_at"] is None else _time(words["ended_at"]),
        started_at=None if words["started_at"] is None else _time(words["started_at"]),
        seconds=_count(words["seconds"]),
        timeline=tuple(_entry_in(entry) for entry in _list(words["timeline"])),
        files=tuple(_is(name, str) for name in _list(words["files"])),
        missing=tuple(_is(sentence, str) for sentence in _list(words["missing"])),
    )


def _entry_in(words: Any) -> TimelineEvent:
    event, text, link = (_is(words[name], str) for name in ("event", "text", "sha256"))
    return TimelineEvent(_time(words["at"]), State(words["state"]), text, event, link)


def _file_in(words: Any) -> ProofFile:
    name, title, sha256 = (_is(words[member], str) for member in ("name", "title", "sha256"))
    return ProofFile(name, ProofFileKind(words["kind"]), title, sha256, _count(words["bytes"]), _count(words["pages"]))


def _list(value: Any) -> list[Any]:
    return _is(value, list)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise NoProof(f"{value!r} is no number of things")
    return value


def _is(value: Any, kind: type[T]) -> T:
    if type(value) is not kind:
        raise NoProof(f"{value!r} is no {kind.__name__}")
    return value


def _time(value: Any) -> datetime:
    """Return a time of `timeline_chain.moment`, in no other spelling: else one proof could be written in two ways."""
    when = datetime.fromisoformat(_is(value, str))
    if timeline_chain.moment(when) != value:
        raise NoProof(f"{value!r} is no time")
    return when
