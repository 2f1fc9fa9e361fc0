"""What is written and what is typed meet: folded on both sides, whatever stands between the letters."""

from __future__ import annotations

import pytest

from faxdesk.core.fax_search import FaxSearch
from faxdesk.core.search_text import begins, contained, fold, index_words, line_with, terms


def found(typed: str, text: str) -> bool:
    """Whether all that is typed is found in a text, by the beginnings of its words."""
    return all(begins(index_words(text), term) for term in terms(typed))


def found_inside(typed: str, text: str) -> bool:
    """Whether all that is typed is found anywhere in its words."""
    return all(contained(index_words(text, inside=True), term) for term in terms(typed))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("muller", "Frau MÜLLER"),
        ("müller", "Mueller & Partner"),
        ("Mueller", "müller"),
        ("mu\u0308ller", "Müller"),
        ("strasse", "Bahnhofstraße 3 an der STRAẞE"),
        ("straße", "STRASSE"),
        ("final", "ﬁnal"),
        ("ﬁnal", "final report"),
        ("oeuvre", "Œuvre"),
        ("orsted", "Ørsted"),
        ("oersted", "Ørsted"),
        ("aarhus", "Århus"),
        ("lodz", "Łódź"),
        ("abc", "ＡＢＣ"),  # noqa: RUF001  wide letters
        ("istanbul", "İSTANBUL"),
        ("kayseri", "kayserı"),  # noqa: RUF001  without its dot
        ("2024", "٢٠٢٤"),
        ("rechnung", "Rech-\nnung"),
        ("rechnung", "Rech\ufffe\r\nnung"),
        ("rechnung", "Rech\u00adnung"),
        ("email", "per e-mail"),
        ("e-mail", "Email"),
        ("obrien", "O'Brien"),
        ("O’Brien", "OBrien"),  # noqa: RUF001  as it is typeset
        ("044 555 01 23", "Fax 0445550123"),
        ("0445550123", "Fax 044 555 01 23"),
        ("0445550123", "Fax 044/555.01-23"),
        ("044 555 01 23", "Fax +41 44 555 01 23"),
        ("044 555 01 23", "Fax +41445550123"),
        ("+41 (0)44 555 01 23", "+41 44 555 01 23"),
        ("0041 44 555 01 23", "+41445550123"),
        ("555 01 23", "Fax +41 44 555 01 23"),
        ("550123", "Fax 0445550123"),
        ("CH9300762011623852957", "CH93 0076 2011 6238 5295 7"),
        ("CH93 0076 2011 6238 5295 7", "IBAN CH9300762011623852957"),
        ("1234.50", "1'234.50"),
        ("東京", "東京都庁"),
        ("京都", "東京都庁"),
        ("都", "東京都"),
        ("हिंदी", "हिंदी में"),
        ("case 42", "Case 42 Müller"),
    ],
)
def test_what_is_typed_is_found_however_it_is_written(typed: str, text: str) -> None:
    assert found(typed, text)
    assert found_inside(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("1234", "12 of 34, 2026-0042-17"),
        ("eller", "Muller"),
        ("4", "42"),
        ("京東", "東京都"),
        ("case nothing", "Case 42"),
        ("44 555", "44 of 556"),
    ],
)
def test_what_is_not_there_is_not_found(typed: str, text: str) -> None:
    assert not found(typed, text)


def test_names_and_numbers_are_found_by_what_is_inside_of_them() -> None:
    assert found_inside("korrektur", "Rechnungskorrektur")
    assert not found("korrektur", "Rechnungskorrektur")
    assert found_inside("eller", "Mueller")
    assert found_inside("4455", "+41445550123".lstrip("+"))
    # Two letters are the beginning of a word: anywhere they would be in everything.
    assert not found_inside("or", "Korrektur")


def test_signs_alone_are_nothing_to_look_for() -> None:
    assert terms("% _ - (") == ()
    assert not FaxSearch("%")
    assert FaxSearch(person="a")
    assert FaxSearch(states=frozenset({"failed"}))


def test_a_letter_that_is_being_typed_is_waited_for() -> None:
    assert [term.parts for term in terms("müller k", typing=True)] == [("muller",)]
    assert [term.parts for term in terms("müller k")] == [("muller",), ("k",)]
    assert [term.parts for term in terms("section 4", typing=True)] == [("section",), ("4",)]
    assert [term.parts for term in terms("k ", typing=True)] == [("k",)]


def test_long_data_costs_a_bounded_number_of_words() -> None:
    assert all(len(word) <= 64 for word in index_words("x" * 5000 + " " + "7" * 5000))
    assert len(index_words(" ".join(["1234"] * 2000))) < 50


def test_a_folded_text_keeps_its_signs() -> None:
    assert fold("Zürich, 3. ÉTAGE!") == "zurich, 3. etage!"


def test_the_line_with_most_of_the_words_is_told() -> None:
    text = "Invoice\nof the dental practice\ninvoice of 3 May for the practice\n"
    assert line_with(text, terms("invoice practice")) == (3, "invoice of 3 May for the practice")
    assert line_with(text, terms("nothing")) == (0, "")
