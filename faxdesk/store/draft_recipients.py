"""Taking a person out of a draft."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import parse
from faxdesk.core.search_text import fold
from faxdesk.store import cells

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from faxdesk.core.forgetting import Person


class DraftWithout(NamedTuple):
    """The columns `recipients` and `written` of a draft (JSON); `recipients` is "" where nobody is left in it."""

    recipients: str
    written: str | None


def without_person(
    row: sqlite3.Row, person: Person, region: str, recipients: Collection[int] = ()
) -> DraftWithout | None:
    """Return a row of the table `draft` as it is without a person; None where it is not for them.

    `region` is that of numbers without a country code; `recipients` are faxes of the person, which it may send again.
    Of a draft that cannot be read, nobody knows for whom it is.
    """
    try:
        return _without(row, person, region, recipients)
    except (cells.UnreadableRecord, LookupError, TypeError, ValueError):
        return None


def _without(row: sqlite3.Row, person: Person, region: str, recipients: Collection[int]) -> DraftWithout | None:
    texts = cells.parsed(row["recipients"], lambda values: [str(text) for text in values])
    left = [text for text in texts if not _is(person, text, "", region)]
    if row["written"] is None:
        return None if left == texts else DraftWithout(json.dumps(left) if left else "", None)
    written: dict[str, Any] = cells.parsed(row["written"], dict)
    given = [(str(text), str(name)) for text, name in written["recipients"]]
    kept = [(text, name) for text, name in given if not _is(person, text, name, region)]
    again = [(one, number) for one, number in written["again"] if one not in recipients]
    if kept == given and len(again) == len(written["again"]):
        return None
    # One that sends the fax again to nobody yet has its documents in it.
    if not kept:
        return DraftWithout("", None)
    written |= {
        "recipients": kept,
        "again": again,
        "cover_names": [(number, name) for number, name in written["cover_names"] if number not in person.numbers],
    }
    return DraftWithout(json.dumps([text for text, _name in kept]), json.dumps(written))


def _is(person: Person, text: str, name: str, region: str) -> bool:
    """Return whether a recipient, as it was entered, is the person."""
    named = fold(name or text).strip() in {fold(one).strip() for one in person.names}
    try:
        number = parse(text, region)
    except InputRefused:
        return named
    # Somebody else may be called so: of the numbers of others, only one that is the person's as well is in doubt.
    return number in person.numbers or (named and number in dict(person.shared))
