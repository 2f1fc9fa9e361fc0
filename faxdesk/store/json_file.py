"""Small files of JSON that are replaced, never truncated."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from faxdesk.core import shared_files


def replace_json(path: Path, values: object) -> None:
    """Put `values` into the file at `path`, all of them or none. Raises `OSError` where it cannot be written."""
    text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    handle, name = tempfile.mkstemp(prefix=f"{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        shared_files.replace(Path(name), path)
    finally:
        shared_files.discard(Path(name))
