"""How soon the sent faxes of a large archive are in another order: FOLDER.

Prints, in ms, for each column that the list is sorted by: until its first page and until all keys are there, by name of
the column; and `bare_first` and `bare_all`, which are what a sort of the faxes takes SQLite in one statement.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Column, Listing
from faxdesk.store.store import Store
from faxdesk.ui.fax_list.row_cache import PAGE
from tests.bench.search_speed import taken

_BARE = "SELECT row FROM fax ORDER BY +comment, at DESC, row DESC"
"""With a plus: by no index."""


def _measured(store: Store, bare: sqlite3.Connection, column: Column, *, descending: bool) -> dict[str, float]:
    lists = store.fax_lists
    return {
        "first": taken(lambda: lists.keys(Listing.SENT, column=column, descending=descending, limit=PAGE)),
        "all": taken(lambda: lists.keys(Listing.SENT, column=column, descending=descending)),
        "bare_first": taken(lambda: bare.execute(f"{_BARE} LIMIT {PAGE}").fetchall()),
        "bare_all": taken(lambda: bare.execute(_BARE).fetchall()),
    }


def main(folder: Path) -> None:
    """Measure, print."""
    with closing(Store(DataFolder(folder))) as store, closing(sqlite3.connect(store.folder.database)) as bare:
        told = {column.value: _measured(store, bare, column, descending=column is Column.TO) for column in Column}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
