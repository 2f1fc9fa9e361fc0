"""Telling macOS that the user waits for work of this process, so that App Nap does not slow it down.

A program whose window is covered or minimised gets less of the processor, and its timers come late. `NSProcessInfo` has
the way out: https://developer.apple.com/documentation/foundation/processinfo/beginactivity(options:reason:).
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from faxdesk.ui.desktop.objective_c import ObjectiveC

USER_INITIATED_ALLOWING_SLEEP = 0x00FFFFFF & ~(1 << 20)
"""`NSActivityUserInitiatedAllowingIdleSystemSleep` of `NSProcessInfo.h`: no App Nap, but an unused computer may
sleep. What is on its way goes on when it wakes."""
RUNTIME = "/usr/lib/libobjc.A.dylib"

_POINTER, _BITS = ctypes.c_void_p, ctypes.c_uint64


class ProcessActivity:
    """Work that the user waits for, from `begin` to `end`."""

    def __init__(self, runtime: Any) -> None:
        """Take the library of the runtime, whose Foundation is loaded."""
        self._objects = ObjectiveC(runtime)
        self._token: int | None = None

    def begin(self, reason: str) -> None:
        """Begin, unless it has; the reason is what system tools show."""
        if self._token is not None:
            return
        arguments = ((_BITS, USER_INITIATED_ALLOWING_SLEEP), (_POINTER, self._objects.text(reason)))
        token = self._objects.send(self._process(), b"beginActivityWithOptions:reason:", *arguments)
        # It is given for this turn of the event loop only, and has to last.
        self._token = self._objects.send(token, b"retain") if token else None

    def end(self) -> None:
        """End, if it has begun."""
        token, self._token = self._token, None
        if token is not None:
            self._objects.send(self._process(), b"endActivity:", (_POINTER, token))
            self._objects.send(token, b"release")

    def _process(self) -> int | None:
        return self._objects.send(self._objects.class_of(b"NSProcessInfo"), b"processInfo")


def of_this_system() -> ProcessActivity | None:
    """Return what macOS is told through, None on other systems, which slow no program down for being covered."""
    return ProcessActivity(ctypes.CDLL(RUNTIME)) if sys.platform == "darwin" else None
