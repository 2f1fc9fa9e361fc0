"""Webhooks: registering, listing and removing targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.practice.http.request_context import AuthorizedRequest, Refusal, Route, as_json, bad_request, not_found
from faxdesk.practice.state.webhooks import EVENTS, PAGE_RECEIVED, is_here

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


def listed(call: AuthorizedRequest) -> Response:
    """`GET hooks`: those of one event."""
    event = _event(call.request.args.get("event"))
    hooks = call.account.webhooks.of(call.uid, event)
    return as_json({"data": [{"id": hook.id, "target": hook.target, "event": hook.event} for hook in hooks]})


def create(call: AuthorizedRequest) -> Response:
    """`POST hooks`."""
    given = call.json()
    target, event = _target(given.get("target")), _event(given.get("event"))
    if event == PAGE_RECEIVED:
        raise Refusal(403, "forbidden", "event: fax streaming is not turned on for this account")
    return call.created({"id": call.account.webhooks.add(call.uid, target, event, call.now)})


def remove(call: AuthorizedRequest) -> Response:
    """`DELETE hooks/{id}`."""
    if not call.account.webhooks.remove(call.arguments["hook_id"], call.uid):
        raise not_found()
    return call.done()


def _event(value: object) -> str:
    if value is None:
        raise bad_request("event: is a required property")
    if value not in EVENTS:
        raise bad_request(f"event: {value!r} is not one of {', '.join(EVENTS)}")
    return str(value)


def _target(value: object) -> str:
    if value is None:
        raise bad_request("target: is a required property")
    if not isinstance(value, str):
        raise bad_request(f"target: {value!r} is not of type 'string'")
    try:
        here = value.isascii() and value.isprintable() and " " not in value and is_here(value)
    except ValueError:
        raise bad_request(f"target: {value!r} is not an http or https address") from None
    if not here:
        raise bad_request(
            "target: the practice account never leaves this computer, so it tells only addresses on it,"
            " such as http://127.0.0.1:9090/",
            "target_not_local",
        )
    return value


_AREAS = ("webhook",)
ROUTES = (
    Route("GET", "/hooks", listed, _AREAS),
    Route("POST", "/hooks", create, _AREAS),
    Route("DELETE", "/hooks/<hook_id>", remove, _AREAS),
)
