"""The bundle beside what runs from its source: how soon it is there, how large it is, and what it loads for nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from bundling import make
from tests.bench.measure import Figure, Note, environment, in_pairs, taken
from tests.time_limits import PATIENCE

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]
ROUNDS = 11
_MEGA = 1_000_000
_SOURCE = (sys.executable, "-m", "faxdesk")
_OF_QT = re.compile(r"/lib(Qt6|icu|pyside|shiboken)[^/]*\.so")
_TOUCHED = 0.02
"""The share of a library's code that is in memory where nothing of it was called: its start, and the neighbours."""
_USED_LATER = ("libicudata",)
"""The order of words in all languages, which the file dialog sorts by: the self-test has it sort some."""


@pytest.fixture
def bundle() -> Path:
    """The program in the bundle that `dev.py bundle` has made."""
    if not make.program().exists():
        pytest.fail("there is no bundle to measure: make one with `python3 build/dev.py bundle`")
    return make.program()


class Started:
    """A window that was started, with how many milliseconds it took until it was whole."""

    def __init__(self, command: Sequence[str | Path], folder: Path) -> None:
        # Written when the window listens to later starts, which is when all of it is there.
        address = folder / "window.address"
        address.unlink(missing_ok=True)
        words = [*map(str, command), "--data-dir", str(folder)]
        start = time.perf_counter()
        self.process = subprocess.Popen(words, env=environment(QT_QPA_PLATFORM="offscreen"), stderr=subprocess.DEVNULL)
        while not address.exists() and time.perf_counter() - start < PATIENCE:
            os.sched_yield()
        self.ms = (time.perf_counter() - start) * 1000
        assert address.exists(), "the window did not come"

    def end(self) -> float:
        """End it, and return how long its start took."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        return self.ms


def test_the_bundle_starts_nearly_as_soon_as_the_source(bundle: Path, tmp_path: Path, note: Note) -> None:
    def window(*command: str | Path) -> float:
        return Started(command, tmp_path).end()

    pairs = in_pairs(ROUNDS, lambda: window(bundle), lambda: window(*_SOURCE))
    note(pairs.figure("window of the bundle, beside that of the source", "ms", 1.15))


def test_the_bundle_tells_its_version_nearly_as_soon(bundle: Path, note: Note) -> None:
    def version(*command: str | Path) -> float:
        words = [*map(str, command), "--version"]
        return taken(
            time.perf_counter, lambda: subprocess.run(words, check=True, capture_output=True, env=environment())
        )

    pairs = in_pairs(ROUNDS, lambda: version(bundle), lambda: version(*_SOURCE))
    note(pairs.figure("faxdesk --version of the bundle, beside that of the source", "ms", 1.5))


def test_the_bundle_is_small(bundle: Path, note: Note) -> None:
    size = sum(path.stat().st_size for path in bundle.parent.rglob("*") if path.is_file() and not path.is_symlink())
    note(Figure("installed size of the bundle", f"{size / _MEGA:.1f} MB", "", size / _MEGA, 150, unit="MB"))


def test_no_large_library_of_qt_is_loaded_for_nothing(bundle: Path, tmp_path: Path, note: Note) -> None:
    """A library is used where more of its code is in memory than what starts it."""
    started = Started((bundle,), tmp_path)
    code: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    try:
        name = ""
        for line in Path(f"/proc/{started.process.pid}/smaps").read_text("utf-8").splitlines():
            if head := re.match(r"[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \S+ *(.*)", line):
                # ICU's data has no code.
                wanted = "x" in head[1] or "libicudata" in head[2]
                name = head[2] if wanted and _OF_QT.search(head[2]) else ""
            elif name and (part := re.match(r"(Size|Rss): +(\d+) kB", line)):
                code[name][part[1] == "Rss"] += int(part[2])
    finally:
        started.end()
    assert any("libQt6Widgets" in name for name in code)
    idle = {
        Path(name).name: Path(name).stat().st_size
        for name, (size, resident) in code.items()
        if resident < _TOUCHED * size and not Path(name).name.startswith(_USED_LATER)
    }
    large = max(idle.values(), default=0)
    names = ", ".join(f"{name} {size / _MEGA:.1f}" for name, size in sorted(idle.items()))
    what = "largest library of Qt that is loaded and never used"
    note(Figure(what, f"{large / _MEGA:.1f} MB", "", large / _MEGA, 1, names, unit="MB"))
