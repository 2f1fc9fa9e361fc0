"""Only the main thread collects garbage while the window lives."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

from faxdesk.ui.desktop.main_thread_gc import LOADED, SETTLED, MainThreadGC

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Ring:
    """An object that only the collector can free."""

    def __init__(self) -> None:
        self.self = self


def test_the_collector_belongs_to_the_main_thread_and_still_collects(qtbot: QtBot) -> None:
    collector = MainThreadGC()
    assert not gc.isenabled()
    collector._timer.setInterval(5)
    ring = weakref.ref(Ring())
    litter = [Ring() for _ in range(2000)]
    del litter
    qtbot.waitUntil(lambda: ring() is None)
    collector.stop()
    assert gc.isenabled()


def test_what_is_loaded_at_the_start_is_left_alone_and_later_garbage_is_not(qtbot: QtBot) -> None:
    collector = MainThreadGC()
    modules = [Ring() for _ in range(2 * LOADED)]
    frozen = gc.get_freeze_count()
    collector._look()
    assert gc.get_freeze_count() >= frozen + len(modules)

    litter = [Ring() for _ in range(LOADED // 10)]
    ring = weakref.ref(litter[0])
    del litter
    collector._look()
    assert ring() is None
    collector.stop()
    assert gc.get_freeze_count() == 0


def test_once_the_program_has_settled_nothing_more_is_left_alone(qtbot: QtBot) -> None:
    collector = MainThreadGC()
    for _ in range(SETTLED):
        collector._look()
    litter = [Ring() for _ in range(2 * LOADED)]
    ring = weakref.ref(litter[0])
    del litter
    collector._look()
    assert ring() is None
    collector.stop()
