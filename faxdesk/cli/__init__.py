"""The command line: arguments in, text or JSON out. For scripts, scheduled jobs and help desks; never imports Qt.

`arguments` has the options, and a module for each group of commands what they do, over the same services as the
window's. Exit codes and the members of the JSON are in `output`.

    >>> from faxdesk.cli.arguments import parser
    >>> parser().parse_args(["send", "letter.pdf", "--to", "+41445550123"]).to
    ['+41445550123']
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import FaxDeskError, InputRefused, NumberDoubted, Paused, SignInNeeded, in_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

_log = logging.getLogger(__name__)

COMMANDS = (
    "send",
    "outbox",
    "sent",
    "inbox",
    "deliver",
    "cancel",
    "report",
    "document",
    "proof",
    "verify",
    "check",
    "preview",
    "batch",
    "search",
    "costs",
    "account",
    "webhook",
    "watch",
    "drafts",
    "contacts",
    "settings",
    "profiles",
    "retention",
    "forget",
    "diagnostics",
    "sandbox",
    "completion",
    "schema",
)

_KEEPING_NOTHING = (
    "verify",
    "check",
    "preview",
    "account",
    "settings",
    "profiles",
    "diagnostics",
    "webhook",
    "sandbox",
    "completion",
    "schema",
    "contacts",
)


def is_command(arguments: Sequence[str]) -> bool:
    """Return True where these arguments are for the command line, and not files to open in the window."""
    first = _first_word(arguments)
    if first in ("-h", "--help", "--version", *COMMANDS):
        return True
    # A program without a terminal has nowhere to say that a file is missing but its window.
    return bool(first) and not _exists(first) and sys.stderr is not None


def _first_word(arguments: Sequence[str]) -> str:
    """Return the first argument that is no option, or an option that is a command; an empty text if there is none."""
    rest = list(arguments)
    while rest:
        first = rest.pop(0)
        if first in ("--data-dir", "--profile"):
            del rest[:1]
        elif not first.startswith("-") or first in ("-h", "--help", "--version"):
            return first
    return ""


def _exists(name: str) -> bool:
    # Unlike `Path.exists` it knows that a name which is too long names nothing.
    return os.path.exists(name)  # noqa: PTH110


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code, as listed in `--help`."""
    # Not above: the window asks `is_command` at its start, and needs none of this.
    from faxdesk.cli.output import messages

    _show_every_letter()
    given = list(sys.argv[1:] if arguments is None else arguments)
    with messages(as_json=_asks_for_json(given)):
        return _run(given)


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Return whether these arguments ask for JSON, be they right or not. Abbreviated, only where they are right."""
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in words


def _run(given: list[str]) -> int:
    from faxdesk.cli.arguments import parser
    from faxdesk.cli.output import REFUSED, fail, messages

    try:
        _check_first_file(given)
    except InputRefused as error:
        return fail(error, REFUSED)
    options = parser().parse_args(given)
    with messages(as_json=options.json):
        return _carry_out(options, given)


def _carry_out(options: argparse.Namespace, given: list[str]) -> int:
    from faxdesk.cli.ending import ending_in_order
    from faxdesk.cli.output import DONE, DOUBTED, FAILED, QUEUED, REFUSED, SIGN_IN, fail

    try:
        with _nothing_printed(), ending_in_order():
            code: int = options.run(options)
    except NumberDoubted as error:
        return fail(error, DOUBTED)
    except InputRefused as error:
        return fail(error, REFUSED)
    except SignInNeeded as error:
        return fail(error, SIGN_IN)
    except FaxDeskError as error:
        return fail(error, QUEUED if isinstance(error, Paused) else FAILED)
    except KeyboardInterrupt as end:
        return _stopped(end, given)
    except BrokenPipeError:
        # Whoever read our output is gone: that is no fault, and nothing more can be said.
        sys.stdout = None
        return DONE
    except BaseException as error:  # noqa: BLE001  the last place where whatever is raised can become a sentence
        _log.exception("the command failed")
        kept = " What was kept is safe; `faxdesk outbox` shows it."
        return fail(f"{in_words(error).title}{kept if _keeps(given) else ''}", FAILED)
    return code


def _stopped(end: KeyboardInterrupt, arguments: Sequence[str]) -> int:
    """Tell who stops a command what goes on; return the exit code."""
    from faxdesk.cli.ending import Terminated
    from faxdesk.cli.output import INTERRUPTED, fail

    if isinstance(end, Terminated):
        return end.code
    kept = " What was kept goes on with `faxdesk deliver` or when FaxDesk is opened."
    return fail(f"Stopped.{kept if _keeps(arguments) else ''}", INTERRUPTED)


def _keeps(arguments: Sequence[str]) -> bool:
    """Return whether a command works on faxes that are kept."""
    return _first_word(arguments) not in _KEEPING_NOTHING


def _show_every_letter() -> None:
    """Have a console show a question mark for a letter that it lacks: it must not end a fax."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _check_first_file(arguments: Sequence[str]) -> None:
    """Raise `InputRefused` where the arguments begin with a file that is not there. What has no ending is a command."""
    first = _first_word(arguments)
    looks_like_a_file = bool(Path(first).suffix) or len(Path(first).parts) > 1
    if looks_like_a_file and not _exists(first):
        raise InputRefused("", f"There is no file “{first}”.", "Check its name and its folder.")


@contextlib.contextmanager
def _nothing_printed() -> Iterator[None]:
    """Inside, what nobody catches goes to the log: a traceback on the terminal helps nobody."""
    # Until the data folder has a log, there is none.
    from faxdesk.store.logfile import print_nothing

    print_nothing()
    before = threading.excepthook, sys.unraisablehook
    threading.excepthook, sys.unraisablehook = _log_of_thread, _log_of_object
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = before


def _log_of_thread(caught: threading.ExceptHookArgs) -> None:
    """Note what has ended a thread, such as one of the practice service."""
    _log.error("a thread ended", exc_info=caught.exc_value)


def _log_of_object(caught: sys.UnraisableHookArgs) -> None:
    """Note what was raised where Python can raise nothing, such as at the end of an object."""
    _log.error("nobody could be told", exc_info=caught.exc_value)
