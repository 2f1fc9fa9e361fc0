"""Lists for tests of batches, and their plans."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.core.batch import BatchRequest
from faxdesk.core.times import Now, utc_now
from faxdesk.documents.intake.intake import Intake
from faxdesk.documents.tables.reader import read_table
from faxdesk.services.batch_planner import BatchPlan, BatchPlanner

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.table import Table
    from faxdesk.documents.inspection.content import Content
    from faxdesk.documents.inspection.examine import Examined


BUSY = "+41445550201"


class Here:
    """Opens documents and lists in this process: those of tests are harmless, and a child takes a second to start."""

    def read_table(self, path: Path, name: str, sheet: str = "", _cancel: CancelToken | None = None) -> Table:
        return read_table(path, name, sheet)

    def recognise(self, path: Path, name: str) -> Content:
        from faxdesk.documents.inspection.file_type import recognise

        with path.open("rb") as file:
            return recognise(file, name)

    def examine(self, path: Path, name: str | None = None, password: str | None = None) -> Examined:
        from faxdesk.documents.inspection.examine import examine

        return examine(path, name, password)


def plan(
    path: Path,
    files: Sequence[Path] = (),
    request: BatchRequest | None = None,
    *,
    region: str = "CH",
    now: Now = utc_now,
    sheet: str = "",
) -> BatchPlan:
    """Return the plan of a list, as a command makes it."""
    here: Any = Here()
    planner = BatchPlanner(here, Intake(here, path.parent / "made", region), now)
    loaded = planner.load(path, sheet)
    columns = planner.columns(loaded, region)
    return planner.plan(loaded, columns, request or BatchRequest(), files, region)


def write_list(path: Path, rows: Sequence[Sequence[str]], titles: Sequence[str] = ("Fax", "Name", "Comment")) -> Path:
    """Write a list as CSV."""
    lines = [";".join(row) for row in (titles, *rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def numbers(count: int, first: int = 0) -> list[str]:
    """Return so many numbers, each of which takes a fax: other digits than those of the practice numbers."""
    return [f"+4122556{number:04}" for number in range(first, first + count)]


def busy_numbers(count: int) -> list[str]:
    """Return so many numbers whose line is always busy: their last digits say so."""
    return [f"+1{area}{BUSY[-7:]}" for area in range(210, 210 + count)]
