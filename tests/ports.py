"""Ports of this computer that a test may count on: nobody listens there, and nobody else is given them meanwhile."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from functools import cache
from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PORTS = range(20_000, 32_000)
"""Below the ports that Linux (from 32768), macOS and Windows (from 49152) give to whoever asks for any."""
_BLOCK = 100
_reserved: list[socket.socket] = []


@cache
def _own_ports() -> Iterator[int]:
    """The ports of this process, again and again. A UDP socket on the first keeps other processes away."""
    while True:
        first = secrets.choice(_PORTS[::_BLOCK])
        reservation = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            reservation.bind(("127.0.0.1", first))
        except OSError:
            reservation.close()
            continue
        _reserved.append(reservation)
        return cycle(range(first, first + _BLOCK))


def free_port() -> int:
    """Return a port at which nobody listens, now and until a test listens there.

    A port that merely was free a moment ago is not enough: the next server of another test may be given it.
    """
    for port in _own_ports():
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("the ports of a process never end")
