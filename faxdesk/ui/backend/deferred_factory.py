"""The workplace of the window, before anybody knows who signs in there.

The window shows its lists at once, and keeps faxes at once. The client, which is slow to load, comes into the threads
when those open it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from faxdesk.core.errors import FaxDeskError, InputRefused, SignInNeeded, Stopped, in_words
from faxdesk.core.times import Now, utc_now

if TYPE_CHECKING:
    from faxdesk.services.container import Services, ServicesFactory
    from faxdesk.services.events import EventSink
    from faxdesk.services.local_services import LocalServices
    from faxdesk.store.data_folder import DataFolder

_log = logging.getLogger(__name__)

NOWHERE = "http://127.0.0.1:9/v3"
"""An address on this computer where nobody listens (port 9, discard, RFC 863), for when there is no usable one."""


class DeferredFactory:
    """Where the work of one data folder is done. `settle` or `give_up` says how; until then the threads wait in `open`.

    Every method may be called from any thread.
    """

    def __init__(self, folder: DataFolder, now: Now = utc_now) -> None:
        self.folder = folder
        self.now = now
        self._known = threading.Event()
        self._lock = threading.Lock()
        self._find: Callable[[], ServicesFactory] | None = None
        self._factory: ServicesFactory | None = None

    def settle(self, find: Callable[[], ServicesFactory]) -> None:
        """Let the threads work where `find` says. It is called once, in the first thread that comes."""
        self._find = find
        self._known.set()

    def give_up(self) -> None:
        """Send away whoever waits in `open`, with `Stopped`, unless it was settled before."""
        self._known.set()

    def open(self, report: EventSink) -> Services:
        """Open the services for the present thread. Raises `StoreTrouble`, and `Stopped` after `give_up`.

        Whatever else is wrong with the address or the token becomes the reason why every call to the service fails:
        what the user asks for is kept all the same.
        """
        self._known.wait()
        return self._settled().open(report)

    def open_here(self) -> LocalServices:
        """Open for the present thread what needs no Fax.Plus; it waits for nobody. Raises `StoreTrouble`."""
        from faxdesk.services.document_examiner import isolated
        from faxdesk.services.local_services import LocalServices

        return LocalServices(self.folder, self.now, isolated)

    def look_again(self) -> None:
        """The keyring may give now what it refused before."""
        if self._factory is not None:
            self._factory.look_again()

    def _settled(self) -> ServicesFactory:
        with self._lock:
            if self._factory is None:
                if self._find is None:
                    raise Stopped
                self._factory = self._checked(self._find)
                # Once, before the threads ask for it all at the same moment and hinder each other.
                self.folder.delivery_lock.acquire()
            return self._factory

    def _checked(self, find: Callable[[], ServicesFactory]) -> ServicesFactory:
        from faxdesk.services.sign_in import check_address

        try:
            factory = find()
            check_address(factory.url)
        except BaseException as error:  # noqa: BLE001  it becomes the reason that is told
            if not isinstance(error, FaxDeskError):
                _log.exception("the way to Fax.Plus could not be found")
            return unavailable(self.folder, in_words(error), self.now)
        return factory


def unavailable(folder: DataFolder, reason: FaxDeskError, now: Now = utc_now) -> ServicesFactory:
    """Return a workplace from which nothing can be reached, for `reason`. Loads the client."""
    from faxdesk.services.container import ServicesFactory
    from faxdesk.services.document_examiner import isolated
    from faxdesk.services.sign_in import UnavailableCredentials

    if isinstance(reason, InputRefused):
        # A token or an address that cannot be one: only the user can give another.
        reason = SignInNeeded(reason.title, reason.advice)
    return ServicesFactory(folder, NOWHERE, UnavailableCredentials(reason), now, isolated)
