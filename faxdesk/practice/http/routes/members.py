"""The account, its members and its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.practice.http.json_shapes import PROFILE, check, merged
from faxdesk.practice.http.request_context import AuthorizedRequest, Refusal, Route, as_json, bad_request, not_found

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from faxdesk.practice.state.members import OwnNumber, User


def members(call: AuthorizedRequest) -> Response:
    """`GET accounts`."""
    return as_json({"members": [call.writer.account(user) for user in call.account.members.without_admin()]})


def profile(call: AuthorizedRequest) -> Response:
    """`GET accounts/{user}`."""
    return as_json(call.writer.account(call.user))


def change_profile(call: AuthorizedRequest) -> Response:
    """`PUT accounts/{user}`."""
    given = call.json()
    check(given, PROFILE, "")
    call.account.members.change_profile(call.uid, merged(call.user.profile, given, PROFILE), call.now)
    return call.done()


def details(call: AuthorizedRequest) -> Response:
    """`GET accounts/self/member-details/{uid}`."""
    member = _member(call)
    return as_json({"quota": member.quota, "role": member.role})


def change_details(call: AuthorizedRequest) -> Response:
    """`PUT accounts/self/member-details/{uid}`."""
    member, given = _member(call), call.json()
    role, quota = given.get("role", member.role), given.get("quota", member.quota)
    if not isinstance(role, str):
        raise bad_request(f"role: {role!r} is not of type 'string'")
    if not isinstance(quota, int) or isinstance(quota, bool) or quota < 0:
        raise bad_request(f"quota: {quota!r} is not a whole number from 0")
    call.account.members.change_role(member.uid, role, quota)
    return call.done()


def _member(call: AuthorizedRequest) -> User:
    found = call.account.members.user(call.arguments["member_id"])
    if found is None or found.admin:
        raise not_found()
    return found


def numbers(call: AuthorizedRequest) -> Response:
    """`GET numbers`."""
    return as_json({"numbers": [call.writer.number(own) for own in call.account.members.numbers(call.uid)]})


def number(call: AuthorizedRequest) -> Response:
    """`GET numbers/{number}`."""
    return as_json(call.writer.number(_number(call)))


def assign(call: AuthorizedRequest) -> Response:
    """`PUT numbers/{number}`: give it to one member."""
    own, uid = _number(call), call.json().get("assigned_to")
    if not isinstance(uid, str):
        raise bad_request(f"assigned_to: {uid!r} is not of type 'string'")
    if call.account.members.user(uid) is None:
        raise bad_request(f"assigned_to: there is no user {uid!r}")
    call.account.members.assign(own.number, tuple(dict.fromkeys((*own.assigned, uid))))
    return call.done()


def revoke(call: AuthorizedRequest) -> Response:
    """`DELETE numbers/{number}`: take it from its members, never from the administrator."""
    own = _number(call)
    call.account.members.assign(own.number, tuple(uid for uid in own.assigned if uid == own.owner))
    return call.done()


def _number(call: AuthorizedRequest) -> OwnNumber:
    found = call.account.members.number(call.uid, call.arguments["number"])
    if found is None:
        raise not_found()
    if call.request.method != "GET" and not call.caller.admin:
        raise Refusal(403, "forbidden", "Only the administrator may do this")
    return found


_USER, _MEMBER, _NUMBERS = ("member", "user"), ("member",), ("numbers",)
ROUTES = (
    Route("GET", "/accounts", members, _MEMBER, admin=True),
    Route("GET", "/accounts/<user_id>", profile, _USER),
    Route("PUT", "/accounts/<user_id>", change_profile, _USER),
    Route("GET", "/accounts/self/member-details/<member_id>", details, _MEMBER, admin=True),
    Route("PUT", "/accounts/self/member-details/<member_id>", change_details, _MEMBER, admin=True),
    Route("GET", "/accounts/<user_id>/numbers", numbers, _NUMBERS),
    Route("GET", "/accounts/<user_id>/numbers/<number>", number, _NUMBERS),
    Route("PUT", "/accounts/<user_id>/numbers/<number>", assign, _NUMBERS),
    Route("DELETE", "/accounts/<user_id>/numbers/<number>", revoke, _NUMBERS),
)
