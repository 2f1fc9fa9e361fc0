"""The log: a rotating file for the owner alone, and the trace of a crash."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 1_000_000
_KEPT = 3
_FORM = "%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"


def start(path: Path) -> None:
    """Send the log of FaxDesk to a file. Where that cannot be written, FaxDesk works without a log."""
    try:
        path.touch(mode=0o600, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter(_FORM))
    root = logging.getLogger("faxdesk")
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    root.propagate = False
    if handler.stream is not None:
        faulthandler.enable(handler.stream)
