"""A receiver on loopback, in a thread, over real HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.store.webhook_calls import WebhookCalls
from faxdesk.webhook.server import ReceiverServer
from faxdesk.webhook.wsgi_app import CallBudget, ReceiverApp
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.core.model import WebhookCall
    from faxdesk.webhook.signatures import Signatures

JSON = {"Content-Type": "application/json"}


def body(**data: Any) -> dict[str, Any]:
    """The body of a call as the vendor's page has it, with other data."""
    return {
        "hook": {
            "id": "66f1c4bba4b5c6d7e8f90a02",
            "event": "fax_sent",
            "event_time": "2026-11-23 22:07:40",
            "target": "https://desk.example.com/hook",
        },
        "data": {
            "id": "66f1c3aaa4b5c6d7e8f90a01",
            "uid": "7724157c0974440293e45877c57f0703",
            "pages": 3,
            "from": "+390612345678",
            "to": "+390687654321",
            "start_time": "2026-11-23 22:06:55",
            "file": "ec28edc283a74daca1787efb5fa6fae2.tiff",
            "file_name": "fax-to-390687654321",
            "cost": 0,
            "status": "failed_user_busy",
            **data,
        },
    }


class Target:
    """A receiver that runs, and what it has heard."""

    def __init__(self, server: ReceiverServer, calls: WebhookCalls, heard: list[WebhookCall]) -> None:
        self.server, self.calls, self.heard = server, calls, heard
        self.path = calls.path()

    def ask(
        self, method: str, path: str, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """Make one request; the body of the answer has been read, and was empty."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)) as line:
            line.request(method, path, content, headers or {})
            answer = line.getresponse()
            assert answer.read() == b"", "no refusal says why"
            return answer

    def call(self, content: object = None, headers: dict[str, str] | None = None) -> int:
        """Call as Fax.Plus does; return the code of the answer."""
        given = content if isinstance(content, bytes) else json.dumps(body() if content is None else content).encode()
        return self.ask("POST", self.path, given, JSON if headers is None else headers).status


@contextmanager
def receiving(
    folder: Path, signatures: Signatures | None = None, public_url: str = "", budget: CallBudget | None = None
) -> Iterator[Target]:
    """A receiver inside; its thread ends with it."""
    with closing(WebhookCalls(folder / "webhooks.sqlite3", any_thread=True)) as calls:
        heard: list[WebhookCall] = []
        application = ReceiverApp(calls, lambda _number, call: heard.append(call), signatures, public_url, budget)
        server, ending = ReceiverServer(application, "127.0.0.1", 0), threading.Event()
        thread = threading.Thread(target=server.serve, args=(ending.is_set,))
        thread.start()
        try:
            yield Target(server, calls, heard)
        finally:
            ending.set()
            # Whatever comes lets the server look whether it has ended, unless it has just done so by itself.
            with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), PATIENCE):
                pass
            thread.join(PATIENCE)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    with receiving(tmp_path) as found:
        yield found
