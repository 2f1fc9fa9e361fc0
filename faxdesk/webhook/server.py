"""The server of the receiver: waitress with its limits cut, since nobody stands between it and strangers."""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from faxdesk.webhook.wsgi_app import LARGEST_BODY

LARGEST_HEADER = 16 * 1024
"""Bytes of the first line and all headers."""
SLOW_SECONDS = 10
"""How long a request may take to arrive whole, and a connection may say nothing."""
CONNECTIONS = 400
"""How many are open at once. More wait until one is closed, of which the slow ones are within `SLOW_SECONDS`."""
_LOOK_SECONDS = 1
"""How often the server looks for slow ones, and whether it shall end."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _SilentErrorTask(ErrorTask):
    """Answers what is no request with its code alone: waitress would say why, and what it is."""

    def execute(self) -> None:
        self.status, _headers, _body = cast("Any", self.request).error.to_response()
        self.set_close_on_finish()
        self.content_length = 0
        self.write(b"")


class _Channel(HTTPChannel):
    """A connection that knows since when a request is on its way.

    waitress counts from the last byte: whoever sends one now and then, or empty lines, would stay for ever.
    """

    error_task_class = _SilentErrorTask
    begun: float | None = None

    def is_slow(self, since: float) -> bool:
        """Return whether nobody is answered here, and nothing has come, or no whole request, since that time."""
        return not self.requests and min(self.begun or self.last_activity, self.last_activity) < since

    def handle_read(self) -> None:
        """Read what has arrived."""
        if self.begun is None:
            self.begun = time.time()
        super().handle_read()

    def service(self) -> None:
        """Answer a request; the time of the next one begins with its first byte."""
        super().service()
        self.begun = None


class ReceiverServer(TcpWSGIServer):
    """Serves an application at an address of this computer until it is ended.

    Raises `OSError` where the address cannot be had.
    """

    channel_class = _Channel

    def __init__(self, application: Application, host: str, port: int) -> None:
        # What strangers do is no news: the queue, their resets, and how many they are.
        for name in ("waitress", "waitress.queue"):
            logging.getLogger(name).setLevel(logging.ERROR)
        bound = _bound(host, port)
        limits = Adjustments(
            # Only looked up, and not used: the socket is bound. Left out, it would be another one.
            host=bound.getsockname()[0],
            port=bound.getsockname()[1],
            threads=1,
            connection_limit=CONNECTIONS,
            channel_timeout=SLOW_SECONDS,
            cleanup_interval=_LOOK_SECONDS,
            asyncore_loop_timeout=_LOOK_SECONDS,
            # Where there is `poll`, which knows no limit of 1024 files.
            asyncore_use_poll=True,
            max_request_header_size=LARGEST_HEADER,
            # waitress refuses what has as many bytes as this.
            max_request_body_size=LARGEST_BODY + 1,
            ident="",
            expose_tracebacks=False,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,
        )
        self.port: int = bound.getsockname()[1]
        """The port that is served."""
        self._open: dict[int, Any] = {}
        info = (bound.family, bound.type, bound.proto, bound.getsockname())
        super().__init__(application, map=self._open, _sock=bound, adj=limits, sockinfo=info, bind_socket=False)

    def set_reuse_addr(self) -> None:
        """Change nothing: the socket is bound."""

    def serve(self, ended: Callable[[], bool]) -> None:
        """Serve until `ended`, which is asked at least once a second, then finish what is being answered."""
        from waitress import wasyncore

        try:
            while not ended():
                wasyncore.loop(_LOOK_SECONDS, self.adj.asyncore_use_poll, self._open, count=1)
        finally:
            self.task_dispatcher.shutdown()
            wasyncore.close_all(self._open)

    def maintenance(self, now: float) -> None:
        """Close the connections of those who are slow."""
        for channel in self._open.values():
            if isinstance(channel, _Channel) and channel.is_slow(now - SLOW_SECONDS):
                channel.will_close = True


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket at an address of this computer. Of a name that has several, one is served."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _name, address = found[0]
    bound = socket.socket(family, kind, protocol)
    try:
        if sys.platform == "win32":
            # There the other option lets two programs take one port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except BaseException:
        bound.close()
        raise
    return bound
