"""A plugin of pytest that writes each result into a file at once: a run that hangs or crashes has its results as well.

    pytest -p result_log --result-log FILE

A line is a JSON object: {"collected": number of tests}, {"started": test}, {"finished": test}, or
{"test": name, "outcome": "passed" | "failed" | "skipped", "reason": text}. Tests that the file calls finished are not
run again, so that the same command goes on behind a test that ended the run.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file."""
    parser.addoption("--result-log", type=Path, required=True, help="file for the results, one JSON object a line")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to write results."""
    config.pluginmanager.register(ResultLog(config.getoption("--result-log")))


class ResultLog:
    """Writes what becomes of each test."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _write(self, **values: object) -> None:
        # Opened for each line: nothing is lost where the process ends, and nobody else is locked out.
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what is finished already, and say how many tests there are."""
        done = finished(self._path)
        left_out = [item for item in items if item.nodeid in done]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.nodeid not in done]
        self._write(collected=len(items) + len(left_out))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that cannot be imported, or that is skipped whole."""
        if not report.passed:
            self._write(test=report.nodeid, outcome=report.outcome, reason=_reason(report))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note which test is under way."""
        self._write(started=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of a test; its fixtures say something only where they fail."""
        if report.when == "call" or not report.passed:
            # A failure that the test itself expects is a pass.
            outcome = "passed" if hasattr(report, "wasxfail") and report.skipped else report.outcome
            self._write(test=report.nodeid, outcome=outcome, reason=_reason(report))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Note that a test is over."""
        self._write(finished=nodeid)


def finished(path: Path) -> set[str]:
    """Return the tests that the file calls finished."""
    return {entry["finished"] for entry in entries(path) if "finished" in entry}


def entries(path: Path) -> list[dict[str, str]]:
    """Return what the file says; its last line may be cut off where the process was ended."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return next(iter(crash.message.splitlines()), "")
    # A file that cannot be imported: the error itself is the last line.
    return next((line for line in reversed(report.longreprtext.splitlines()) if line.strip()), "")
