"""Playing faults: what a connection and an answer look like when something is wrong between the two sides."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
from typing import TYPE_CHECKING, Any, cast

from werkzeug.wrappers import Request, Response

from faxdesk.practice.http.connection import ENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from faxdesk.practice.simulation.fault_queue import Fault

    Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

LATE = "faxdesk.late"
"""Where the environment of a request says how much later it is acted on, in seconds of the service's clock."""
_BLOCK = 64 * 1024
_LINGER_AND_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of no seconds: closing sends RST instead of FIN."""
_PORTAL = (
    "<!doctype html><html><head><title>Welcome</title></head>"
    "<body><h1>Guest network</h1><form>Room number <input></form></body></html>"
)


class ConnectionEnded(ConnectionError):
    """The connection was broken on request; there is nobody to answer. The server takes it for a client that left."""


def struck(fault: Fault | None, request: Request, respond: Callable[[float], Response]) -> Application:
    """Return what answers a request that `fault` may have struck. `respond` makes the honest answer.

    What it takes are the seconds by which the times of that are shifted.
    """
    if fault is None:
        return respond(0.0)
    if fault.kind == "slow_upload":
        request.environ["wsgi.input"] = _SlowInput(fault, request)
        return respond(0.0)
    if fault.kind in ("status", "drop", "reset", "hang"):
        return _interrupted(fault, request, respond)
    if fault.kind == "late":
        request.environ[LATE] = fault.seconds
        respond(0.0)
        _break(request, reset=False)
        raise ConnectionEnded
    skew = fault.seconds if fault.kind == "clock_skew" else 0.0
    return _spoilt(fault, respond(skew), request)


def _interrupted(fault: Fault, request: Request, respond: Callable[[float], Response]) -> Application:
    """Play the kinds that strike at a moment: before the body or in it, before acting, or after it."""
    honest = respond(0.0) if fault.when == "after_acting" else None
    if fault.kind == "hang":
        _wait(request, fault.seconds)
        return honest or respond(0.0)
    if fault.when == "in_body":
        request.stream.read((request.content_length or 0) // 2)
    if fault.when == "before_acting":
        _drain(request)
    if fault.kind == "status":
        return Response(fault.body, status=fault.code, headers=fault.headers)
    _break(request, reset=fault.kind == "reset")
    raise ConnectionEnded


def _wait(request: Request, seconds: float) -> None:
    """Wait, but not longer than the server runs."""
    ending: threading.Event = request.environ[ENDING]
    ending.wait(seconds)


class _SlowInput(io.RawIOBase):
    """The body of a request as a congested line brings it: all of it takes `seconds` of the fault."""

    def __init__(self, fault: Fault, request: Request) -> None:
        self._raw = cast("io.RawIOBase", request.environ["wsgi.input"])
        self._request = request
        self._seconds_per_byte = fault.seconds / max(1, request.content_length or _BLOCK)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._raw.readinto(memoryview(buffer)[:_BLOCK]) or 0
        _wait(self._request, count * self._seconds_per_byte)
        return count


def _drain(request: Request) -> None:
    """Take the whole body off the connection."""
    while request.stream.read(_BLOCK):
        pass


def _break(request: Request, *, reset: bool) -> None:
    connection: socket.socket = request.environ["werkzeug.socket"]
    if reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_AND_RESET)
        connection.close()
        return
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The other side was faster.
        return


def _spoilt(fault: Fault, answer: Response, request: Request) -> Application:
    body = answer.get_data()
    if fault.kind == "slow":
        return _dripping(fault, answer, body, request)
    if fault.kind == "cut":
        return _cut(answer, body, request)
    if fault.kind == "portal":
        return Response(_PORTAL, status=200, mimetype="text/html")
    if fault.kind == "truncate":
        answer.set_data(body[: len(body) // 2])
    elif fault.kind == "content_type":
        answer.headers["Content-Type"] = "text/plain"
    elif fault.kind == "wrong_types":
        answer.set_data(_with_wrong_types(body))
    elif fault.kind == "huge":
        answer.set_data(_with_padding(body, fault.size))
    return answer


def _dripping(fault: Fault, answer: Response, body: bytes, request: Request) -> Response:
    steps = 20

    def drips() -> Iterator[bytes]:
        size = max(1, -(-len(body) // steps))
        for start in range(0, len(body), size):
            _wait(request, fault.seconds / steps)
            yield body[start : start + size]

    slow = Response(drips(), status=answer.status, headers=answer.headers)
    slow.headers["Content-Length"] = str(len(body))
    return slow


def _cut(answer: Response, body: bytes, request: Request) -> Response:
    def half() -> Iterator[bytes]:
        yield body[: len(body) // 2]
        _break(request, reset=False)

    broken = Response(half(), status=answer.status, headers=answer.headers)
    broken.headers["Content-Length"] = str(max(2, len(body)))
    return broken


def _with_wrong_types(body: bytes) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_turned(value)).encode()


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _turned(member) for name, member in value.items()}
    if isinstance(value, list):
        return {str(place): _turned(member) for place, member in enumerate(value)}
    if isinstance(value, str):
        return len(value)
    if isinstance(value, bool) or value is None:
        return [value]
    return str(value)


def _with_padding(body: bytes, size: int) -> bytes:
    padding = b" " * min(size, _BLOCK)
    return body + padding * (size // max(1, len(padding)))
