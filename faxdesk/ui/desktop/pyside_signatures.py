"""PySide6's signatures of its functions, loaded after the window is there or when one is first asked for.

Their modules are in the library as text, which PySide6 compiles at each start: 25 ms of its way to the window.
They are needed for the sentence about a wrong argument, and for `help`. With them come modules of Python's own that are
asked for nothing until something goes wrong: 8 ms more.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from threading import RLock
from typing import Any

_MAPPING = "shibokensupport.signature.mapping"
_FEATURE = "shibokensupport/feature.py"
LATER = (
    _FEATURE,
    "shibokensupport/signature/lib/tool.py",
    "shibokensupport/signature/mapping.py",
    "shibokensupport/signature/parser.py",
    "shibokensupport/signature/layout.py",
    "shibokensupport/signature/errorhandler.py",
    "shibokensupport/signature/lib/enum_sig.py",
    "shibokensupport/signature/lib/pyi_generator.py",
)
"""Files of which nothing is asked while the loader of the signatures (`loader.py` there) starts. What needs another
comes after it.
"""
_OF_PYTHON = ("ipaddress", "tempfile", "traceback", "inspect")
"""Modules of Python's own that are loaded with PySide6, and that nobody asks for anything until the window is there."""
_STUB = f"from {__name__} import leave_empty\nleave_empty(globals())\n"
_NO_FEATURES = "def feature_import(*_given, **_named):\n    return None\nfeature_imported = feature_import\n"
"""What PySide6 asks of `feature.py` at each import until its hook is taken away (`pyside_import_hook`). Its own answer
reads the source of the module.
"""
_fillers: dict[str, Callable[[dict[str, Any]], object]] = {}
"""By the name of a module that is still empty: what fills its names."""
_loading = RLock()


@contextmanager
def signatures_later() -> Iterator[None]:
    """Leave the modules of the signatures empty while PySide6 is imported. Each is filled by the first look into it."""
    plain: Callable[..., Any] = builtins.compile

    def compiled(source: Any, filename: Any, mode: str, *rest: Any, **more: Any) -> Any:
        if filename not in LATER:
            return plain(source, filename, mode, *rest, **more)
        # What PySide6 itself would have run.
        _fillers[_module(filename)] = lambda space: exec(plain(source, filename, mode), space)  # noqa: S102
        return plain(_STUB + _NO_FEATURES if filename == _FEATURE else _STUB, filename, mode)

    for name in _OF_PYTHON:
        if name not in sys.modules:
            _leave_python_empty(name)
    vars(builtins)["compile"] = compiled
    try:
        yield
    finally:
        vars(builtins)["compile"] = plain


def load_signatures() -> Iterator[None]:
    """Fill the modules that are still empty, one for each step, which takes 1 to 9 ms."""
    for module in (*_OF_PYTHON, *map(_module, LATER)):
        if module in _fillers:
            _fill(module)
            yield


def _leave_python_empty(name: str) -> None:
    spec = find_spec(name)
    if spec is not None and spec.loader is not None:
        module, load = module_from_spec(spec), spec.loader.exec_module
        _fillers[name] = lambda _space: load(module)
        leave_empty(vars(module))
        sys.modules[name] = module


def leave_empty(space: dict[str, Any]) -> None:
    """Let the first look into a module fill it. `space` are its names."""
    module: str = space["__name__"]

    def look(name: str) -> Any:
        # What the import system asks of every module is no reason to fill one.
        if not name.startswith("__"):
            _fill(module)
            if name in space:
                return space[name]
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    space["__getattr__"] = look
    if module == _MAPPING:

        def update_mapping() -> None:
            _fill(module)
            space["update_mapping"]()

        # In search of this one shiboken asks no module, but its dictionary (`adjustFuncName` in signature.cpp).
        space["update_mapping"] = update_mapping


def _fill(module: str) -> None:
    with _loading:
        # Another thread may have done it.
        if (fill := _fillers.pop(module, None)) is not None:
            space = vars(sys.modules[module])
            fill(space)
            del space["__getattr__"]
            space.pop("leave_empty", None)


def _module(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")
