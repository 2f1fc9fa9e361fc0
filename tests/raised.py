"""Every kind of exception there is: what libraries, the interpreter and the operating system raise.

Found in the interpreter, with all that the program has imported, so that a new library brings its own along.
"""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from collections.abc import Iterator
from concurrent.futures import CancelledError
from email.message import Message
from io import BytesIO
from urllib.error import HTTPError

import keyring.errors
import requests
import urllib3.exceptions

NOT_RAISED = ("_pytest", "pytest", "pluggy", "hypothesis", "xdist", "execnet", "coverage", "unittest", "mypy")
"""Packages of the tests themselves, which are not in the program."""


class Panic(BaseException):
    """What a library in Rust raises when it breaks: `pyo3_runtime.PanicException` is no `Exception`."""


class Mute(Exception):
    """An exception that has no words, and fails when it is asked for them."""

    def __str__(self) -> str:
        raise ValueError("no words")

    __repr__ = __str__


def kinds() -> Iterator[type[BaseException]]:
    """Yield every class of exceptions that is loaded, base classes before what is derived from them."""
    todo: list[type[BaseException]] = [BaseException]
    seen: set[type[BaseException]] = set()
    while todo:
        kind = todo.pop(0)
        if kind in seen or kind.__module__.partition(".")[0] in NOT_RAISED:
            continue
        seen.add(kind)
        yield kind
        # `type.__subclasses__` for `type` itself is unbound.
        todo += kind.__subclasses__()


def made(kind: type[BaseException]) -> BaseException:
    """Return an exception of a kind. What its own `__init__` would set is missing, as in one that breaks while made."""
    if issubclass(kind, HTTPError):
        # Without its file it can not even be asked for its attributes.
        return kind("http://127.0.0.1", 500, "words", Message(), BytesIO())
    arguments: tuple[object, ...] = (
        ("words", [ValueError("inner")]) if issubclass(kind, BaseExceptionGroup) else ("words",)
    )
    return kind.__new__(kind, *arguments)


def every_exception() -> Iterator[BaseException]:
    """Yield an exception of every kind, and some that are odd in themselves."""
    for kind in kinds():
        yield made(kind)
    yield OSError(errno.ENOSPC, "No space left on device")
    yield OSError()
    yield OSError("only words")
    yield OSError(b"bytes", object())
    yield ValueError(b"\xff\x00", object(), None)
    yield RuntimeError("secret \ud800 half a pair")


TYPICAL: tuple[BaseException, ...] = (
    Panic("called `Option::unwrap()` on a `None` value"),
    Mute(),
    ValueError("odd"),
    RuntimeError("D-Bus: org.freedesktop.DBus.Error.NoReply"),
    ModuleNotFoundError("No module named 'missing'", name="missing"),
    AttributeError("missing"),
    MemoryError(),
    RecursionError("too deep"),
    StopIteration(),
    GeneratorExit(),
    SystemExit(3),
    KeyboardInterrupt(),
    asyncio.CancelledError(),
    CancelledError(),
    OSError(errno.ENOSPC, "No space left on device"),
    PermissionError(errno.EACCES, "Permission denied"),
    BrokenPipeError(errno.EPIPE, "Broken pipe"),
    TimeoutError("timed out"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    BaseExceptionGroup("several", [Panic("one"), ValueError("two")]),
    sqlite3.OperationalError("disk I/O error"),
    sqlite3.DatabaseError("database disk image is malformed"),
    sqlite3.InterfaceError("bad parameter or other API misuse"),
    keyring.errors.KeyringError("no"),
    keyring.errors.KeyringLocked("Failed to unlock the collection!"),
    keyring.errors.NoKeyringError("no backend"),
    requests.ConnectionError("refused"),
    urllib3.exceptions.ProtocolError("broken"),
)
"""One of each kind that is told apart, for what takes longer."""


def ids(error: BaseException) -> str:
    """Return what a test with this exception is called."""
    return f"{type(error).__module__}.{type(error).__name__}"
