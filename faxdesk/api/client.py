"""The client of the Fax.Plus API v3: one method per call, values of `core.model` in and out."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import quote

from faxdesk.api import download, wire
from faxdesk.api.auth import Credentials, token_of
from faxdesk.api.transport import LOG, PATIENT, Timeouts, Transport
from faxdesk.api.upload import FileBody, UploadBody
from faxdesk.core.errors import BadAnswer, Refused, SignInNeeded, TokenRejected
from faxdesk.core.model import Account, DocumentType, Fax, Number, OutboxFax, Records, Shipment, Webhook
from faxdesk.core.rights import Right
from faxdesk.core.times import Now, utc_now

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken

T = TypeVar("T")
Progress = Callable[[int, int], None]

MOST_PER_PAGE = 50
"""Records of the archive in one answer (SDK 3.0.5)."""


_NO_FAX = "0" * 24
"""An id in the service's form that no fax has: they begin with the time at which they were given out."""


class FaxApi:
    """Fax.Plus for one account. Make one per thread, and close it.

    Every method raises a `ServiceError` when the call fails, `Refused` and its kinds when the service said no. The
    error knows whether the service may have acted all the same.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        timeouts: Timeouts = PATIENT,
        proxy: str | None = None,
        log: logging.Logger = LOG,
        now: Now = utc_now,
    ) -> None:
        """Take the address of the service with its `/v3`. Raises `InputRefused` for one that cannot be used.

        `proxy` is the address of a proxy to use in place of the system's; `now` tells our time.
        """
        self._transport = Transport(base_url, timeouts=timeouts, proxy=proxy, log=log, now=now)
        self._credentials = credentials
        self._outbox = _Last[OutboxFax]()
        self._faxes = _Last[Fax]()
        self._unknown_categories: set[str] = set()

    def __enter__(self) -> FaxApi:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    @property
    def tells_time(self) -> bool:
        """Whether the last answer told the service's time."""
        return self._transport.tells_time

    @property
    def clock_offset(self) -> timedelta:
        """How far the service's clock is ahead of this computer's, as far as its last answer told."""
        return self._transport.clock_offset

    # ------------------------------------------------------------------------------------------------ account

    def account(self) -> Account:
        """Return the account of the token; the cheapest call to test one."""
        return wire.single(self._get("/accounts/self"), wire.account, "an account")

    def numbers(self) -> tuple[Number, ...]:
        """Return the account's own numbers, usable as sender or not."""
        return wire.listed(self._get("/accounts/self/numbers"), wire.own_number, "numbers")

    # ---------------------------------------------------------------------------------------------- outgoing

    def upload(
        self,
        path: Path,
        name: str,
        kind: DocumentType,
        progress: Progress,
        cancel: CancelToken,
        sha256: str = "",
    ) -> str:
        """Upload a document and return the service's path of it, good for one submission soon after.

        `progress` gets the bytes sent so far and the size, before each block and at the end. Raises `Stopped`, and
        `InputRefused` where the document cannot be read, or is not the one with the digest `sha256`.
        """

        def attempt(headers: dict[str, str]) -> bytes:
            with FileBody(path, name, kind, progress, cancel, sha256) as body:
                return self._transport.call(
                    "POST", "/accounts/self/files", headers, query={"format": kind.value}, body=body
                )

        return wire.path(wire.loads(self._authorised(attempt)))

    def send(self, shipment: Shipment) -> dict[str, str]:
        """Submit a fax and return destination, as the service spells it, to outbox id; empty where it gave no ids.

        Never repeated here: only the caller knows how to find out what became of a lost answer.
        """
        return wire.ids(wire.loads(self._call("POST", "/accounts/self/outbox", body=wire.shipment(shipment))))

    def outbox(self) -> Records[OutboxFax]:
        """Return all faxes that are not finished. Where nothing has changed it is the very tuple of the last call."""
        body = self._call("GET", "/accounts/self/outbox")
        return self._outbox.read("", body, lambda: wire.listed(wire.loads(body), wire.outbox_fax))

    def outbox_fax(self, fax_id: str) -> OutboxFax:
        """Return one fax that is not finished; `NotThere` where it is."""
        return wire.single(self._get(f"/accounts/self/outbox/{_segment(fax_id)}"), wire.outbox_fax, "a fax")

    def change_comment(self, fax_id: str, text: str) -> None:
        """Change the comment of a waiting fax, the only thing about it that can be changed. May raise `Conflict`."""
        self._do("PUT", f"/accounts/self/outbox/{_segment(fax_id)}", {"comment": text})

    def cancel_fax(self, fax_id: str) -> None:
        """Cancel a waiting fax. Raises `Conflict` while it is being sent, `NotThere` when it is finished."""
        self._do("DELETE", f"/accounts/self/outbox/{_segment(fax_id)}")

    def may_cancel(self) -> bool:
        """Return whether the token may change faxes, found out by a cancellation of one that there is not."""
        try:
            self.cancel_fax(_NO_FAX)
        except Refused:
            return True
        except SignInNeeded as error:
            if error.right is not Right.SENDING:
                raise
            return False
        return True

    # ----------------------------------------------------------------------------------------------- archive

    def faxes(
        self,
        category: str = "sent",
        after: datetime | None = None,
        before: datetime | None = None,
        limit: int = MOST_PER_PAGE,
        offset: int = 0,
    ) -> Records[Fax]:
        """Return a page of the archive, the newest first; `category` is `sent`, `inbox` or `spam`.

        A service that does not know the category gives faxes of all kinds, which are told by their direction. Where
        nothing has changed since the same call it is the very tuple of the last one.
        """
        query: dict[str, str | int] = {"category": category, "limit": limit, "sort_by": "date", "order": "desc"}
        if category in self._unknown_categories:
            del query["category"]
        if offset:
            query["offset"] = offset
        if after is not None:
            query["after"] = wire.stamp(after)
        if before is not None:
            query["before"] = wire.stamp(before)
        try:
            body = self._call("GET", "/accounts/self/faxes", query=query)
        except Refused as error:
            if error.status != 400 or "category" not in query or "category" not in str(error):
                raise
            self._unknown_categories.add(category)
            return self.faxes(category, after, before, limit, offset)
        return self._faxes.read(str(query), body, lambda: wire.listed(wire.loads(body), wire.fax))

    def fax(self, fax_id: str) -> Fax:
        """Return one record of the archive."""
        return wire.single(self._get(f"/accounts/self/faxes/{_segment(fax_id)}"), wire.fax, "a fax")

    def annotate_fax(self, fax_id: str, comment: str, read: bool) -> None:
        """Set the comment and the read mark of a record: the service wants both."""
        self._do("PUT", f"/accounts/self/faxes/{_segment(fax_id)}", {"comment": comment, "is_read": read})

    def delete_fax(self, fax_id: str) -> None:
        """Delete a record of the archive."""
        self._do("DELETE", f"/accounts/self/faxes/{_segment(fax_id)}")

    # --------------------------------------------------------------------------------------------- documents

    def document(
        self, fax_id: str, kind: DocumentType, target: Path, cancel: CancelToken, progress: Progress | None = None
    ) -> None:
        """Save the document of a fax as `target`, which exists afterwards only if all of it arrived.

        `progress` gets the bytes so far and the size, 0 where that is unknown. Raises `Stopped`, and `StoreTrouble`
        where the disk does not take it.
        """
        path = f"/accounts/self/files/{_segment(fax_id)}"
        self._save(path, {"format": kind.value}, download.FileKind.of(kind), target, cancel, progress)

    def report(self, fax_id: str, target: Path, cancel: CancelToken) -> None:
        """Save the confirmation report of a fax as `target`, a PDF; otherwise like `document`."""
        self._save(f"/accounts/self/report/{_segment(fax_id)}", {}, download.FileKind.PDF, target, cancel, None)

    # ---------------------------------------------------------------------------------------------- webhooks

    def hooks(self, event: str) -> tuple[Webhook, ...]:
        """Return the webhooks of an event: `fax_sent` or `fax_received`."""
        return wire.listed(self._get("/hooks", {"event": event}), wire.webhook)

    def create_hook(self, event: str, target: str) -> str:
        """Register a webhook and return its id."""
        body = wire.dumps({"event": event, "target": target})
        return wire.single(wire.loads(self._call("POST", "/hooks", body=body)), wire.webhook, "a webhook").id

    def delete_hook(self, hook_id: str) -> None:
        """Remove a webhook."""
        self._do("DELETE", f"/hooks/{_segment(hook_id)}")

    # ------------------------------------------------------------------------------------------------ calling

    def _get(self, path: str, query: Mapping[str, str | int] | None = None) -> wire.Json:
        return wire.loads(self._call("GET", path, query=query))

    def _do(self, method: str, path: str, members: Mapping[str, object] | None = None) -> None:
        """Make a call whose answer is empty. Any success counts, except a web page, which is nobody's success."""
        answer = self._call(method, path, body=None if members is None else wire.dumps(members))
        if wire.looks_like_html(answer):
            raise wire.web_page()

    def _call(
        self, method: str, path: str, *, query: Mapping[str, str | int] | None = None, body: bytes | None = None
    ) -> bytes:
        def attempt(headers: dict[str, str]) -> bytes:
            sent = None if body is None else UploadBody(body)
            return self._transport.call(method, path, headers, query=query, body=sent)

        return self._authorised(attempt)

    def _save(
        self,
        path: str,
        query: dict[str, str | int],
        kind: download.FileKind,
        target: Path,
        cancel: CancelToken,
        progress: Progress | None,
    ) -> None:
        def attempt(headers: dict[str, str]) -> None:
            asked = {**headers, "Accept": kind.value}
            with self._transport.open("GET", path, asked, query=query) as response:
                if response.status_code == 206:
                    raise BadAnswer("The answer has only a part of the document.", "Try again.")
                length = self._transport.document_length(response)
                blocks = self._transport.blocks(response)
                download.save(blocks, length, kind, target, cancel, progress or _silent)

        self._authorised(attempt)

    def _authorised(self, attempt: Callable[[dict[str, str]], T]) -> T:
        """Make an attempt, and a second one with a new token where the first was not taken.

        That is safe for a fax as well: a 401 says that nothing was done.
        """
        headers = self._credentials.headers()
        try:
            return attempt(headers)
        except TokenRejected:
            if not self._credentials.renew(token_of(headers)):
                raise
        return attempt(self._credentials.headers())


class _Last(Generic[T]):
    """The last list and the digest of the answer that it was read from: an unchanged answer is not read again."""

    def __init__(self) -> None:
        self._digest = b""
        self._values = Records[T]()

    def read(self, asked: str, body: bytes, parse: Callable[[], Records[T]]) -> Records[T]:
        """Return the values of an answer to what was `asked`, by `parse` where they are not known yet."""
        digest = hashlib.blake2b(asked.encode() + b"\n" + body, digest_size=16).digest()
        if digest != self._digest:
            self._values = parse()
            self._digest = digest
        return self._values


def _segment(key: str) -> str:
    """Return an id as a part of a path. Ids are opaque, so whatever is in one is encoded.

    Raises `BadAnswer` for what a path cannot hold: `..` would be another address.
    """
    if not key.strip("."):
        error = BadAnswer("This is not the id of a fax.", "Take the id from the outbox or from the sent faxes.")
        error.may_have_acted = False
        raise error
    return quote(key, safe="", errors="replace")


def _silent(_done: int, _total: int) -> None:
    """Take progress that nobody wants to see."""
