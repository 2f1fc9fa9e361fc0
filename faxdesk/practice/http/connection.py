"""One connection: HTTP/1.1 with keep-alive around a WSGI application, careful about bodies that nobody read.

Werkzeug's own loop closes the connection after each answer, because it cannot know whether the body was read. Here the
body is counted: a short rest is read away, a long one ends the connection, and `100 Continue` is sent only when
somebody wants the body, so that a refused upload of 150 MB costs nothing.
"""

from __future__ import annotations

import io
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import IO, Any, cast

from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

IDLE_SECONDS = 120.0
"""How long a connection may say nothing before it is closed. Common servers wait 60 to 75 seconds."""

SHORT_REST = 64 * 1024
"""Bytes of an unread body that are read away to keep a connection."""

ENDING = "practice.ending"
"""Key of the environment: an event that is set when the server ends, for whoever would wait longer."""

TERMINATED = "wsgi.input_terminated"
"""Key of the environment, where werkzeug says that the body comes in chunks."""

_LINGER_SECONDS = 30.0
_LINGER_PAUSE = 5.0
"""How long a client may go on sending after it was refused, in all and without a byte; the values of nginx.

Closing at once would reset the connection, and with it the answer that the client has not read yet.
"""
_BODILESS = ("204", "304")


class RequestBody(io.RawIOBase):
    """The body of one request, which ends where the request says."""

    def __init__(self, raw: IO[bytes], length: int | None, invite: Callable[[], None] | None) -> None:
        """Read from `raw`. `length` is None for chunks; `invite` is called before the first byte is read."""
        self._raw = cast("io.BufferedIOBase", raw)
        self._left = length
        self._invite = invite
        self._ended = length == 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`. Raises ClientDisconnected where chunks are malformed or end too early."""
        size = len(buffer) if self._left is None else min(len(buffer), self._left)
        if self._ended or size == 0:
            return 0
        if self._invite is not None:
            invite, self._invite = self._invite, None
            invite()
        try:
            count = self._raw.readinto(memoryview(buffer)[:size])
        except (OSError, ValueError) as error:
            raise ClientDisconnected from error
        if self._left is not None:
            self._left -= count
        self._ended = count < size or self._left == 0
        return count

    def is_short(self) -> bool:
        """Return whether what is left can be read away without much ado."""
        return self._ended or (self._invite is None and self._left is not None and self._left <= SHORT_REST)

    def is_over(self) -> bool:
        """Return whether all of it was read."""
        return self._ended


class _Incoming(io.RawIOBase):
    """What arrives on a connection: until the other side ends it, or the server does."""

    def __init__(self, connection: socket.socket, bell: socket.socket) -> None:
        """Read from `connection`; `bell` can be read from then on when the server ends.

        To shut a connection down wakes nobody on Windows who waits for it.
        """
        self._connection = connection
        # No file of its own, where there is such a one.
        self._selector = getattr(selectors, "PollSelector", selectors.SelectSelector)()
        self._bell = self._selector.register(bell, selectors.EVENT_READ)
        self._selector.register(connection, selectors.EVENT_READ)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with what is there, as soon as there is something. Raises TimeoutError, ConnectionError."""
        ready = {key for key, _ in self._selector.select(self._connection.gettimeout())}
        if self._bell in ready:
            return 0
        if not ready:
            raise TimeoutError
        return self._connection.recv_into(buffer)

    def close(self) -> None:
        self._selector.close()
        super().close()


class ConnectionHandler(WSGIRequestHandler):
    """Serves the requests of one connection.

    Its server has `app`, the application, `ending`, an event that is set when it ends, and `bell`, a socket that can be
    read from then on.
    """

    server_version = "FaxDeskPractice"
    protocol_version = "HTTP/1.1"
    # Whoever cannot say which HTTP they speak gets at least an answer with a status line.
    default_request_version = "HTTP/1.0"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    _expects = False
    _head: tuple[str, list[tuple[str, str]]] | None = None

    def setup(self) -> None:
        """Read in a way that ends with the server."""
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_Incoming(self.connection, getattr(self.server, "bell")))  # noqa: B009  as below

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  werkzeug's own signature
        """Write nothing: the terminal belongs to the program."""

    def handle_expect_100(self) -> bool:
        """Let the body decide: it asks for itself when it is read."""
        self._expects = True
        return True

    def run_wsgi(self) -> None:
        """Answer one request, and leave the connection ready for the next one or closed."""
        self.environ = self.make_environ()
        body = self._body(self.environ["wsgi.input"])
        if body is None:
            self.send_error(HTTPStatus.BAD_REQUEST, "Contradictory length of the body")
            return
        self.environ["wsgi.input"] = body
        self.environ[ENDING] = self._ending
        try:
            self._answer(body)
            self._finish(body)
        except (ConnectionError, TimeoutError, ClientDisconnected):
            self.close_connection = True

    @property
    def _ending(self) -> threading.Event:
        return cast("threading.Event", getattr(self.server, "ending"))  # noqa: B009  werkzeug types its own server

    def _body(self, raw: IO[bytes]) -> RequestBody | None:
        """Return the body of the request, or None if its headers contradict each other."""
        invite = self._invite if self._expects else None
        self._expects = False
        lengths = set(self.headers.get_all("Content-Length", []))
        if self.headers.get("Transfer-Encoding"):
            # What werkzeug does not wrap it cannot take apart either.
            return None if lengths or TERMINATED not in self.environ else RequestBody(raw, None, invite)
        if len(lengths) > 1 or not all(length.isascii() and length.isdigit() for length in lengths):
            return None
        return RequestBody(raw, int(lengths.pop()) if lengths else 0, invite)

    def _invite(self) -> None:
        self.send_response_only(HTTPStatus.CONTINUE)
        self.end_headers()

    def _answer(self, body: RequestBody) -> None:
        self._head = None
        application = cast("Application", self.server.app)
        chunks = application(self.environ, self._start)
        try:
            for chunk in chunks:
                self.wfile.write(self._take_head(body) + chunk)
            self.wfile.write(self._take_head(body))
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    def _start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], Any]:
        self._head = (status, headers)
        return self.wfile.write

    def _take_head(self, body: RequestBody) -> bytes:
        """Return the head of the answer, once."""
        if self._head is None:
            return b""
        (status, headers), self._head = self._head, None
        named = {name.lower(): value for name, value in headers}
        bounded = "content-length" in named or self.command == "HEAD" or status[:3] in _BODILESS
        if not bounded or not body.is_short() or named.get("connection") == "close":
            self.close_connection = True
        lines = [f"{self.protocol_version} {status}", f"Server: {self.server_version}"]
        lines += [f"{name}: {value}" for name, value in headers if name.lower() != "connection"]
        if "date" not in named:
            lines.append(f"Date: {http_date()}")
        lines.append(f"Connection: {'close' if self.close_connection else 'keep-alive'}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _finish(self, body: RequestBody) -> None:
        if not self.close_connection:
            while body.read(SHORT_REST):
                pass
        elif not body.is_over():
            self._linger()

    def _linger(self) -> None:
        """Take what the client still sends, so that it gets to read why it was refused."""
        try:
            self.connection.shutdown(socket.SHUT_WR)
        except OSError:
            # The other side was faster.
            return
        self.connection.settimeout(_LINGER_PAUSE)
        end = time.monotonic() + _LINGER_SECONDS
        while time.monotonic() < end and not self._ending.is_set() and self.rfile.read1(SHORT_REST):
            pass
