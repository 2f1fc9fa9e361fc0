"""Running a command in the process of the tests: all that a program does, but for its start and its end."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import keyring
import pytest
from keyring.backends import null

from faxdesk.core import redaction

_LAPSE = 10
"""So many seconds of a command pass in one of ours: the practice service shows each state for a tenth of a second."""


class WaitedTime:
    """A clock of the seconds that a command has waited: its work may take any time on a busy machine."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        # A wait of nothing is some time too: a command that only looks again and again comes to its limit.
        seconds = max(seconds, 0.01)
        threading.Event().wait(seconds / _LAPSE)
        self.seconds += seconds

    def even(self) -> float:
        return self.seconds


@contextmanager
def environment_of_a_program(variables: dict[str, str]) -> Iterator[None]:
    """Inside, there are these variables, no keyring, and no secret that another command has known."""
    before = keyring.get_keyring()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        for name in ("_shared", "_own"):
            patch.setattr(redaction, name, redaction.KnownSecrets())
        # As in a program that the tests start.
        assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.null.Keyring"
        keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]  # keyring leaves it untyped
        try:
            yield
        finally:
            keyring.set_keyring(before)


def told(words: Sequence[str], main: Callable[[Sequence[str]], int]) -> tuple[int, bytes, bytes]:
    """Run a command; return its exit code, and what it has written to standard output and to standard error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    for stream in (out, err):
        stream.flush()
    return code, out.buffer.getvalue(), err.buffer.getvalue()
