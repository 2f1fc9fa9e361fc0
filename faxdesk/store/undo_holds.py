"""The moment after Send in which a fax can still be taken back whole.

A held submission may be uploaded, but is not handed over. The hold is kept here and not given to the service as a
`send_time`: how finely the service tells time, and what it does with a fax that is cancelled at that very moment, is
not known, while what has not been handed over has certainly not been sent. A computer that sleeps delays the fax until
it wakes; where FaxDesk is closed the hold ends at once, so that the fax leaves before that or at the next start; and
where it dies the hold has passed by then. Nothing that is held can be lost.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import FINAL, HERE, NOT_HANDED_OVER, Event
from faxdesk.core.settings import MOST_UNDO_SECONDS
from faxdesk.core.times import to_ms
from faxdesk.store import cells
from faxdesk.store.database import listed, placeholders
from faxdesk.store.submissions import recipient_of
from faxdesk.store.transitions import move

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.model import Recipient
    from faxdesk.core.times import Now
    from faxdesk.store.database import Database

LONGEST = timedelta(seconds=MOST_UNDO_SECONDS)
"""No hold is longer. What seems to be, began before the clock was set back, and counts as over."""
TAKEN_BACK = "Taken back."


class UndoHolds:
    """Which submissions are held, until when, and how that ends."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def until(self, job: str) -> datetime | None:
        """Return when a submission may be handed over, or None where that is now."""
        at = self._database.value("SELECT held_until FROM submission WHERE job = ?", (job,))
        if at is None or not self._now() < cells.instant(at) <= self._now() + LONGEST:
            return None
        return cells.instant(at)

    def end(self) -> tuple[str, ...]:
        """Let everything go now; return the jobs that were held."""
        if self._database.row("SELECT 1 FROM submission WHERE held_until > ?", (to_ms(self._now()),)) is None:
            return ()
        with self._database.transaction() as connection:
            found = connection.execute(
                "SELECT job FROM submission WHERE held_until > ?", (to_ms(self._now()),)
            ).fetchall()
            jobs = tuple(row["job"] for row in found)
            connection.execute(f"UPDATE submission SET held_until = NULL WHERE job IN ({placeholders(jobs)})", jobs)
        return jobs

    def end_cancellations(self) -> tuple[int, ...]:
        """Have the service asked now to cancel what was to be cancelled later; return these recipients."""
        sql = "SELECT id FROM recipient WHERE cancel_requested = 1 AND not_before > ?"
        found = tuple(self._database.column(sql, (to_ms(self._now()),)))
        if found:
            with self._database.transaction() as connection:
                connection.execute(f"UPDATE recipient SET not_before = 0 WHERE id IN ({placeholders(found)})", found)
        return found

    def any_to_cancel(self, recipients: Sequence[int]) -> bool:
        """Return True while the service has not been asked to cancel all of these."""
        sql = f"SELECT 1 FROM recipient WHERE id IN ({placeholders(recipients)}) AND cancel_requested = 1"
        return self._database.row(sql, tuple(recipients)) is not None

    def any_here(self, jobs: Sequence[str]) -> bool:
        """Return True while something of these jobs is not in the service's hands and may still get there."""
        sql = f"SELECT 1 FROM recipient WHERE job IN ({placeholders(jobs)}) AND state IN {listed(NOT_HANDED_OVER)}"
        return self._database.row(sql, tuple(jobs)) is not None

    def take_back(self, job: str) -> tuple[tuple[Recipient, ...], tuple[int, ...]]:
        """Cancel a submission of which certainly nothing has left; return its recipients, none where that is too late.

        Faxes that it was to send again need the user as before; they are returned too.
        """
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT * FROM recipient WHERE job = ? ORDER BY id", (job,)).fetchall()
            open_ = [row for row in rows if row["state"] not in FINAL]
            posted = connection.execute(
                "SELECT 1 FROM attempt WHERE job = ? AND posted_at IS NOT NULL", (job,)
            ).fetchone()
            if posted is not None or any(cells.state(row["state"]) not in HERE for row in open_):
                return (), ()
            for row in open_:
                move(connection, row["id"], Event.CANCELLED, self._now(), reason=TAKEN_BACK)
            again = connection.execute("SELECT id FROM recipient WHERE dealt_with = ?", (job,)).fetchall()
            connection.execute("UPDATE recipient SET dealt_with = NULL WHERE dealt_with = ?", (job,))
        return tuple(recipient_of(row) for row in open_), tuple(row["id"] for row in again)
