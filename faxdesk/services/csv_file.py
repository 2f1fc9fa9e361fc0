"""Writing a table as CSV, so that every spreadsheet reads it."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.services.output_file import write_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def csv_bytes(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as the bytes of a CSV file. Texts of other people have to be `core.table.harmless`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows(rows)
    # A spreadsheet takes a file without this mark for the encoding of the computer.
    return out.getvalue().encode("utf-8-sig")


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[object]], target: Path) -> None:
    """Write a table whole, or leave what was there. Raises `InputRefused` where nothing can be written."""
    with tempfile.TemporaryDirectory(prefix="faxdesk-") as folder:
        made = Path(folder) / "table.csv"
        made.write_bytes(csv_bytes(titles, rows))
        write_files([(made, target)])
