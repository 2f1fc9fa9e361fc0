"""Only the main thread collects garbage while the window lives."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from faxdesk.ui.desktop.main_thread_gc import LOADED, SETTLED, MainThreadGC

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Ring:
    """An object that only the collector can free."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[MainThreadGC]:
    """One that begins when nothing is left to collect: what other tests dropped would count as well."""
    gc.collect()
    collector = MainThreadGC()
    yield collector
    collector.stop()


def litter() -> weakref.ref[Ring]:
    """Drop more than every threshold of a collection asks for, and fewer objects than the loading of modules makes."""
    dropped = [Ring() for _ in range(LOADED // 2)]
    return weakref.ref(dropped[0])


def test_the_collector_belongs_to_the_main_thread_and_still_collects(collector: MainThreadGC, qtbot: QtBot) -> None:
    assert not gc.isenabled()
    collector._timer.setInterval(5)
    ring = litter()
    qtbot.waitUntil(lambda: ring() is None)
    collector.stop()
    assert gc.isenabled()


def test_what_is_loaded_at_the_start_is_left_alone_and_later_garbage_is_not(collector: MainThreadGC) -> None:
    modules = [Ring() for _ in range(2 * LOADED)]
    frozen = gc.get_freeze_count()
    collector._look()
    assert gc.get_freeze_count() >= frozen + len(modules)

    ring = litter()
    collector._look()
    assert ring() is None
    collector.stop()
    assert gc.get_freeze_count() == 0


def test_once_the_program_has_settled_nothing_more_is_left_alone(collector: MainThreadGC) -> None:
    for _ in range(SETTLED):
        collector._look()
    ring = weakref.ref(Ring())
    modules = [Ring() for _ in range(2 * LOADED)]
    del modules
    collector._look()
    assert ring() is None
