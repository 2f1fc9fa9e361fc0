"""Drafts that somebody writes: kept while they are written, so that neither a slip nor a power cut loses them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import phone
from faxdesk.core.errors import InputRefused
from faxdesk.core.office_hours import set_hours
from faxdesk.core.opening_hours import opening_times
from faxdesk.core.written_draft import DraftFile
from faxdesk.store.drafts import DISCARDED, SENT
from faxdesk.store.settings_file import SettingsFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from faxdesk.core.model import Document, Draft, Submission
    from faxdesk.core.times import Now
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.store.store import Store


@dataclass(slots=True)
class DraftRecord:
    """The draft of one dialog: its `number` once it is kept, and what the spool has of its files.

    Whoever keeps, sends or discards it does so in one thread, in the order in which that was asked for: what was
    `settled` is not kept anew by a request that had waited.
    """

    number: int | None = None
    settled: bool = False
    spooled: dict[Path, Document] = field(default_factory=dict)


class WrittenDrafts:
    """Keeps what dialogs say, and makes of it what can be sent."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def keep(self, record: DraftRecord, written: WrittenDraft) -> None:
        """Copy the documents into the spool, each once, and keep the draft.

        A file that cannot be copied is remembered by its path. Raises `InputRefused` where the draft was settled by
        somebody else, and `StoreTrouble`.
        """
        if not record.settled:
            files = tuple(self._copied(file, record) for file in written.files)
            record.number = self._store.drafts.keep_written(record.number, replace(written, files=files))

    def discard(self, record: DraftRecord) -> None:
        """Throw a draft away, where there is one. Raises `InputRefused` where it was settled by somebody else."""
        number, settled = record.number, record.settled
        record.settled = True
        if number is not None and not settled:
            self._store.drafts.settle(number, DISCARDED)

    @contextmanager
    def sending(self, record: DraftRecord | None) -> Iterator[Callable[[Sequence[Submission]], None]]:
        """Inside, faxes are kept that a dialog asks for, whose draft is settled by what this yields, called with them.

        That is to be called in the transaction in which they are kept; it raises `InputRefused` where the draft has
        been settled by somebody else.
        """

        def settle(made: Sequence[Submission]) -> None:
            if record is not None and record.number is not None:
                self._store.drafts.settle(record.number, SENT, [one.job for one in made])

        yield settle
        if record is not None:
            record.settled = True

    def sendable(self, kept: KeptDraft, region: str) -> Draft:
        """Return a draft as it can be sent without its dialog; `region` is that of numbers without country code.

        Raises `InputRefused` where it is not finished.
        """
        written = kept.written
        if written is None:
            return kept.draft
        if written.pages or written.send_text:
            field = "Documents" if written.pages else "Send time"
            raise InputRefused(field, "This draft can be finished in the window only.", "Open it there under Drafts.")
        numbers = tuple(dict.fromkeys(phone.parse(text, region) for text, _name in written.recipients))
        times = self._opening_times(numbers) if written.at_opening else ()
        return replace(kept.draft, recipients=numbers, send_times=times)

    def _opening_times(self, numbers: Sequence[str]) -> tuple[tuple[str, datetime | None], ...]:
        hours = set_hours(SettingsFile(self._store.folder.settings).settings.office_hours)
        return opening_times(numbers, self._now(), hours)

    def _copied(self, file: DraftFile, record: DraftRecord) -> DraftFile:
        document, path = file.document, file.path
        if document is None or document.sha256 or path is None:
            return file
        if path not in record.spooled:
            try:
                record.spooled[path] = replace(document, sha256=self._store.spool.keep(path))
            except InputRefused:
                # It has gone, or is being written: opened again, it is looked at once more and says so.
                return DraftFile(path=path)
        return DraftFile(document=record.spooled[path])
