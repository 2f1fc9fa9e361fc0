"""The summary of a batch: each row with its state, reason, ids and report, as CSV or as a PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.batch import BatchState, Counts, RowState
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import ENDED_BADLY, RESULT_UNKNOWN, State
from faxdesk.core.phone import display
from faxdesk.core.quantities import count_text
from faxdesk.core.table import harmless
from faxdesk.core.times import Now, local, utc_now
from faxdesk.core.visible_text import visible
from faxdesk.services.csv_file import csv_bytes
from faxdesk.services.output_file import check_place, write_files

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.services.fetch import ReportFiles
    from faxdesk.store.batch_records import Batch, RowStatus
    from faxdesk.store.store import Store

TITLES = (
    "Row", "To", "Name", "Company", "State", "Reason", "Pages", "Submitted", "Last change", "Comment", "Job",
    "Outbox id", "Fax id", "Report",
)  # fmt: skip
"""The titles of the CSV. They do not change: scripts read them."""
_AT_SERVICE = "At Fax.Plus"
_WORDS: dict[str, str] = {
    RowState.REFUSED: "Error",
    State.QUEUED: "Waiting",
    State.SUBMITTING: "Handing over",
    State.UNKNOWN: "Unclear if sent",
    State.ACCEPTED: _AT_SERVICE,
    State.SUBMITTED: _AT_SERVICE,
    State.PARTIAL: "Partly delivered",
    State.UNREPORTED: "No result",
    State.REJECTED: "Refused",
}
"""The words of the PDF for states that are called otherwise in a file for programs."""


def check_summary_place(path: Path) -> None:
    """Raise `InputRefused` where a summary cannot be written there, or in the form that its name asks for."""
    if path.suffix.lower() not in (".csv", ".pdf"):
        raise InputRefused(str(path), "A summary is a CSV or a PDF.", "Give it a name that ends in .csv or .pdf.")
    check_place(path)


class BatchSummary:
    """Writes summaries. `reports` knows where confirmation reports are kept."""

    def __init__(self, store: Store, reports: ReportFiles, now: Now = utc_now) -> None:
        self._store = store
        self._reports = reports
        self._now = now

    def write(self, batch: Batch, path: Path) -> None:
        """Write the summary of a batch as it stands now: a PDF where the name ends so, else CSV.

        Raises `InputRefused` where it cannot be written there.
        """
        check_summary_place(path)
        rows = self._store.batches.statuses(batch.id)
        with tempfile.TemporaryDirectory(prefix="faxdesk-") as folder:
            made = Path(folder) / "summary"
            if path.suffix.lower() == ".pdf":
                self._draw(batch, rows, made)
            else:
                made.write_bytes(csv_bytes(TITLES, map(self._cells, rows)))
            write_files([(made, path)])

    def _cells(self, row: RowStatus) -> tuple[object, ...]:
        return (
            row.line,
            display(row.to),
            *map(harmless, (row.name, row.company, row.state, row.reason)),
            "" if row.pages is None else row.pages,
            _time(row.submitted_at),
            _time(row.changed_at),
            harmless(row.comment),
            row.job,
            row.outbox_id or "",
            row.fax_id or "",
            self._report(row),
        )

    def _report(self, row: RowStatus) -> str:
        kept = self._reports.kept_report(row.fax_id) if row.fax_id else None
        return "" if kept is None else str(kept)

    def _draw(self, batch: Batch, rows: tuple[RowStatus, ...], path: Path) -> None:
        from faxdesk.documents.common.paper import paper_of
        from faxdesk.documents.convert.table_to_pdf import PdfTable, TableFigure, TableLine, table_to_pdf

        counts = self._store.batches.counts(batch)
        facts = [
            ("List", batch.name + (f", sheet {batch.sheet}" if batch.sheet else "")),
            ("Started", _time(batch.created_at)),
            ("From", display(batch.request.sender) if batch.request.sender else "the first number of the account"),
            ("Documents", ", ".join(document.name for document in batch.documents) or "a file of each row"),
            ("As of", _time(self._now())),
            ("Reference", batch.id),
        ]
        figures = [TableFigure(words, number, tone) for words, number, tone in _figures(counts)]
        table = PdfTable(
            title="Summary of a list",
            facts=[(name, visible(text)) for name, text in facts],
            figures=figures,
            note=visible(batch.reason) if batch.state is BatchState.STOPPED else "",
            titles=("Row", "Recipient", "State", "What is known", "Pages", "Last change"),
            shares=(0.05, 0.27, 0.11, 0.34, 0.07, 0.16),
            footer=visible(batch.name),
            lines=[TableLine(_cells(row), _tone(row.state)) for row in rows],
        )
        table_to_pdf(table, path, paper_of(batch.region))


def progress_text(counts: Counts) -> str:
    """Return how far a batch is in a line: `120 of 1000 submitted, 100 delivered, 2 failed`."""
    submitted = counts.total - counts.waiting - counts.refused - counts.left_out - counts.cancelled
    parts = [
        f"{submitted} of {counts.total} submitted",
        f"{counts.delivered} delivered",
        *([f"{counts.failed} failed"] if counts.failed else []),
        *([f"{counts.unknown} not known"] if counts.unknown else []),
        *([f"{count_text(counts.refused, 'row')} with an error"] if counts.refused else []),
        *([f"{counts.left_out} left out"] if counts.left_out else []),
        *([f"{counts.cancelled} cancelled"] if counts.cancelled else []),
    ]
    return ", ".join(parts)


def _figures(counts: Counts) -> list[tuple[str, int, str]]:
    moving = counts.waiting + counts.open - counts.asked
    known = (
        ("Delivered", counts.delivered, "good"),
        ("Failed", counts.failed, "bad"),
        ("Not known", counts.unknown, "doubt"),
        ("With an error", counts.refused, "doubt"),
        ("Under way", moving, "plain"),
        ("Cancelled", counts.cancelled, "plain"),
        ("Left out", counts.left_out, "plain"),
    )
    return [("Rows", counts.total, "plain"), *(one for one in known if one[1] or one[0] in ("Delivered", "Failed"))]


def _cells(row: RowStatus) -> tuple[str, ...]:
    who = ", ".join(part for part in (row.name, row.company) if part)
    ids = ", ".join(
        f"{name} {value}" for name, value in (("job", row.job), ("fax", row.fax_id or row.outbox_id)) if value
    )
    to = display(row.to)
    return (
        str(row.line),
        "\n".join(visible(part) for part in (who, to) if part),
        _word(row.state),
        "\n".join(visible(part) for part in (row.reason, ids) if part or ids),
        "" if row.pages is None else str(row.pages),
        _time(row.changed_at or row.submitted_at),
    )


def _word(state: str) -> str:
    """Return the word for a state, as the window has it."""
    return _WORDS.get(state) or state.replace("_", " ").capitalize()


def _tone(state: str) -> str:
    if state == State.DELIVERED:
        return "good"
    if state in RESULT_UNKNOWN or state == RowState.REFUSED:
        return "doubt"
    return "bad" if state in ENDED_BADLY else "plain"


def _time(when: datetime | None) -> str:
    return "" if when is None else f"{local(when):%Y-%m-%d %H:%M}"
