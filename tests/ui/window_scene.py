"""A main window on a data folder with faxes in every state. Nothing works there unless a test starts it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject

from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Account, Document, DocumentType, Fax, Number, Options, OutboxFax, Recipient, Submission
from faxdesk.core.resources import resource_path
from faxdesk.services.container import ServicesFactory
from faxdesk.services.sign_in import NoCredentials
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.main_window.window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from faxdesk.store.fax_lists import Listing, Row
    from faxdesk.store.store import Store

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9/v3"
"""The discard port, where nothing listens."""
SENDER = "+41445550100"
Happening = tuple[Event, dict[str, Any]]
"""An event and the facts that come with it; `{id}` in them stands for the recipient."""

_UP: Happening = (Event.UPLOAD_STARTED, {})
_OVER: Happening = (Event.SUBMIT_STARTED, {})
_TAKEN: Happening = (Event.ACCEPTED, {"outbox_id": "outbox-{id}"})
HAPPENED: dict[State, tuple[Happening, ...]] = {
    State.QUEUED: (),
    State.UPLOADING: (_UP,),
    State.SUBMITTING: (_UP, _OVER),
    State.UNKNOWN: (_UP, _OVER, (Event.ANSWER_LOST, {})),
    State.ACCEPTED: (_UP, _OVER, _TAKEN),
    State.SUBMITTED: (_UP, _OVER, _TAKEN, (Event.REPORTED_SUBMITTED, {"status": "submitted"})),
    State.CONVERTING: (_UP, _OVER, _TAKEN, (Event.REPORTED_CONVERTING, {"status": "converting"})),
    State.SCHEDULED: (_UP, _OVER, _TAKEN, (Event.REPORTED_SCHEDULED, {"status": "scheduled_for_sending"})),
    State.SENDING: (_UP, _OVER, _TAKEN, (Event.REPORTED_SENDING, {"status": "sending"})),
    State.DELIVERED: (_UP, _OVER, _TAKEN, (Event.REPORTED_DELIVERED, {"status": "success", "fax_id": "fax-{id}"})),
    State.PARTIAL: (
        _UP,
        _OVER,
        _TAKEN,
        (Event.REPORTED_PARTIAL, {"status": "partially_sent", "fax_id": "fax-{id}"}),
    ),
    State.FAILED: (
        _UP,
        _OVER,
        _TAKEN,
        (
            Event.REPORTED_FAILED,
            {"status": "failed_user_busy", "fax_id": "fax-{id}", "reason": "The line was busy."},
        ),
    ),
    State.UNREPORTED: (_UP, _OVER, _TAKEN, (Event.ENDED_UNREPORTED, {"reason": "It stores no sent faxes."})),
    State.CANCELLED: ((Event.CANCELLED, {"reason": "Cancelled by you."}),),
    State.REJECTED: (_UP, _OVER, (Event.REFUSED, {"reason": "The number is not in the plan."})),
}
"""What brings a fresh fax into each state."""


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.present = NOW

    def __call__(self) -> datetime:
        return self.present

    def turn(self, **by: float) -> None:
        self.present += timedelta(**by)


@dataclass
class Scene:
    """A window with its backend. `work` lets the backend read lists and documents; deliver it does not."""

    qtbot: QtBot
    backend: Backend
    window: MainWindow
    clock: Clock

    @property
    def store(self) -> Store:
        return self.backend.store

    def work(self) -> None:
        self.backend.start_jobs()

    def changed(self) -> None:
        """The database has something new: wait until both lists have it."""
        self.backend.changed.emit()
        self.settled()

    def settled(self) -> None:
        """Wait until lists, details and actions are up to date."""
        window = self.window
        self.qtbot.waitUntil(
            lambda: (
                not window.host.selection.pending
                and not any(page.model._asking for page in window.lists.pages.values())
            )
        )

    def choose(self, recipient: int) -> Row:
        """Choose a fax of ours, wherever it is, and return its line."""
        self.window.host.selection.show(recipient)
        self.settled()
        (row,) = self.window.host.selection.rows()
        return row

    def shown(self, listing: Listing) -> list[Row]:
        """The lines of a list, from top to bottom."""
        model = self.window.lists.pages[listing].model
        return [row for place in range(model.rowCount()) if (row := model.row(place)) is not None]


def fax_in(store: Store, state: State, *, number: str = "+41445550123", comment: str = "Offer 17", **more: Any) -> int:
    """Keep a fax, bring it into a state, and return its recipient."""
    job = secrets.token_hex(8)
    sample = resource_path("sample.pdf")
    document = Document(
        more.get("document", "Offer.pdf"), DocumentType.PDF, store.spool.keep(sample), sample.stat().st_size, 2
    )
    store.submissions.add(
        Submission(
            job=job,
            created_at=more.get("created_at", NOW),
            sender=SENDER,
            comment=comment,
            send_at=more.get("send_at"),
            options=Options(),
            cover_page=None,
            documents=(document,),
            recipients=(Recipient(0, job, number, State.QUEUED),),
        )
    )
    (recipient,) = store.submissions.recipients(job)
    move_on(store, recipient.id, *HAPPENED[state])
    return recipient.id


def move_on(store: Store, recipient: int, *events: Happening) -> None:
    """Let these happen to a fax."""
    for event, facts in events:
        filled = {
            name: value.format(id=recipient) if isinstance(value, str) else value for name, value in facts.items()
        }
        store.delivery_queue.moved((recipient,), event, **filled)


def asked_about(store: Store) -> int:
    """Keep a fax whose fate only the user can settle."""
    recipient = fax_in(store, State.UNKNOWN, comment="Lost answer")
    store.delivery_queue.looked_in_vain(
        recipient, NOW + timedelta(hours=1), ask=True, reason="Fax.Plus does not show it."
    )
    return recipient


def archive(store: Store, count: int, start: int = 0) -> list[Fax]:
    """Mirror finished faxes that were sent elsewhere, the newest first."""
    faxes = [
        Fax(
            id=f"archived-{number}",
            status="success" if number % 3 else "failed_user_busy",
            to=f"+4144555{number:04}",
            sender=SENDER,
            comment=f"Invoice {number}",
            pages=number % 7 + 1,
            duration=30,
            started_at=NOW - timedelta(minutes=number),
        )
        for number in range(start, start + count)
    ]
    store.service_mirror.keep_faxes(faxes)
    return faxes


def foreign(store: Store) -> None:
    """Mirror a waiting fax that was sent elsewhere."""
    store.service_mirror.keep_outbox(
        [OutboxFax("outbox-web", "sending", ("+41445550177",), SENDER, "From the web", pages=3)]
    )


Part = TypeVar("Part", bound=QObject)


def part(window: MainWindow, kind: type[Part]) -> Part:
    """Return the one part of the window of this kind."""
    (found,) = window.findChildren(kind)
    return found


def leave(backend: Backend, window: QWidget) -> None:
    """End as the program does: the window gives back its files, then the work stops."""
    window.close()
    backend.stop()


@contextmanager
def scene_at(
    qtbot: QtBot,
    folder: Path,
    *,
    practice: bool = False,
    prepare: Sequence[Any] = (),
    show: bool = True,
    clock: Clock | None = None,
) -> Iterator[Scene]:
    """Open a window on a folder, in which each of `prepare` has been called with the store."""
    clock = clock or Clock()
    data = DataFolder(folder)
    backend = Backend(ServicesFactory(data, NOWHERE, NoCredentials(), clock))
    backend.store.service_mirror.keep_numbers([Number(SENDER), Number("+41225550100")])
    backend.store.service_mirror.keep_account(Account("uid", company="Example Office"))
    for make in prepare:
        make(backend.store)
    window = MainWindow(backend, SettingsFile(data.settings), practice=practice)
    window.install_features()
    qtbot.addWidget(window, before_close_func=partial(leave, backend))
    scene = Scene(qtbot, backend, window, clock)
    if show:
        window.resize(1200, 700)
        window.show()
        qtbot.waitExposed(window)
    try:
        yield scene
    finally:
        leave(backend, window)
