"""The state of a practice account: one SQLite file that several processes may have open."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faxdesk.core.errors import StoreTrouble

VERSION = 3
"""Version of the schema, kept as `user_version`."""

_BUSY_SECONDS = 20.0
"""How long a process waits for the other one to finish its transaction."""

_LONGEST_PATH = 500
"""Bytes. SQLite takes paths of 512 bytes, with what it adds to the name (MAX_PATHNAME of its os_unix.c)."""

_SCHEMA = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE user (
    uid TEXT PRIMARY KEY, admin INTEGER NOT NULL, profile TEXT NOT NULL, role TEXT NOT NULL, quota INTEGER NOT NULL
);
CREATE TABLE number (
    number TEXT PRIMARY KEY, id TEXT NOT NULL, owner TEXT NOT NULL, assigned TEXT NOT NULL, status TEXT NOT NULL,
    acquired REAL NOT NULL, expires REAL, cancelled INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE token (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, uid TEXT NOT NULL, scopes TEXT NOT NULL, expires REAL
) WITHOUT ROWID;
CREATE TABLE grant_code (
    code TEXT PRIMARY KEY, uid TEXT NOT NULL, redirect_uri TEXT NOT NULL, expires REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE upload (
    path TEXT PRIMARY KEY, uid TEXT NOT NULL, file TEXT NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL, pages INTEGER NOT NULL, problem TEXT NOT NULL, created REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE issued (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE submission (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL, at REAL NOT NULL, files TEXT NOT NULL,
    cover TEXT, tags TEXT NOT NULL, options TEXT NOT NULL, retry TEXT NOT NULL
);
CREATE TABLE fax (
    id TEXT PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submission (id), rank INTEGER NOT NULL,
    uid TEXT NOT NULL,
    source TEXT NOT NULL, destination TEXT NOT NULL, comment TEXT NOT NULL, accepted REAL NOT NULL,
    send_at REAL, pages INTEGER NOT NULL, converted REAL NOT NULL, changes TEXT NOT NULL, ends REAL NOT NULL,
    cancelled REAL, ip TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX fax_ends ON fax (ends);
CREATE INDEX fax_submission ON fax (submission);
CREATE TABLE attempt (
    id TEXT PRIMARY KEY, fax TEXT NOT NULL, submission INTEGER NOT NULL REFERENCES submission (id),
    uid TEXT NOT NULL, direction TEXT NOT NULL, number INTEGER NOT NULL, last INTEGER NOT NULL, source TEXT NOT NULL,
    destination TEXT NOT NULL, status TEXT NOT NULL,
    pages INTEGER NOT NULL, pages_sent INTEGER NOT NULL, accepted REAL NOT NULL, start REAL NOT NULL,
    finished REAL NOT NULL, visible REAL NOT NULL, recorded INTEGER NOT NULL DEFAULT 1, comment TEXT,
    is_read INTEGER NOT NULL DEFAULT 0, is_spam INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,
    told INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX attempt_fax ON attempt (fax);
CREATE INDEX attempt_start ON attempt (uid, direction, start);
CREATE INDEX attempt_told ON attempt (told, visible);
CREATE TABLE hook (
    id TEXT PRIMARY KEY, uid TEXT NOT NULL, target TEXT NOT NULL, event TEXT NOT NULL, created REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY, hook TEXT NOT NULL, target TEXT NOT NULL, event TEXT NOT NULL, fax TEXT NOT NULL,
    at REAL NOT NULL, result TEXT NOT NULL
);
CREATE TABLE fault (id INTEGER PRIMARY KEY, spec TEXT NOT NULL, skip INTEGER NOT NULL, left INTEGER);
CREATE TABLE ai_job (
    fax TEXT NOT NULL, feature TEXT NOT NULL, pages INTEGER NOT NULL, at REAL NOT NULL, ready REAL NOT NULL,
    corrected TEXT, PRIMARY KEY (fax, feature)
) WITHOUT ROWID;
CREATE TABLE ai_field (id TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID;
"""
_ADDED = {
    3: "CREATE TABLE storing (id INTEGER PRIMARY KEY, uid TEXT NOT NULL, at REAL NOT NULL, stores INTEGER NOT NULL)"
}
"""The statements that bring a database to a version from the one before. Older ones are not read any more."""


class PracticeTrouble(StoreTrouble):
    """The folder of a practice account cannot be used."""


def _cannot_keep(file: Path, error: Exception) -> PracticeTrouble:
    reason = getattr(error, "strerror", None) or str(error)
    if isinstance(error, ValueError) or len(os.fsencode(file)) > _LONGEST_PATH:
        reason = "the name of the folder is too long"
    return PracticeTrouble(
        f"The practice account cannot be kept in {file.parent} ({reason}).",
        "Make room on its disk, or choose another folder with --data-dir.",
    )


class PracticeDatabase:
    """One connection, which the threads of a process share under a lock.

    Requests hold the lock for a few hundred microseconds, so more connections would gain nothing.
    """

    def __init__(self, file: Path, *, durable: bool) -> None:
        """Open `file`, and make its folder and its tables if they are missing.

        Without `durable` nothing is flushed to the disk, for accounts that end with the program. Raises
        PracticeTrouble when another version of FaxDesk made the file, or it cannot be used.
        """
        self._folder = file.parent
        self._lock = threading.RLock()
        self._writing = False
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, ValueError, sqlite3.Error) as error:
            raise _cannot_keep(file, error) from error
        self._connection.row_factory = sqlite3.Row
        try:
            self._prepare(durable)
        except sqlite3.Error as error:
            self._connection.close()
            raise _cannot_keep(file, error) from error
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, durable: bool) -> None:
        # First, as the switch to a log waits for the disk as well.
        self._connection.execute(f"PRAGMA synchronous = {'NORMAL' if durable else 'OFF'}")
        self._use_wal()
        with self.write() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version and not min(_ADDED) - 1 <= version <= VERSION:
                raise PracticeTrouble(
                    "The practice account was made by another version of FaxDesk.",
                    f"Remove the folder {self._folder} to start anew.",
                )
            for statement in () if version else _SCHEMA.split(";"):
                db.execute(statement)
            for added in sorted(_ADDED):
                if version < added:
                    db.execute(_ADDED[added])
            db.execute(f"PRAGMA user_version = {VERSION}")

    def _use_wal(self) -> None:
        """Switch to a write-ahead log. SQLite does not wait by itself when two processes switch at once."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the other threads of this process out, without a transaction."""
        with self._lock:
            yield

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading; all queries inside see one state."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for a transaction, which an exception undoes. Inside another one it is part of that.

        Raises sqlite3.OperationalError inside `read`: what was read there could be out of date.
        """
        with self._lock:
            if self._writing:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._writing = True
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            finally:
                self._writing = False

    def data_version(self) -> int:
        """Return a number that changes when another process wrote something."""
        with self._lock:
            version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
            return version

    def close(self) -> None:
        """Close the file. Further calls raise sqlite3.ProgrammingError."""
        with self._lock:
            self._connection.close()
