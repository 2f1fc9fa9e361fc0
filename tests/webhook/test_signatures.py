"""Signatures as in Standard Webhooks, against the vectors that its authors publish."""

from __future__ import annotations

import time
from datetime import datetime, tzinfo

import pytest
from standardwebhooks import webhooks as library

from faxdesk.core.errors import InputRefused
from faxdesk.webhook.signatures import Signatures

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
VECTOR = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
"""Of the tests of the libraries at github.com/standard-webhooks/standard-webhooks (`test_sign_function`)."""


class _Then(datetime):
    """The time of the vector."""

    later = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _Then:
        return cls.fromtimestamp(1614265330 + cls.later, tz)


@pytest.fixture
def then(monkeypatch: pytest.MonkeyPatch) -> type[_Then]:
    monkeypatch.setattr(library, "datetime", _Then)
    monkeypatch.setattr(_Then, "later", 0)
    return _Then


def test_the_published_vector_is_good(then: type[_Then]) -> None:
    assert Signatures(SECRET).are_good(VECTOR, BODY)
    assert Signatures(SECRET.removeprefix("whsec_")).are_good(VECTOR, BODY)


@pytest.mark.parametrize(("later", "good"), [(-299, True), (299, True), (-301, False), (301, False)])
def test_a_call_is_good_for_five_minutes(later: int, good: bool, then: type[_Then]) -> None:
    then.later = later
    assert Signatures(SECRET).are_good(VECTOR, BODY) is good


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": "msg_other"},
        {"webhook-id": ""},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "1e999"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": ""},
        {"webhook-signature": "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-signature": "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-signature": "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "v1"},
        {"webhook-signature": ""},
    ],
    ids=str,
)
def test_whatever_else_is_not(changes: dict[str, str], then: type[_Then]) -> None:
    assert not Signatures(SECRET).are_good({**VECTOR, **changes}, BODY)


def test_another_body_is_not(then: type[_Then]) -> None:
    assert not Signatures(SECRET).are_good(VECTOR, b'{"test": 2432232315}')
    assert not Signatures(SECRET).are_good(VECTOR, b"\xff")


def test_one_of_several_signatures_is_enough(then: type[_Then]) -> None:
    """So a secret can be changed without a gap."""
    signatures = f"v1,{'A' * 43}= {VECTOR['webhook-signature']}"
    assert Signatures(SECRET).are_good({**VECTOR, "webhook-signature": signatures}, BODY)


def test_own_calls_are_signed() -> None:
    headers = Signatures(SECRET).headers(BODY)
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 300
    assert Signatures(SECRET).are_good(headers, BODY)


@pytest.mark.parametrize("secret", ["", "whsec_", "short", "whsec_" + "!" * 40, "pass word of a user that is long"])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(InputRefused, match="not the secret of a webhook"):
        Signatures(secret)
