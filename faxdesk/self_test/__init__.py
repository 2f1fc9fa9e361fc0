"""What a packaged FaxDesk finds out about itself: `FaxDesk --self-test [--console] [--report FILE]`.

Everything happens in a data folder of its own and with the practice account, so that neither the user's data nor his
account are touched. Each check says what it found in a line; with `--report` all of them are written as JSON as well.
The exit code is 0 only where all passed. `--console` leaves the window out, as
`faxdesk-cli --self-test` does by itself.

    >>> from faxdesk.self_test import parts
    >>> parts.zones().partition(";")[0].endswith(" zones")
    True
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from faxdesk.self_test.results import Results

SWITCH = "--self-test"
CONSOLE_PROGRAM = "faxdesk-cli"
"""The name of the program that talks to a terminal, where it is another than that of the window."""


def main(arguments: Sequence[str]) -> int:
    """Check everything, and return 0 where all passed, else 1."""
    options = _parser().parse_args(list(arguments))
    _leave_the_account_alone()
    results = Results()
    with tempfile.TemporaryDirectory(prefix="faxdesk-self-test-", ignore_cleanup_errors=True) as folder:
        from faxdesk.self_test import parts

        parts.check_all(results)
        if options.console or Path(sys.executable).stem == CONSOLE_PROGRAM:
            from faxdesk.self_test import console

            console.check_all(results, Path(folder) / "console")
        else:
            from faxdesk.self_test import window

            window.check_all(results, Path(folder) / "window")
    written = True if options.report is None else results.write(options.report)
    results.tell_end()
    return 0 if results.passed and written else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="faxdesk", description="Check that FaxDesk is whole and works here.")
    parser.add_argument(SWITCH, action="store_true", required=True, help="check, and do nothing else")
    parser.add_argument("--console", action="store_true", help="leave the window out")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was found there, as JSON")
    return parser


def _leave_the_account_alone() -> None:
    """Forget which folder and which account the environment names."""
    for name in [name for name in os.environ if name.upper().startswith("FAXDESK_")]:
        del os.environ[name]
