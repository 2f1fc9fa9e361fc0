"""Fax AI: what a fax says, and the fields in it, for credits.

The text is the real one of PDF and text documents. Pictures have none: nothing here recognises letters, so reading a
scan ends as `failed`, as a page does that nobody can read.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from faxdesk.core.pdfium import LOCK
from faxdesk.core.times import from_seconds
from faxdesk.practice.files.documents import open_pdf, text_pages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

    from faxdesk.practice.database import PracticeDatabase
    from faxdesk.practice.state.archive import ArchivedFax

OCR, FIELDS = "ocr", "field_extraction"
FEATURES = (OCR, FIELDS)
MONTHLY_CREDITS = 100
"""Credits for a month; a page costs one for each feature."""

PENDING, FINISHED, FAILED = "pending", "finished", "failed"


@dataclass(frozen=True)
class AiJob:
    """Reading one fax, which is done at `ready`, in seconds since 1970 (UTC)."""

    fax: str
    feature: str
    ready: float
    corrected: dict[str, Any] | None


@dataclass(frozen=True)
class CustomField:
    """A field that people of the account defined."""

    id: str
    name: str
    instructions: str
    enabled: bool


class FaxAi:
    """The ledger of Fax AI."""

    def __init__(self, database: PracticeDatabase) -> None:
        self._database = database

    def job(self, fax_id: str, feature: str) -> AiJob | None:
        """Return what was asked for, or None."""
        with self._database.read() as db:
            row = db.execute("SELECT * FROM ai_job WHERE fax = ? AND feature = ?", (fax_id, feature)).fetchone()
        return None if row is None else _job(row)

    def start(self, fax: ArchivedFax, feature: str, now: float, seconds: float) -> AiJob | None:
        """Return the job, begun if it is new. None if there are too few credits left for it."""
        with self._database.write() as db:
            known = self.job(fax.id, feature)
            if known is not None:
                return known
            if fax.pages > self.credits_left(now):
                return None
            db.execute(
                "INSERT INTO ai_job VALUES (?, ?, ?, ?, ?, NULL)", (fax.id, feature, fax.pages, now, now + seconds)
            )
        return AiJob(fax.id, feature, now + seconds, None)

    def correct(self, fax_id: str, fields: dict[str, Any]) -> None:
        """Replace the extracted fields."""
        with self._database.write() as db:
            db.execute(
                "UPDATE ai_job SET corrected = ? WHERE fax = ? AND feature = ?", (json.dumps(fields), fax_id, FIELDS)
            )

    def used(self, now: float) -> dict[str, int]:
        """Return the credits that each feature used since the month began."""
        with self._database.read() as db:
            rows = db.execute("SELECT feature, sum(pages) FROM ai_job WHERE at >= ? GROUP BY feature", (_month(now),))
            return dict.fromkeys(FEATURES, 0) | {feature: int(pages) for feature, pages in rows}

    def credits_left(self, now: float) -> int:
        """Return the credits that are left for this month."""
        return max(0, MONTHLY_CREDITS - sum(self.used(now).values()))

    def define(self, name: str, instructions: str, enabled: bool) -> CustomField:
        """Add a field that is looked for from now on."""
        field = CustomField(secrets.token_hex(12), name, instructions, enabled)
        with self._database.write() as db:
            db.execute("INSERT INTO ai_field VALUES (?, ?)", (field.id, json.dumps(vars(field))))
        return field

    def defined(self) -> list[CustomField]:
        """Return all fields that were added."""
        with self._database.read() as db:
            return [CustomField(**json.loads(row[0])) for row in db.execute("SELECT definition FROM ai_field")]


def next_month(now: float) -> datetime:
    """Return when the credits are full again (UTC)."""
    first = from_seconds(_month(now))
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def _month(now: float) -> float:
    moment = from_seconds(now)
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()


def _job(row: sqlite3.Row) -> AiJob:
    corrected = None if row["corrected"] is None else json.loads(row["corrected"])
    return AiJob(row["fax"], row["feature"], row["ready"], corrected)


def text_of(paths: Iterable[Path]) -> str:
    """Return the text of documents; empty where they are pictures."""
    return "\n".join(part for part in map(_text_of, paths) if part.strip())


def _text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return _pdf_text(path)
    if path.suffix == ".txt":
        return "\n".join("\n".join(lines) for lines in text_pages(path))
    return ""


def _pdf_text(path: Path) -> str:
    with LOCK:
        document = open_pdf(path)
        try:
            return "\n".join(_page_text(document, number) for number in range(len(document)))
        finally:
            document.close()


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text = page.get_textpage()
    try:
        found: str = text.get_text_range()
        return found.replace("\r\n", "\n")
    finally:
        text.close()
        page.close()


def fields_of(text: str, fax: ArchivedFax, wanted: Iterable[str]) -> dict[str, str | None]:
    """Return the fields of a fax: what its record knows, and each `wanted` name where the text has `Name: value`."""
    lines = [line.partition(":") for line in text.splitlines()]
    written = {name.strip().casefold(): value.strip() for name, colon, value in lines if colon}
    known: dict[str, str | None] = {"from": fax.source, "to": fax.destination, "pages": str(fax.pages)}
    return known | {name: written.get(name.casefold()) for name in wanted}
