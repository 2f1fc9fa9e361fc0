"""Following the inbox of the service, and telling it what the user has done there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import BadAnswer, FaxDeskError, NotThere, Refused, ServiceDown, SignInNeeded
from faxdesk.core.times import Now, utc_now
from faxdesk.services.archive_reader import PAGE, OlderRecords
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.fetch import ReportFiles

if TYPE_CHECKING:
    from faxdesk.api.client import FaxApi
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Fax
    from faxdesk.services.account import AccountCache
    from faxdesk.store.received_faxes import InboxRequest
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

PAUSE, UNSEEN_PAUSE = 120.0, 240.0
"""Seconds between two looks while somebody sees the window, and while nobody does: with those of the follower an idle
FaxDesk stays below one request a minute. A webhook, or whoever refreshes, is faster."""
NEAR_PAUSE, NEAR_UNSEEN_PAUSE = 10.0, 60.0
"""The same for a service on this machine, which need not be spared."""
OTHERS_FIRST = timedelta(seconds=30)
"""How long a request that the service chokes on stands back behind the others."""
_READ_TO = "inbox.read_to"


def _always() -> bool:
    """Say that somebody looks: a command has somebody who waits for it."""
    return True


class InboxFollower:
    """Carries out what the user asked for of received faxes, one request a step, then mirrors the inbox.

    `watched` tells whether somebody sees the inbox.
    """

    def __init__(
        self,
        store: Store,
        api: FaxApi,
        account: AccountCache,
        report: EventSink,
        now: Now = utc_now,
        *,
        near: bool = False,
    ) -> None:
        """`near` is True for a service on this machine."""
        self._store, self._api, self._account, self._report, self._now = store, api, account, report, now
        self.near = near
        self.watched: Callable[[], bool] = _always
        self._last: tuple[Fax, ...] | None = None
        self._asked_again: set[str] = set()

    def step(self, cancel: CancelToken) -> float | None:
        """Carry out one request, or look into the inbox."""
        account = self._account.uid()
        if account not in self._asked_again:
            self._asked_again.add(account)
            self._store.received_faxes.ask_again(account)
        request = self._store.received_faxes.next_request(account)
        if request is not None:
            self._carry_out(request, account)
            self._report(Changed())
            return 0.0
        if self._look(account, cancel):
            return 0.0
        return self._pause(account)

    def _pause(self, account: str) -> float:
        seen, unseen = (NEAR_PAUSE, NEAR_UNSEEN_PAUSE) if self.near else (PAUSE, UNSEEN_PAUSE)
        usual = seen if self.watched() else unseen
        due = self._store.received_faxes.next_request_time(account)
        return usual if due is None else min(usual, max(0.05, (due - self._now()).total_seconds()))

    # ------------------------------------------------------------------------------------------------ the mirror

    def _look(self, account: str, cancel: CancelToken) -> bool:
        """Mirror the newest page, or one more of those behind it; return True where there is more to read."""
        faxes = self._store.received_faxes
        before = self._store.database.total_changes()
        older = OlderRecords(
            self._store.service_mirror,
            self._api,
            "inbox",
            f"{_READ_TO}.{account}",
            lambda page: faxes.keep(page, account, arrived=False),
        )
        page = self._api.faxes("inbox", limit=PAGE)
        # An answer that is the very last one again has nothing to say, unless another account has read it.
        if page is not self._last:
            fresh = faxes.keep(page, account, arrived=True)
            if fresh and fresh + page.dropped >= PAGE:
                older.close_gap()
            self._last = page
        more = not cancel.is_set() and older.step()
        if self._store.database.total_changes() != before:
            self._report(Changed())
        return more

    # ---------------------------------------------------------------------------------------- telling the service

    def _carry_out(self, request: InboxRequest, account: str) -> None:
        faxes = self._store.received_faxes
        try:
            if request.delete:
                self._delete(request)
            else:
                self._annotate(request)
        except NotThere:
            # It has been purged, or deleted elsewhere: what was asked for counts here.
            self._settle(request)
        except SignInNeeded as error:
            if error.right is None:
                raise
            faxes.refuse_all(account, str(error))
        except Refused as error:
            faxes.refuse(request, str(error))
        except BaseException as error:
            if isinstance(error, ServiceDown | BadAnswer) or not isinstance(error, FaxDeskError | KeyboardInterrupt):
                # It may be this fax that the service, or FaxDesk, chokes on.
                faxes.put_off(request.id, self._now() + OTHERS_FIRST)
            raise

    def _delete(self, request: InboxRequest) -> None:
        self._api.delete_fax(request.id)
        self._settle(request)

    def _annotate(self, request: InboxRequest) -> None:
        """Tell both members, of which the user has changed one: the other is as the service has it now."""
        known = self._api.fax(request.id)
        comment = known.comment if request.comment is None else request.comment
        read = bool(known.read) if request.read is None else request.read
        self._api.annotate_fax(request.id, comment, read)
        self._settle(request)

    def _settle(self, request: InboxRequest) -> None:
        self._store.received_faxes.settle(request)
        if request.delete:
            # The pages that were fetched of it go with it.
            folder = ReportFiles(self._store).folder(request.id)
            try:
                shared_files.remove_folder(folder)
            except OSError as error:
                _log.warning("the pages of a deleted fax could not be removed: %s", error)
