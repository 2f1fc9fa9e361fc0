"""What is printed of proofs."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import State, Time, one_of
from faxdesk.core.proof import ProofFileKind
from faxdesk.services.proof_check import CheckName


class ProofFileJson(TypedDict):
    """A file that is attached to a proof."""

    name: Annotated[str, "The name of the attachment."]
    kind: Annotated[
        str,
        "What it is: a document as it was uploaded, the pages as Fax.Plus has kept them, or its report.",
        one_of(ProofFileKind),
    ]
    sha256: Annotated[str, "Its SHA-256 in 64 hexadecimal digits."]
    bytes: Annotated[int, "Its size."]
    pages: Annotated[int, "How many pages it has; 0 where that is not known."]


class SavedProofJson(TypedDict):
    """A proof that was made."""

    file: Annotated[str, "The name of the PDF, as it was given."]
    sha256: Annotated[str, "The SHA-256 of the PDF. Note it: it tells this file from any other."]
    bytes: Annotated[int, "Its size."]
    faxes: Annotated[int, "How many faxes it is about."]
    files: Annotated[list[ProofFileJson], "What is attached to it."]
    missing: Annotated[list[str], "What it lacks, such as a report that Fax.Plus does not have, in English."]


class CheckJson(TypedDict):
    """One thing that was checked."""

    check: Annotated[str, "What was checked.", one_of(CheckName)]
    holds: Annotated[bool, "Whether it holds."]
    text: Annotated[str, "The same as a sentence, and what to do, in English."]


class ProvedFaxJson(TypedDict):
    """What a proof says of a fax."""

    to: Annotated[str, "The number that was dialled."]
    state: Annotated[State, "How the fax ended."]
    status: Annotated[str, "The last word of Fax.Plus, as it came."]
    pages_sent: Annotated[int, "How many pages it had."]
    pages_confirmed: Annotated[int | None, "How many of them arrived as Fax.Plus says; null where it does not say."]
    ended_at: Annotated[Time | None, "When FaxDesk heard the result."]
    fax_id: Annotated[str | None, "Its id at Fax.Plus, by which Fax.Plus can be asked about it."]
    job: Annotated[str, "The id of its job in FaxDesk."]
    timeline_sha256: Annotated[str, "The SHA-256 of the last entry of its timeline, which stands for all of it."]


class CheckedProofJson(TypedDict):
    """What was found out about a file."""

    file: Annotated[str, "The name of the file, as it was given."]
    holds: Annotated[bool, "Whether all that can be checked holds."]
    sha256: Annotated[str, "The SHA-256 of the file as it is."]
    bytes: Annotated[int, "Its size."]
    checks: Annotated[list[CheckJson], "What was checked. After the first that does not hold, others may be left out."]
    practice: Annotated[bool | None, "Whether it is of a practice account, so that no fax was sent; null as `made_at`."]
    made_at: Annotated[Time | None, "When the proof says that it was made; null where it does not hold so far."]
    faxes: Annotated[list[ProvedFaxJson], "What the proof says; none where it does not hold so far."]
    files: Annotated[list[ProofFileJson], "What is attached to it; none where it does not hold so far."]
    made_here_at: Annotated[
        Time | None, "When this very file was made in this data folder; null where it was not, or that is not known."
    ]
    does_not_prove: Annotated[list[str], "What a proof that holds does not prove, in English."]
