"""Errors in methods that Qt calls, on Pythons before 3.12.

There, PySide6 (6.8 to 6.11) crashes with an error that C code raises in such a method while a function of Qt that
Python has called is still under way: `int("x")` in a `sizeHint`, say, when a layout is made. It takes every error for
an object, which Python made of it only when somebody asked, before 3.12 (docs.python.org, What's New In Python 3.12,
C API). A method that catches its error and raises it again has asked.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import cache, update_wrapper
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject


def guard_overrides() -> None:
    """Guard the methods of all classes of FaxDesk that are made from now on, where that is needed."""
    if sys.version_info < (3, 12):
        # `type.__new__` calls it for each class that is derived from QObject.
        QObject.__init_subclass__ = classmethod(guard)  # type: ignore[assignment, method-assign]


def guard(kind: type) -> None:
    """Guard the methods of a class that override one of Qt's."""
    for name, value in list(vars(kind).items()):
        if isinstance(value, FunctionType) and not name.startswith("__") and _overrides(kind, name):
            setattr(kind, name, guarded(value))


def _overrides(kind: type, name: str) -> bool:
    return any(hasattr(base, name) for base in kind.__mro__[1:])


def guarded(method: FunctionType) -> Callable[..., Any]:
    """Return the same method, whose errors are objects. It has the same parameters: PySide6 counts those of slots."""
    code = method.__code__
    if code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS) or code.co_kwonlyargcount:
        # What takes any arguments is no slot that Qt hands too many.
        return method
    made = _with_parameters(", ".join(code.co_varnames[: code.co_argcount]))(method)
    made.__defaults__ = method.__defaults__
    update_wrapper(made, method)
    return made


@cache
def _with_parameters(names: str) -> Callable[[FunctionType], FunctionType]:
    """Return what guards methods that have these parameters. Compiled once: most have the same."""
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
    exec(source, space)  # noqa: S102  the names of parameters in this program
    made: Callable[[FunctionType], FunctionType] = space["guard"]
    return made
