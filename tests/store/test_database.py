"""The database file: made, migrated after a backup, and every fault of it said in words, with nothing overwritten."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.lifecycle import State
from faxdesk.store import database as module
from faxdesk.store.database import Database, GivenUp
from faxdesk.store.fax_lists import Listing
from faxdesk.store.schema import MIGRATIONS
from faxdesk.store.store import Store
from tests import new_databases
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.store.data_folder import DataFolder


@pytest.fixture
def databases_are_made_in_one_step() -> None:
    """Those of these tests come through all versions."""


def test_other_tests_make_the_same_database_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(name: str) -> list[tuple[str, ...]]:
        with contextlib.closing(Database(tmp_path / name)) as database:
            tables = [row["name"] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
            assert [name for name in tables if database.value(f"SELECT count(*) FROM {name}")] == []  # noqa: S608  names of ours
            made = database.rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
            return [("version", str(database.value("PRAGMA user_version"))), *map(tuple, made)]

    migrated = everything("migrated.sqlite3")
    new_databases.make_in_one_step(monkeypatch)
    assert everything("in-one-step.sqlite3") == migrated


def test_a_new_database_has_the_newest_version_and_is_durable(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    assert database.value("PRAGMA user_version") == len(MIGRATIONS)
    assert database.value("PRAGMA journal_mode") == "wal"
    assert database.value("PRAGMA foreign_keys") == 1
    assert database.value("PRAGMA synchronous") == 2
    database.close()


def test_an_older_database_is_migrated_after_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.sqlite3"
    old = Database(path)
    with old.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('kept', 'yes')")
    old.close()
    more = "CREATE TABLE novelty (x INTEGER) STRICT;\nINSERT INTO novelty VALUES (7);"
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, more))
    new = Database(path)
    assert new.value("SELECT x FROM novelty") == 7
    assert new.value("SELECT value FROM fact") == "yes"
    new.close()
    backup = sqlite3.connect(tmp_path / f"f-before-version-{len(MIGRATIONS) + 1}.sqlite3")
    assert backup.execute("SELECT value FROM fact").fetchone() == ("yes",)
    assert backup.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    backup.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_database_restored_from_its_text_is_known_by_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """What `sqlite3 faxdesk.sqlite3 .dump` writes has no number of the version in it."""
    monkeypatch.setattr(module, "MIGRATIONS", MIGRATIONS[:version])
    old = Database(tmp_path / "old.sqlite3")
    with old.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('kept', 'yes')")
        text = "\n".join(connection.iterdump())
    old.close()
    restored = sqlite3.connect(tmp_path / "f.sqlite3")
    restored.executescript(text)
    restored.execute("CREATE TABLE lost_and_found (rootpgno INTEGER)")
    restored.close()
    monkeypatch.setattr(module, "MIGRATIONS", MIGRATIONS)
    database = Database(tmp_path / "f.sqlite3")
    assert database.value("PRAGMA user_version") == len(MIGRATIONS)
    assert database.value("SELECT value FROM fact") == "yes"
    database.close()
    assert (tmp_path / f"f-before-version-{version + 1}.sqlite3").exists() == (version < len(MIGRATIONS))


@pytest.mark.parametrize("number", [0, -5])
def test_the_database_of_another_program_is_refused_and_not_touched(tmp_path: Path, number: int) -> None:
    path = tmp_path / "f.sqlite3"
    other = sqlite3.connect(path)
    other.executescript(f"CREATE TABLE songs (name TEXT); PRAGMA user_version = {number};")
    other.close()
    with pytest.raises(StoreTrouble, match="damaged"):
        Database(path)
    with contextlib.closing(sqlite3.connect(path)) as again:
        assert again.execute("SELECT name FROM sqlite_schema").fetchall() == [("songs",)]
        assert again.execute("PRAGMA user_version").fetchone() == (number,)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other users out by the profile folder's own rights")
def test_the_backup_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds every number and comment of the database, and is made to be copied elsewhere."""
    path = tmp_path / "f.sqlite3"
    Database(path).close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE novelty (x INTEGER) STRICT;"))
    usual = os.umask(0o022)
    try:
        Database(path).close()
    finally:
        os.umask(usual)
    (backup,) = tmp_path.glob("f-before-version-*")
    assert backup.stat().st_mode & 0o077 == 0


def test_a_migration_that_fails_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.sqlite3"
    Database(path).close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE a (x);\nINSERT INTO nowhere VALUES (1);"))
    with pytest.raises(StoreTrouble):
        Database(path)
    monkeypatch.undo()
    again = Database(path)
    assert again.value("SELECT count(*) FROM sqlite_master WHERE name = 'a'") == 0
    again.close()


def test_a_database_of_a_newer_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "f.sqlite3"
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 999")
    newer.execute("CREATE TABLE theirs (x)")
    newer.commit()
    newer.close()
    before = path.read_bytes()
    with pytest.raises(StoreTrouble, match="newer FaxDesk"):
        Database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at " * 50, b"\0" * 4096 + b"x"])
def test_a_damaged_database_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StoreTrouble, match="damaged"):
        Database(path)
    assert path.read_bytes() == content


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    database.rows("PRAGMA max_page_count = 60")
    rows = [(str(number), "x" * 4000) for number in range(100)]
    with pytest.raises(StoreTrouble, match="full"), database.transaction() as connection:
        connection.executemany("INSERT INTO fact VALUES (?, ?)", rows)
    assert database.value("SELECT count(*) FROM fact") == 0
    database.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="cannot write"):
        Database(tmp_path / "missing" / "f.sqlite3")


def test_a_read_only_database_is_said(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    database.rows("PRAGMA query_only = ON")
    with pytest.raises(StoreTrouble, match="cannot write"), database.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('a', 'b')")
    database.close()


def test_a_transaction_inside_another_is_part_of_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")

    def write_and_fail() -> None:
        with database.transaction() as outer:
            outer.execute("INSERT INTO fact VALUES ('outer', '')")
            with database.transaction() as inner:
                inner.execute("INSERT INTO fact VALUES ('inner', '')")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert database.value("SELECT count(*) FROM fact") == 0
    database.close()


def test_many_may_open_a_new_folder_at_the_same_moment(tmp_path: Path) -> None:
    """Scripts that a scheduler starts together: none may be turned away because another is making the database."""
    paths = [tmp_path / f"{number}.sqlite3" for number in range(100)]
    start, refused = threading.Barrier(6), []

    def open_all() -> None:
        for path in paths:
            start.wait(PATIENCE)
            try:
                Database(path).close()
            except StoreTrouble as error:
                refused.append(str(error))

    openers = [threading.Thread(target=open_all) for _ in range(start.parties)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert refused == []
    for path in paths:
        database = Database(path)
        assert database.value("PRAGMA journal_mode") == "wal"
        assert database.value("PRAGMA user_version") == len(MIGRATIONS)
        database.close()


def test_another_connections_change_is_noticed(tmp_path: Path) -> None:
    one, other = Database(tmp_path / "f.sqlite3"), Database(tmp_path / "f.sqlite3")
    before = one.data_version()
    assert one.data_version() == before
    with other.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('a', 'b')")
    assert one.data_version() != before
    one.close()
    other.close()


def test_a_fault_of_our_own_is_no_trouble_of_the_store(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    with pytest.raises(sqlite3.IntegrityError), database.transaction() as connection:
        connection.execute("INSERT INTO upload VALUES ('no such attempt', 0, 'p', 1)")
    with pytest.raises(StoreTrouble, match="cannot be used"):
        database.rows("SELECT nothing FROM nowhere")
    database.close()


def test_a_long_column_comes_in_batches(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    numbers = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT x FROM n"
    assert list(database.column(numbers)) == list(range(1, 5001))
    database.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_what_an_earlier_version_kept_is_followed_and_sent_on(
    folder: DataFolder, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", MIGRATIONS[: min(version, _LAST_WITH_DIGITS)])
        old = Database(folder.database)
        for statement in _EARLIER.split(";"):
            old.rows(statement)
        old.close()
        patch.setattr(module, "MIGRATIONS", MIGRATIONS[:version])
        Database(folder.database).close()
    store = Store(folder)
    assert store.database.rows("PRAGMA foreign_key_check") == []
    assert {row.to for row in store.fax_lists.all(Listing.OUTBOX)} == {"+41445550124", "+41445550125"}
    assert [row.fax_id for row in store.fax_lists.all(Listing.SENT)] == ["archived"]
    (unknown,) = store.delivery_queue.claims((State.UNKNOWN,))
    assert unknown.attempt is not None
    assert unknown.attempt.uploads == {0: "/transient-1"}
    assert unknown.attempt.posted_there == unknown.attempt.posted_at == datetime.fromtimestamp(1.7e9, UTC)
    assert (unknown.options.redials, unknown.attempt.denied) == (0, False)
    store.earlier_attempts.send_again(unknown.recipient.id)
    assert [one.to for one in store.delivery_queue.queued("job")] == ["+41445550124", "+41445550125"]
    assert store.attempts.begin("job", (2, 3), "", "").id == "job-2"
    assert [one.attempt for one in store.earlier_attempts.of(3)] == ["job-1"]
    assert store.delivery_queue.owners(("archived",)) == {"archived": {1}}
    store.close()


def test_copies_that_an_earlier_version_wanted_are_asked_for_in_the_account_of_their_fax(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", MIGRATIONS[:_LAST_WITHOUT_ACCOUNTS])
        old = Database(folder.database)
        for statement in _COPIES.split(";"):
            old.rows(statement)
        old.close()
    store = Store(folder)
    found = {row["key"]: row["account"] for row in store.database.rows("SELECT key, account FROM copy")}
    assert found == {"archived": "first", "earlier": "second", "gone": None}
    store.close()


_LAST_WITHOUT_ACCOUNTS = 10
_COPIES = """
INSERT INTO submission (job, created_at, account, comment, options)
    VALUES ('one', 1700000000000, 'first', '', '{}'), ('two', 1700000000000, 'second', '', '{}');
INSERT INTO recipient (id, job, number, state, fax_id, changed_at) VALUES
    (1, 'one', '+41445550123', 'delivered', 'archived', 1700000000000),
    (2, 'two', '+41445550123', 'queued', NULL, 1700000000000);
INSERT INTO earlier_attempt (recipient, position, fax_id, status, ended_at)
    VALUES (2, 0, 'earlier', 'failed_busy', 1700000000000);
INSERT INTO copy (key, ended_at, not_before) VALUES ('archived', 1, 1), ('earlier', 1, 1), ('gone', 1, 1)
"""

_LAST_WITH_DIGITS = 4
"""The last version whose faxes have the digits of their number in a column of its own, as these have."""
_EARLIER = """
INSERT INTO submission (job, created_at, sender, comment, options)
    VALUES ('job', 1700000000000, '+41445550100', 'Case 42', '{"enhancement": true, "retry_count": 1}');
INSERT INTO document VALUES ('job', 0, 'letter.pdf', 'pdf', 'ab', 1234, 2);
INSERT INTO attempt (mark, job, created_at, posted_at) VALUES ('job-1', 'job', 1700000000000, 1700000000000);
INSERT INTO upload VALUES ('job-1', 0, '/transient-1', 1700000000000);
INSERT INTO recipient (job, number, state, attempt, outbox_id, fax_id, changed_at) VALUES
    ('job', '+41445550123', 'delivered', 'job-1', 'waited', 'archived', 1700000000000),
    ('job', '+41445550124', 'queued', NULL, NULL, NULL, 1700000000000),
    ('job', '+41445550125', 'unknown', 'job-1', NULL, NULL, 1700000000000);
INSERT INTO event (recipient, at, event, state, text) VALUES (1, 1700000000000, 'kept', 'queued', 'Kept here.');
INSERT INTO fax (id, at, status, number, digits, sender, description, comment, pages, cost, duration)
    VALUES ('archived', 1700000000000, 'success', '+41445550123', '41445550123', '', 'OK', 'Case 42', 2, 1, 60)
"""


# ------------------------------------------------------------------------------- faults of SQLite, while it is used


CODES = sorted({getattr(sqlite3, name) for name in vars(sqlite3) if name.startswith("SQLITE_")})
"""Every code that the library of Python knows, of errors and of other things; of the former none may be missing."""
KINDS = (sqlite3.OperationalError, sqlite3.DatabaseError, sqlite3.InterfaceError, sqlite3.Error)


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_of_sqlite_has_words(kind: type[sqlite3.Error], tmp_path: Path) -> None:
    for code in (None, *CODES):
        error = kind("words of the library")
        error.sqlite_errorcode = code
        with pytest.raises(StoreTrouble) as caught, module._speaking(tmp_path / "f.sqlite3"):
            raise error
        assert caught.value.title.endswith(".")
        assert caught.value.advice.endswith(".")


def test_a_database_that_another_program_keeps_busy_is_said_and_is_used_again(tmp_path: Path) -> None:
    path = tmp_path / "f.sqlite3"
    database = Database(path)
    database.wait_at_most(0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreTrouble, match="keeps the database busy"), database.transaction():
        pass
    other.execute("ROLLBACK")
    with database.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('kept', 'yes')")
    assert database.value("SELECT value FROM fact") == "yes"
    other.close()
    database.close()


def test_a_window_waits_for_no_other_program(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    before = database.value("PRAGMA busy_timeout")
    database.wait_at_most(0.2)
    assert before >= 1000
    assert database.value("PRAGMA busy_timeout") == 200
    database.close()


def test_a_database_that_is_damaged_while_it_is_open_is_said(tmp_path: Path) -> None:
    path = tmp_path / "f.sqlite3"
    database = Database(path)
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    # Else what was read before is answered from memory.
    database.rows("PRAGMA shrink_memory")
    with path.open("r+b") as file:
        file.seek(0)
        file.write(b"\xff" * path.stat().st_size)
    with pytest.raises(StoreTrouble, match="damaged"):
        Database(path)
    with pytest.raises(StoreTrouble, match="damaged"):
        database.rows("SELECT * FROM recipient")
    database.close()


def test_what_fails_in_a_savepoint_is_undone_and_the_rest_is_kept(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    with database.transaction() as connection:
        connection.execute("INSERT INTO fact VALUES ('one', '1')")
        with suppress(LookupError), database.savepoint():
            connection.execute("INSERT INTO fact VALUES ('two', '2')")
            with database.savepoint():
                connection.execute("INSERT INTO fact VALUES ('three', '3')")
            raise LookupError
        with database.savepoint():
            connection.execute("INSERT INTO fact VALUES ('four', '4')")
    assert [row[0] for row in database.rows("SELECT name FROM fact ORDER BY name")] == ["four", "one"]
    database.close()


def test_a_query_whose_answer_nobody_wants_ends_early_and_the_next_is_answered(tmp_path: Path) -> None:
    database = Database(tmp_path / "f.sqlite3")
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(GivenUp), database.given_up_when(lambda: True):
        database.value(endless)
    assert database.value("SELECT sum(value) FROM json_each(?)", (str(list(range(50_000))),)) == 1_249_975_000
    database.close()
