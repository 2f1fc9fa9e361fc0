"""The practice service alone, for trying FaxDesk and other clients out."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Introduction:
    """What one has to know to use the service: its address with `/v3`, and a token of the account that it plays.

    `control_token` controls the service. `numbers` are those that always end in the same way, each with a sentence.
    """

    url: str
    token: str
    control_token: str
    scene: str
    scene_sentence: str
    numbers: tuple[tuple[str, str], ...]


def serve(
    port: int,
    folder: Path | None,
    introduce: Callable[[Introduction], None],
    *,
    until_eof: bool = False,
    scene: str = "",
) -> int:
    """Serve until Ctrl-C, SIGTERM or, with `until_eof`, the end of standard input. Returns 0.

    `introduce` is called once it answers. `folder` is kept between runs, with the scene that was entered last; None
    makes an account that ends with the program. Raises OSError where the port is taken, ValueError where there is no
    such scene. Must be called in the main thread.
    """
    ends: SimpleQueue[None] = SimpleQueue()
    account = PracticeAccount(folder)
    try:
        if scene:
            enter(account, scene)
        with _signals(ends), PracticeServer(account, port) as server:
            introduce(_introduction(account, server))
            _wait(ends, until_eof=until_eof)
    finally:
        account.close()
    return 0


def _introduction(account: PracticeAccount, server: PracticeServer) -> Introduction:
    name = present(account)
    sentence = next(scene.sentence for scene in SCENES if scene.name == name)
    numbers = tuple((outcome.number, outcome.sentence) for outcome in OUTCOMES)
    return Introduction(server.url, server.token, account.token, name, sentence, numbers)


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
