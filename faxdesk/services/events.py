"""What services tell whoever runs them: immutable values, given to a callable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError


class Progress(NamedTuple):
    """An upload has come this far: `sent` of `total` bytes of all documents of a job."""

    job: str
    sent: int
    total: int


class Link(StrEnum):
    """How FaxDesk stands with Fax.Plus."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    SIGN_IN = "sign-in"
    TROUBLE = "trouble"
    FAULT = "fault"
    ELSEWHERE = "elsewhere"


class Condition(NamedTuple):
    """The link as the last step found it. `error` says why it is not online; `until` when the next try is due (UTC)."""

    link: Link
    error: FaxDeskError | None = None
    until: datetime | None = None


class Changed(NamedTuple):
    """Something that a list shows may have changed."""


EventSink = Callable[[Progress | Condition | Changed], None]
