"""A backend for the tests of the compose dialogs: real threads on a real database, and another process delivers.

So what the dialogs keep stays as they kept it, until a test itself moves it on.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from faxdesk.core.model import Draft, Number, Submission
from faxdesk.core.times import utc_now
from faxdesk.services.container import ServicesFactory
from faxdesk.services.sign_in import NoCredentials
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.backend.backend import Backend

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.times import Now

ZURICH = ZoneInfo("Europe/Zurich")
SWISS = "+41445550100"
GENEVA = "+41225550100"
GERMAN = "+49301234567"
GOOD = "+41445550123"
OTHER = "+41225550123"
NOWHERE = "http://127.0.0.1:9/v3"
"""The discard port, where nothing listens."""
OWN = (Number(SWISS), Number(GENEVA), Number("+41215550100", "waiting_verification"))


@contextmanager
def backend_at(folder: Path, numbers: Sequence[Number] = OWN, now: Now = utc_now) -> Iterator[Backend]:
    """A backend at work, on a data folder whose account has these numbers. Without any, they were not asked for yet."""
    deliverer = DataFolder(folder).delivery_lock
    assert deliverer.acquire()
    # Cyclic garbage is collected in whichever thread comes to it, and a widget must not be destroyed in another thread.
    gc.disable()
    backend = Backend(ServicesFactory(DataFolder(folder), NOWHERE, NoCredentials(), now))
    if numbers:
        backend.store.service_mirror.keep_numbers(numbers)
    backend.start()
    try:
        yield backend
    finally:
        backend.stop()
        deliverer.release()
        gc.enable()


def kept(qtbot: QtBot, backend: Backend, draft: Draft) -> Submission:
    """Have a draft kept, and return it."""
    found: list[tuple[Submission, ...]] = []
    failures: list[FaxDeskError] = []
    backend.commands.submit(backend, draft, found.append, failures.append)
    qtbot.waitUntil(lambda: bool(found or failures))
    if failures:
        raise failures[0]
    return found[0][0]


def draft_of(files: Sequence[Path], *to: str, days: int = 0) -> Draft:
    """A draft from the Swiss number, for now or some days later."""
    at = datetime.now(UTC).replace(second=17, microsecond=0) + timedelta(days=days) if days else None
    return Draft(tuple(files), to or (GOOD,), SWISS, "Offer 17", at)


def at(text: str) -> Callable[[], datetime]:
    """A clock that stands still at a local time in Zurich."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZURICH).astimezone(UTC)
    return lambda: moment
