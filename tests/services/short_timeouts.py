"""A client that gives up soon what the practice service leaves hanging, and waits long for every other answer."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from faxdesk.api.transport import Timeouts
from faxdesk.practice import Fault
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount
    from faxdesk.services.container import Services

SOON = 0.3
"""Seconds for an answer that does not come, or not to its end."""


def shorten_timeouts(services: Services, account: PracticeAccount) -> None:
    """Let the client of these services give up soon only where a fault of the service hangs or drips."""
    transport: Any = services.api._transport
    open_answer = transport.open

    def open_in_time(method: str, path: str, *args: Any, **more: Any) -> AbstractContextManager[Any]:
        fault = _next_fault(account, method, path)
        kind = "" if fault is None else fault.kind
        transport._timeouts = Timeouts(
            connect=PATIENCE, read=SOON if kind == "hang" else PATIENCE, answer=SOON if kind == "slow" else PATIENCE
        )
        answer: AbstractContextManager[Any] = open_answer(method, path, *args, **more)
        return answer

    transport.open = open_in_time


def _next_fault(account: PracticeAccount, method: str, path: str) -> Fault | None:
    """Return the fault that will strike this request."""
    with account.database.read() as db:
        faults = [
            Fault.from_json(json.loads(row[0]))
            for row in db.execute("SELECT spec FROM fault WHERE skip = 0 ORDER BY id")
        ]
    return next((fault for fault in faults if fault.matches(method, f"/v3{path}")), None)
