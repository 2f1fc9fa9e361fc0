"""Copies of libraries without their debugging symbols."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bundling.selection import Entry

_LEFT_ALONE = ("PySide6", "shiboken6")
"""Qt's libraries break when they are stripped (PyInstaller's manual, under `--strip`)."""


def is_stripped_already(name: str, source: str) -> bool:
    """Return whether nothing is to be won, or much to be lost: Qt's, the system's, what auditwheel has rewritten."""
    parts = PurePosixPath(name).parts
    rewritten = any(part.endswith(".libs") for part in parts)
    return rewritten or parts[0] in _LEFT_ALONE or Path(source).resolve().is_relative_to(Path("/usr").resolve())


def stripped(entries: list[Entry], folder: Path) -> list[Entry]:
    """Return the entries with copies in `folder` of those libraries that become smaller without their symbols."""
    strip = shutil.which("strip")
    if strip is None:
        return entries
    folder.mkdir(parents=True, exist_ok=True)
    return [_stripped(strip, entry, folder) for entry in entries]


def _stripped(strip: str, entry: Entry, folder: Path) -> Entry:
    name, source, kind = entry
    if kind not in {"BINARY", "EXTENSION"} or is_stripped_already(name, source):
        return entry
    copy = folder / name.replace("/", "-")
    shutil.copyfile(source, copy)
    subprocess.run([strip, "--strip-unneeded", str(copy)], check=True)
    return (name, str(copy), kind) if copy.stat().st_size < Path(source).stat().st_size else entry
