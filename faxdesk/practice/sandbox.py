"""The practice service alone, for trying FaxDesk and other clients out."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from faxdesk.core import pipes
from faxdesk.practice.account.account import PracticeAccount
from faxdesk.practice.account.scenes import SCENES, enter, present
from faxdesk.practice.http.server import PracticeServer
from faxdesk.practice.simulation.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_STDIN = 0
"""The file descriptor. Nobody waits inside a read of it: on Windows the libraries of a first document would wait with
it, and so would the whole service (`core.pipes`)."""

_TURN = 0.1
"""Seconds of one wait: Windows delivers Ctrl-C only between two, and the end of standard input is seen only then."""


def serve(
    port: int, folder: Path | None, write: Callable[[str], None], *, until_eof: bool = False, scene: str = ""
) -> int:
    """Serve until Ctrl-C, SIGTERM or, with `until_eof`, the end of standard input. Returns 0.

    The first line written holds the address with `/v3` and the token; the others tell people what to try. `folder` is
    kept between runs, with the scene that was entered last; None makes an account that ends with the program. Raises
    OSError where the port is taken, ValueError where there is no such scene. Must be called in the main thread.
    """
    ends: SimpleQueue[None] = SimpleQueue()
    account = PracticeAccount(folder)
    try:
        if scene:
            enter(account, scene)
        with _signals(ends), PracticeServer(account, port) as server:
            write(f"{server.url} {server.token}")
            if not until_eof:
                _introduce(account, write)
            _wait(ends, until_eof=until_eof)
    finally:
        account.close()
    return 0


def _introduce(account: PracticeAccount, write: Callable[[str], None]) -> None:
    name = present(account)
    sentence = next(scene.sentence for scene in SCENES if scene.name == name)
    write(f"Scene {name}: {sentence}")
    if account.client_token != account.token:
        write(f"Token that controls the service: {account.token}")
    for outcome in OUTCOMES:
        write(f"{outcome.number}  {outcome.sentence}")
    write("Press Ctrl-C to stop.")


@contextmanager
def _signals(ends: SimpleQueue[None]) -> Iterator[None]:
    """Put a word into `ends` for each signal; a queue of this kind may be used in a handler, an event may not."""
    before = {
        number: signal.signal(number, lambda _number, _frame: ends.put(None))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(ends: SimpleQueue[None], *, until_eof: bool) -> None:
    while not (until_eof and pipes.has_ended(_STDIN)):
        try:
            ends.get(timeout=_TURN)
        except Empty:
            continue
        return
