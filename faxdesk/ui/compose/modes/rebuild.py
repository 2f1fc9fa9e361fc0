"""The modes of the compose dialog in which an earlier fax can be changed throughout, its documents as well."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from faxdesk.core.cover import merged
from faxdesk.core.written_draft import ANY_NUMBER, dealt_with
from faxdesk.ui.compose.modes.earlier_fax import EarlierFaxMode
from faxdesk.ui.compose.modes.mode import kept_text, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.core.settings import Settings
    from faxdesk.services.user_requests import TakenBack
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes.mode import Done, Failed


class RebuildMode(EarlierFaxMode):
    """An earlier fax, all of which can be changed: its documents are added once more, from the spool.

    What is kept then deals with those of `recipients` that it goes to.
    """

    def __init__(
        self,
        backend: Backend,
        settings: Settings,
        submission: Submission,
        recipients: Sequence[Recipient],
        *,
        title: str,
        hint: str,
    ) -> None:
        super().__init__(backend, settings.grace, submission, recipients, title=title, hint=hint, fixed_documents=False)

    def keep(self, owner: QObject, draft: Draft, done: Done, failed: Failed) -> None:
        """Keep it as a new submission, or several."""
        self.outcome = kept_text(draft)
        self._backend.commands.submit(
            owner,
            draft,
            done,
            failed,
            grace=self._grace,
            deals_with=dealt_with(self.again, draft.recipients),
            record=self.record,
        )


class ReopenMode(RebuildMode):
    """New faxes that have been taken back, open again as they were. They deal with what the first ones dealt with."""

    def __init__(self, backend: Backend, settings: Settings, taken: Sequence[TakenBack]) -> None:
        submissions = [one.submission for one in taken]
        numbers = {recipient.to: recipient for one in submissions for recipient in one.recipients}
        hint = (
            tr("The fax was taken back. It has not been sent.")
            if len(taken) == 1
            else tr("{count} faxes were taken back. They have not been sent.").format(count=len(taken))
        )
        super().__init__(backend, settings, submissions[0], tuple(numbers.values()), title=tr("New fax"), hint=hint)
        # Whatever numbers it goes to now: they have been dealt with by those that were taken back.
        self.again = tuple((number, ANY_NUMBER) for one in taken for number in one.again)
        faxes = tuple(dict.fromkeys(one.documents for one in submissions))
        pages = [
            (one.cover_page, [recipient.to for recipient in one.recipients])
            for one in submissions
            if one.cover_page is not None
        ]
        times = {recipient.to: one.send_at for one in submissions for recipient in one.recipients}
        self.draft = replace(
            self.draft,
            # They had each a time of their own: that of their offices.
            send_times=tuple(times.items()) if len(set(times.values())) > 1 else (),
            files=tuple(document for documents in faxes for document in documents),
            fax_per_file=len(faxes) > 1,
            cover=merged(pages) if pages else None,
        )
