"""The service on a port of this machine, in threads of its own."""

from __future__ import annotations

import selectors
import socket
import socketserver
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from faxdesk.practice.http.connection import Application, ConnectionHandler
from faxdesk.practice.http.webhook_ticker import WebhookTicker
from faxdesk.practice.http.wsgi_app import PREFIX, WsgiApp

if TYPE_CHECKING:
    from types import TracebackType

    from faxdesk.practice.account.account import PracticeAccount

HOST = "127.0.0.1"
"""Loopback only: the practice account never leaves the machine."""

PATIENCE = 5.0
"""Seconds that requests in progress have to come to their end when the server stops."""


class _Listener(socketserver.TCPServer):
    """Accepts connections, each in a thread, and knows all that are open so that it can end them."""

    # On Windows the option would let two programs take one port.
    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 128
    # What werkzeug's handler asks of its server.
    multithread, multiprocess, ssl_context = True, False, None

    def __init__(self, port: int, app: Application) -> None:
        """Bind the port. Raises OSError where it is taken."""
        self.app = app
        self.ending = threading.Event()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        super().__init__((HOST, port), ConnectionHandler)
        # A connection that is gone again before it is accepted must not block.
        self.socket.setblocking(False)
        self._ring, self.bell = socket.socketpair()

    def server_bind(self) -> None:
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        super().server_bind()

    def serve(self) -> None:
        """Accept connections until `end` is called."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self.bell, selectors.EVENT_READ)
            while True:
                selector.select()
                if self.ending.is_set():
                    return
                self.handle_request()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread that keeps no program alive."""
        thread = threading.Thread(target=self._serve_one, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[thread] = request
        thread.start()

    def _serve_one(self, connection: socket.socket, address: Any) -> None:
        try:
            self.finish_request(connection, address)
        except ConnectionError:
            # The other side has left.
            return
        finally:
            self.shutdown_request(connection)
            with self._lock:
                del self._open[threading.current_thread()]

    def wake(self) -> None:
        """Have `serve` return, and all who wait for something to arrive."""
        self.ending.set()
        # Nobody reads it: everybody who looks finds it.
        self._ring.send(b"!")

    def end(self) -> None:
        """Close the port and all connections, and wait for their threads. `serve` must have returned."""
        self.server_close()
        with self._lock:
            left = dict(self._open)
        for connection in left.values():
            _hang_up(connection)
        deadline = time.monotonic() + PATIENCE
        for thread in left:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._ring.close()
        self.bell.close()


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The other side was faster.
        return


class PracticeServer:
    """Serves an account until it is stopped. `url` ends with `/v3`; `token` opens what the scene of the account allows.

    On the same port are `/login` and `/token` for OAuth2, and `/practice/…` to control the service (see
    `faxdesk.practice.http.routes.control`).
    """

    def __init__(self, account: PracticeAccount, port: int = 0) -> None:
        """Take the account to serve. `port` 0 takes a free one. The port is bound by `start`."""
        self.account = account
        self._port = port
        self._listener: _Listener | None = None
        self._threads: tuple[threading.Thread, ...] = ()
        self._ticker: WebhookTicker | None = None

    @property
    def port(self) -> int:
        """The port that is, or was last, served."""
        return self._port

    @property
    def host_url(self) -> str:
        """The address without the version: the host of OAuth2."""
        return f"http://{HOST}:{self._port}"

    @property
    def url(self) -> str:
        """The address of the service, with its version."""
        return self.host_url + PREFIX

    @property
    def token(self) -> str:
        """The personal access token of a client: the administrator's, unless the scene has another."""
        return self.account.client_token

    def start(self) -> None:
        """Bind the port and serve in a thread. Raises OSError where the port is taken."""
        listener = _Listener(self._port, WsgiApp(self.account))
        self._port = listener.server_address[1]
        ticker = WebhookTicker(self.account)
        self._listener, self._ticker = listener, ticker
        self._threads = tuple(
            threading.Thread(target=target, name=f"practice {name}", daemon=True)
            for name, target in (("port", listener.serve), ("webhooks", ticker.run))
        )
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Answer no more; the port is kept for the next `start`. Does nothing where it is stopped already."""
        if self._listener is None or self._ticker is None:
            return
        self._listener.wake()
        self._ticker.end()
        for thread in self._threads:
            thread.join(PATIENCE)
        self._listener.end()
        self._listener = self._ticker = None

    def close(self) -> None:
        """Stop, and close the account."""
        self.stop()
        self.account.close()

    def __enter__(self) -> PracticeServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
