"""`faxdesk proof` and `verify`: one PDF that proves a fax, and whether such a PDF holds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder, open_services, settings_region
from faxdesk.cli.output import DONE, FAILED, STDOUT, USAGE, copy_out, fail, instant, say, say_json, warn
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import OPEN
from faxdesk.core.phone import display
from faxdesk.core.proof import DOES_NOT_PROVE
from faxdesk.core.quantities import count_text, size_text
from faxdesk.core.times import local

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from datetime import datetime

    from faxdesk.cli.output_types.proof import CheckedProofJson, ProofFileJson, ProvedFaxJson, SavedProofJson
    from faxdesk.core.proof import Proof, ProofFax, ProofFile
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.services.proof import MadeProof
    from faxdesk.services.proof_check import CheckedProof

PAPERS = ("a4", "letter")


def proof(options: argparse.Namespace) -> int:
    """Write the proof of a fax, of all faxes of a job, or of a batch."""
    from faxdesk.cli.intake import child
    from faxdesk.services.output_file import check_place

    if options.output == STDOUT and options.json:
        both = "The file and the JSON cannot both go to standard output."
        return fail(InputRefused("-o", both, "Name a file with -o."), USAGE)
    if options.output != STDOUT:
        check_place(Path(options.output))
    with child() as worker, open_services(options) as (services, _), tempfile.TemporaryDirectory() as folder:
        subject = services.proofs.subject(options.id)
        if any(fax.state in OPEN for fax in subject.faxes):
            services.following.step(NeverCancelled())
            subject = services.proofs.subject(options.id)
        target = Path(folder) / "proof.pdf" if options.output == STDOUT else Path(options.output)
        paper = _paper(options)
        made = services.proofs.make(subject, target, worker, paper, NeverCancelled(), stamped=options.stamp)
        for sentence in made.missing:
            warn(sentence)
        if options.output == STDOUT:
            copy_out(target)
        elif options.json:
            say_json(_saved(options, made))
        else:
            say(f"Saved as {target}: {count_text(made.faxes, 'fax')}, {size_text(made.size)}.")
            say(f"SHA-256 {made.sha256}")
            say("Note the SHA-256: it tells this file from any other, which nothing in the file itself can.")
    return DONE


def verify(options: argparse.Namespace) -> int:
    """Say whether a proof holds. Nothing but the file is needed, and no network."""
    from faxdesk.cli.intake import child
    from faxdesk.services.proof_check import check_proof, made_here

    with child() as worker:
        checked = check_proof(Path(options.file), worker)
    made_at = made_here(checked.sha256, data_folder(options), warn)
    if options.json:
        say_json(_told(options, checked, made_at))
    else:
        _print(checked, made_at)
    if not checked.holds:
        return fail("The proof does not hold.", FAILED)
    return DONE


def _paper(options: argparse.Namespace) -> PageSize:
    from faxdesk.documents.common.paper import A4, LETTER, paper_of

    return {"a4": A4, "letter": LETTER}.get(options.paper) or paper_of(settings_region(options))


def _files(files: Iterable[ProofFile]) -> list[ProofFileJson]:
    return [
        {
            "name": file.name,
            "kind": file.kind.value,
            "sha256": file.sha256,
            "bytes": file.size,
            "pages": file.pages,
        }
        for file in files
    ]


def _saved(options: argparse.Namespace, made: MadeProof) -> SavedProofJson:
    return {
        "file": options.output,
        "sha256": made.sha256,
        "bytes": made.size,
        "faxes": made.faxes,
        "files": _files(made.files),
        "missing": list(made.missing),
    }


def _told(options: argparse.Namespace, checked: CheckedProof, made_at: datetime | None) -> CheckedProofJson:
    relied = checked.proof if checked.holds else None
    return {
        "file": str(options.file),
        "holds": checked.holds,
        "sha256": checked.sha256,
        "bytes": checked.size,
        "checks": [{"check": one.name.value, "holds": one.holds, "text": one.text} for one in checked.checks],
        "practice": None if relied is None else relied.practice,
        "made_at": None if relied is None else instant(relied.made_at),
        "faxes": [] if relied is None else [_proved(fax) for fax in relied.faxes],
        "files": [] if relied is None else _files(relied.files),
        "made_here_at": instant(made_at),
        "does_not_prove": list(DOES_NOT_PROVE),
    }


def _proved(fax: ProofFax) -> ProvedFaxJson:
    return {
        "to": fax.to,
        "state": fax.state.value,
        "status": fax.status,
        "pages_sent": fax.pages_sent,
        "pages_confirmed": fax.pages_confirmed,
        "ended_at": instant(fax.ended_at),
        "fax_id": fax.fax_id or None,
        "job": fax.job,
        "timeline_sha256": fax.chain_end,
    }


def _print(checked: CheckedProof, made_at: datetime | None) -> None:
    for check in checked.checks:
        say(f"{'holds' if check.holds else 'DOES NOT HOLD'}: {check.text}")
    if checked.holds and checked.proof is not None:
        _print_content(checked.proof)
    say(f"SHA-256 of the file: {checked.sha256}")
    if made_at is not None:
        say(f"This very file was made here at {_time(made_at)}.")
    elif checked.holds:
        say("It is not known here. Compare the SHA-256 with the one that was noted when it was made.")
    if checked.holds:
        say("What it does not prove:")
        for sentence in DOES_NOT_PROVE:
            say(f"  {sentence}")


def _print_content(said: Proof) -> None:
    if said.practice:
        say("It is of a practice account: no fax was sent.")
    say(f"It says, as of {_time(said.made_at)}:")
    for fax in said.faxes:
        say(f"  {_line(fax)}")


def _line(fax: ProofFax) -> str:
    pages = "" if fax.pages_confirmed is None else f", {fax.pages_confirmed} of {fax.pages_sent} pages confirmed"
    at = f", {_time(fax.ended_at)}" if fax.ended_at is not None else ""
    return f"{display(fax.to)}: {fax.state.value}{pages}{at}, fax id {fax.fax_id or '-'}"


def _time(when: datetime) -> str:
    return f"{local(when):%Y-%m-%d %H:%M:%S %z}"
