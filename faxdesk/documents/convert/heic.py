"""HEIC pictures, as phones take them, by a program of this computer that knows them.

FaxDesk has no decoder of its own: the free ones are bound to licences and patents that a closed bundle cannot keep.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from faxdesk.core.child_environment import for_tool
from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.pipes import NO_WINDOW
from faxdesk.documents.common.resource_limits import limited

_MEMORY = 2_000_000_000
"""Bytes of address space that the program may take."""
_SECONDS = 30.0
"""How long a picture may take; one of 50 million pixels takes 3."""


def _converter(source: Path, out: Path) -> list[str] | None:
    """Return the command that writes `source` as the picture `out`; None where there is no such program."""
    if sys.platform == "darwin":
        # Part of macOS. TIFF keeps the pixels, and how the camera was held.
        return ["/usr/bin/sips", "-s", "format", "tiff", str(source), "--out", str(out)]
    for name in ("heif-dec", "heif-convert"):
        if program := shutil.which(name):
            return [program, str(source), str(out)]
    return None


def heic_to_pictures(path: Path, folder: Path, name: str) -> list[Path]:
    """Write the pictures of the HEIC file at `path` into `folder` as FaxDesk reads them; return where they are.

    Raises `InputRefused`, naming the picture `name`, where no program here can do that.
    """
    # Programs choose what to write by the ending.
    out = folder / ("picture.tiff" if sys.platform == "darwin" else "picture.png")
    command = _converter(path.absolute(), out)
    if command is None:
        raise InputRefused(
            name,
            "This is a HEIC picture, which no program on this computer can be asked to convert.",
            "Open it and save it as JPEG or PDF, or let the phone send its pictures as “most compatible”.",
        )
    try:
        done = subprocess.run(  # noqa: S603  a converter of the system, and paths of ours
            limited(command, _MEMORY),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            creationflags=NO_WINDOW,
            check=False,
            env=for_tool(),
        )
    except (OSError, subprocess.TimeoutExpired):
        done = None
    # With several pictures inside, each has a number.
    numbered = sorted(folder.glob(f"{out.stem}*{out.suffix}"), key=lambda one: (len(one.name), one.name))
    made = [out] if out.is_file() else numbered
    if done is None or done.returncode or not made:
        raise InputRefused(
            name,
            "The HEIC picture is damaged, or of a kind that this computer cannot convert.",
            "Open it and save it as JPEG or PDF, then add that file.",
        )
    return made
