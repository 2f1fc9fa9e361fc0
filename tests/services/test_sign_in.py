"""Signing in: what is kept, what is asked, and what is said where nobody can sign in."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Literal
from urllib.request import urlopen

import keyring
import pytest

from faxdesk.api import browser_sign_in, tokens
from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import FaxDeskError, InputRefused, Offline, ProxyTrouble, SignInNeeded
from faxdesk.core.settings import APP_ID, PRODUCTION_URL, Settings
from faxdesk.core.times import utc_now
from faxdesk.practice import Fault
from faxdesk.services import sign_in
from faxdesk.services.sign_in import CLIENT_SECRET, REFRESH_TOKEN, TOKEN, ApiClientEntry
from faxdesk.store.keyring_secrets import KeyringSecrets
from tests.api.gateway import Proxy
from tests.keyrings import Raising
from tests.ports import free_port
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from faxdesk.core.times import Now
    from faxdesk.practice import PracticeServer


@pytest.fixture
def client(practice: PracticeServer) -> ApiClientEntry:
    """The API client that the practice account has, with a free port registered for it."""
    port = free_port()
    practice.account.register_redirect_uri(f"http://localhost:{port}/cb/")
    registered = practice.account.oauth_client
    return ApiClientEntry(registered.client_id, f" {registered.client_secret}\n", port)


@pytest.fixture
def browse() -> Iterator[Callable[[str], None]]:
    """A browser in which the user consents at once."""
    threads: list[threading.Thread] = []

    def open_page(url: str) -> None:
        threads.append(threading.Thread(target=lambda: urlopen(url).read()))  # noqa: S310  a loopback address
        threads[-1].start()

    yield open_page
    for thread in threads:
        thread.join(5)


@pytest.mark.parametrize("answer", ["omit", "rotate"])
def test_an_api_client_signs_in_and_stays_signed_in(
    answer: Literal["omit", "rotate"], practice: PracticeServer, client: ApiClientEntry, browse: Callable[[str], None]
) -> None:
    practice.account.switches.refresh_answer = answer
    connection = sign_in.connect_with_client(practice.url, client, browse, NeverCancelled())
    assert connection.state.account is not None
    assert client.client_secret.strip() not in repr((connection, client))
    assert connection.keep(KeyringSecrets())
    settings = connection.change(Settings())
    before = keyring.get_password(APP_ID, REFRESH_TOKEN)
    with FaxApi(practice.url, sign_in.credentials(settings, KeyringSecrets(), {})) as api:
        assert api.account() == connection.state.account
    after = keyring.get_password(APP_ID, REFRESH_TOKEN)
    assert (after == before) is (answer == "omit"), "the newest refresh token is the one that is kept"


# ------------------------------------------------------------------------------------------------ two processes


@pytest.fixture
def rotating(practice: PracticeServer, client: ApiClientEntry, browse: Callable[[str], None]) -> Settings:
    """The settings of a sign-in whose refresh token is good for one refresh, as after a first start."""
    practice.account.switches.refresh_answer = "rotate"
    connection = sign_in.connect_with_client(practice.url, client, browse, NeverCancelled())
    assert connection.keep(KeyringSecrets())
    return connection.change(Settings())


def test_the_refresh_of_another_process_takes_no_sign_in_away(
    practice: PracticeServer, rotating: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token is used twice either: a service may take that for theft, and end the whole sign-in."""
    real, used = tokens.refresh, list[str]()

    def refresh(app: tokens.OAuthApp, old: tokens.OAuthTokens, now: Now = utc_now) -> tokens.OAuthTokens:
        used.append(old.refresh)
        return real(app, old, now)

    monkeypatch.setattr(tokens, "refresh", refresh)
    window = sign_in.credentials(rotating, KeyringSecrets(tmp_path), {})
    window.headers()
    command = sign_in.credentials(rotating, KeyringSecrets(tmp_path), {})
    command.headers()
    with FaxApi(practice.url, window) as api:
        for _ in range(2):
            practice.account.clock.advance(2 * 3600)
            assert api.account().uid == practice.account.uid
            command.renew(command.headers()["Authorization"].removeprefix("Bearer "))
    assert len(used) == len(set(used)) == 6


def test_a_refusal_has_the_keyring_read_again_before_anybody_is_asked(
    practice: PracticeServer, rotating: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process was quicker: it has used the token when ours came, and keeps the new one a moment later."""
    mine, other = (sign_in.credentials(rotating, KeyringSecrets(), {}) for _ in range(2))
    real, asked = tokens.refresh, list[str]()

    def refresh(app: tokens.OAuthApp, old: tokens.OAuthTokens, now: Now = utc_now) -> tokens.OAuthTokens:
        asked.append(old.refresh)
        if len(asked) == 1:
            other.headers()
        return real(app, old, now)

    monkeypatch.setattr(tokens, "refresh", refresh)
    with FaxApi(practice.url, mine) as api:
        assert api.account().uid == practice.account.uid
    assert len(set(asked)) == 2


def test_a_sign_in_that_is_really_over_is_asked_about(practice: PracticeServer, rotating: Settings) -> None:
    who = sign_in.credentials(rotating, KeyringSecrets(), {})
    keyring.set_password(APP_ID, REFRESH_TOKEN, "of-nobody-at-all")
    with pytest.raises(SignInNeeded, match="does not accept this sign-in"):
        who.headers()


def test_processes_that_refresh_at_once_all_stay_signed_in(
    practice: PracticeServer, rotating: Settings, tmp_path: Path
) -> None:
    found: list[str] = []

    def process() -> None:
        who = sign_in.credentials(rotating, KeyringSecrets(tmp_path), {})
        with FaxApi(practice.url, who) as api:
            found.append(api.account().uid)

    threads = [threading.Thread(target=process) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert found == [practice.account.uid] * 6


def test_a_keyring_that_did_not_take_the_newest_token_does_not_bring_back_a_spent_one(
    practice: PracticeServer, rotating: Settings
) -> None:
    backend = Raising(RuntimeError("D-Bus"))
    backend.passwords = {
        (APP_ID, name): keyring.get_password(APP_ID, name) or "" for name in (CLIENT_SECRET, REFRESH_TOKEN)
    }
    backend.error = None
    keyring.set_keyring(backend)
    who = sign_in.credentials(rotating, KeyringSecrets(), {})
    with FaxApi(practice.url, who) as api:
        api.account()
        backend.error = RuntimeError("D-Bus")
        practice.account.clock.advance(2 * 3600)
        api.account()
        backend.error = None
        practice.account.clock.advance(2 * 3600)
        assert api.account().uid == practice.account.uid


def test_a_token_that_was_given_anew_in_another_window_is_used(practice: PracticeServer) -> None:
    keyring.set_password(APP_ID, TOKEN, "alohi_pat_revoked")
    who = sign_in.credentials(Settings(account="token"), KeyringSecrets(), {})
    with FaxApi(practice.url, who) as api:
        with pytest.raises(SignInNeeded):
            api.account()
        keyring.set_password(APP_ID, TOKEN, practice.token)
        assert api.account().uid == practice.account.uid


# -------------------------------------------------------------------------------------------------- what is kept


@pytest.mark.parametrize("kept", ["two words", "a" * 100_000, "ünïcode", "line\nbreak"])
def test_what_is_kept_and_no_token_asks_the_user_and_no_fax_is_to_blame(kept: str) -> None:
    keyring.set_password(APP_ID, TOKEN, kept)
    who = sign_in.credentials(Settings(account="token"), KeyringSecrets(), {})
    with pytest.raises(SignInNeeded, match="This is not a token") as caught:
        who.headers()
    assert kept not in str(caught.value)


def test_a_client_without_a_secret_is_refused_before_any_page_opens(practice: PracticeServer) -> None:
    with pytest.raises(InputRefused, match="no client secret"):
        sign_in.connect_with_client(practice.url, ApiClientEntry("APIK-1", " "), pytest.fail, NeverCancelled())


def test_a_sign_in_that_cannot_be_renewed_is_not_offered(
    practice: PracticeServer, client: ApiClientEntry, browse: Callable[[str], None]
) -> None:
    answer = json.dumps({"access_token": "access", "expires_in": 3600})
    practice.account.faults.add(Fault("status", method="POST", path="/token", code=200, body=answer))
    with pytest.raises(SignInNeeded, match="ends within the hour"):
        sign_in.connect_with_client(practice.url, client, browse, NeverCancelled())


@pytest.mark.parametrize("left", [None, CLIENT_SECRET, REFRESH_TOKEN])
def test_a_client_of_which_a_secret_is_lost_is_nobody(left: str | None) -> None:
    secrets = KeyringSecrets()
    if left is not None:
        secrets.set(left, "x")
    nobody = sign_in.credentials(Settings(account="oauth", client_id="APIK-1"), secrets, {})
    with pytest.raises(SignInNeeded, match="not connected"):
        nobody.headers()
    assert not nobody.renew("")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (PRODUCTION_URL, "https://accounts.fax.plus"),
        ("https://fax.example.com/v3", "https://accounts.fax.plus"),
        ("http://127.0.0.1:8765/v3", "http://127.0.0.1:8765"),
        ("http://[::1]:80/v3/", "http://[::1]:80"),
    ],
)
def test_where_one_signs_in(url: str, host: str) -> None:
    assert sign_in.accounts_host(url) == host


NO = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """A proxy that opens no tunnel, so that nothing leaves this computer; it notes who was asked for."""
    with Proxy(0) as proxy:
        proxy.refusal = NO
        yield proxy


def test_a_token_is_tried_through_the_chosen_proxy(proxy: Proxy) -> None:
    with pytest.raises(ProxyTrouble):
        sign_in.connect_with_token("https://fax.invalid/v3", "alohi_pat_x", f" {proxy.address}/")
    assert proxy.asked == ["fax.invalid:443"]


def test_a_browser_sign_in_goes_through_the_chosen_proxy(
    proxy: Proxy, client: ApiClientEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser finds its own way; what FaxDesk exchanges for it does not."""
    monkeypatch.setattr(browser_sign_in.RedirectReceiver, "wait", lambda *_: "code")
    with pytest.raises(ProxyTrouble):
        sign_in.connect_with_client("https://fax.invalid/v3", client, lambda _: None, NeverCancelled(), proxy.address)
    assert proxy.asked == ["accounts.fax.plus:443"]


def test_a_token_is_renewed_through_the_chosen_proxy(proxy: Proxy) -> None:
    secrets = KeyringSecrets()
    for name in (CLIENT_SECRET, REFRESH_TOKEN):
        secrets.set(name, "x")
    settings = Settings(account="oauth", client_id="APIK-1", proxy=proxy.address)
    with pytest.raises(ProxyTrouble):
        sign_in.credentials(settings, secrets, {}).headers()
    assert proxy.asked == ["accounts.fax.plus:443"]


def test_the_proxy_that_worked_is_kept(practice: PracticeServer) -> None:
    connection = sign_in.connect_with_token(practice.url, practice.token, " http://proxy.example:8080/ ")
    assert connection.change(Settings(proxy="http://old.example:1")).proxy == "http://proxy.example:8080"


def test_what_is_no_proxy_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(InputRefused, match="address of a proxy"):
        sign_in.try_out("https://fax.invalid/v3", "alohi_pat_x", "proxy.example")


def test_addresses_are_checked() -> None:
    sign_in.check_address(PRODUCTION_URL)
    with pytest.raises(InputRefused, match="not encrypted"):
        sign_in.check_address("http://example.com/v3")


@pytest.mark.parametrize(
    ("reason", "raised"), [(SignInNeeded("No token."), SignInNeeded), (FaxDeskError("It has stopped."), Offline)]
)
def test_the_unavailable_say_why(reason: FaxDeskError, raised: type[FaxDeskError]) -> None:
    nobody = sign_in.UnavailableCredentials(reason)
    with pytest.raises(raised, match=reason.title) as caught:
        nobody.headers()
    assert not getattr(caught.value, "may_have_acted", False)
    assert not nobody.renew("")


def test_forgetting_leaves_nothing() -> None:
    secrets = KeyringSecrets()
    for name in (TOKEN, CLIENT_SECRET, REFRESH_TOKEN):
        secrets.set(name, "x")
    sign_in.forget(secrets)
    assert [keyring.get_password(APP_ID, name) for name in (TOKEN, CLIENT_SECRET, REFRESH_TOKEN)] == [None] * 3
    assert [secrets.get(name) for name in (TOKEN, CLIENT_SECRET, REFRESH_TOKEN)] == [None] * 3
