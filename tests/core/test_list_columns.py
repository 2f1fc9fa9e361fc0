"""Which column of a list is what is told by its titles, in five languages, or named by the user."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.list_columns import ListField, find_columns, parse_map, plain_title
from faxdesk.core.table import Cell, Table, TableRow, column_name, column_number

NUMBER = "+41445550123"


def table(*rows: Sequence[Cell]) -> Table:
    return Table(tuple(TableRow(line, tuple(row)) for line, row in enumerate(rows, 1)))


@pytest.mark.parametrize(
    "titles",
    [
        ("Fax number", "Company", "Contact", "File", "Comment", "Send time", "Subject"),
        ("Fax-Nr.", "Firma", "Ansprechpartner", "Datei", "Bemerkung", "Sendezeit", "Betreff"),
        ("N° de fax", "Société", "Destinataire", "Pièce jointe", "Remarque", "Heure d'envoi", "Objet"),
        ("Numero di fax", "Azienda", "Nominativo", "Allegato", "Osservazioni", "Ora di invio", "Oggetto"),
        ("Número de fax", "Empresa", "Persona de contacto", "Archivo", "Observaciones", "Hora de envío", "Asunto"),
        ("TELEFAX", "FIRMENNAME", "EMPFÄNGER", "ANHANG", "NOTIZ", "SENDEN AM", "BETRIFFT"),
        ("fax_number", "company_name", "full_name", "file_name", "remarks", "send_at", "re"),
    ],
)
def test_titles_of_five_languages_are_known(titles: tuple[str, ...]) -> None:
    columns = find_columns(table(titles, (NUMBER, "A", "B", "c.pdf", "d", "", "e")))
    wanted = ("to", "company", "name", "file", "comment", "at", "subject")
    assert {field.value: where for field, where in columns.fields.items()} == {
        word: (number,) for number, word in enumerate(wanted)
    }
    assert columns.first == 1


def test_a_telephone_is_no_fax() -> None:
    columns = find_columns(table(("Telefon", "Fax", "Fax gesendet am"), ("+41445550199", NUMBER, "+41445550198")))
    assert columns.fields[ListField.TO] == (1,)
    with pytest.raises(InputRefused, match="No column has the fax numbers"):
        find_columns(table(("Telefon", "Firma"), (NUMBER, "A")))


def test_of_several_faxes_the_one_with_entries_counts() -> None:
    columns = find_columns(table(("Fax 1", "Fax 2"), ("", NUMBER), ("", NUMBER), (NUMBER, "")))
    assert columns.fields[ListField.TO] == (1,)


def test_first_and_last_names_are_one_name() -> None:
    columns = find_columns(table(("Fax", "Nachname", "Vorname"), (NUMBER, "Muster", "Eva")))
    assert columns.cell(TableRow(2, (NUMBER, "Muster", "Eva")), ListField.NAME) == "Eva Muster"


def test_headings_above_the_titles_are_passed_over() -> None:
    columns = find_columns(table(("Kundenliste 2026",), ("", "Stand: heute"), ("Firma", "Telefax"), ("A", NUMBER)))
    assert (columns.first, columns.fields[ListField.TO]) == (3, (1,))


def test_a_list_without_titles_is_told_by_its_numbers() -> None:
    columns = find_columns(table((1, "Praxis", NUMBER), (2, "Spital", "044 555 01 24")), "CH")
    assert (columns.first, columns.titles) == (0, ("A", "B", "C"))
    assert dict(columns.fields) == {ListField.TO: (2,)}


def test_titles_that_say_nothing_are_titles_all_the_same() -> None:
    columns = find_columns(table(("Rufnummer", "Wer"), (NUMBER, "A"), (NUMBER, "B")))
    assert (columns.first, columns.fields[ListField.TO]) == (1, (0,))


def test_a_paper_number_is_no_file() -> None:
    assert ListField.FILE not in find_columns(table(("Fax", "Dokument"), (NUMBER, "RE-100"))).fields
    assert ListField.FILE in find_columns(table(("Fax", "Dokument"), (NUMBER, "re-100.pdf"))).fields


def test_named_columns_come_before_what_titles_say() -> None:
    rows = table(("Fax", "Telefon", "Vorname", "Ort", "Fax, privat"), (NUMBER, NUMBER, "A", "B", NUMBER))
    named = parse_map(["to=Fax, privat,name=Vorname + D", "comment=2"])
    columns = find_columns(rows, named=named)
    assert columns.fields == {ListField.TO: (4,), ListField.NAME: (2, 3), ListField.COMMENT: (1,)}
    assert ListField.NAME not in find_columns(rows, named={ListField.NAME: ""}).fields


@pytest.mark.parametrize("text", ["fax=A", "to", "to:A", ""])
def test_a_map_that_names_no_field_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="fields are"):
        parse_map([text])


@pytest.mark.parametrize("wanted", ["Nirgends", "Z", "9", "Fax+Nirgends"])
def test_a_column_that_is_not_there_is_refused(wanted: str) -> None:
    with pytest.raises(InputRefused, match="no column"):
        find_columns(table(("Fax", "Firma"), (NUMBER, "A")), named={ListField.NAME: wanted})


def test_a_list_without_numbers_is_refused() -> None:
    for rows in ((), (("Firma", "Ort"), ("A", "B"))):
        with pytest.raises(InputRefused):
            find_columns(table(*rows))


def test_columns_have_the_names_of_spreadsheets() -> None:
    assert [column_name(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_number(column_name(number)) == number for number in range(2000))
    assert [column_number(word) for word in ("1", "0", "99999", "ABCDEF", "é", "")] == [0, None, None, None, None, None]
    assert plain_title("  Fax-Nr. (Straße) ") == "fax nr strasse"
