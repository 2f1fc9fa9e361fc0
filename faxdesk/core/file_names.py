r"""Names of files that not every system takes, and paths that Windows finds only when they are written in full.

Windows gives some names to devices, drops dots and spaces at the end, and takes 260 characters of a path, unless the
path begins with `\\?\` (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path, PureWindowsPath

_UNFIT = r'[\x00-\x1f<>:"/\\|?*]'
_DEVICE = r"(?i)(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3]) *([.:].*)?"
_LONGEST = 100
"""Characters of a name that is made: folders before it, and a number behind it, have room in a path of 260."""
_LONG_PATH = 200
"""Characters from which a path is written in full: a folder may have 248, a file 260, and names are put beside it."""
_LITERAL, _LITERAL_SHARE = "\\\\?\\", "\\\\?\\UNC\\"


def usable(name: str, otherwise: str = "document", *, unfit: str = "_") -> str:
    """Return a name that every system takes for a file, as like `name` as it can be; `otherwise` where nothing is left.

    `unfit` stands for each character that a name cannot have.

    >>> usable("Invoice 4/2026?.pdf"), usable("con.pdf"), usable(" ..")
    ('Invoice 4_2026_.pdf', '_con.pdf', 'document')
    """
    kept = " ".join(re.sub(_UNFIT, unfit, name.encode("utf-8", "replace").decode()).split())[-_LONGEST:].strip(" .")
    return f"_{kept}" if re.fullmatch(_DEVICE, kept) else kept or otherwise


def windows_fault(path: PureWindowsPath) -> str:
    """Return why Windows would write another file than the one that `path` names, as a sentence; "" where it would not.

    >>> windows_fault(PureWindowsPath("faxes/NUL.pdf"))
    'Windows keeps the name “NUL.pdf” for a device.'
    """
    return next((fault for part in _names(path) if (fault := _name_fault(part))), "")


def _names(path: PureWindowsPath) -> tuple[str, ...]:
    return tuple(part for part in path.parts if part != path.anchor and part != "..")


def _name_fault(name: str) -> str:
    if re.fullmatch(_DEVICE, name):
        return f"Windows keeps the name “{name}” for a device."
    if unfit := re.search(_UNFIT, name):
        shown = unfit[0] if unfit[0].isprintable() else "a control character"
        return f"On Windows a name cannot have {shown} in it: “{name}”."
    if name != name.rstrip(" ."):
        return f"Windows drops the dot or space at the end of “{name}”."
    return ""


def reachable(path: Path) -> Path:
    """Return `path` as the system finds the file: on Windows in full where it is long, or has a name as above.

    Such names come from other systems, by shares and archives.
    """
    if sys.platform == "win32":
        return Path(literal(PureWindowsPath(path.absolute())))
    return path


def is_folder(path: Path) -> bool:
    """True where there is a folder. A name that is too long names none."""
    return os.path.isdir(reachable(path))  # noqa: PTH112  `Path.is_dir` raises `OSError` there


def literal(path: PureWindowsPath) -> PureWindowsPath:
    """Return an absolute path of Windows so that the system takes each character of it as it is, where that matters."""
    text = str(path)
    if text.startswith(("\\\\?\\", "\\\\.\\")) or ".." in path.parts or not path.is_absolute():
        return path
    if len(text) < _LONG_PATH and not windows_fault(path):
        return path
    return PureWindowsPath(_LITERAL_SHARE + text[2:] if text.startswith("\\\\") else _LITERAL + text)
