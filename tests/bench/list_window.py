"""What the list of a large archive costs the GUI thread: FOLDER.

Prints, in ms, for each operation the longest single turn of the event loop over all its repetitions, which is an upper
bound for every event in it, and the median of the longest turns; and `repaint`, a full repaint of the same list.
`peak` is the most memory that it took, in KB.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from PySide6.QtCore import Qt

from faxdesk.services.container import ServicesFactory
from faxdesk.services.sign_in import NoCredentials
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.backend.backend import SWITCH_SECONDS, Backend
from faxdesk.ui.desktop.application import Application
from faxdesk.ui.desktop.main_thread_gc import MainThreadGC
from faxdesk.ui.fax_list.table_model import COLUMNS
from faxdesk.ui.main_window.window import MainWindow
from tests.bench.fill import fax
from tests.bench.memory import peak

ROUNDS = 25
NOWHERE = "http://127.0.0.1:9/v3"
"""The discard port, where nothing listens."""
WORDS = ("invoice", "order 4", "41445550", "referral 77", "nothing has this", "contract 123")


class Bench:
    """The window on the archive; its threads are not started, so that only the list works."""

    def __init__(self, application: Application, folder: DataFolder) -> None:
        self._application = application
        self._tick = threading.Event()
        self.backend = Backend(ServicesFactory(folder, NOWHERE, NoCredentials()))
        self.window = MainWindow(self.backend, SettingsFile(folder.settings), practice=False)
        self.window.install_features()
        self.page = self.window.lists.pages[Listing.SENT]
        self._chance = random.Random(1)  # noqa: S311  the same places in every run
        self._sent = 0
        self.loads = 0
        self.page.model.loaded.connect(self._loaded)

    def _loaded(self) -> None:
        self.loads += 1

    def turn(self, job: Callable[[], object]) -> float:
        """Run a job in the GUI thread and everything that is due with it; return the milliseconds."""
        start = time.perf_counter()
        job()
        self._application.processEvents()
        return (time.perf_counter() - start) * 1000

    def until(self, ready: Callable[[], bool]) -> float:
        """Turn the event loop until `ready`, and return the longest turn."""
        worst = 0.0
        end = time.monotonic() + 120
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError
            worst = max(worst, self.turn(_nothing))
            # Lets the workers have their turn; the real loop waits here as well.
            self._tick.wait(0.001)
        for _ in range(3):
            worst = max(worst, self.turn(_nothing))
        return worst

    def open(self) -> None:
        """Show the window and read the whole list."""
        self.window.show()
        self.backend.start_jobs()
        self.until(lambda: self.loads > 0 and not self.page.field.text())
        self.until(lambda: self.window.numbers.loaded)

    def repaint(self) -> float:
        """Draw the whole list once more."""
        return self.turn(self.page.table.viewport().repaint)

    def jump(self) -> float:
        """Go to any place of the list."""
        bar = self.page.table.verticalScrollBar()
        place = self.place(bar.maximum())
        return self.turn(lambda: bar.setValue(place))

    def place(self, most: int) -> int:
        """Return any place up to this one."""
        return self._chance.randrange(most + 1)

    def sort(self) -> float:
        """Sort by another column, and see the new order."""
        self._sent += 1
        place, way = self._sent % len(COLUMNS), Qt.SortOrder(self._sent // len(COLUMNS) % 2)
        return self._reload(lambda: self.page.table.sortByColumn(place, way))

    def search(self) -> float:
        """Search for something else, and see what is found."""
        self._sent += 1
        word = WORDS[self._sent % len(WORDS)]
        self.page.field.setText(word)
        return self._reload(self.page.field.returnPressed.emit)

    def clear(self) -> None:
        """Search for nothing, and sort by time again."""
        self.page.field.clear()
        self.page.table.sortByColumn(len(COLUMNS) - 1, Qt.SortOrder.DescendingOrder)
        self.until(lambda: not self.page.model._asking)

    def insert(self, first: int) -> float:
        """Fifty faxes come in at the top."""
        self.keep(first)
        return self._reload(self.backend.changed.emit)

    def keep(self, first: int) -> None:
        """Write fifty more faxes into the mirror, as another thread does."""
        chance = random.Random(first)  # noqa: S311  no secret
        self.backend.store.service_mirror.keep_faxes(fax(-first - number, chance) for number in range(1, 51))

    def _reload(self, job: Callable[[], object]) -> float:
        before = self.loads
        return max(self.turn(job), self.until(lambda: self.loads > before))


def _nothing() -> None:
    """Only the event loop turns."""


def begin(folder: str) -> tuple[Bench, MainThreadGC]:
    """Open the window over a data folder, with garbage collected as the program does."""
    application = Application(sys.argv[:1])
    collector = MainThreadGC(application)
    # As the program does when it starts its threads.
    sys.setswitchinterval(SWITCH_SECONDS)
    bench = Bench(application, DataFolder(Path(folder)))
    bench.open()
    return bench, collector


def main(folder: str) -> None:
    """Measure, print, end."""
    bench, collector = begin(folder)
    repaints = [bench.repaint() for _ in range(ROUNDS)]
    told: dict[str, list[float]] = {"jump": [bench.jump() for _ in range(ROUNDS)]}
    told["sort"] = [bench.sort() for _ in range(ROUNDS)]
    bench.clear()
    told["search"] = [bench.search() for _ in range(ROUNDS)]
    bench.clear()
    told["insert"] = [bench.insert(50 * number) for number in range(ROUNDS)]
    repaints += [bench.repaint() for _ in range(ROUNDS)]
    rows = bench.page.model.rowCount()
    answer = {name: {"median": median(times), "worst": max(times)} for name, times in told.items()}
    sys.stdout.write(json.dumps({"repaint": median(repaints), "rows": rows, "peak": peak(), **answer}))
    sys.stdout.flush()
    collector.stop()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
