"""What a release feed may say, and which version is the newer one."""

from __future__ import annotations

import json

import pytest

from faxdesk.core.release import Release, is_newer, may_link, parsed
from faxdesk.core.settings import PROJECT_PAGE

FEED = "https://updates.example.com/latest.json"
PAGE = "https://updates.example.com/releases/1.4.0"


def feed(**members: object) -> bytes:
    return json.dumps({"tag_name": "v1.4.0", "html_url": PAGE, **members}).encode()


def test_a_release_is_its_version_and_its_page() -> None:
    assert parsed(feed(draft=False, prerelease=False, body="# New", assets=[{}]), FEED) == Release("1.4.0", PAGE)


@pytest.mark.parametrize(
    "members",
    [{"prerelease": True}, {"draft": True}, {"prerelease": "yes"}]
    + [
        {"tag_name": name}
        for name in (
            "1.5.0rc1",
            "v2.0.0-beta.1",
            "9999; rm -rf ~",
            "1.5.0\n",
            "1",
            "1.2.3.4",
            "\u0661.5",
            "1" * 7 + ".0",
        )
    ],
)
def test_what_is_no_finished_release_is_none(members: dict[str, object]) -> None:
    assert parsed(feed(**members), FEED) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Welcome to the hotel</body></html>",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        b"null",
        b'"1.4.0"',
        feed(tag_name=14),
        feed(html_url=None),
        feed(html_url=""),
    ],
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  which of its kinds, nobody looks at
        parsed(body, FEED)


@pytest.mark.parametrize(
    "page",
    [
        "http://updates.example.com/releases/1.4.0",
        "https://elsewhere.invalid/",
        "https://updates.example.com.elsewhere.invalid/",
        "https://updates.example.com@elsewhere.invalid/",
        "https://elsewhere.invalid\\@updates.example.com/",
        "https://updates.example.com:8443/",
        "https://updates.example.com:99999999/",
        "https://updates.example.com/?from=here",
        "https://updates.example.com/a b",
        "https://updates.example.com/\n",
        "https://updates.example.com/" + "a" * 500,
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ms-settings:network",
        "//updates.example.com/",
    ],
)
def test_no_other_page_is_ever_opened(page: str) -> None:
    assert not may_link(page, FEED)
    with pytest.raises(ValueError):  # noqa: PT011  which of its kinds, nobody looks at
        parsed(feed(html_url=page), FEED)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (PAGE, FEED),
        (f"{PROJECT_PAGE}/releases/1.4.0", FEED),
        (
            "https://github.com/owner/faxdesk/releases/tag/v1.4.0",
            "https://api.github.com/repos/owner/faxdesk/releases/latest",
        ),
        ("https://updates.example.com:443/", FEED),
    ],
)
def test_pages_of_the_feed_and_of_the_project_are_opened(page: str, address: str) -> None:
    assert may_link(page, address)


@pytest.mark.parametrize(
    ("version", "own", "newer"),
    [
        ("1.4.0", "1.3.9", True),
        ("1.10.0", "1.9.0", True),
        ("v1.4", "1.3.9", True),
        ("1.4", "1.4.0", False),
        ("1.4.0", "1.4.0", False),
        ("1.3.0", "1.4.0", False),
        ("", "1.4.0", False),
        ("1.5.0rc1", "1.4.0", False),
        ("1.5.0", "unknown", False),
    ],
)
def test_only_what_is_newer_is_newer(version: str, own: str, newer: bool) -> None:
    assert is_newer(version, own) is newer
