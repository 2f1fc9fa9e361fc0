"""What macOS is told of work in progress, through its own calling convention: real C functions, played here."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from faxdesk.ui.desktop.process_activity import ProcessActivity

CLASSES = {b"NSString": 0x10, b"NSProcessInfo": 0x20}
PROCESS, TEXT, TOKEN = 0x21, 0x11, 0x31

GetClass = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_char_p)
# Words in registers: a message with fewer arguments leaves the others as they are.
SendMessage = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class Runtime(SimpleNamespace):
    """The runtime of Objective-C with the two classes that are used; `calls` has what they were asked for."""

    def __init__(self, token: int = TOKEN) -> None:
        super().__init__()
        self.calls: list[tuple[object, ...]] = []
        self.selectors: list[bytes] = []
        self.retained = 0
        self.token = token
        self.objc_getClass = GetClass(lambda name: CLASSES[name])
        self.sel_registerName = GetClass(self._register)
        self.objc_msgSend = SendMessage(self._receive)

    def _register(self, name: bytes) -> int:
        self.selectors.append(name)
        return len(self.selectors)

    def _receive(self, receiver: int, selector: int, first: int, second: int) -> int:
        message = self.selectors[selector - 1]
        if message == b"stringWithUTF8String:":
            assert receiver == CLASSES[b"NSString"]
            self.calls.append(("text", ctypes.string_at(first)))
            return TEXT
        if message == b"processInfo":
            assert receiver == CLASSES[b"NSProcessInfo"]
            return PROCESS
        if message == b"beginActivityWithOptions:reason:":
            self.calls.append(("begin", receiver, first, second))
            return self.token
        if message == b"endActivity:":
            self.calls.append(("end", receiver, first))
            return 0
        assert receiver == TOKEN
        self.retained += {b"retain": 1, b"release": -1}[message]
        return TOKEN


@pytest.fixture
def runtime() -> Runtime:
    return Runtime()


def test_it_begins_once_without_keeping_the_computer_awake_and_ends_once(runtime: Runtime) -> None:
    activity = ProcessActivity(runtime)
    activity.begin("Ein Fax wird übertragen.")
    activity.begin("again")
    # 0x00FFFFFF without bit 20, which would keep an unused computer from sleeping.
    begun = [("text", "Ein Fax wird übertragen.".encode()), ("begin", PROCESS, 0x00EFFFFF, TEXT)]
    assert runtime.calls == begun
    assert runtime.retained == 1
    activity.end()
    activity.end()
    assert runtime.calls == [*begun, ("end", PROCESS, TOKEN)]
    assert runtime.retained == 0


def test_a_system_that_gives_nothing_is_not_asked_to_end_it() -> None:
    runtime = Runtime(token=0)
    activity = ProcessActivity(runtime)
    activity.begin("A fax is being sent.")
    activity.end()
    assert [call[0] for call in runtime.calls] == ["text", "begin"]
