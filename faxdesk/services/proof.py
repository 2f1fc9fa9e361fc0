"""Making the proof of a fax, of a job with all its recipients, or of a batch: one PDF (docs/proof.md)."""

from __future__ import annotations

import hashlib
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk import __version__
from faxdesk.core import shared_files, timeline_chain
from faxdesk.core.errors import InputRefused, NotThere, StoreTrouble
from faxdesk.core.file_names import usable
from faxdesk.core.lifecycle import CALLED, FINAL, State
from faxdesk.core.model import DocumentType
from faxdesk.core.proof import MOST_FAXES, Proof, ProofFax, ProofFile, ProofFileKind, to_json
from faxdesk.core.quantities import count_text
from faxdesk.core.settings import APP_TITLE
from faxdesk.core.times import Now, own_zone, utc_now
from faxdesk.documents.common.paper import paper_of
from faxdesk.documents.proof_pdf.seal import SealState, check_seal
from faxdesk.documents.worker.client import OPEN_SECONDS, Worker, WorkerLost
from faxdesk.services.output_file import check_place, free_place, write_files

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Document, Recipient, Submission, TimelineEvent
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.services.fetch import Fetcher
    from faxdesk.store.store import Store

FIELD = "Proof"
MOST_BYTES = 600_000_000
"""Bytes of all files that are attached to one proof: a fax of the largest size, and its pages as sent, twice."""
_SECONDS = OPEN_SECONDS * 10
"""How long the child may take for what it tells no progress of: to pack 600 MB."""
Progress = Callable[[int], None]
"""Told how many pages have been drawn."""
Zone = Callable[[], tzinfo]


class TooLarge(InputRefused):
    """The files of several faxes are too large for one PDF."""


@dataclass(frozen=True, slots=True)
class MadeProof:
    """A proof that was made. `sha256` is that of the PDF; `missing` says in sentences what it lacks."""

    path: Path
    sha256: str
    size: int
    faxes: int
    files: tuple[ProofFile, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofSubject:
    """What a proof is of: faxes, and the name of the batch where it is one. `key` is what it was asked for by."""

    key: str
    title: str
    faxes: tuple[Recipient, ...]


@dataclass
class _Files:
    """The files of a proof as they are gathered; `places` are by the names of the attachments."""

    listed: list[ProofFile] = field(default_factory=list)
    places: dict[str, Path] = field(default_factory=dict)
    _known: dict[tuple[ProofFileKind, str, str], str] = field(default_factory=dict)

    def add(self, kind: ProofFileKind, title: str, path: Path, pages: int, name: str = "") -> str:
        """Attach a file, once; return the name of the attachment: `name`, or `title`, with its number before it.

        Raises `OSError`.
        """
        with shared_files.open_for_reading(path) as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        key = (kind, name or title, sha256)
        if key not in self._known:
            name = f"{len(self.listed) + 1:02} {usable(name or title)}"
            self._known[key] = name
            self.listed.append(ProofFile(name, kind, title, sha256, path.stat().st_size, pages))
            self.places[name] = path
        return self._known[key]


class ProofMaker:
    """Makes proofs. `practice` is True where the account is a practice account.

    It needs Fax.Plus only for pages and reports that have not been fetched yet.
    """

    def __init__(
        self, store: Store, fetcher: Fetcher, now: Now = utc_now, zone: Zone = own_zone, *, practice: bool
    ) -> None:
        self._store, self._fetcher, self._now, self._zone = store, fetcher, now, zone
        self._practice = practice

    def subject(self, key: str) -> ProofSubject:
        """Return the faxes that a job, outbox, fax or batch id names. Raises `InputRefused` where it names none."""
        found = self._store.submissions.find(key)
        if not found and (subject := self.of_batch(key)) is not None:
            return subject
        if not found:
            raise InputRefused(
                FIELD,
                f"There is no fax {key} that was sent from here.",
                "Only of those there is a timeline, and a document that was uploaded; `faxdesk report` saves what"
                " Fax.Plus has of another.",
            )
        return ProofSubject(key, "", found)

    def of_batch(self, batch: str) -> ProofSubject | None:
        """Return the faxes of a batch, None where nothing of it became one, or there is no such batch."""
        found = self._store.batches.get(batch)
        if found is None:
            return None
        numbers = (row.recipient for row in self._store.batches.statuses(batch) if row.recipient)
        faxes = tuple(self._recipients(numbers))
        return ProofSubject(batch, f"Batch {found.name}", faxes) if faxes else None

    def of_recipients(self, numbers: Sequence[int]) -> ProofSubject:
        """Return faxes by their row ids. Raises `InputRefused` where there is none."""
        found = tuple(self._recipients(numbers))
        if not found:
            raise InputRefused(FIELD, "There is no such fax.", "Choose a fax that was sent from here.")
        return ProofSubject(found[0].fax_id or found[0].outbox_id or found[0].job, "", found)

    def make(
        self,
        subject: ProofSubject,
        target: Path,
        worker: Worker,
        paper: PageSize,
        cancel: CancelToken,
        progress: Progress = lambda _: None,
        *,
        stamped: bool = False,
    ) -> MadeProof:
        """Write the proof to `target`, and remember that it was made here.

        Raises `InputRefused` where there is nothing to prove yet or the file cannot be written, a `ServiceError` where
        Fax.Plus is needed and does not answer, `StoreTrouble` where what is kept here was changed, and `Stopped`.
        Nothing is written then.
        """
        _check_ended(subject)
        _check_number(subject)
        check_place(target)
        files = _Files()
        faxes = tuple(self._fax(recipient, files, worker, cancel) for recipient in subject.faxes)
        size = sum(file.size for file in files.listed)
        if size > MOST_BYTES:
            raise TooLarge(FIELD, "Its files are too large for one PDF.", "Make a proof for each fax.")
        account = self._store.service_mirror.account()
        proof = Proof(
            made_at=self._now(),
            zone=_zone_name(self._zone(), self._now()),
            program=f"{APP_TITLE} {__version__}",
            account=account.title if account is not None else "",
            practice=self._practice,
            title=subject.title,
            faxes=faxes,
            files=tuple(files.listed),
        )
        with tempfile.TemporaryDirectory(prefix="faxdesk-") as folder:
            made = Path(folder) / "proof.pdf"
            _write(proof, files.places, made, worker, paper, cancel, progress, stamped=stamped)
            with made.open("rb") as file:
                sealed = check_seal(file)
            if sealed.state is not SealState.HOLDS:
                raise _cannot_write("it was changed while it was written")
            write_files([(made, target)])
        self._store.proofs.add(sealed.sha256, subject.key)
        missing = tuple(dict.fromkeys(sentence for fax in faxes for sentence in fax.missing))
        return MadeProof(target, sealed.sha256, sealed.size, len(faxes), proof.files, missing)

    def make_in_parts(
        self,
        subject: ProofSubject,
        target: Path,
        worker: Worker,
        paper: PageSize,
        cancel: CancelToken,
        *,
        stamped: bool = False,
    ) -> tuple[MadeProof, ...]:
        """Do what `make` does with any number of faxes: where they are too many for one PDF, with several.

        These have numbers behind their names and replace nothing. Raises as `make` does; parts that are written stay.
        """
        _check_ended(subject)
        waiting = deque(subject.faxes[at : at + MOST_FAXES] for at in range(0, len(subject.faxes), MOST_FAXES))
        made: list[MadeProof] = []
        while waiting:
            faxes, alone = waiting.popleft(), not waiting and not made
            part, place = replace(subject, faxes=faxes), target
            if not alone:
                part = replace(part, title=f"{subject.title}, part {len(made) + 1}")
                place = free_place(target.parent, f"{target.stem} part {len(made) + 1}{target.suffix}")
            try:
                made.append(self.make(part, place, worker, paper, cancel, stamped=stamped))
            except TooLarge:
                half = len(faxes) // 2
                if not half:
                    raise
                waiting.extendleft((faxes[half:], faxes[:half]))
        return tuple(made)

    def save(
        self, subject: ProofSubject, target: Path, region: str, cancel: CancelToken, *, stamped: bool = False
    ) -> MadeProof:
        """Do what `make` does with a child process for it alone, on the paper of a region."""
        with Worker() as worker:
            return self.make(subject, target, worker, paper_of(region), cancel, stamped=stamped)

    def save_in_parts(
        self, subject: ProofSubject, target: Path, region: str, cancel: CancelToken, *, stamped: bool = False
    ) -> tuple[MadeProof, ...]:
        """Do what `make_in_parts` does, as `save` does it."""
        with Worker() as worker:
            return self.make_in_parts(subject, target, worker, paper_of(region), cancel, stamped=stamped)

    # --------------------------------------------------------------------------------------------- what is known

    def _recipients(self, numbers: Iterable[int]) -> Iterator[Recipient]:
        for number in numbers:
            recipient = self._store.submissions.recipient(number)
            if recipient is not None:
                yield recipient

    def _fax(self, recipient: Recipient, files: _Files, worker: Worker, cancel: CancelToken) -> ProofFax:
        submission = self._store.submissions.get(recipient.job)
        if submission is None:
            raise InputRefused(FIELD, "This fax is no longer kept here.", "Its report can still be saved.")
        timeline = self._timeline(recipient)
        names = [self._uploaded(document, files) for document in submission.documents]
        missing: list[str] = []
        if recipient.state in CALLED:
            names += self._fetched(recipient, files, worker, missing, cancel)
        names += self._earlier_reports(recipient, files, worker, missing, cancel)
        record = self._store.service_mirror.fax(recipient.fax_id or "")
        documents = sum(document.pages for document in submission.documents)
        confirmed = _confirmed(recipient)
        counts_cover = submission.cover_page is not None and confirmed == documents + 1
        return ProofFax(
            job=recipient.job,
            to=recipient.to,
            sender=submission.sender or (record.sender if record is not None else ""),
            state=recipient.state,
            status=recipient.status,
            description=record.description if record is not None else "",
            reason=recipient.reason,
            comment=_comment(submission, recipient),
            outbox_id=recipient.outbox_id or "",
            fax_id=recipient.fax_id or "",
            pages_sent=documents + counts_cover,
            pages_confirmed=confirmed,
            cover=submission.cover_page is not None,
            asked_at=submission.created_at,
            ended_at=_ended(recipient, timeline),
            started_at=record.started_at if record is not None else None,
            seconds=max(0, record.duration) if record is not None else 0,
            timeline=timeline,
            files=tuple(dict.fromkeys(names)),
            missing=tuple(missing),
        )

    def _timeline(self, recipient: Recipient) -> tuple[TimelineEvent, ...]:
        """Return the timeline with its chain whole. Raises `StoreTrouble` where an entry was changed."""
        entries = self._store.submissions.timeline(recipient.id)
        broken = timeline_chain.broken_at(recipient.job, recipient.to, entries)
        if broken is not None:
            raise StoreTrouble(
                f"Entry {broken} of the timeline of the fax to {recipient.to} is not what FaxDesk wrote: somebody or"
                " something has changed the database.",
                "No proof is made of it. The confirmation report of Fax.Plus can still be saved.",
            )
        links = timeline_chain.links(recipient.job, recipient.to, entries)
        return tuple(replace(entry, link=link) for entry, link in zip(entries, links, strict=True))

    def _uploaded(self, document: Document, files: _Files) -> str:
        path = self._store.spool.path(document.sha256)
        try:
            name = files.add(ProofFileKind.UPLOADED, document.name, path, document.pages)
        except OSError as error:
            raise _spoilt(document) from error
        added = next(file for file in files.listed if file.name == name)
        if added.sha256 != document.sha256:
            raise _spoilt(document)
        return name

    def _fetched(
        self, recipient: Recipient, files: _Files, worker: Worker, missing: list[str], cancel: CancelToken
    ) -> Iterator[str]:
        key = recipient.fax_id or recipient.outbox_id or ""
        try:
            path = self._fetcher.document(key, DocumentType.PDF, cancel)
            yield self._brought(ProofFileKind.SENT, "Pages as sent", recipient, path, files, worker)
        except NotThere:
            missing.append("Fax.Plus has not kept the pages as sent; shown are the documents that were uploaded.")
        try:
            path = self._fetcher.report(key, cancel)
            yield self._brought(ProofFileKind.REPORT, "Confirmation report", recipient, path, files, worker)
        except NotThere:
            missing.append("Fax.Plus has no confirmation report of this fax.")

    def _earlier_reports(
        self, recipient: Recipient, files: _Files, worker: Worker, missing: list[str], cancel: CancelToken
    ) -> Iterator[str]:
        """The reports of earlier calls that did not get through: they show that it was tried."""
        for number, earlier in enumerate(self._store.earlier_attempts.of(recipient.id), 1):
            if not earlier.fax_id:
                continue
            try:
                path = self._fetcher.report(earlier.fax_id, cancel)
                title = f"Confirmation report of call {number}"
                yield self._brought(ProofFileKind.REPORT, title, recipient, path, files, worker)
            except NotThere:
                missing.append(f"Fax.Plus has no confirmation report of call {number}.")

    def _brought(
        self, kind: ProofFileKind, title: str, recipient: Recipient, path: Path, files: _Files, worker: Worker
    ) -> str:
        """Attach what Fax.Plus has given. Raises `NotThere` where that is nothing, which no PDF could hold."""
        if not path.stat().st_size:
            raise NotThere("It is empty.", status=404)
        pages = 0
        # What cannot be read as a document is attached as it came.
        with suppress(InputRefused):
            pages = worker.examine(path, title).pages
        return files.add(kind, title, path, pages, f"{title} {recipient.to}.pdf")


def _check_number(subject: ProofSubject) -> None:
    if len(subject.faxes) > MOST_FAXES:
        raise InputRefused(
            FIELD,
            f"{count_text(len(subject.faxes), 'fax')} are too many for one PDF: it can have {MOST_FAXES}.",
            "Make a proof for each job. `faxdesk batch show ID --summary OUT.pdf` lists all of a batch.",
        )


def _check_ended(subject: ProofSubject) -> None:
    waiting = [fax for fax in subject.faxes if fax.state not in FINAL]
    if waiting:
        said = f"{count_text(len(waiting), 'fax')} of it have no result yet."
        if len(subject.faxes) == 1:
            said = "This fax has no result yet."
        elif len(waiting) == 1:
            said = "One fax of it has no result yet."
        raise InputRefused(FIELD, said, "The proof can be made afterwards.")


def _write(
    proof: Proof,
    places: dict[str, Path],
    out: Path,
    worker: Worker,
    paper: PageSize,
    cancel: CancelToken,
    progress: Progress,
    *,
    stamped: bool,
) -> None:
    """Let the child draw the pages, pack the files and seal it all."""
    words = {
        "proof": to_json(proof),
        "places": {name: str(path.absolute()) for name, path in places.items()},
        "paper": [paper.width, paper.height],
        "stamped": stamped,
        "out": str(out.absolute()),
    }
    try:
        answer, _ = worker.call("proof", words, _SECONDS, cancel, lambda told: progress(int(told["pages"])))
    except (WorkerLost, KeyError, TypeError, ValueError) as error:
        raise _cannot_write("its pages take too much time or memory") from error
    if "fault" in answer:
        raise _cannot_write(str(answer["fault"]))


def _confirmed(recipient: Recipient) -> int | None:
    """Return how many pages have arrived as Fax.Plus says, None where it does not say so.

    What it counts of a fax that arrived in part is not known (docs/api-notes.md); its report tells.
    """
    if recipient.state is State.DELIVERED:
        return recipient.pages
    return 0 if recipient.state is State.FAILED else None


def _ended(recipient: Recipient, timeline: Sequence[TimelineEvent]) -> datetime | None:
    """Return when the state began that the fax is in now."""
    at = None
    for entry in reversed(timeline):
        if entry.state is not recipient.state:
            break
        at = entry.at
    return at


def _comment(submission: Submission, recipient: Recipient) -> str:
    return submission.comment if recipient.comment is None else recipient.comment


def _zone_name(zone: tzinfo, now: datetime) -> str:
    """Return the name of a zone, or its difference from UTC where it has none."""
    name = getattr(zone, "key", "")
    return str(name) or f"UTC{now.astimezone(zone):%z}"


def _spoilt(document: Document) -> StoreTrouble:
    return StoreTrouble(
        f"The document “{document.name}” is missing from the data folder, or was changed there after it was sent.",
        "No proof is made of it. Put the data folder back from a backup, if there is one.",
    )


def _cannot_write(reason: str) -> StoreTrouble:
    return StoreTrouble(f"The proof could not be made: {reason}.", "Make room on the disk, then try again.")
