"""OAuth2, authorization code: `/login` for the browser and `/token` for the program, at the root of the port.

The user agrees at once: there is nobody to ask in a practice account.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from faxdesk.practice.http.request_context import (
    JSON_LIMIT,
    PublicRequest,
    PublicRoute,
    Refusal,
    as_json,
    bad_request,
    empty,
)
from faxdesk.practice.state.oauth_codes import is_registered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

SCOPE = "all"
"""The only scope known for this flow."""


def login(visit: PublicRequest) -> Response:
    """`GET /login`: back to the redirect URI with a code.

    A client or a redirect URI that is not registered is refused here, as nobody may be sent to an unknown address.
    """
    given, client = visit.request.args, visit.account.oauth_client
    if given.get("client_id") != client.client_id:
        raise bad_request("client_id: is not registered", "invalid_client")
    uri = given.get("redirect_uri", "")
    if not is_registered(uri, client.redirect_uris, any_port=visit.switches.redirect_any_port):
        raise bad_request(f"redirect_uri: {uri!r} is not registered", "invalid_redirect_uri")
    state = {"state": given["state"]} if "state" in given and visit.switches.state_returned else {}
    error = _login_error(given)
    if error:
        return _redirect(uri, {"error": error, **state})
    return _redirect(uri, {"code": visit.account.oauth_codes.give(visit.account.uid, uri, visit.now), **state})


def _login_error(given: Mapping[str, str]) -> str:
    if given.get("response_type") != "code":
        return "unsupported_response_type"
    return "" if given.get("scope") == SCOPE else "invalid_scope"


def _redirect(uri: str, query: dict[str, str]) -> Response:
    joint = "&" if "?" in uri else "?"
    return empty(302, {"Location": f"{uri}{joint}{urlencode(query)}"})


def token(visit: PublicRequest) -> Response:
    """`POST /token`: exchange a code, or refresh. Parameters come in the query, in the body, or in both."""
    _check_client(visit)
    given = _parameters(visit)
    if given.get("client_id", visit.account.oauth_client.client_id) != visit.account.oauth_client.client_id:
        raise _bad_client("client_id: is not the one of the Authorization header")
    kinds = {"authorization_code": _exchange, "refresh_token": _refresh}
    grant_type = given.get("grant_type", "")
    if grant_type not in kinds:
        raise bad_request(f"grant_type: {grant_type!r} is not one of {', '.join(kinds)}", "unsupported_grant_type")
    answer = as_json(kinds[grant_type](visit, given))
    # RFC 6749, section 5.1: tokens are not for caches.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _check_client(visit: PublicRequest) -> None:
    scheme, _, text = visit.request.headers.get("Authorization", "").partition(" ")
    try:
        given = base64.b64decode(text, validate=True) if scheme.lower() == "basic" else b""
    except binascii.Error:
        given = b""
    client = visit.account.oauth_client
    if not hmac.compare_digest(given, f"{client.client_id}:{client.client_secret}".encode()):
        raise _bad_client("The Authorization header does not hold client id and secret")


def _bad_client(description: str) -> Refusal:
    return Refusal(401, "invalid_client", description, {"WWW-Authenticate": "Basic"})


def _parameters(visit: PublicRequest) -> dict[str, str]:
    request = visit.request
    if (request.content_length or 0) > JSON_LIMIT:
        raise Refusal(413, "payload_too_large", "The body is too large")
    return {**request.args.to_dict(), **request.form.to_dict()}


def _exchange(visit: PublicRequest, given: dict[str, str]) -> dict[str, object]:
    grant = visit.account.oauth_codes.take(given.get("code", ""), visit.now)
    if grant is None:
        raise bad_request("code: is unknown, used or too old", "invalid_grant")
    if given.get("redirect_uri") != grant.redirect_uri:
        raise bad_request("redirect_uri: is not the one that the code was given to", "invalid_grant")
    return {**_access(visit, grant.uid), "refresh_token": visit.account.tokens.issue("refresh", grant.uid)}


def _refresh(visit: PublicRequest, given: dict[str, str]) -> dict[str, object]:
    tokens, old = visit.account.tokens, given.get("refresh_token", "")
    found = tokens.find(old, visit.now)
    if found is None or found.kind != "refresh":
        raise bad_request("refresh_token: is unknown or revoked", "invalid_grant")
    answer = visit.switches.refresh_answer
    if answer == "rotate" and not tokens.revoke(old):
        raise bad_request("refresh_token: was used already", "invalid_grant")
    fresh = _access(visit, found.uid)
    if answer == "omit":
        return fresh
    return {**fresh, "refresh_token": old if answer == "keep" else tokens.issue("refresh", found.uid)}


def _access(visit: PublicRequest, uid: str) -> dict[str, object]:
    lifetime = visit.switches.token_lifetime
    text = visit.account.tokens.issue("access", uid, expires=visit.now + lifetime)
    told = {"expires_in": lifetime} if visit.switches.expires_in_told else {}
    return {"access_token": text, "token_type": "Bearer", **told}


PUBLIC_ROUTES = (PublicRoute("GET", "/login", login), PublicRoute("POST", "/token", token))
