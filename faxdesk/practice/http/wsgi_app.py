"""The WSGI application: finds the route, checks the token, and answers."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import http_date
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from faxdesk.practice.http.fault_injection import struck
from faxdesk.practice.http.request_context import (
    PREFIX,
    AuthorizedRequest,
    PublicRequest,
    PublicRoute,
    Refusal,
    Route,
    as_json,
    empty,
    not_found,
)
from faxdesk.practice.http.routes import archive, control, fax_ai, members, number_shop, oauth, outbox, webhooks
from faxdesk.practice.state.members import RECEIVES_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.practice.account.account import PracticeAccount
    from faxdesk.practice.state.members import User
    from faxdesk.practice.state.tokens import IssuedToken

_log = logging.getLogger(__name__)

ROUTES: tuple[Route, ...] = (
    *outbox.ROUTES,
    *archive.ROUTES,
    *members.ROUTES,
    *webhooks.ROUTES,
    *number_shop.ROUTES,
    *fax_ai.ROUTES,
    *control.ROUTES,
)
PUBLIC_ROUTES: tuple[PublicRoute, ...] = oauth.PUBLIC_ROUTES

__all__ = ["PREFIX", "PUBLIC_ROUTES", "ROUTES", "WsgiApp"]


class WsgiApp:
    """Answers requests from the state of an account."""

    def __init__(self, account: PracticeAccount) -> None:
        self._account = account
        self._map = _map()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        # A fault that strikes everything must not keep anybody from ending it.
        controlled = request.path.startswith(f"{control.PREFIX}/")
        fault = None if controlled else self._account.faults.strike(request.method, request.path)
        answer = struck(fault, request, lambda skew: self._respond(request, skew))
        return answer(environ, start_response)

    def _respond(self, request: Request, skew: float) -> Response:
        try:
            response = self._answer(request, skew)
        except Refusal as refusal:
            response = refusal.response()
        except HTTPException as error:
            code = (error.name or "").lower().replace(" ", "_")
            response = as_json({"error": code, "description": error.description}, error.code or 500)
        except BaseException:  # noqa: BLE001  whatever goes wrong in a service, a client sees a 500, not a dead line
            _log.exception("the practice service could not answer")
            response = as_json({"error": "internal_error", "description": "The service has a problem"}, 500)
        # Hastening the faxes does not make the clock of the service wrong; the fault `clock_skew` does.
        response.headers["Date"] = http_date(self._account.clock.real() + skew)
        return response

    def _answer(self, request: Request, skew: float) -> Response:
        try:
            endpoint, arguments = self._map.bind_to_environ(request.environ).match()
        except MethodNotAllowed as error:
            return _without_method(request, error)
        account = self._account
        visit = PublicRequest(account, request, dict(arguments), account.switches, account.clock.now(), skew)
        if isinstance(endpoint, PublicRoute):
            return endpoint.handler(visit)
        return self._let_in(endpoint, visit)

    def _let_in(self, route: Route, visit: PublicRequest) -> Response:
        """Check who calls and whether they may, and answer."""
        token = self._token(visit)
        _check_rights(route, token, visit)
        caller = self._user(token.uid)
        if route.admin and not caller.admin:
            raise Refusal(403, "forbidden", "Only the administrator may do this")
        if route.prefix == PREFIX:
            _check_account(route, caller, visit)
        user = self._meant(caller, visit.arguments.get("user_id", "self"))
        return route.handler(AuthorizedRequest(**vars(visit), token=token, caller=caller, user=user))

    def _token(self, visit: PublicRequest) -> IssuedToken:
        scheme, _, text = visit.request.headers.get("Authorization", "").partition(" ")
        found = self._account.tokens.find(text.strip(), visit.now) if scheme.lower() == "bearer" else None
        if found is None or found.kind == "refresh":
            raise _unknown("Access token is invalid or expired")
        if found.kind == "access" and visit.switches.client_id_required:
            client = visit.request.headers.get("x-fax-clientid")
            if client != self._account.oauth_client.client_id:
                raise _unknown("The header x-fax-clientid is missing or wrong")
        return found

    def _user(self, uid: str) -> User:
        found = self._account.members.user(uid)
        if found is None:
            raise _unknown("The user of this token is gone")
        return found

    def _meant(self, caller: User, user_id: str) -> User:
        if user_id in ("self", caller.uid):
            return caller
        if not caller.admin:
            raise Refusal(403, "forbidden", "Only the administrator may act for others")
        found = self._account.members.user(user_id)
        if found is None:
            raise not_found()
        return found


@cache
def _map() -> Map:
    """Return the map of all paths. To compile it takes longer than all else that a start needs."""
    rules = [Rule(route.prefix + route.rule, methods=[route.method], endpoint=route) for route in ROUTES]
    rules += [Rule(door.rule, methods=[door.method], endpoint=door) for door in PUBLIC_ROUTES]
    return Map(rules, strict_slashes=False, merge_slashes=False)


def _unknown(description: str) -> Refusal:
    return Refusal(401, "unauthorized", description, {"WWW-Authenticate": "Bearer"})


def _check_rights(route: Route, token: IssuedToken, visit: PublicRequest) -> None:
    rights = {route.right}
    if route.right == "read" and visit.switches.edit_implies_read:
        rights.add("edit")
    wanted = {f"fax:{area}:{right}" for area in ("all", *route.areas) for right in rights}
    if not wanted & token.scopes:
        raise Refusal(403, "forbidden", f"The token lacks a scope: {' or '.join(sorted(wanted))}")


def _check_account(route: Route, caller: User, visit: PublicRequest) -> None:
    """Raise Refusal where the account, or what the user may do in it, does not allow the call."""
    code, allowed = visit.switches.account_refusal, visit.switches.inactive_account
    if visit.account.without_api:
        raise Refusal(code, "plan_required", visit.account.without_api)
    if not caller.active and (allowed == "nothing" or (allowed == "no_sending" and route.sends)):
        raise Refusal(code, "account_not_active", f"This account is {caller.profile['status']}")
    if caller.role == RECEIVES_ONLY and route.sends:
        raise Refusal(code, "user_not_allowed", "This user may not send faxes")


def _without_method(request: Request, error: MethodNotAllowed) -> Response:
    """Answer a method that this path does not have: 405, or for OPTIONS what it has."""
    allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))}
    if request.method == "OPTIONS":
        return empty(204, allowed)
    raise Refusal(405, "method_not_allowed", f"This path has no {request.method}", allowed)
