"""One HTTP call: connections, timeouts, trust, proxies, and every failure turned into one of our errors."""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import requests
import urllib3.exceptions
from requests.auth import AuthBase
from requests.utils import get_auth_from_url, get_environ_proxies

from faxdesk import __version__
from faxdesk.api import faults, redact, wire
from faxdesk.api.adapter import TlsAdapter
from faxdesk.core import address, child_environment, redaction
from faxdesk.core.errors import BadAnswer, Offline, ServiceError
from faxdesk.core.times import Now, utc_now

if TYPE_CHECKING:
    from faxdesk.api.upload import UploadBody

LOG = logging.getLogger(__name__)
_BLOCK = 64 * 1024
_LARGEST_ANSWER = 32 * 1024 * 1024
"""A JSON answer above this is none of Fax.Plus, which lists at most 50 records of less than 1 KB, in bytes."""
_MOST_POLLS = 8
"""So many different polls are remembered: the outbox, and the archive in a few ways."""
_LARGEST_FAULT = 64 * 1024
"""So much of an error's body is read, in bytes; nobody reads more."""
_REQUEST_IDS = ("X-Request-Id", "X-Correlation-Id", "X-Amzn-Trace-Id", "CF-Ray")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds: for a connection, for the next byte of an answer or the next block of a request to
    leave, and for a whole JSON answer after its first byte."""

    connect: float = 10
    read: float = 60
    answer: float = 120


PATIENT = Timeouts()


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Follow nothing: neither credentials nor documents leave for an address that an answer names."""


class _Headers(AuthBase):
    """Sets the credentials. An auth object keeps requests from putting those of a netrc file in their place."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        r.headers.update(self._headers)
        return r


class Transport:
    """Calls to one host, for one thread.

    Everything that is no GET starts on a fresh connection. A server closes idle connections when it likes; a request
    that meets such a moment is lost, and whether it was acted on nobody knows. For a GET that costs a repetition; for a
    fax it would cost a long search for what may have been sent.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeouts: Timeouts = PATIENT,
        proxy: str | None = None,
        log: logging.Logger = LOG,
        now: Now = utc_now,
    ) -> None:
        """Take the address of the service, checked by `address.normalised`. `now` tells our time.

        `proxy` is the address of a proxy to use in place of the system's. Loopback is never asked through a proxy.
        """
        self.base_url = address.normalised(base_url)
        self.host = address.host_of(self.base_url)
        self._timeouts = timeouts
        self._log = log
        self._now = now
        self._kept = False
        self._polls: dict[tuple[object, ...], requests.PreparedRequest] = {}
        self.clock_offset = timedelta()
        """How far the service's clock is ahead of ours, by the last `Date` of its answers; to the second."""
        self.tells_time = False
        """Whether its last answer had a `Date`."""
        self._proxies = self._choose_proxies(proxy)
        self._session = _Session()
        # What the environment says about proxies was read above; a netrc file has no say at all.
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update(
            {"User-Agent": f"FaxDesk/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
        )
        scheme = self.base_url.partition("://")[0] + "://"
        self._session.mount(scheme, TlsAdapter(encrypted=scheme == "https://", patience=timeouts.read))

    def _choose_proxies(self, proxy: str | None) -> dict[str, str]:
        if address.is_loopback(self.host):
            return {}
        chosen = {"http": proxy, "https": proxy} if proxy else dict(get_environ_proxies(self.base_url))
        chosen = {scheme: child_environment.proxy_with_login(one) for scheme, one in chosen.items()}
        for one in chosen.values():
            _remember_login(one)
        return chosen

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._kept = False

    def call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        query: Mapping[str, str | int] | None = None,
        body: UploadBody | None = None,
    ) -> bytes:
        """Make one call and return the body of its answer.

        `path` begins with a slash and is added to the base address as it is. Raises a `ServiceError`.
        """
        with self.open(method, path, headers, query=query, body=body) as response:
            return self._whole(response)

    def status(self, method: str, path: str, headers: Mapping[str, str], *, body: UploadBody | None = None) -> int:
        """Make one call and return the code of its answer, whatever that says; nothing of its body is read.

        Raises a `ServiceError` where there is no answer.
        """
        with self._answer(self._prepared(method, path, headers, body), method, path, body) as response:
            return response.status_code

    @contextmanager
    def open(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        query: Mapping[str, str | int] | None = None,
        body: UploadBody | None = None,
    ) -> Iterator[requests.Response]:
        """Make one call, like `call`, and give the successful answer before its body is read; see `blocks`."""
        where = path + ("?" + urlencode(query) if query else "")
        response = self._answer(self._prepared(method, where, headers, body), method, where, body)
        try:
            if not 200 <= response.status_code < 300:
                raise self._no(response, method)
            yield response
        finally:
            response.close()

    def _prepared(
        self, method: str, where: str, headers: Mapping[str, str], body: UploadBody | None
    ) -> requests.PreparedRequest:
        """Return the request; a GET that is asked again and again is prepared once, which halves what requests adds."""
        key = (where, *headers.items())
        known = self._polls.get(key) if method == "GET" else None
        if known is not None:
            return known
        request = requests.Request(
            method,
            self.base_url + where,
            headers={"Content-Type": body.media_type} if body else {},
            data=body,
            auth=_Headers(headers),
        )
        prepared = self._session.prepare_request(request)
        if method == "GET":
            if len(self._polls) >= _MOST_POLLS:
                self._polls.clear()
            self._polls[key] = prepared
        return prepared

    def _answer(
        self, request: requests.PreparedRequest, method: str, where: str, body: UploadBody | None
    ) -> requests.Response:
        if method != "GET":
            self.close()
        try:
            return self._send(request, method, where, body)
        except faults.ConnectionBroke:
            if not self._kept:
                raise
        self._log.info("The kept connection to %s was closed; asking again on a fresh one", self.host)
        self.close()
        return self._send(request, method, where, body)

    def _send(
        self, request: requests.PreparedRequest, method: str, where: str, body: UploadBody | None
    ) -> requests.Response:
        started = time.monotonic()
        try:
            response = self._session.send(
                request,
                stream=True,
                allow_redirects=False,
                proxies=self._proxies,
                timeout=(self._timeouts.connect, self._timeouts.read),
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            fault = faults.of_exception(error, self.host, begun=body.begun if body else None)
            reason = redact.numbers(redact.secrets(f"{type(error).__name__}: {error}"))
        else:
            self._kept = True
            self._compare_clocks(response)
            self._note(response, method, where, started)
            return response
        self._log.info("%s %s: no answer after %d ms: %s", method, redact.numbers(where), _ms(started), reason)
        # Raised out here, the error does not carry requests' own, which knows the headers and so the token.
        raise fault

    def _compare_clocks(self, response: requests.Response) -> None:
        there = faults.date(response.headers.get("Date", ""))
        self.tells_time = there is not None
        if there is not None:
            self.clock_offset = there - self._now()

    def _note(self, response: requests.Response, method: str, where: str, started: float) -> None:
        level = logging.DEBUG if method == "GET" and response.ok else logging.INFO
        if self._log.isEnabledFor(level):
            found = ((name, response.headers.get(name, "")) for name in _REQUEST_IDS)
            ids = [f" {name}={redaction.for_log(value)[:80]}" for name, value in found if value]
            self._log.log(
                level,
                "%s %s: %d in %d ms%s",
                method,
                redact.numbers(where),
                response.status_code,
                _ms(started),
                "".join(ids),
            )

    def _no(self, response: requests.Response, method: str) -> ServiceError:
        body = b""
        end = time.monotonic() + self._timeouts.read
        try:
            for block in self.blocks(response):
                body += block
                if len(body) > _LARGEST_FAULT or time.monotonic() > end:
                    break
        except ServiceError:
            # The status has said enough; what came of the body is shown.
            self._log.info("The body of the answer %d broke off", response.status_code)
        self._log.info("Answer %d: %s", response.status_code, redact.body(body))
        return faults.of_status(response.status_code, response.headers, body, method)

    def _whole(self, response: requests.Response) -> bytes:
        """Read a JSON answer with bounds on its size, also when it is packed, and on the time it takes."""
        started = time.monotonic()
        parts: list[bytes] = []
        size = 0
        for block in self.blocks(response):
            parts.append(block)
            size += len(block)
            if size > _LARGEST_ANSWER:
                raise BadAnswer(
                    "The answer was far too large for one of Fax.Plus.",
                    "Check the address of the service in the settings.",
                )
            if time.monotonic() - started > self._timeouts.answer:
                raise Offline(
                    f"The answer of {self.host} came too slowly.",
                    "Check the internet connection. FaxDesk tries again by itself.",
                    may_have_acted=True,
                )
        return b"".join(parts)

    def blocks(self, response: requests.Response) -> Iterator[bytes]:
        """Yield an answer's body as it arrives, unpacked, in blocks of at most 64 KB. Raises a `ServiceError`."""
        while True:
            try:
                block = response.raw.read1(_BLOCK, decode_content=True)
            except urllib3.exceptions.HTTPError as error:
                fault = faults.of_exception(error, self.host, begun=True)
            else:
                if not block:
                    return
                yield block
                continue
            raise fault

    def document_length(self, response: requests.Response) -> int:
        """Return the length of a body that is not packed, in bytes; 0 where the answer does not say."""
        length = wire.whole(response.headers.get("Content-Length"))
        return 0 if response.headers.get("Content-Encoding") else length


def _remember_login(proxy: str) -> None:
    """Take the password of a proxy out of every text, as its address and as the header has it (RFC 7617)."""
    try:
        user, password = get_auth_from_url(proxy)
    except ValueError:
        # It is no address at all, which the first call says.
        return
    redaction.remember(password)
    redaction.remember(base64.b64encode(f"{user}:{password}".encode()).decode("ascii") if password else "")


def _ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
