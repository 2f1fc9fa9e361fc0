"""An address of this computer that answers nothing, as those of broken networks do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silent_address(address: str, port: int = 0) -> Iterator[int]:
    """Give a port of an address at which no connection is ever made nor refused: its backlog is full (Linux)."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, port), family=family, backlog=0) as full:
        taken: int = full.getsockname()[1]
        fillers = [socket.socket(family) for _ in range(4)]
        try:
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex((address, taken))
            yield taken
        finally:
            for filler in fillers:
                filler.close()
