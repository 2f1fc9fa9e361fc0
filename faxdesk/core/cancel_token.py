"""How long work is asked to stop."""

from __future__ import annotations

from typing import Protocol

from faxdesk.core.errors import Stopped


class CancelToken(Protocol):
    """Asked by long steps between two pieces of work. A `threading.Event` is one."""

    def is_set(self) -> bool:
        """True when the work should end at the next safe point."""
        ...


class NeverCancelled:
    """A `CancelToken` that never asks to stop."""

    def is_set(self) -> bool:
        """Always False."""
        return False


class AnyOf:
    """A `CancelToken` that asks to stop when any of several does."""

    def __init__(self, *tokens: CancelToken) -> None:
        self._tokens = tokens

    def is_set(self) -> bool:
        """True when the work should end at the next safe point."""
        return any(token.is_set() for token in self._tokens)


def check(cancel: CancelToken) -> None:
    """Raise `Stopped` when the work should end."""
    if cancel.is_set():
        raise Stopped
