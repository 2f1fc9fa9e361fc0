"""What happens to a transaction whose commit fails."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.database import Database


def _break_a_deferred_rule(database: Database) -> None:
    """Break a rule that is checked by the commit itself, which then fails with the transaction still open."""
    with database.transaction() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute("INSERT INTO attempt (id, job, created_at) VALUES ('m', 'nowhere', 0)")


def test_a_commit_that_fails_leaves_no_transaction_open(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    with pytest.raises(sqlite3.IntegrityError):
        _break_a_deferred_rule(database)
    with database.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('a', 'b')")
    database.close()
    again = Database(tmp_path / "f.sqlite3")
    assert again.value("SELECT value FROM fact") == "b"
    again.close()


def test_a_disk_that_is_full_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    pages = database.value("PRAGMA page_count")
    database.value(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(StoreTrouble, match="full"), database.transaction() as connection:
        connection.executemany("INSERT INTO fact VALUES (?, ?)", [(str(n), "x" * 4000) for n in range(50)])
    assert database.value("SELECT count(*) FROM fact") == 0
    database.value("PRAGMA max_page_count = 1000000")
    with database.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('a', 'b')")
    assert database.value("SELECT count(*) FROM fact") == 1
    database.close()


def test_what_need_not_last_waits_for_no_disk_and_all_that_follows_does(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")

    def waits() -> bool:
        return bool(database.value("PRAGMA synchronous") == 2)

    with database.transaction(lasting=False):
        assert not waits()
        with database.transaction(lasting=False) as connection:
            connection.execute("INSERT INTO fact VALUES ('a', 'b')")
        # It would be told as kept, and a power cut could take it.
        with pytest.raises(RuntimeError, match="to last"), database.transaction():
            pass
    assert waits()
    with pytest.raises(sqlite3.IntegrityError), database.transaction(lasting=False) as connection:
        connection.execute("INSERT INTO fact VALUES ('a', 'c')")
    assert waits()
    with database.transaction(), database.transaction(lasting=False):
        assert waits()
    assert database.value("SELECT value FROM fact") == "b"
    database.close()
