"""When what has failed is tried again: later and later, while everything else goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from faxdesk.core import backoff

MOST = 200
"""Delays that are kept before those are forgotten that are over."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Until when something is put off, in seconds of the clock, and how often it has failed."""

    until: float
    failures: int


class RetryDelays:
    """The delays by the keys of what has failed. `clock` tells seconds that go on evenly."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._delays: dict[object, Delay] = {}

    def get(self, key: object) -> Delay | None:
        """Return the delay of something that has failed, also where it is over."""
        return self._delays.get(key)

    def any_of(self, kind: type) -> bool:
        """Return whether something with a key of this kind has failed."""
        return any(isinstance(key, kind) for key in self._delays)

    def put_off(self, key: object) -> bool:
        """Return whether something is not to be tried yet."""
        delay = self._delays.get(key)
        return delay is not None and delay.until > self._clock()

    def lengthen(self, key: object, least: float | None = None) -> int:
        """Put something off that has failed, for `least` seconds at the least; return how often it has."""
        failures = self._delays[key].failures + 1 if key in self._delays else 1
        self._delays[key] = Delay(self._clock() + backoff.delay(failures, least), failures)
        return failures

    def drop(self, key: object) -> None:
        """Forget that something has failed."""
        self._delays.pop(key, None)

    def clear(self) -> None:
        """Try everything at once."""
        self._delays.clear()

    def forget_past(self) -> None:
        """Forget what was put off and has not come up again, such as files that are gone."""
        if len(self._delays) > MOST:
            past = self._clock() - 2 * backoff.MOST
            self._delays = {key: delay for key, delay in self._delays.items() if delay.until > past}
