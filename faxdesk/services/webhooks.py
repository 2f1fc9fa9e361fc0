"""The webhooks that are registered at Fax.Plus: which there are, what is wrong with them, whether they come through.

Fax.Plus says of a webhook no more than its id, event and target. When it was last heard is known here, of those that
lead to the receiver of this data folder.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from faxdesk.api.address import host_of, is_loopback, is_public, normalised_target
from faxdesk.api.transport import Timeouts, Transport
from faxdesk.api.upload import UploadBody
from faxdesk.core.errors import InputRefused, NotThere, ServiceError
from faxdesk.core.model import Webhook
from faxdesk.core.webhook_events import FAX_SENT, WEBHOOK_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faxdesk.api.client import FaxApi
    from faxdesk.store.store import Store
    from faxdesk.store.webhook_calls import Hearing

Sign = Callable[[bytes], Mapping[str, str]]
TEST_EVENT = "faxdesk_test"
"""The event of a call of our own, which Fax.Plus does not have."""
FIELD = "Address"
_TIMEOUTS = Timeouts(connect=10, read=10, answer=10)
"""Seconds. Fax.Plus may wait no longer: nothing says how long it does."""
_OUR_PATHS = re.compile(r"/hook/[\w-]{32}$", re.ASCII)
"""As `store.webhook_calls` makes them."""
_NO_LOG = logging.getLogger(f"{__name__}.targets")
_NO_LOG.disabled = True
"""Targets have the path in them that nobody shall guess; it is not written into the log."""


class Problem(StrEnum):
    """What is wrong with a registration, as far as its address and what was heard of it tell."""

    DUPLICATE = "duplicate"
    """Another one has the same event and target: each call comes twice."""
    NOT_PUBLIC = "not_public"
    """Fax.Plus cannot reach the address: it is one of this computer or its own network."""
    OLD_ADDRESS = "old_address"
    """It leads to a receiver of FaxDesk, but not to that of this data folder, or not by the present address of it."""


class Verdict(StrEnum):
    """What came of a test of a registration."""

    ARRIVED = "arrived"
    """A call of our own was heard by the receiver of this data folder."""
    ANSWERS = "answers"
    """It is somebody else's address, and something answers there."""
    ELSEWHERE = "elsewhere"
    """The call was taken, but not by the receiver of this data folder."""
    REFUSED = "refused"
    """Something answers there, and does not take calls."""
    DEAD = "dead"
    """Nothing answers there."""


@dataclass(frozen=True, slots=True)
class ListedWebhook:
    """A registration: what Fax.Plus says of it, whether it leads here, when it was last heard, and what is wrong."""

    webhook: Webhook
    ours: bool
    heard: Hearing | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class TestedWebhook:
    """A registration that was tested; `detail` is a sentence where something is wrong, else empty."""

    webhook: Webhook
    verdict: Verdict
    detail: str = ""

    @property
    def good(self) -> bool:
        """True where a call of Fax.Plus would be taken, as far as that can be tested."""
        return self.verdict in (Verdict.ARRIVED, Verdict.ANSWERS)


def checked_target(text: str, service_url: str = "") -> str:
    """Return the address of a webhook as it is registered. Raises `InputRefused` for what cannot be one.

    `service_url` is the address of the service, which can reach addresses of this computer only if it runs here.
    """
    target = normalised_target(text, FIELD)
    if service_url and not is_loopback(host_of(service_url)) and not is_public(target):
        raise InputRefused(
            FIELD,
            f"Fax.Plus cannot reach “{host_of(target)}”: that is an address of this computer or its own network.",
            "Register the address under which this computer can be reached from outside (docs/webhooks.md).",
        )
    return target


class WebhookRegistry:
    """The registrations of the account that is signed in. Every method raises a `ServiceError` where a call fails."""

    def __init__(self, store: Store, api: FaxApi, service_url: str, proxy: str = "") -> None:
        """`service_url` is the address of the service; `proxy` as in `ServicesFactory`."""
        self._store, self._api, self._service_url, self._proxy = store, api, service_url, proxy

    def registered(self) -> tuple[ListedWebhook, ...]:
        """Return all registrations, by event and then in the order of Fax.Plus."""
        return self.judged([webhook for event in WEBHOOK_EVENTS for webhook in self._api.hooks(event)])

    def judged(self, found: Sequence[Webhook]) -> tuple[ListedWebhook, ...]:
        """Return these registrations with what is known of them here. Asks nobody."""
        calls = self._store.heard_webhooks()
        hearings = () if calls is None else calls.hearings()
        heard = {(hearing.event, hearing.target): hearing for hearing in hearings}
        address = "" if calls is None else calls.address()
        return tuple(
            ListedWebhook(
                webhook,
                self._is_ours(webhook.target),
                heard.get((webhook.event, webhook.target)),
                tuple(self._problems(webhook, found[:place], address)),
            )
            for place, webhook in enumerate(found)
        )

    def _problems(self, webhook: Webhook, before: Sequence[Webhook], address: str) -> Iterable[Problem]:
        if any((other.event, other.target) == (webhook.event, webhook.target) for other in before):
            yield Problem.DUPLICATE
        if not is_loopback(host_of(self._service_url)) and not is_public(webhook.target):
            yield Problem.NOT_PUBLIC
        present = self._is_ours(webhook.target) and webhook.target == address
        if not present and _OUR_PATHS.search(urlsplit(webhook.target).path):
            yield Problem.OLD_ADDRESS

    def _is_ours(self, target: str) -> bool:
        """Return whether an address leads to the receiver of this data folder, by the path that only that one has."""
        calls = self._store.heard_webhooks()
        return calls is not None and urlsplit(target).path.endswith(calls.path())

    def add(self, target: str, event: str = FAX_SENT) -> tuple[Webhook, bool]:
        """Register an address; return the registration, and False where there was one with this event and address.

        Raises `InputRefused` for an address that cannot be called.
        """
        address = checked_target(target, self._service_url)
        for webhook in self._api.hooks(event):
            if webhook.target == address:
                return webhook, False
        return Webhook(self._api.create_hook(event, address), event, address), True

    def remove(self, webhook_id: str) -> None:
        """Remove a registration. Raises `InputRefused` where there is none with this id."""
        try:
            self._api.delete_hook(webhook_id)
        except NotThere as error:
            raise InputRefused(
                "ID", f"There is no webhook {webhook_id}.", "`faxdesk webhook list` shows those that there are."
            ) from error

    def test(self, webhook: Webhook, sign: Sign | None = None) -> TestedWebhook:
        """Call the address of a registration as Fax.Plus would, and see whether the call arrives.

        `sign` gives the headers with the signature of a body, for a receiver that wants one. Addresses of others are
        only asked whether they answer: they would take our call for one of Fax.Plus.
        """
        return self._called(webhook, sign) if self._is_ours(webhook.target) else self._asked(webhook)

    def _called(self, webhook: Webhook, sign: Sign | None) -> TestedWebhook:
        nonce = f"test-{secrets.token_hex(8)}"
        call = {"hook": {"id": nonce, "event": TEST_EVENT, "target": webhook.target}, "data": {"id": nonce}}
        body = json.dumps(call).encode()
        calls = self._store.webhook_calls
        before = calls.newest()
        try:
            headers = {} if sign is None else sign(body)
            status = self._status("POST", webhook.target, headers, UploadBody(body))
        except ServiceError as error:
            return TestedWebhook(webhook, Verdict.DEAD, error.title)
        if any(heard.call.session_id == nonce for heard in calls.latest(_NEARBY, before)):
            return TestedWebhook(webhook, Verdict.ARRIVED)
        if 200 <= status < 300:
            return TestedWebhook(webhook, Verdict.ELSEWHERE, "Something else takes the calls at this address.")
        return TestedWebhook(webhook, Verdict.REFUSED, _refusal(status))

    def _asked(self, webhook: Webhook) -> TestedWebhook:
        try:
            self._status("HEAD", normalised_target(webhook.target, FIELD), {})
        except (ServiceError, InputRefused) as error:
            return TestedWebhook(webhook, Verdict.DEAD, error.title)
        return TestedWebhook(webhook, Verdict.ANSWERS)

    def _status(self, method: str, target: str, headers: Mapping[str, str], body: UploadBody | None = None) -> int:
        parts = urlsplit(target)
        transport = Transport(
            f"{parts.scheme}://{parts.netloc}", timeouts=_TIMEOUTS, proxy=self._proxy or None, log=_NO_LOG
        )
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            return transport.status(method, path, headers, body=body)
        finally:
            transport.close()


_NEARBY = 100
"""Calls that may come in while one of ours is on its way."""
_REFUSALS = {
    401: "The receiver wants calls that are signed, and this one was not: that it answers is all that can be tested.",
    404: "Something answers at this address, but not the receiver: the proxy or tunnel leads elsewhere.",
    502: "The proxy or tunnel answers, but the receiver behind it does not: it does not run, or on another port.",
}
_REFUSALS[503] = _REFUSALS[504] = _REFUSALS[502]


def _refusal(status: int) -> str:
    return _REFUSALS.get(status, f"What answers at this address refuses calls ({status}).")
