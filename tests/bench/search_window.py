"""The window on a large archive with documents in its search index, as somebody works with it: FOLDER.

Prints for each thing that is done, in ms: `turn`, the longest turn of the event loop; `answer`, how long it takes until
the list shows something new, and `work`, what all threads of the program have worked until then. Each is the worst and
the median of all times that it is done. `bare` is a sort of all that was found by SQLite in one statement, and `peak`
the most memory that the program took, in KB.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from faxdesk.core.fax_search import FaxSearch
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.fax_list.table_model import COLUMNS
from tests.bench.list_window import Bench, begin
from tests.bench.memory import peak
from tests.bench.search_speed import taken

if TYPE_CHECKING:
    from faxdesk.store.data_folder import DataFolder

FREQUENT = "invoice"
"""A word that one fax in seven has, and each document."""
WORDS = (FREQUENT, "the", "order 4", "voic", "41445550", "nothing has this")
"""Two of them are in documents."""
TABS = (Listing.OUTBOX, "inbox", "contacts", Listing.SENT)
JUMPS = 25
BATCHES = 5
_BARE = "SELECT row FROM fax WHERE comment LIKE ? ORDER BY comment, at DESC, row DESC"
BY_TIME = len(COLUMNS) - 1
ORDERS = [(column, Qt.SortOrder(column % 2)) for column in range(len(COLUMNS))]


class Desk:
    """The window, and how long it takes for what is done with it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.told: dict[str, list[tuple[float, float, float]]] = {}

    def do(self, what: str, job: Callable[[], object], *, loads: bool = True) -> None:
        """Do something; wait for the first answer where the list `loads` one, and then until all of it is there."""
        before, start, work = self._bench.loads, time.perf_counter(), time.process_time()
        turn = self._bench.turn(job)
        if loads:
            turn = max(turn, self._bench.until(lambda: self._bench.loads > before))
        answer, work = time.perf_counter() - start, time.process_time() - work
        turn = max(turn, self.settle())
        self.told.setdefault(what, []).append((turn, answer * 1000, work * 1000))

    def settle(self) -> float:
        """Wait until all of the list is there, and return the longest turn."""
        model = self._bench.page.model
        return self._bench.until(lambda: not model._asking and model.found.whole)

    def sort(self, column: int, way: Qt.SortOrder) -> None:
        """Sort by a column, as a click on its title does."""
        self._bench.page.table.sortByColumn(column, way)

    def search(self, words: str) -> None:
        """Look for words."""
        self._bench.page.model.search(FaxSearch(words))

    def work(self) -> None:
        """Do all of it, one after the other."""
        bench, lists = self._bench, self._bench.window.lists
        for tab in TABS:
            self.do("open a tab", partial(lists.show_tab, tab), loads=False)
        self.receive("50 new faxes", 0)
        for _ in range(JUMPS):
            bar = bench.page.table.verticalScrollBar()
            self.do("jump", partial(bar.setValue, bench.place(bar.maximum())), loads=False)
        for order in ORDERS:
            self.do("sort", partial(self.sort, *order))
        for words in WORDS:
            self.do("search in another order", partial(self.search, words))
        self.search("")
        self.settle()
        self.sort(BY_TIME, Qt.SortOrder.DescendingOrder)
        self.settle()
        for words in WORDS:
            self.do("search", partial(self.search, words))
        self.search(FREQUENT)
        self.settle()
        for order in ORDERS:
            self.do("sort what was found", partial(self.sort, *order))
        self.sort(BY_TIME, Qt.SortOrder.DescendingOrder)
        self.settle()
        self.receive("50 new faxes while one searches", BATCHES)

    def receive(self, what: str, first: int) -> None:
        """Let faxes come in, fifty at a time."""
        for number in range(first, first + BATCHES):
            self._bench.keep(50 * number)
            self.do(what, self._bench.backend.changed.emit)


def _bare(folder: DataFolder) -> float:
    with closing(sqlite3.connect(folder.database)) as database:
        return taken(lambda: database.execute(_BARE, (f"%{FREQUENT}%",)).fetchall())


def main(folder: str) -> None:
    """Measure, print, end."""
    bench, collector = begin(folder)
    desk = Desk(bench)
    desk.settle()
    desk.work()
    told = {
        what: {
            name: {"worst": max(values), "median": median(values)}
            for name, values in zip(("turn", "answer", "work"), zip(*times, strict=True), strict=True)
        }
        for what, times in desk.told.items()
    }
    most = peak()
    sys.stdout.write(json.dumps({"peak": most, "bare": _bare(bench.backend.store.folder), "done": told}))
    sys.stdout.flush()
    collector.stop()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
