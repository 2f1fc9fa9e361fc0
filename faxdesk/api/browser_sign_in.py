"""Signing in through the web browser: where to send it, and the one request that it brings back."""

from __future__ import annotations

import hmac
import html
import logging
import os
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from faxdesk.core import address
from faxdesk.core import cancel_token as stop
from faxdesk.core.errors import InputRefused, SignInNeeded
from faxdesk.core.settings import REDIRECT_PATH, REDIRECT_PORT, redirect_uri

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken

log = logging.getLogger(__name__)

PATIENCE = 300.0
"""Seconds that people have for the sign-in page."""
_GLANCE = 0.2
"""Seconds between two looks at `cancel`."""


def authorize_url(client_id: str, redirect_uri: str, state: str, host: str = address.FAX_PLUS_ACCOUNTS) -> str:
    """Return the page on which the user signs in and consents. `state` is a secret that must come back."""
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": "all",
        "state": state,
    }
    return f"{address.normalised(host)}/login?{urlencode(query)}"


class RedirectReceiver:
    """Listens on this computer for the browser's return from the sign-in page. Use as a context manager."""

    def __init__(self, port: int = REDIRECT_PORT) -> None:
        """Listen on 127.0.0.1. Raises `InputRefused` where another program uses the port."""
        try:
            self._server = _Server(("127.0.0.1", port), _Handler)
        except OSError:
            raise InputRefused(
                "Redirect address",
                f"Another program uses the port {port} of this computer.",
                "Close that program, or register and enter another redirect address.",
            ) from None

    def __enter__(self) -> RedirectReceiver:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    @property
    def redirect_uri(self) -> str:
        """The address to register at Fax.Plus."""
        return redirect_uri(self._server.server_address[1])

    def wait(self, state: str, cancel: CancelToken, patience: float = PATIENCE) -> str:
        """Wait for the browser, at most `patience` seconds, and return the code that it brings.

        Only a request that carries `state` counts; others get an error page, and the waiting goes on: any web page can
        send a browser to this address. Raises `Stopped`, and `SignInNeeded` where nobody came or consent was refused.
        """
        self._server.state = state
        end = time.monotonic() + patience
        while self._server.code is None and time.monotonic() < end:
            stop.check(cancel)
            self._server.handle_request()
            if self._server.refusal is not None:
                raise SignInNeeded("Fax.Plus did not sign you in.", "Try again, and allow the access that it asks for.")
        if self._server.code is None:
            raise SignInNeeded("Nobody signed in on the web page in time.", "Start the sign-in again.")
        return self._server.code


class _Server(socketserver.TCPServer):
    # Elsewhere it frees a port that is just being closed; on Windows it would let two programs share one.
    allow_reuse_address = os.name == "posix"
    timeout = _GLANCE
    state = ""
    code: str | None = None
    refusal: str | None = None

    def take(self, query: str) -> tuple[int, str]:
        """Look at what the browser brings; return a status and a sentence for it."""
        values = {name: found[0] for name, found in parse_qs(query).items()}
        if not hmac.compare_digest(values.get("state", "").encode(), self.state.encode()):
            return 400, "This page was not opened by FaxDesk. Start the sign-in in FaxDesk again."
        if values.get("error"):
            self.refusal = values["error"]
            return 200, "Fax.Plus did not sign you in. You can close this page and go back to FaxDesk."
        if not values.get("code"):
            return 400, "The answer of Fax.Plus is incomplete. Start the sign-in in FaxDesk again."
        self.code = values["code"]
        return 200, "You are signed in. You can close this page and go back to FaxDesk."

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  the base class's arguments
        """Note a browser that hung up; the base class would print a traceback."""
        log.info("A connection to the sign-in receiver broke: %s", type(sys.exception()).__name__)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 2
    """Seconds that a browser may take to say what it wants; others wait meanwhile."""

    def do_GET(self) -> None:
        """Answer the browser."""
        parts = urlsplit(self.path)
        if parts.path.rstrip("/") == REDIRECT_PATH.rstrip("/"):
            status, sentence = self.server.take(parts.query)
        else:
            status, sentence = 404, "There is nothing here."
        page = f"<!doctype html><meta charset=utf-8><title>FaxDesk</title><p>{html.escape(sentence)}</p>\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's arguments
        """Log nothing: the request has the code in it."""
