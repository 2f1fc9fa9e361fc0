"""Who may do what: tokens, their scopes and their end; paths and methods that do not exist."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from faxdesk.practice.http.request_context import Route
from faxdesk.practice.http.wsgi_app import ROUTES
from tests.practice.http_client import SELF, Caller

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount
    from faxdesk.practice.http.request_context import Route

FILLED = {
    "<user_id>": "self",
    "<fax_id>": "none",
    "<number>": "+41445550100",
    "<member_id>": "none",
    "<hook_id>": "none",
    "<country_code>": "CH",
    "<calling_code>": "44",
}


def path_of(route: Route) -> str:
    path = route.prefix + route.rule
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.prefix}{route.rule}")
def test_every_operation_wants_a_token_with_the_right_scope(
    route: Route, api: Caller, account: PracticeAccount
) -> None:
    path, method, right, areas = path_of(route), route.method, route.right, route.areas
    other = "edit" if right == "read" else "read"
    narrow = account.issue_token(
        (f"fax:all:{other}", "fax:webhook:read" if "webhook" not in areas else "fax:shop:read")
    )
    with Caller(api.server, "") as nobody, Caller(api.server, narrow) as narrowed:
        answer = nobody.call(method, path)
        assert (answer.status, answer.json["error"], answer.headers["www-authenticate"]) == (
            401,
            "unauthorized",
            "Bearer",
        )
        answer = narrowed.call(method, path)
        assert (answer.status, answer.json["error"]) == (403, "forbidden")
        assert f"fax:all:{right}" in answer.refusal
    for area in ("all", *areas):
        with Caller(api.server, account.issue_token((f"fax:{area}:{right}",))) as allowed:
            assert allowed.call(method, path, b"").status not in {401, 403}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer none", "Basic QTpC", "bearer  "])
def test_without_a_token_nothing_is_told(header: str, api: Caller) -> None:
    api.token = ""
    assert api.call("GET", SELF, headers={"Authorization": header}).status == 401


def test_a_token_ends(api: Caller, account: PracticeAccount) -> None:
    with Caller(api.server, account.issue_token(expires_in=60)) as short:
        assert short.get(SELF).status == 200
        account.clock.advance(60)
        assert short.get(SELF).status == 401


def test_a_token_is_changed_and_revoked(api: Caller, account: PracticeAccount) -> None:
    token = account.issue_token()
    with Caller(api.server, token) as other:
        account.tokens.change(token, scopes=("fax:fax:read",))
        assert [other.get(SELF).status, other.get("outbox").status] == [403, 200]
        account.tokens.change(token, expires=account.clock.now() + 5)
        account.clock.advance(5)
        assert other.get("outbox").status == 401
        assert account.tokens.revoke(token)
        assert not account.tokens.revoke(token)
    with pytest.raises(KeyError):
        account.tokens.change(token, expires=None)
    with pytest.raises(ValueError, match="there is no scope fax:none:read"):
        account.issue_token(("fax:none:read",))


def test_editing_may_include_reading(api: Caller, account: PracticeAccount) -> None:
    with Caller(api.server, account.issue_token(("fax:all:edit",))) as editor:
        assert editor.get("outbox").status == 403
        account.switches.edit_implies_read = True
        assert editor.get("outbox").status == 200
        assert editor.get(SELF).status == 200


def test_a_token_whose_user_is_gone(api: Caller, account: PracticeAccount) -> None:
    token = account.tokens.issue("pat", "nobody")
    with Caller(api.server, token) as ghost:
        assert ghost.get("outbox").status == 401


@pytest.mark.parametrize("path", ["/", "/v3", "/v3/none", "/v2/accounts/self", f"{SELF}/outbox/a/b"])
def test_an_unknown_path_is_not_found(path: str, api: Caller) -> None:
    answer = api.get(path)
    assert (answer.status, answer.json["error"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "TRACE", "BREW"])
def test_a_wrong_method_is_not_allowed(method: str, api: Caller) -> None:
    answer = api.call(method, "outbox")
    assert (answer.status, answer.json["error"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_a_slash_at_the_end_does_not_matter(api: Caller) -> None:
    assert api.get("outbox/").status == 200


def test_options_says_what_there_is(api: Caller) -> None:
    answer = api.call("OPTIONS", "outbox")
    assert (answer.status, answer.headers["allow"], answer.body) == (204, "GET, HEAD, POST", b"")
    assert api.call("OPTIONS", "/none").status == 404


def test_head_is_a_get_without_a_body(api: Caller) -> None:
    whole, head = api.get(SELF), api.call("HEAD", SELF)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(json.dumps(whole.json)))
    assert api.get(SELF).status == 200, "the connection goes on"
