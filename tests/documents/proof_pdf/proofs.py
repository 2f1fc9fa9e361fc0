"""Proofs to write and to tamper with: what a fax of the sample document came to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from faxdesk.core import timeline_chain
from faxdesk.core.lifecycle import State
from faxdesk.core.model import TimelineEvent
from faxdesk.core.proof import Proof, ProofFax, ProofFile, ProofFileKind
from faxdesk.documents.common.paper import A4, PageSize
from faxdesk.documents.proof_pdf.pages import write_proof

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
JOB, TO = "0123456789abcdef", "+41445550123"
ENTRIES = (
    ("kept", State.QUEUED, "Waiting to be uploaded."),
    ("upload started", State.UPLOADING, "Uploading."),
    ("accepted", State.ACCEPTED, "Fax.Plus accepted the fax."),
    ("reported delivered", State.DELIVERED, "All pages were delivered."),
)


def timeline(entries: Sequence[tuple[str, State, str]] = ENTRIES, job: str = JOB, to: str = TO) -> tuple[Any, ...]:
    """Return a timeline whose chain is whole."""
    bare = [
        TimelineEvent(AT + timedelta(seconds=number), state, text, event)
        for number, (event, state, text) in enumerate(entries)
    ]
    links = timeline_chain.links(job, to, bare)
    return tuple(replace(entry, link=link) for entry, link in zip(bare, links, strict=True))


def file_of(
    path: Path, name: str, kind: ProofFileKind = ProofFileKind.UPLOADED, pages: int = 2, title: str = ""
) -> ProofFile:
    """Return what a proof says of a file."""
    data = path.read_bytes()
    return ProofFile(name, kind, title or name, hashlib.sha256(data).hexdigest(), len(data), pages)


def fax(files: Sequence[str], **changes: Any) -> ProofFax:
    """Return a fax that was delivered."""
    one = ProofFax(
        job=JOB,
        to=TO,
        sender="+41445550100",
        state=State.DELIVERED,
        status="success",
        description="OK",
        reason="All pages were delivered.",
        comment="Case 4 C 12",
        outbox_id="o-1",
        fax_id="f-1",
        pages_sent=2,
        pages_confirmed=2,
        cover=False,
        asked_at=AT,
        ended_at=AT + timedelta(seconds=3),
        started_at=AT + timedelta(seconds=1),
        seconds=62,
        timeline=timeline(),
        files=tuple(files),
    )
    return replace(one, **changes)


def proof(files: Sequence[ProofFile], *faxes: ProofFax, **changes: Any) -> Proof:
    """Return a proof of these faxes; without any, of one with all files."""
    every = faxes or (fax([file.name for file in files]),)
    whole = Proof(AT, "Europe/Zurich", "FaxDesk 1", "Example Ltd", False, "", every, tuple(files))
    return replace(whole, **changes)


def write(said: Proof, places: Mapping[str, Path], out: Path, paper: PageSize = A4, *, stamped: bool = False) -> Path:
    """Write a proof in this process, whatever it says."""
    write_proof(said, places, out, paper, lambda _done: None, stamped=stamped)
    return out


def simple(sample: Path, out: Path) -> Path:
    """Write a proof of a fax with one document."""
    return write(proof([file_of(sample, "01 letter.pdf")]), {"01 letter.pdf": sample}, out)
