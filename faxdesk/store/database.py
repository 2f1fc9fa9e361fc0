"""One SQLite connection: opened, migrated, and every fault of it turned into words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.delivery_lock import cannot_lock, has_locks
from faxdesk.store.lost_version import version_of
from faxdesk.store.schema import MIGRATIONS
from faxdesk.store.schema_version import newer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from enum import StrEnum


_BUSY_SECONDS = 10.0
"""How long one connection waits for another's transaction. Ours take milliseconds."""

_FULL = 2
"""What SQLite has for the `synchronous` of that name."""

_SWITCHES = 50
"""How often a switch to WAL that another connection stood in the way of is tried again; one is the rule."""

_OF_LOCKS = frozenset(
    {
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
    }
)
"""What SQLite says where the drive has no locks or no shared memory (www.sqlite.org/rescode.html)."""


_STEPS = 10_000
"""Instructions of SQLite's, some 0.3 ms of them, between two looks whether an answer is still wanted."""


class GivenUp(Exception):
    """Nobody wants the answer of a query any more."""


class Database:
    """A connection to the database of one data folder, for one thread.

    Raises `StoreTrouble` from every method when the file is damaged, newer than this program, read-only, or the disk is
    full. Nothing is ever overwritten or set aside silently.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str] | None = None,
        *,
        synchronous: Literal["FULL", "NORMAL"] = "FULL",
        any_thread: bool = False,
    ) -> None:
        """Open the file, and bring it to the version of `migrations`: those of the database of faxes if none are named.

        `synchronous` as in www.sqlite.org/pragma.html: FULL survives a power cut, NORMAL the death of this program.
        `any_thread` lets several threads use it, one at a time, which whoever asks for that sees to.
        """
        self.path, self._synchronous = path, synchronous
        self._lasting = True
        self._migrations = MIGRATIONS if migrations is None else migrations
        with _speaking(path):
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=not any_thread
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        connection = self._connection
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        version = _version(connection)
        if version > len(self._migrations):
            raise newer()
        _use_wal(connection)
        # A fax must survive a power cut the moment the user is told that it is kept.
        connection.execute(f"PRAGMA synchronous = {self._synchronous}")
        if version < len(self._migrations):
            self._migrate()

    def _migrate(self) -> None:
        with self.transaction() as connection:
            version = _version(connection)
            if version <= 0:
                version = self._found_version(connection)
            if 0 < version < len(self._migrations):
                self._back_up(version)
            for number, script in enumerate(self._migrations[version:], version + 1):
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")

    def _found_version(self, connection: sqlite3.Connection) -> int:
        version = version_of(connection, self._migrations)
        if version is None:
            raise _damaged(self.path)
        connection.execute(f"PRAGMA user_version = {version}")
        return version

    def _back_up(self, version: int) -> None:
        copy = self.path.with_name(f"{self.path.stem}-before-version-{version + 1}{self.path.suffix}")
        copy.touch(mode=0o600)
        source, target = sqlite3.connect(self.path), sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
        copy.chmod(0o600)

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """Everything done inside is kept together, or not at all. Joins the transaction that is already open.

        One that is not `lasting` waits for no disk: it survives the death of this program, but a power cut only when a
        lasting one has followed it. For what may be done once more; none that is to last may join it.
        """
        with _speaking(self.path):
            if self._connection.in_transaction:
                if lasting and not self._lasting:
                    raise RuntimeError("what is to last is about to join a transaction that need not")
                yield self._connection
                return
            with self._waiting_for_disk(lasting):
                try:
                    self._connection.execute("BEGIN IMMEDIATE")
                    yield self._connection
                    self._connection.commit()
                except BaseException:
                    # Also where the commit itself failed: what is left open would swallow all that follows.
                    self._connection.rollback()
                    raise

    @contextmanager
    def _waiting_for_disk(self, lasting: bool) -> Iterator[None]:
        """Inside, a commit waits for the disk, or not (www.sqlite.org/pragma.html#pragma_synchronous)."""
        before = _FULL if lasting else self._connection.execute("PRAGMA synchronous").fetchone()[0]
        if lasting or before < _FULL:
            yield
            return
        self._lasting = False
        self._connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._connection.execute(f"PRAGMA synchronous = {before}")
            self._lasting = True

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is undone where that fails, though the transaction around it may go on."""
        with self.transaction() as connection:
            connection.execute("SAVEPOINT one")
            try:
                yield
            except BaseException:
                connection.execute("ROLLBACK TO one")
                raise
            finally:
                if connection.in_transaction:
                    connection.execute("RELEASE one")

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with _speaking(self.path):
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        with _speaking(self.path):
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def column(self, sql: str, values: Sequence[Any] = (), *, batch: int = 2000) -> Iterator[int]:
        """Yield the first column of a query, fetched in batches so that other threads get their turn."""
        with _speaking(self.path):
            cursor = self._connection.cursor()
            cursor.row_factory = None
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(batch):
                for row in rows:
                    yield row[0]

    @contextmanager
    def given_up_when(self, unwanted: Callable[[], bool]) -> Iterator[None]:
        """Inside, a query ends with `GivenUp` soon after nobody wants its answer any more."""
        self._connection.set_progress_handler(unwanted, _STEPS)
        try:
            yield
        except StoreTrouble as trouble:
            if getattr(trouble.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise GivenUp from trouble
            raise
        finally:
            self._connection.set_progress_handler(None, _STEPS)

    def data_version(self) -> int:
        """Return a number that changes when another connection has committed to the database."""
        version: int = self.value("PRAGMA data_version")
        return version

    def wait_at_most(self, seconds: float) -> None:
        """Wait no longer than this for another connection from now on: a window would stand still meanwhile."""
        with _speaking(self.path):
            self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def total_changes(self) -> int:
        """Return how many rows this connection has changed since it was opened."""
        return self._connection.total_changes

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def placeholders(values: Iterable[Any]) -> str:
    """Return `?, ?, …`, one for each value, for use in `IN (…)`."""
    return ", ".join("?" for _ in values)


def listed(states: Iterable[StrEnum]) -> str:
    """Return `('queued', 'sending', …)`, these states (of faxes, of batches) in a fixed order, for use after `IN`."""
    return "(" + ", ".join(f"'{state}'" for state in sorted(states)) + ")"


_LONGEST_PAUSE_MS = 2 * 3600 * 1000
"""Nothing is put off for longer, in milliseconds. What seems to be, was put off before the clock was set back."""


def due(column: str) -> str:
    """Return the condition that what is put off until `column` can be done at `:now`."""
    return f"({column} <= :now OR {column} > :now + {_LONGEST_PAUSE_MS})"


def ours(column: str) -> str:
    """Return the condition that something belongs to `:account`, which is signed in, or nobody can say to which."""
    return f"(:account = '' OR {column} IS NULL OR {column} = :account)"


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch a database to WAL. Of several that do so with a new one at the same moment, each comes to its turn.

    SQLite refuses the switch at once while another connection is at it, whatever the timeout; a transaction waits.
    """
    for _ in range(_SWITCHES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _speaking(path: Path) -> Iterator[None]:
    """Turn SQLite's faults into sentences. A broken rule of our own schema stays what it is: a fault of FaxDesk."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.Error as error:
        raise _trouble(error, path) from error


def _trouble(error: sqlite3.Error, path: Path) -> StoreTrouble:
    extended = getattr(error, "sqlite_errorcode", None) or 0
    code = extended & 0xFF
    if extended in _OF_LOCKS or (code == sqlite3.SQLITE_BUSY and not has_locks(path.parent)):
        return cannot_lock(path.parent)
    if code == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR:
        return StoreTrouble("The disk is full or failing.", f"Make room on the disk that holds {path.parent}.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreTrouble(
            f"FaxDesk cannot write to {path.parent}.",
            "Check that the folder is there, that it belongs to you and that it is not write-protected.",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreTrouble("Another program keeps the database busy.", "Close other FaxDesk windows and try again.")
    return StoreTrouble(f"The database {path} cannot be used ({error}).", "Start FaxDesk again.")


def _damaged(path: Path) -> StoreTrouble:
    return StoreTrouble(
        f"The database {path} is damaged.",
        "Nothing was changed. Move the file away to start with an empty one, or restore it from a backup.",
    )
