"""OAuth2 on the side of the service: `/login`, `/token`, and tokens that end."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from faxdesk.practice.account.account import REDIRECT_URI
from faxdesk.practice.state.oauth_codes import LIFETIME
from tests.practice.http_client import SELF, Answer, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def login(api: Caller, account: PracticeAccount, **more: str) -> Answer:
    query = {
        "response_type": "code",
        "client_id": account.oauth_client.client_id,
        "redirect_uri": REDIRECT_URI,
        "scope": "all",
        "state": "s 1",
    }
    return api.get("/login", **(query | more))


def query_of(answer: Answer) -> dict[str, str]:
    assert answer.status == 302, answer
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def basic(account: PracticeAccount, secret: str | None = None) -> dict[str, str]:
    client = account.oauth_client
    pair = f"{client.client_id}:{client.client_secret if secret is None else secret}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def ask(api: Caller, account: PracticeAccount, **form: str) -> Answer:
    return api.call("POST", "/token", urlencode(form).encode(), FORM | basic(account))


def signed_in(api: Caller, account: PracticeAccount) -> dict[str, Any]:
    code = query_of(login(api, account))["code"]
    answer = ask(api, account, grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI)
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


def may(api: Caller, token: str, client: str | None) -> int:
    """The status of a call with a token, and perhaps the client id."""
    headers = {"Authorization": f"Bearer {token}"} | ({"x-fax-clientid": client} if client is not None else {})
    return api.call("GET", SELF, headers=headers).status


def test_the_whole_way(api: Caller, account: PracticeAccount) -> None:
    answer = login(api, account)
    assert answer.headers["location"].startswith(f"{REDIRECT_URI}?")
    assert query_of(answer)["state"] == "s 1"
    tokens = signed_in(api, account)
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    client = account.oauth_client.client_id
    assert may(api, tokens["access_token"], client) == 200
    assert may(api, tokens["refresh_token"], client) == 401, "a refresh token opens nothing"


def test_the_client_id_goes_with_the_token(api: Caller, account: PracticeAccount) -> None:
    token = signed_in(api, account)["access_token"]
    assert [may(api, token, None), may(api, token, "APIK-other")] == [401, 401]
    assert may(api, account.token, None) == 200, "a personal token needs none"
    account.switches.client_id_required = False
    assert may(api, token, None) == 200


def test_parameters_may_come_in_the_query(api: Caller, account: PracticeAccount) -> None:
    code = query_of(login(api, account))["code"]
    answer = api.call(
        "POST",
        "/token",
        b"",
        basic(account),
        grant_type="authorization_code",
        code=code,
        client_id=account.oauth_client.client_id,
        redirect_uri=REDIRECT_URI,
    )
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"client_id": "APIK-other"}, "invalid_client"),
        ({"redirect_uri": "http://localhost:8081/cb/"}, "invalid_redirect_uri"),
        ({"redirect_uri": "https://example.com/"}, "invalid_redirect_uri"),
        ({"redirect_uri": "http://[/"}, "invalid_redirect_uri"),
    ],
)
def test_nobody_is_sent_where_is_not_registered(
    more: dict[str, str], error: str, api: Caller, account: PracticeAccount
) -> None:
    answer = login(api, account, **more)
    assert (answer.status, answer.json["error"]) == (400, error)


@pytest.mark.parametrize(
    ("more", "error"),
    [({"response_type": "token"}, "unsupported_response_type"), ({"scope": "fax"}, "invalid_scope")],
)
def test_other_errors_go_back_to_the_program(
    more: dict[str, str], error: str, api: Caller, account: PracticeAccount
) -> None:
    assert query_of(login(api, account, **more)) == {"error": error, "state": "s 1"}


def test_the_state_may_be_lost(api: Caller, account: PracticeAccount) -> None:
    account.switches.state_returned = False
    assert set(query_of(login(api, account))) == {"code"}


def test_a_loopback_address_may_have_any_port(api: Caller, account: PracticeAccount) -> None:
    account.switches.redirect_any_port = True
    account.register_redirect_uri("http://127.0.0.1:1/back?x=1")
    assert "code" in query_of(login(api, account, redirect_uri="http://localhost:12345/cb/"))
    answer = login(api, account, redirect_uri="http://127.0.0.1:2/back?x=1")
    assert answer.headers["location"].startswith("http://127.0.0.1:2/back?x=1&code=")
    for other in ("http://localhost:8080/other/", "http://example.com:8080/cb/", "no address"):
        assert login(api, account, redirect_uri=other).status == 400


def test_a_code_is_good_once_and_not_for_long(api: Caller, account: PracticeAccount) -> None:
    code = query_of(login(api, account))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    assert [ask(api, account, **form).status for _ in range(2)] == [200, 400]
    form["code"] = query_of(login(api, account))["code"]
    account.clock.advance(LIFETIME)
    assert ask(api, account, **form).json["error"] == "invalid_grant"
    form["code"] = query_of(login(api, account))["code"]
    assert ask(api, account, **form | {"redirect_uri": "http://localhost/"}).json["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic !"}, {"Authorization": "Basic QTpC"}, {"Authorization": "Bearer x"}],
)
def test_who_is_not_the_client_gets_nothing(headers: dict[str, str], api: Caller, account: PracticeAccount) -> None:
    api.token = ""
    answer = api.call("POST", "/token", b"grant_type=refresh_token", FORM | headers)
    assert (answer.status, answer.json["error"], answer.headers["www-authenticate"]) == (401, "invalid_client", "Basic")


def test_wrong_requests_for_a_token(api: Caller, account: PracticeAccount) -> None:
    assert ask(api, account, grant_type="password").json["error"] == "unsupported_grant_type"
    assert ask(api, account).status == 400
    assert ask(api, account, grant_type="refresh_token", client_id="APIK-other").status == 401
    assert ask(api, account, grant_type="refresh_token").json["error"] == "invalid_grant"
    assert ask(api, account, grant_type="refresh_token", refresh_token=account.token).status == 400
    large = api.call("POST", "/token", b"x" * 5_000_000, FORM | basic(account))
    assert large.status == 413


def test_a_refresh_token_as_chosen(api: Caller, account: PracticeAccount) -> None:
    old = signed_in(api, account)["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": old}
    fresh = ask(api, account, **form).json
    assert "refresh_token" not in fresh
    assert may(api, fresh["access_token"], account.oauth_client.client_id) == 200
    account.switches.refresh_answer = "keep"
    assert ask(api, account, **form).json["refresh_token"] == old
    account.switches.refresh_answer = "rotate"
    new = ask(api, account, **form).json["refresh_token"]
    assert new != old
    assert ask(api, account, **form).status == 400, "the old one is over"
    assert ask(api, account, grant_type="refresh_token", refresh_token=new).status == 200


def test_an_access_token_ends(api: Caller, account: PracticeAccount) -> None:
    account.switches.token_lifetime = 10
    account.switches.expires_in_told = False
    tokens = signed_in(api, account)
    assert "expires_in" not in tokens
    account.clock.advance(9)
    assert may(api, tokens["access_token"], account.oauth_client.client_id) == 200
    account.clock.advance(1)
    assert may(api, tokens["access_token"], account.oauth_client.client_id) == 401
