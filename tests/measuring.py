"""What coverage is measured of: a test takes up to twice as long with it, and so does the start of a program.

Coverage of a Python before 3.14 slows down all that a thread runs which it watches, libraries too. What many tests
repeat is measured where it is tested, and nowhere else.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

import coverage

import faxdesk

if TYPE_CHECKING:
    import pytest

_OF_CHILDREN = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
"""A Python that starts where one of these is set measures itself (coverage.readthedocs.io, subprocess.html)."""

_TESTS_OF_PRACTICE = "tests/practice/"


@contextmanager
def paused() -> Iterator[None]:
    """Measure nothing inside, in no thread."""
    measuring = coverage.Coverage.current()
    if measuring is None:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()
        leave_out_practice_threads()


def import_everything() -> None:
    """Import all of FaxDesk that this system can, where coverage is measured."""
    if coverage.Coverage.current() is not None:
        for found in pkgutil.walk_packages(faxdesk.__path__, "faxdesk."):
            with suppress(ImportError):
                importlib.import_module(found.name)


_CASES = 3
_OF_MANY_CASES = "tests/ui/"
"""Where a test goes through a whole window, and its cases differ in what is in the data."""


def leave_out_most_cases(items: list[pytest.Item]) -> None:
    """Measure the first few cases of a test of many: the others run, and reach little that those have not."""
    seen: Counter[str] = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        seen[test] += 1
        if seen[test] > _CASES and test.startswith(_OF_MANY_CASES):
            item.add_marker("unmeasured")


def take_variables() -> dict[str, str]:
    """Take out of the environment what makes programs that are started measure themselves, and return it."""
    return {name: value for name in _OF_CHILDREN if (value := os.environ.pop(name, None)) is not None}


def leave_out_practice_threads() -> None:
    """Measure the threads of the practice service in its own tests only, which reach 99 of 100 lines of it."""
    hook: Any = threading.gettrace()
    if hook is None:
        return

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if _begins_practice_thread(frame) and not _test().startswith(_TESTS_OF_PRACTICE):
            sys.settrace(None)
            return None
        return hook(frame, event, argument)

    threading.settrace(trace)


def _begins_practice_thread(frame: FrameType) -> bool:
    """True for the first call in a thread that `faxdesk.practice` has started: that of `Thread.run`."""
    target = getattr(frame.f_locals.get("self"), "_target", None)
    return getattr(target, "__module__", "").startswith("faxdesk.practice.")


def _test() -> str:
    """The test that runs now, by its path."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").replace("\\", "/")
