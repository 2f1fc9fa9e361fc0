"""The bundle for Windows: frozen on Windows itself, or on Linux by Windows' own CPython under wine."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from bundling.make import DIST, build_environment, bundle
from console import say
from environments import ROOT
from wine import SHIMS, Wine, windows_path

BUNDLE = DIST / "FaxDesk"
_FREEZING = 1500.0
"""Seconds; eight times what it takes on a machine with nothing else to do."""
_NOT_COMPRESSED = {"PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0"}
"""For PyInstaller: the setup program compresses all modules as one, to half of what they take one by one."""


def make_bundle() -> int:
    """Make dist/FaxDesk for Windows; return an exit code."""
    if sys.platform == "win32":
        os.environ.update(_NOT_COMPRESSED)
        return bundle()
    return _freeze_under_wine()


def _freeze_under_wine() -> int:
    wine = Wine()
    python = wine.ensure()
    shutil.rmtree(BUNDLE, ignore_errors=True)
    folders = ["--distpath", windows_path(DIST), "--workpath", windows_path(DIST / ".work-windows")]
    words = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR", *folders]
    environment = {**build_environment(), **_NOT_COMPRESSED, "PYTHONPATH": windows_path(ROOT)}
    log = wine.folder / "freeze.log"
    with wine.awake(), log.open("w", encoding="utf-8") as file:
        code = wine.run([*words, "faxdesk.spec"], file, _FREEZING, environment)
    if code != 0:
        say(f"The program could not be frozen under wine; {log.relative_to(ROOT)} says why.")
        return 1
    return _without_shims(BUNDLE)


def _without_shims(folder: Path) -> int:
    found = shims_in(folder)
    for path in found:
        say(f"{path} stands for a library of Windows, and must not be shipped.")
    return int(bool(found))


def shims_in(folder: Path) -> list[Path]:
    """Return what is in a bundle that stands for what wine lacks."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*.dll") if path.stem.lower() in SHIMS)
