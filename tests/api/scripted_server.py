"""A server on loopback that answers with scripted bytes: for everything that no honest service would do.

What Fax.Plus does is tested against the practice service; this one plays gateways, captive portals and broken machines.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import parse_headers
from typing import TYPE_CHECKING, BinaryIO

from faxdesk.api.transport import Timeouts
from tests.api.listener import Listener
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message


def will_reset(connection: socket.socket) -> None:
    """Make the closing of a connection send RST in place of FIN: a linger time of zero does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))


PATIENT = Timeouts(PATIENCE, PATIENCE, PATIENCE)
"""For every answer that will come."""


@dataclass(frozen=True)
class Received:
    """A request as it arrived."""

    method: str
    target: str
    headers: Message
    body: bytes

    def json(self) -> object:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What to do with one request.

    `raw` goes out as it is. `read_body` False answers after the headers alone; `early` does too, and then reads the
    body. `blocks` go out after `raw`, one by one. `made` makes what goes out from the request, in place of `raw`.
    Afterwards the connection stays open for the next request, or is closed (`close`) or reset (`reset`), or is left
    hanging until the server ends (`hang`). Between headers and body the server does nothing for `stall` seconds.
    """

    raw: bytes = b""
    read_body: bool = True
    close: bool = False
    reset: bool = False
    hang: bool = False
    stall: float = 0
    early: bool = False
    blocks: Callable[[], Iterator[bytes]] | None = None
    made: Callable[[Received], bytes] | None = None


def answer(
    status: int = 200,
    body: bytes | dict[str, object] | list[object] = b"",
    *,
    content_type: str = "application/json",
    headers: tuple[str, ...] = (),
    close: bool = False,
    stall: float = 0,
) -> Reply:
    """Return a well-formed answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = (
        f"HTTP/1.1 {status} Whatever",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(content)}",
        *headers,
    )
    return Reply("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content, close=close, stall=stall)


DROP = Reply(close=True)
"""Read the request, then close without a word."""
RESET = Reply(reset=True)
HANG = Reply(hang=True)
DROP_BEFORE_BODY = Reply(read_body=False, reset=True)


@dataclass
class Hostile(Listener):
    """The server. Each request gets the next of `replies`; after the last one connections are closed."""

    replies: list[Reply] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listen()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/v3"

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        for connection in self._open:
            connection.close()

    def _came(self, caller: socket.socket) -> None:
        self.connections += 1
        self._open.append(caller)

    def _serve(self, caller: socket.socket) -> None:
        connection = caller
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection.makefile("rb") as stream:
                while self._one(connection, stream):
                    pass
        except OSError:
            # The client went away, which is its right.
            return

    def reply_to(self, method: str, target: str) -> Reply:
        """Return what to do with this request."""
        return self.replies.pop(0) if self.replies else DROP

    def _one(self, connection: socket.socket, stream: BinaryIO) -> bool:
        """Answer one request; return True where another may follow on this connection."""
        line = stream.readline().decode("latin-1").split()
        if len(line) < 2:
            connection.close()
            return False
        headers = parse_headers(stream)
        with self._lock:
            reply = self.reply_to(line[0], line[1])
        self._end.wait(reply.stall)
        if reply.early:
            connection.sendall(reply.raw)
        body = stream.read(int(headers.get("Content-Length", 0))) if reply.read_body else b""
        received = Received(line[0], line[1], headers, body)
        self.received.append(received)
        if not reply.early:
            connection.sendall(reply.made(received) if reply.made else reply.raw)
        for block in reply.blocks() if reply.blocks else ():
            connection.sendall(block)
        return self._afterwards(connection, stream, reply)

    def _afterwards(self, connection: socket.socket, stream: BinaryIO, reply: Reply) -> bool:
        if reply.hang:
            self._end.wait()
        if reply.reset:
            will_reset(connection)
        if reply.reset or reply.close:
            stream.close()
            connection.close()
        return not (reply.hang or reply.reset or reply.close)
