"""The WSGI application: finds the route, checks the token, and answers."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from faxdesk.practice.call import Call, Refusal, Route, as_json, not_found
from faxdesk.practice.faulting import struck
from faxdesk.practice.routes import archive, people, sending

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.practice.account import PracticeAccount
    from faxdesk.practice.people import User
    from faxdesk.practice.tokens import Token

_log = logging.getLogger(__name__)

PREFIX = "/v3"
ROUTES: tuple[Route, ...] = (*sending.ROUTES, *archive.ROUTES, *people.ROUTES)


class Service:
    """Answers requests from the state of an account."""

    def __init__(self, account: PracticeAccount, routes: Iterable[Route] = ROUTES) -> None:
        self._account = account
        rules = [Rule(PREFIX + route.rule, methods=[route.method], endpoint=route) for route in routes]
        self._map = Map(rules, strict_slashes=False, merge_slashes=False)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        fault = self._account.faults.strike(request.method, request.path)
        answer = struck(fault, request, lambda skew: self._respond(request, skew))
        return answer(environ, start_response)

    def _respond(self, request: Request, skew: float) -> Response:
        try:
            response = self._answer(request, skew)
        except Refusal as refusal:
            response = refusal.response()
        except HTTPException as error:
            response = as_json({"error": (error.name or "").lower().replace(" ", "_")}, error.code or 500)
        except sqlite3.Error:
            _log.exception("the practice account could not be read or written")
            response = as_json({"error": "internal_error", "description": "The account is not available"}, 500)
        response.headers["Date"] = http_date(self._account.clock.now() + skew)
        return response

    def _answer(self, request: Request, skew: float) -> Response:
        route, matched = self._map.bind_to_environ(request.environ).match()
        arguments = dict(matched)
        now = self._account.clock.now()
        token = self._token(request, now)
        self._check_rights(route, token)
        caller = self._user(token.uid)
        if route.admin and not caller.admin:
            raise Refusal(403, "forbidden", "Only the administrator may do this")
        user = self._meant(caller, arguments.get("user_id", "self"))
        call = Call(self._account, request, arguments, self._account.choices, now, skew, token, caller, user)
        response: Response = route.handler(call)
        return response

    def _token(self, request: Request, now: float) -> Token:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        found = self._account.tokens.find(text.strip(), now) if scheme.lower() == "bearer" else None
        if found is None or found.kind == "refresh":
            raise Refusal(401, "unauthorized", "Access token is invalid or expired")
        if found.kind == "access" and self._account.choices.client_id_required:
            client = request.headers.get("x-fax-clientid")
            if client != self._account.oauth_client.client_id:
                raise Refusal(401, "unauthorized", "The header x-fax-clientid is missing or wrong")
        return found

    def _check_rights(self, route: Route, token: Token) -> None:
        if not route.areas:
            return
        rights = {route.right}
        if route.right == "read" and self._account.choices.edit_implies_read:
            rights.add("edit")
        wanted = {f"fax:{area}:{right}" for area in ("all", *route.areas) for right in rights}
        if not wanted & token.scopes:
            raise Refusal(403, "forbidden", f"The token lacks a scope: {' or '.join(sorted(wanted))}")

    def _user(self, uid: str) -> User:
        found = self._account.people.user(uid)
        if found is None:
            raise Refusal(401, "unauthorized", "The user of this token is gone")
        return found

    def _meant(self, caller: User, user_id: str) -> User:
        if user_id in ("self", caller.uid):
            return caller
        if not caller.admin:
            raise Refusal(403, "forbidden", "Only the administrator may act for others")
        found = self._account.people.user(user_id)
        if found is None:
            raise not_found()
        return found
