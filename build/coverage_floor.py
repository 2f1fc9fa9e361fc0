"""Compare the coverage of a test run with the floors of coverage-floor.toml.

    python build/coverage_floor.py coverage.json

Each package has a floor for itself and one for every file in it, so that a good package cannot hide a file that nobody
tests. Coverage counts lines and branches, in percent.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import Any

FLOORS = Path(__file__).resolve().parent / "coverage-floor.toml"
SLACK = 3.0
"""Percent above its floor from which on a package is told to raise it."""


def package_of(file: str) -> str:
    """Return the package of a file: "core" for faxdesk/core/phone.py, "faxdesk" for faxdesk/cli.py."""
    parts = PurePosixPath(file).parts
    return parts[1] if len(parts) > 2 else parts[0]


def percent(counts: tuple[int, int]) -> float:
    """Return covered of all, in percent, rounded down to a tenth so that 100 means everything."""
    covered, every = counts
    return 100.0 if every == 0 else covered * 1000 // every / 10


def read_counts(report: Path) -> dict[str, tuple[int, int]]:
    """Return for each file how many of its lines and branches were covered, and how many it has."""
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {name.replace("\\", "/"): _counts(file["summary"]) for name, file in files.items()}


def _counts(summary: dict[str, Any]) -> tuple[int, int]:
    covered = summary["covered_lines"] + summary["covered_branches"]
    return covered, summary["num_statements"] + summary["num_branches"]


def failures(counts: dict[str, tuple[int, int]], floors: dict[str, Any]) -> list[str]:
    """Return a sentence for each file and package that is below its floor or has none."""
    packages = _packages(counts)
    found = [
        f"{package}: has no floor; add one to {FLOORS.name}" for package in packages.keys() - floors["packages"].keys()
    ]
    for package in packages.keys() & floors["packages"].keys():
        floor = floors["packages"][package]["package"]
        if percent(packages[package]) < floor:
            found.append(f"{package}: {percent(packages[package])} % of the package is covered, its floor is {floor} %")
    for file, count in counts.items():
        floor = floors["files"].get(file, floors["packages"].get(package_of(file), {}).get("file", 0))
        if percent(count) < floor:
            found.append(f"{file}: {percent(count)} % is covered, its floor is {floor} %")
    found += [f"{file}: has a floor but is not there" for file in floors["files"].keys() - counts.keys()]
    return sorted(found)


def _packages(counts: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for file, (covered, every) in counts.items():
        before = sums[package_of(file)]
        sums[package_of(file)] = (before[0] + covered, before[1] + every)
    return dict(sums)


def main(report: Path) -> int:
    """Print each package with its coverage, then what is too low; return 1 if anything is."""
    if not report.exists():
        print("There is no coverage report: the tests did not come to their end.")
        return 1
    counts = read_counts(report)
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    for package, count in sorted(_packages(counts).items()):
        floor = floors["packages"].get(package, {}).get("package", 0)
        advice = f"; its floor of {floor} % can be raised" if percent(count) >= floor + SLACK else ""
        print(f"{package:10} {percent(count):5.1f} %{advice}")
    found = failures(counts, floors)
    for sentence in found:
        print(f"too low: {sentence}")
    if found:
        print("`coverage report -m` lists what no test reaches. A floor is lowered only with a reason beside it.")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
