"""The ticker: tells webhooks of faxes when their time has come."""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import logging
import secrets
import selectors
import socket
import sqlite3
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from faxdesk.practice.http.serializer import RecordSerializer
from faxdesk.practice.state.webhooks import RECEIVED, SENT, RegisteredWebhook, WebhookDelivery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faxdesk.practice.account.account import PracticeAccount
    from faxdesk.practice.simulation.contract_switches import ContractSwitches
    from faxdesk.practice.state.archive import ArchivedFax

_log = logging.getLogger(__name__)

TIMEOUT = 5.0
"""Seconds that a target has to answer."""

_GLANCE = 0.1
"""Seconds after which one who waits for an answer looks whether that is still wanted."""

LONGEST_NAP = 1.0
"""Seconds after which the ticker looks again for itself: another process may have accepted a fax."""


class WebhookTicker:
    """Watches an account, in a thread that calls `run`, and delivers.

    Every process that serves the account has one; each event is told once all the same.
    """

    def __init__(self, account: PracticeAccount) -> None:
        self._account = account
        self._ending = threading.Event()
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Deliver until `end` is called."""
        while not self._ending.is_set():
            try:
                nap = self.tick()
            except sqlite3.Error:
                _log.exception("the webhooks of the practice account could not be read")
                nap = LONGEST_NAP
            self._account.changed.wait(nap)
            self._account.changed.clear()

    def end(self) -> None:
        """Have `run` return soon, also out of a delivery."""
        self._ending.set()
        self._account.changed.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The target was faster.
                return

    def tick(self) -> float:
        """Tell everybody who has to be told by now, and return the seconds until the next time."""
        account = self._account
        for fax in account.archive.take_untold(account.clock.now(), account.switches):
            self._tell(fax, account.switches)
        due, rate = account.archive.next_untold(account.switches), account.clock.rate
        if due is None or rate == 0:
            return LONGEST_NAP
        return min(LONGEST_NAP, max(0.0, (due - account.clock.now()) / rate))

    def _tell(self, fax: ArchivedFax, switches: ContractSwitches) -> None:
        if not _wanted(fax, switches):
            return
        for hook in self._account.webhooks.of(fax.uid, RECEIVED if fax.incoming else SENT):
            # Whoever registers later is not told of what was before.
            if hook.created <= fax.visible:
                for _ in range(switches.webhook_deliveries):
                    self._deliver(hook, fax, switches)

    def _deliver(self, hook: RegisteredWebhook, fax: ArchivedFax, switches: ContractSwitches) -> None:
        body = json.dumps(RecordSerializer(switches, self._account.clock.now()).callback(fax, hook.target)).encode()
        name = f"msg_{secrets.token_hex(12)}"
        for _ in range(switches.webhook_retries + 1):
            if self._ending.is_set():
                return
            now = self._account.clock.now()
            signed = switches.webhook_signature == "standard"
            headers = _signature(self._account.webhook_secret, name, now, body) if signed else {}
            try:
                result = str(self._post(hook.target, body, headers))
            except (OSError, http.client.HTTPException) as error:
                result = str(error) or type(error).__name__
            self._account.webhooks.record(WebhookDelivery(hook.id, hook.target, hook.event, fax.id, now, result))
            if result.startswith("2") and result.isdecimal():
                return

    def _post(self, target: str, body: bytes, signature: Mapping[str, str]) -> int:
        """Send one request and return the status. Redirects are not followed: they could lead off this computer."""
        parts = urlsplit(target)
        # Not by name: what `localhost` stands for is for others to say.
        host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = self._connection = kind(host, parts.port, timeout=TIMEOUT)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "FaxDeskPractice",
            "Host": parts.netloc,
            **signature,
        }
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, body, headers)
            self._wait_for_answer(connection.sock)
            with connection.getresponse() as response:
                return response.status
        finally:
            self._connection = None
            connection.close()

    def _wait_for_answer(self, line: socket.socket) -> None:
        """Wait until there is something to read, or nobody wants it any more: a `shutdown` wakes nobody on Windows."""
        until = time.monotonic() + TIMEOUT
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            while not selector.select(_GLANCE):
                if self._ending.is_set() or time.monotonic() > until:
                    raise TimeoutError("timed out")


def _signature(secret: str, name: str, now: float, body: bytes) -> dict[str, str]:
    """Return the headers that sign a body as in Standard Webhooks (its specification, “Signature scheme”)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.digest(key, f"{name}.{int(now)}.".encode() + body, "sha256")
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(now)),
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def _wanted(fax: ArchivedFax, switches: ContractSwitches) -> bool:
    if fax.incoming or (fax.last and fax.delivered):
        return True
    return (fax.last or switches.webhook_per_attempt) and (fax.delivered or switches.webhook_for_failures)
