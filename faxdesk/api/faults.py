"""What can go wrong with a call, as the errors that people see.

`may_have_acted` is decided here. It is False only where the service certainly did not act:

- the connection was never made (name, refusal, connect timeout, TLS handshake, proxy), or broke before the first byte
  of the body was handed to it: a request without its body cannot be acted on;
- the service said no: a 4xx other than 408, which is what a gateway says when it stopped waiting;
- 307 and 308, which say that the request was not dealt with at this address.

It is True for everything else: timeouts and breaks later on, 5xx, odd answers, and the redirects 301 to 303, which are
also how web programs answer a form that they did process.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests.exceptions as trouble
import urllib3.exceptions as low

from faxdesk.api import redact, wire
from faxdesk.api.refusal_words import Subject, subject_of
from faxdesk.core.errors import (
    AccountBlocked,
    BadAnswer,
    Conflict,
    NotThere,
    Offline,
    ProxyTrouble,
    Refused,
    ServiceDown,
    ServiceError,
    SignInNeeded,
    Throttled,
    TokenRejected,
)
from faxdesk.core.pasted_token import WHERE_TOKENS_ARE
from faxdesk.core.rights import Right
from faxdesk.core.service_status import GET_PAGES, NO_PAGES, Remedy

_NETWORK = "Check the internet connection. FaxDesk goes on by itself when Fax.Plus can be reached again."
_ODD = "Try again; if it keeps happening, check the address of the service in the settings."
_PROXY = "the proxy in FaxDesk's settings (or, where that is empty, in those of the system)"
_WAIT = "FaxDesk tries again by itself."
_LONGEST_SAID = 300
_REMEDIES = {Subject.NUMBER: Remedy.NUMBER, Subject.DOCUMENTS: Remedy.DOCUMENTS, Subject.PAGES: Remedy.NOTHING}
_OF_THE_FAX = frozenset({Subject.SENDER, Subject.NUMBER, Subject.DOCUMENTS})
"""What a refusal can be about that concerns one fax only; the others may go on."""
_BLOCKS = {
    Subject.PLAN: (
        "The plan of this Fax.Plus account does not let programs in.",
        "The API belongs to the Enterprise plan: ask whoever looks after the account.",
    ),
    Subject.ACCOUNT: (
        "This Fax.Plus account is not active.",
        "Sign in at Fax.Plus in a browser to see why, or ask whoever looks after the account.",
    ),
    Subject.USER: (
        "You may not do this in your company's Fax.Plus account.",
        "Ask the administrator of the account for the right to send faxes.",
    ),
}
"""What is said where no fax can be sent, whatever is in it."""


_ODD_PROXIES = (
    trouble.InvalidProxyURL,
    trouble.InvalidSchema,
    trouble.InvalidURL,
    low.LocationParseError,
    low.ProxySchemeUnknown,
    low.ProxySchemeUnsupported,
)
"""What is said of a proxy that is none: an address of half a host, a port of letters, SOCKS, ftp."""


class ConnectionBroke(Offline):
    """The other side closed a connection that was made. On a kept connection this is often only its old age."""


# ---------------------------------------------------------------------------------------- no answer at all


def of_exception(error: Exception, host: str, *, begun: bool | None) -> ServiceError:
    """Return the error for a call that ended without a complete answer.

    `begun` says whether any of the request's body was handed to the connection, which decides what may have happened;
    None stands for a request without a body, of which the kind of the error tells. The result holds no reference to
    `error`, which knows the request and its token.
    """
    causes = tuple(_causes(error))
    fault = _before_the_request(causes, host)
    if fault is not None:
        fault.may_have_acted = bool(begun)
    else:
        fault = _after_the_request(causes, host)
        fault.may_have_acted = begun is not False
    return fault


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what is wrapped in it, as requests wraps urllib3, which wraps the socket's.

    Not its context: that may be something that the caller was just handling, and has nothing to do with this call.
    """
    todo: list[object] = [error]
    seen: list[int] = []
    while todo:
        item = todo.pop()
        if isinstance(item, BaseException) and id(item) not in seen:
            seen.append(id(item))
            yield item
            todo += [*item.args, getattr(item, "reason", None), item.__cause__]


def _has(causes: tuple[BaseException, ...], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def _before_the_request(causes: tuple[BaseException, ...], host: str) -> ServiceError | None:
    """Return the error where the connection was never made, else None."""
    if _has(causes, trouble.ProxyError, low.ProxyError, *_ODD_PROXIES):
        return _proxy(causes)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause, host)
    if _has(causes, low.NameResolutionError, socket.gaierror):
        return Offline(f"The address {host} could not be found.", _NETWORK)
    if _has(causes, ConnectionRefusedError):
        return Offline(f"{host} refused the connection.", _NETWORK)
    # urllib3 counts an unreachable network among its connect timeouts, so that comes first.
    if _has(causes, low.NewConnectionError):
        return Offline(f"{host} cannot be reached.", _NETWORK)
    if _has(causes, trouble.ConnectTimeout, low.ConnectTimeoutError):
        return Offline(f"{host} did not answer in time.", _NETWORK)
    return None


def _proxy(causes: tuple[BaseException, ...]) -> ServiceError:
    if _has(causes, *_ODD_PROXIES):
        # The address of the service has been checked, so it is the proxy's.
        return ProxyTrouble(
            "The address of the proxy is not one that FaxDesk can use.",
            f"It goes through proxies whose address begins with http:// or https://. Check {_PROXY}.",
        )
    if any("407" in str(cause) for cause in causes):
        return _proxy_password()
    return ProxyTrouble(
        "The proxy of this network did not let FaxDesk through.",
        f"Check {_PROXY}, or ask whoever looks after the network.",
    )


def _proxy_password() -> ProxyTrouble:
    return ProxyTrouble(
        "The proxy of this network wants a user name and a password.",
        "Ask whoever looks after the network to let FaxDesk through without, or to put both into the proxy's address "
        "in HTTPS_PROXY, which counts where the proxy in FaxDesk's settings is empty.",
    )


_OUT_OF_DATE = {9, 10}
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and _CERT_HAS_EXPIRED (x509_vfy.h)."""
_WRONG_HOST = {62, 64}
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and _IP_ADDRESS_MISMATCH."""


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> ServiceError:
    title = f"The encrypted connection to {host} cannot be trusted."
    code = getattr(error, "verify_code", 0)
    if code in _OUT_OF_DATE:
        return Offline(title, "Its certificate is out of date. Check the date and time of this computer first.")
    if code in _WRONG_HOST:
        return Offline(
            title, "Another machine answered in its place. Open a web browser and sign in to the network, then wait."
        )
    return Offline(
        title,
        "A firewall or virus scanner may look into encrypted traffic: ask whoever looks after the network to add its "
        "certificate to the system.",
    )


def _after_the_request(causes: tuple[BaseException, ...], host: str) -> ServiceError:
    if _has(causes, trouble.Timeout, low.TimeoutError, TimeoutError):
        return Offline(f"{host} took too long to answer.", _NETWORK)
    if _has(causes, low.IncompleteRead, low.InvalidChunkLength, http.client.IncompleteRead):
        return BadAnswer("The answer was cut short.", _ODD)
    if _has(causes, low.DecodeError):
        return BadAnswer("The answer cannot be unpacked.", _ODD)
    # A TLS connection that ends without its farewell is a broken one.
    if _has(causes, ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return ConnectionBroke(f"The connection to {host} broke.", _NETWORK)
    if _has(causes, ssl.SSLError):
        return Offline(
            f"No encrypted connection to {host} could be made.",
            f"Check the address of the service in the settings, and {_PROXY}, or ask whoever looks after the network.",
        )
    if _has(causes, http.client.HTTPException):
        return BadAnswer(f"What answers at {host} is not a web service.", _ODD)
    return ConnectionBroke(f"The connection to {host} broke.", _NETWORK)


# ------------------------------------------------------------------------------------------- a no for an answer


def of_status(status: int, headers: Mapping[str, str], body: bytes, method: str) -> ServiceError:
    """Return the error for an answer that is no success: `status` outside 200 to 299."""
    if status < 400:
        return _redirect(status)
    said = _Said(body)
    if status == 408:
        return Offline("The answer of Fax.Plus did not come in time.", _NETWORK, may_have_acted=True)
    if status == 407:
        return _proxy_password()
    if status == 511:
        # Network Authentication Required (RFC 6585): the word of a captive portal.
        return wire.web_page()
    if status >= 500:
        return ServiceDown(
            "Fax.Plus has a fault at the moment.", _WAIT, may_have_acted=True, retry_after=retry_after(headers)
        )
    if status == 429:
        return Throttled("Fax.Plus asks for a pause.", _WAIT, retry_after=retry_after(headers))
    if status == 401:
        return _no_token(said)
    return _said_no(status, said, method)


def _redirect(status: int) -> BadAnswer:
    error = BadAnswer(
        "The address answered with a redirect, which FaxDesk does not follow.",
        "Check the address of the service in the settings. If this network asks you to sign in, open a web browser "
        "and do that first.",
    )
    error.may_have_acted = status not in {307, 308}
    return error


class _Said:
    """What an error body says: the service's code and its sentence, made fit to be shown."""

    def __init__(self, body: bytes) -> None:
        self.web_page = wire.looks_like_html(body)
        value = wire.parsed(body)
        members = value if isinstance(value, dict) else {}
        self.code = _shown(members.get("error"))
        # A code alone is made readable: it is all there is to say.
        self.sentence = _shown(members.get("description")) or self.code.replace("_", " ")

    @property
    def subject(self) -> Subject:
        """What the refusal is about: as its code says, else as its sentence does."""
        return subject_of(self.code, self.sentence)

    @property
    def coded(self) -> Subject:
        """What it is about as its code says."""
        return subject_of(self.code, "")

    def added(self, advice: str) -> str:
        """Return the advice with the service's own sentence before it."""
        return f"Fax.Plus says: {self.sentence.rstrip('.')}. {advice}" if self.sentence else advice


def _shown(value: object) -> str:
    text = redact.secrets(wire.line(value))
    return text if len(text) <= _LONGEST_SAID else text[:_LONGEST_SAID] + "…"


def _no_token(said: _Said) -> TokenRejected:
    return TokenRejected(
        "Fax.Plus does not accept the token.",
        said.added(
            f"It may be mistyped, expired or revoked: make a new one at Fax.Plus ({WHERE_TOKENS_ARE}) and sign in."
        ),
    )


def _said_no(status: int, said: _Said, method: str) -> ServiceError:
    """Return the error for a 4xx of the service: about this fax, the account or the token, as its words tell."""
    if status not in {402, 403}:
        # Of these, sentences that speak of an account are mostly about something in it.
        return _of_account(status, said, said.coded, method) or _refused(status, said, method)
    subject = said.subject
    if subject in _OF_THE_FAX and method != "GET":
        return _refused(status, said, method)
    if status == 402 and subject not in _BLOCKS:
        subject = Subject.PLAN if method == "GET" else Subject.PAGES
    return _of_account(status, said, subject, method) or _no_right(said, method)


def _of_account(status: int, said: _Said, subject: Subject, method: str) -> ServiceError | None:
    """Return the error for a refusal that is for the account's sake, else None."""
    if subject is Subject.PAGES and method != "GET":
        return Refused(
            NO_PAGES, said.added(GET_PAGES), status=status, code=said.code or "no_pages", remedy=Remedy.NOTHING
        )
    if subject not in _BLOCKS:
        return None
    title, advice = _BLOCKS[subject]
    return AccountBlocked(title, said.added(advice))


def _no_right(said: _Said, method: str) -> SignInNeeded:
    if said.web_page:
        return SignInNeeded(
            "Something on the way to Fax.Plus refused the connection.",
            "A proxy or firewall may block Fax.Plus: ask whoever looks after the network.",
        )
    reads = method == "GET"
    scope, purpose = ("read", "see faxes") if reads else ("edit", "send and change faxes")
    return SignInNeeded(
        f"This token may not {purpose}.",
        said.added(
            f"It lacks the right fax:all:{scope}. Make a new token with fax:all:read and fax:all:edit at Fax.Plus "
            f"({WHERE_TOKENS_ARE}) and sign in with it."
        ),
        right=Right.FAXES if reads else Right.SENDING,
    )


def _refused(status: int, said: _Said, method: str) -> Refused:
    # Those two are about a thing that is there already, which nobody has who makes one.
    if status in {404, 410} and method != "POST":
        return NotThere(
            "Fax.Plus does not know this.",
            said.added("It may be finished or deleted already; the list shows what is there."),
            status=status,
            code=said.code,
        )
    if status == 409 and method != "POST":
        return Conflict(
            "The fax can no longer be changed.",
            said.added("It is being sent at this moment."),
            status=status,
            code=said.code,
        )
    if status == 413:
        return Refused(
            "The documents are too large for Fax.Plus.",
            said.added("All documents of a fax together may have 150 MB: split them into several faxes."),
            status=status,
            code=said.code or "too_large",
            remedy=Remedy.DOCUMENTS,
        )
    return Refused(
        f"Fax.Plus refused the request ({status}).",
        said.added("Check the numbers and the documents, then send again."),
        status=status,
        code=said.code,
        remedy=_REMEDIES.get(said.subject, Remedy.ANYTHING),
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the pause that `Retry-After` asks for, in seconds; None where there is none that can be read.

    A date is taken against the `Date` of the same answer, so that a wrong clock on this computer does not matter.
    """
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.replace(".", "", 1).isdigit():
        return float(said)
    until = date(said)
    if until is None:
        return None
    now = date(headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def date(text: str) -> datetime | None:
    """Return the instant of an HTTP date, or None where it is none."""
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return wire.instant(when)
