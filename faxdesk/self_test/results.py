"""What was checked, and what came of it."""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from faxdesk import __version__


class CheckFailed(Exception):
    """Something is missing or does not work; the text says what, in a sentence."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found. `seconds` is how long it took."""

    name: str
    passed: bool
    found: str
    seconds: float


class Results:
    """The results, each told as soon as it is there."""

    def __init__(self) -> None:
        self.all: list[Result] = []

    @property
    def passed(self) -> bool:
        """True where something was checked, and all of it passed."""
        return bool(self.all) and all(result.passed for result in self.all)

    def check(self, name: str, check: Callable[[], str]) -> bool:
        """Run a check, which returns what it found, and tell it. Returns whether it passed, whatever it raises."""
        start = time.monotonic()
        try:
            found, passed = check(), True
        except CheckFailed as error:
            found, passed = str(error), False
        except Exception as error:  # noqa: BLE001  whatever a part that is broken raises, the next one is checked
            found, passed = f"{type(error).__name__}: {error}", False
        result = Result(name, passed, found, round(time.monotonic() - start, 3))
        self.all.append(result)
        _print(f"{'ok    ' if passed else 'FAILED'}  {name}: {found}")
        return passed

    def tell_end(self) -> None:
        """Say how many passed."""
        bad = [result.name for result in self.all if not result.passed]
        _print(f"{len(self.all) - len(bad)} of {len(self.all)} checks passed{': not ' if bad else ''}{', '.join(bad)}.")

    def write(self, path: Path) -> bool:
        """Write all as JSON; say so where that is not possible, and return whether it was."""
        report = {
            "program": sys.executable,
            "version": __version__,
            "system": platform.platform(),
            "passed": self.passed,
            "checks": [asdict(result) for result in self.all],
        }
        try:
            path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            _print(f"The report cannot be written to {path}: {error.strerror}.")
            return False
        return True


def _print(line: str) -> None:
    # A windowed program on Windows has no standard output; elsewhere it may not take every letter.
    if sys.stdout is not None:
        encoding = sys.stdout.encoding or "ascii"
        print(line.encode(encoding, "replace").decode(encoding), flush=True)  # noqa: T201  this is its output
