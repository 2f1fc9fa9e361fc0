"""Make what people install FaxDesk from, in dist/installers/: what `dev.py installer` does.

Each system has a module here of its name, with `make(version) -> int`, which makes the bundle, the installers from it,
installs each where that can be undone, and has what was installed test itself. It returns an exit code.
"""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

from console import say
from environments import ROOT

INSTALLERS = ROOT / "dist" / "installers"
SYSTEMS = ("linux", "windows", "macos")
_HERE = {"linux": "linux", "win32": "windows", "darwin": "macos"}


def version() -> str:
    """Return the version of FaxDesk, from the one place where it is."""
    tree = ast.parse((ROOT / "faxdesk" / "__init__.py").read_text(encoding="utf-8"))
    values = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return str(values["__version__"])


def make_installers(arguments: list[str]) -> int:
    """Make the installers of this system, or of the one that is named; return an exit code."""
    system = arguments[0] if arguments else _HERE.get(sys.platform, "")
    if system not in SYSTEMS or len(arguments) > 1:
        say(f"Say for which system: {', '.join(SYSTEMS)}.")
        return 2
    if not (Path(__file__).parent / f"{system}.py").exists():
        say(f"There are no installers for {system} yet.")
        return 2
    INSTALLERS.mkdir(parents=True, exist_ok=True)
    code: int = importlib.import_module(f"installers.{system}").make(version())
    return code
