"""What works without Fax.Plus: keeping new faxes, and what the user asks for about those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.services.batch_requests import BatchRequests
from faxdesk.services.batch_summary import BatchSummary
from faxdesk.services.fetch import ReportFiles
from faxdesk.services.inbox_requests import InboxRequests
from faxdesk.services.submit import Submitter
from faxdesk.services.user_requests import UserRequests
from faxdesk.services.written_drafts import WrittenDrafts
from faxdesk.store.store import Store

if TYPE_CHECKING:
    from faxdesk.core.times import Now
    from faxdesk.services.document_examiner import Examiner
    from faxdesk.store.data_folder import DataFolder


class LocalServices:
    """The services of one thread that need the data folder alone: no sign-in, no keyring and no network holds them up.

    Close it in its thread. Raises `StoreTrouble` where the folder cannot be used.
    """

    def __init__(self, folder: DataFolder, now: Now, examiner: Examiner) -> None:
        self.store = Store(folder, now)
        self.submitter = Submitter(self.store, now, examiner)
        self.user_requests = UserRequests(self.store, now)
        self.inbox_requests = InboxRequests(self.store, now)
        self.written_drafts = WrittenDrafts(self.store, now)
        self.batch_summary = BatchSummary(self.store, ReportFiles(self.store), now)
        self.batches = BatchRequests(self.store, self.submitter, self.user_requests, now)

    def close(self) -> None:
        """Close the connection to the database."""
        self.store.close()
