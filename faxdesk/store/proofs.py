"""The proofs that were made here, and those that are to be put beside the documents of faxes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.batch import UNFINISHED
from faxdesk.core.lifecycle import CALLED, FINAL
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed
from faxdesk.store.transitions import note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_GIVEN_UP = "given up"
_SETTLING = timedelta(seconds=30)
"""How long a result stands before it is proved: what is tried again by itself is not failed for long."""
_WHEN = f"max(p.not_before, r.changed_at + {_SETTLING // timedelta(milliseconds=1)})"
_OPEN = (
    f"FROM proof_request p JOIN recipient r ON r.id = p.recipient WHERE p.filed = '' AND r.state IN {listed(CALLED)}"
)
_BATCH_WHEN = (
    "max(b.proof_not_before, (SELECT max(r.changed_at) FROM batch_row w JOIN recipient r ON r.id = w.recipient"
    f" WHERE w.batch = b.id) + {_SETTLING // timedelta(milliseconds=1)})"
)
"""NULL for a batch of which nothing became a fax."""
_BATCH_OPEN = (
    f"FROM batch b INDEXED BY batch_proof WHERE b.proof_open = 1 AND b.state NOT IN {listed(UNFINISHED)}"
    " AND NOT EXISTS (SELECT 1 FROM batch_row w JOIN recipient r ON r.id = w.recipient"
    f" WHERE w.batch = b.id AND r.state NOT IN {listed(FINAL)})"
)
_TOLD = "proof"
"""The timeline's word for a proof that was put beside a document, or could not be."""


@dataclass(frozen=True, slots=True)
class ProofRequest:
    """A proof that is to be put beside a document. `tries` is how often that failed."""

    recipient: int
    folder: Path
    tries: int


@dataclass(frozen=True, slots=True)
class BatchProofRequest:
    """The proof of a whole batch that is to be put into `folder`. `tries` is how often that failed."""

    batch: str
    folder: Path
    tries: int


class Proofs:
    """What is known of proofs. The SHA-256 of a file tells whether it is one of them; the file itself cannot."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def add(self, sha256: str, subject: str) -> None:
        """A proof was made; `subject` is the id that it was asked for by."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO proof VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
                (sha256, to_ms(self._now()), subject),
            )

    def made_at(self, sha256: str) -> datetime | None:
        """Return when the proof of this SHA-256 was made here, None where none was."""
        at = self._database.value("SELECT made_at FROM proof WHERE sha256 = ?", (sha256,))
        return None if at is None else cells.instant(at)

    # ----------------------------------------------------------------------------------------- beside documents

    def want(self, recipients: Iterable[int], folder: Path) -> None:
        """The proofs of these faxes shall be put into `folder` when they have ended."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO proof_request (recipient, folder) VALUES (?, ?) ON CONFLICT (recipient) DO NOTHING",
                [(recipient, os.fsencode(folder)) for recipient in recipients],
            )

    def folder(self, recipient: int) -> Path | None:
        """Return where the proof of a fax is wanted, None where it is not."""
        found = self._database.value("SELECT folder FROM proof_request WHERE recipient = ?", (recipient,))
        return None if found is None else Path(os.fsdecode(found))

    def next_request(self) -> ProofRequest | None:
        """Return the one that is due first; None where none is due now."""
        row = self._database.row(
            f"SELECT p.recipient, p.folder, p.tries, {_WHEN} AS due {_OPEN} AND due <= ?"
            " ORDER BY due, p.recipient LIMIT 1",
            (to_ms(self._now()),),
        )
        return None if row is None else ProofRequest(row["recipient"], Path(os.fsdecode(row["folder"])), row["tries"])

    def next_time(self) -> datetime | None:
        """Return when the next one is due, of a fax or of a batch; None where none is wanted of what has ended."""
        found = (
            self._database.value(f"SELECT min({_WHEN}) {_OPEN}"),
            self._database.value(f"SELECT min({_BATCH_WHEN}) {_BATCH_OPEN}"),
        )
        return min((cells.instant(at) for at in found if at is not None), default=None)

    def put_off(self, recipient: int, until: datetime) -> None:
        """It could not be put there: try again then."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE proof_request SET not_before = ?, tries = tries + 1 WHERE recipient = ?",
                (to_ms(until), recipient),
            )

    def settle(self, recipient: int, said: str, *, filed: bool) -> None:
        """It was put there, or never will be; `said` stands in the timeline."""
        with self._database.transaction() as connection:
            state = cells.state(
                connection.execute("SELECT state FROM recipient WHERE id = ?", (recipient,)).fetchone()[0]
            )
            connection.execute(
                "UPDATE proof_request SET filed = ? WHERE recipient = ?", (state if filed else _GIVEN_UP, recipient)
            )
            note(connection, recipient, to_ms(self._now()), _TOLD, state, said)

    # ------------------------------------------------------------------------------------------- beside the lists

    def want_of_batch(self, batch: str, folder: Path) -> None:
        """The proof of a batch shall be put into `folder` when it has ended, and once more after each later result.

        Where it was put there already, that alone is no reason to do it again.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batch SET proof_open = iif(proof_folder IS NULL, 1, proof_open), proof_folder = ? WHERE id = ?",
                (os.fsencode(folder), batch),
            )

    def next_batch(self) -> BatchProofRequest | None:
        """Return the batch whose proof is due first; None where none is due now."""
        row = self._database.row(
            f"SELECT b.id, b.proof_folder, b.proof_tries, {_BATCH_WHEN} AS due {_BATCH_OPEN} AND due <= ?"
            " ORDER BY due, b.id LIMIT 1",
            (to_ms(self._now()),),
        )
        if row is None:
            return None
        return BatchProofRequest(row["id"], Path(os.fsdecode(row["proof_folder"])), row["proof_tries"])

    def put_batch_off(self, batch: str, until: datetime) -> None:
        """It could not be put there: try again then."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE batch SET proof_not_before = ?, proof_tries = proof_tries + 1 WHERE id = ?",
                (to_ms(until), batch),
            )

    def settle_batch(self, batch: str, said: str) -> None:
        """It was put there, or will not be for these results; `said` is told of the batch."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE batch SET proof_open = 0, proof_said = ? WHERE id = ?", (said, batch))
