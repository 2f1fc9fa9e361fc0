"""The secrets that this process knows, and texts without them.

What a secret looks like cannot be known: Fax.Plus may change its tokens, and a client secret, a proxy's password or a
document's may be anything. So whoever gets one says so here, and whatever is written, kept or shown goes through here.
"""

from __future__ import annotations

import base64
import json
import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

REDACTED = "[secret]"
_LEAST = 6
"""A text of fewer characters is no secret; taken out of everything, it would spoil words that only look like it."""
_HEAD = 12
"""So many of its first characters betray a secret that was cut short."""
_MOST = 64
"""So many secrets are remembered; an access token is renewed each hour, and the last ones may still be in answers."""
_PERSONAL = r"alohi_[a-z]+_[^\s\"'<>&,;]+"
_LOGIN = r"://[^/@\s]+@"
_SCHEME = r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/._~=-]{6,}"


class KnownSecrets:
    """Some secrets, in each way in which they may be written."""

    def __init__(self) -> None:
        self._secrets: deque[str] = deque(maxlen=_MOST)
        self._forms: tuple[str, ...] = ()
        self._heads: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        """Remember a secret."""
        if len(secret) < _LEAST or secret in self._secrets:
            return
        self._secrets.append(secret)
        # Put in place whole: other threads read meanwhile.
        self._forms = tuple({form for known in self._secrets for form in _forms(known)})
        heads = sorted({form[:_HEAD] for form in self._forms}, key=len, reverse=True)
        self._heads = re.compile("|".join(map(re.escape, heads)), re.IGNORECASE)

    def without(self, text: str) -> str:
        """Return the text with each of them replaced, also where it was cut short, in capitals or small letters."""
        heads = self._heads
        if heads is None or heads.search(text) is None:
            return text
        return "".join(self._parts(text, heads))

    def _parts(self, text: str, heads: re.Pattern[str]) -> Iterator[str]:
        done = 0
        for found in heads.finditer(text):
            if found.start() >= done:
                yield text[done : found.start()] + REDACTED
                done = max(
                    found.end(), *(found.start() + _shared_length(text, found.start(), form) for form in self._forms)
                )
        yield text[done:]


def _shared_length(text: str, start: int, form: str) -> int:
    """Return how many characters of the text from `start` are the first ones of a secret."""
    length = 0
    for one, other in zip(text[start : start + len(form)], form, strict=False):
        if one != other and one.lower() != other.lower():
            break
        length += 1
    return length


def _forms(secret: str) -> set[str]:
    """Return a secret as headers, addresses, web pages and JSON write it."""
    # Not above: it loads the names of all characters, and many a start has no secret.
    from html import escape

    raw = secret.encode("utf-8", "surrogatepass")
    return {
        secret,
        quote(raw, safe=""),
        quote_plus(raw),
        escape(secret),
        json.dumps(secret)[1:-1],
        base64.b64encode(raw).decode("ascii"),
    }


_shared, _own = KnownSecrets(), KnownSecrets()


def remember(secret: str) -> None:
    """Take this secret, which travels to the service or a proxy, out of every text from now on."""
    _shared.add(secret)


def remember_here(secret: str) -> None:
    """Take this secret, which never leaves this computer, out of the log: the password of a document.

    Not out of other texts: the service cannot know it, and a comment may have the same word.
    """
    _own.add(secret)


def without_secrets(text: str) -> str:
    """Return a text that came from outside, fit to be kept and shown."""
    return _shared.without(text)


def for_log(text: str) -> str:
    """Return lines as they may be written into the log, with all tracebacks in them."""
    text = _own.without(_shared.without(text))
    text = re.sub(_PERSONAL, "[token]", text)
    return re.sub(_SCHEME, rf"\1 {REDACTED}", re.sub(_LOGIN, f"://{REDACTED}@", text))
