"""The file in which an administrator gives settings to all users of a computer."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import InputRefused
from faxdesk.core.settings import APP_ID, APP_TITLE

if TYPE_CHECKING:
    from faxdesk.core.managed_settings import ManagedSettings

FILE = "managed-settings.json"
_MOST_BYTES = 1_000_000
"""A file with each setting has some thousand."""


def standard_path() -> Path:
    """Return where the file is: in a folder that only administrators can write to.

    On Windows that is not `ProgramData`, in which every user may make a folder for all others.
    """
    if sys.platform == "win32":
        return Path(
            os.environ.get("PROGRAMW6432") or os.environ.get("PROGRAMFILES") or "C:/Program Files", APP_TITLE, FILE
        )
    if sys.platform == "darwin":
        return Path("/Library/Application Support", APP_ID, FILE)
    return Path("/etc", APP_ID, FILE)


def load(path: Path) -> ManagedSettings | None:
    """Return what the file says, None where there is none. Raises nothing: what is wrong is in its `problems`."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return _unusable(f"It cannot be read: {shared_files.reason(error)}.", "Let everybody read it.")
    # Here and not above: most computers have no such file, and the window is to be seen soon.
    from faxdesk.core.managed_settings import parse

    if not stat.S_ISREG(status.st_mode):
        return _unusable("It is no file.", "Put a file in its place, or remove it.")
    if status.st_size > _MOST_BYTES:
        return _unusable("It is larger than 1 MB.", "Write only settings into it.")
    if os.name == "posix" and status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return _unusable("Others than its owner may change it.", "Take that right away (chmod go-w).")
    try:
        with shared_files.open_for_reading(path) as file:
            return parse(file.read(_MOST_BYTES + 1))
    except OSError as error:
        return _unusable(f"It cannot be read: {shared_files.reason(error)}.", "Let everybody read it.")


def _unusable(title: str, advice: str) -> ManagedSettings:
    from faxdesk.core.managed_settings import ManagedSettings

    return ManagedSettings(problems=(InputRefused("", title, advice),))
