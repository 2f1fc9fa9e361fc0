"""What people paste as recipients: lists, cells of a spreadsheet, signatures, cards and links."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxdesk.core.errors import InputRefused
from faxdesk.ui.compose.pasted_recipients import recipients_in
from tests.ui.compose.test_recipients_field import field, paste, titles

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.compose.recipients_field import RecipientsField

__all__ = ["field"]
A, B = "044 555 01 23", "022 555 01 23"
PHONE = "044 555 01 24"
CARD = """BEGIN:VCARD
VERSION:3.0
N:Muster;Erika;;;
FN:Example Office\\, Zurich
TEL;TYPE=WORK,VOICE:044 555 01 24
item1.TEL;type=FAX;type=WORK:044 555
  01 23
END:VCARD
"""


def found(text: str) -> list[tuple[str, str]]:
    return [(one.text, one.name) for one in recipients_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        *(f"Fax: {A} / Tel {PHONE}", f"Tel {PHONE} / Fax: {A}", f"Fax-Nr. {A}", f"F: {A}", f"F {A}", f"Telefax {A}"),
        *(f"T {PHONE} F {A}", f"Telefon {PHONE}, Telefax {A}", f"Mobile: 079 555 01 24 | Fax: {A}", f"Tel./Fax {A}"),
        *(f"Fax\n{A}\nTel\n{PHONE}", f"{A} (Fax)\n{PHONE} (Tel)", f"Fax\t{A}", f"Télécopie : {A}", f"Fax no.: {A}"),
        *(f"Fax: {A}\nwww.example.org/0445550124", f"Phone {PHONE}\nFax {A} office@example.org", f"Φαξ {A}"),
        *(f"fax:{A}", f"<tel:{A};phone-context=example.org>", f"Fax\u00a0{A}", f"\u202aFax: {A}\u202c"),
        f"Tel. {PHONE}\nFax {A}\nCHE-123.456.789 MWST\nIBAN CH93 0076 2011 6238 5295 7",
    ],
)
def test_of_several_numbers_the_one_for_fax_is_meant(text: str) -> None:
    assert found(text) == [(A, "")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"Example AG\t{A}\nSample & Co\t{B}", ("Example AG", "Sample & Co")),
        (f"{A}\tExample AG\r\n{B}\tSample & Co\r\n", ("Example AG", "Sample & Co")),
        (f"Name\tFax\nExample AG\t{A}\nSample & Co\t{B}", ("Example AG", "Sample & Co")),
        (f"Name\tTelefon\tFax\nExample AG\t{PHONE}\t{A}\nSample\t{PHONE}\t{B}", ("Example AG", "Sample")),
        (f"1\tExample AG\t{A}\n2\tSample\t{B}", ("Example AG", "Sample")),
        (f"Example AG, {A}\nSample, {B}", ("Example AG", "Sample")),
        (f"Example AG: {A}; Sample: {B}".replace("; ", "\n"), ("Example AG", "Sample")),
        (f"{A} Example AG\n{B} Sample", ("Example AG", "Sample")),
        (f"Example AG\n{A}\nSample\n{B}", ("Example AG", "Sample")),
        (f"{A}\nExample AG\n{B}\nSample", ("Example AG", "Sample")),
        (f"Example AG\tFax {A}\nSample\t{B}", ("Example AG", "Sample")),
        (f"{A}\t{B}", ("", "")),
        (f"{A.replace(' ', '')}/{B.replace(' ', '')}", ("", "")),
    ],
)
def test_names_beside_numbers_become_names(text: str, names: tuple[str, str]) -> None:
    written = [(number.replace(" ", ""), name) for number, name in found(text)]
    assert written == list(zip((A.replace(" ", ""), B.replace(" ", "")), names, strict=True))


def test_a_signature_gives_its_fax_number_and_its_first_line() -> None:
    text = f"Example AG\nBahnhofstrasse 1\n8001 Zürich\nTel. {PHONE}\nFax {A}\noffice@example.org"
    assert found(text) == [(A, "Example AG")]


def test_a_card_of_an_address_book_gives_its_fax_number() -> None:
    assert found(CARD) == [("044 555 01 23", "Example Office, Zurich")]
    assert found("TEL;TYPE=FAX;VALUE=uri:tel:+41-44-555-01-23") == [("+41-44-555-01-23", "")]
    without = CARD.replace("FAX", "HOME")
    assert found(without) == [("Example Office, Zurich", "")], "said to be no number, not left out"


@pytest.mark.parametrize("address", ["41445550123@fax.plus", "mailto:+41445550123@fax.example?subject=x"])
def test_an_address_for_mail_to_fax_is_its_number(address: str) -> None:
    assert found(f"Example AG <{address}>")[0][0] == "+41445550123"


@pytest.mark.parametrize(
    "text", ["044 555 01 2x", "Example AG", f"Tel {PHONE}", f"Example\t{A}\nWithout number\n{B}\tSample", "12ab"]
)
def test_nothing_is_guessed_and_nothing_left_out(text: str) -> None:
    said = " ".join(f"{number} {name}" for number, name in found(text)) or text
    assert all(word in said for word in text.split())


@pytest.mark.parametrize(
    "text",
    [
        "+1 212 555 0123 ext 5",
        "+1 212 555 0123 x5",
        "+1 212 555 0123ext.5",
        "Example AG, +1 212 555 0123, ext. 5",
        "+1 212 555 0123 (Durchwahl 5)",
        "fax:+1-212-555-0123;ext=5",
        "BEGIN:VCARD\nFN:Example AG\nTEL;TYPE=FAX:tel:+1-212-555-0123;ext=5\nEND:VCARD",
    ],
)
def test_an_extension_is_no_name_and_never_left_out(field: RecipientsField, text: str) -> None:
    """The fax would ring at the switchboard, and the extension would stand there as the name of who gets it."""
    paste(field, f"{text}\n")
    assert not field.numbers
    with pytest.raises(InputRefused, match="has an extension"):
        field.value()


def test_a_name_that_looks_like_an_extension_stays_a_name() -> None:
    assert found(f"Exton Ltd {A}, Dexter 5") == [(A, "Exton Ltd, Dexter 5")]
    assert found(f"{A} x rays") == [(A, "x rays")]
    assert found(f"{A}\nX1 Networks\n{B}\nSample") == [(A, "X1 Networks"), (B, "Sample")]


@given(st.text(alphabet="0123456789+/() .-\t\n,;:TelFaxAÄ@<>", max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for one in recipients_in(text):
        assert one.text.strip()


def test_a_line_with_thousands_of_numbers_is_gone_through_once() -> None:
    def calls(count: int) -> int:
        text, made = ", ".join(f"+4144{5550000 + number}" for number in range(count)), 0

        def count_it(_frame: object, event: str, _argument: object) -> None:
            nonlocal made
            made += event == "call"

        before = sys.getprofile()
        sys.setprofile(count_it)
        try:
            assert len(recipients_in(text)) == count
        finally:
            sys.setprofile(before)
        return made

    assert calls(400) < 3 * calls(200), "twice as many numbers are twice the work"


# --------------------------------------------------------------------------------------------------- in the field


def test_pasted_columns_are_recipients_with_their_names(field: RecipientsField) -> None:
    paste(field, f"Name\tFax\nExample AG\t{A}\nSample & Co\t{B}")
    assert titles(field) == ["Example AG", "Sample & Co"]
    assert field.list.line(0).detail == "+41 44 555 01 23 · Switzerland"
    assert field.names == (("+41445550123", "Example AG"), ("+41225550123", "Sample & Co"))
    assert field.value() == ("+41445550123", "+41225550123")


def test_a_wrong_number_says_whose_it_is(field: RecipientsField) -> None:
    paste(field, f"Example AG\t{A}\nSample & Co\t12\n")
    line = field.list.line(1)
    assert (line.title, line.detail) == ("Sample & Co", "Too short: 12")


@pytest.mark.parametrize("text", [f"Fax: {A} / Tel {PHONE}", f"Example AG, {A}", CARD, f"fax:{A}"])
def test_what_is_pasted_whole_is_listed_at_once(field: RecipientsField, text: str) -> None:
    paste(field, text)
    assert field.numbers == ("+41445550123",)
    assert field.edit.text() == ""


@pytest.mark.parametrize("text", [f"Fax: {A} / Tel {PHONE}", f"Example AG, {A}", f"Fax {A} Fax {A}"])
def test_what_is_typed_is_understood_as_well(qtbot: QtBot, field: RecipientsField, text: str) -> None:
    qtbot.keyClicks(field.edit, text)
    assert field.value() == ("+41445550123",)


def test_a_name_is_kept_where_the_country_completes_its_number_later(field: RecipientsField) -> None:
    field.set_region("")
    paste(field, f"Example AG\t{A}\n")
    assert not field.names
    field.set_region("CH")
    assert field.names == (("+41445550123", "Example AG"),)
