"""Which version a database is of that has lost its number.

SQLite keeps the number beside the tables, and what restores a database from its text loses it: `.dump` and `.recover`
write no `PRAGMA user_version`. The tables are whole, and say it by what they are.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCHEMA = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def version_of(connection: sqlite3.Connection, migrations: Sequence[str]) -> int | None:
    """Return the version whose tables a database has, 0 where it has none, None where they are of no version.

    Tables besides them are left alone: `.recover` makes one of its own.
    """
    found = _schema(connection)
    if not found:
        return 0
    versions = [number for number, schema in enumerate(_schemas(migrations), 1) if schema <= found]
    return max(versions, default=None)


def _schemas(migrations: Sequence[str]) -> list[frozenset[tuple[str, str, str]]]:
    schemas = []
    with closing(sqlite3.connect(":memory:")) as empty:
        for migration in migrations:
            empty.executescript(migration)
            schemas.append(_schema(empty))
    return schemas


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    return frozenset((row[0], row[1], row[2]) for row in connection.execute(_SCHEMA))
