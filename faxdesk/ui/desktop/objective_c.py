"""Messages to objects of macOS through the runtime of Objective-C, which every Mac has.

A bridge would be a dependency of 10 MB for a few calls.
"""

from __future__ import annotations

import ctypes
from typing import Any

_POINTER, _TEXT = ctypes.c_void_p, ctypes.c_char_p


class ObjectiveC:
    """The runtime of a library with `objc_getClass`, `sel_registerName` and `objc_msgSend`."""

    def __init__(self, runtime: Any) -> None:
        self._class_of = _function(runtime.objc_getClass, _POINTER, _TEXT)
        self._selector = _function(runtime.sel_registerName, _POINTER, _TEXT)
        self._send_address = runtime.objc_msgSend

    def class_of(self, name: bytes) -> int | None:
        """Return a class."""
        found: int | None = self._class_of(name)
        return found

    def text(self, text: str) -> int | None:
        """Return an `NSString`, which is given for this turn of the event loop only."""
        return self.send(self.class_of(b"NSString"), b"stringWithUTF8String:", (_TEXT, text.encode()))

    def send(self, receiver: int | None, message: bytes, *arguments: tuple[Any, Any]) -> int | None:
        """Send a message with arguments, each with its type of C; return the object that it answers with.

        Each has a prototype of its own: on Apple's processors arguments lie elsewhere otherwise.
        """
        send = _function(self._send_address, _POINTER, _POINTER, _POINTER, *(kind for kind, _ in arguments))
        answer: int | None = send(receiver, self._selector(message), *(value for _, value in arguments))
        return answer


def _function(exported: Any, result: Any, *arguments: Any) -> Any:
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(exported, ctypes.c_void_p).value or 0)
