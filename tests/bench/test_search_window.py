"""Everything at once: many faxes, many documents, somebody who searches, and a screen reader that listens."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("the virtual screen is an X server, which only Linux has", allow_module_level=True)

from tests.bench.conftest import DOCUMENTS, FAXES, MILLION
from tests.bench.measure import Figure, Note, outcome
from tests.system.accessibility_bus import AccessibilityBus
from tests.system.screen import Screen, missing_programs, virtual_screen

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(bool(missing_programs()), reason="a screen needs programs that are not installed"),
]

RUNS = 3
A_FRAME = 16.0
"""Milliseconds that a screen shows one picture."""
AT_ONCE = 100.0
"""Milliseconds until an answer seems to come at once."""
AS_SQLITE = 1.0
"""How long an answer takes at most beside a sort of what was found by SQLite: it is there before that has begun."""
EVERYTHING = ("object:", "window:", "focus:")
"""What a screen reader listens to."""


@contextmanager
def _screen_reader(screen: Screen) -> Iterator[AccessibilityBus]:
    """Listen to everything that programs tell on the bus of accessibility."""
    done = Event()
    with AccessibilityBus(screen.bus, EVERYTHING) as bus:

        def listen() -> None:
            while not done.wait(0.01):
                bus.listen()

        thread = Thread(target=listen)
        thread.start()
        try:
            yield bus
        finally:
            done.set()
            thread.join()


def _run(archive: Path, work: Path) -> dict[str, Any]:
    work.mkdir()
    # Faxes are added to it.
    copy = shutil.copytree(archive, work / "copy")
    with virtual_screen(work) as screen, _screen_reader(screen) as reader:
        names = ("DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS")
        told = outcome("search_window.py", copy, seconds=1800, **{name: screen.environment[name] for name in names})
    assert reader.heard, "Nothing was told on the bus of accessibility. Does Qt see the screen reader?"
    shutil.rmtree(copy)
    return told


@pytest.fixture(scope="module")
def peaks() -> dict[int, float]:
    """The peak memory of the window in MB, by the number of faxes."""
    return {}


@pytest.mark.parametrize(("name", "count"), [("archive", FAXES), ("million", MILLION)])
def test_the_window_answers_whatever_is_done_while_a_screen_reader_listens(
    name: str, count: int, request: pytest.FixtureRequest, tmp_path: Path, note: Note, peaks: dict[int, float]
) -> None:
    archive = request.getfixturevalue(name)
    runs = [_run(archive, tmp_path / str(number)) for number in range(RUNS)]
    bare = median(run["bare"] for run in runs)
    for done in runs[0]["done"]:
        what = f"{done} with a screen reader, {count:,} faxes and {DOCUMENTS:,} documents"
        turn, answer = (median(run["done"][done][part]["worst"] for run in runs) for part in ("turn", "answer"))
        work = median(run["done"][done]["work"]["median"] for run in runs)
        note(Figure(f"{what}: longest turn of the GUI thread", f"{turn:.1f} ms", "", turn, A_FRAME))
        note(Figure(f"{what}: until the answer", f"{answer:.1f} ms", "", answer, AT_ONCE, f"works {work:.0f} ms"))
        ratio = median(run["done"][done]["answer"]["median"] / run["bare"] for run in runs)
        sides = f"{ratio * bare:.1f} ms", f"{bare:.1f} ms"
        note(Figure(f"{what}: the answer, beside a sort of what is found", *sides, ratio, AS_SQLITE))
    peaks[count] = median(run["peak"] / 1024 for run in runs)
    note(Figure(f"peak memory of all that, {count:,} faxes", f"{peaks[count]:.0f} MB", "", peaks[count], None))
    if len(peaks) > 1:
        each = (peaks[MILLION] - peaks[FAXES]) * 1024 * 1024 / (MILLION - FAXES)
        note(Figure("memory for each further fax", f"{each:.0f} bytes", "", each, None))
