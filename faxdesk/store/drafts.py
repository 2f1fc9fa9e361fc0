"""Drafts: faxes that somebody began to write, and those that are to be looked at before they are sent.

They have no recipient's state yet: nothing is promised.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.core.cover import Cover
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Document, DocumentType, Draft, Records
from faxdesk.core.times import to_ms
from faxdesk.core.written_draft import DraftFile, WrittenDraft
from faxdesk.store import cells
from faxdesk.store.submissions import cover_page_of, milliseconds, options_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

OPEN, SENT, DISCARDED = "open", "sent", "discarded"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft that is kept. `origin` says where it comes from, `reason` why somebody has to look at it.

    Both are empty for one that somebody began to write. `state` is `OPEN`, `SENT` as `jobs`, or `DISCARDED`. `written`
    is what the fields of its dialog said, where it was closed; recipients of `draft` then are as they were entered.
    """

    id: int
    created_at: datetime
    origin: str
    reason: str
    draft: Draft
    state: str
    jobs: tuple[str, ...]
    changed_at: datetime
    written: WrittenDraft | None = None


class Drafts:
    """The drafts. Every method that writes does so in one transaction, joined to the one that is open."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def add(self, draft: Draft, documents: Sequence[Document], origin: str, reason: str) -> int:
        """Keep a draft, whose documents are in the spool, and return its id."""
        with self._database.transaction() as connection:
            page = draft.cover_page
            row = connection.execute(
                "INSERT INTO draft (created_at, origin, reason, sender, recipients, comment, send_at, options,"
                " cover_page) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    to_ms(self._now()),
                    origin,
                    reason,
                    draft.sender,
                    json.dumps(draft.recipients),
                    draft.comment,
                    milliseconds(draft.send_at),
                    json.dumps(asdict(draft.options)),
                    json.dumps(asdict(page)) if page is not None else None,
                ),
            )
            number = int(row.lastrowid or 0)
            _add_documents(connection, number, documents)
        return number

    def keep_written(self, number: int | None, written: WrittenDraft) -> int:
        """Keep what a dialog says, as the draft of that number, or as a new one; return its number.

        The `documents` of its files are in the spool. Raises `InputRefused` where the draft was settled.
        """
        documents = [file.document for file in written.files if file.document is not None]
        now = to_ms(self._now())
        values = (
            now,
            written.sender,
            json.dumps([text for text, _name in written.recipients]),
            written.comment,
            milliseconds(written.send_at),
            json.dumps(asdict(written.options)),
            json.dumps(asdict(written.cover.page)) if written.cover is not None else None,
            _written_text(written),
        )
        with self._database.transaction() as connection:
            if number is None:
                row = connection.execute(
                    "INSERT INTO draft (created_at, origin, reason, changed_at, sender, recipients, comment, send_at,"
                    " options, cover_page, written) VALUES (?, '', '', ?, ?, ?, ?, ?, ?, ?, ?)",
                    (now, *values),
                )
                number = int(row.lastrowid or 0)
            else:
                done = connection.execute(
                    "UPDATE draft SET changed_at = ?, sender = ?, recipients = ?, comment = ?, send_at = ?,"
                    f" options = ?, cover_page = ?, written = ? WHERE id = ? AND state = '{OPEN}'",
                    (*values, number),
                )
                if done.rowcount != 1:
                    raise _settled()
                connection.execute("DELETE FROM draft_document WHERE draft = ?", (number,))
            _add_documents(connection, number, documents)
        return number

    def count(self) -> int:
        """Return how many wait to be looked at."""
        return int(self._database.value(f"SELECT count(*) FROM draft WHERE state = '{OPEN}' AND origin <> ''"))

    def open_drafts(self, most: int) -> tuple[KeptDraft, ...]:
        """Return those that wait to be looked at, the oldest first, so many at the most."""
        rows = self._database.rows(
            f"SELECT * FROM draft WHERE state = '{OPEN}' AND origin <> '' ORDER BY id LIMIT ?", (most,)
        )
        return tuple(self._of(row) for row in rows)

    def count_all(self) -> int:
        """Return how many are open, those that somebody began to write as well."""
        return int(self._database.value(f"SELECT count(*) FROM draft WHERE state = '{OPEN}'"))

    def all_open(self, most: int) -> Records[KeptDraft]:
        """Return all that are open, those changed last first, so many at the most; one that is broken is missing."""
        rows = self._database.rows(
            f"SELECT * FROM draft WHERE state = '{OPEN}'"
            " ORDER BY coalesce(changed_at, created_at) DESC, id DESC LIMIT ?",
            (most,),
        )
        found = []
        for row in rows:
            with contextlib.suppress(cells.UnreadableRecord):
                found.append(self._of(row))
        kept = Records(found)
        kept.dropped = len(rows) - len(found)
        return kept

    def get(self, number: int) -> KeptDraft | None:
        """Return a draft by its id, or None."""
        row = self._database.row("SELECT * FROM draft WHERE id = ?", (number,))
        return None if row is None else self._of(row)

    def settle(self, number: int, state: str, jobs: Sequence[str] = ()) -> None:
        """A draft was sent as `jobs`, or is not wanted. Raises `InputRefused` where that is settled already."""
        with self._database.transaction() as connection:
            done = connection.execute(
                f"UPDATE draft SET state = ?, jobs = ? WHERE id = ? AND state = '{OPEN}'",
                (state, json.dumps(jobs), number),
            )
            if done.rowcount != 1:
                raise _settled()

    def restore(self, number: int) -> None:
        """Take back that a draft was discarded."""
        with self._database.transaction() as connection:
            connection.execute(f"UPDATE draft SET state = '{OPEN}' WHERE id = ? AND state = '{DISCARDED}'", (number,))

    def complete(self, number: int, recipients: Sequence[str], comment: str, reason: str) -> None:
        """Fill in whom an open draft is for, which was not known when it was kept, unless somebody has done so."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE draft SET recipients = ?, comment = ?, reason = ?"
                f" WHERE id = ? AND state = '{OPEN}' AND written IS NULL",
                (json.dumps(recipients), comment, reason, number),
            )

    def _of(self, row: sqlite3.Row) -> KeptDraft:
        documents = self._database.rows("SELECT * FROM draft_document WHERE draft = ? ORDER BY position", (row["id"],))
        page = cover_page_of(row["cover_page"])
        kept = tuple(
            Document(d["name"], cells.word(DocumentType, d["type"]), d["sha256"], d["size"], d["pages"])
            for d in documents
        )
        draft = Draft(
            files=kept,
            recipients=cells.parsed(row["recipients"], _texts),
            sender=row["sender"],
            comment=row["comment"],
            send_at=cells.when(row["send_at"]),
            options=options_of(row["options"]),
            cover=None if page is None else Cover(page),
        )
        written = None
        if row["written"] is not None:
            written = cells.parsed(row["written"], lambda values: _written(values, draft, kept))
            files = tuple(file.source for file in written.files)
            draft = replace(draft, files=files, cover=written.cover, fax_per_file=written.fax_per_file)
        return KeptDraft(
            row["id"],
            cells.instant(row["created_at"]),
            row["origin"],
            row["reason"],
            draft,
            row["state"],
            cells.parsed(row["jobs"], _texts),
            cells.when(row["changed_at"]) or cells.instant(row["created_at"]),
            written,
        )


def _texts(values: list[object]) -> tuple[str, ...]:
    return tuple(map(str, values))


def _settled() -> InputRefused:
    return InputRefused("Draft", "This draft has been sent or discarded already.", "Look into Outbox and Sent.")


def _add_documents(connection: sqlite3.Connection, number: int, documents: Sequence[Document]) -> None:
    connection.executemany(
        "INSERT INTO draft_document (draft, position, name, type, sha256, size, pages) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, place, d.name, d.type, d.sha256, d.size, d.pages) for place, d in enumerate(documents)],
    )


def _written_text(written: WrittenDraft) -> str:
    """Return what has no column of its own. Files are named by their place among the documents, or by their path."""
    files: list[dict[str, object]] = []
    place = 0
    for file in written.files:
        if file.document is None:
            files.append({"path": str(file.path or "")})
        else:
            files.append({"document": place, "parts": file.document.parts})
            place += 1
    return json.dumps(
        {
            "files": files,
            "recipients": written.recipients,
            "at_opening": written.at_opening,
            "send_text": written.send_text,
            "cover_names": written.cover.names if written.cover is not None else (),
            "fax_per_file": written.fax_per_file,
            "pages": written.pages,
            "again": written.again,
        }
    )


def _written(values: dict[str, Any], draft: Draft, documents: Sequence[Document]) -> WrittenDraft:
    """Return what `_written_text` wrote, with what has columns of its own in `draft`."""
    files = tuple(
        DraftFile(document=replace(documents[int(file["document"])], parts=_texts(file["parts"])))
        if "document" in file
        else DraftFile(path=Path(str(file["path"])))
        for file in values["files"]
    )
    names = tuple((str(number), str(name)) for number, name in values["cover_names"])
    return WrittenDraft(
        files=files,
        recipients=tuple((str(text), str(name)) for text, name in values["recipients"]),
        sender=draft.sender,
        comment=draft.comment,
        send_at=draft.send_at,
        at_opening=bool(values["at_opening"]),
        send_text=str(values["send_text"]),
        options=draft.options,
        cover=None if draft.cover is None else replace(draft.cover, names=names),
        fax_per_file=bool(values["fax_per_file"]),
        pages=str(values["pages"]),
        again=tuple((int(recipient), str(number)) for recipient, number in values["again"]),
    )
