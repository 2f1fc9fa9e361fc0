"""PySide6's signatures of its functions, loaded after the window is there or when one is first asked for.

Their modules are in the library as text, which PySide6 compiles at each start: 25 ms of its way to the window.
They are needed for the sentence about a wrong argument, and for `help`.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

_FOLDER = "shibokensupport/signature/"
_MAPPING = "shibokensupport.signature.mapping"
LATER = tuple(
    _FOLDER + name
    for name in ("mapping.py", "parser.py", "layout.py", "errorhandler.py", "lib/enum_sig.py", "lib/pyi_generator.py")
)
"""Files of which nothing is asked while the loader of the signatures (`loader.py` there) starts. What needs another
comes after it.
"""
_STUB = f"from {__name__} import leave_empty\nleave_empty(globals())\n"
_texts: dict[str, tuple[Any, str]] = {}
"""By the name of a module that is still empty: its text and the name of its file."""
_loading = RLock()


@contextmanager
def signatures_later() -> Iterator[None]:
    """Leave the modules of the signatures empty while PySide6 is imported. Each is filled by the first look into it."""
    plain: Callable[..., Any] = builtins.compile

    def compiled(source: Any, filename: Any, mode: str, *rest: Any, **more: Any) -> Any:
        if filename not in LATER:
            return plain(source, filename, mode, *rest, **more)
        _texts[_module(filename)] = source, filename
        return plain(_STUB, filename, mode)

    vars(builtins)["compile"] = compiled
    try:
        yield
    finally:
        vars(builtins)["compile"] = plain


def load_signatures() -> Iterator[None]:
    """Fill the modules that are still empty, one for each step, which takes 1 to 9 ms."""
    for file in LATER:
        if _module(file) in _texts:
            _fill(_module(file))
            yield


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
        if (known := _texts.pop(module, None)) is not None:
            space = vars(sys.modules[module])
            exec(compile(*known, "exec"), space)  # noqa: S102  what PySide6 itself would have run
            del space["__getattr__"], space["leave_empty"]


def _module(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")
