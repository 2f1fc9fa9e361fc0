"""Telling macOS that the user waits for work of this process, so that App Nap does not slow it down.

A program whose window is covered or minimised gets less of the processor, and its timers come late. `NSProcessInfo` has
the way out: https://developer.apple.com/documentation/foundation/processinfo/beginactivity(options:reason:). It is
called through the runtime of Objective-C, which every macOS has: a bridge would be a dependency of 10 MB for two calls.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

USER_INITIATED_ALLOWING_SLEEP = 0x00FFFFFF & ~(1 << 20)
"""`NSActivityUserInitiatedAllowingIdleSystemSleep` of `NSProcessInfo.h`: no App Nap, but an unused computer may
sleep. What is on its way goes on when it wakes."""
_RUNTIME = "/usr/lib/libobjc.A.dylib"

_POINTER, _BITS, _TEXT = ctypes.c_void_p, ctypes.c_uint64, ctypes.c_char_p


class ProcessActivity:
    """Work that the user waits for, from `begin` to `end`."""

    def __init__(self, runtime: Any) -> None:
        """Take the library with `objc_getClass`, `sel_registerName` and `objc_msgSend`, whose Foundation is loaded."""
        self._class_of = _function(runtime.objc_getClass, _POINTER, _TEXT)
        self._selector = _function(runtime.sel_registerName, _POINTER, _TEXT)
        self._send_address = runtime.objc_msgSend
        self._token: int | None = None

    def begin(self, reason: str) -> None:
        """Begin, unless it has; the reason is what system tools show."""
        if self._token is not None:
            return
        text = self._send(self._class_of(b"NSString"), b"stringWithUTF8String:", (_TEXT, reason.encode()))
        arguments = ((_BITS, USER_INITIATED_ALLOWING_SLEEP), (_POINTER, text))
        token = self._send(self._process(), b"beginActivityWithOptions:reason:", *arguments)
        # It is given for this turn of the event loop only, and has to last.
        self._token = self._send(token, b"retain") if token else None

    def end(self) -> None:
        """End, if it has begun."""
        token, self._token = self._token, None
        if token is not None:
            self._send(self._process(), b"endActivity:", (_POINTER, token))
            self._send(token, b"release")

    def _process(self) -> int | None:
        return self._send(self._class_of(b"NSProcessInfo"), b"processInfo")

    def _send(self, receiver: int | None, message: bytes, *arguments: tuple[Any, Any]) -> int | None:
        """Send a message. Each has a prototype of its own: on Apple's processors arguments lie elsewhere otherwise."""
        send = _function(self._send_address, _POINTER, _POINTER, _POINTER, *(kind for kind, _ in arguments))
        answer: int | None = send(receiver, self._selector(message), *(value for _, value in arguments))
        return answer


def _function(exported: Any, result: Any, *arguments: Any) -> Any:
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(exported, ctypes.c_void_p).value or 0)


def of_this_system() -> ProcessActivity | None:
    """Return what macOS is told through, None on other systems, which slow no program down for being covered."""
    return ProcessActivity(ctypes.CDLL(_RUNTIME)) if sys.platform == "darwin" else None
