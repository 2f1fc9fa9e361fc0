"""The practice service alone, for trying FaxDesk and other clients out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from faxdesk.practice.account import PracticeAccount
from faxdesk.practice.outcomes import OUTCOMES
from faxdesk.practice.server import PracticeServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def serve(port: int, folder: Path | None, write: Callable[[str], None], *, until_eof: bool = False) -> int:
    """Serve until Ctrl-C, SIGTERM or, with `until_eof`, the end of standard input. Returns 0.

    The first line written holds the address with `/v3` and the token; the others tell people what to try. `folder` is
    kept between runs; None makes an account that ends with the program. Raises OSError where the port is taken.
    """
    end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: end.set())
    with PracticeServer(PracticeAccount(folder), port) as server:
        write(f"{server.url} {server.token}")
        if until_eof:
            threading.Thread(target=_wait_for_eof, args=(end,), daemon=True).start()
        else:
            for outcome in OUTCOMES:
                write(f"{outcome.number}  {outcome.sentence}")
            write("Press Ctrl-C to stop.")
        # Windows delivers Ctrl-C only to a wait that ends now and then.
        while not end.wait(0.5):
            pass
    return 0


def _wait_for_eof(end: threading.Event) -> None:
    # Not through the buffer of sys.stdin, whose lock this thread would hold when the interpreter ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    end.set()
