"""How long the GUI thread pauses while FaxDesk works: FOLDER URL TOKEN [FILE].

Prints, in ms, the longest lateness of a 5 ms timer: `idle` before anything works, `begin` while the work starts and the
client is loaded, and `work` during the sync of a whole archive or the upload of the file. As in the program the client
is loaded in the threads, and a child process looks into the file.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from faxdesk.core.lifecycle import State
from faxdesk.core.model import Draft, Submission
from faxdesk.services.events import Condition, Link, Progress
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.backend.deferred_factory import DeferredFactory
from faxdesk.ui.desktop.application import Application
from faxdesk.ui.desktop.main_thread_gc import MainThreadGC
from faxdesk.ui.main_window.window import MainWindow

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.container import ServicesFactory

TICK_MS = 5
SETTLE_MS = 500
IDLE_MS = 1000
LOOK_MS = 50
ON_ITS_WAY = {State.QUEUED, State.UPLOADING, State.SUBMITTING}


class Lateness(QObject):
    """The longest lateness of a precise timer since it was last asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._worst = self._worst_cpu = 0.0
        self._last, self._last_cpu = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self._worst = max(self._worst, (now - self._last) * 1000 - TICK_MS)
        self._worst_cpu = max(self._worst_cpu, (cpu - self._last_cpu) * 1000)
        self._last, self._last_cpu = now, cpu

    def take(self) -> float:
        """Return the longest lateness in ms, and begin anew."""
        worst, self._worst = self._worst, 0.0
        return worst

    def take_cpu(self) -> float:
        """Return the most time that this thread has worked between two ticks in ms, and begin anew."""
        worst, self._worst_cpu = self._worst_cpu, 0.0
        return worst


class Run(QObject):
    """One run: idle, begin, work, end."""

    def __init__(self, backend: Backend, settle: Callable[[], None], lateness: Lateness, file: Path | None) -> None:
        super().__init__()
        self._backend, self._settle, self._lateness, self._file = backend, settle, lateness, file
        self._told: dict[str, float] = {}
        self._job = ""
        self._reports = 0
        self._done: Callable[[], bool] = self._is_uploaded if file else self._is_synced
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._see)
        backend.failed.connect(self._fail)
        backend.progressed.connect(self._progressed)
        backend.condition_changed.connect(self._condition)
        QTimer.singleShot(SETTLE_MS, self._settled)

    def _settled(self) -> None:
        # The first paint is measured elsewhere.
        self._lateness.take()
        QTimer.singleShot(IDLE_MS, self._begin)

    def _begin(self) -> None:
        self._told["idle"] = self._lateness.take()
        self._backend.start()
        self._settle()

    def _condition(self, condition: Condition) -> None:
        if condition.link is not Link.ONLINE or "begin" in self._told:
            return
        self._told["begin"] = self._lateness.take()
        if self._file is not None:
            draft = Draft((self._file,), ("+41445550123",))
            self._backend.commands.submit(self, draft, self._kept, self._fail)
        self._look.start()

    def _kept(self, submissions: tuple[Submission, ...]) -> None:
        self._job = submissions[0].job

    def _progressed(self, _value: Progress) -> None:
        self._reports += 1

    def _is_synced(self) -> bool:
        return self._backend.store.service_mirror.fact("archive.read_to") == "all"

    def _is_uploaded(self) -> bool:
        recipients = self._backend.store.submissions.recipients(self._job)
        return bool(recipients) and all(one.state not in ON_ITS_WAY for one in recipients)

    def _see(self) -> None:
        if self._done():
            self._look.stop()
            self._told["work"] = self._lateness.take()
            faxes = self._backend.store.database.value("SELECT count(*) FROM fax")
            sys.stdout.write(json.dumps({**self._told, "faxes": faxes, "reports": self._reports}))
            sys.stdout.flush()
            os._exit(0)

    def _fail(self, error: FaxDeskError) -> None:
        sys.stderr.write(f"{error}\n")
        os._exit(1)


def client_factory(folder: DataFolder, url: str, token: str) -> ServicesFactory:
    """Load the client, in a thread."""
    from faxdesk.api.auth import PersonalToken
    from faxdesk.services.container import ServicesFactory
    from faxdesk.services.document_examiner import isolated

    return ServicesFactory(folder, url, PersonalToken(token), examiner=isolated)


def main(folder: str, url: str, token: str, *files: str) -> None:
    """Open the window on the folder, and let it work."""
    application = Application(sys.argv[:1])
    data = DataFolder(Path(folder))
    # As the program does: a collection in another thread would stop the window too.
    collector = MainThreadGC(application)
    factory = DeferredFactory(data)
    backend = Backend(factory)
    window = MainWindow(backend, SettingsFile(data.settings), practice=False)
    window.install_features()
    window.show()
    settle = partial(factory.settle, partial(client_factory, data, url, token))
    run = Run(backend, settle, Lateness(), Path(files[0]) if files else None)
    application.exec()
    del run
    collector.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
