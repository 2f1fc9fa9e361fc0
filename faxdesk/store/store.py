"""Everything that is kept in one data folder, opened for one thread."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from faxdesk.core.times import Now, utc_now
from faxdesk.store.database import Database
from faxdesk.store.fax_lists import FaxLists

if TYPE_CHECKING:
    from faxdesk.store.attempts import Attempts
    from faxdesk.store.batches import Batches
    from faxdesk.store.contact_suggestions import ContactSuggestions
    from faxdesk.store.contacts import Contacts
    from faxdesk.store.copies import Copies
    from faxdesk.store.costs import Costs
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.store.delivery_queue import DeliveryQueue
    from faxdesk.store.drafts import Drafts
    from faxdesk.store.earlier_attempts import EarlierAttempts
    from faxdesk.store.erasures import Erasures
    from faxdesk.store.fax_finder import FaxFinder
    from faxdesk.store.lost_faxes import LostFaxes
    from faxdesk.store.number_history import NumberHistory
    from faxdesk.store.person_records import PersonRecords
    from faxdesk.store.proofs import Proofs
    from faxdesk.store.received_faxes import ReceivedFaxes
    from faxdesk.store.retention import Retention
    from faxdesk.store.search_index import SearchIndex
    from faxdesk.store.search_lines import SearchLines
    from faxdesk.store.service_mirror import ServiceMirror
    from faxdesk.store.spool import Spool
    from faxdesk.store.submissions import Submissions
    from faxdesk.store.undo_holds import UndoHolds
    from faxdesk.store.watched_files import WatchedFiles
    from faxdesk.store.webhook_calls import WebhookCalls


class Store:
    """One connection to the database of a data folder, and what can be read and written through it.

    A store belongs to the thread that made it. Raises `StoreTrouble` where the folder cannot be used. Its parts are
    loaded when they are first asked for: the window shows the lists long before it needs the others.
    """

    def __init__(self, folder: DataFolder, now: Now = utc_now) -> None:
        self.folder = folder
        self.database = Database(folder.database)
        self.fax_lists = FaxLists(self.database)
        self._now = now
        self._webhook_calls: WebhookCalls | None = None
        self._patience: float | None = None

    def wait_at_most(self, seconds: float) -> None:
        """Wait no longer than this for another connection from now on: a window would stand still meanwhile."""
        self._patience = seconds
        self.database.wait_at_most(seconds)

    @cached_property
    def costs(self) -> Costs:
        """What faxes have cost."""
        from faxdesk.store.costs import Costs

        return Costs(self.database)

    @cached_property
    def submissions(self) -> Submissions:
        """What the user has promised to send."""
        from faxdesk.store.submissions import Submissions

        return Submissions(self.database, self._now)

    @cached_property
    def attempts(self) -> Attempts:
        """The attempts to hand a fax over."""
        from faxdesk.store.attempts import Attempts

        return Attempts(self.database, self._now)

    @cached_property
    def delivery_queue(self) -> DeliveryQueue:
        """The queue, and what became of each fax in it."""
        from faxdesk.store.delivery_queue import DeliveryQueue

        return DeliveryQueue(self.database, self.attempts, self._now)

    @cached_property
    def earlier_attempts(self) -> EarlierAttempts:
        """The faxes that are tried again."""
        from faxdesk.store.earlier_attempts import EarlierAttempts

        return EarlierAttempts(self.database, self._now)

    @cached_property
    def lost_faxes(self) -> LostFaxes:
        """The faxes whose answer was lost."""
        from faxdesk.store.lost_faxes import LostFaxes

        return LostFaxes(self.database, self._now)

    @cached_property
    def undo_holds(self) -> UndoHolds:
        """The moment after Send in which a fax can be taken back."""
        from faxdesk.store.undo_holds import UndoHolds

        return UndoHolds(self.database, self._now)

    @cached_property
    def drafts(self) -> Drafts:
        """The faxes that somebody has to look at before they are sent."""
        from faxdesk.store.drafts import Drafts

        return Drafts(self.database, self._now)

    @cached_property
    def watched_files(self) -> WatchedFiles:
        """The folders that are watched, and the files that were taken out of them."""
        from faxdesk.store.watched_files import WatchedFiles

        return WatchedFiles(self.database, self._now)

    @cached_property
    def service_mirror(self) -> ServiceMirror:
        """What the service has told last."""
        from faxdesk.store.service_mirror import ServiceMirror

        return ServiceMirror(self.database, self._now)

    @cached_property
    def copies(self) -> Copies:
        """What is fetched of finished faxes without being asked for."""
        from faxdesk.store.copies import Copies

        return Copies(self.database, self._now)

    @cached_property
    def received_faxes(self) -> ReceivedFaxes:
        """The inbox."""
        from faxdesk.store.received_faxes import ReceivedFaxes

        return ReceivedFaxes(self.database, self._now)

    @cached_property
    def batches(self) -> Batches:
        """The lists that are sent row by row."""
        from faxdesk.store.batches import Batches

        return Batches(self.database, self._now)

    @cached_property
    def contacts(self) -> Contacts:
        """Whom faxes go to."""
        from faxdesk.store.contacts import Contacts

        return Contacts(self.database, self._now)

    @cached_property
    def contact_suggestions(self) -> ContactSuggestions:
        """Recipients that fit what somebody types."""
        from faxdesk.store.contact_suggestions import ContactSuggestions

        return ContactSuggestions(self.contacts, self.number_history)

    @cached_property
    def number_history(self) -> NumberHistory:
        """What became of the faxes to a number."""
        from faxdesk.store.number_history import NumberHistory

        return NumberHistory(self.database)

    @cached_property
    def search_index(self) -> SearchIndex:
        """What lists are searched by, in a folder of its own. It may be busy for seconds: not for the main thread."""
        from faxdesk.store.search_index import SearchIndex

        return SearchIndex(self.folder.search)

    @cached_property
    def search_lines(self) -> SearchLines:
        """The faxes as the search index takes them."""
        from faxdesk.store.search_lines import SearchLines

        return SearchLines(self.database, self.fax_lists, self.received_faxes)

    @cached_property
    def fax_finder(self) -> FaxFinder:
        """What finds faxes in the lists."""
        from faxdesk.store.fax_finder import FaxFinder

        return FaxFinder(self.search_index, self.search_lines, self.contacts)

    @cached_property
    def proofs(self) -> Proofs:
        """The proofs that were made here."""
        from faxdesk.store.proofs import Proofs

        return Proofs(self.database, self._now)

    @cached_property
    def spool(self) -> Spool:
        """The documents."""
        from faxdesk.store.spool import Spool

        return Spool(self.folder.spool)

    @cached_property
    def retention(self) -> Retention:
        """What is stored of faxes that have ended long ago."""
        from faxdesk.store.retention import Retention

        return Retention(self.database, self._now)

    @cached_property
    def person_records(self) -> PersonRecords:
        """What there is of a person."""
        from faxdesk.store.person_records import PersonRecords

        return PersonRecords(self.database, self._now)

    @cached_property
    def erasures(self) -> Erasures:
        """What removes it."""
        from faxdesk.store.erasures import Erasures

        return Erasures(self.database)

    @property
    def webhook_calls(self) -> WebhookCalls:
        """The calls that the receiver of webhooks has heard, in a file of their own, which is made when it is missing.

        Raises `StoreTrouble` where it cannot be used, which is no reason to leave the faxes alone.
        """
        if self._webhook_calls is None:
            from faxdesk.store.webhook_calls import WebhookCalls

            self._webhook_calls = WebhookCalls(self.folder.webhooks, self._now)
            if self._patience is not None:
                self._webhook_calls.wait_at_most(self._patience)
        return self._webhook_calls

    def heard_webhooks(self) -> WebhookCalls | None:
        """Return the same where there is such a file: where a receiver has run; else None."""
        if self._webhook_calls is None and not self.folder.webhooks.exists():
            return None
        return self.webhook_calls

    def close(self) -> None:
        """Close the connections."""
        if self._webhook_calls is not None:
            self._webhook_calls.close()
        if "search_index" in self.__dict__:
            self.search_index.close()
        self.database.close()
