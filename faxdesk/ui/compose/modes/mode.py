"""What every mode of the compose dialog offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication

from faxdesk.ui.widgets.fax_texts import time_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Draft, Submission
    from faxdesk.core.written_draft import WrittenDraft
    from faxdesk.services.written_drafts import DraftRecord

    Done = Callable[[tuple[Submission, ...]], None]
    """Called when all is safely on disk; with nothing where there was nothing to keep."""
    Failed = Callable[[FaxDeskError], None]


class ComposeMode(Protocol):
    """What the dialog starts with, what it is called, and what happens when it is confirmed."""

    title: str
    action: str
    """The text of the button that confirms."""
    hint: str
    """What the user should know before, or an empty text."""
    outcome: str
    """What has been promised once it is kept, for the window to say."""
    draft: Draft
    """What the fields show to begin with."""
    fixed_documents: bool
    """True where the documents of an earlier fax go out as they are; otherwise files are added and removed."""
    most_recipients: int
    written: WrittenDraft | None
    """What else the fields show, where the draft of a dialog is opened again."""
    again: tuple[tuple[int, str], ...]
    """Recipients whose fax this one sends once more, each with its number."""
    record: DraftRecord | None
    """The draft that the dialog is kept as while it is written; None where it is none."""

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Put what was asked for into the database, all of it or nothing; `done` and `failed` are callbacks of `owner`.

        `draft` has been checked.
        """
        ...


def tr(text: str) -> str:
    """Translate a text of the modes."""
    return QCoreApplication.translate("ComposeMode", text)


def kept_again_text(count: int) -> str:
    """Return what the window says when several faxes are to be sent again as they were."""
    return tr("{count} faxes kept. They will be sent as soon as possible, or at their times.").format(count=count)


def kept_text(draft: Draft) -> str:
    """Return what the window says when the faxes of a draft have been kept."""
    count = len(draft.split())
    if any(at is not None for _number, at in draft.send_times):
        text = (
            tr("Fax kept. It will be sent when the office opens.")
            if count == 1
            else tr("{count} faxes kept. They will be sent when the offices open.")
        )
        return text.format(count=count)
    if draft.send_at is not None:
        text = (
            tr("Fax kept. It will be sent on {time}.")
            if count == 1
            else tr("{count} faxes kept. They will be sent on {time}.")
        )
        return text.format(count=count, time=time_text(draft.send_at))
    if count == 1:
        return tr("Fax kept. It will be sent as soon as possible.")
    return tr("{count} faxes kept. They will be sent as soon as possible.").format(count=count)
