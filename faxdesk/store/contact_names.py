"""The names of contacts for numbers as lists have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.contact_title import name_and_company
from faxdesk.core.phone import comparable
from faxdesk.store.database import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.store.database import Database


def plain_number(column: str) -> str:
    """Return the SQL of a number as contacts have it (E.164): the service may write it with spaces and dashes, or
    without its plus. There is an index of it over the archive.
    """
    return f"'+' || replace(replace(replace({column}, ' ', ''), '-', ''), '+', '')"


def names_of(database: Database, numbers: Iterable[str]) -> dict[str, str]:
    """Return the name and the company of the first contact that has each of some numbers; none has the others.

    The service may write a number with spaces and dashes, or without its plus.
    """
    plain = {number: f"+{comparable(number)}" for number in numbers}
    wanted = tuple(dict.fromkeys(plain.values()))
    found = database.rows(
        "SELECT n.number, c.name, c.company FROM contact_number n"
        f" JOIN contact c ON c.id = n.contact WHERE n.number IN ({placeholders(wanted)}) ORDER BY c.id DESC",
        wanted,
    )
    names = {row["number"]: name_and_company(row["name"], row["company"]) for row in found}
    return {number: names[key] for number, key in plain.items() if key in names}
