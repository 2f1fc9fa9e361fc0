"""A table as it stands in a list or a spreadsheet: rows of cells, before anybody knows what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Cell: TypeAlias = "str | int | float | bool | datetime | date"
"""What a cell holds: text ("" where it is empty), or what a spreadsheet took it for. Times have no zone."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that has something in it. `line` is its number in the file, counted from 1 as a spreadsheet does."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """Return the cell in a column, counted from 0; "" where the row ends before it."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file. `sheet` is "" where the file has only one text; `others` are the sheets that were not read.

    `notes` are sentences about how the file was read.
    """

    rows: tuple[TableRow, ...]
    sheet: str = ""
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns its widest row has."""
        return max((len(row.cells) for row in self.rows), default=0)


def cell_text(cell: Cell) -> str:
    """Return a cell as people read it: whole numbers without a fraction, times as `2026-12-01 09:30`."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}" if cell.second else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell).strip()


_FORMULA = ("=", "@", "+", "-", "\t", "\r")
"""What a spreadsheet takes for the begin of a formula (owasp.org, "CSV Injection")."""


def harmless(text: str) -> str:
    """Return a text for a list that no spreadsheet takes for a formula: others may have written it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_written(text: str) -> str:
    """Return the text that `harmless` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def column_name(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0: A to Z, then AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def column_number(name: str) -> int | None:
    """Return the column, counted from 0, that a spreadsheet calls so, or that has this number from 1; else None."""
    if name.isascii() and name.isdigit() and 0 < int(name) <= _MOST_COLUMNS:
        return int(name) - 1
    if not (name.isascii() and name.isalpha() and len(name) <= len(column_name(_MOST_COLUMNS))):
        return None
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


_MOST_COLUMNS = 16_384
"""Columns of a sheet of Excel, which has more of them than any other program (support.microsoft.com, "Excel
specifications and limits")."""
