"""Secrets are known by their value, whatever they look like, and are taken out however somebody writes them."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core import redaction

SECRETS = (
    "opensesame",
    "correct horse battery staple",
    "P@ss&w/o<r>d+=\"'\\",
    "ünïcode-gehéim",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.s3cr3t",
    "0123456789",
    "İstanbul-Strasse",
    "x" * 3000,
)


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret[:12])
@pytest.mark.parametrize(
    "written",
    [
        str,
        lambda secret: quote(secret, safe=""),
        quote_plus,
        html.escape,
        lambda secret: json.dumps(secret)[1:-1],
        lambda secret: base64.b64encode(secret.encode()).decode(),
        str.upper,
    ],
    ids=["plain", "quoted", "form", "html", "json", "base64", "upper case"],
)
def test_a_secret_is_taken_out_however_it_is_written(secret: str, written: object) -> None:
    assert callable(written)
    redaction.remember(secret)
    text = written(secret)
    cleaned = redaction.without_secrets(f"The token “{text}” is not valid ({text})")
    assert cleaned == "The token “[secret]” is not valid ([secret])"


@pytest.mark.parametrize("left", [12, 20, 54])
def test_a_secret_that_was_cut_short_is_taken_out(left: int) -> None:
    secret = SECRETS[4]
    redaction.remember(secret)
    assert redaction.without_secrets(f"Token {secret[:left]}… is not valid") == "Token [secret]… is not valid"


def test_what_is_no_secret_stays() -> None:
    redaction.remember("opensesame")
    redaction.remember("abc")
    text = "open sesame, opensesam and abc"
    assert redaction.without_secrets(text) == text


def test_the_password_of_a_document_is_taken_out_of_the_log_only() -> None:
    """The service cannot know it, and a comment may be the same word."""
    redaction.remember_here("Invoice")
    assert redaction.without_secrets("Invoice 17") == "Invoice 17"
    assert redaction.for_log("could not open with Invoice") == "could not open with [secret]"


@given(st.text(min_size=6), st.text(), st.text())
def test_no_text_keeps_a_secret(secret: str, before: str, after: str) -> None:
    known = redaction.KnownSecrets()
    known.add(secret)
    assert secret not in known.without(f"{before}{secret}{after}").replace(redaction.REDACTED, "\0")


def test_a_renewed_sign_in_forgets_what_is_long_over() -> None:
    for number in range(1000):
        redaction.remember(f"access-token-{number:04}")
    assert redaction.without_secrets("access-token-0999") == "[secret]"
    assert len(redaction._shared._secrets) < 100
