"""The whole program on a virtual screen: a PDF is dragged from another program, sent, and seen delivered.

A person's way: real windows, a real drag, real keys. What the program says is checked from outside, by the command line
over the same data folder and by the titles of its windows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from tests.time_limits import PATIENCE

pytestmark = [
    pytest.mark.unmeasured,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="the virtual screen is an X server, which only Linux has"
    ),
]


def wait_for(what: Callable[[], Any], why: str) -> Any:
    """Return the first true result; fail after a long while with what was missing."""
    tick, end = threading.Event(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if result := what():
            return result
        tick.wait(0.1)
    return pytest.fail(f"did not happen: {why}")


class Screen:
    """A virtual screen with a window manager, and the hands of a person on it."""

    def __init__(self, folder: Path) -> None:
        self._programs: list[subprocess.Popen[str]] = []
        self._logs: list[IO[str]] = []
        self._folder = folder
        self._xdotool = str(shutil.which("xdotool"))
        read, write = os.pipe()
        self.start(
            "Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp", pass_fds=(write,)
        )
        os.close(write)
        with os.fdopen(read) as answer:
            self.display = f":{answer.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self.start("openbox")

    def start(self, *command: str, pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[str]:
        """Start a program on the screen; it ends with the screen."""
        self._logs.append((self._folder / f"{Path(command[0]).name}-{len(self._programs)}.log").open("w"))
        program = subprocess.Popen(
            command,
            env=getattr(self, "environment", None),
            stdout=subprocess.PIPE,
            stderr=self._logs[-1],
            encoding="utf-8",
            pass_fds=pass_fds,
        )
        self._programs.append(program)
        return program

    def tool(self, *arguments: str, check: bool = True) -> str | None:
        """Move the mouse, press keys, or look for a window."""
        done = subprocess.run(
            [self._xdotool, *arguments], env=self.environment, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode != 0:
            assert not check, done.stderr
            return None
        return done.stdout

    def window(self, title: str) -> str:
        """Wait for a window with this title and return its number."""
        found = wait_for(lambda: self.tool("search", "--onlyvisible", "--name", title, check=False), title)
        return str(found.split()[0])

    def keys(self, title: str, *keys: str) -> None:
        """Press keys in a window."""
        self.tool("windowfocus", "--sync", self.window(title))
        self.tool("key", "--delay", "60", *keys)

    def drag(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        """Drag with the mouse as a hand does: in small steps, with a rest before letting go."""
        self.tool("mousemove", *map(str, source))
        self.tool("mousedown", "1")
        for step in range(1, 21):
            place = (a + (b - a) * step // 20 for a, b in zip(source, target, strict=True))
            self.tool("mousemove", *map(str, place), "sleep", "0.02")
        self.tool("mousemove_relative", "2", "2", "sleep", "0.5", "mouseup", "1")

    def close(self) -> None:
        """End all programs, the screen last."""
        for program in reversed(self._programs):
            program.terminate()
            program.communicate(timeout=PATIENCE)
        for log in self._logs:
            log.close()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    missing = [name for name in ("Xvfb", "openbox", "xdotool") if shutil.which(name) is None]
    if missing:
        pytest.fail(f"{', '.join(missing)} not installed: run `python3 build/dev.py test`, which sees to that")
    screen = Screen(tmp_path)
    try:
        yield screen
    finally:
        screen.close()


def test_from_the_drop_to_the_report(screen: Screen, tmp_path: Path, sample_pdf: Path) -> None:
    letter = tmp_path / "Letter to the court.pdf"
    shutil.copyfile(sample_pdf, letter)
    data = tmp_path / "data"
    faxdesk = (sys.executable, "-m", "faxdesk", "--data-dir", str(data), "--practice")
    program = screen.start(*faxdesk)
    window = screen.window("FaxDesk: practice")
    screen.tool("windowmove", "--sync", window, "120", "60")
    other = screen.start(sys.executable, str(Path(__file__).with_name("dragsource.py")), str(letter))
    assert other.stdout is not None
    x, y = map(int, other.stdout.readline().split())
    screen.drag((x, y), (600, 450))
    # Keys go to the window that has the focus, which a new one on a busy screen gets a while after it is seen.
    screen.tool("windowfocus", "--sync", screen.window("New fax"))
    other.terminate()
    screen.tool("type", "--delay", "30", "+41445550123")
    screen.keys("New fax", "ctrl+Return")

    def sent() -> list[dict[str, Any]]:
        out = subprocess.check_output([*faxdesk, "sent", "--json"], encoding="utf-8", stderr=subprocess.DEVNULL)
        return [row for row in json.loads(out) if row["state"] == "delivered"]

    (row,) = wait_for(sent, "the delivery")
    assert (row["to"], row["pages"]) == ("+41445550123", 2)
    assert row["outbox_id"]
    assert row["fax_id"]
    screen.keys("FaxDesk: practice", "ctrl+2", "Down", "ctrl+shift+r")
    screen.window("[Cc]onfirmation report")
    screen.tool("windowfocus", "--sync", window)
    program.terminate()
    program.communicate(timeout=PATIENCE)
    assert program.returncode == 0
