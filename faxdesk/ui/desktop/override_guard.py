"""Errors in methods that Qt calls: two faults of PySide6 (6.8 to 6.11), by which one of them ends the program.

While an error waits for the end of a function of Qt that Python has called, Qt goes on to call other methods. For each
that it calls for the first time of an object, `Sbk_GetPyOverride` of shiboken gives a reference back that it has
borrowed. The function is freed though its class still has it, and the program crashes with the next call, or when
garbage is collected. So every such function has references to spare.

On Pythons before 3.12, PySide6 crashes with an error that C code raises in such a method: `int("x")` in a `sizeHint`,
say, when a layout is made. It takes every error for an object, which Python made of it only when somebody asked, before
3.12 (docs.python.org, What's New In Python 3.12, C API). A method that catches its error and raises it again has asked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, update_wrapper
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

SPARE_REFERENCES = 1000
"""References to each method of a class. One is lost with each object whose method is first called while an error waits:
in a window with a fault a few each time, and 1000 are 8 KB."""
_ANY_ARGUMENTS = 0x04 | 0x08
"""`CO_VARARGS` and `CO_VARKEYWORDS` of `inspect`, which takes 3 ms to load."""
_spare: list[list[Callable[..., Any]]] = []


def guard_overrides() -> None:
    """Guard the methods of all classes of FaxDesk that are made from now on."""
    # `type.__new__` calls it for each class that is derived from one of Qt's.
    Shiboken.Object.__init_subclass__ = classmethod(_made)  # type: ignore[assignment, method-assign]


def _made(kind: Any, /, **keywords: Any) -> None:
    # What else a class is derived from has its turn, too: `Generic`, for example.
    super(Shiboken.Object, kind).__init_subclass__(**keywords)
    guard(kind)


def guard(kind: type) -> None:
    """Guard the methods of a class that override one of Qt's."""
    for name, value in list(vars(kind).items()):
        if isinstance(value, FunctionType) and not name.startswith("__") and _overrides(kind, name):
            called = guarded(value) if sys.version_info < (3, 12) else value
            setattr(kind, name, called)
            _spare.append([called] * SPARE_REFERENCES)


def _overrides(kind: type, name: str) -> bool:
    return any(hasattr(base, name) for base in kind.__bases__)


def guarded(method: FunctionType) -> Callable[..., Any]:
    """Return the same method, whose errors are objects. It has the same parameters: PySide6 counts those of slots."""
    code = method.__code__
    if code.co_flags & _ANY_ARGUMENTS or code.co_kwonlyargcount:
        # What takes any arguments is no slot that Qt hands too many.
        return method
    made = _with_parameters(code.co_argcount)(method)
    made.__code__ = made.__code__.replace(co_varnames=code.co_varnames[: code.co_argcount])
    made.__defaults__ = method.__defaults__
    update_wrapper(made, method)
    return made


@cache
def _with_parameters(count: int) -> Callable[[FunctionType], FunctionType]:
    """Return what guards methods that have so many parameters, whatever their names."""
    names = ", ".join(f"_{place}" for place in range(count))
    source = f"""
def guard(method):
    def guarded({names}):
        try:
            return method({names})
        except BaseException:
            raise
    return guarded
"""
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102  only a number goes into it
    made: Callable[[FunctionType], FunctionType] = space["guard"]
    return made
