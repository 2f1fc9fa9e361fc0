"""Spreadsheets of Excel (XLSX, XLSB, XLS) and OpenDocument (ODS), by calamine: values as they were last computed."""

from __future__ import annotations

import zipfile
import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from faxdesk.core.errors import InputRefused
from faxdesk.core.table import Cell, Table, TableRow
from faxdesk.documents.tables.limits import MOST_CELLS, MOST_ROWS, MOST_UNPACKED, too_large, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineWorkbook

_DAMAGED = "Open it in the program that made it and save it again, as XLSX or CSV."
_LOCKED = "Open it, take the password off, and save it again."


def read_spreadsheet(file: BinaryIO, name: str, sheet: str = "") -> Table:
    """Return the sheet of that name, or the first one that is shown and has something in it.

    Raises `InputRefused`, naming the file `name`.
    """
    import python_calamine as calamine

    _check_unpacked(file, name)
    file.seek(0)
    try:
        book = calamine.load_workbook(file)
        return _read(book, name, sheet)
    except calamine.PasswordError as error:
        raise InputRefused(name, "The spreadsheet opens only with a password.", _LOCKED) from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise InputRefused(name, "The spreadsheet is damaged, or of a kind that cannot be read.", _DAMAGED) from error


def _check_unpacked(file: BinaryIO, name: str) -> None:
    """Refuse a small file that becomes a huge one. What says nothing true of itself is stopped by the child's limit."""
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, zlib.error):
        return
    if size > MOST_UNPACKED:
        raise too_large(name, size)


def _read(book: CalamineWorkbook, name: str, wanted: str) -> Table:
    import python_calamine as calamine

    sheets = [one for one in book.sheets_metadata if one.typ is calamine.SheetTypeEnum.WorkSheet]
    names = [one.name for one in sheets]
    if wanted:
        chosen = [one for one in names if one == wanted] or [
            one for one in names if one.casefold() == wanted.casefold()
        ]
        if not chosen:
            there = ", ".join(f"“{one}”" for one in names)
            raise InputRefused("--sheet", f"The spreadsheet has no sheet “{wanted}”.", f"Its sheets are {there}.")
        return _table(book, chosen[0], [one for one in names if one != chosen[0]], name)
    shown = [one.name for one in sheets if one.visible is calamine.SheetVisibleEnum.Visible]
    for one in shown:
        table = _table(book, one, [], name)
        if table.rows:
            return Table(table.rows, one, tuple(other for other in shown if other != one))
    return Table((), shown[0] if shown else "")


def _table(book: CalamineWorkbook, sheet: str, others: list[str], name: str) -> Table:
    rows: list[TableRow] = []
    cells = 0
    for line, values in enumerate(book.get_sheet_by_name(sheet).iter_rows(), 1):
        row = tuple(_without_end(map(_cell, values)))
        if not row:
            continue
        rows.append(TableRow(line, row))
        cells += len(row)
        if len(rows) > MOST_ROWS or cells > MOST_CELLS:
            raise too_long(name)
    return Table(tuple(rows), sheet, tuple(others))


def _without_end(cells: Iterator[Cell]) -> list[Cell]:
    """Return the cells of a row without the empty ones behind the last."""
    row = list(cells)
    while row and row[-1] == "":
        row.pop()
    return row


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | int | float | datetime | date):
        return value
    return "" if value is None else str(value)
