"""HEIC pictures, as phones take them, by the program of macOS that knows them; elsewhere Pillow reads them.

For Windows and Linux FaxDesk brings libheif and libde265 (LGPL) along, without any encoder: `pi-heif-decoder` is built
so. They are used in the child process only. macOS has a decoder of its own, which Apple licenses and keeps up.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from faxdesk.core.child_environment import for_tool
from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.child_process import ChildProcess

_MEMORY = 2_000_000_000
"""Bytes of address space that the program may take."""
_SECONDS = 30.0
"""How long a picture may take; one of 50 million pixels takes 3."""


def has_converter() -> bool:
    """True where a program of this computer is to convert such pictures."""
    return sys.platform == "darwin"


def _command(source: Path, out: Path) -> list[str]:
    # TIFF keeps the pixels, and how the camera was held.
    return ["/usr/bin/sips", "-s", "format", "tiff", str(source), "--out", str(out)]


def heic_to_pictures(path: Path, folder: Path, name: str) -> list[Path]:
    """Write the pictures of the HEIC file at `path` into `folder` as TIFF files; return where they are.

    Raises `InputRefused`, naming the picture `name`, where the program cannot do that.
    """
    out = folder / "picture.tiff"
    is_done = _run(_command(path.absolute(), out))
    # With several pictures inside, each has a number.
    numbered = sorted(folder.glob(f"{out.stem}*{out.suffix}"), key=lambda one: (len(one.name), one.name))
    made = [out] if out.is_file() else numbered
    if not is_done or not made:
        raise InputRefused(
            name,
            "The HEIC picture is damaged, or of a kind that this computer cannot convert.",
            "Open it and save it as JPEG or PDF, then add that file.",
        )
    return made


def _run(command: list[str]) -> bool:
    nowhere = subprocess.DEVNULL
    try:
        process = ChildProcess(command, _MEMORY, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=for_tool())
    except OSError:
        return False
    try:
        return process.wait(_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            process.kill_all()
