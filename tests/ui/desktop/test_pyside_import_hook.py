"""What PySide6 does to every import, and that FaxDesk does without."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_TELL = """
import builtins, json, linecache, sys

def tell():
    names = vars(builtins)
    ours = [module.__file__ for name, module in sys.modules.items() if name.startswith("faxdesk.")]
    print(json.dumps({
        "version": sys.modules["PySide6"].__version__,
        "hooked": names["__import__"] is names.get("__feature_import__"),
        "as before": names["__import__"] is names.get("__orig_import__"),
        "loaded": len(ours),
        "read": [file for file in ours if file in linecache.cache],
    }))
"""
_ALONE = f"""{_TELL}
from PySide6.QtCore import QObject
from faxdesk.core.errors import FaxDeskError
tell()
"""
_PROGRAM = f"""{_TELL}
from faxdesk.__main__ import main
try:
    main(["--no-such-option"])
except SystemExit:
    pass
from PySide6 import QtGui, QtSvg, QtWidgets
application = QtWidgets.QApplication([])
from faxdesk.ui.settings.dialog import SettingsDialog
tell()
"""
_FROZEN = f"""{_TELL}
from PySide6.QtCore import QObject
from faxdesk.ui.desktop.pyside_import_hook import import_pyside
import_pyside()
linecache.clearcache()
from faxdesk.core.errors import FaxDeskError
tell()
"""
_WATCHED = f"""{_TELL}
from faxdesk.ui.desktop.pyside_import_hook import import_pyside
from PySide6.QtCore import QObject

def watch(*arguments, plain=builtins.__import__):
    return plain(*arguments)

builtins.__import__ = watch
import_pyside()
assert builtins.__import__ is watch
tell()
"""


def _told(code: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_pyside_still_reads_the_source_of_whatever_is_imported_after_it() -> None:
    told = _told(_ALONE)

    changed = (
        f"PySide6 {told['version']} %s. Does the program still need faxdesk.ui.desktop.pyside_import_hook, as it is?"
    )
    assert told["hooked"], changed % "no longer puts __feature_import__ in the place of builtins.__import__"
    assert told["read"], changed % "no longer reads the source of the modules that are imported after it"


def test_the_program_imports_its_modules_without_the_hook_of_pyside() -> None:
    told = _told(_PROGRAM)

    assert told["loaded"] > 50
    _assert_taken_away(told)


def test_it_is_taken_away_where_pyside_was_imported_earlier_as_in_a_frozen_program() -> None:
    _assert_taken_away(_told(_FROZEN))


def _assert_taken_away(told: dict[str, Any]) -> None:
    elsewhere = (
        f"PySide6 {told['version']} hooks imports in another way than faxdesk.ui.desktop.pyside_import_hook undoes"
    )
    assert told["as before"], f"{elsewhere}: builtins.__import__ is not what it was."
    assert not told["read"], f"{elsewhere}: it has read the source of these modules."


def test_the_hook_of_somebody_else_stays() -> None:
    assert not _told(_WATCHED)["as before"]
