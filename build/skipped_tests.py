"""Compare the number of skipped tests with the one that skipped-tests.toml has for this platform.

    python build/skipped_tests.py tests.xml

Fewer may be skipped: a computer may have a program that is not required. The report is what `pytest --junitxml` writes.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

NUMBERS = Path(__file__).resolve().parent / "skipped-tests.toml"


def read_skipped(report: Path) -> list[str]:
    """Return each skipped test with its reason."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - our own report
    return sorted(
        f"{case.get('classname')}.{case.get('name')}: {skip.get('message')}"
        for case in cases
        for skip in case.iter("skipped")
    )


def verdict(number: int, numbers: dict[str, int], platform: str) -> tuple[int, str]:
    """Return the exit code for the number of skipped tests, and a sentence about it."""
    if platform not in numbers:
        return (
            1,
            f"{number} tests were skipped; {NUMBERS.name} has no number for {platform}: add `{platform} = {number}`.",
        )
    known = numbers[platform]
    if number > known:
        return 1, f"{number} tests were skipped, and no more than {known} should be on {platform} ({NUMBERS.name})."
    return 0, f"{number} tests were skipped; {NUMBERS.name} knows of {known} on {platform}."


def main(report: Path) -> int:
    """Print each skipped test and their number; return 1 if it is more than the known one."""
    if not report.exists():
        print("There is no report of the tests: they did not come to their end.")
        return 1
    skipped = read_skipped(report)
    for line in skipped:
        print(f"skipped: {line}")
    code, sentence = verdict(len(skipped), tomllib.loads(NUMBERS.read_text(encoding="utf-8")), sys.platform)
    print(sentence)
    return code


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
