"""From arranged pages to the files that go out: untouched ones as they are, few, and whole."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.arrangement import PageOrder, PageRef, SourceDocument, added, moved, turned, without
from faxdesk.core.errors import InputRefused, Stopped, StoreTrouble
from faxdesk.core.model import MOST_FILES, DocumentType
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.page import Look, Resolution, fax_page
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.outgoing.prepare import parts_of, prepare
from faxdesk.documents.worker.client import Worker
from tests.documents.files import pages_pdf, pillow_tiff, put
from tests.system_words import said_of

if TYPE_CHECKING:
    from faxdesk.documents.worker.protocol import Words

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as child:
        yield child


@pytest.fixture
def letter(tmp_path: Path) -> SourceDocument:
    return SourceDocument("1", "letter.pdf", put(tmp_path, "letter.pdf", pages_pdf(2)), PDF, 2)


@pytest.fixture
def scan(tmp_path: Path) -> SourceDocument:
    return SourceDocument("2", "scan.tif", put(tmp_path, "scan.tif", pillow_tiff(3)), TIFF, 3)


class Pressed:
    """Cancel was pressed."""

    def is_set(self) -> bool:
        return True


def whole(*documents: SourceDocument) -> PageOrder:
    page_refs: PageOrder = ()
    for document in documents:
        page_refs = added(page_refs, document.key, document.pages)
    return page_refs


def invented(key: int, kind: DocumentType, pages: int) -> SourceDocument:
    return SourceDocument(str(key), f"{key}", Path(f"/nowhere/{key}"), kind, pages)


# -------------------------------------------------------------------------------------------------- which files


def test_untouched_documents_are_sent_as_they_are(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    files = prepare(whole(scan, letter), [letter, scan], None, tmp_path / "made", worker)

    assert files == (scan.path, letter.path)
    assert not (tmp_path / "made").exists()


def test_a_change_touches_its_document_only(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    page_refs = turned(whole(letter, scan), {2}, 90)
    told: list[int] = []

    files = prepare(page_refs, [letter, scan], None, tmp_path / "made", worker, progress=told.append)

    assert files[0] == letter.path
    assert [(file.name, examine(file).pages) for file in files] == [("letter.pdf", 2), ("scan.tif", 3)]
    assert files[1] != scan.path
    assert (told[-1], told) == (5, sorted(told))


def test_progress_counts_documents_that_go_out_as_they_are(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    """Else the bar would stand still before its end."""
    last = SourceDocument("3", "last.pdf", letter.path, PDF, 2)
    told: list[int] = []

    prepare(
        turned(whole(letter, scan, last), {2}, 90),
        [letter, scan, last],
        None,
        tmp_path / "made",
        worker,
        progress=told.append,
    )

    assert (told[0], told[-1], told) == (2, 7, sorted(told))


def test_pages_between_others_make_files_in_order(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    page_refs = moved(whole(letter, scan), {1}, 3)

    files = prepare(page_refs, [letter, scan], None, tmp_path / "made", worker)

    assert [examine(file).pages for file in files] == [1, 1, 1, 2]
    assert [file.name for file in files] == ["letter.pdf", "scan.tif", "letter.pdf", "scan.tif"]


def test_a_file_of_several_documents_says_so(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    other = SourceDocument("3", "other.pdf", letter.path, PDF, 2)

    (file,) = prepare(without(whole(letter, other), {1, 2}), [letter, other, scan], None, tmp_path / "made", worker)

    assert file.name == "letter and 1 more.pdf"


def test_more_files_than_a_fax_may_have_become_fewer(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    page_refs: PageOrder = tuple(page_ref for _ in range(6) for page_ref in (PageRef("1", 0), PageRef("2", 1)))

    files = prepare(page_refs, [letter, scan], None, tmp_path / "made", worker)

    assert len(files) == MOST_FILES
    assert sum(examine(file).pages for file in files) == len(page_refs)


DOCUMENTS = st.lists(st.tuples(st.sampled_from(DocumentType), st.integers(1, 4)), min_size=1, max_size=30)


@given(DOCUMENTS, st.data())
def test_whatever_is_arranged_every_page_goes_out_once_in_order(
    documents: list[tuple[DocumentType, int]], data: st.DataObject
) -> None:
    sources = [invented(number, kind, pages) for number, (kind, pages) in enumerate(documents)]
    known = {source.key: source for source in sources}
    page_refs = whole(*sources)
    positions = st.sets(st.integers(0, len(page_refs) - 1), max_size=3)
    page_refs = turned(
        moved(page_refs, data.draw(positions), data.draw(st.integers(0, len(page_refs)))), data.draw(positions), 90
    )

    parts = parts_of(page_refs, known)

    assert tuple(page_ref for part in parts for page_ref in part.page_refs) == page_refs
    assert len(parts) <= MOST_FILES
    for part in parts:
        kinds = {known[page_ref.document].type for page_ref in part.page_refs}
        assert part.type is (TIFF if kinds == {TIFF} else PDF)
        if part.whole:
            assert part.page_refs == whole(known[part.page_refs[0].document])
    if len(sources) <= MOST_FILES and page_refs == whole(*sources):
        assert all(part.whole for part in parts)


def test_a_few_too_many_documents_leave_most_of_them_as_they_are() -> None:
    documents = [invented(number, PDF, 1 + (number == 5)) for number in range(12)]
    parts = parts_of(whole(*documents), {document.key: document for document in documents})
    assert len(parts) == MOST_FILES
    assert sum(part.whole for part in parts) >= MOST_FILES - 2


# ---------------------------------------------------------------------------------------------- as it was shown


def test_what_was_shown_goes_out_as_it_was_shown(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    page_refs = turned(moved(whole(letter, scan), {3}, 0), {0, 1}, 180)
    looks = [Look(Resolution.STANDARD, tone) for tone in (Tone.TEXT, Tone.PHOTO, Tone.AUTO, Tone.TEXT, Tone.AUTO)]
    told: list[int] = []

    (file,) = prepare(page_refs, [letter, scan], looks, tmp_path / "made", worker, progress=told.append)

    assert (file.name, examine(file).pages, told[-1]) == ("scan and 1 more.tif", 5, 5)
    with PageSource(scan.path, TIFF) as source, PageSource(file, TIFF) as made:
        shown = fax_page(source, 1, Look(Resolution.STANDARD, Tone.TEXT, turn=180))
        sent = fax_page(made, 0, Look(Resolution.STANDARD, Tone.TEXT))
    assert sent == shown


# ------------------------------------------------------------------------------------------------ what goes wrong


def test_no_page_is_nothing_to_send(worker: Worker, letter: SourceDocument, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no page to send"):
        prepare((), [letter], None, tmp_path / "made", worker)


def test_a_document_that_went_away_is_named_and_nothing_stays(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path
) -> None:
    scan.path.unlink()
    with pytest.raises(InputRefused, match="The file is not there") as caught:
        prepare(moved(whole(letter, scan), {4}, 0), [letter, scan], None, tmp_path / "made", worker)
    assert caught.value.field == "scan.tif"
    assert list((tmp_path / "made").iterdir()) == []


def test_cancel_leaves_nothing_behind(scan: SourceDocument, tmp_path: Path) -> None:
    with Worker() as child, pytest.raises(Stopped):
        prepare(turned(whole(scan), {0}, 90), [scan], None, tmp_path / "made", child, Pressed())
    assert list((tmp_path / "made").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(worker: Worker, scan: SourceDocument, tmp_path: Path) -> None:
    # Windows does not find a file's inside, and then tells that where its folder should be made is the file.
    words = "|".join(map(said_of, (errno.ENOTDIR, errno.EEXIST) if sys.platform == "win32" else (errno.ENOTDIR,)))
    with pytest.raises(StoreTrouble, match=f"could not be put together: ({words})"):
        prepare(turned(whole(scan), {0}, 90), [scan], None, scan.path / "made", worker)


class Full(Worker):
    """A child whose disk is full."""

    def call(self, operation: str, words: Words, *more: Any, **named: Any) -> tuple[Words, bytes]:
        return super().call(operation, {**words, "out": "/dev/full"}, *more, **named)


@pytest.mark.skipif(sys.platform != "linux", reason="it has a full disk to try on")
def test_a_full_disk_is_said_and_nothing_stays(scan: SourceDocument, tmp_path: Path) -> None:
    with Full() as child, pytest.raises(StoreTrouble, match="could not be put together: No space left on device"):
        prepare(turned(whole(scan), {0}, 90), [scan], None, tmp_path / "made", child)
    assert list((tmp_path / "made").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="it has a full disk to try on")
@pytest.mark.parametrize("name", ["letter.pdf", "scan.tif"])
def test_a_disk_that_is_full_is_no_end_of_the_child(
    worker: Worker, letter: SourceDocument, scan: SourceDocument, tmp_path: Path, name: str
) -> None:
    document = letter if name == "letter.pdf" else scan
    words = {
        "documents": [[document.key, document.name, str(document.path), document.type.value, document.pages]],
        "looks": None,
    }
    answer, _ = worker.call("assemble", {**words, "out": "/dev/full", "page_refs": [[document.key, 0, 90]]}, 10)
    assert answer == {"fault": "No space left on device"}


def test_pages_that_cost_the_child_its_life_are_refused(letter: SourceDocument, tmp_path: Path) -> None:
    def broken(*_arguments: str) -> list[str]:
        return [sys.executable, "-c", "raise SystemExit"]

    with Worker(command=broken) as child, pytest.raises(InputRefused, match="too much time or memory") as caught:
        prepare(turned(whole(letter), {0}, 90), [letter], None, tmp_path / "made", child)
    assert caught.value.code == "too_hard"
