"""Checking a proof, without a network and on any computer: what holds, and what that does not say (docs/proof.md)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faxdesk.core import timeline_chain
from faxdesk.core.errors import FaxDeskError, InputRefused, StoreTrouble
from faxdesk.core.phone import display
from faxdesk.core.proof import JSON_NAME, NoProof, Proof, ProofFax, ProofFileKind, from_json
from faxdesk.core.quantities import count_text
from faxdesk.core.visible_text import visible
from faxdesk.documents.common.opening import name_of, reading
from faxdesk.documents.proof_pdf.seal import Sealed, SealState, check_seal
from faxdesk.documents.worker import protocol
from faxdesk.documents.worker.client import OPEN_SECONDS, WorkerLost, too_hard
from faxdesk.store.data_folder import DATABASE, PRACTICE, DataFolder
from faxdesk.store.profiles import Profiles
from faxdesk.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.documents.proof_pdf.attachments import Attached
    from faxdesk.documents.worker.client import Worker

MOST_BYTES = 1_000_000_000
"""Bytes of a file that is looked at. What FaxDesk attaches has 600 MB at the most."""
_SECONDS = OPEN_SECONDS * 4
_ASK_AGAIN = (
    "Do not rely on it. Ask for the file once more from whoever made it, and do not save it in another program."
)


class CheckName(StrEnum):
    """What is checked. The values are what `--json` prints."""

    SEAL = "seal"
    CONTENT = "content"
    ATTACHMENTS = "attachments"
    TIMELINE = "timeline"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that holds, or does not; `text` says so in sentences."""

    name: CheckName
    holds: bool
    text: str


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """What was found. `proof` is what the file says, None where it cannot be relied upon at all.

    `sha256` and `size` are those of the file as it is.
    """

    sha256: str
    size: int
    checks: tuple[Check, ...]
    proof: Proof | None

    @property
    def holds(self) -> bool:
        """True where all that was checked holds, and all was checked."""
        return self.proof is not None and all(check.holds for check in self.checks)


def check_proof(path: Path, worker: Worker, cancel: CancelToken | None = None) -> CheckedProof:
    """Check the proof at `path`.

    Raises `InputRefused` where it is none or cannot be read, and `Stopped` where `cancel` says so.
    """
    name = name_of(path)
    with reading(path, name) as file:
        if os.fstat(file.fileno()).st_size > MOST_BYTES:
            raise InputRefused(
                name, "It is too large for a proof of FaxDesk.", "Check that it is the right file.", code="no_proof"
            )
        sealed = check_seal(file)
    seal = _seal(sealed, name)
    if not seal.holds:
        # What is in it may be anything: it is not even opened.
        return CheckedProof(sealed.sha256, sealed.size, (seal,), None)
    attached = _attached(path, name, worker, cancel)
    proof = _proof(attached)
    if proof is None:
        no = Check(
            CheckName.CONTENT,
            holds=False,
            text=f"{JSON_NAME}, which says what is proved, is missing or is not one of FaxDesk. {_ASK_AGAIN}",
        )
        return CheckedProof(sealed.sha256, sealed.size, (seal, no), None)
    checks = (seal, _attachments(proof, attached), _timelines(proof), _results(proof))
    return CheckedProof(sealed.sha256, sealed.size, checks, proof)


def made_here(sha256: str, folder: Path, tell: Callable[[FaxDeskError], object]) -> datetime | None:
    """Return when this very file was made on this computer: from a data folder, its profiles or practice accounts.

    None where that is not known. `tell` is told which of them cannot be read: that is no fault of the file.
    """
    for place in _places(folder):
        try:
            store = Store(DataFolder(place))
            try:
                made_at = store.proofs.made_at(sha256)
            finally:
                store.close()
        except StoreTrouble as error:
            tell(error)
            continue
        if made_at is not None:
            return made_at
    return None


def _places(folder: Path) -> Iterator[Path]:
    """Yield the data folders that are there already: on another computer, none is made for this."""
    for profile in Profiles(folder).all():
        for place in (profile.folder, profile.folder / PRACTICE):
            if (place / DATABASE).exists():
                yield place


def _seal(sealed: Sealed, name: str) -> Check:
    if sealed.state is SealState.NONE:
        raise InputRefused(
            name,
            "This is no proof of FaxDesk: it has no seal.",
            "Check that it is the right file. Where it was one, another program has saved it anew, or its end is"
            " missing or was changed: nothing of it holds. Ask for the file once more from whoever made it.",
            code="no_proof",
        )
    texts = {
        SealState.HOLDS: "Not one byte of the file has changed since it was sealed.",
        SealState.BROKEN: f"The file has changed since it was sealed. {_ASK_AGAIN}",
        SealState.CONTINUED: (
            f"Something was added to the file after it was sealed, or its end was changed. {_ASK_AGAIN}"
        ),
    }
    return Check(CheckName.SEAL, sealed.state is SealState.HOLDS, texts[sealed.state])


def _attached(path: Path, name: str, worker: Worker, cancel: CancelToken | None) -> Attached:
    """Return what is attached, as the child process finds it: the seal says nothing of who made the file."""
    try:
        answer, data = worker.call("attached", {"path": str(path.absolute()), "name": name}, _SECONDS, cancel)
        return protocol.attached_in(answer, data)
    except (WorkerLost, KeyError, TypeError, ValueError) as error:
        raise too_hard(name) from error


def _proof(attached: Attached) -> Proof | None:
    if attached.json is None:
        return None
    try:
        return from_json(attached.json)
    except NoProof:
        return None


def _attachments(proof: Proof, attached: Attached) -> Check:
    wanted = sorted((file.name, file.sha256, file.size) for file in proof.files)
    there = sorted((file.name, file.sha256, file.size) for file in attached.files)
    if wanted == there:
        files = count_text(len(there), "file")
        return Check(
            CheckName.ATTACHMENTS, holds=True, text=f"What is attached is exactly what the proof names: {files}."
        )
    differing = next((name for name, *_ in (*wanted, *there) if _of(name, wanted) != _of(name, there)), "")
    text = f"The attached files are not those that the proof names: “{visible(differing)}” differs. {_ASK_AGAIN}"
    return Check(CheckName.ATTACHMENTS, holds=False, text=text)


def _of(name: str, files: Sequence[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return [file for file in files if file[0] == name]


def _timelines(proof: Proof) -> Check:
    for fax in proof.faxes:
        broken = _broken_at(fax)
        if broken is not None:
            return Check(
                CheckName.TIMELINE,
                holds=False,
                text=f"The timeline of the fax to {display(fax.to)} is broken at entry {broken}: an entry was changed,"
                f" removed or put in. {_ASK_AGAIN}",
            )
    of = f" of {count_text(len(proof.faxes), 'fax')}" if len(proof.faxes) > 1 else ""
    entries = count_text(sum(len(fax.timeline) for fax in proof.faxes), "entry")
    return Check(CheckName.TIMELINE, holds=True, text=f"The timeline{of}: {entries}, each of which goes into the next.")


def _broken_at(fax: ProofFax) -> int | None:
    """Return the first entry, from 1, that does not follow from those before it; a timeline has one at least."""
    bare = next((at for at, entry in enumerate(fax.timeline, 1) if not entry.link), None if fax.timeline else 1)
    return bare or timeline_chain.broken_at(fax.job, fax.to, fax.timeline)


def _results(proof: Proof) -> Check:
    """Look whether what the proof says of each fax is what its timeline and files say."""
    for fax in proof.faxes:
        if fax.timeline and fax.timeline[-1].state is not fax.state:
            fault = f"Of the fax to {display(fax.to)} the proof says another result than its timeline."
        elif not proof.files_of(fax, ProofFileKind.UPLOADED):
            fault = f"Of the fax to {display(fax.to)} there is no document."
        else:
            continue
        return Check(CheckName.RESULT, holds=False, text=f"{fault} {_ASK_AGAIN}")
    return Check(CheckName.RESULT, holds=True, text="The result is the one that the timeline ends with.")
