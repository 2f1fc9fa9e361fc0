"""The file of an administrator, as only an administrator could write it."""

from __future__ import annotations

import json
from pathlib import Path


def manage(file: Path, **settings: object) -> Path:
    """Write a file with these settings, each an object with `default` or `lock`."""
    file.write_text(json.dumps(settings))
    # With some masks others of the group might change it.
    file.chmod(0o644)
    return file
