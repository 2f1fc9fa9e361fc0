"""One request on its way through the service, and the ways it can be refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Request, Response

from faxdesk.practice.http.serializer import RecordSerializer

if TYPE_CHECKING:
    from faxdesk.practice.account.account import PracticeAccount
    from faxdesk.practice.simulation.contract_switches import ContractSwitches
    from faxdesk.practice.state.members import User
    from faxdesk.practice.state.tokens import IssuedToken

JSON_LIMIT = 4 * 1024 * 1024
"""Largest JSON body, in bytes. 4000 destinations need some 100 KB."""


class Refusal(Exception):
    """The request is refused: an answer with `{error, description}`."""

    def __init__(self, code: int, error: str, description: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.error = error
        self.description = description
        self.headers = headers or {}

    def response(self) -> Response:
        """Return the answer."""
        answer = as_json({"error": self.error, "description": self.description}, self.code)
        answer.headers.update(self.headers)
        return answer


def bad_request(description: str, error: str = "invalid_input") -> Refusal:
    """Return a 400; the description names the member that is wrong."""
    return Refusal(400, error, description)


def not_found(description: str = "Resource not found") -> Refusal:
    """Return a 404."""
    return Refusal(404, "not_found", description)


@dataclass(frozen=True)
class PublicRequest:
    """A request from anybody, with the state it is answered from."""

    account: PracticeAccount
    request: Request
    arguments: dict[str, Any]
    """What the path says, such as `fax_id`."""
    switches: ContractSwitches
    now: float
    """Service time, in seconds since 1970 (UTC)."""
    skew: float


@dataclass(frozen=True)
class AuthorizedRequest(PublicRequest):
    """A request that was let in with a token."""

    token: IssuedToken
    caller: User
    user: User
    """Whom the call is about: the caller, or the member that an administrator acts for."""

    @property
    def uid(self) -> str:
        """The uid of whom the call is about."""
        return self.user.uid

    @property
    def writer(self) -> RecordSerializer:
        """What writes the records of the answer."""
        return RecordSerializer(self.switches, self.now, self.skew)

    def json(self) -> dict[str, Any]:
        """Return the body, a JSON object. Raises Refusal for anything else."""
        return read_json(self.request)

    def body(self) -> IO[bytes]:
        """Return the body, to be read once. Raises Refusal if the request does not say where it ends."""
        return body_of(self.request)

    def created(self, value: object) -> Response:
        """Return the answer to a request that made something."""
        return as_json(value, self.switches.created_status)

    def done(self) -> Response:
        """Return the answer to a change or a deletion: no body."""
        return empty(self.switches.changed_status)


PREFIX = "/v3"
"""Where the operations of the contract are."""

Handler = Callable[[AuthorizedRequest], Response]


@dataclass(frozen=True)
class PublicRoute:
    """An operation that needs no token; `rule` is the whole path."""

    method: str
    rule: str
    handler: Callable[[PublicRequest], Response]


@dataclass(frozen=True)
class Route:
    """An operation for those who have a token.

    `areas` names the scopes that open it: with `areas=("fax",)` a GET needs `fax:fax:read` or `fax:all:read`, any other
    method the same with `edit`.
    """

    method: str
    rule: str
    handler: Handler
    areas: tuple[str, ...] = ()
    admin: bool = False
    prefix: str = PREFIX
    sends: bool = False
    """Whether it belongs to sending, which not every account and user may."""

    @property
    def right(self) -> str:
        """`read` or `edit`."""
        return "read" if self.method == "GET" else "edit"


def as_json(value: object, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(json.dumps(value, ensure_ascii=False), status=status, content_type="application/json")


def empty(status: int, headers: dict[str, str] | None = None) -> Response:
    """Return an answer without a body, and so without a type."""
    answer = Response(status=status, headers=headers)
    del answer.headers["Content-Type"]
    return answer


def body_of(request: Request) -> IO[bytes]:
    """Return the body of a request. Raises Refusal if there is neither a length nor chunks."""
    if request.content_length is None and not request.environ.get("wsgi.input_terminated"):
        raise Refusal(411, "length_required", "The request has no body, or does not say how long it is")
    return request.stream


def _whole(request: Request) -> bytes:
    """Return the whole body. Raises Refusal if it is too large, ClientDisconnected if it ends too early."""
    stream, whole = body_of(request), bytearray()
    if (request.content_length or 0) <= JSON_LIMIT:
        # One read may return less than there is, and only the next one sees that the client has left.
        while len(whole) <= JSON_LIMIT and (block := stream.read(JSON_LIMIT)):
            whole += block
        if len(whole) <= JSON_LIMIT:
            return bytes(whole)
    raise Refusal(413, "payload_too_large", "The body is too large")


def _no_json(name: str) -> float:
    raise ValueError(f"{name} is no number")


def read_json(request: Request) -> dict[str, Any]:
    """Return the body of a request, a JSON object. Raises Refusal for anything else."""
    if request.mimetype not in ("application/json", ""):
        raise Refusal(415, "unsupported_media_type", f"The body is {request.mimetype}, not application/json")
    try:
        value = json.loads(_whole(request), parse_constant=_no_json)
        # Half a surrogate pair is no text: it could neither be kept nor be sent back.
        json.dumps(value, ensure_ascii=False).encode()
    except ClientDisconnected as error:
        raise bad_request("The body ends too early", "invalid_json") from error
    except (ValueError, RecursionError) as error:
        raise bad_request(f"The body is not JSON: {error}", "invalid_json") from error
    if not isinstance(value, dict):
        raise bad_request("The body is not an object", "invalid_json")
    return value
