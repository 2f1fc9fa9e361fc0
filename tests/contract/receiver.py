"""A target of webhooks on this computer."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast

from tests.time_limits import PATIENCE


class Receiver(HTTPServer):
    """A target of webhooks."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiving)
        self.timeout = PATIENCE
        self.status = 200
        self.bodies: list[Any] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/callback"


class _Receiving(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        cast("Receiver", self.server).bodies.append(json.loads(body))
        self.send_response(cast("Receiver", self.server).status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name in the standard library
        pass
