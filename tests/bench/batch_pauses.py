"""How long the GUI thread pauses with a batch of many rows: FOLDER URL TOKEN ROWS.

Prints, in ms, the longest lateness of a 5 ms timer: `idle` before anything works, `list` while the list is read,
planned and shown, `start` while it is kept, and `work` while its faxes go out and the page follows them. `cpu` has for
each the most time that the thread itself has spent between two ticks, to which other programs add nothing.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from faxdesk.core.resources import resource_path
from faxdesk.services.events import Condition, Link
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.backend.deferred_factory import DeferredFactory
from faxdesk.ui.batch.controller import BatchController
from faxdesk.ui.desktop.application import Application
from faxdesk.ui.desktop.main_thread_gc import MainThreadGC
from faxdesk.ui.main_window.window import MainWindow
from tests.bench.pauses import IDLE_MS, LOOK_MS, SETTLE_MS, Lateness, client_factory
from tests.services.batches import numbers, write_list

if TYPE_CHECKING:
    from faxdesk.ui.batch.page import BatchPage

SENT = 300
"""Faxes that go out while it is measured how the page follows them."""


class Run(QObject):
    """One run: idle, list, start, work."""

    def __init__(self, backend: Backend, window: MainWindow, settle: Callable[[], None], listed: Path) -> None:
        super().__init__()
        self._backend, self._window, self._settle, self._list = backend, window, settle, listed
        self._lateness = Lateness()
        self._told: dict[str, float] = {}
        self._cpu: dict[str, float] = {}
        self._page: BatchPage | None = None
        self._batch = ""
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._see)
        backend.condition_changed.connect(self._condition)
        QTimer.singleShot(SETTLE_MS, self._settled)

    def _settled(self) -> None:
        self._lateness.take()
        QTimer.singleShot(IDLE_MS, self._begin)

    def _keep(self, what: str) -> None:
        self._cpu[what] = self._lateness.take_cpu()
        self._told[what] = self._lateness.take()

    def _begin(self) -> None:
        self._keep("idle")
        self._backend.start()
        self._settle()

    def _condition(self, condition: Condition) -> None:
        if condition.link is not Link.ONLINE or self._page is not None:
            return
        self._window.actions_[ActionId.BATCHES].trigger()
        controllers = self._window.findChildren(QObject)
        self._page = next(one for one in controllers if isinstance(one, BatchController)).page
        assert self._page is not None
        self._page.setup._files = (resource_path("sample.pdf"),)
        self._page.setup.editor.planned.connect(self._planned)
        self._page.setup.started.connect(self._started)
        # Opening a window is measured elsewhere.
        QTimer.singleShot(SETTLE_MS, self._open)

    def _open(self) -> None:
        assert self._page is not None
        self._lateness.take()
        self._lateness.take_cpu()
        self._page._stack.setCurrentWidget(self._page.setup)
        self._page.setup.open(self._list)

    def _planned(self, _plan: object) -> None:
        QTimer.singleShot(SETTLE_MS, self._start)

    def _start(self) -> None:
        assert self._page is not None
        self._keep("list")
        self._page.setup._stop_at.setValue(100)
        self._page.setup._start.click()

    def _started(self, started: object) -> None:
        self._batch = getattr(started, "batch", "")
        QTimer.singleShot(SETTLE_MS, self._work)

    def _work(self) -> None:
        self._keep("start")
        self._look.start()

    def _see(self) -> None:
        store = self._backend.store
        sent = store.database.value("SELECT count(*) FROM batch_row WHERE state = 'submitted'")
        if sent >= SENT:
            self._look.stop()
            self._keep("work")
            size = store.batches.size(self._batch)
            sys.stdout.write(json.dumps({**self._told, "cpu": self._cpu, "rows": size}))
            sys.stdout.flush()
            os._exit(0)


def main(folder: str, url: str, token: str, rows: str) -> None:
    """Open the window on the folder, and let it send a list."""
    application = Application(sys.argv[:1])
    data = DataFolder(Path(folder) / "data")
    titles = ("Fax", "Name", "Company", "Comment")
    listed = [(number, f"Name {place}", "Example Ltd", f"Case {place}") for place, number in _numbers(int(rows))]
    path = write_list(Path(folder) / "list.csv", listed, titles)
    collector = MainThreadGC(application)
    factory = DeferredFactory(data)
    backend = Backend(factory)
    window = MainWindow(backend, SettingsFile(data.settings), practice=False)
    window.install_features()
    window.show()
    run = Run(backend, window, partial(factory.settle, partial(client_factory, data, url, token)), path)
    application.exec()
    del run
    collector.stop()


def _numbers(many: int) -> list[tuple[int, str]]:
    return list(enumerate(numbers(many), 1))


if __name__ == "__main__":
    main(*sys.argv[1:])
