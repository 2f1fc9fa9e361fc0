"""The server of the receiver: waitress with its limits cut, since nobody stands between it and strangers."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from faxdesk.webhook.wsgi_app import LARGEST_BODY

if TYPE_CHECKING:
    from threading import Event

_log = logging.getLogger(__name__)

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
        self.status, _headers, _body = self.request.error.to_response()
        self.set_close_on_finish()
        self.content_length = 0
        self.write(b"")


class _Channel(HTTPChannel):
    """A connection that knows since when a request is on its way.

    waitress counts from the last byte: whoever sends one now and then, or empty lines, would stay for ever.
    """

    error_task_class = _SilentErrorTask
    begun: float | None = None

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
        # A name may have several addresses; one is served.
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        limits = Adjustments(
            threads=1,
            connection_limit=CONNECTIONS,
            channel_timeout=SLOW_SECONDS,
            cleanup_interval=_LOOK_SECONDS,
            asyncore_loop_timeout=_LOOK_SECONDS,
            # Beyond 1024 files `select` fails; on Windows it is the only way.
            asyncore_use_poll=hasattr(__import__("select"), "poll"),
            max_request_header_size=LARGEST_HEADER,
            # waitress refuses what has as many bytes as this.
            max_request_body_size=LARGEST_BODY + 1,
            ident="",
            expose_tracebacks=False,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,
        )
        super().__init__(application, adj=limits, sockinfo=(family, kind, protocol, address))

    @property
    def port(self) -> int:
        """The port that is served."""
        return int(self.effective_port)

    def serve(self, ending: Event) -> None:
        """Serve until `ending` is set, then end what is being answered. To be called once."""
        from waitress import wasyncore

        try:
            while not ending.is_set():
                wasyncore.loop(
                    timeout=_LOOK_SECONDS, map=self._map, use_poll=self.adj.asyncore_use_poll, count=1
                )
        finally:
            self.task_dispatcher.shutdown()
            wasyncore.close_all(self._map)

    def maintenance(self, now: float) -> None:
        """Close the connections of those who are slow."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if not channel.requests and channel.begun is not None and channel.begun < now - SLOW_SECONDS:
                channel.will_close = True
