"""The enumerations of Qt, as FaxDesk has them made."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_COMPARED = """
import enum, importlib, json, sys
from faxdesk.ui.desktop import pyside_enumerations
from faxdesk.ui.desktop.pyside_import_hook import import_pyside

counts = {"short": 0, "long": 0}
ours, long = pyside_enumerations._create, pyside_enumerations._long_way

def otherwise(*given, **more):
    counts["long"] += 1
    return long(*given, **more)

def by_both(base, class_name, names, **more):
    made = ours(base, class_name, names, **more)
    checked = long(base, class_name, names, **{**more, "module": made.__module__})
    enum._test_simple_enum(checked, made)
    for name in ("_member_names_", "_flag_mask_", "_singles_mask_", "_all_bits_", "_boundary_"):
        assert getattr(checked, name, None) == getattr(made, name, None), (class_name, name)
    assert [str(member) for member in checked] == [str(member) for member in made]
    assert [(name, member.value) for name, member in checked.__members__.items()] == [
        (name, member.value) for name, member in made.__members__.items()
    ]
    counts["short"] += 1
    return made

pyside_enumerations._create, pyside_enumerations._long_way = by_both, otherwise
import_pyside()
for name in ("QtCore", "QtGui", "QtWidgets", "QtSvg"):
    module = importlib.import_module(f"PySide6.{name}")
    for known in dir(module):
        # The first look makes the enumerations of a class.
        dir(getattr(module, known))
from PySide6.QtCore import Qt
left, top = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignTop
counts["said"] = [Qt.Key.__module__, Qt.Key.__qualname__, repr(Qt.Key.Key_A), repr(left | top)]
print(json.dumps(counts))
"""


def _told(code: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_all_of_them_are_what_the_standard_library_makes_the_long_way() -> None:
    told = _told(_COMPARED)

    assert told["short"] > 400, "PySide6 makes its enumerations in another way. Does FaxDesk still make them shortly?"
    assert told["long"] == 0
    assert told["said"] == ["PySide6.QtCore", "Qt.Key", "<Key.Key_A: 65>", "<AlignmentFlag.AlignLeft|AlignTop: 33>"]


_OTHERS = """
import enum, json, pickle
from faxdesk.ui.desktop.pyside_enumerations import make_enumerations_simply
make_enumerations_simply()
Plain = enum.Enum("Plain", "one two")
Listed = enum.IntFlag("Listed", ["one", "two"], boundary=enum.KEEP)
Named = enum.Enum("Named", {"one": 1}, module="elsewhere", qualname="Outer.Named")
print(json.dumps([
    [kind.__module__, kind.__qualname__, [(member.name, member.value) for member in kind]]
    for kind in (Plain, Listed, Named)
] + [repr(pickle.loads(pickle.dumps(Plain.one)))]))
"""


def test_enumerations_of_others_are_made_as_ever() -> None:
    told = _told(_OTHERS)

    assert told == [
        ["__main__", "Plain", [["one", 1], ["two", 2]]],
        ["__main__", "Listed", [["one", 1], ["two", 2]]],
        ["elsewhere", "Outer.Named", [["one", 1]]],
        "<Plain.one: 1>",
    ]


_LOOKS = """
import json, threading
from faxdesk.ui.desktop import pyside_enumerations
from faxdesk.ui.desktop.pyside_import_hook import import_pyside
import_pyside()
from PySide6.QtCore import QSortFilterProxyModel, Qt

def unfilled():
    return [vars(Qt)[name] in pyside_enumerations._unfilled for name in ("Key", "Orientation", "SortOrder")]

before = unfilled()
# C++ gives a member of one, and threads look at another at the same time.
order = QSortFilterProxyModel().sortOrder()
found = []
threads = [threading.Thread(target=lambda: found.append(len(Qt.Key))) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps([before, unfilled(), order is Qt.SortOrder.AscendingOrder, len(set(found)), type(Qt.Key).__name__]))
"""


def test_members_are_made_when_one_of_them_is_looked_at() -> None:
    before, after, is_member, counts, kind = _told(_LOOKS)

    assert before == [True, True, True]
    assert after == [False, True, False]
    assert is_member
    assert counts == 1
    assert kind == "EnumType"
