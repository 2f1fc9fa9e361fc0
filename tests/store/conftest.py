"""A real store in a temporary folder, with a clock that tests turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faxdesk.core.lifecycle import State
from faxdesk.core.model import Document, DocumentType, Options, Recipient, Submission
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store

START = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.present = START

    def __call__(self) -> datetime:
        return self.present

    def turn(self, **by: float) -> None:
        """Let time pass: `turn(minutes=5)`."""
        self.present += timedelta(**by)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def store(folder: DataFolder, clock: TurnedClock) -> Iterator[Store]:
    store = Store(folder, clock)
    yield store
    store.close()


DOCUMENT = Document("letter.pdf", DocumentType.PDF, "ab" * 32, 1234, 2)


def submission(job: str, *numbers: str, at: datetime = START, comment: str = "", **more: object) -> Submission:
    """Return a submission of one document to some numbers."""
    values: dict[str, object] = {
        "sender": "+41445550100",
        "send_at": None,
        "options": Options(),
        "cover_page": None,
        "documents": (DOCUMENT,),
        **more,
    }
    recipients = tuple(Recipient(0, job, number, State.QUEUED) for number in numbers or ("+41445550123",))
    return Submission(job=job, created_at=at, comment=comment, recipients=recipients, **values)  # type: ignore[arg-type]
