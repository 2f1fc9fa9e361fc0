"""New databases of faxes in one step: bringing each through all earlier versions takes longer than many a test."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from faxdesk.store.database import Database
from faxdesk.store.schema import MIGRATIONS

if TYPE_CHECKING:
    import pytest

_MIGRATE = Database._migrate


def make_in_one_step(patch: pytest.MonkeyPatch) -> None:
    """Let the tables of a new database be made as they are in the newest version. Others are migrated as always."""
    patch.setattr(Database, "_migrate", _make_or_migrate)


def _make_or_migrate(database: Database) -> None:
    with database.transaction() as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if database._migrations is MIGRATIONS and version == tables == 0:
            for statement in _newest():
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            return
    _MIGRATE(database)


@cache
def _newest() -> tuple[str, ...]:
    """Return the statements that make the tables, indexes, triggers and views of the newest version."""
    with closing(sqlite3.connect(":memory:")) as made:
        for script in MIGRATIONS:
            made.executescript(script)
        found = made.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
            "ORDER BY type <> 'table', rowid"
        )
        return tuple(sql for (sql,) in found)
