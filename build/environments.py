"""The interpreter and the virtual environments that the commands of dev.py use, made from the lock files."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from console import say, stop
from system_packages import install_system_packages

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 15)
"""The newest that every lock file has wheels for; `dev.py lock` says when that changes."""

RUNTIME_LOCK = ROOT / "build" / "requirements.txt"
DEV_LOCK = ROOT / "build" / "requirements-dev.txt"
PACKAGE_LOCK = ROOT / "build" / "requirements-package.txt"
SDK_LOCK = ROOT / "tests" / "contract" / "sdk-requirements.txt"


def use_a_known_python() -> None:
    """Go on with a Python that the locks have wheels for: this one or another that is here; otherwise stop."""
    if OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        return
    for command in other_pythons():
        if _is_known(command):
            arguments = [*command, str(Path(sys.argv[0]).resolve()), *sys.argv[1:]]
            raise SystemExit(subprocess.call(arguments))
    stop(
        f"FaxDesk needs Python {known_pythons()}, and this is {sys.version.split()[0]}. "
        "Install one of those beside it, from python.org or with your package manager, and run this command again."
    )


def known_pythons() -> str:
    """Return the versions that can be used, in words."""
    return "{}.{} to {}.{}".format(*OLDEST_PYTHON, *NEWEST_PYTHON)


def other_pythons() -> list[list[str]]:
    """Return the commands by which another Python may be here, the newest first."""
    minors = range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1)
    found = [[path] for path in (shutil.which(f"python3.{minor}") for minor in minors) if path]
    launcher = shutil.which("py")
    return [*found, *([launcher, f"-3.{minor}"] for minor in minors)] if launcher else found


def _is_known(command: list[str]) -> bool:
    check = f"import sys; sys.exit(not {OLDEST_PYTHON} <= sys.version_info[:2] <= {NEWEST_PYTHON})"
    try:
        return subprocess.call([*command, "-c", check], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


class Environment(NamedTuple):
    """A virtual environment in `folder` that holds exactly what `locks` list, in this order."""

    folder: Path
    locks: tuple[Path, ...]

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def ensure(self) -> Path:
        """Make or complete the environment if it is not what it should be, and return its interpreter.

        The stamp is removed first and written last, so one whose making was interrupted is made anew.
        """
        stamp = self.folder / ".stamp"
        wanted = [_python_identity(), *map(_lock_identity, self.locks)]
        present = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
        if self.python.exists() and set(wanted) <= set(present):
            return self.python
        stamp.unlink(missing_ok=True)
        if not self.python.exists() or not present or not set(present) <= set(wanted):
            present = []
            self._create()
        for lock in (lock for lock in self.locks if _lock_identity(lock) not in present):
            self._install(lock)
        self._check()
        fresh = stamp.with_suffix(".new")
        fresh.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        fresh.replace(stamp)
        return self.python

    def _create(self) -> None:
        if self.folder.is_symlink():
            # Making it anew would empty what another checkout works with.
            stop(f"{self.folder} is a link to another folder. Remove the link, and run this again.")
        install_system_packages()
        say(f"Making {self.folder.name} with Python {sys.version.split()[0]}")
        if subprocess.call([_base_python(), "-m", "venv", "--clear", str(self.folder)], env=child_environment()):
            stop(f"Python could not make {self.folder}. Close what uses it, or delete it, and run this again.")
        site = self.folder / ("Lib" if os.name == "nt" else f"lib/python3.{sys.version_info[1]}") / "site-packages"
        # The program runs from its source, from any folder.
        (site / "faxdesk-source.pth").write_text(f"{ROOT}\n", encoding="utf-8")

    def _install(self, lock: Path) -> None:
        say(f"Installing {lock.name} (once; this can take a minute or two)")
        quiet = [] if sys.stdout.isatty() else ["--quiet"]
        # A lock is whole: resolving again would let a newer release of what is asked for with an extra break it.
        exact = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
        if self._pip("install", *quiet, *exact, "-r", str(lock)):
            stop("The dependencies could not be installed; the messages above say why. Then run this again.")

    def _check(self) -> None:
        if self._pip("check"):
            names = " and ".join(lock.name for lock in self.locks)
            stop(
                f"{names} did not bring all that belongs together; the lines above say what is missing. "
                "`python3 build/dev.py lock` makes the lock files again."
            )

    def _pip(self, *arguments: str) -> int:
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        return subprocess.call([*pip, *arguments], env=child_environment())


def _base_python() -> str:
    """The interpreter outside any virtual environment: this one may be in the folder to be made."""
    config = Path(sys.prefix) / "pyvenv.cfg"
    if sys.prefix == sys.base_prefix or not config.exists():
        return sys.executable
    entries = dict(line.split(" = ", 1) for line in config.read_text("utf-8").splitlines() if " = " in line)
    return entries.get("executable", sys.executable)


def _python_identity() -> str:
    # With the folder of the project, because a virtual environment does not survive being moved.
    return f"python {'.'.join(map(str, sys.version_info[:3]))} {sys.base_prefix} {ROOT}"


def _lock_identity(lock: Path) -> str:
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def child_environment(**extra: str) -> dict[str, str]:
    """The environment for a program of ours: output at once, and no module path from outside."""
    foreign = {"PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**kept, "PYTHONUNBUFFERED": "1", **extra}


def runtime() -> Path:
    """Set up what the program needs, and return the interpreter."""
    return Environment(ROOT / ".venv", (RUNTIME_LOCK,)).ensure()


def development() -> Path:
    """Set up what the checks need, and return the interpreter."""
    return Environment(ROOT / ".venv", (RUNTIME_LOCK, DEV_LOCK)).ensure()


def vendor_sdk() -> Path:
    """Set up the vendor's SDK, which needs older libraries than FaxDesk, and return the interpreter."""
    return Environment(ROOT / ".venv-sdk", (SDK_LOCK,)).ensure()


def packaging() -> Path:
    """Set up what freezes the program, and return the interpreter."""
    return Environment(ROOT / ".venv-package", (PACKAGE_LOCK,)).ensure()
