"""The window on a computer that is not ours: condition, what is seen, what is kept. By a real program on screens that
are made up (Qt's offscreen platform), and in this process where the clock or the network is the condition.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.system import computer_window
from tests.system import conditions as c
from tests.system.test_computer import EARLIER, arrived, deliver_all
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from tests.system.conditions import Computer

pytestmark = pytest.mark.unmeasured

Area = tuple[int, int, int, int]
Look = dict[str, Any]
NOTEBOOK, LARGE, SMALL, TINY = (0, 0, 1366, 768), (0, 0, 2560, 1440), (0, 0, 1024, 768), (0, 0, 800, 600)
BESIDE = (1366, 0, 1920, 1080)
QT_SAYS = (
    "This plugin",
    "Detected locale",
    "Qt depends on",
    "If this causes",
    "for more information.",
    "QStandardPaths",
)


@dataclass(frozen=True)
class Row:
    """A condition; the screens and the scale; what is done; and what must be true of the last look."""

    kind: str
    what: str
    seen: Callable[[Look], bool]
    steps: Sequence[str] = ("look", "look")
    condition: c.Condition = c.nothing
    screens: Sequence[Area] = (NOTEBOOK,)
    scale: str = "1"
    before: tuple[Sequence[Area], Sequence[str]] | None = None
    """Screens and steps of an earlier visit, which the window remembers."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def whole(look: Look) -> bool:
    """Everything shown is on a screen, and no text is cut."""
    return look["cut"] == [] and all(
        any(_within(place, screen) for screen in look["screens"]) for place in look["places"]
    )


def _within(place: list[int], screen: list[int]) -> bool:
    return (
        place[0] >= screen[0]
        and place[1] >= screen[1]
        and place[0] + place[2] <= screen[0] + screen[2]
        and place[1] + place[3] <= screen[1] + screen[3]
    )


def within_reach(look: Look) -> bool:
    """The title of the window is on a screen, so that it can be moved."""
    x, y, width, _ = look["places"][0]
    return any(
        left <= x + width // 2 <= left + across and top <= y <= top + down - 20
        for left, top, across, down in look["screens"]
    )


def scaled(ratio: float) -> Callable[[Look], bool]:
    return lambda look: look["ratio"] == ratio and whole(look) and look["typed"] == "Offer 42"


def dark(look: Look) -> bool:
    """Hardly a point is light, in the window and in the dialog, whose text is still there."""
    shown = [light for light, _, _ in look["lightness"]]
    return look["dark"] and _none_above(10, shown) and look["typed"] == "Offer 42"


def light(look: Look) -> bool:
    shown = [black for _, _, black in look["lightness"]]
    return not look["dark"] and _none_above(10, shown) and look["typed"] == "Offer 42"


def _none_above(percent: int, parts: Sequence[int]) -> bool:
    """True where both the window and the dialog were looked at, and neither has so much."""
    return len(parts) == 2 and max(parts) < percent


def says(words: str) -> Callable[[Look], bool]:
    """A box says so, and there is no window."""
    return lambda look: words in look.get("box", "")


def tells(words: str) -> Callable[[Look], bool]:
    """A box or the window says so, and never that FaxDesk had a fault."""
    return lambda look: words in look.get("box", "") + " ".join(look.get("words", []))


def open_and_whole(look: Look) -> bool:
    return "box" not in look and whole(look)


TYPE = "type Offer 42"
TABLE = [
    Row("scale", "100 %", scaled(1), (TYPE, "look", "look")),
    Row("scale", "125 %", scaled(1.25), (TYPE, "look", "look"), scale="1.25"),
    Row("scale", "150 %", scaled(1.5), (TYPE, "look", "look"), screens=((0, 0, 1920, 1080),), scale="1.5"),
    Row("scale", "200 % of a large screen", scaled(2), (TYPE, "look", "look"), screens=(LARGE,), scale="2"),
    Row("screen", "the second is gone", within_reach, before=((NOTEBOOK, BESIDE), ("move 1900 300", "look"))),
    Row("screen", "the left one is gone", within_reach,
        before=(((-1920, 0, 1920, 1080), NOTEBOOK), ("move -1500 200", "look"))),
    Row("screen", "a smaller one", within_reach, screens=(SMALL,), before=((LARGE,), ("size 2400 1300", "look"))),
    Row("screen", "a tiny one", within_reach, screens=(TINY,)),
    Row("screen", "moved out of sight", within_reach, before=((NOTEBOOK,), ("move 5000 5000", "look"))),
    Row("colours", "dark while running", dark, (TYPE, "dark", "look", "colours")),
    Row("colours", "dark and light again while running", light, (TYPE, "dark", "look", "light", "look", "colours")),
    Row("locale", "C, without UTF-8", open_and_whole, condition=c.variables(LC_ALL="C", PYTHONUTF8="0")),
    Row("locale", "one that is not installed", open_and_whole, condition=c.variables(LC_ALL="xx_YY.UTF-8")),
    Row("locale", "from right to left", open_and_whole, condition=c.variables(LC_ALL="ar_EG.UTF-8", LANGUAGE="ar")),
    Row("zone", "one that does not exist", open_and_whole, condition=c.variables(TZ="Nowhere/Invalid")),
    Row("path", "data folder with spaces and umlauts", open_and_whole, condition=c.data_in("Meine Daten für Größe")),
    Row("path", "data folder with other bytes than UTF-8", says("not in UTF-8"), condition=c.data_in(b"daten-\xff")),
    Row("path", "data folder with a newline", open_and_whole, condition=c.data_in("two\nlines")),
    Row("path", "data folder too far down for a socket", open_and_whole, condition=c.data_in("a folder/" * 20)),
    Row("path", "a file in place of the data folder", says("is a file"), condition=c.data_folder_is_a_file),
    Row("TMPDIR", "missing", open_and_whole, condition=c.variables(TMPDIR="{}/gone")),
    Row("TMPDIR", "not writable", open_and_whole, condition=c.temporary_folder_is_not_writable),
    Row("TMPDIR", "very long", open_and_whole, condition=c.variables(TMPDIR="{}/" + "x" * 3000)),
    Row("TMPDIR", "on a full disk", open_and_whole, condition=c.full_temporary_disk),
    Row("disk", "full", says("disk is full"), condition=c.full_disk()),
    Row("disk", "read-only", says("cannot write to"), condition=c.read_only_disk),
    Row("network drive", "no locks", says("cannot lock files"), condition=c.no_locks(c.UNSUPPORTED, fresh=True)),
    Row("database", "a state that nobody knows", open_and_whole,
        condition=c.record_says("recipient.state", "teleported")),
    Row("database", "options that are none", open_and_whole, condition=c.record_says("submission.options", "{")),
    Row("database", "no database", tells("is damaged"), condition=c.database_is_none),
    Row("database", "one of a newer FaxDesk", says("newer FaxDesk"), condition=c.database_of_tomorrow),
    Row("settings", "none", tells("set aside"), condition=c.settings_say(b"\xff\xfe{")),
    Row("two users", "data folder of the other", says("cannot write to"), condition=c.folder_of_another_user),
    Row("two users", "database of the other", says("cannot write to"), condition=c.database_of_another_user),
    Row("two users", "data folder for everybody", tells("Other users of this computer"),
        condition=c.folder_for_everybody),
    Row("root", "a HOME that is not there", open_and_whole, condition=c.variables(HOME="/nowhere/at/all")),
    Row("network", "none", open_and_whole, condition=c.no_network),
    Row("network", "a proxy that is none", open_and_whole, condition=c.proxy("socks5://127.0.0.1:{port}")),
    Row("network", "a name server that does not answer", open_and_whole, condition=c.slow_names),
]  # fmt: skip


def visit(computer: Computer, screens: Sequence[Area], scale: str, steps: Sequence[str]) -> list[Look]:
    """Open the window, take the steps, close it; return what was seen."""
    made = [
        {"name": f"screen {number}", "x": x, "y": y, "width": width, "height": height, "logicalDpi": 96,
         "logicalBaseDpi": 96, "dpr": 1}
        for number, (x, y, width, height) in enumerate(screens)
    ]  # fmt: skip
    platform = computer.place / "screens.json"
    platform.write_text(json.dumps({"screens": made}))
    own = {"QT_QPA_PLATFORM": f"offscreen:configfile={platform}", "QT_SCALE_FACTOR": scale}
    done = subprocess.run(
        [*computer.prefix, sys.executable, computer_window.__file__, *steps],
        env={**computer.environment(), **own, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=computer.directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    said = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in said, said
    looks: list[Look] = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == ("box" in looks[-1] if looks else 0), said
    assert looks, said
    return looks


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_window(row: Row, computer: Computer) -> None:
    computer.keep(EARLIER)
    with row.condition(computer):
        if row.before is not None:
            visit(computer, row.before[0], row.scale, row.before[1])
        looks = visit(computer, row.screens, row.scale, row.steps)
    assert row.seen(looks[-1]), looks
    deliver_all(computer)
    assert arrived(computer) == [EARLIER]
