"""The enumerations of Qt, made in half the time, and on Python 3.11 in a third.

PySide6 makes each class of Qt when it is first used, with all enumerations in it, by calling `enum.Enum` and its kin
with names and values. With 3,600 members that takes 37 ms until the window is there. The standard library makes its own
by `enum._simple_enum`, which leaves out the looking for what only somebody who writes a class can do to it. Up to
Python 3.11 that gives each member its property through the metaclass, which takes as long as all the rest.
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
        if sys.version_info >= (3, 12):
            return _short_way(base, boundary=boundary)(type(class_name, (), {**body, "__module__": module}))
        empty = _short_way(base, boundary=boundary)(type(class_name, (), {"__module__": module}))
        _add(empty, body, flags=issubclass(base, enum.Flag), integers=base._use_args_)
        return empty
    return _long_way(base, class_name, names, **{**more, "module": more.get("module") or module})


def _are_pairs(names: Any) -> bool:
    return isinstance(names, list) and (not names or isinstance(names[0], tuple))


if sys.version_info < (3, 12):

    def _add(kind: Any, members: dict[str, Any], *, flags: bool, integers: bool) -> None:
        """Add members to an enumeration without any, as `enum._simple_enum` does."""
        put: Callable[[Any, str, Any], None] = type.__setattr__
        new: Callable[..., Any] = int.__new__ if integers else object.__new__
        known, by_name, ordered = kind._value2member_map_, kind._member_map_, kind._member_names_
        single = several = 0
        for name, value in members.items():
            accessor: Any = enum.property()
            accessor.name, accessor.clsname = name, kind.__name__
            put(kind, name, accessor)
            member = known.get(value)
            if member is None:
                known[value] = member = new(kind, value) if integers else new(kind)
                space = member.__dict__
                space["_value_"], space["_name_"] = value, name
                space["__objclass__"], space["_sort_order_"] = kind, len(ordered)
                if not flags or (value and not value & (value - 1)):
                    ordered.append(name)
                    single |= value if flags else 0
                else:
                    several |= value
            by_name[name] = member
        if flags:
            put(kind, "_flag_mask_", single | several)
            put(kind, "_singles_mask_", single)
            put(kind, "_all_bits_", (1 << (single | several).bit_length()) - 1)
            values = [member.value for member in kind]
            if values != sorted(values):
                put(kind, "_iter_member_", kind._iter_member_by_def_)
