"""Filling the search index: with the faxes as the lists show them, then with the text of their documents.

What each step has done is kept, so that it goes on where it was whenever the program ends. Documents are opened in a
child process, as any of them may be hostile; one that cannot be opened costs its own text.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from faxdesk.core.cancel_token import check
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.store.index_line import DocumentState
from faxdesk.store.search_index import IndexLock, IndexRenewed
from faxdesk.store.search_lines import BUILT, PAIRED

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.documents.worker.client import Renderer, Worker
    from faxdesk.store.index_line import IndexLine, Unread
    from faxdesk.store.search_index import SearchIndex
    from faxdesk.store.search_lines import Changes
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

LINES = 250
"""Faxes that one step reads: some 20 ms, in which nobody else writes to the index."""
PAGES = 50
"""Pages of a document that one step reads: what is read is then kept."""
QUIET = 10.0
"""Seconds after the start in which no document is read: others have more to do then."""
LOCKED_OUT = 30.0
"""Seconds until the next look whether another process still fills the index."""
SHARE = 1.0
"""How many times as long as a step took the indexer rests after it: nobody waits for it."""
TOLD = 1.0
"""The least seconds between two words of how far it has come, until it is done."""


class LineSource(Protocol):
    """Whose lines are indexed: the faxes, or whatever else has a list and documents. See `store.search_lines`."""

    def newest(self) -> tuple[int, ...]: ...
    def before(self, line: int, most: int) -> tuple[int, ...]: ...
    def changes(self, most: int) -> Changes: ...
    def read(self, lines: Iterable[int]) -> dict[int, IndexLine | None]: ...
    def last_change(self) -> int: ...
    def settle(self, last: int, paired: str) -> None: ...
    def paired(self) -> str: ...
    def count_before(self, lines: Iterable[int]) -> int: ...
    def count_changes(self) -> int: ...


class IndexProgress(NamedTuple):
    """What the index does not have yet: so many faxes, and the text of so many documents."""

    faxes: int
    documents: int


class TextIndexer:
    """Fills the index of one data folder, where no other process does. Close it in its thread.

    `report` is told how far it has come. Unless `gentle`, it takes the computer for itself: somebody waits for it.
    """

    def __init__(
        self,
        store: Store,
        report: Callable[[IndexProgress], None],
        *,
        gentle: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._index: SearchIndex = store.search_index
        self._lines: LineSource = store.search_lines
        self._folder = store.folder.path
        self._lock = IndexLock(store.folder.path / "search.lock")
        self._report = report
        self._clock = clock
        self._quiet_until = clock() + (QUIET if gentle else 0.0)
        self._share = SHARE if gentle else 0.0
        self._told = clock() - TOLD
        self._done = True
        self._worker: Worker | None = None
        self._open: tuple[str, Renderer] | None = None

    def step(self, cancel: CancelToken) -> float | None:
        """Do a piece of the work; return the seconds until the next, 0 for at once, or None where nothing is left.

        Raises `StoreTrouble` where the folder of the index cannot be used, and `Stopped`.
        """
        if not self._lock.acquire():
            return LOCKED_OUT
        check(cancel)
        began = self._clock()
        try:
            again = self._work(cancel)
        except IndexRenewed:
            return 0.0
        self._tell(done=again is None)
        return (self._clock() - began) * self._share if again == 0.0 else again

    def _work(self, cancel: CancelToken) -> float | None:
        file = self._index.file
        if self._read_changes(file) or self._read_older(file):
            return 0.0
        document = self._index.unread()
        if document is None:
            self._rest()
            return None
        if (quiet := self._quiet_until - self._clock()) > 0:
            return quiet
        self._read_document(document, cancel)
        return 0.0

    def _tell(self, *, done: bool) -> None:
        """Tell how far it has come, now and then and at its end; not that still nothing is left."""
        now = self._clock()
        if (done and not self._done) or (not done and now - self._told >= TOLD):
            self._told = now
            self._report(self.progress())
        self._done = done

    def progress(self) -> IndexProgress:
        """Return what the index does not have yet."""
        return IndexProgress(
            self._lines.count_before(self._cursors()) + self._lines.count_changes(), self._index.count_unread()
        )

    def close(self) -> None:
        """End the child process, and let another process fill the index."""
        self._let_go()
        if self._worker is not None:
            self._worker.close()
            self._worker = None
        self._lock.release()

    # ------------------------------------------------------------------------------------------------------ faxes

    def _cursors(self) -> list[int]:
        """Return before which lines of each table the index has not been given any yet."""
        found = self._index.fact(BUILT)
        return list(map(int, json.loads(found))) if found else list(self._lines.newest())

    def _read_changes(self, file: int) -> bool:
        """Give the index what has become another since; return False where nothing has."""
        ours, theirs = self._lines.paired(), self._index.fact(PAIRED)
        if not self._index.fact(BUILT):
            self._begin(file)
            return True
        if ours not in (theirs, self._index.fact(_BEFORE)):
            # It was filled from this database before that was replaced by a copy, in which other faxes came.
            self._index.throw_away()
            raise IndexRenewed
        changes = self._lines.changes(LINES)
        if not changes.lines:
            if ours == theirs and self._index.fact(_BEFORE):
                # Both have it: from now on an earlier word is that of an older copy.
                self._index.keep({}, {_BEFORE: ""}, file=file)
            return False
        # Where the program ends between the two, the changes are read once more.
        paired = {PAIRED: secrets.token_hex(8), _BEFORE: ours}
        self._index.keep(self._lines.read(changes.lines), paired, file=file)
        self._lines.settle(changes.last, paired[PAIRED])
        return True

    def _begin(self, file: int) -> None:
        """Begin with an empty index: what has changed up to now is read with all the others, once."""
        last = self._lines.last_change()
        facts = {PAIRED: secrets.token_hex(8), _BEFORE: self._lines.paired(), BUILT: json.dumps(self._lines.newest())}
        self._index.keep({}, facts, file=file)
        self._lines.settle(last, facts[PAIRED])

    def _read_older(self, file: int) -> bool:
        """Give the index the next older faxes that it has not been given; return False where it has all."""
        cursors = self._cursors()
        for number, cursor in enumerate(cursors):
            if lines := self._lines.before(cursor, LINES):
                cursors[number] = lines[-1]
                self._index.keep(self._lines.read(lines), {BUILT: json.dumps(cursors)}, file=file)
                return True
        return False

    def _rest(self) -> None:
        """There is nothing to read: remove what no fax has any more, and give the memory of the child back."""
        if self._index.drop_documents():
            while not self._index.erase():
                pass
        self._let_go()
        if self._worker is not None:
            self._worker.close()

    # -------------------------------------------------------------------------------------------------- documents

    def _read_document(self, document: Unread, cancel: CancelToken) -> None:
        """Read the next pages of a document and keep them, whatever it takes: it must not come up again for ever."""
        texts: list[str] = []
        state = DocumentState.READ
        try:
            renderer = self._renderer(self._folder / document.name, document.name)
            last = min(len(renderer), document.pages + PAGES)
            for page in range(document.pages, last):
                check(cancel)
                texts.append(_text_of(renderer, page, cancel))
            if last < len(renderer):
                state = DocumentState.WANTED
        except InputRefused as error:
            _log.info("a document is not searched: %s", error)
            state = DocumentState.UNREADABLE
        if state is not DocumentState.WANTED:
            self._let_go()
        self._index.keep_pages(document, texts, state)

    def _renderer(self, path: Path, name: str) -> Renderer:
        if self._open is None or self._open[0] != name:
            from faxdesk.documents.worker.client import Renderer, Worker

            self._let_go()
            if self._worker is None:
                self._worker = Worker()
            self._open = name, Renderer(self._worker, path, DocumentType.PDF)
        return self._open[1]

    def _let_go(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            opened[1].close()


_BEFORE = "paired before"
"""The fact of the index that was its `PAIRED` before the last changes, until the database is known to have these."""


def _text_of(renderer: Renderer, page: int, cancel: CancelToken) -> str:
    """Return the text layer of a page; none of one that cannot be read."""
    try:
        return renderer.text(page, cancel)
    except InputRefused as error:
        _log.info("a page is not searched: %s", error)
        return ""
