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
from functools import partial
from pathlib import Path

from faxdesk.core import shared_files
from faxdesk.self_test.results import CheckFailed, Results

SWITCH = "--self-test"
CONSOLE_PROGRAM = "faxdesk-cli"
"""The name of the program that talks to a terminal, where it is another than that of the window."""


def main(arguments: Sequence[str]) -> int:
    """Check everything, and return 0 where all passed, else 1."""
    options = _parser().parse_args(list(arguments))
    _leave_the_account_alone()
    results = Results()
    folder = Path(tempfile.mkdtemp(prefix="faxdesk-self-test-"))
    try:
        _check(results, folder, in_terminal=options.console or Path(sys.executable).stem == CONSOLE_PROGRAM)
    finally:
        results.check("traces", partial(remove, folder))
    written = True if options.report is None else results.write(options.report)
    results.tell_end()
    return 0 if results.passed and written else 1


def _check(results: Results, folder: Path, *, in_terminal: bool) -> None:
    from faxdesk.self_test import parts

    parts.check_all(results)
    if in_terminal:
        from faxdesk.self_test import console

        console.check_all(results, folder / "console")
    else:
        from faxdesk.self_test import window

        window.check_all(results, folder / "window")


def remove(folder: Path) -> str:
    """Remove the data folder of the checks. Raises `CheckFailed` where something of FaxDesk still has a file open."""
    from faxdesk.store import logfile

    # A program closes its log when it ends, and this one has not ended yet.
    logfile.stop()
    try:
        shared_files.remove_folder(folder)
    except OSError as error:
        left = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
        raise CheckFailed(f"{folder} cannot be removed, because of {', '.join(left)}: {error}") from error
    return "nothing is left behind"


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
