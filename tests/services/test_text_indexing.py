"""The index fills itself, goes on where it was, and costs nothing but its rebuilding whatever becomes of its file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from faxdesk.core.cancel_token import CancelToken, NeverCancelled
from faxdesk.core.errors import Stopped, StoreTrouble
from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.model import Account, Draft
from faxdesk.documents.common.paper import A4
from faxdesk.documents.convert.text_to_pdf import text_to_pdf
from faxdesk.services import text_indexing
from faxdesk.services.submit import Submitter
from faxdesk.services.text_indexing import LOCKED_OUT, IndexProgress, TextIndexer
from faxdesk.store import index_writer
from faxdesk.store.copies import folder_name
from faxdesk.store.copy_state import CopyPart, CopyState
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import IndexedList, Listing
from faxdesk.store.search_index import IndexRenewed
from faxdesk.store.store import Store
from tests.store.test_fax_lists import fax

pytestmark = pytest.mark.usefixtures("document_children_are_shared")
GOOD = "+41445550123"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(DataFolder(tmp_path / "data"))) as store:
        yield store


def pdf(folder: Path, name: str, *pages: str) -> Path:
    """A PDF with a text layer."""
    source, target = folder / f"{name}.txt", folder / f"{name}.pdf"
    source.write_text("\f".join(pages), encoding="utf-8")
    text_to_pdf(source, target, A4, source.name)
    return target


def send(store: Store, *files: Path, comment: str = "") -> str:
    return Submitter(store).submit(Draft(files, (GOOD,), "+41445550100", comment)).job


def fill(store: Store, most: int = 1000, cancel: CancelToken | None = None) -> list[IndexProgress]:
    """Let the indexer work until nothing is left, or for so many steps; return what it told."""
    told: list[IndexProgress] = []
    indexer = TextIndexer(store, told.append, gentle=False)
    try:
        for _ in range(most):
            if indexer.step(cancel or NeverCancelled()) is None:
                break
    finally:
        indexer.close()
    return told


def found(store: Store, words: str) -> list[str | None]:
    keys = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch(words)).keys
    rows = store.fax_lists.rows(Listing.OUTBOX, keys)
    return [rows[key].job for key in keys]


# -------------------------------------------------------------------------------------------------------- filling


def test_what_is_written_in_documents_is_found_with_its_page(store: Store, tmp_path: Path) -> None:
    first = pdf(tmp_path, "lease", "Terms of the lease", "Signed in Zürich\nby the tenant")
    job = send(store, first, pdf(tmp_path, "bill", "Invoice 4711"))
    other = send(store, pdf(tmp_path, "note", "Nothing of it"))
    assert found(store, "tenant") == []
    told = fill(store)
    assert told[-1] == IndexProgress(0, 0)
    assert found(store, "TENANT zurich") == [job]
    assert found(store, "terms 4711") == [job]
    assert found(store, "nothing") == [other]
    (key,) = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("tenant")).keys
    (place,) = store.fax_finder.where(IndexedList.OUTBOX, key, FaxSearch("tenant"))
    assert (place.file, place.page, place.line, place.text) == ("lease.pdf", 2, 2, "by the tenant")


def test_a_document_of_several_faxes_is_read_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = _count_opened(monkeypatch)
    letter = pdf(tmp_path, "letter", "Lease")
    jobs = [send(store, letter), send(store, letter)]
    fill(store)
    assert sorted(found(store, "lease"), key=str) == sorted(jobs)
    assert len(opened) == 1
    send(store, letter)
    fill(store)
    assert len(found(store, "lease")) == 3
    assert len(opened) == 1


def _count_opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from faxdesk.documents.worker import client

    opened: list[str] = []
    renderer = client.Renderer

    def open_(worker: Any, path: Path, *more: Any) -> Any:
        opened.append(path.name)
        return renderer(worker, path, *more)

    monkeypatch.setattr(client, "Renderer", open_)
    return opened


def test_pictures_have_no_text_and_are_not_opened(
    store: Store, sample_tiff: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = _count_opened(monkeypatch)
    send(store, sample_tiff)
    assert fill(store)[-1] == IndexProgress(0, 0)
    assert opened == []


def test_a_document_that_cannot_be_read_costs_its_own_text(store: Store, tmp_path: Path) -> None:
    gone = send(store, pdf(tmp_path, "gone", "Lease one"), comment="first")
    job = send(store, pdf(tmp_path, "good", "Lease two"))
    broken = send(store, pdf(tmp_path, "broken", "Lease three"))
    for name, change in (("gone", Path.unlink), ("broken", lambda path: path.write_bytes(b"%PDF-1.7\n"))):
        spooled = next(
            store.spool.path(document.sha256)
            for one in (gone, broken)
            for document in store.submissions.get(one).documents  # type: ignore[union-attr]
            if document.name == f"{name}.pdf"
        )
        change(spooled)
    assert fill(store)[-1] == IndexProgress(0, 0)
    assert found(store, "lease") == [job]
    assert found(store, "first") == [gone]


def test_it_goes_on_where_it_was(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_indexing, "LINES", 2)
    monkeypatch.setattr(text_indexing, "PAGES", 2)
    pages = [f"page{number}" for number in range(5)]
    job = send(store, pdf(tmp_path, "long", *pages))
    for number in range(5):
        send(store, pdf(tmp_path, f"n{number}", "note"))
    steps = 0
    while fill(store, most=1) != [IndexProgress(0, 0)] and steps < 100:
        steps += 1
    # Each fax was read once, and the long document in three steps: nothing began anew.
    assert steps < 25
    assert all(found(store, page) == [job] for page in pages)
    (key,) = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("page4")).keys
    places = [store.fax_finder.where(IndexedList.OUTBOX, key, FaxSearch(page)) for page in pages]
    assert [[place.page for place in one] for one in places] == [[1], [2], [3], [4], [5]]


def test_an_end_in_the_middle_is_no_failure(store: Store, tmp_path: Path) -> None:
    class Ended:
        def is_set(self) -> bool:
            return True

    send(store, pdf(tmp_path, "letter", "Lease"))
    with pytest.raises(Stopped):
        fill(store, cancel=Ended())
    fill(store)
    assert len(found(store, "lease")) == 1


def test_it_rests_as_long_as_it_worked_and_leaves_the_beginning_to_others(store: Store, tmp_path: Path) -> None:
    send(store, pdf(tmp_path, "letter", "Lease"))
    time = [0.0]

    def clock() -> float:
        time[0] += 0.25
        return time[0]

    indexer = TextIndexer(store, lambda _progress: None, clock=clock)
    pause = 0.0
    while pause < 5.0:
        pause = indexer.step(NeverCancelled()) or 0.0
        assert 0.0 < pause <= text_indexing.QUIET
    assert found(store, "lease") == []
    time[0] += pause
    assert 0.0 < (indexer.step(NeverCancelled()) or 0.0) < 5.0
    assert indexer.step(NeverCancelled()) is None
    indexer.close()
    assert len(found(store, "lease")) == 1


def test_one_process_fills_the_index(store: Store, tmp_path: Path) -> None:
    send(store, pdf(tmp_path, "letter", "Lease"))
    first = TextIndexer(store, lambda _progress: None, gentle=False)
    first.step(NeverCancelled())
    with closing(Store(store.folder)) as other:
        second = TextIndexer(other, lambda _progress: None, gentle=False)
        assert second.step(NeverCancelled()) == LOCKED_OUT
        first.close()
        assert second.step(NeverCancelled()) != LOCKED_OUT
        second.close()


def test_text_that_no_fax_has_any_more_is_dropped(store: Store, tmp_path: Path) -> None:
    job = send(store, pdf(tmp_path, "letter", "Lease"))
    fill(store)
    with store.database.transaction() as connection:
        connection.execute("DELETE FROM document WHERE job = ?", (job,))
    fill(store)
    assert found(store, "lease") == []
    assert store.search_index.drop_documents() == 0
    (file,) = store.folder.search.glob("*.sqlite3")
    with closing(sqlite3.connect(file)) as index:
        assert index.execute("SELECT count(*) FROM page").fetchone() == (0,)


# -------------------------------------------------------------------------------------------------- broken indexes


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _scribble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * len(content[4096:])
    path.write_bytes(content)


def _forget_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as index:
        index.execute("DROP TABLE line")


def _from_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as index:
        index.execute("PRAGMA user_version = 99")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _no_database(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def _otherwise_folded(path: Path) -> None:
    with closing(sqlite3.connect(path)) as index, index:
        index.execute("UPDATE fact SET value = 'other' WHERE name = 'signature'")


@pytest.mark.parametrize(
    "break_",
    [
        _cut,
        _scribble,
        _forget_tables,
        _from_the_future,
        _otherwise_folded,
        _empty,
        _no_database,
        Path.unlink,
    ],
)
@pytest.mark.parametrize("who_first", ["reader", "indexer"])
def test_a_broken_index_costs_nothing_but_its_rebuilding(
    store: Store, tmp_path: Path, break_: Callable[[Path], object], who_first: str
) -> None:
    jobs = [send(store, pdf(tmp_path, f"letter{number}", "Lease"), comment="Order") for number in range(3)]
    fill(store)
    store.search_index.close()
    (file,) = store.folder.search.glob("*.sqlite3")
    break_(file)
    if who_first == "reader":
        # Less is found, and it is said how much less; there is no error.
        answer = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("lease"))
        assert len(answer.keys) + answer.unread_faxes >= 3
    fill(store)
    if store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("lease order")).unread_faxes:
        # It had nothing to read, and so did not see what is wrong with the file.
        fill(store)
    answer = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("lease order"))
    assert (len(answer.keys), answer.unread_faxes, answer.unread_documents) == (3, 0, 0)
    assert {row.job for row in store.fax_lists.rows(Listing.OUTBOX, answer.keys).values()} == set(jobs)


def test_an_index_that_breaks_while_it_is_open_is_begun_anew(store: Store, tmp_path: Path) -> None:
    send(store, pdf(tmp_path, "letter", "Lease"), comment="Order")
    fill(store)
    (file,) = store.folder.search.glob("*.sqlite3")
    with closing(Store(store.folder)) as other:
        assert len(found(other, "lease")) == 1
        with closing(sqlite3.connect(file)) as index:
            index.execute("DROP TABLE page_text")
        assert found(other, "lease order") == []
        fill(store)
        assert len(found(other, "lease order")) == 1
    assert len(list(store.folder.search.glob("*.sqlite3"))) == 1


def test_an_index_that_is_deleted_while_it_is_open_is_begun_anew_by_all(store: Store, tmp_path: Path) -> None:
    send(store, pdf(tmp_path, "letter", "Lease"))
    fill(store)
    with closing(Store(store.folder)) as other:
        assert len(found(other, "lease")) == 1
        for file in store.folder.search.iterdir():
            file.unlink()
        assert found(other, "lease") == []
        # Also by what had it open, and fills it.
        fill(store)
        assert len(found(other, "lease")) == 1


def test_nothing_is_written_to_a_file_that_another_has_replaced(store: Store, tmp_path: Path) -> None:
    """Else the new one would be taken for whole, though it has only what came last."""
    send(store, pdf(tmp_path, "letter", "Lease"))
    before = store.search_index.file
    with closing(Store(store.folder)) as other:
        other.search_index.throw_away()
    with pytest.raises(IndexRenewed):
        store.search_index.keep({}, {"built": "[]"}, file=before)
    assert store.search_index.fact("built") == ""
    fill(store)
    assert len(found(store, "lease")) == 1


def test_a_database_from_a_backup_gets_an_index_of_its_own(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with closing(Store(folder)) as store:
        send(store, pdf(tmp_path, "one", "Lease"), comment="before")
        fill(store)
    shutil.copy(folder.database, tmp_path / "backup")
    with closing(Store(folder)) as store:
        for number in range(3):
            send(store, pdf(tmp_path, f"two{number}", "Lease"), comment="lost")
        fill(store)
    shutil.copy(tmp_path / "backup", folder.database)
    with closing(Store(folder)) as store:
        kept = send(store, pdf(tmp_path, "three", "Lease"), comment="after")
        fill(store)
        # Not even as keys of which the lists know nothing.
        assert len(store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("lost")).keys) == 0
        assert found(store, "after lease") == [kept]
        assert len(found(store, "lease")) == 2


def test_a_program_that_ends_between_index_and_database_loses_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(store, pdf(tmp_path, "letter", "Lease"))
    fill(store)
    first = store.search_index.file
    send(store, pdf(tmp_path, "other", "Lease"))

    def end(*_words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store.search_lines, "settle", end)
        with pytest.raises(KeyboardInterrupt):
            fill(store)
    fill(store)
    assert len(found(store, "lease")) == 2
    assert store.search_index.file == first


def test_a_disk_that_is_full_is_no_reason_to_begin_anew(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(store, pdf(tmp_path, "letter", "Lease"))
    fill(store)
    first = store.search_index.file
    send(store, pdf(tmp_path, "other", "Lease"))

    def full(*_words: object) -> int:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(index_writer.IndexWriter, "keep", full)
        with pytest.raises(StoreTrouble, match="disk is full"):
            fill(store)
    assert store.search_index.file == first
    fill(store)
    assert len(found(store, "lease")) == 2


def test_a_folder_that_is_in_the_way_is_said(store: Store) -> None:
    store.folder.search.write_text("a file", encoding="utf-8")
    with pytest.raises(StoreTrouble, match="cannot write"):
        fill(store)


# ---------------------------------------------------------------------------------------------------- fetched pages


def test_pages_that_were_fetched_of_other_faxes_are_read_as_well(store: Store, tmp_path: Path) -> None:
    store.service_mirror.keep_account(Account("one"))
    store.service_mirror.keep_faxes([fax("web", 1)])
    with store.database.transaction() as connection:
        connection.execute("INSERT INTO copy (key, ended_at, not_before) VALUES ('web', 1, 1)")
    fill(store)
    place = store.folder.cache / folder_name("web")
    place.mkdir()
    shutil.copy(pdf(tmp_path, "pages", "Lease of the web"), place / "document.pdf")
    store.copies.settle("web", CopyPart.PAGES, CopyState.KEPT)
    fill(store)
    (key,) = store.fax_finder.find(IndexedList.SENT, FaxSearch("lease")).keys
    (page,) = store.fax_finder.where(IndexedList.SENT, key, FaxSearch("lease"))
    assert (page.file, page.page) == ("", 1)
