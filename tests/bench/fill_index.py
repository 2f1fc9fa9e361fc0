"""Fill the search index of a data folder, with the text of documents for the latest of its faxes: FOLDER DOCUMENTS."""

from __future__ import annotations

import json
import random
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.services.text_indexing import TextIndexer
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import IndexedList, Listing
from faxdesk.store.index_line import CarriedDocument, DocumentState
from faxdesk.store.search_lines import line_of
from faxdesk.store.store import Store

PAGES, WORDS = 2, 300
"""Of a document, and of a page: a letter has as many."""
BATCH = 500
SYLLABLES = ("ba", "co", "di", "fe", "gu", "la", "mo", "ne", "pi", "ra", "so", "tu", "va", "we", "xi", "zo")


def page(chance: random.Random) -> str:
    """Return the text of a page, some words of which are in every page and some in few."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 4)))) for _ in range(WORDS)]
    return " ".join(("the", "invoice", *words))


def main(folder: Path, documents: int) -> None:
    """Fill the index and print what it does not have: nothing."""
    chance = random.Random(2)  # noqa: S311  the same words in every run, no secret
    with closing(Store(DataFolder(folder))) as store:
        indexer = TextIndexer(store, lambda _progress: None, gentle=False)
        while indexer.step(NeverCancelled()) is not None:
            pass
        keys = store.fax_lists.keys(Listing.SENT, limit=documents)
        for start in range(0, documents, BATCH):
            ids = [line_of(IndexedList.SENT, key) for key in keys[start : start + BATCH]]
            lines = {
                number: line and replace(line, documents=(CarriedDocument(f"spool/{number}", f"{number}.pdf"),))
                for number, line in store.search_lines.read(ids).items()
            }
            store.search_index.keep(lines)
            while (document := store.search_index.unread()) is not None:
                store.search_index.keep_pages(document, [page(chance) for _ in range(PAGES)], DocumentState.READ)
        left = indexer.progress()
        indexer.close()
    size = sum(file.stat().st_size for file in (folder / "search").iterdir())
    sys.stdout.write(json.dumps({"faxes": left.faxes, "documents": left.documents, "bytes": size}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
