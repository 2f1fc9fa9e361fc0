"""The WSGI application of the receiver: one path, one method, one type of body."""

from __future__ import annotations

import hmac
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from faxdesk.api import wire
from faxdesk.core.errors import FaxDeskError

if TYPE_CHECKING:
    from faxdesk.core.model import WebhookCall
    from faxdesk.store.webhook_calls import WebhookCalls
    from faxdesk.webhook.signatures import Signatures

_log = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024
"""Bytes; a call has some 600 (docs/api-notes.md, section 8)."""
RATE, BURST = 400.0, 800.0
"""Calls a second that are written down, and how many at once: a service with 200 faxes a second is not refused."""


class CallBudget:
    """Limits how many calls are taken: a bucket of `burst` tokens, to which `rate` come each second."""

    def __init__(self, rate: float = RATE, burst: float = BURST, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left, self._at = burst, clock()

    def take(self) -> bool:
        """Return whether one more call is taken now."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class ReceiverApp:
    """Writes calls down and answers 204. Whatever else comes is refused without a word of why.

    Answers: 404 for other paths; 405 for other methods than POST; 413 and 415 for bodies that are too large or no JSON
    by their type; 400 for such as are none in fact; 401 without a good signature, where there is a secret; 429 where
    too many come; 503 where a call cannot be written down: whoever calls may try again.
    """

    def __init__(
        self,
        calls: WebhookCalls,
        heard: Callable[[int, WebhookCall], None],
        signatures: Signatures | None = None,
        public_url: str = "",
        budget: CallBudget | None = None,
    ) -> None:
        """`heard` is told of each call that was written down, with its number; in the thread of the call.

        `public_url` is the address of a proxy before it, which may pass the path of that on.
        """
        self._calls, self._heard, self._signatures = calls, heard, signatures
        path = calls.path()
        self._paths = tuple({path.encode(), f"{urlsplit(public_url).path.rstrip('/')}{path}".encode()})
        self._budget = budget or CallBudget()
        self._lock = threading.Lock()
        self._failing = False

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        return Response(status=self._answer(request))(environ, start)

    def _answer(self, request: Request) -> int:
        try:
            refused = self._refused_unread(request)
            return refused or self._take(request, request.get_data(cache=False))
        except RequestEntityTooLarge:
            return 413
        except HTTPException as error:
            # A body that ends too early, or chunks that are none.
            return error.code or 400

    def _refused_unread(self, request: Request) -> int:
        """Return the code that refuses a request before its body is read, or 0."""
        asked = request.path.encode("utf-8", "surrogatepass")
        # In a time that does not tell how much of it somebody has guessed.
        if not any(hmac.compare_digest(asked, path) for path in self._paths):
            return 404
        if request.method != "POST":
            return 405
        encoded = request.headers.get("Content-Encoding", "identity").strip().lower()
        if encoded not in ("", "identity") or not _is_json(request.mimetype):
            return 415
        return 413 if (request.content_length or 0) > LARGEST_BODY else 0

    def _take(self, request: Request, body: bytes) -> int:
        if self._signatures is not None and not self._signatures.are_good(dict(request.headers), body):
            return 401
        call = wire.webhook_call(body)
        if call is None:
            return 400
        with self._lock:
            if not self._budget.take():
                return 429
            try:
                number = self._calls.keep(call, body)
            except FaxDeskError as error:
                # Once: whoever calls can do so without end.
                if not self._failing:
                    _log.error("calls cannot be written down: %s", error)
                self._failing = True
                return 503
            self._failing = False
        self._heard(number, call)
        return 204


def _is_json(mimetype: str) -> bool:
    """Return whether a body can be JSON. Nothing says that the service names the type of what it sends."""
    return mimetype in ("", "application/json") or (mimetype.startswith("application/") and mimetype.endswith("+json"))
