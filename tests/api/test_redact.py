"""Logs are sent to help desks: no token and no whole fax number may be in them."""

from __future__ import annotations

import pytest

from faxdesk.api import redact

SECRET = "s3cr3t-0123456789abcdef"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"authorization=Basic {SECRET}",
        f"the header was 'Bearer {SECRET}'",
        f'{{"access_token": "{SECRET}", "x": 1}}',
        f'{{"refresh_token":"{SECRET}"}}',
        f"grant_type=refresh_token&refresh_token={SECRET}&x=1",
        f"https://localhost:8765/cb/?code={SECRET}",
        f"client_secret: {SECRET}",
        f"Failed to parse: http://office:{SECRET}@proxy.example:8080",
        f"Token alohi_pat_{SECRET} is not known",
        f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{SECRET}",
    ],
)
def test_what_looks_like_a_secret_is_replaced(text: str) -> None:
    assert SECRET not in redact.secrets(text)


@pytest.mark.parametrize(
    "text",
    [
        "66f1c2d3a4b5c6d7e8f90123",
        "13a4afb0585345639733857e8f36df8d is being sent",
        "/storage/transient-5e8b1c52-3a86-4c0b-9e58-0a7b2d3f4c11.pdf"[:36],
        "At most 10 files per fax",
        "Invalid token: expired",
        '{"code": "too_many_files_2"}',
        "Authorization: required",
    ],
)
def test_what_engineers_need_stays(text: str) -> None:
    assert redact.secrets(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/numbers/+41445550123", "/numbers/…123"),
        ("/numbers/%2B41445550123?x=1", "/numbers/…123?x=1"),
        ("to '+390687654321' and +41225550123", "to '…321' and …123"),
        ("2026-11-23 21:50:02 +0000", "2026-11-23 21:50:02 +0000"),
        ("/outbox/66f1c2d3a4b5c6d7e8f90123", "/outbox/66f1c2d3a4b5c6d7e8f90123"),
    ],
)
def test_numbers_keep_their_last_three_digits(text: str, shown: str) -> None:
    assert redact.numbers(text) == shown


def test_a_body_is_cut_to_one_line_of_two_kilobytes_and_no_cut_bares_a_token() -> None:
    line = redact.body(b"<html>\n  <p>" + b"word " * 5000)
    assert len(line) == 2048
    assert "\n" not in line

    for before in range(2030, 2050):
        assert SECRET[:12] not in redact.body(b"x " * (before // 2) + f"alohi_pat_{SECRET}{SECRET}".encode())
