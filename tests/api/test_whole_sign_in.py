"""Signing in through the browser and staying signed in, against the practice service."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

import pytest

from faxdesk.api import tokens
from faxdesk.api.auth import OAuthCredentials
from faxdesk.api.browser_sign_in import RedirectReceiver, authorize_url
from faxdesk.api.client import FaxApi
from faxdesk.api.tokens import OAuthApp, OAuthTokens
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import SignInNeeded
from faxdesk.practice import Pace, PracticeAccount, PracticeServer, ServiceClock
from tests.time_limits import PATIENCE

STATE = "unguessable-state"


@pytest.fixture
def account() -> Iterator[PracticeAccount]:
    with PracticeAccount(pace=Pace.instant(), clock=ServiceClock(rate=0)) as found:
        yield found


@pytest.fixture
def server(account: PracticeAccount) -> Iterator[PracticeServer]:
    with PracticeServer(account) as running:
        yield running


@pytest.fixture
def app(server: PracticeServer, account: PracticeAccount) -> OAuthApp:
    client = account.oauth_client
    return OAuthApp(client.client_id, client.client_secret, server.url.removesuffix("/v3"))


def follow(url: str) -> str:
    """Open an address as a browser does; return where it is sent to, or an empty text."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=PATIENCE)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers.get("Location", "")


def sign_in(app: OAuthApp, account: PracticeAccount) -> OAuthTokens:
    """Sign in as a user with a browser does."""
    with RedirectReceiver(port=0) as receiver, ThreadPoolExecutor(1) as pool:
        account.register_redirect_uri(receiver.redirect_uri)
        code = pool.submit(receiver.wait, STATE, NeverCancelled(), PATIENCE)
        follow(follow(authorize_url(app.client_id, receiver.redirect_uri, STATE, app.host)))
        return tokens.exchange(app, code.result(), receiver.redirect_uri)


def service_time(account: PracticeAccount) -> datetime:
    return datetime.fromtimestamp(account.clock.now(), UTC)


def test_a_sign_in_from_the_browser_to_the_first_call(
    app: OAuthApp, server: PracticeServer, account: PracticeAccount
) -> None:
    found = sign_in(app, account)

    assert found.refresh
    with FaxApi(server.url, OAuthCredentials(app, found, lambda new: None)) as api:
        assert api.account().uid == account.uid


def test_a_code_is_good_once(app: OAuthApp, account: PracticeAccount) -> None:
    account.register_redirect_uri("http://localhost:8765/cb/")
    sent_to = follow(authorize_url(app.client_id, "http://localhost:8765/cb/", STATE, app.host))
    code = sent_to.split("code=")[1].split("&")[0]

    assert tokens.exchange(app, code, "http://localhost:8765/cb/").access
    with pytest.raises(SignInNeeded, match="does not accept this sign-in"):
        tokens.exchange(app, code, "http://localhost:8765/cb/")


def test_a_wrong_secret_needs_a_sign_in(app: OAuthApp, account: PracticeAccount) -> None:
    found = sign_in(app, account)

    with pytest.raises(SignInNeeded, match="the client ID and the secret"):
        tokens.refresh(OAuthApp(app.client_id, "wrong", app.host), found)


@pytest.mark.parametrize("answer", ["omit", "keep", "rotate"])
@pytest.mark.parametrize("told", [True, False], ids=["end told", "end not told"])
@pytest.mark.parametrize("clock", ["right", "wrong"])
def test_staying_signed_in_for_a_day(
    answer: Literal["omit", "keep", "rotate"],
    told: bool,
    clock: str,
    app: OAuthApp,
    server: PracticeServer,
    account: PracticeAccount,
) -> None:
    """With a right clock the token is renewed in time; with a clock that stands still, when it is not taken."""
    account.switches.refresh_answer = answer
    account.switches.expires_in_told = told
    stopped = service_time(account)
    kept: list[OAuthTokens] = []
    signed_in = OAuthCredentials(
        app, sign_in(app, account), kept.append, now=lambda: service_time(account) if clock == "right" else stopped
    )
    with FaxApi(server.url, signed_in) as api:
        for _ in range(24):
            account.clock.advance(3601)
            assert api.outbox() == ()

    assert len({new.access for new in kept}) == 24
    assert len({new.refresh for new in kept}) == (24 if answer == "rotate" else 1)
    # What was kept last is what the next run of the program starts with.
    with FaxApi(server.url, OAuthCredentials(app, OAuthTokens(refresh=kept[-1].refresh), kept.append)) as api:
        assert api.account().uid == account.uid


def test_two_threads_share_a_sign_in_whose_refresh_token_is_good_once(
    app: OAuthApp, server: PracticeServer, account: PracticeAccount
) -> None:
    account.switches.refresh_answer = "rotate"
    stopped = service_time(account)
    signed_in = OAuthCredentials(app, sign_in(app, account), lambda new: None, now=lambda: stopped)

    def work() -> int:
        with FaxApi(server.url, signed_in) as api:
            return len(api.outbox())

    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            account.clock.advance(3601)
            assert [job.result() for job in [pool.submit(work) for _ in range(4)]] == [0] * 4


def test_a_sign_in_that_was_revoked_needs_another(
    app: OAuthApp, server: PracticeServer, account: PracticeAccount
) -> None:
    found = sign_in(app, account)
    for token in (found.access, found.refresh):
        account.tokens.revoke(token)

    with (
        FaxApi(server.url, OAuthCredentials(app, found, lambda new: None)) as api,
        pytest.raises(SignInNeeded) as caught,
    ):
        api.outbox()

    assert "Sign in again" in caught.value.advice
