"""A release of FaxDesk as a feed tells of it (docs/release-feed.md), and which of two versions is the newer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from faxdesk.core.settings import PROJECT_PAGE

_VERSION = re.compile(r"v?([0-9]{1,6})\.([0-9]{1,6})(?:\.([0-9]{1,6}))?")
_LONGEST_PAGE = 500
"""Characters of a page's address; those of releases have some 60."""
_PAGE = re.compile(r"https://[A-Za-z0-9._~:/%-]+")
"""Only what a plain address needs, so that no two URL parsers can read two different hosts out of one text."""


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release: its version, such as “1.4.0”, and the page that tells of it."""

    version: str
    page: str


def parsed(body: bytes, feed: str) -> Release | None:
    """Return the release in the answer of a feed, None where it is a draft or a version that is still being tried.

    Raises `ValueError` for what is no release feed, and where the page is on a host that `feed` may not send to.
    """
    try:
        values = json.loads(body)
    except RecursionError as error:
        raise ValueError from error
    told = values if isinstance(values, dict) else {}
    version, page = (text if isinstance(text := told.get(name), str) else "" for name in ("tag_name", "html_url"))
    if not version or not page:
        raise ValueError
    if any(told.get(name) not in (None, False) for name in ("draft", "prerelease")) or _parts(version) is None:
        return None
    if not may_link(page, feed):
        raise ValueError
    return Release(version.removeprefix("v"), page)


def may_link(page: str, feed: str) -> bool:
    """True for an https page of the feed's own host, or of the project's.

    The feed of `api.example.com` may tell of pages on `example.com` too, as that of GitHub does.
    """
    if len(page) > _LONGEST_PAGE or not _PAGE.fullmatch(page):
        return False
    try:
        host, port = urlsplit(page).hostname, urlsplit(page).port
        own = urlsplit(feed).hostname or ""
    except ValueError:
        return False
    return port in (None, 443) and host in {own, own.removeprefix("api."), urlsplit(PROJECT_PAGE).hostname}


def is_newer(version: str, own: str) -> bool:
    """True where both are versions of finished releases and the first is the newer one."""
    left, right = _parts(version), _parts(own)
    return left is not None and right is not None and left > right


def _parts(version: str) -> tuple[int, int, int] | None:
    found = _VERSION.fullmatch(version)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3] or 0))
