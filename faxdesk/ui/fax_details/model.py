"""All that is known of one fax, read at once and compared with what is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QDate

    from faxdesk.core.model import Fax, Submission, TimelineEvent
    from faxdesk.store.earlier_attempts import EarlierAttempt
    from faxdesk.store.fax_lists import Row
    from faxdesk.store.store import Store
    from faxdesk.ui.widgets.wait_texts import WaitText


@dataclass(frozen=True, slots=True)
class FaxDetails:
    """A fax: its line in the list, what was promised here, what happened, the service's record, what it waits for.

    `earlier_attempts` are those that came to nothing before the present one. `stored` is False where Fax.Plus stores no
    sent faxes for the account, None where nobody can say. `countdown` says when a fax without a trace is sent again by
    itself, "" where it is not. `today` is the day on which this is shown.
    """

    row: Row
    submission: Submission | None = None
    timeline: tuple[TimelineEvent, ...] = ()
    fax: Fax | None = None
    wait: WaitText | None = None
    earlier_attempts: tuple[EarlierAttempt, ...] = ()
    stored: bool | None = None
    countdown: str = ""
    today: QDate | None = None


def load(
    store: Store, row: Row, wait: WaitText | None = None, countdown: str = "", today: QDate | None = None
) -> FaxDetails:
    """Read the details of a fax: a few rows by their keys."""
    return FaxDetails(
        row,
        store.submissions.get(row.job) if row.job is not None else None,
        store.submissions.timeline(row.recipient) if row.recipient is not None else (),
        store.service_mirror.fax(row.fax_id) if row.fax_id is not None else None,
        wait,
        store.earlier_attempts.of(row.recipient) if row.recipient is not None else (),
        store.service_mirror.state().stores_faxes,
        countdown,
        today,
    )
