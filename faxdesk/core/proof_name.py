"""The names of proofs that are put beside documents, made by a pattern such as `{name} proof {number} {date}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import usable
from faxdesk.core.phone import display
from faxdesk.core.placeholders import filled, unknown_placeholder
from faxdesk.core.settings import PROOF_NAME

if TYPE_CHECKING:
    from datetime import datetime

PLACES = ("name", "number", "date", "time", "result", "comment", "reference")
"""What a pattern can have: the name of the document without its ending, the number, when the result came, the result in
a word, the comment, and the job."""
FIELD = "Name of the proof"
_SUFFIX = ".pdf"


def check_pattern(pattern: str) -> None:
    """Raise `InputRefused` where no name can be made by a pattern."""
    known = ", ".join(f"{{{place}}}" for place in PLACES)
    unknown = unknown_placeholder(pattern, PLACES)
    if unknown is not None:
        raise InputRefused(FIELD, f"“{{{unknown}}}” is not known.", f"It can have {known}.")
    if not filled(pattern, dict.fromkeys(PLACES, "x")).strip(" ."):
        raise InputRefused(FIELD, "It is empty.", f"Write a name; it can have {known}.")


def proof_name(pattern: str, document: str, to: str, at: datetime, result: str, comment: str, reference: str) -> str:
    """Return the name of a proof, which every system takes for a file. `at` is in the zone that is to be read.

    >>> from datetime import datetime
    >>> proof_name("{name} to {number}, {date}", "Letter.docx.pdf", "+41445550123", datetime(2026, 12, 1), "", "", "")
    'Letter.docx to +41 44 555 01 23, 2026-12-01.pdf'
    """
    return _named(
        pattern,
        {
            "name": _stem(document),
            "number": display(to),
            **_times(at),
            "result": result,
            "comment": comment,
            "reference": reference,
        },
    )


def batch_proof_name(pattern: str, file: str, faxes: str, at: datetime, result: str, reference: str) -> str:
    """Return the name of the proof of a batch: `file` is its list, and `faxes` says how many, in the place of a number.

    >>> from datetime import datetime
    >>> batch_proof_name("{name} proof {number} {date}", "reminders.csv", "12 faxes", datetime(2026, 12, 1), "", "")
    'reminders proof 12 faxes 2026-12-01.pdf'
    """
    values = {
        "name": _stem(file),
        "number": faxes,
        **_times(at),
        "result": result,
        "comment": "",
        "reference": reference,
    }
    return _named(pattern, values)


def _stem(file: str) -> str:
    return file.rpartition(".")[0] or file


def _times(at: datetime) -> dict[str, str]:
    return {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H.%M}"}


def _named(pattern: str, values: dict[str, str]) -> str:
    # A pattern of a settings file that somebody has written by hand may lead to nothing.
    name = filled(pattern.removesuffix(_SUFFIX), values).strip(" .") or filled(PROOF_NAME, values)
    return f"{usable(name, 'proof', unfit=' ')}{_SUFFIX}"
