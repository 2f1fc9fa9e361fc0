"""The enumerations of Qt, made in half the time.

PySide6 makes each class of Qt when it is first used, with all enumerations in it, by calling `enum.Enum` and its kin
with names and values. With 3,600 members that takes 37 ms until the window is there. The standard library makes its own
by `enum._simple_enum`, which leaves out the looking for what only somebody who writes a class can do to it.
"""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable
from typing import Any

_SAID_BY_NOBODY = {"module": None, "qualname": None, "type": None, "start": 1}
"""What PySide6 leaves out (`createPythonEnum` in sbkenum.cpp of shiboken6); Python 3.12 fills that in."""
_type: Any = enum.EnumType
_short_way: Callable[..., Callable[[type], type]] = enum._simple_enum  # type: ignore[attr-defined]  # noqa: SLF001
_long_way: Callable[..., Any] = _type._create_


def make_enumerations_simply() -> None:
    """Make the enumerations of Qt the short way from now on. All others are made as before."""
    _type._create_ = _create


def _create(base: Any, class_name: str, names: Any, **more: Any) -> Any:
    """Make an enumeration. The parameters have the names by which Python 3.12 gives them."""
    boundary = more.get("boundary")
    plain = all(more.get(name, none) == none for name, none in _SAID_BY_NOBODY.items())
    # Of both ways the module is that of who has called `enum.Enum`.
    module = sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001  as the long way does, which would see one less
    if plain and boundary is not None and _are_pairs(names) and len(body := dict(names)) == len(names):
        body["__module__"] = module
        return _short_way(base, boundary=boundary)(type(class_name, (), body))
    return _long_way(base, class_name, names, **{**more, "module": more.get("module") or module})


def _are_pairs(names: Any) -> bool:
    return isinstance(names, list) and (not names or isinstance(names[0], tuple))
