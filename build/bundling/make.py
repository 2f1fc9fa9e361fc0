"""Make the bundle in dist/ and see that it works: what `dev.py bundle` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from console import say
from environments import ROOT, child_environment, packaging
from system_packages import BUNDLE_PACKAGES, QT_PACKAGES, SCREEN_PACKAGES, install_system_packages

DIST = ROOT / "dist"
_PROGRAMS = {"darwin": "FaxDesk.app/Contents/MacOS/FaxDesk", "win32": "FaxDesk/FaxDesk.exe"}
_CONSOLES = {"darwin": "FaxDesk.app/Contents/MacOS/faxdesk-cli", "win32": "FaxDesk/faxdesk-cli.exe"}
_BEFORE_GIT = "1767225600"
"""The start of 2026, for sources that are in no repository."""
_SELF_TEST_SECONDS = 300


def program(platform: str = sys.platform) -> Path:
    """Return the path of the program with the window."""
    return DIST / _PROGRAMS.get(platform, "faxdesk/faxdesk")


def console_program(platform: str = sys.platform) -> Path:
    """Return the path of the program that talks to a terminal; on Linux it is the same."""
    return DIST / _CONSOLES.get(platform, "faxdesk/faxdesk")


def build_environment() -> dict[str, str]:
    """Return the environment in which the same sources become the same files, whenever and by whomever.

    In which column of its line an instruction comes from is left out, a quarter of the compressed modules: tracebacks
    show it below the line, and the sources, which have the line, are not in the bundle.
    """
    return child_environment(
        PYTHONHASHSEED="1",
        PYTHONNODEBUGRANGES="1",
        SOURCE_DATE_EPOCH=source_date(),
        LC_ALL="C.UTF-8",
        TZ="UTC",
    )


def source_date() -> str:
    """Return the date of the sources in seconds since 1970: that of the commit, or what the environment says."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return given
    git = shutil.which("git")
    words = [git or "git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False) if git else None
    return done.stdout.strip() if done and done.stdout.strip() else _BEFORE_GIT


def bundle() -> int:
    """Freeze the program into a folder that needs no Python, and have it test itself; return an exit code.

    With FAXDESK_BUNDLE=keep in the environment the bundle stays that is there: its programs may have been signed.
    """
    install_system_packages((*QT_PACKAGES, *SCREEN_PACKAGES, *BUNDLE_PACKAGES))
    if os.environ.get("FAXDESK_BUNDLE") == "keep" and program().is_file():
        return self_tests(program(), console_program())
    python = packaging()
    DIST.mkdir(exist_ok=True)
    # Nothing of the last time is taken over: not every change of what is left out is noticed.
    folders = ["--clean", "--distpath", str(DIST), "--workpath", str(DIST / ".work")]
    freeze = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *folders, "faxdesk.spec"]
    if subprocess.call(freeze, cwd=ROOT, env=build_environment()):
        return 1
    return self_tests(program(), console_program())


def self_tests(window: Path, console: Path) -> int:
    """Have a bundle test itself, with its window and without; return 0 where all passed."""
    codes = [self_test(window), self_test(console, "--console")]
    say(f"{window.parent} {'works' if not any(codes) else 'does not work; the lines above say why'}.")
    return int(any(codes))


def self_test(program: Path, *options: str) -> int:
    """Have a program of a bundle test itself, and show what it says; return its exit code.

    The report is read from its file: a program with a window has no terminal on Windows.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        words = [str(program), "--self-test", *options, "--report", str(report)]
        screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        start = [] if screen else _virtual_screen()
        try:
            return subprocess.call([*start, *words], env=child_environment(), timeout=_SELF_TEST_SECONDS)
        except subprocess.TimeoutExpired:
            say(f"{program.name} has not ended in {_SELF_TEST_SECONDS} seconds.")
            return 1


def _virtual_screen() -> list[str]:
    """Return what starts a program on a screen of its own, where there is none."""
    return ["xvfb-run", "-a", "-s", "-screen 0 1280x900x24 -nolisten tcp"]
