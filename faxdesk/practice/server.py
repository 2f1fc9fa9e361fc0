"""The service on a port of this machine, in a thread of its own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from faxdesk.practice.service import PREFIX, Service

if TYPE_CHECKING:
    from types import TracebackType

    from faxdesk.practice.account import PracticeAccount

HOST = "127.0.0.1"
"""Loopback only: the practice account never leaves the machine."""
POLL_SECONDS = 0.02
"""How soon the accepting thread notices that it shall end."""


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  werkzeug's own signature
        """Write nothing: the terminal belongs to the program."""

    def connection_dropped(self, error: BaseException, environ: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """End the connection: one side has left."""
        self.close_connection = True

    def setup(self) -> None:
        super().setup()
        # Small answers on a kept connection would wait for the other side's acknowledgement.
        self.connection.setsockopt(6, 1, True)


class PracticeServer:
    """Serves an account until it is stopped. `url` ends with `/v3`; `token` opens everything."""

    def __init__(self, account: PracticeAccount, port: int = 0) -> None:
        """Take the account to serve. `port` 0 takes a free one. The port is bound by `start`."""
        self.account = account
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that is, or was last, served."""
        return self._port

    @property
    def url(self) -> str:
        """The address of the service, with its version."""
        return f"http://{HOST}:{self._port}{PREFIX}"

    @property
    def token(self) -> str:
        """The administrator's personal access token."""
        return self.account.token

    def start(self) -> None:
        """Bind the port and serve in a thread. Raises OSError where the port is taken."""
        self._server = make_server(HOST, self._port, Service(self.account), threaded=True, request_handler=_Handler)
        self._port = self._server.port
        self._thread = threading.Thread(target=self._serve, args=(self._server,), name="practice", daemon=True)
        self._thread.start()

    @staticmethod
    def _serve(server: BaseWSGIServer) -> None:
        server.serve_forever(POLL_SECONDS)

    def stop(self) -> None:
        """Answer no more; the port is kept for the next `start`. Does nothing where it is stopped already."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None

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
