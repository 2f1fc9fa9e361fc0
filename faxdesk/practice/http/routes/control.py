"""Control of the practice service over HTTP, under `/practice` on the same port, with the token of the administrator.

    GET  /practice/switches     every switch: value, default, what it may be, and what it means
    PUT  /practice/switches     {"name": value, ...}; all are set, or none where one is wrong
    GET  /practice/faults      the faults that wait for requests
    POST /practice/faults      one fault, an object with the attributes of `Fault`: {"kind": "drop", "path": "*/outbox"}
    DELETE /practice/faults    forget them
    GET  /practice/clock       the time of the service
    POST /practice/clock       {"advance": seconds} jumps ahead; {"rate": speed} hastens, 0 stops
    GET, PUT /practice/pace    seconds of each step, for faxes accepted from then on
    GET  /practice/outcomes    numbers that always end the same way
    GET  /practice/faxes       every fax that was ever accepted, cancelled ones too
    POST /practice/incoming    {"from": number, "to": own number, "text": "..."}, or "path" of an upload: receives a fax
                               ("from" is "" where the caller shows none). Optional: "seconds" that the call takes,
                               and "status": "success" or "partially_received"
    GET  /practice/scenes      kinds of accounts, each with what it is about, and which one this is
    POST /practice/scenes      {"name": ...}: becomes that one; the answer has the token of a client there
    GET  /practice/numbers     the numbers of the account
    POST /practice/numbers     {"number": ..., "status": "active" or "waiting_verification", "cancelled": false,
                               "expires_in": seconds, negative where it has expired}
    POST /practice/tokens      {"scopes": [...], "expires_in": seconds, "uid": member}, all optional: a new token
    DELETE /practice/tokens    {"token": ...}: ends it
    GET  /practice/oauth       client id, secret and redirect URIs
    POST /practice/oauth       {"redirect_uri": ...} registers one more
    GET  /practice/deliveries  what webhooks were told, and what they answered
    GET  /practice/webhook-secret  what webhooks are signed with, where `webhook_signature` is turned

Faults strike none of these. Answers are JSON; a request that cannot be understood gets 400 with a reason.
"""

from __future__ import annotations

import math
import re
import secrets
import sqlite3
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from faxdesk.practice.account.scenes import SCENES, enter, present
from faxdesk.practice.http.outbox_payload import OWN_NUMBER
from faxdesk.practice.http.request_context import AuthorizedRequest, Handler, Route, as_json, bad_request
from faxdesk.practice.http.uploads import find_upload
from faxdesk.practice.simulation.clock import stamp
from faxdesk.practice.simulation.contract_switches import ContractSwitches, as_values, check, docs, offered
from faxdesk.practice.simulation.fault_queue import Fault
from faxdesk.practice.simulation.outcomes import OUTCOMES, SUCCESS
from faxdesk.practice.simulation.pace import Pace
from faxdesk.practice.state.archive import PARTIALLY_RECEIVED
from faxdesk.practice.state.incoming import TEXT
from faxdesk.practice.state.members import STATUSES, OwnNumber
from faxdesk.practice.state.settings import SWITCHES
from faxdesk.practice.state.tokens import EVERYTHING

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

PREFIX = "/practice"
_LONGEST = 50 * 365 * 86400
"""Seconds that a number can have until its end, or have had since then: times that every calendar has."""
_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9.+-]*://?[!-~]+")
"""An address that a browser can be sent to: a scheme, and visible ASCII letters."""


def switches(call: AuthorizedRequest) -> Response:
    """`GET switches`."""
    defaults, meanings = as_values(ContractSwitches()), docs()
    return as_json(
        {
            name: {
                "value": value,
                "default": defaults[name],
                "offered": offered(name),
                "meaning": " ".join(meanings[name].split()),
            }
            for name, value in as_values(call.switches).items()
        }
    )


def choose(call: AuthorizedRequest) -> Response:
    """`PUT switches`."""
    given = call.json()
    for name, value in given.items():
        try:
            check(name, value)
        except (AttributeError, ValueError) as error:
            raise bad_request(str(error)) from None
    call.account.settings.merge(SWITCHES, given)
    return as_json(as_values(call.account.switches))


def faults(call: AuthorizedRequest) -> Response:
    """`GET faults`."""
    return as_json([fault.as_json() for fault in call.account.faults.pending()])


def add_fault(call: AuthorizedRequest) -> Response:
    """`POST faults`."""
    try:
        fault = Fault.from_json(call.json())
    except ValueError as error:
        raise bad_request(str(error)) from None
    call.account.faults.add(fault)
    return as_json(fault.as_json(), 201)


def clear_faults(call: AuthorizedRequest) -> Response:
    """`DELETE faults`."""
    call.account.faults.clear()
    return call.done()


def clock(call: AuthorizedRequest) -> Response:
    """`GET clock`."""
    now = call.account.clock.now()
    return as_json({"now": f"{stamp(now)} +0000", "seconds": now, "rate": call.account.clock.rate})


def move_clock(call: AuthorizedRequest) -> Response:
    """`POST clock`."""
    given = call.json()
    advance = _number(given, "advance", 0.0)
    rate = _number(given, "rate", call.account.clock.rate)
    try:
        call.account.clock.rate = rate
        call.account.clock.advance(advance)
    except ValueError as error:
        raise bad_request(str(error)) from None
    return clock(call)


def _number(given: dict[str, Any], name: str, default: float) -> float:
    value = given.get(name, default)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < math.inf:
        raise bad_request(f"{name}: {value!r} is not a number from 0")
    return float(value)


def pace(call: AuthorizedRequest) -> Response:
    """`GET pace`."""
    return as_json(asdict(call.account.pace))


def set_pace(call: AuthorizedRequest) -> Response:
    """`PUT pace`."""
    old, given = asdict(call.account.pace), call.json()
    unknown = given.keys() - old.keys()
    if unknown:
        raise bad_request(f"{sorted(unknown)[0]}: is not one of {', '.join(old)}")
    call.account.pace = Pace(**{name: _number(given, name, value) for name, value in old.items()})
    return pace(call)


def outcomes(call: AuthorizedRequest) -> Response:  # noqa: ARG001  every handler takes the call
    """`GET outcomes`."""
    return as_json([asdict(outcome) for outcome in OUTCOMES])


def faxes(call: AuthorizedRequest) -> Response:
    """`GET faxes`."""
    return as_json([asdict(fax) for fax in call.account.received()])


def incoming(call: AuthorizedRequest) -> Response:
    """`POST incoming`."""
    given = call.json()
    source, destination = given.get("from"), _text(given, "to")
    if not isinstance(source, str):
        raise bad_request("from: is a required property, a text")
    status = given.get("status", SUCCESS)
    if status not in (SUCCESS, PARTIALLY_RECEIVED):
        raise bad_request(f"status: {status!r} is not one of {SUCCESS}, {PARTIALLY_RECEIVED}")
    own = next((number for number in call.account.members.numbers(call.uid) if number.number == destination), None)
    if own is None:
        raise bad_request(f"to: {destination} is not a number of this account")
    if given.get("path") is not None:
        upload = find_upload(call, _text(given, "path"))
        content, kind = call.account.stored_path(upload).read_bytes(), upload.file.rpartition(".")[2]
    else:
        content, kind = _text(given, "text").encode(), TEXT
    try:
        seconds = _number(given, "seconds", 0.0)
        fax_id = call.account.take_in(own, source, content, kind, seconds=seconds, status=status)
    except ValueError as error:
        raise bad_request(f"path: {error}") from None
    return as_json({"id": fax_id}, 201)


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise bad_request(f"{name}: is a required property, a text")
    return value


def scenes(call: AuthorizedRequest) -> Response:
    """`GET scenes`."""
    now = present(call.account)
    return as_json([{"name": scene.name, "sentence": scene.sentence, "present": scene.name == now} for scene in SCENES])


def enter_scene(call: AuthorizedRequest) -> Response:
    """`POST scenes`."""
    name = _text(call.json(), "name")
    try:
        return as_json({"name": name, "token": enter(call.account, name)})
    except ValueError as error:
        raise bad_request(str(error)) from None


def numbers(call: AuthorizedRequest) -> Response:
    """`GET numbers`."""
    return as_json([asdict(own) for own in call.account.members.numbers(call.uid)])


def set_number(call: AuthorizedRequest) -> Response:
    """`POST numbers`: add one, or change one that the account has."""
    given = call.json()
    number, status = _text(given, "number"), given.get("status", STATUSES[0])
    if not OWN_NUMBER.fullmatch(number) or "*" in number:
        raise bad_request(f"number: {number!r} does not match the pattern of a number")
    if status not in STATUSES:
        raise bad_request(f"status: {status!r} is not one of {', '.join(STATUSES)}")
    cancelled = given.get("cancelled", False)
    if not isinstance(cancelled, bool):
        raise bad_request(f"cancelled: {cancelled!r} is not of type 'boolean'")
    expires = None if given.get("expires_in") is None else call.now + _difference(given, "expires_in")
    own = OwnNumber(number, secrets.token_hex(16), call.uid, (call.uid,), status, call.now, expires, cancelled)
    try:
        call.account.members.add_number(own)
    except sqlite3.IntegrityError:
        call.account.members.change_number(number, status=status, cancelled=cancelled, expires=expires)
    return numbers(call)


def _difference(given: dict[str, Any], name: str) -> float:
    value = given[name]
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < _LONGEST:
        raise bad_request(f"{name}: {value!r} is not a number of seconds")
    return float(value)


def add_token(call: AuthorizedRequest) -> Response:
    """`POST tokens`."""
    given = call.json()
    expires_in = None if given.get("expires_in") is None else _number(given, "expires_in", 0.0)
    uid, scopes = given.get("uid", call.uid), given.get("scopes", list(EVERYTHING))
    if not isinstance(uid, str) or call.account.members.user(uid) is None:
        raise bad_request(f"uid: there is no user {uid!r}")
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise bad_request("scopes: is not a list of texts")
    try:
        token = call.account.issue_token(scopes, expires_in=expires_in, uid=uid)
    except ValueError as error:
        raise bad_request(f"scopes: {error}") from None
    return as_json({"token": token}, 201)


def end_token(call: AuthorizedRequest) -> Response:
    """`DELETE tokens`."""
    if not call.account.tokens.revoke(_text(call.json(), "token")):
        raise bad_request("token: there is no such token")
    return call.done()


def oauth(call: AuthorizedRequest) -> Response:
    """`GET oauth`."""
    return as_json(asdict(call.account.oauth_client))


def register(call: AuthorizedRequest) -> Response:
    """`POST oauth`."""
    uri = _text(call.json(), "redirect_uri")
    if not _URI.fullmatch(uri):
        raise bad_request(f"redirect_uri: {uri!r} is not an address")
    call.account.register_redirect_uri(uri)
    return oauth(call)


def deliveries(call: AuthorizedRequest) -> Response:
    """`GET deliveries`."""
    return as_json([asdict(delivery) for delivery in call.account.webhooks.deliveries()])


def webhook_secret(call: AuthorizedRequest) -> Response:
    """`GET webhook-secret`."""
    return as_json({"secret": call.account.webhook_secret})


_OPERATIONS: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "switches", switches),
    ("PUT", "switches", choose),
    ("GET", "faults", faults),
    ("POST", "faults", add_fault),
    ("DELETE", "faults", clear_faults),
    ("GET", "clock", clock),
    ("POST", "clock", move_clock),
    ("GET", "pace", pace),
    ("PUT", "pace", set_pace),
    ("GET", "outcomes", outcomes),
    ("GET", "faxes", faxes),
    ("POST", "incoming", incoming),
    ("GET", "scenes", scenes),
    ("POST", "scenes", enter_scene),
    ("GET", "numbers", numbers),
    ("POST", "numbers", set_number),
    ("POST", "tokens", add_token),
    ("DELETE", "tokens", end_token),
    ("GET", "oauth", oauth),
    ("POST", "oauth", register),
    ("GET", "deliveries", deliveries),
    ("GET", "webhook-secret", webhook_secret),
)
ROUTES = tuple(Route(method, f"/{name}", handler, admin=True, prefix=PREFIX) for method, name, handler in _OPERATIONS)
