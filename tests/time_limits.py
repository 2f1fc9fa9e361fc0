"""How long a test waits for what must happen. What must not happen is bounded by events, never by a clock.

A machine with other work may take a hundred times as long as an idle one, and that is no fault. A limit is there so
that a test which waits in vain ends with a sentence.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds that anything may take which takes a few at most where nothing else runs."""
PATIENCE_MS = int(PATIENCE * 1000)
"""The same for Qt, which counts milliseconds."""


def wait_until(true: Callable[[], object], what: str) -> None:
    """Wait for what another thread or program is about to do; fail with `what` did not happen."""
    pause, end = threading.Event(), time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"did not happen: {what}"
        pause.wait(0.02)
