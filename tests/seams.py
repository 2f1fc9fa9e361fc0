"""Finds the seams of FaxDesk: the methods at which it meets the disk, the network, other programs and the keyring.

They are read from the packages, so that a new class or method is among them without being named anywhere.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from enum import Enum
from functools import update_wrapper, wraps
from types import FunctionType, ModuleType
from typing import Any, Protocol

import pytest

PACKAGES = ("faxdesk.store", "faxdesk.api", "faxdesk.services", "faxdesk.documents.worker")
"""What lies between the rules and everything that can fail."""
_put_in_place: list[object] = []


@dataclass(frozen=True)
class Seam:
    """A method of a class."""

    owner: type
    name: str

    def __str__(self) -> str:
        return f"{self.owner.__module__}.{self.owner.__qualname__}.{self.name}"

    @property
    def raw(self) -> Any:
        """What the class has under the name."""
        return inspect.getattr_static(self.owner, self.name)


def modules(packages: Sequence[str] = PACKAGES) -> Iterator[ModuleType]:
    """Yield the modules of these packages."""
    for name in packages:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            yield importlib.import_module(found.name)


def seams(packages: Sequence[str] = PACKAGES, *, private: bool = False) -> list[Seam]:
    """Return all seams, in a fixed order; `private` also those that only their own class calls, or Qt."""
    found = [
        Seam(kind, name)
        for module in modules(packages)
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__ and _has_work(kind)
        for name, value in vars(kind).items()
        if _is_work(name, value, private=private)
    ]
    return sorted(set(found), key=str)


def _has_work(kind: type) -> bool:
    """True for a class that does something: no value, no error, no mere shape."""
    shape = getattr(kind, "_is_protocol", False) or kind is Protocol
    return not (shape or issubclass(kind, BaseException | Enum | tuple) or is_dataclass(kind))


def _is_work(name: str, value: object, *, private: bool) -> bool:
    seen = not name.startswith("_") or name == "__init__" or (private and not name.startswith("__"))
    return seen and isinstance(value, FunctionType) and not inspect.isgeneratorfunction(value)


def instead(seam: Seam, patch: pytest.MonkeyPatch, does: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put into the place of a seam what `does` makes of it."""
    made = with_the_parameters_of(seam.raw, does(seam.raw))
    # PySide remembers by its address which method of a class overrides one of Qt's.
    _put_in_place.append(made)
    patch.setattr(seam.owner, seam.name, made)


def with_the_parameters_of(real: FunctionType, function: Callable[..., Any]) -> FunctionType:
    """Return `function` with the name and the parameters of `real`.

    PySide connects signals with a method by its name, and hands it as many arguments as it took when it was connected:
    what takes any number would be called with too many once the real one is in its place again.
    """
    full = inspect.getfullargspec(real)
    taken = [*full.args, f"*{full.varargs or ''}", *full.kwonlyargs, *([f"**{full.varkw}"] if full.varkw else [])]
    if not (full.varargs or full.kwonlyargs):
        taken.remove("*")
    handed = [f"{name}={name}" if name in full.kwonlyargs else name for name in taken if name != "*"]
    space: dict[str, Any] = {"function": function}
    exec(f"def made({', '.join(taken)}):\n    return function({', '.join(handed)})", space)  # noqa: S102  our own names
    made: FunctionType = space["made"]
    made.__defaults__, made.__kwdefaults__ = real.__defaults__, real.__kwdefaults__
    update_wrapper(made, real)
    return made


def raising(error: BaseException, call: int = 0, *, after: bool = False) -> Callable[..., Callable[..., Any]]:
    """Return what raises `error` in one call, counted from 0: in place of its work, or after it."""
    calls = itertools.count()

    def make(real: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(real)
        def instead_of_it(*args: Any, **options: Any) -> Any:
            if next(calls) != call:
                return real(*args, **options)
            if after:
                made = real(*args, **options)
                if isinstance(made, socket.socket):
                    # Nobody else has it, to close it.
                    made.close()
            raise error

        return instead_of_it

    return make


def reached(scene: Callable[[], None], packages: Sequence[str] = PACKAGES, *, private: bool = False) -> dict[Seam, int]:
    """Return the seams that are used while `scene` runs, and how often, in a fixed order."""
    used: Counter[Seam] = Counter()

    def noted(seam: Seam) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def make(real: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(real)
            def call(*args: Any, **options: Any) -> Any:
                used[seam] += 1
                return real(*args, **options)

            return call

        return make

    with pytest.MonkeyPatch.context() as patch:
        for seam in seams(packages, private=private):
            instead(seam, patch, noted(seam))
        scene()
    return {seam: used[seam] for seam in sorted(used, key=str)}
