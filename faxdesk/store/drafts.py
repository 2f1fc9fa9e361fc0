"""Faxes that are to be looked at before they are sent. They have no recipient's state yet: nothing is promised."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from faxdesk.core.cover import Cover
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Document, DocumentType, Draft
from faxdesk.core.times import to_ms
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

    `state` is `OPEN`, `SENT` as `jobs`, or `DISCARDED`.
    """

    id: int
    created_at: datetime
    origin: str
    reason: str
    draft: Draft
    state: str
    jobs: tuple[str, ...]


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
            connection.executemany(
                "INSERT INTO draft_document (draft, position, name, type, sha256, size, pages)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(number, place, d.name, d.type, d.sha256, d.size, d.pages) for place, d in enumerate(documents)],
            )
        return number

    def count(self) -> int:
        """Return how many wait to be looked at."""
        return int(self._database.value(f"SELECT count(*) FROM draft WHERE state = '{OPEN}'"))

    def open_drafts(self, most: int) -> tuple[KeptDraft, ...]:
        """Return those that wait to be looked at, the oldest first, so many at the most."""
        rows = self._database.rows(f"SELECT * FROM draft WHERE state = '{OPEN}' ORDER BY id LIMIT ?", (most,))
        return tuple(self._of(row) for row in rows)

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
                raise InputRefused(
                    "Draft", "This draft has been sent or discarded already.", "Look into Outbox and Sent."
                )

    def complete(self, number: int, recipients: Sequence[str], comment: str, reason: str) -> None:
        """Fill in whom an open draft is for, which was not known when it was kept."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE draft SET recipients = ?, comment = ?, reason = ? WHERE id = ? AND state = '{OPEN}'",
                (json.dumps(recipients), comment, reason, number),
            )

    def _of(self, row: sqlite3.Row) -> KeptDraft:
        documents = self._database.rows("SELECT * FROM draft_document WHERE draft = ? ORDER BY position", (row["id"],))
        page = cover_page_of(row["cover_page"])
        draft = Draft(
            files=tuple(
                Document(d["name"], cells.word(DocumentType, d["type"]), d["sha256"], d["size"], d["pages"])
                for d in documents
            ),
            recipients=cells.parsed(row["recipients"], _texts),
            sender=row["sender"],
            comment=row["comment"],
            send_at=cells.when(row["send_at"]),
            options=options_of(row["options"]),
            cover=None if page is None else Cover(page),
        )
        return KeptDraft(
            row["id"],
            cells.instant(row["created_at"]),
            row["origin"],
            row["reason"],
            draft,
            row["state"],
            cells.parsed(row["jobs"], _texts),
        )


def _texts(values: list[object]) -> tuple[str, ...]:
    return tuple(map(str, values))
