"""The architecture: imports point one way, and nothing below the window needs Qt."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parent.parent
QT_FREE = ("cli", "core", "api", "store", "documents", "services", "practice")

IMPORT_WITHOUT_QT = """
import importlib, json, pkgutil, sys
for name in ("PySide6", "shiboken6"):
    sys.modules[name] = None  # every import of it now fails
package = importlib.import_module(f"faxdesk.{sys.argv[1]}")
names = [package.__name__]
names += [module.name for module in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
print(json.dumps(names))
"""

VERSION_THEN_MODULES = """
import json, sys
from faxdesk.cli import main
try:
    code = main(["--version"])
except SystemExit as end:
    code = end.code
print(json.dumps([code or 0, sorted(sys.modules)]))
"""


def python(script: str, *arguments: str) -> str:
    """Run a script in a fresh interpreter and return the last line that it prints."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_imports_keep_the_contracts() -> None:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", lint, "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", QT_FREE)
def test_everything_below_the_window_works_where_qt_is_not_installed(package: str) -> None:
    names = json.loads(python(IMPORT_WITHOUT_QT, package))
    sources = ROOT / "faxdesk" / package
    files = list(sources.rglob("*.py")) if sources.is_dir() else [sources.with_suffix(".py")]
    assert len(names) == len(files)


@pytest.mark.parametrize("module", ["PySide6", "requests", "keyring", "PIL", "pypdfium2", "phonenumbers"])
def test_the_command_line_starts_without_heavy_modules(module: str) -> None:
    code, modules = json.loads(python(VERSION_THEN_MODULES))
    assert code == 0
    assert module not in modules
