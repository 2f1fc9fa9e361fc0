"""Only the main thread collects garbage while the window lives."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

from faxdesk.ui.desktop.main_thread_gc import MainThreadGC

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
