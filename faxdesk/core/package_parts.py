"""The files that a packaged FaxDesk is made of: a program that lacks one says which, instead of failing anywhere."""

from __future__ import annotations

import os
import sys

from faxdesk.core.resources import resource_path

LIST = "parts.txt"
"""In the resources of a package: a line for each file with its size in bytes, or - where signing changes that."""


def is_packaged() -> bool:
    """Return whether this is a package, and not the source."""
    return bool(getattr(sys, "frozen", False))


def folder() -> str:
    """Return the folder of the files of a package."""
    return str(sys._MEIPASS)  # type: ignore[attr-defined]  # noqa: SLF001  PyInstaller's own name


def missing_part() -> str:
    """Return the first program or library of a package that is not there; an empty text where all are.

    Its data is for the self-test to look at: most of it are time zones, and each look takes time.
    """
    listed = resource_path(LIST)
    try:
        lines = listed.read_text(encoding="utf-8").splitlines()
    except OSError:
        return str(listed)
    place = folder()
    libraries = (line[2:] for line in lines if line.startswith("- "))
    # Quicker than `Path`, and this is at each start.
    return next((name for name in libraries if not os.path.exists(f"{place}/{name}")), "")  # noqa: PTH110
