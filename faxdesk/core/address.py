"""Which addresses FaxDesk talks to: https everywhere, plain http only to this computer."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from faxdesk.core.errors import InputRefused
from faxdesk.core.settings import FEED_FIELD, PRODUCTION_URL, RELEASE_FEED

FAX_PLUS_ACCOUNTS = "https://accounts.fax.plus"
"""The service's OAuth2 host (vendor's sample-python, app.py)."""

FIELD = "Address"
PROXY_FIELD = "Proxy"
_ADVICE = f"Write it like {PRODUCTION_URL}."
# Only what a plain address needs, so that no two URL parsers can read two different hosts out of one text.
_PLAIN = re.compile(r"[A-Za-z0-9._~:/\[\]%-]+")
_TARGET = re.compile(r"[!-\"$-~]+")
_EXAMPLE = "https://desk.example.com/hook/…, the first line of `faxdesk webhook serve`"
_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".test", ".invalid")
"""Ends of names that the Internet does not know (RFC 6761, 6762, 8375; `.internal`: ICANN, 2024; `.lan`: by custom)."""
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")


def normalised(url: str) -> str:
    """Return the address without spaces around it and slashes at its end; the path stays as it was given.

    Raises `InputRefused` for what is not an http or https address, has a user name, query or fragment in it, or would
    send the token unencrypted over a network.
    """
    text = url.strip()
    parts = _split(text)
    if parts is None or not _PLAIN.fullmatch(text):
        raise InputRefused(FIELD, f"“{text}” is not a web address.", _ADVICE)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise InputRefused(
            FIELD,
            f"“{text}” is not encrypted: everybody on the way could read the faxes.",
            "Use an address that starts with https://.",
        )
    return text.rstrip("/")


def normalised_proxy(text: str) -> str:
    """Return the address of a proxy without spaces around it and a slash at its end; "" where `text` is empty.

    Raises `InputRefused` for what is not an http or https address of a host and a port alone. A user name and a
    password are refused too, because the settings are a plain file; the refusal does not repeat them.
    """
    plain = text.strip()
    if "@" in plain:
        raise InputRefused(
            PROXY_FIELD,
            "The user name and the password of a proxy are not kept in the settings, which are a plain file.",
            "Leave them out. If the proxy needs them, leave the proxy in the settings empty, and put its whole address "
            "into the environment variable HTTPS_PROXY.",
        )
    parts = _split(plain)
    if plain and (parts is None or not _PLAIN.fullmatch(plain) or not parts.port or parts.path not in {"", "/"}):
        raise InputRefused(
            PROXY_FIELD,
            f"“{plain}” is not the address of a proxy.",
            "Write it with its port, like http://proxy.example.com:8080, or leave it empty to do as the operating "
            "system does.",
        )
    return plain.rstrip("/")


def normalised_feed(text: str) -> str:
    """Return the address of a release feed without spaces around it, that of the project where `text` is empty.

    Raises `InputRefused` for what is no https address (plain http goes to this computer only), and for one with a user
    name, a query or a fragment: nothing is sent along.
    """
    plain = text.strip() or RELEASE_FEED
    parts = _split(plain)
    allowed = parts is not None and (parts.scheme == "https" or is_loopback(parts.hostname or ""))
    if not allowed or not _PLAIN.fullmatch(plain):
        raise InputRefused(
            FEED_FIELD,
            f"“{plain}” is not the address of a release feed.",
            f"Write it like {RELEASE_FEED}, or leave it empty for that one.",
        )
    return plain


def normalised_target(text: str, field: str) -> str:
    """Return the address that a webhook calls, without spaces around it.

    Raises `InputRefused` naming `field` for what is no https address (plain http goes to this computer only: a call has
    numbers in it), and for one with a user name or a fragment.
    """
    plain = text.strip()
    parts = _split(plain)
    if parts is None or "@" in parts.netloc or not _TARGET.fullmatch(plain):
        raise InputRefused(field, f"“{plain}” is not a web address.", f"Write it like {_EXAMPLE}.")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise InputRefused(
            field,
            f"“{plain}” is not encrypted: everybody on the way could read who faxes whom.",
            "Use an address that starts with https://.",
        )
    return plain


def is_public(url: str) -> bool:
    """Return False where only this computer or its own network can know the address; a name is not looked up."""
    host = host_of(url)
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        name = host.rstrip(".").lower()
        return "." in name and not name.endswith(_PRIVATE_NAMES)


def _split(text: str) -> SplitResult | None:
    """Return the parts of an address that can be used, else None."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _is_host(host: str) -> bool:
    """True for a host name of the form that DNS takes (RFC 1035, section 2.3.4), and for an IP address."""
    if ":" in host:
        ipaddress.IPv6Address(host)
        return True
    return len(host) <= 253 and _NAME.fullmatch(host) is not None


def is_loopback(host: str) -> bool:
    """True for this computer itself: `localhost`, 127.0.0.0/8 and ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(url: str) -> str:
    """Return the host of an address that `normalised` has passed, for people to read."""
    return urlsplit(url).hostname or ""
