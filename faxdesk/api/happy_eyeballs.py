"""Connections to a host of several addresses, some of which are dead: happy eyeballs (RFC 8305).

Networks whose IPv6 leads nowhere are common. To try one address after the other costs the whole time limit for each
dead one; here the next address is tried a moment later while the first is still waited for, and the address that has
worked is the first one of the next time. (The libraries for this are all for asyncio.)
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
import time
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any

DELAY = 0.25
"""Seconds until the next address is tried too (Connection Attempt Delay; RFC 8305, section 5, recommends 250 ms)."""

Place = tuple[socket.AddressFamily, tuple[Any, ...]]
"""A family, and the address of a socket in it."""


class Dialler:
    """Makes connections for one thread, and remembers which address of each host and port has worked."""

    def __init__(self, delay: float = DELAY) -> None:
        self._delay = delay
        self._worked: dict[tuple[str, int], Place] = {}

    def connect(
        self, host: str, port: int, timeout: float | None, options: Sequence[tuple[Any, ...]] = ()
    ) -> socket.socket:
        """Return a connected socket with `timeout` set, in seconds: so long may all the addresses take together.

        Raises `socket.gaierror` where the name is unknown, `TimeoutError`, or the `OSError` of the last address.
        """
        places = self._places(host, port)
        with _Race(options, None if timeout is None else time.monotonic() + timeout, self._delay) as race:
            winner = race.run(places)
        winner.settimeout(timeout)
        self._worked[host, port] = (socket.AddressFamily(winner.family), winner.getpeername())
        return winner

    def _places(self, host: str, port: int) -> list[Place]:
        """Return the addresses of a host: first the one that has worked, the others with the families in turn."""
        found = [(family, address) for family, _, _, _, address in _look_up(host, port)]
        first = [place for place in found if place[0] == found[0][0]]
        others = [place for place in found if place[0] != found[0][0]]
        turns = [place for place in chain.from_iterable(zip_longest(first, others)) if place is not None]
        worked = self._worked.get((host, port))
        return sorted(dict.fromkeys(turns), key=lambda place: place != worked)


def _look_up(host: str, port: int) -> list[Any]:
    try:
        # What no name server can be asked for does not exist either (an empty label, one above 63 letters).
        host.encode("idna")
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from error
    return socket.getaddrinfo(host.strip("[]"), port, socket.AF_UNSPEC, socket.SOCK_STREAM)


class _Race:
    """The attempts to connect that are under way at one time; those that are not the first are closed at the end."""

    def __init__(self, options: Sequence[tuple[Any, ...]], end: float | None, delay: float) -> None:
        self._options, self._end, self._delay = options, end, delay
        self._selector = selectors.DefaultSelector()
        self._trouble: OSError | None = None

    def __enter__(self) -> _Race:
        return self

    def __exit__(self, *_error: object) -> None:
        for key in list(self._selector.get_map().values()):
            self._drop(key.fileobj)
        self._selector.close()

    def run(self, places: Sequence[Place]) -> socket.socket:
        """Return the first connection that stands."""
        for place in places:
            self._begin(*place)
            winner = self._wait(self._delay)
            if winner is not None:
                return winner
        while self._selector.get_map():
            winner = self._wait(None)
            if winner is not None:
                return winner
        raise self._trouble or OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))

    def _begin(self, family: socket.AddressFamily, address: tuple[Any, ...]) -> None:
        attempt: socket.socket | None = None
        try:
            attempt = socket.socket(family, socket.SOCK_STREAM)
            for option in self._options:
                attempt.setsockopt(*option)
            attempt.setblocking(False)
            code = attempt.connect_ex(address)
        except OSError as error:
            self._trouble = error
            if attempt is not None:
                attempt.close()
            return
        if code in (0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)):
            self._selector.register(attempt, selectors.EVENT_WRITE)
        else:
            self._fail(attempt, code)

    def _wait(self, patience: float | None) -> socket.socket | None:
        """Wait until a connection stands, which is returned; or, for None, `patience` has passed or one has failed.

        Raises `TimeoutError` where the time for all of them is over.
        """
        if not self._selector.get_map():
            return None
        left = None if self._end is None else self._end - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError("timed out")
        limits = [limit for limit in (patience, left) if limit is not None]
        for key, _ in self._selector.select(min(limits) if limits else None):
            attempt = key.fileobj
            assert isinstance(attempt, socket.socket)  # noqa: S101  what was registered
            code = attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            self._selector.unregister(attempt)
            if code == 0:
                return attempt
            self._fail(attempt, code)
        return None

    def _fail(self, attempt: socket.socket, code: int) -> None:
        attempt.close()
        self._trouble = OSError(code, os.strerror(code))

    def _drop(self, attempt: Any) -> None:
        self._selector.unregister(attempt)
        attempt.close()
