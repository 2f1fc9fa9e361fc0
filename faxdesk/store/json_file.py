"""Small files, most of them of JSON, that are replaced, never truncated."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from faxdesk.core import shared_files


def replace_json(path: Path, values: object) -> None:
    """Put `values` into the file at `path`, all of them or none. Raises `OSError` where it cannot be written."""
    replace_file(path, (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode())


def replace_file(path: Path, content: bytes) -> None:
    """Put other content into the file at `path`, all of it or nothing. Raises `OSError` where it cannot be written."""
    handle, name = tempfile.mkstemp(prefix=f"{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shared_files.replace(Path(name), path)
    finally:
        shared_files.discard(Path(name))
