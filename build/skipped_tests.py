"""Compare the number of skipped tests with the one that skipped-tests.toml has for this platform.

    python build/skipped_tests.py tests.xml

The report is what `pytest --junitxml` writes.
"""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

NUMBERS = Path(__file__).resolve().parent / "skipped-tests.toml"


def platform() -> str:
    """Return the name that this platform has in the file; root is told apart, since nothing is forbidden to root."""
    return "linux-root" if sys.platform == "linux" and os.geteuid() == 0 else sys.platform


def read_skipped(report: Path) -> list[str]:
    """Return each skipped test with its reason."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - our own report
    return sorted(
        f"{case.get('classname')}.{case.get('name')}: {skip.get('message')}"
        for case in cases
        for skip in case.iter("skipped")
    )


def fault(number: int, numbers: dict[str, int], name: str) -> str:
    """Return what is wrong with the number of skipped tests, or nothing."""
    if name not in numbers:
        return f"{NUMBERS.name} has no number for {name}; once each is right, add `{name} = {number}`"
    if number != numbers[name]:
        return f"{number} tests were skipped; on {name} it should be {numbers[name]} ({NUMBERS.name})"
    return ""


def main(report: Path) -> int:
    """Print each skipped test and their number; return 1 if it is not the known one."""
    if not report.exists():
        print("There is no report of the tests: they did not come to their end.")
        return 1
    skipped = read_skipped(report)
    for line in skipped:
        print(f"skipped: {line}")
    print(f"{len(skipped)} tests were skipped.")
    found = fault(len(skipped), tomllib.loads(NUMBERS.read_text(encoding="utf-8")), platform())
    if found:
        print(f"wrong number: {found}")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
