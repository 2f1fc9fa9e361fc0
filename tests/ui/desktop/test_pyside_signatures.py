"""What PySide6 knows of the parameters of its functions, which FaxDesk loads after its window."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

_LATER = """
from faxdesk.ui.desktop.pyside_import_hook import import_pyside
import_pyside()
"""
_WRONG = """
import json
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QTextDocument

def said(call):
    try:
        return str(call())
    except Exception as error:
        return f"{type(error).__name__}: {error}"

print(json.dumps([
    said(lambda: QSize("wide", "high")),
    said(lambda: QTextDocument().setPageSize("large")),
    said(lambda: QObject(unknown=1)),
    QSize.scale.__doc__,
]))
"""
_WHOLE = """
import importlib, json
module = importlib.import_module("{name}")
hasattr(module, "no_such_name")
print(json.dumps(sorted(name for name in vars(module) if not name.startswith("Py"))))
"""
_EMPTY = """
import json, sys
from faxdesk.ui.desktop.pyside_signatures import load_signatures

def empty():
    modules = {id(module): vars(module) for module in list(sys.modules.values())}
    return [names["__name__"] for names in modules.values() if "look" in str(names.get("__getattr__"))]

before = empty()
steps = [len(empty()) for _step in load_signatures()]
print(json.dumps([before, steps]))
"""


def _told(code: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_wrong_argument_is_complained_about_in_the_same_words() -> None:
    plain = _told(_WRONG)

    assert "QSize.__init__(w: int, h: int, /)" in plain[0]
    assert _told(_LATER + _WRONG) == plain


@pytest.mark.parametrize(
    "name",
    [
        "inspect",
        "ipaddress",
        "tempfile",
        "traceback",
        "shibokensupport.feature",
        "shibokensupport.signature.errorhandler",
        "shibokensupport.signature.layout",
        "shibokensupport.signature.lib.enum_sig",
        "shibokensupport.signature.lib.pyi_generator",
        "shibokensupport.signature.lib.tool",
        "shibokensupport.signature.mapping",
        "shibokensupport.signature.parser",
    ],
)
def test_a_module_is_whole_as_soon_as_somebody_looks_into_it(name: str) -> None:
    whole = _WHOLE.format(name=name)

    assert _told(_LATER + whole) == _told("import PySide6.QtCore" + whole)


def test_they_are_loaded_step_by_step() -> None:
    before, steps = _told(_LATER + _EMPTY)

    pyside = [name for name in before if name.startswith("shiboken")]
    assert len(pyside) == 8, "PySide6 loads its signatures in another way. Does FaxDesk still start without them?"
    # Which of Python's own are asked for something by others is another matter with each version.
    assert set(before) - set(pyside) <= {"inspect", "ipaddress", "tempfile", "traceback"}
    assert steps == [*reversed(range(len(before)))]
