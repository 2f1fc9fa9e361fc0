"""PySide6's hook on every import, taken away again.

With its first module PySide6 puts a function of its own in the place of `builtins.__import__`. It serves
`from __feature__ import …`, which FaxDesk does not use, and to find out who does it reads the source of every module
that is imported from then on: 12 ms and 3 MB until the window is there.
"""

from __future__ import annotations

import builtins
from importlib import import_module

from faxdesk.ui.desktop.pyside_enumerations import make_enumerations_simply
from faxdesk.ui.desktop.pyside_signatures import signatures_later


def import_pyside() -> None:
    """Import PySide6 and put back the function that it has replaced, unless somebody else has replaced it since."""
    # A frozen program has imported PySide6 before us: what was there before is known to PySide6 alone.
    make_enumerations_simply()
    with signatures_later():
        import_module("PySide6.QtCore")
    names = vars(builtins)
    if names["__import__"] is names.get("__feature_import__"):
        names["__import__"] = names["__orig_import__"]
