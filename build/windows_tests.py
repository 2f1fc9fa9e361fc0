"""Run the tests, the main job and the window's self-test on Windows: a real one, or wine's on Linux.

python3 build/dev.py windows             everything
python3 build/dev.py windows PATH...     only these tests
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NamedTuple

from console import say, stop
from environments import ROOT, child_environment, development
from logged_run import run_logged
from windows_results import (
    PackageResult,
    details,
    read_explained,
    read_results,
    table,
    under_way,
    verdict,
)
from wine import Wine, windows_path

TESTS = ROOT / "tests"
LEFT_OUT = {
    "bench": "measures speed, which wine and a busy runner do not have",
    "contract": "the contract and the vendor's SDK are the same everywhere, and the SDK needs libraries of its own",
    "system": "the virtual screen and the computers of its table are made by Linux",
}
"""Folders of tests that say nothing about Windows, each with the reason."""
REST = "program"
"""The package in the table for the tests that are in no folder."""

PACKAGE_LIMIT = 5400.0
"""Seconds for the tests of one package: several times what the slowest takes on a machine with other work."""
TEST_LIMIT = 300
"""Seconds for one test. Tests themselves give up after `tests.time_limits.PATIENCE`."""
JOB_LIMIT = 600.0
"""Seconds for the main job."""
MOST_ENDED_RUNS = 10
"""How often the tests of a package go on behind one that ended the whole run."""

# Coverage and the random order are the business of `dev.py test`. A file that cannot be imported stops no other.
PYTEST = (
    "-u", "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:randomly", "-p", "no:xdist",
    "-p", "result_log", "-q", "--tb=short", "--no-header", "--continue-on-collection-errors", "--durations=12",
)  # fmt: skip

Runs = Callable[[Sequence[str], IO[str], float], int | None]
"""Runs Python with arguments: writes what it prints, and returns its exit code, or None after so many seconds."""


class Place(NamedTuple):
    """A Windows to run in: how Python is run there, how a path is written, and which failures are its own lack."""

    run: Runs
    path: Callable[[Path], str]
    explained: Mapping[str, str]
    folder: Path


def main(arguments: list[str]) -> int:
    """Run everything, or the tests that the arguments name; return 0 where nothing failed that is not explained."""
    paths = [_checked(argument) for argument in arguments]
    with ExitStack() as stack:
        place = _this_windows() if sys.platform == "win32" else _wine(stack)
        place.folder.mkdir(parents=True, exist_ok=True)
        results = [_run_package(place, name, tests) for name, tests in packages(paths).items()]
        code, words = verdict(results, place.explained, whole=not paths)
        for line in [*details(results, place.explained), *words]:
            say(line)
        job = 0 if paths else _run_job(place)
    if not paths:
        for folder, reason in LEFT_OUT.items():
            say(f"left out: tests/{folder}: {reason}")
    for line in table(results, place.explained):
        say(line)
    if not paths:
        say(f"main job and self-test: {'passed' if job == 0 else 'FAILED'}")
    return int(bool(code or job))


def packages(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """Return what to run by the name of its package: the given paths, or everything that is not left out."""
    if not paths:
        paths = sorted(path for path in TESTS.iterdir() if path.name not in LEFT_OUT and _has_tests(path))
    found: dict[str, list[Path]] = {}
    for path in paths:
        below = path.relative_to(TESTS).parts
        in_folder = len(below) > 1 or path.is_dir()
        found.setdefault(below[0] if in_folder else REST, []).append(path)
    # The lowest layers first: what is wrong there is wrong everywhere.
    order = ("core", "api", "store", "cli", "practice", "services", "documents", "ui")
    return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def _has_tests(path: Path) -> bool:
    return any(path.glob("**/test_*.py")) if path.is_dir() else path.match("test_*.py")


def _checked(argument: str) -> Path:
    path = Path(argument).resolve()
    if not path.exists() or not path.is_relative_to(TESTS) or path == TESTS:
        stop(f"{argument} is no file or folder in tests/.")
    return path


# ------------------------------------------------------------------------------------------------ where to run


def _wine(stack: ExitStack) -> Place:
    if sys.platform != "linux":
        stop("This runs on Windows, or on Linux with wine.")
    wine = Wine()
    python = wine.ensure()
    stack.enter_context(wine.awake())
    modules = windows_path(ROOT / "build")

    def run(arguments: Sequence[str], log: IO[str], limit: float) -> int | None:
        return wine.run([str(python), *arguments], log, limit, {"PYTHONPATH": modules})

    return Place(run, windows_path, read_explained(), wine.folder / "results")


def _this_windows() -> Place:
    python = development()

    def run(arguments: Sequence[str], log: IO[str], limit: float) -> int | None:
        environment = child_environment(PYTHONPATH=os.fspath(ROOT / "build"))
        return run_logged([str(python), *arguments], environment, log, limit)

    return Place(run, os.fspath, {}, ROOT / "dist" / ".windows" / "results")


# ------------------------------------------------------------------------------------------------- what is run


def _run_package(place: Place, name: str, paths: Sequence[Path]) -> PackageResult:
    """Run the tests of a package, going on behind a test that ends the process."""
    say(f"== {name}")
    results = place.folder / f"{name}.jsonl"
    results.unlink(missing_ok=True)
    limits = ["-o", f"faulthandler_timeout={TEST_LIMIT}", "--result-log", place.path(results)]
    tests = [path.relative_to(ROOT).as_posix() for path in paths]
    start = time.monotonic()
    ended, trouble, code = 0, "", None
    with (place.folder / f"{name}.log").open("w", encoding="utf-8") as log:
        while not trouble:
            code = place.run([*PYTEST, *limits, *tests], log, PACKAGE_LIMIT - (time.monotonic() - start))
            culprit = under_way(results)
            if code is None:
                trouble = f"not finished after {PACKAGE_LIMIT:.0f} s; {culprit or 'no test'} was under way"
            elif not culprit:
                break
            else:
                _note_end(results, culprit, code)
                ended += 1
                if ended == MOST_ENDED_RUNS:
                    trouble = f"given up after {ended} tests that ended the whole run"
    result = read_results(name, results)
    result.seconds, result.trouble = time.monotonic() - start, trouble
    # 0 and 1: all passed, some failed. What else pytest says (no test found, wrong use) is no result.
    if not trouble and code not in {0, 1}:
        result.trouble = f"pytest ended with exit code {code}"
    return result


def _note_end(results: Path, test: str, code: int) -> None:
    """Write down that a test ended the process: by a crash, or because it took longer than `TEST_LIMIT`."""
    with results.open("a", encoding="utf-8") as file:
        reason = f"ended the whole run with exit code {code}: it crashed, or took longer than {TEST_LIMIT} s"
        file.write(json.dumps({"test": test, "outcome": "failed", "reason": reason}) + "\n")
        file.write(json.dumps({"finished": test}) + "\n")


def _run_job(place: Place) -> int:
    say("== main job and self-test")
    with (place.folder / "job.log").open("w", encoding="utf-8") as log:
        code = place.run(["-u", place.path(ROOT / "build" / "main_job.py")], log, JOB_LIMIT)
    if code is None:
        say(f"FAILED: the main job is not finished after {JOB_LIMIT:.0f} s")
    return 1 if code is None else code
