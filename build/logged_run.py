"""Running a program whose output is seen at once and kept, and that nobody waits for longer than a limit."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from console import say
from environments import ROOT

_DRAIN = 3.0
"""Seconds that output may come after a program has ended: what it has started may hold its pipes open, such as
explorer.exe, which wine starts for the first window."""
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def run_logged(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: IO[str],
    limit: float,
    end_all: Callable[[], None] = lambda: None,
) -> int | None:
    """Run a program in the project's folder; write what it prints to `log`, and to the terminal line by line.

    Returns its exit code, or None where it has not ended within `limit` seconds: then `end_all` is called and the
    program killed. Its streams are pipes; there is nothing to read for it.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as program:
        if program.stdin is not None:
            program.stdin.close()
        reader = threading.Thread(target=_copy, args=(program.stdout, log), daemon=True)
        reader.start()
        code: int | None
        try:
            code = program.wait(max(limit, 0))
        except subprocess.TimeoutExpired:
            code = None
            end_all()
            program.kill()
            program.wait()
        reader.join(_DRAIN)
        # The thread closes it. Leaving the block would, too, and wait for what holds the other end.
        program.stdout = None
    return code


def _copy(source: IO[str], log: IO[str]) -> None:
    with source:
        for line in source:
            text = _COLOURS.sub("", line.rstrip("\r\n"))
            try:
                log.write(text + "\n")
            except ValueError:
                # The log is closed: this is of something that outlives the program.
                return
            say(text)
