"""How a program that was started for a measurement tells how long that took, and ends."""

from __future__ import annotations

import json
import os
import sys
import time

from tests.bench.memory import peak

HEAVY = ("requests", "keyring", "urllib3", "PIL", "pypdfium2", "phonenumbers", "PySide6.QtPdf")
"""What must not be loaded before the first paint."""


def heavy() -> list[str]:
    """Return which heavy modules are loaded now."""
    return [name for name in HEAVY if name in sys.modules]


def tell(**more: object) -> None:
    """Print the milliseconds since `BENCH_START` (CLOCK_MONOTONIC, ns) and those that all threads have worked, and the
    peak memory in KB, and end at once.
    """
    now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    spent, worked = (now - int(os.environ["BENCH_START"])) / 1e6, time.process_time() * 1000
    sys.stdout.write(json.dumps({"ms": spent, "cpu": worked, "peak": peak(), **more}))
    sys.stdout.flush()
    # Ending in order would only take time that nobody measures.
    os._exit(0)
