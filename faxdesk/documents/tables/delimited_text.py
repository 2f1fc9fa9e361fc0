"""Text with delimiters (CSV), however it was written: its delimiter and its quotes are told by what makes a table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.table import Table, TableRow
from faxdesk.documents.common.encoding_guess import encoding_text
from faxdesk.documents.tables.limits import MOST_CELLS, MOST_ROWS, too_long

if TYPE_CHECKING:
    from faxdesk.documents.common.text_encoding import Text

_DELIMITERS = ";,\t|~^\u00a6"
"""What parts columns, the likeliest first where several make an equally good table."""
_JUDGED = 200
"""Records by which a delimiter is judged."""
_NAMED = re.compile(r"\"?sep=(?P<delimiter>.)\"?[;,\t]*\r?(?:\n|\r|$)", re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""
_MOST_LINES = 50
"""Lines of one cell; a quotation mark that is never closed makes one cell of all that follows."""
_SINGLE = re.compile(r"(?:^|[;,\t|])'[^'\n]*'(?=[;,\t|\r\n]|$)", re.MULTILINE)
_DOUBLE = re.compile(r"(?:^|[;,\t|])\"", re.MULTILINE)
_LINE_ENDS = re.compile(r"\r\n|[\r\n]")


@dataclass(frozen=True, slots=True)
class _Dialect:
    delimiter: str
    quote: str = '"'
    escaped: bool = False

    def records(self, text: str) -> Iterator[list[str]]:
        return csv.reader(
            io.StringIO(text, newline=""),
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar="\\" if self.escaped else None,
            doublequote=not self.escaped,
            skipinitialspace=True,
        )


def read_delimited(decoded: Text, name: str) -> Table:
    """Return the table of a text. Raises `InputRefused`, naming the file `name`, where it is none or too long."""
    text = decoded.text
    named = _NAMED.match(text)
    if named is not None:
        text = text[named.end() :]
    dialect = _dialect(text, named["delimiter"] if named else "")
    rows = _rows(text, dialect, name)
    if all(len(row.cells) == 1 for row in rows):
        rows = _unwrapped(rows, name)
    return Table(tuple(rows), notes=_notes(decoded))


def _notes(decoded: Text) -> tuple[str, ...]:
    if not decoded.guessed:
        return ()
    read = encoding_text(decoded.guessed)
    return (f"The list does not say how its letters are coded; it was read as {read}. Look at ä, é and the like.",)


def _dialect(text: str, named: str) -> _Dialect:
    quote = "'" if len(_SINGLE.findall(text)) > len(_DOUBLE.findall(text)) else '"'
    escaped = f"\\{quote}" in text and quote * 2 not in text
    usual = _Dialect(named or _DELIMITERS[0], quote, escaped)
    return usual if named else replace(usual, delimiter=_delimiter(text, usual))


def _delimiter(text: str, usual: _Dialect) -> str:
    """Return what makes rows of one width of the text, the widest where several do."""
    best, made = usual.delimiter, (0.0, 0)
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        widths = Counter(_widths(text, replace(usual, delimiter=delimiter)))
        width, often = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        makes = (round(often / max(1, widths.total()), 1), width)
        if width > 1 and makes > made:
            best, made = delimiter, makes
    return best


def _widths(text: str, dialect: _Dialect) -> list[int]:
    try:
        return [len(record) for record in islice(dialect.records(text), _JUDGED) if any(record)]
    except csv.Error:
        return []


def _rows(text: str, dialect: _Dialect, name: str) -> list[TableRow]:
    lines = _LINE_ENDS.split(text)
    reader = dialect.records(text)
    rows: list[TableRow] = []
    cells, before, line = 0, 0, 0
    try:
        for line, record in enumerate(reader, 1):
            after: int = reader.line_num  # type: ignore[attr-defined]  # every reader of csv has it
            _check_closed(lines[before:after], dialect, name, before + 1)
            before = after
            if any(cell.strip() for cell in record):
                rows.append(TableRow(line, tuple(cell.strip() for cell in record)))
                cells += len(record)
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                raise too_long(name)
    except csv.Error as error:
        raise InputRefused(name, f"Row {line + 1} of the list cannot be read ({error}).", _REPAIR) from error
    return rows


_REPAIR = "Open it in a spreadsheet, look at that row, and save it again."


def _check_closed(lines: Sequence[str], dialect: _Dialect, name: str, first: int) -> None:
    """Raise `InputRefused` where a cell has swallowed the rest of the list."""
    if len(lines) > _MOST_LINES or (len(lines) > 1 and _odd("\n".join(lines), dialect)):
        raise InputRefused(name, f"A quotation mark in line {first} of the list is never closed.", _REPAIR)


def _odd(text: str, dialect: _Dialect) -> bool:
    escaped = text.count(f"\\{dialect.quote}") if dialect.escaped else 0
    return (text.count(dialect.quote) - escaped) % 2 == 1


def _unwrapped(rows: list[TableRow], name: str) -> list[TableRow]:
    """Return the rows of a list whose lines stand in quotation marks as a whole; others as they are."""
    text = "\n".join(str(row.cells[0]) for row in rows)
    delimiter = _delimiter(text, _Dialect(""))
    if not delimiter or "\n" in "".join(str(row.cells[0]) for row in rows):
        return rows
    inner = _rows(text, _Dialect(delimiter), name)
    return [TableRow(rows[row.line - 1].line, row.cells) for row in inner]
