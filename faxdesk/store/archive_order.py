"""The beginning of the archive in the order of a column, by indexes alone: as soon with a million faxes as with ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.store.contact_names import plain_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faxdesk.store.database import Database

_COLUMNS = {
    "at": "at",
    "number": "number",
    "comment": "comment",
    "state": "status",
    "pages": "pages",
    "sender": "sender",
    "cost": "cost",
}
"""The columns of the mirror by those of the lists (`fax_lists.Column`). Each has an index together with the time."""
# With a plus, as an index of an expression is of no type, and one of texts is not looked up in it.
_NAMED = f"""
    SELECT f.row FROM contact c CROSS JOIN contact_number n ON n.contact = c.id
        CROSS JOIN fax f ON {plain_number("f.number")} = +n.number
    WHERE NOT EXISTS (SELECT 1 FROM contact_number m WHERE m.number = n.number AND m.contact < c.id)
    ORDER BY coalesce(nullif(c.name, ''), c.company) COLLATE NOCASE {{way}}, f.at DESC, f.row DESC LIMIT ?
"""
_NAMELESS = f"""
    SELECT f.row FROM fax f
    WHERE NOT EXISTS (SELECT 1 FROM contact_number n WHERE n.number = {plain_number("f.number")})
    ORDER BY f.at DESC, f.row DESC LIMIT ?
"""
_WITH_DOCUMENTS = """
    SELECT f.row FROM document d CROSS JOIN recipient r ON r.job = d.job CROSS JOIN fax f ON f.id = r.fax_id
    WHERE NOT EXISTS (SELECT 1 FROM document e WHERE e.job = d.job AND e.position < d.position)
    ORDER BY d.name COLLATE NOCASE {way}, f.at DESC, f.row DESC LIMIT ?
"""
_WITHOUT_DOCUMENTS = """
    SELECT f.row FROM fax f WHERE NOT EXISTS (
        SELECT 1 FROM recipient r JOIN document d ON d.job = r.job WHERE r.fax_id = f.id
    ) ORDER BY f.at DESC, f.row DESC LIMIT ?
"""
_JOINED = {"name": (_NAMED, _NAMELESS), "documents": (_WITH_DOCUMENTS, _WITHOUT_DOCUMENTS)}
"""Columns that are not in the mirror: the faxes that have something in them, and the others, which come last."""


def first_rows(database: Database, column: str, *, descending: bool, limit: int) -> list[int]:
    """Return the first rows of the archive, `limit` at most, in the order of a column, and of those alike the latest.

    `column` is a value of `fax_lists.Column`.
    """
    if column not in _JOINED:
        return _walk(database, _COLUMNS[column], descending=descending, limit=limit)
    with_it, without = _JOINED[column]
    rows = list(database.column(with_it.format(way="DESC" if descending else "ASC"), (limit,)))
    if len(rows) < limit:
        rows += database.column(without, (limit - len(rows),))
    return rows


def _walk(database: Database, column: str, *, descending: bool, limit: int) -> list[int]:
    """Go from one value of a column to the next: in one step of the index each, and their latest rows in another.

    A sort would have to go through all rows of one value, of which there may be as many as there are rows.
    """
    rows: list[int] = []
    latest_first = "ORDER BY at DESC, row DESC LIMIT ?"
    for value in _values(database, column, descending=descending):
        rows += database.column(f"SELECT row FROM fax WHERE {column} = ? {latest_first}", (value, limit - len(rows)))
        if len(rows) == limit:
            return rows
    rows += database.column(f"SELECT row FROM fax WHERE {column} IS NULL {latest_first}", (limit - len(rows),))
    return rows


def _values(database: Database, column: str, *, descending: bool) -> Iterator[object]:
    most, beyond = ("max", "<") if descending else ("min", ">")
    value = database.value(f"SELECT {most}({column}) FROM fax")
    while value is not None:
        yield value
        value = database.value(f"SELECT {most}({column}) FROM fax WHERE {column} {beyond} ?", (value,))
