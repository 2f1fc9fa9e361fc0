"""Removing what the database has of a person, and remembering what is still to be removed outside of it.

One transaction removes the rows and writes down which files and lines of the search index go with them. Wherever the
program ends, those are removed later, once and again until nothing is left of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from faxdesk.core.batch import UNFINISHED, RowState
from faxdesk.store.copies import folder_name
from faxdesk.store.database import placeholders
from faxdesk.store.drafts import OPEN
from faxdesk.store.index_line import LineKind, line_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from faxdesk.core.forgetting import Person
    from faxdesk.store.database import Database
    from faxdesk.store.person_records import PersonFound

_MANY = 400
_FILE, _LINE, _RECIPIENT = "file", "line", "recipient"
_SPOOL, _CACHE = "spool/", "cache/"
_NEEDED_BY_BATCH = f"""
    EXISTS (SELECT 1 FROM batch b WHERE b.state IN ({", ".join(f"'{state}'" for state in sorted(UNFINISHED))}) AND (
        instr(b.documents, :sha256)
        OR EXISTS (SELECT 1 FROM batch_row w WHERE w.batch = b.id AND instr(w.documents, :sha256))
    ))
"""
_NEEDED = f"""
    EXISTS (SELECT 1 FROM document WHERE sha256 = :sha256)
    OR EXISTS (SELECT 1 FROM draft_document JOIN draft ON draft.id = draft WHERE sha256 = :sha256 AND state = '{OPEN}')
    OR {_NEEDED_BY_BATCH}
"""
"""Whether something needs a document; `store.retention` asks the same about old faxes."""

_NO_CONTENT = """
    json_object('values', json_object(), 'files', json_array(), 'errors', json_object(), 'remark', '',
        'source', iif(json_valid(content), coalesce(json_extract(content, '$.source'), ''), ''))
"""
"""What a row of a list is when nothing is to be known of it: only what tells whether it has become another."""


class Erasures:
    """Every method that writes does so in one transaction, joined to the one that is open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> None:
        """Let what is deleted from now on be overwritten, and not only given free (pragma secure_delete)."""
        self._database.value("PRAGMA secure_delete = ON")

    def end(self) -> None:
        """Write what has become another into the file of the database: until then, its old pages are beside it."""
        self._database.value("PRAGMA wal_checkpoint(TRUNCATE)")

    def erase(self, found: PersonFound, person: Person) -> None:
        """Remove what was found, in one transaction."""
        with self._database.transaction() as connection:
            run = _Eraser(connection)
            run.note(found)
            run.faxes(found)
            run.jobs(found.jobs)
            run.drafts(found)
            run.rest(found, person)

    # --------------------------------------------------------------------------------------- what is still to do

    def files(self) -> list[str]:
        """Return the files, and folders of files, that are still to be removed: paths in the data folder."""
        return [row["name"] for row in self._database.rows("SELECT name FROM erasure WHERE kind = ?", (_FILE,))]

    def lines(self) -> list[int]:
        """Return the lines that are still to be removed from the search index."""
        return [int(row["name"]) for row in self._database.rows("SELECT name FROM erasure WHERE kind = ?", (_LINE,))]

    def any(self) -> bool:
        """Return whether anything is still to be removed."""
        return self._database.row("SELECT 1 FROM erasure LIMIT 1") is not None

    def is_needed(self, file: str) -> bool:
        """Return whether something needs a file once more, such as a fax with the same document."""
        if not file.startswith(_SPOOL):
            return False
        digest = file.rpartition("/")[2]
        return bool(self._database.value(f"SELECT {_NEEDED}", {"sha256": digest}))

    def unneeded(self, found: PersonFound) -> list[str]:
        """Return those of the documents that go (SHA-256) that nothing will need when they have gone."""
        jobs, drafts = set(found.jobs), set(found.drafts)
        return [one for one in found.documents if not self._is_needed_by_others(one, jobs, drafts)]

    def _is_needed_by_others(self, digest: str, jobs: set[str], drafts: set[int]) -> bool:
        own = self._database.rows("SELECT job FROM document WHERE sha256 = ?", (digest,))
        if any(row["job"] not in jobs for row in own):
            return True
        kept = self._database.rows(
            f"SELECT draft FROM draft_document JOIN draft ON draft.id = draft WHERE sha256 = ? AND state = '{OPEN}'",
            (digest,),
        )
        if any(row["draft"] not in drafts for row in kept):
            return True
        return bool(self._database.value(f"SELECT {_NEEDED_BY_BATCH}", {"sha256": digest}))

    def settle_files(self, files: Iterable[str]) -> None:
        """These have been removed, or are needed."""
        self._settle(_FILE, files)

    def settle_lines(self, lines: Iterable[int]) -> None:
        """The search index has these no more."""
        self._settle(_LINE, map(str, lines))

    def _settle(self, kind: str, names: Iterable[str]) -> None:
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM erasure WHERE kind = ? AND name = ?", [(kind, name) for name in names])


class _Eraser:
    """Removes rows, inside of a transaction. What refers to others goes before these."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _run(self, sql: str, values: Iterable[Any]) -> None:
        """Run a statement for some values, which stand in its `{these}`, a part of them after another."""
        every = list(values)
        for start in range(0, len(every), _MANY):
            part = every[start : start + _MANY]
            self._connection.execute(sql.replace("{these}", placeholders(part)), part)

    def note(self, found: PersonFound) -> None:
        """Write down what is to be removed outside of the database, and which timelines may be removed in it."""
        files = [f"{_SPOOL}{sha256[:2]}/{sha256}" for sha256 in found.documents]
        files += [_CACHE + folder_name(key) for key in found.ids]
        lines = [line_id(LineKind.RECIPIENT, number) for number in found.recipients]
        lines += [line_id(LineKind.ARCHIVED, number) for number in found.faxes]
        lines += [line_id(LineKind.RECEIVED, number) for number in found.received]
        self._connection.executemany(
            "INSERT OR IGNORE INTO erasure VALUES (?, ?)",
            [
                *((_FILE, name) for name in files),
                *((_LINE, str(line)) for line in lines),
                *((_RECIPIENT, str(number)) for number in found.recipients),
            ],
        )
        self._connection.executemany("INSERT OR IGNORE INTO forgotten_fax VALUES (?)", [(one,) for one in found.ids])

    def faxes(self, found: PersonFound) -> None:
        """Remove faxes with their timelines, and what the service has told of them."""
        self._connection.executemany(
            # What never became a fax may still become one, when its list is started again.
            "UPDATE batch_row SET state = iif(recipient IS NULL, ?, ?), number = '', sender = NULL, recipient = NULL,"
            f" error = '', documents = NULL, content = {_NO_CONTENT} WHERE batch = ? AND position = ?",
            [(RowState.LEFT_OUT, RowState.FORGOTTEN, *place) for place in found.rows],
        )
        for table in ("event", "earlier_attempt", "proof_request", "turn"):
            self._run(f"DELETE FROM {table} WHERE recipient IN ({{these}})", found.recipients)
        self._run(
            f"UPDATE batch_row SET state = '{RowState.FORGOTTEN}', recipient = NULL WHERE recipient IN ({{these}})",
            found.recipients,
        )
        self._run("UPDATE submission SET replaces = NULL WHERE replaces IN ({these})", found.recipients)
        self._run("DELETE FROM copy WHERE key IN ({these})", found.ids)
        self._run("DELETE FROM recipient WHERE id IN ({these})", found.recipients)
        self._run("DELETE FROM fax WHERE row IN ({these})", found.faxes)
        self._run("DELETE FROM received_fax WHERE row IN ({these})", found.received)
        self._connection.execute("DELETE FROM erasure WHERE kind = ?", (_RECIPIENT,))

    def jobs(self, jobs: Iterable[str]) -> None:
        """Remove submissions that have no recipient any more."""
        gone = list(jobs)
        self._run("UPDATE recipient SET dealt_with = '' WHERE dealt_with IN ({these})", gone)
        self._run("DELETE FROM upload WHERE attempt IN (SELECT id FROM attempt WHERE job IN ({these}))", gone)
        for table in ("turn", "attempt", "document", "submission"):
            self._run(f"DELETE FROM {table} WHERE job IN ({{these}})", gone)

    def drafts(self, found: PersonFound) -> None:
        """Remove drafts, and the person from others."""
        self._connection.executemany("UPDATE draft SET recipients = ?, written = ? WHERE id = ?", found.changed_drafts)
        self._run("UPDATE watched_file SET draft = NULL WHERE draft IN ({these})", found.drafts)
        self._run("DELETE FROM draft_document WHERE draft IN ({these})", found.drafts)
        self._run("DELETE FROM draft WHERE id IN ({these})", found.drafts)

    def rest(self, found: PersonFound, person: Person) -> None:
        """Remove contacts, and what is remembered of numbers and files."""
        for table in ("contact_number", "contact_word", "group_member", "number_change"):
            self._run(f"DELETE FROM {table} WHERE contact IN ({{these}})", person.contacts)
        self._run("DELETE FROM contact WHERE id IN ({these})", person.contacts)
        self._connection.execute(
            "DELETE FROM contact_group WHERE NOT EXISTS"
            " (SELECT 1 FROM group_member m WHERE m.contact_group = contact_group.id)"
        )
        for column in ("old", "new"):
            self._run(f"DELETE FROM number_change WHERE {column} IN ({{these}})", person.numbers)
        self._run("DELETE FROM watched_file WHERE id IN ({these})", found.watched_files)
