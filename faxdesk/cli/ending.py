"""The end that another program asks for, such as a job scheduler or a terminal that is closed."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ASKING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Terminated(KeyboardInterrupt):
    """A signal asks the program to end. `code` is the exit code that shells expect then: 128 and its number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Inside, such a signal raises `Terminated`, so that what was made for the moment is cleared away.

    What somebody else handles or ignores (`nohup`) stays as it is; so does all outside of the main thread.
    """
    before = {}
    with contextlib.suppress(ValueError):
        for number in _ASKING:
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    raise Terminated(number)
