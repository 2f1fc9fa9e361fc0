"""The enumerations of Qt, whose members are made when one of them is first looked at.

PySide6 makes each class of Qt when it is first used, with all enumerations in it, by calling `enum.Enum` and its kin
with names and values. Until the window is there these are 206 with 2,900 members, of which FaxDesk looks at a third. An
enumeration that nobody has looked at has a metaclass of its own, which fills it at the first look, and is an ordinary
one from then on.

Members are found in their enumeration only: `Qt.AlignmentFlag.AlignLeft`, never `Qt.AlignLeft`, which PySide6 would
look up in all enumerations of the class.

They are made by `enum._simple_enum`, as the standard library makes its own, which leaves out the looking for what only
somebody who writes a class can do to it. Up to Python 3.11 that gives each member its property through the metaclass,
which takes as long as all the rest.
"""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable
from threading import RLock
from typing import Any

_SAID_BY_NOBODY = {"module": None, "qualname": None, "type": None, "start": 1}
"""What PySide6 leaves out (`createPythonEnum` in sbkenum.cpp of shiboken6); Python 3.12 fills that in."""
_type: Any = enum.EnumType
_short_way: Callable[..., Callable[[type], type]] = enum._simple_enum  # type: ignore[attr-defined]  # noqa: SLF001
_long_way: Callable[..., Any] = _type._create_
_put: Callable[[Any, str, Any], None] = type.__setattr__
_unfilled: dict[type, tuple[Any, dict[str, Any], Any]] = {}
"""What is known of an enumeration that nobody has looked at: its base, its members and its boundary."""
_filling = RLock()
_IS_QUICK = sys.version_info >= (3, 12)
"""Whether `enum._simple_enum` adds members without the metaclass."""


class _Unfilled(enum.EnumType):
    """The type of an enumeration that is still empty."""

    __setattr__ = type.__setattr__  # PySide6 names the module, which is no look.

    def __new__(cls, base: Any, class_name: str, module: str) -> Any:
        return type.__new__(cls, class_name, (base,), {"__module__": module})

    def __init__(cls, *_given: Any) -> None:
        """Nothing of what an enumeration is has been made."""

    def __getattribute__(cls, name: str) -> Any:
        _fill(cls)
        return type.__getattribute__(cls, name)


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
        made = _Unfilled(base, class_name, module)
        _unfilled[made] = base, body, boundary
        return made
    return _long_way(base, class_name, names, **{**more, "module": more.get("module") or module})


def _are_pairs(names: Any) -> bool:
    return isinstance(names, list) and (not names or isinstance(names[0], tuple))


def _fill(kind: Any) -> None:
    """Give an enumeration its members, and all that the standard library notes of them."""
    with _filling:
        # Another thread may have done it; and this one looks while it does it.
        if (known := _unfilled.pop(kind, None)) is None:
            return
        base, body, boundary = known
        made: Any = _short_way(base, boundary=boundary)(type(kind.__name__, (), body if _IS_QUICK else {}))
        for name, value in vars(made).items():
            if name != "__module__":
                _put(kind, name, value)
        for member in made._member_map_.values():
            member.__class__ = member.__objclass__ = kind
        if not _IS_QUICK:
            _add(kind, body, flags=issubclass(base, enum.Flag), integers=base._use_args_)
        _put(kind, "__class__", enum.EnumType)


def _add(kind: Any, members: dict[str, Any], *, flags: bool, integers: bool) -> None:
    """Add members to an enumeration without any, as `enum._simple_enum` does up to Python 3.11."""
    new: Callable[..., Any] = int.__new__ if integers else object.__new__
    known, by_name, ordered = kind._value2member_map_, kind._member_map_, kind._member_names_
    single = several = 0
    for name, value in members.items():
        accessor: Any = enum.property()
        accessor.name, accessor.clsname = name, kind.__name__
        _put(kind, name, accessor)
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
        _put(kind, "_flag_mask_", single | several)
        _put(kind, "_singles_mask_", single)
        _put(kind, "_all_bits_", (1 << (single | several).bit_length()) - 1)
        values = [member.value for member in kind]
        if values != sorted(values):
            _put(kind, "_iter_member_", kind._iter_member_by_def_)
