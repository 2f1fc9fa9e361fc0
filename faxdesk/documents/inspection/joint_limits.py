"""Can these files go out as one fax?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import MANY_BYTES, MOST_BYTES, MOST_FILES
from faxdesk.core.quantities import size_text
from faxdesk.documents.common.paper import MANY_PAGES, length_findings

if TYPE_CHECKING:
    from faxdesk.documents.inspection.examine import Examined

FIELD = "Documents"
"""The field of the window that a refusal names."""


def check_together(documents: Sequence[Examined], *, joined: bool = False) -> tuple[str, ...]:
    """Check the documents of one fax against the limits of Fax.Plus; return warnings that no single document has.

    Raises `InputRefused` where there are none, more than `MOST_FILES` unless they will be `joined` into so many, or
    more than `MOST_BYTES` in all.
    """
    if not documents:
        raise InputRefused(FIELD, "There is no document to send.", "Add at least one document.")
    if len(documents) > MOST_FILES and not joined:
        raise InputRefused(
            FIELD,
            f"{len(documents)} documents are too many: Fax.Plus takes {MOST_FILES} for one fax.",
            f"Remove {len(documents) - MOST_FILES}, join some into one PDF, or send several faxes.",
        )
    total = sum(document.size for document in documents)
    if total > MOST_BYTES:
        raise InputRefused(
            FIELD,
            f"Together the documents are too large: {size_text(total)}. Fax.Plus takes {size_text(MOST_BYTES)}.",
            "Remove some, or scan them again in black and white at 200 dots per inch.",
        )
    return (*_repeated(documents), *_heavy(documents, total), *_long(documents))


def _repeated(documents: Sequence[Examined]) -> tuple[str, ...]:
    """The same file twice is allowed, but seldom meant."""
    seen: dict[object, Examined] = {}
    counts: dict[object, int] = {}
    for document in documents:
        key = document.path.absolute()
        seen.setdefault(key, document)
        counts[key] = counts.get(key, 0) + 1
    return tuple(
        f"{seen[key].name} is there {'twice' if count == 2 else f'{count} times'}, and its pages are sent as often."
        for key, count in counts.items()
        if count > 1
    )


def _heavy(documents: Sequence[Examined], total: int) -> tuple[str, ...]:
    if total <= MANY_BYTES or any(document.size > MANY_BYTES for document in documents):
        return ()
    size, many = size_text(total), size_text(MANY_BYTES)
    return (f"Together the documents are large ({size}). Fax.Plus may refuse more than {many}.",)


def _long(documents: Sequence[Examined]) -> tuple[str, ...]:
    if any(document.pages > MANY_PAGES for document in documents):
        return ()
    return tuple(found.text for found in length_findings(sum(document.pages for document in documents)))
