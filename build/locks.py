"""The lock files: made from pyproject.toml by uv, for every platform and for every Python that FaxDesk supports."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from console import say, stop
from environments import (
    DEV_LOCK,
    NEWEST_PYTHON,
    OLDEST_PYTHON,
    PACKAGE_LOCK,
    ROOT,
    RUNTIME_LOCK,
    SDK_LOCK,
    child_environment,
    development,
    known_pythons,
)

HOW = f"python3 build/dev.py lock, for Python {known_pythons()}"
"""What stands at the head of every lock file."""

SAME_AS_RUNTIME = ["--constraint", "build/requirements.txt"]
LOCKS: dict[Path, list[str]] = {
    RUNTIME_LOCK: ["pyproject.toml"],
    DEV_LOCK: ["pyproject.toml", "--group", "dev", *SAME_AS_RUNTIME],
    PACKAGE_LOCK: ["pyproject.toml", "--group", "package", *SAME_AS_RUNTIME],
    SDK_LOCK: ["tests/contract/sdk-requirements.in"],
}
# What releases are made for. PySide6 sets the floors of glibc, pikepdf (for the tests) that of macOS.
PLATFORMS = (
    "x86_64-manylinux_2_34",
    "aarch64-manylinux_2_39",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
)
OLDEST_MACOS = "15.0"


def make_locks() -> int:
    """Make the lock files again: the newest that pyproject.toml allows, with hashes, and with wheels for everybody."""
    uv = [str(development()), "-m", "uv", "pip"]
    oldest = f"{OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]}"
    options = ["--universal", "--generate-hashes", "--upgrade", "--quiet", "--python-version", oldest]
    for path, source in LOCKS.items():
        output = ["--custom-compile-command", HOW, "--output-file", path.relative_to(ROOT).as_posix()]
        if subprocess.call([*uv, "compile", *options, *source, *output], cwd=ROOT, env=child_environment()):
            stop("uv could not resolve the dependencies of pyproject.toml; its messages are above.")
    return check_wheels(uv)


def check_wheels(uv: list[str]) -> int:
    """See that every lock can be installed from wheels, from the oldest to the newest Python; return 1 if not."""
    known = range(OLDEST_PYTHON[1], NEWEST_PYTHON[1] + 1)
    missing = [words for minor in known for words in _without_wheels(uv, minor)]
    for words in missing:
        say(f"no wheel: {words}")
    if missing:
        say("Hold back what has none in pyproject.toml, or lower NEWEST_PYTHON in build/environments.py.")
    elif not _without_wheels(uv, NEWEST_PYTHON[1] + 1):
        say(f"Python 3.{NEWEST_PYTHON[1] + 1} has all wheels as well: try it, and raise NEWEST_PYTHON.")
    return int(bool(missing))


def _without_wheels(uv: list[str], minor: int) -> list[str]:
    """Return what uv says of each lock and platform that cannot be installed with Python 3.`minor`."""
    exact = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    env = child_environment(MACOSX_DEPLOYMENT_TARGET=OLDEST_MACOS)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        trial = [*uv, "install", "--dry-run", "--quiet", "--target", os.fspath(folder), *exact]
        for platform in PLATFORMS:
            for lock in LOCKS:
                there = ["--python-version", f"3.{minor}", "--python-platform", platform, "-r", str(lock)]
                done = subprocess.run([*trial, *there], capture_output=True, encoding="utf-8", env=env, check=False)
                if done.returncode:
                    found.append(f"Python 3.{minor}, {platform}, {lock.name}: {' '.join(done.stderr.split())}")
    return found
