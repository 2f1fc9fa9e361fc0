"""A list as a table, whatever kind of file it is: told by what is in it, not by its name."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.documents.common.opening import reading
from faxdesk.documents.common.text_encoding import decoded, is_text
from faxdesk.documents.inspection.content import refusal
from faxdesk.documents.inspection.file_type import recognise
from faxdesk.documents.tables.delimited_text import read_delimited
from faxdesk.documents.tables.limits import MOST_BYTES, too_large
from faxdesk.documents.tables.spreadsheet import read_spreadsheet

if TYPE_CHECKING:
    from faxdesk.core.table import Table

_SPREADSHEETS = frozenset({"xlsx", "xls", "ods"})
_PACKED = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How files begin that are no text: archives, compound files, PDFs, and the first of Excel ([MS-XLS] 2.4.21)."""
_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|head|meta|body|workbook)\b", re.IGNORECASE)
"""Web pages and XML that some programs save with the name of a spreadsheet."""
_ADVICE = "Give a list as CSV, XLSX, XLS or ODS."


def read_table(path: Path, name: str, sheet: str = "") -> Table:
    """Read a list. `sheet` names the sheet of a spreadsheet, "" for the first that has something in it.

    Raises `InputRefused`, naming the file `name`, where it is none, too large or damaged.
    """
    with reading(path, name) as file:
        size = file.seek(0, os.SEEK_END)
        if size > MOST_BYTES:
            raise too_large(name, size)
        file.seek(0)
        if file.read(8).startswith(_PACKED):
            file.seek(0)
            content = recognise(file, name)
            if content.word not in _SPREADSHEETS:
                refused = refusal(content, name)
                raise InputRefused(name, refused.title, _ADVICE)
            return read_spreadsheet(file, name, sheet)
        file.seek(0)
        text = decoded(file.read())
    if not text.text.strip():
        raise InputRefused(name, "The list is empty.", "Check that it is the right file.")
    if not is_text(text.text):
        raise InputRefused(name, "This is no list that can be read.", _ADVICE)
    if _MARKUP.match(text.text):
        raise InputRefused(
            name,
            "This is a web page or an XML file, whatever its name says.",
            "Open it in a spreadsheet and save it as XLSX or CSV.",
        )
    return read_delimited(text, name)
