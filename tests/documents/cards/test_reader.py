"""Address books of phones and offices become the same cards; a bad card costs only itself."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.contacts import MOST_NUMBERS, Card
from faxdesk.core.errors import InputRefused
from faxdesk.documents.cards import reader
from faxdesk.documents.cards.card import read_card
from faxdesk.documents.cards.reader import NO_CARDS, read_cards

if TYPE_CHECKING:
    from faxdesk.documents.worker.client import Worker

GOOD = "+41 44 555 01 23"
PRACTICE = Card(1, "Dental practice", "Müller & Söhne", (GOOD,))


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def read(folder: Path, data: str | bytes, name: str = "book.vcf") -> tuple[Card, ...]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_cards(path, name)


@pytest.mark.parametrize(
    "data",
    [
        card("FN:Dental practice", "ORG:Müller & Söhne", f"TEL;TYPE=WORK,FAX:{GOOD}", "TEL;TYPE=CELL:+41791234567"),
        card("fn:Dental practice", "org:Müller & Söhne", f"tel;type=fax;type=work:{GOOD}").replace("\r\n", "\n"),
        card("FN:Dental practice", "ORG:Müller & Söhne", f"TEL;WORK;FAX:{GOOD}", version="2.1").replace("\r\n", "\r"),
        card("FN:Dental practice", "ORG:Müller & Söhne", f'TEL;VALUE=uri;TYPE="work,fax":tel:{GOOD}', version="4.0"),
        card("N:practice;Dental;;;", "ORG:Müller & Söhne", f"TEL;TYPE=fax:{GOOD}"),
        card(
            "FN:Dental", "  practice", "ORG:Müller & S", " öhne", f"item1.TEL:{GOOD}", "item1.X-ABLabel:_$!<WorkFAX>!$_"
        ),
        card(
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dental=20=",
            "practice",
            "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller & S=C3=B6hne",
            f"TEL;FAX:{GOOD}",
            version="2.1",
        ),
        card("FN:Dental practice", "ORG:Müller & Söhne", f"TEL;FAX:{GOOD}", version="2.1").encode("cp1252"),
        card("FN:Dental practice", "ORG:Müller & Söhne", f"TEL;FAX:{GOOD}").encode("utf-16"),
        card("FN:Dental practice", "ORG:Müller & Söhne", f"TEL;TYPE=FAX:{GOOD}").encode("utf-8-sig"),
        card(
            "PHOTO;ENCODING=b;TYPE=JPEG:this is no base64!",
            " and goes on",
            "BDAY:nonsense",
            "A LINE WITHOUT ANYTHING",
            "FN:Dental practice",
            "ORG:Müller & Söhne",
            f"TEL;TYPE=FAX:{GOOD}",
        ),
    ],
)
def test_cards_of_all_versions_are_read_alike(data: str | bytes, tmp_path: Path) -> None:
    assert read(tmp_path, data) == (PRACTICE,)


def test_a_bad_card_costs_only_itself_and_says_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fax = f"TEL;TYPE=FAX:{GOOD}"
    data = (
        card("FN:First", fax)
        + "BEGIN:VCARD\nFN:Cut off\nTEL;TYPE=FAX:+4144555\n"
        + card("FN:Phone only", "TEL;TYPE=CELL:+41791234567")
        + card("FN:Unreadable", 'TEL;TYPE="fax:+41445550199')
        + card("FN:Endless", f"NOTE:{'x' * 30_000}", fax)
        + card("FN:Last", fax)
        + "BEGIN:VCARD\nFN:At the end"
    )
    with caplog.at_level(logging.DEBUG):
        found = read(tmp_path, data)
    assert [(one.place, one.name, bool(one.error)) for one in found] == [
        (1, "First", False),
        (2, "", True),
        (3, "Phone only", True),
        (4, "Unreadable", True),
        (5, "", True),
        (6, "Last", False),
        (7, "", True),
    ]
    assert [one.error.split(".")[0] for one in found if one.error] == [
        "The card is cut off: its end is missing",
        "The card has no fax number",
        "The card cannot be read",
        "The card is too large",
        "The card is cut off: its end is missing",
    ]
    # Names and numbers are nobody's business, also not that of the log.
    assert "41445550199" not in caplog.text


def test_a_line_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    (found,) = read(tmp_path, card("FN:Office", "NOTE;=;;x:5", f"TEL;TYPE=FAX:{GOOD}"))
    assert (found.name, found.faxes, found.error) == ("Office", (GOOD,), "")


def test_groups_are_named_by_cards_and_by_cards_of_their_own(tmp_path: Path) -> None:
    data = card("FN:Eva", "UID:urn:uuid:a-1", "CATEGORIES:Dentists,Bern\\, west", f"TEL;TYPE=FAX:{GOOD}") + card(
        "N:Customers;;;;",
        "X-ADDRESSBOOKSERVER-KIND:group",
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a-1",
        "UID:g-1",
    )
    one, group = read(tmp_path, data)
    assert (one.uid, one.groups) == ("a-1", ("Dentists", "Bern, west"))
    assert (group.name, group.members, group.error) == ("Customers", ("a-1",), "")


def test_the_extension_of_a_number_stays_with_it(tmp_path: Path) -> None:
    """Without it, the fax would ring at the switchboard."""
    (one,) = read(tmp_path, card("FN:Eva", "TEL;VALUE=uri;TYPE=fax:tel:+1-212-555-0123;phone-context=x;ext=45"))
    assert one.faxes == ("+1-212-555-0123;ext=45",)


def test_an_office_is_no_person(tmp_path: Path) -> None:
    (found,) = read(tmp_path, card("FN:Example Ltd", "ORG:Example Ltd;Billing", f"TEL;TYPE=FAX:{GOOD}"))
    assert (found.name, found.company) == ("Example Ltd", "Example Ltd, Billing")
    (found,) = read(tmp_path, card("FN:Example Ltd", "ORG:Example Ltd", f"TEL;TYPE=FAX:{GOOD}"))
    assert (found.name, found.company) == ("", "Example Ltd")


def test_what_is_too_long_is_cut_and_too_many_are_seen(tmp_path: Path) -> None:
    numbers = [f"TEL;TYPE=FAX:+4144555{number:04}" for number in range(MOST_NUMBERS + 5)]
    (found,) = read(tmp_path, card(f"FN:{'x' * 5000}", *numbers))
    assert len(found.name) == 200
    assert len(found.faxes) == MOST_NUMBERS + 1


@pytest.mark.parametrize("data", [b"", b"Fax;Name\n", b"%PDF-1.4", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"])
def test_what_has_no_cards_says_so(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no vCards") as refused:
        read(tmp_path, data)
    assert refused.value.code == NO_CARDS


def test_huge_files_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = card("FN:Office", f"TEL;TYPE=FAX:{GOOD}")
    monkeypatch.setattr(reader, "MOST_ROWS", 2)
    assert len(read(tmp_path, one * 2)) == 2
    with pytest.raises(InputRefused, match="too many cards"):
        read(tmp_path, one * 3)
    monkeypatch.setattr(reader, "MOST_BYTES", 100)
    with pytest.raises(InputRefused, match="too large"):
        read(tmp_path, one * 2)


def test_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    path.write_text(card("FN:Office", f"TEL;TYPE=FAX:{GOOD}") * 250)
    told: list[int] = []
    read_cards(path, "book.vcf", told.append)
    assert told == [100, 200]


@given(st.text(max_size=300))
def test_whatever_is_in_a_card_becomes_a_card(body: str) -> None:
    assert read_card(7, body).place == 7


def test_a_fault_of_the_library_costs_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    for fault in (RecursionError, AttributeError):

        def fail(*_words: object, fault: type[Exception] = fault, **_more: object) -> None:
            raise fault

        monkeypatch.setattr("vobject.readComponents", fail)
        assert read_card(1, "FN:x").error == "The card cannot be read."


def test_the_child_reads_the_same(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "book.vcf"
    path.write_text(card("FN:Dental practice", "ORG:Müller & Söhne", f"TEL;TYPE=FAX:{GOOD}") + "BEGIN:VCARD", "utf-8")
    here = read_cards(path, "book.vcf")
    assert worker.read_cards(path, "book.vcf") == here
    path.write_text("nothing")
    with pytest.raises(InputRefused, match="no vCards"):
        worker.read_cards(path, "book.vcf")


def test_cards_that_cost_the_child_its_life_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from faxdesk.documents.worker.client import Worker, WorkerLost

    def lost(*_words: object) -> None:
        raise WorkerLost

    monkeypatch.setattr(Worker, "call", lost)
    with pytest.raises(InputRefused, match="takes too much time or memory") as refused:
        Worker().read_cards(tmp_path, "book.vcf")
    assert refused.value.code == "too_hard"
