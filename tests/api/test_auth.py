"""Tokens: shown to nobody, renewed in time, by one thread at a time."""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from faxdesk.api import tokens
from faxdesk.api.auth import OAuthCredentials, PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.api.tokens import OAuthApp, OAuthTokens
from faxdesk.core.errors import BadAnswer, FaxDeskError, InputRefused, Offline, ServiceDown, SignInNeeded, StoreTrouble
from faxdesk.core.model import Shipment
from tests.api.scripted_server import DROP, PATIENT, Hostile, Received, Reply, answer

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
SECRET = "the-secret-of-the-app"
OLD, NEW = "old-access-token", "new-access-token"
FIRST, SECOND = "refresh:token:1", "refresh:token:2"
FAX = Shipment(sender="+41445550100", to=("+41445550123",), files=("/storage/transient-1.pdf",), tag="faxdesk:1")
ACCOUNT = answer(200, {"uid": "u1"})
REJECTED = answer(401, {"error": "unauthorized"})


def app(server: Hostile) -> OAuthApp:
    return OAuthApp("APIK-1", SECRET, server.url.removesuffix("/v3"), PATIENT)


def granted(**members: object) -> Reply:
    return answer(200, {"access_token": NEW, **members})


def never_saved(new: OAuthTokens) -> None:
    raise AssertionError("no new tokens were expected")


def forget(new: OAuthTokens) -> None:
    """Keep nothing."""


def form(request: Received) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


# ------------------------------------------------------------------------------------------- personal tokens


def test_a_personal_token_is_taken_as_it_was_pasted() -> None:
    token = PersonalToken(" alohi_pat_abc \r\n")

    assert token.headers() == {"Authorization": "Bearer alohi_pat_abc"}
    assert token.renew("alohi_pat_abc") is False
    assert "abc" not in repr(token)


@pytest.mark.parametrize("text", ["alohi pat abc", "alohi_pat_äbc", "alohi\npat", "alohi_pat_\x7f", "•••••"])
def test_what_cannot_be_a_token_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(InputRefused, match="Token: This is not a token") as caught:
        PersonalToken(text)

    assert text not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_token_is_said_so(text: str) -> None:
    with pytest.raises(InputRefused, match="There is no token"):
        PersonalToken(text)


def test_a_rejected_personal_token_is_not_tried_again() -> None:
    with Hostile([REJECTED, ACCOUNT]) as server, FaxApi(server.url, PersonalToken("alohi_pat_x")) as client:
        with pytest.raises(SignInNeeded):
            client.account()

        assert len(server.received) == 1


# ------------------------------------------------------------------------------------------------ the endpoint


def test_a_code_is_exchanged() -> None:
    with Hostile([granted(refresh_token=FIRST, expires_in=1800)]) as server:
        found = tokens.exchange(app(server), "the-code", "http://localhost:8765/cb/", lambda: NOON)

    assert found == OAuthTokens(NEW, FIRST, NOON + timedelta(minutes=30))
    (request,) = server.received
    assert (request.method, request.target) == ("POST", "/token")
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(f"APIK-1:{SECRET}".encode()).decode()
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form(request) == {
        "grant_type": "authorization_code",
        "client_id": "APIK-1",
        "code": "the-code",
        "redirect_uri": "http://localhost:8765/cb/",
    }


@pytest.mark.parametrize(
    ("members", "kept", "lifetime"),
    [
        ({}, FIRST, 3600),
        ({"refresh_token": SECOND}, SECOND, 3600),
        ({"refresh_token": None}, FIRST, 3600),
        ({"expires_in": 60}, FIRST, 60),
        ({"expires_in": "60"}, FIRST, 60),
        ({"expires_in": 0}, FIRST, 3600),
        ({"expires_in": "soon"}, FIRST, 3600),
        ({"expires_in": 10**15}, FIRST, 10 * 365 * 86400),
    ],
    ids=repr,
)
def test_the_newest_refresh_token_is_kept(members: dict[str, object], kept: str, lifetime: int) -> None:
    with Hostile([granted(**members)]) as server:
        found = tokens.refresh(app(server), OAuthTokens(OLD, FIRST), lambda: NOON)

    assert found == OAuthTokens(NEW, kept, NOON + timedelta(seconds=lifetime))
    assert form(server.received[0]) == {"grant_type": "refresh_token", "refresh_token": FIRST}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(400, {"error": "invalid_grant"}), SignInNeeded),
        (answer(401, {"error": "invalid_client"}), SignInNeeded),
        (answer(403), SignInNeeded),
        (answer(200, {"error": "invalid_grant"}), SignInNeeded),
        (answer(200, {"access_token": ""}), BadAnswer),
        (answer(200, {"access_token": "with space"}), BadAnswer),
        (answer(200, b"<html>"), BadAnswer),
        (answer(302, headers=("Location: /login",)), BadAnswer),
        (answer(503), ServiceDown),
        (DROP, Offline),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else value.raw[9:12].decode() + str(len(value.raw)),
)
def test_a_refresh_that_fails_has_sent_no_fax(
    reply: Reply, error: type[FaxDeskError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Hostile([reply]) as server:
        signed_in = OAuthCredentials(app(server), OAuthTokens(refresh=FIRST), never_saved)
        with FaxApi(server.url, signed_in) as client, pytest.raises(error) as caught:
            client.send(FAX)

    assert getattr(caught.value, "may_have_acted", None) is False
    for secret in (SECRET, FIRST, OLD):
        assert secret not in caplog.text
        assert secret not in str(caught.value)


def test_a_client_id_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(InputRefused, match="Client ID"):
        OAuthApp("not one", SECRET, "https://accounts.fax.plus")


@pytest.mark.parametrize("secret", ["\udc80", "two\nlines", "\0"])
def test_a_client_secret_that_cannot_be_one_is_refused(secret: str) -> None:
    with pytest.raises(InputRefused, match="Client secret"):
        OAuthApp("APIK-1", secret, "https://accounts.fax.plus")


def test_secrets_are_in_no_repr() -> None:
    app = OAuthApp("APIK-1", SECRET, "https://accounts.fax.plus")
    signed_in = OAuthCredentials(app, OAuthTokens(OLD, FIRST), forget)

    for shown in (repr(app), repr(OAuthTokens(OLD, FIRST)), repr(signed_in)):
        assert SECRET not in shown
        assert OLD not in shown
        assert FIRST not in shown


# --------------------------------------------------------------------------------------------------- OAuthCredentials


def test_oauth_tells_the_client_id() -> None:
    with Hostile([ACCOUNT]) as server:
        signed_in = OAuthCredentials(app(server), OAuthTokens(OLD, FIRST), never_saved)
        with FaxApi(server.url, signed_in) as client:
            client.account()

    assert server.received[0].headers["Authorization"] == f"Bearer {OLD}"
    assert server.received[0].headers["x-fax-clientid"] == "APIK-1"


def test_a_token_is_renewed_a_minute_before_its_end() -> None:
    now = NOON
    saved: list[OAuthTokens] = []
    with Hostile([granted(refresh_token=SECOND, expires_in=3600)]) as server:
        signed_in = OAuthCredentials(
            app(server), OAuthTokens(OLD, FIRST, NOON + timedelta(hours=1)), saved.append, now=lambda: now
        )

        now = NOON + timedelta(minutes=58)
        assert signed_in.headers()["Authorization"] == f"Bearer {OLD}"
        now = NOON + timedelta(minutes=59, seconds=1)
        assert signed_in.headers()["Authorization"] == f"Bearer {NEW}"
        assert signed_in.headers()["Authorization"] == f"Bearer {NEW}"

    assert saved == [OAuthTokens(NEW, SECOND, now + timedelta(hours=1))]
    assert len(server.received) == 1


def test_a_program_that_starts_with_a_refresh_token_gets_an_access_token_first() -> None:
    saved: list[OAuthTokens] = []
    with (
        Hostile([granted(), ACCOUNT]) as server,
        FaxApi(server.url, OAuthCredentials(app(server), OAuthTokens(refresh=FIRST), saved.append)) as client,
    ):
        client.account()

    assert [request.target for request in server.received] == ["/token", "/v3/accounts/self"]
    assert saved[0].refresh == FIRST


def test_a_rejected_token_is_renewed_and_the_call_made_again() -> None:
    with (
        Hostile([REJECTED, granted(), answer(201, {"ids": {"+41445550123": "a1"}})]) as server,
        FaxApi(server.url, OAuthCredentials(app(server), OAuthTokens(OLD, FIRST), forget)) as client,
    ):
        assert client.send(FAX) == {"+41445550123": "a1"}

    first, _, second = server.received
    assert second.body == first.body
    assert second.headers["Authorization"] == f"Bearer {NEW}"


def test_a_poll_after_a_renewal_carries_the_new_token() -> None:
    with Hostile([ACCOUNT, REJECTED, granted(), ACCOUNT, ACCOUNT]) as server:
        client = FaxApi(server.url, OAuthCredentials(app(server), OAuthTokens(OLD, FIRST), forget))
        for _ in range(3):
            client.account()
        client.close()

    shown = [request.headers["Authorization"] for request in server.received if request.method == "GET"]
    assert shown == [f"Bearer {OLD}", f"Bearer {OLD}", f"Bearer {NEW}", f"Bearer {NEW}"]


def test_a_renewed_token_that_is_rejected_too_needs_a_sign_in() -> None:
    with Hostile([REJECTED, granted(), REJECTED, ACCOUNT]) as server:
        with (
            FaxApi(server.url, OAuthCredentials(app(server), OAuthTokens(OLD, FIRST), forget)) as client,
            pytest.raises(SignInNeeded),
        ):
            client.account()

        assert len(server.received) == 3


def test_without_a_refresh_token_there_is_nothing_to_renew() -> None:
    with Hostile([REJECTED]) as server:
        signed_in = OAuthCredentials(app(server), OAuthTokens(OLD, "", NOON), never_saved)
        with FaxApi(server.url, signed_in) as client, pytest.raises(SignInNeeded):
            client.account()

        assert len(server.received) == 1


@pytest.mark.parametrize(
    ("left", "outcome"), [(timedelta(seconds=30), OLD), (timedelta(0), ServiceDown)], ids=["still good", "over"]
)
def test_a_failed_early_renewal_matters_only_where_the_old_token_is_over(
    left: timedelta, outcome: str | type[ServiceDown]
) -> None:
    with Hostile([answer(503)]) as server:
        signed_in = OAuthCredentials(app(server), OAuthTokens(OLD, FIRST, NOON + left), never_saved, now=lambda: NOON)
        if isinstance(outcome, str):
            assert signed_in.headers()["Authorization"] == f"Bearer {outcome}"
        else:
            with pytest.raises(outcome):
                signed_in.headers()


def test_new_tokens_that_cannot_be_kept_are_reported_once() -> None:
    def full(new: OAuthTokens) -> None:
        raise StoreTrouble("The keyring is locked.")

    with Hostile([granted(expires_in=3600)]) as server:
        signed_in = OAuthCredentials(app(server), OAuthTokens(refresh=FIRST), full)
        with pytest.raises(StoreTrouble):
            signed_in.headers()

        assert signed_in.headers()["Authorization"] == f"Bearer {NEW}"


def test_threads_that_are_rejected_together_refresh_once() -> None:
    """The second refresh would be made with a refresh token that the first has used up."""
    with Hostile([granted(refresh_token=SECOND)]) as server:
        signed_in = OAuthCredentials(app(server), OAuthTokens(OLD, FIRST), forget)
        together = threading.Barrier(8)
        answers: list[bool] = []

        def work() -> None:
            together.wait()
            answers.append(signed_in.renew(OLD))

        _run([work] * 8)

    assert answers == [True] * 8
    assert len(server.received) == 1
    assert signed_in.headers()["Authorization"] == f"Bearer {NEW}"


def _run(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
