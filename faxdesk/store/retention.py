"""What is stored of faxes that have ended long ago: which files here, which records at Fax.Plus.

A fax counts where it and all others of its submission have come to their end before, and the user has dealt with those
that failed. What something else still needs stays: a document that another fax, an open draft or a batch that goes on
has in it as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from faxdesk.core.batch import UNFINISHED
from faxdesk.core.lifecycle import ENDED_BADLY, FINAL
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed
from faxdesk.store.drafts import OPEN

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

_CHUNK = 200
"""Submissions that are looked at together: while they are, nothing else is written."""
_GOES_ON = f"""
    EXISTS (SELECT 1 FROM recipient r WHERE r.job = {{job}} AND (
        r.state NOT IN {listed(FINAL)} OR r.changed_at >= :before
        OR (r.dealt_with IS NULL AND r.state IN {listed(ENDED_BADLY)})
        OR (:proofs AND EXISTS (SELECT 1 FROM proof_request p WHERE p.recipient = r.id AND p.filed = ''))
        OR (:proofs AND EXISTS (SELECT 1 FROM batch_row w JOIN batch b ON b.id = w.batch
            WHERE w.recipient = r.id AND b.proof_open = 1))
    ))
"""
"""Whether a submission has not ended before, or needs the user, or where `:proofs` is 1 a proof of it is to be made."""
_NEEDED = f"""
    EXISTS (SELECT 1 FROM document o WHERE o.sha256 = d.sha256 AND o.job <> d.job AND {_GOES_ON.format(job="o.job")})
    OR EXISTS (SELECT 1 FROM draft_document o JOIN draft ON draft.id = o.draft
        WHERE o.sha256 = d.sha256 AND draft.state = '{OPEN}')
    OR EXISTS (SELECT 1 FROM batch b WHERE b.state IN ({", ".join(f"'{state}'" for state in sorted(UNFINISHED))}) AND (
        instr(b.documents, d.sha256)
        OR EXISTS (SELECT 1 FROM batch_row w WHERE w.batch = b.id AND instr(w.documents, d.sha256))
    ))
"""
"""Whether something else needs a document `d`."""


@dataclass(frozen=True, slots=True)
class EndedSubmission:
    """A submission that has ended: how many faxes it was, when the last of them ended, and what is stored of it.

    `documents` are those that nothing else needs, by their SHA-256, and `keys` the ids under which pages and reports
    were fetched.
    """

    job: str
    faxes: int
    ended_at: datetime
    documents: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OldFax:
    """A fax that was sent from here, as Fax.Plus has it."""

    fax_id: str
    at: datetime


class Retention:
    """Reads what there is, and remembers what was deleted at Fax.Plus. Deletes nothing itself."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def ended(self, before: datetime, after: str = "", *, proofs: bool = False) -> list[EndedSubmission]:
        """Return the next submissions after the job `after` all of whose faxes have ended before; none at the end.

        With `proofs`, those are left out of which proofs are still to be made.
        """
        values = {"before": to_ms(before), "after": after, "proofs": proofs}
        jobs = self._database.rows(
            f"SELECT s.job FROM submission s WHERE s.job > :after AND NOT {_GOES_ON.format(job='s.job')}"
            f" AND EXISTS (SELECT 1 FROM recipient r WHERE r.job = s.job) ORDER BY s.job LIMIT {_CHUNK}",
            values,
        )
        return [self._ended(row["job"], {**values, "job": row["job"]}) for row in jobs]

    def _ended(self, job: str, values: dict[str, Any]) -> EndedSubmission:
        (row,) = self._database.rows(
            "SELECT count(*) AS faxes, max(changed_at) AS at FROM recipient WHERE job = :job", values
        )
        documents = self._database.rows(
            f"SELECT DISTINCT d.sha256 FROM document d WHERE d.job = :job AND NOT ({_NEEDED})", values
        )
        keys = self._database.rows(
            "WITH own AS (SELECT id, fax_id, outbox_id FROM recipient WHERE job = :job),"
            " earlier AS (SELECT e.fax_id, e.outbox_id FROM earlier_attempt e JOIN own ON own.id = e.recipient)"
            " SELECT fax_id AS id FROM own UNION SELECT outbox_id FROM own"
            " UNION SELECT fax_id FROM earlier UNION SELECT outbox_id FROM earlier",
            values,
        )
        return EndedSubmission(
            job,
            row["faxes"],
            cells.instant(row["at"]),
            tuple(found["sha256"] for found in documents),
            tuple(found["id"] for found in keys if found["id"]),
        )

    def archived(self, before: datetime, account: str) -> list[OldFax]:
        """Return the faxes of this account, sent from here, that ended before and that Fax.Plus may still have."""
        rows = self._database.rows(
            "SELECT DISTINCT f.id, f.at FROM fax f JOIN recipient r ON r.fax_id = f.id JOIN submission s USING (job)"
            f" WHERE f.at < :before AND s.account = :account AND NOT {_GOES_ON.format(job='s.job')}"
            " AND f.id NOT IN (SELECT fax_id FROM fax_deletion) ORDER BY f.at",
            {"before": to_ms(before), "account": account, "proofs": False},
        )
        return [OldFax(row["id"], cells.instant(row["at"])) for row in rows]

    def deleted_there(self, fax_id: str) -> None:
        """Remember that Fax.Plus has deleted a fax, or had it no longer."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO fax_deletion (fax_id, at) VALUES (?, ?)", (fax_id, to_ms(self._now()))
            )
