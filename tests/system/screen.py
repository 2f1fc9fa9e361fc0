"""A virtual screen with a window manager and a desktop's buses, and the hands of a person on it.

Each is made for one test and ends with it. Nothing of the desktop on which the tests run is reached: the buses start
the services of accessibility only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from PIL import ImageGrab

from tests.session_bus import session_bus
from tests.system import dragsource
from tests.time_limits import PATIENCE

PROGRAMS = ("Xvfb", "openbox", "xdotool", "dbus-daemon")
_LAUNCHER = "at-spi-bus-launcher"
_LAUNCHERS = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib")
"""Where systems have it, as it is no command."""
_SIZE = (1280, 900)


def missing_programs() -> list[str]:
    """Return the programs that a screen needs and that are not installed."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    return missing if _launcher() else [*missing, _LAUNCHER]


def _launcher() -> str | None:
    return shutil.which(_LAUNCHER, path=os.pathsep.join(_LAUNCHERS))


class Screen:
    """A screen on which programs are started, and what a person does there: moving the mouse, pressing keys."""

    def __init__(self, folder: Path, size: tuple[int, int] = _SIZE) -> None:
        self._programs: list[subprocess.Popen[str]] = []
        self._logs: list[IO[str]] = []
        self._folder = folder
        self._stack = ExitStack()
        self._xdotool = str(shutil.which("xdotool"))
        self.environment = dict(os.environ)
        read, write = os.pipe()
        area = f"{size[0]}x{size[1]}x24"
        self.start("Xvfb", "-displayfd", str(write), "-screen", "0", area, "-nolisten", "tcp", pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as answer:
            self.display = f":{answer.readline().strip()}"
        self.environment |= {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.bus = self._stack.enter_context(session_bus(services=self._services(), environment=self.environment))
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.bus
        self.start("openbox")

    def _services(self) -> Path:
        """Return a folder of the services that the session bus starts when they are asked for."""
        services = self._folder / "services"
        services.mkdir()
        # As on a desktop with a screen reader: programs look whether there is one before they tell anything.
        service = f"[D-BUS Service]\nName=org.a11y.Bus\nExec={_launcher()} --a11y=1 --screen-reader=1\n"
        (services / "org.a11y.Bus.service").write_text(service)
        return services

    def start(self, *command: str, pass_fds: tuple[int, ...] = (), **variables: str) -> subprocess.Popen[str]:
        """Start a program on the screen, with these variables; it ends with the screen."""
        self._logs.append((self._folder / f"{Path(command[0]).name}-{len(self._programs)}.log").open("w"))
        program = subprocess.Popen(
            command,
            env={**self.environment, **variables},
            stdout=subprocess.PIPE,
            stderr=self._logs[-1],
            encoding="utf-8",
            pass_fds=pass_fds,
        )
        self._programs.append(program)
        return program

    def tool(self, *arguments: str) -> str:
        """Move the mouse, press keys, or ask for windows (xdotool)."""
        return subprocess.run(
            [self._xdotool, *arguments], env=self.environment, capture_output=True, encoding="utf-8", check=True
        ).stdout

    def keys(self, *keys: str) -> None:
        """Press keys, which whatever has the keyboard gets."""
        self.tool("key", "--delay", "40", *keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self.tool("type", "--delay", "20", text)

    def click(self, place: tuple[int, int], times: int = 1) -> None:
        """Click there."""
        self.tool("mousemove", *map(str, place), "sleep", "0.05", "click", "--repeat", str(times), "1")

    def drag(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        """Drag with the mouse as a hand does: in small steps, with a rest before letting go."""
        self.tool("mousemove", *map(str, source))
        self.tool("mousedown", "1")
        for step in range(1, 21):
            place = (a + (b - a) * step // 20 for a, b in zip(source, target, strict=True))
            self.tool("mousemove", *map(str, place), "sleep", "0.02")
        self.tool("mousemove_relative", "2", "2", "sleep", "0.5", "mouseup", "1")

    def drag_file(self, file: Path, target: tuple[int, int]) -> None:
        """Drag a file from the window of another program, which stays: the file is asked of it after the drop."""
        other = self.start(sys.executable, dragsource.__file__, str(file))
        assert other.stdout is not None
        x, y = map(int, other.stdout.readline().split())
        self.drag((x, y), target)

    def picture(self, file: Path) -> None:
        """Save what is on the screen as an image."""
        ImageGrab.grab(xdisplay=self.display).save(file)

    def close(self) -> None:
        """End all programs, the screen last."""
        for program in reversed(self._programs[1:]):
            program.terminate()
            program.communicate(timeout=PATIENCE)
        self._stack.close()
        for program in self._programs[:1]:
            program.terminate()
            program.communicate(timeout=PATIENCE)
        for log in self._logs:
            log.close()


@contextmanager
def virtual_screen(folder: Path, size: tuple[int, int] = _SIZE) -> Iterator[Screen]:
    """Have a screen, whose logs are in a folder."""
    screen = Screen(folder, size)
    try:
        yield screen
    finally:
        screen.close()
