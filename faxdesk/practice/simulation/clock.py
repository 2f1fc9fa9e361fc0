"""The clock of the practice service: real time that can be pushed ahead, hastened or stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from faxdesk.core.times import from_seconds


@dataclass(frozen=True)
class Anchor:
    """A point where real time and service time are known to belong together, and the speed from there on.

    `real` and `service` are seconds since 1970 (UTC); `rate` is service seconds per real second, 0 stands still.
    """

    real: float
    service: float
    rate: float

    def at(self, real: float) -> float:
        """Return the service time that belongs to the real time `real`."""
        return self.service + (real - self.real) * self.rate


class ServiceClock:
    """Tells the time of the practice service. It never runs backwards.

    `rate` 0 makes a clock that moves only by `advance`, for tests; `start` is the first service time (default: now).
    """

    def __init__(
        self, *, rate: float = 1.0, start: float | None = None, source: Callable[[], float] = time.time
    ) -> None:
        real = source()
        self._source = source
        self._anchor = Anchor(real, real if start is None else start, _checked_rate(rate))
        self._load: Callable[[], Anchor | None] = lambda: None
        self._save: Callable[[Anchor], None] = lambda _: None
        self._alone: Callable[[], AbstractContextManager[object]] = nullcontext

    def bind(
        self,
        load: Callable[[], Anchor | None],
        save: Callable[[Anchor], None],
        alone: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Keep the anchor elsewhere, so that several processes with one account agree on the time.

        `load` returns the anchor kept, or None while there is none. Inside `alone` nobody else moves the clock.
        """
        self._load, self._save, self._alone = load, save, alone

    @property
    def anchor(self) -> Anchor:
        """The anchor in force."""
        return self._load() or self._anchor

    def now(self) -> float:
        """Return the service time, in seconds since 1970 (UTC)."""
        return self.anchor.at(self._source())

    def real(self) -> float:
        """Return the time of this computer, in seconds since 1970 (UTC), however far the service was pushed ahead."""
        return self._source()

    def advance(self, seconds: float) -> float:
        """Jump ahead by `seconds` of service time and return the new time.

        Raises ValueError for a negative number, as states that were passed cannot come back, and for too large a one.
        """
        if seconds < 0:
            raise ValueError("the clock of the practice service cannot go back")
        if not self.now() + seconds <= END:
            raise ValueError("the clock of the practice service ends with the year 2999")
        return self._move(seconds, None)

    @property
    def rate(self) -> float:
        """Service seconds per real second."""
        return self.anchor.rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._move(0.0, _checked_rate(rate))

    def _move(self, seconds: float, rate: float | None) -> float:
        with self._alone():
            real = self._source()
            self._anchor = Anchor(real, self.anchor.at(real) + seconds, self.rate if rate is None else rate)
            self._save(self._anchor)
            return self._anchor.service


FASTEST = 86400.0
"""Service seconds per real second: a day."""

END = datetime(3000, 1, 1, tzinfo=UTC).timestamp()
"""Where the clock can be pushed to. Times that no calendar has could not be written any more."""


def _checked_rate(rate: float) -> float:
    if not 0 <= rate <= FASTEST:
        raise ValueError(f"the clock of the practice service runs between 0 and {FASTEST:.0f} seconds a second")
    return rate


def stamp(seconds: float) -> str:
    """Return `YYYY-MM-DD HH:MM:SS` in UTC, the form of nearly every time in the contract."""
    return from_seconds(int(seconds)).strftime("%Y-%m-%d %H:%M:%S")


def stamp_with_offset(seconds: float) -> str:
    """Return `YYYY-MM-DD HH:MM:SS +0000`, the form of `send_time` and `submit_time` in the outbox."""
    return stamp(seconds) + " +0000"


def parse_stamp(text: str) -> float:
    """Return the seconds of a `YYYY-MM-DD HH:MM:SS` in UTC. Raises ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()


def parse_stamp_with_offset(text: str) -> float:
    """Return the seconds of a `YYYY-MM-DD HH:MM:SS +HHMM`. Raises ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").timestamp()
