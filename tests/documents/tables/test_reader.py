"""Lists as other programs write them become the same table, or are refused in a sentence."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import python_calamine

from faxdesk.core.errors import InputRefused
from faxdesk.documents.tables import limits
from faxdesk.documents.tables.reader import read_table
from tests.documents.tables.spreadsheets import XLS_ROWS, Serial, ods, xls, xlsx

if TYPE_CHECKING:
    from faxdesk.core.table import Table
    from faxdesk.documents.worker.client import Worker

TITLES = ("Fax", "Firma")
ROW = ("+41445550123", "Müller, Söhne")


def read(folder: Path, data: bytes, name: str = "list.csv", sheet: str = "") -> Table:
    path = folder / name
    path.write_bytes(data)
    return read_table(path, name, sheet)


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    "data",
    [
        "Fax;Firma\r\n+41445550123;Müller, Söhne\r\n".encode("cp1252"),
        "Fax;Firma\r+41445550123;Müller, Söhne\r".encode(),
        'Fax,Firma\n+41445550123,"Müller, Söhne"\n'.encode(),
        'Fax,Firma\n"+41445550123","Müller, Söhne"'.encode("utf-8-sig"),
        "Fax\tFirma\n+41445550123\tMüller, Söhne\n".encode("utf-16"),
        "Fax\tFirma\n+41445550123\tMüller, Söhne\n".encode("utf-16-le"),
        "Fax|Firma\n+41445550123|Müller, Söhne\n".encode(),
        "sep=;\nFax;Firma\n+41445550123;Müller, Söhne\n".encode(),
        '"sep=~"\nFax~Firma\n+41445550123~Müller, Söhne\n'.encode(),
        "\ufeffsep=\t\nFax\tFirma\n+41445550123\tMüller, Söhne\n".encode(),
        "'Fax','Firma'\n'+41445550123','Müller, Söhne'\n".encode(),
        '"Fax;Firma"\n"+41445550123;Müller, Söhne"\n'.encode(),
        "\n\nFax ; Firma\n;;\n\n +41445550123 ; Müller, Söhne \n;\n".encode(),
    ],
)  # fmt: skip
def test_a_text_is_the_same_table_however_it_was_written(tmp_path: Path, data: bytes) -> None:
    table = read(tmp_path, data)
    assert [row[:2] for row in cells(table)] == [TITLES, ROW]


def test_a_cell_may_have_lines_quotes_and_delimiters(tmp_path: Path) -> None:
    data = b'Fax,Firma\n+41445550123,"A ""B"", C\nD"\n+41225550123,5" Disk\n'
    assert cells(read(tmp_path, data))[1:] == [("+41445550123", 'A "B", C\nD'), ("+41225550123", '5" Disk')]
    escaped = b'Fax,Firma\n+41445550123,"A \\"B\\", C"\n'
    assert cells(read(tmp_path, escaped))[1] == ("+41445550123", 'A "B", C')


def test_the_delimiter_is_what_makes_the_wider_table(tmp_path: Path) -> None:
    # Each line has one comma as well.
    data = b"Fax;Name;Ort\n+41445550123;Muster, Hans;Bern\n+41225550123;Beispiel, Eva;Genf\n"
    assert cells(read(tmp_path, data))[1] == ("+41445550123", "Muster, Hans", "Bern")


def test_rows_keep_their_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, b"Fax;Firma\n\n+41445550123;A\n;\n+41225550123;B\n")
    assert [row.line for row in table.rows] == [1, 3, 5]


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    table = read(tmp_path, "Факс;Фирма\n+41445550123;Привет мир компания\n".encode("cp1251"))
    assert table.rows[1].cells[1] == "Привет мир компания"
    assert "cp1251" in table.notes[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (b'Fax;Firma\n+41445550123;"Praxis\n+41225550123;B\n', "line 2"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page"),
        (b"%PDF-1.7\n", "Give a list"),
        (b"Fax;Firma\n\x00\x01\x02\x03\x04\x05\x07\x08" * 40, "no list"),
        (b"PK\x03\x04 cut", "ZIP"),
        (b"Fax;Firma\n+41445550123;" + b"x" * 140_000 + b"\n", "Row 2 of the list cannot be read"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, data)
    assert words in str(refused.value)
    assert refused.value.field == "list.csv"


def test_spreadsheets_of_all_kinds_are_read_whatever_their_names_say(tmp_path: Path) -> None:
    for path in (
        xlsx(tmp_path / "new.csv", {"Kunden": XLS_ROWS}),
        xls(tmp_path / "old.csv"),
        ods(tmp_path / "open.csv", XLS_ROWS),
    ):
        assert cells(read_table(path, path.name)) == list(XLS_ROWS), path.name


def test_numbers_and_times_keep_what_they_are(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "list.xlsx", {"A": [[], ["Fax", "Zeit"], [41445550123, Serial(46357.395833333)], [True]]})
    table = read_table(path, "list.xlsx")
    assert table.rows[1].cells == (41445550123.0, datetime(2026, 12, 1, 9, 30))  # noqa: DTZ001  a time of a list
    assert table.rows[2].cells == (True,)
    assert [row.line for row in table.rows] == [2, 3, 4]


def test_the_first_sheet_with_something_in_it_is_read_unless_another_is_named(tmp_path: Path) -> None:
    sheets: dict[str, list[list[str]]] = {"Intern": [["x"]], "Leer": [[]], "Kunden": [["Fax"]], "Alt": [["Telefax"]]}
    path = xlsx(tmp_path / "list.xlsx", sheets, hidden=["Intern"])
    table = read_table(path, "list.xlsx")
    assert (table.sheet, cells(table)) == ("Kunden", [("Fax",)])
    assert table.others == ("Leer", "Alt")
    assert cells(read_table(path, "list.xlsx", "alt")) == [("Telefax",)]
    assert cells(read_table(path, "list.xlsx", "Intern")) == [("x",)]
    with pytest.raises(InputRefused, match="no sheet “Neu”"):
        read_table(path, "list.xlsx", "Neu")


def test_a_workbook_without_anything_is_an_empty_table(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "list.xlsx", {"A": [[]], "B": [[]]})
    table = read_table(path, "list.xlsx")
    assert (table.rows, table.sheet) == ((), "A")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "whole.xlsx", {"A": [["Fax"]]})
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "list.xlsx", "w") as damaged:
        for name in whole.namelist():
            damaged.writestr(name, whole.read(name)[: 40 if name.endswith("sheet1.xml") else None])
    with pytest.raises(InputRefused, match="damaged"):
        read_table(tmp_path / "list.xlsx", "list.xlsx")


def test_a_spreadsheet_with_a_password_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What the library raises for one; to make one takes an office program.
    def locked(_file: object) -> None:
        raise python_calamine.PasswordError("encrypted")

    monkeypatch.setattr(python_calamine, "load_workbook", locked)
    with pytest.raises(InputRefused, match="opens only with a password"):
        read_table(xlsx(tmp_path / "list.xlsx", {"A": [["Fax"]]}), "list.xlsx")


def test_lists_that_are_too_long_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("delimited_text", "spreadsheet"):
        monkeypatch.setattr(f"faxdesk.documents.tables.{module}.MOST_ROWS", 3)
    rows = [["Fax"], *[["+41445550123"]] * 3]
    for path in (xlsx(tmp_path / "a.xlsx", {"A": rows}), ods(tmp_path / "a.ods", rows)):
        with pytest.raises(InputRefused, match="too long"):
            read_table(path, path.name)
    with pytest.raises(InputRefused, match="too long"):
        read(tmp_path, b"Fax\n" + b"+41445550123\n" * 3)
    monkeypatch.setattr("faxdesk.documents.tables.reader.MOST_BYTES", 10)
    with pytest.raises(InputRefused, match="too large"):
        read(tmp_path, b"+41445550123\n" * 3)


def test_a_small_file_that_becomes_a_huge_one_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "bomb.xlsx", {"A": [["Fax"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file, file.open("xl/media/a.bin", "w") as entry:
        for _ in range(limits.MOST_UNPACKED // 1_000_000 + 1):
            entry.write(bytes(1_000_000))
    with pytest.raises(InputRefused, match="too large"):
        read_table(path, "bomb.xlsx")


def test_a_list_that_takes_the_child_along_costs_its_refusal(tmp_path: Path, worker: Worker) -> None:
    path = xlsx(tmp_path / "far.xlsx", {"A": [["Fax"]]})
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    # One cell at the last place of a sheet: as a table it has 17 thousand million.
    parts[sheet] = parts[sheet].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    with pytest.raises(InputRefused, match="cannot be read"):
        worker.read_table(path, "far.xlsx")
    good = xlsx(tmp_path / "good.xlsx", {"A": [["Fax", Serial(46357.5), True, 1.5]]})
    assert worker.read_table(good, "good.xlsx") == read_table(good, "good.xlsx")
