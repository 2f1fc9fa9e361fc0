"""Where the files that come with FaxDesk are: icons, translations and sample documents."""

from __future__ import annotations

import sys
from pathlib import Path

NOTICES = "third-party-notices.txt"
"""The licences of what comes with a package, among its resources; what runs from its source has none."""
_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(name: str = "") -> Path:
    """Return the path of the resource `name`, a relative path with `/` such as "icons/faxdesk.svg".

    Without a name it is the folder of all resources. The file is not opened, and need not exist.
    """
    return _folder() / name


def _folder() -> Path:
    """Beside the modules of the frozen program, inside the package of a wheel, beside it in a source tree."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "resources"
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"
