"""Everything that works on one data folder with one account, put together for one thread at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from faxdesk.api.auth import StoredCredentials
from faxdesk.api.client import FaxApi
from faxdesk.core.address import host_of, is_loopback
from faxdesk.core.times import Now, utc_now
from faxdesk.services.account import AccountCache
from faxdesk.services.automatic_retention import AutomaticRetention
from faxdesk.services.batch_sender import BatchSender
from faxdesk.services.cancel import Canceller
from faxdesk.services.deliver import Deliverer
from faxdesk.services.document_examiner import Examiner, in_process
from faxdesk.services.fetch import Fetcher
from faxdesk.services.follow import NEAR, Cadence, Follower
from faxdesk.services.inbox import InboxFollower
from faxdesk.services.local_services import LocalServices
from faxdesk.services.lost_answers import LostAnswerSettler
from faxdesk.services.prefetch import Prefetcher
from faxdesk.services.proof_filing import ProofFiler
from faxdesk.services.service_sequence import ServiceSequence
from faxdesk.services.step_supervisor import SIGNED_OUT, StepSupervisor
from faxdesk.services.vanished import OutboxTraces
from faxdesk.services.webhooks import WebhookRegistry
from faxdesk.store.settings_file import SettingsFile

if TYPE_CHECKING:
    from datetime import timedelta

    from faxdesk.api.auth import Credentials
    from faxdesk.core.settings import Settings
    from faxdesk.services.events import EventSink
    from faxdesk.services.proof import ProofMaker
    from faxdesk.store.data_folder import DataFolder


@dataclass(frozen=True)
class ServicesFactory:
    """A data folder, the address of the service and who signs in there. Shared by all threads; opens nothing itself.

    `examiner` looks into documents before they are kept. `proxy` is the address of the proxy on the way to the service,
    "" for the system's.
    """

    folder: DataFolder
    url: str
    credentials: Credentials
    now: Now = utc_now
    examiner: Examiner = in_process
    proxy: str = ""

    def open(self, report: EventSink) -> Services:
        """Open the store and the client for the present thread. Raises `StoreTrouble` and `InputRefused`."""
        return Services(self, report)

    def open_here(self) -> LocalServices:
        """Open for the present thread what needs no Fax.Plus. Raises `StoreTrouble`."""
        return LocalServices(self.folder, self.now, self.examiner)

    def look_again(self) -> None:
        """The keyring may give now what it refused before: ask it once more when the next call needs it."""
        if isinstance(self.credentials, StoredCredentials):
            self.credentials.look_again()


class Services(LocalServices):
    """The services of one thread, over one connection to the database and one to Fax.Plus. Close it in that thread."""

    def __init__(self, factory: ServicesFactory, report: EventSink) -> None:
        now = factory.now
        super().__init__(factory.folder, now, factory.examiner)
        try:
            self.api = FaxApi(factory.url, factory.credentials, proxy=factory.proxy or None, now=now)
        except BaseException:
            self.store.close()
            raise
        self.fetcher = Fetcher(self.store, self.api)
        self._now, self._is_practice = now, is_loopback(host_of(factory.url))
        self.webhooks = WebhookRegistry(self.store, self.api, factory.url, factory.proxy)
        delivery_lock = factory.folder.delivery_lock
        self.account = AccountCache(self.store, self.api, now)
        settle = LostAnswerSettler(self.store, self.api, self.account, report, now, patience=self._patience)
        self.follower = Follower(
            self.store,
            self.api,
            self.account,
            report,
            now,
            NEAR if self._is_practice else Cadence(),
            (OutboxTraces(self.api),),
        )
        self.follower.sparing = self._polls_sparingly
        self.delivering = StepSupervisor(
            Deliverer(self.store, self.api, self.account, settle, report, now), delivery_lock, report, now=now
        )
        self.cancelling = StepSupervisor(
            Canceller(self.store, self.api, self.account, report, now), delivery_lock, report, now=now
        )
        self.batching = StepSupervisor(
            BatchSender(self.store, self.submitter, report, now), delivery_lock, report, now=now
        )
        self.following = StepSupervisor(self.follower, delivery_lock, report, now=now)
        self.inbox = InboxFollower(
            self.store, self.api, self.account, report, now, near=is_loopback(host_of(factory.url))
        )
        # The others notice first that the token works again.
        self.receiving = StepSupervisor(self.inbox, None, report, now=now, signed_out=2 * SIGNED_OUT)
        self.prefetching = StepSupervisor(
            Prefetcher(self.store, self.fetcher, self.account, report, self._wants_copies, now),
            delivery_lock,
            report,
            now=now,
        )

        filer = ProofFiler(self.store, self.fetcher, lambda: self.proofs, report, lambda: self.settings, now)
        self.filing = StepSupervisor(filer, delivery_lock, report, now=now)
        retention = AutomaticRetention(self.store, lambda: self.settings, report, now)
        self.housekeeping = StepSupervisor(ServiceSequence(retention, filer), delivery_lock, report, now=now)

    @cached_property
    def proofs(self) -> ProofMaker:
        """What makes proofs, loaded when one is asked for."""
        from faxdesk.services.proof import ProofMaker

        return ProofMaker(self.store, self.fetcher, self._now, practice=self._is_practice)

    @property
    def settings(self) -> Settings:
        """The settings as they are now: another thread or program may have changed them."""
        return SettingsFile(self.store.folder.settings).settings

    def _wants_copies(self) -> bool:
        return self.settings.keep_copies

    def _polls_sparingly(self) -> bool:
        return SettingsFile(self.store.folder.settings).settings.poll_sparingly

    def _patience(self) -> timedelta | None:
        return self.settings.patience

    def close(self) -> None:
        """Close both connections."""
        try:
            self.api.close()
        finally:
            super().close()
