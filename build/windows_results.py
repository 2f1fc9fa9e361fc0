"""What became of the tests on Windows: counts for each package, and which failures are wine's and not FaxDesk's.

`wine-failures.toml` has each failure that wine explains, with its reason. On a real Windows none is explained.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from result_log import entries

EXPLAINED = Path(__file__).resolve().parent / "wine-failures.toml"
_WORST = ("passed", "skipped", "failed")
COLUMNS = ("passed", "failed", "explained", "skipped", "not run")


@dataclass(frozen=True)
class Outcome:
    """What became of a test, and why where it did not pass."""

    outcome: str
    reason: str = ""


@dataclass
class PackageResult:
    """The results of one package of the tests; `expected` is the number of its tests, 0 where none were collected."""

    package: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    expected: int = 0
    seconds: float = 0.0
    trouble: str = ""

    @property
    def not_run(self) -> int:
        """The number of tests that have no result."""
        return max(0, self.expected - sum(1 for test in self.outcomes if "::" in test))

    def of(self, outcome: str) -> dict[str, Outcome]:
        """Return the tests with this outcome."""
        return {test: result for test, result in self.outcomes.items() if result.outcome == outcome}


def read_results(package: str, path: Path) -> PackageResult:
    """Return the results in a file of `result_log`; the worst of several of one test counts."""
    result = PackageResult(package)
    for entry in entries(path):
        if "collected" in entry:
            result.expected = int(entry["collected"])
        if "test" not in entry:
            continue
        outcome = Outcome(entry["outcome"], entry["reason"])
        before = result.outcomes.get(entry["test"], outcome)
        result.outcomes[entry["test"]] = max(before, outcome, key=lambda one: _WORST.index(one.outcome))
    return result


def under_way(path: Path) -> str:
    """Return the test that was begun and not finished, or an empty text."""
    started = ""
    for entry in entries(path):
        started = entry.get("started", started)
        if entry.get("finished") == started:
            started = ""
    return started


# ------------------------------------------------------------------------------------------ what wine explains


def read_explained(path: Path = EXPLAINED) -> dict[str, str]:
    """Return the reason of each failure that wine explains by the name of its test.

    A name without parameters stands for all its cases. Raises ValueError where a test is named twice or has no reason.
    """
    found: dict[str, str] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("failure", []):
        reason = entry.get("reason", "").strip()
        if not reason:
            raise ValueError(f"{path.name}: {entry.get('tests')} has no reason")
        for test in entry["tests"]:
            if test in found:
                raise ValueError(f"{path.name} names {test} twice")
            found[test] = reason
    return found


def explanation(test: str, explained: Mapping[str, str]) -> str:
    """Return the reason that is known for the failure of this test, or an empty text."""
    return explained.get(test) or explained.get(test.partition("[")[0], "")


def stale(
    explained: Mapping[str, str], results: Iterable[PackageResult], *, whole: bool
) -> tuple[list[str], list[str]]:
    """Return the entries whose tests all passed, and those for which there is no test.

    Only a `whole` run tells of the latter: another one may have left the test out.
    """
    outcomes: dict[str, set[str]] = {}
    for result in results:
        for test, outcome in result.outcomes.items():
            for name in {test, test.partition("[")[0]}:
                outcomes.setdefault(name, set()).add(outcome.outcome)
    healed = [test for test in explained if outcomes.get(test) == {"passed"}]
    gone = [test for test in explained if test not in outcomes] if whole else []
    return healed, gone


# ------------------------------------------------------------------------------------------------- the report


def counts(result: PackageResult, explained: Mapping[str, str]) -> tuple[int, ...]:
    """Return the numbers of `COLUMNS`."""
    failed = result.of("failed")
    known = sum(1 for test in failed if explanation(test, explained))
    return (
        len(result.of("passed")),
        len(failed) - known,
        known,
        len(result.of("skipped")),
        result.not_run,
    )


def table(results: list[PackageResult], explained: Mapping[str, str]) -> list[str]:
    """Return the lines of the table: a row for each package, and their sums."""
    rows = [(result.package, *counts(result, explained), round(result.seconds)) for result in results]
    numbers = [row[1:] for row in rows]
    rows.append(("all", *(sum(column) for column in zip(*numbers, strict=True))))
    titles = ("package", *COLUMNS, "seconds")
    width = max(len(str(row[0])) for row in [titles, *rows])
    return [
        f"{row[0]:<{width}}"
        + "".join(f"{value:>{len(title) + 2}}" for value, title in zip(row[1:], titles[1:], strict=True))
        for row in [titles, *rows]
    ]


def details(results: list[PackageResult], explained: Mapping[str, str]) -> list[str]:
    """Return a line for each test that did not pass, with its reason, and for each package that has a trouble."""
    lines = []
    for result in results:
        lines += [f"skipped: {test}: {outcome.reason}" for test, outcome in sorted(result.of("skipped").items())]
    for result in results:
        for test, outcome in sorted(result.of("failed").items()):
            reason = explanation(test, explained)
            lines.append(f"explained: {test}: {reason}" if reason else f"FAILED: {test}: {outcome.reason}")
    lines += [f"FAILED: {result.package}: {result.trouble}" for result in results if result.trouble]
    return lines


def verdict(results: list[PackageResult], explained: Mapping[str, str], *, whole: bool) -> tuple[int, list[str]]:
    """Return the exit code of the tests, and what is to be said of the entries of wine's failures."""
    healed, gone = stale(explained, results, whole=whole)
    lines = [f"{EXPLAINED.name}: {test} passes: take it out." for test in healed]
    lines += [f"{EXPLAINED.name}: there is no test {test}: take it out." for test in gone]
    failed = any(numbers[1] or numbers[4] for numbers in (counts(result, explained) for result in results))
    trouble = any(result.trouble for result in results)
    ran = any(result.outcomes for result in results)
    return int(failed or trouble or bool(gone) or not ran), lines
