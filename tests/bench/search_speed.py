"""What a search takes beside the query of SQLite that it is made of, and beside a scan: FOLDER.

Prints, in ms, for each text that is typed the medians of: `first` (what is shown at once), `all`, `bare_first` and
`bare_all` (one statement of SQLite that answers the same from the same tables), `scan` (LIKE over the faxes, without
their documents), and how many are `found`.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from faxdesk.core.fax_search import FaxSearch
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import IndexedList
from faxdesk.store.store import Store
from faxdesk.ui.fax_list.row_cache import PAGE

ROUNDS = 7
TYPED = {"in": '".in"', "invoice": '"invoice"', "voic": '"voic"', "41445550": '"41445550"', "nothing": '"nothing"'}
"""What is typed, and the bare expression for it: two letters are found where a word begins."""
_BARE = (
    "SELECT rowid FROM line_text WHERE line_text MATCH ? AND rowid >= ? UNION SELECT l.place FROM carried c"
    " JOIN line l ON l.id = c.line WHERE l.place >= ? AND c.document IN"
    " (SELECT rowid >> 13 FROM page_text WHERE page_text MATCH ?) ORDER BY 1 DESC"
)
_SENT = 1 << 61
"""The first place of the sent faxes (`store.index_line.place_of`)."""
_SCAN = "SELECT count(*) FROM fax WHERE comment LIKE ? OR number LIKE ?"


def taken(job: Callable[[], object]) -> float:
    """Return the median of some runs, in ms."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def _measured(store: Store, bare: sqlite3.Connection, typed: str, expression: str) -> dict[str, float]:
    search, finder, like = FaxSearch(typed), store.fax_finder, f"%{typed}%"
    values = (expression, _SENT, _SENT, f'"{typed}" *')
    return {
        "found": len(finder.find(IndexedList.SENT, search).keys),
        "first": taken(lambda: finder.find(IndexedList.SENT, search, PAGE)),
        "all": taken(lambda: finder.find(IndexedList.SENT, search)),
        "bare_first": taken(lambda: bare.execute(f"{_BARE} LIMIT {PAGE}", values).fetchall()),
        "bare_all": taken(lambda: bare.execute(_BARE, values).fetchall()),
        "scan": taken(lambda: store.database.value(_SCAN, (like, like))),
    }


def main(folder: Path) -> None:
    """Measure, print."""
    with closing(Store(DataFolder(folder))) as store:
        (file,) = store.folder.search.glob("*.sqlite3")
        told = {}
        with closing(sqlite3.connect(file)) as bare:
            for typed, expression in TYPED.items():
                told[typed] = _measured(store, bare, typed, expression)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
