"""What is looked for is found as it is now, whether the index knows it already or not."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.contacts import Contact
from faxdesk.core.cover import CoverPage
from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Account, Document, DocumentType, Fax, OutboxFax
from faxdesk.services.text_indexing import TextIndexer
from faxdesk.store import fax_finder
from faxdesk.store.fax_lists import INDEXED_LISTS, Column, IndexedList, Listing
from faxdesk.store.index_line import DocumentState, FaxPart, LineKind, line_id
from tests.store.conftest import START, submission
from tests.store.test_fax_lists import fax
from tests.store.test_submissions import begin

if TYPE_CHECKING:
    from faxdesk.store.store import Store


def read_all(store: Store) -> None:
    """Give the index all faxes; their documents stay unread."""
    indexer = TextIndexer(store, lambda _progress: None)
    while indexer.step(NeverCancelled()) == pytest.approx(0.0, abs=5.0) and indexer.progress().faxes:
        pass
    indexer.close()


def found(store: Store, words: str = "", listing: Listing = Listing.SENT, **more: object) -> list[str | None]:
    """The faxes that are found, twice: by the index alone, and while it is behind."""
    search = FaxSearch(words, **more)  # type: ignore[arg-type]
    before = _found(store, listing, search)
    read_all(store)
    assert store.search_lines.count_changes() == 0
    assert _found(store, listing, search) == before
    return before


def _found(store: Store, listing: Listing, search: FaxSearch, limit: int | None = None) -> list[str | None]:
    keys = store.fax_finder.find(INDEXED_LISTS[listing], search, limit).keys
    rows = store.fax_lists.rows(listing, keys)
    return [rows[key].fax_id or rows[key].job or rows[key].outbox_id for key in keys]


def test_all_words_are_found_anywhere(store: Store) -> None:
    store.service_mirror.keep_faxes(
        [fax("a", 1, comment="Case 42 Müller"), fax("b", 2, comment="Paid _done_"), fax("c", 3, to="+41225550123")]
    )
    assert found(store, "case 42") == ["a"]
    assert found(store, "MUELLER case") == ["a"]
    assert found(store, "ülle") == ["a"]
    assert found(store, "4122555") == ["c"]
    assert found(store, "paid done") == ["b"]
    assert found(store, "do") == ["b"]
    assert found(store, "case nothing") == []
    assert found(store, "  %") == ["c", "b", "a"]


def test_a_fax_is_found_by_the_names_of_its_documents(store: Store) -> None:
    parts = ("Übersicht 100%.pdf", 'Plan "B".pdf', unicodedata.normalize("NFD", "Zürich.pdf"), "odd\nname.pdf")
    document = Document("Contract and 3 more.tif", DocumentType.TIFF, "0" * 64, 9, 9, parts)
    store.submissions.add(replace(submission("job"), documents=(document,), comment="Case 42"))
    for words in ("contract", "CONTRACT 42", "übersicht", "uebersicht", "100%", "zürich", "plan b", "case contract"):
        assert found(store, words, Listing.OUTBOX) == ["job"], words
    assert found(store, "contract 43", Listing.OUTBOX) == []


@pytest.mark.parametrize(
    "typed",
    ["044 555 01 23", "0041 44 555 01 23", "+41 (0)44 555 01 23", "(044) 555-01-23", "555 01 23", "\u202a044 5550123"],
)
def test_a_number_is_found_as_people_write_it(store: Store, typed: str) -> None:
    store.submissions.add(submission("ours", "+41445550123", comment="12 of 34"))
    store.submissions.add(submission("other", "+41445550124"))
    store.service_mirror.keep_outbox([OutboxFax("web", "sending", ("+41 44 555-01 23",), submitted_at=START)])
    assert sorted(map(str, found(store, typed, Listing.OUTBOX))) == ["ours", "web"]


def test_digits_that_are_no_number_are_looked_for_as_words(store: Store) -> None:
    store.submissions.add(submission("ours", "+41445550123", comment="12 of 34, 2026-0042-17"))
    assert found(store, "2026-0042-17", Listing.OUTBOX) == ["ours"]
    assert found(store, "34 12", Listing.OUTBOX) == ["ours"]
    assert found(store, "1234", Listing.OUTBOX) == []


def test_filters_leave_out_what_is_not_like_them(store: Store) -> None:
    store.service_mirror.keep_account(Account("one"))
    store.service_mirror.keep_faxes(
        [
            fax("a", 1, comment="Order"),
            fax("b", 2, comment="Order", status="failed_user_busy"),
            fax("c", 3, comment="Order 5550123", to="+41225550777", sender="+41225550100"),
            fax("d", 60 * 24, comment="Order"),
        ]
    )
    assert found(store, "order", states=frozenset({State.FAILED})) == ["b"]
    assert found(store, states=frozenset({State.FAILED, State.DELIVERED})) == ["d", "c", "b", "a"]
    assert found(store, states=frozenset({State.CANCELLED})) == []
    assert found(store, since=START + timedelta(minutes=2)) == ["d", "c", "b"]
    assert found(store, since=START + timedelta(minutes=2), until=START + timedelta(minutes=3)) == ["b"]
    assert found(store, person="555 01 23") == ["d", "b", "a"]
    assert found(store, "order", person="777") == ["c"]
    assert found(store, sender="+41 22 555 01 00") == ["c"]
    assert found(store, account="one") == ["d", "c", "b", "a"]
    assert found(store, account="other") == []


def test_a_person_is_found_by_the_name_on_the_cover_page(store: Store) -> None:
    cover = CoverPage("Dental practice Example", "Example Ltd", "Referral", message="Kind regards")
    store.submissions.add(submission("a", cover_page=cover))
    store.submissions.add(submission("b", comment="Dental practice"))
    assert found(store, person="dental", listing=Listing.OUTBOX) == ["a"]
    assert found(store, "dental", Listing.OUTBOX) == ["b", "a"]
    assert found(store, "kind referral", Listing.OUTBOX) == ["a"]


def test_faxes_to_a_contact_are_found_by_its_name(store: Store) -> None:
    store.service_mirror.keep_faxes([fax("a", 1), fax("b", 2, to="+41225550777", comment="Clinic")])
    assert found(store, "clinic") == ["b"]
    store.contacts.add(Contact("Zürich Clinic", "Example Ltd", ("+41445550123",)))
    assert found(store, "clin") == ["b", "a"]
    assert found(store, "zurich clinic") == ["a"]
    assert found(store, "urich") == found(store, "xamp") == ["a"], "as by any part of a name on a cover page"
    assert found(store, person="zürich") == ["a"]
    assert found(store, "clinic ltd nothing") == []
    (key,) = store.fax_finder.find(IndexedList.SENT, FaxSearch("zurich")).keys
    (place,) = store.fax_finder.where(IndexedList.SENT, key, FaxSearch("zurich"))
    assert (place.part, place.text) == (FaxPart.NUMBER, "41445550123")


def test_what_has_just_become_another_is_found_as_it_is_now(store: Store) -> None:
    store.submissions.add(submission("a", comment="Order"))
    assert found(store, "order", Listing.OUTBOX) == ["a"]
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.submissions.request_comment(recipient.id, "Invoice")
    assert found(store, "order", Listing.OUTBOX) == []
    assert found(store, "invoice", Listing.OUTBOX) == ["a"]
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    store.service_mirror.keep_outbox([OutboxFax("o1", "submitted", ("+41445550123",), submitted_at=START)])
    assert found(store, "0123", Listing.OUTBOX) == ["a"]
    store.delivery_queue.moved((recipient.id,), Event.REPORTED_DELIVERED, fax_id="f1")
    assert found(store, "0123", Listing.OUTBOX) == []
    assert found(store, "letter", Listing.SENT) == ["f1"]
    store.service_mirror.keep_outbox([])
    store.service_mirror.keep_faxes([fax("f1", 0, comment="Archived")])
    # One line, with what is known of both.
    assert found(store, "letter archived", Listing.SENT) == ["f1"]
    assert found(store, "0123", Listing.SENT) == ["f1"]


def test_a_fax_that_turns_out_to_be_ours_is_found_once(store: Store) -> None:
    """The list of the service may be there before the answer to what was handed over."""
    store.submissions.add(submission("a", comment="Order"))
    (recipient,) = store.attempts.posting(begin(store, "a"))
    store.service_mirror.keep_outbox([OutboxFax("o1", "submitted", ("+41445550123",), submitted_at=START)])
    assert sorted(map(str, found(store, "0123", Listing.OUTBOX))) == ["a", "o1"]
    store.delivery_queue.moved((recipient.id,), Event.ACCEPTED, outbox_id="o1")
    assert found(store, "0123", Listing.OUTBOX) == ["a"]


def test_an_index_that_is_far_behind_leaves_something_out_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.submissions.add(submission("old", comment="Order"))
    read_all(store)
    monkeypatch.setattr(fax_finder, "MOST_COMPARED", 2)
    for job in ("a", "b", "c"):
        store.submissions.add(submission(job, comment="Order"))
    answer = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("order"))
    assert len(answer.keys) == 1
    assert answer.unread_faxes == 3
    (old,) = store.submissions.recipients("old")
    store.submissions.request_cancel([old.id])
    # It is not in this list any more.
    assert len(store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("order")).keys) == 0
    read_all(store)
    answer = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("order"))
    assert (len(answer.keys), answer.unread_faxes) == (3, 0)


def test_the_first_are_the_latest_and_any_column_sorts_what_is_found(store: Store) -> None:
    store.service_mirror.keep_faxes(
        [fax("old", 1, pages=9, comment="x1"), fax("new", 3, pages=1, comment="x2"), fax("mid", 2, pages=5)]
    )
    store.submissions.add(submission("gone", comment="x3"))
    assert _found(store, Listing.SENT, FaxSearch("0123"), 2) == ["new", "mid"]
    read_all(store)
    assert _found(store, Listing.SENT, FaxSearch("0123"), 2) == ["new", "mid"]
    keys = store.fax_finder.find(IndexedList.SENT, FaxSearch("0123")).keys

    def pages(descending: bool) -> list[int]:
        rows = store.fax_lists.rows(Listing.SENT, keys)
        ordered = store.fax_lists.sorted_keys(Listing.SENT, keys, Column.PAGES, descending=descending)
        return [rows[key].pages for key in ordered]

    assert pages(descending=True) == [9, 5, 1]
    assert pages(descending=False) == [1, 5, 9]


def test_many_are_sorted_as_few_are(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.service_mirror.keep_faxes([fax("a", 1, pages=9), fax("b", 2, pages=1), fax("c", 3, pages=5)])
    keys = store.fax_finder.find(IndexedList.SENT, FaxSearch("0123")).keys[:2]
    few = store.fax_lists.sorted_keys(Listing.SENT, keys, Column.PAGES, descending=True)
    monkeypatch.setattr("faxdesk.store.fax_lists._FEW", 1)
    assert store.fax_lists.sorted_keys(Listing.SENT, keys, Column.PAGES, descending=True) == few
    assert sorted(few) == sorted(keys)


# ------------------------------------------------------------------------------------------------ text of documents


def keep_text(store: Store, *pages: str) -> None:
    """Give the index the text of the document that it asks for next."""
    document = store.search_index.unread()
    assert document is not None
    store.search_index.keep_pages(document, pages, DocumentState.READ)


def test_words_are_found_in_the_fax_and_its_documents_together(store: Store) -> None:
    first = Document("first.pdf", DocumentType.PDF, "a" * 64, 1, 2)
    other = Document("other.pdf", DocumentType.PDF, "b" * 64, 1, 1)
    store.submissions.add(submission("a", documents=(first, other), comment="Dental practice"))
    read_all(store)
    store.submissions.add(submission("b", documents=(other,), comment="Lawyer"))
    keep_text(store, "Lease contract", "signed in Zürich")
    keep_text(store, "Invoice of 3 May")
    assert found(store, "contract", Listing.OUTBOX) == ["a"]
    assert found(store, "CONTR zurich", Listing.OUTBOX) == ["a"]
    assert found(store, "invoice", Listing.OUTBOX) == ["b", "a"]
    # A word of the fax, one of its first document and one of its second.
    assert found(store, "dental lease invoice", Listing.OUTBOX) == ["a"]
    assert found(store, "lawyer lease", Listing.OUTBOX) == []
    assert found(store, "ontract", Listing.OUTBOX) == []
    assert found(store, "invoice", Listing.OUTBOX, person="0123") == ["b", "a"]
    assert found(store, "invoice", Listing.OUTBOX, states=frozenset({State.CANCELLED})) == []
    assert found(store, "invoice", Listing.OUTBOX, until=START) == []
    assert _found(store, Listing.OUTBOX, FaxSearch("invoice"), 1) == ["b"]


def test_more_faxes_than_are_looked_up_one_by_one_are_found_as_well(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.store.index_query.FEW", 1)
    same = Document("same.pdf", DocumentType.PDF, "a" * 64, 1, 1)
    for job in ("a", "b", "c"):
        store.submissions.add(submission(job, documents=(same,), comment=f"number{job}"))
    read_all(store)
    keep_text(store, "Lease")
    assert found(store, "lease", Listing.OUTBOX) == ["c", "b", "a"]
    assert found(store, "lease number", Listing.OUTBOX) == ["c", "b", "a"]
    assert found(store, "lease numberb", Listing.OUTBOX) == ["b"]


def test_it_is_told_where_the_words_are(store: Store) -> None:
    document = Document("lease.pdf", DocumentType.PDF, "a" * 64, 1, 3)
    store.submissions.add(submission("a", documents=(document,), comment="The lease of 2026"))
    read_all(store)
    keep_text(store, "Nothing here", "Terms\nof the  lease of the practice\n", "lease")
    (key,) = store.fax_finder.find(IndexedList.OUTBOX, FaxSearch("lease")).keys
    places = store.fax_finder.where(IndexedList.OUTBOX, key, FaxSearch("lease"))
    assert [(place.part, place.text, place.file, place.page, place.line) for place in places] == [
        (FaxPart.COMMENT, "The lease of 2026", "", 0, 0),
        (FaxPart.FILE, "lease.pdf", "", 0, 0),
        (FaxPart.PAGE, "of the lease of the practice", "lease.pdf", 2, 2),
        (FaxPart.PAGE, "lease", "lease.pdf", 3, 1),
    ]
    (number,) = store.fax_finder.where(IndexedList.OUTBOX, key, FaxSearch(person="0123"))
    assert (number.part, number.text) == (FaxPart.NUMBER, "41445550123")
    assert store.fax_finder.where(IndexedList.SENT, key + 2, FaxSearch("lease")) == ()


# ---------------------------------------------------------------------------------------------------- the inbox


def received(name: str, minutes: int, **more: object) -> Fax:
    return replace(fax(name, minutes, sender="+41315550199", comment=""), direction="incoming", **more)  # type: ignore[arg-type]


def test_the_inbox_is_searched_like_the_other_lists(store: Store) -> None:
    store.received_faxes.keep([received("in1", 1, comment="Lab report"), received("in2", 2)], "one", arrived=True)
    store.service_mirror.keep_faxes([fax("out", 1, comment="Lab report")])

    def inbox(words: str) -> list[str]:
        keys = store.fax_finder.find(IndexedList.INBOX, FaxSearch(words)).keys
        rows = store.received_faxes.rows(keys)
        return [rows[key].id for key in keys]

    assert inbox("lab") == ["in1"]
    assert inbox("031 555 01 99") == ["in2", "in1"]
    read_all(store)
    assert inbox("lab") == ["in1"]
    assert found(store, "lab") == ["out"]
    store.received_faxes.request_comment("in2", "Lab bill")
    assert inbox("lab") == ["in2", "in1"]
    store.received_faxes.request_delete(["in1"], START + timedelta(hours=1))
    assert inbox("lab") == ["in2"]
    assert store.search_lines.shown(IndexedList.INBOX) == set(store.received_faxes.keys())


def test_what_is_read_of_a_document_that_was_forgotten_meanwhile_is_not_kept(store: Store) -> None:
    store.submissions.add(submission("a"))
    read_all(store)
    document = store.search_index.unread()
    assert document is not None
    (gone,) = store.submissions.recipients("a")
    store.search_index.forget([line_id(LineKind.RECIPIENT, gone.id)])
    store.search_index.keep_pages(document, ["giraffe"], DocumentState.READ)
    store.search_index.close()
    (file,) = store.folder.search.glob("*.sqlite3")
    assert b"giraf" not in file.read_bytes()


def test_what_is_forgotten_leaves_no_trace_in_the_file(store: Store) -> None:
    secret = Document("zebra.pdf", DocumentType.PDF, "a" * 64, 1, 1)
    shared = Document("shared.pdf", DocumentType.PDF, "b" * 64, 1, 1)
    store.submissions.add(submission("a", documents=(secret, shared), comment="Quagga"))
    store.submissions.add(submission("b", documents=(shared,), comment="Other"))
    read_all(store)
    while store.search_index.unread() is not None:
        document = store.search_index.unread()
        assert document is not None
        text = "giraffe alone" if document.name.endswith("a" * 64) else "elephant"
        store.search_index.keep_pages(document, [text], DocumentState.READ)
    (gone,) = store.submissions.recipients("a")
    store.search_index.forget([line_id(LineKind.RECIPIENT, gone.id)])
    assert found(store, "elephant", Listing.OUTBOX) == ["b"]
    store.search_index.close()
    (file,) = store.folder.search.glob("*.sqlite3")
    for written in (file.read_bytes(), *(part.read_bytes() for part in store.folder.search.glob("*-wal"))):
        for word in (b"quagga", b"giraffe", b"zebra", b"qua"):
            assert word not in written
    assert b"elephant" in file.read_bytes()
