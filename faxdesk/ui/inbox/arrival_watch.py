"""Sees which faxes have been received since the window opened, and tells who works elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

from faxdesk.core.visible_text import visible
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.inbox.model import sender_text
from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost

MOST_NEW = 100
"""Faxes that are looked at after a change: beyond that only their number counts."""


class ArrivalWatch(QObject):
    """Compares the inbox with what it was. What was there when the window opened is no news; what nobody had fetched by
    then is, such as what came while the computer was off.
    """

    told = Signal(object)
    """A `Notice` for a user who does not look at the window."""

    def __init__(self, host: WindowHost, show: Callable[[int], object]) -> None:
        """`show` brings the fax with a key to the screen, the inbox with 0; it is a bound method."""
        super().__init__(host)
        self._host, self._backend, self._show = host, host.backend, show
        self._after: int | None = None
        self._since: datetime = host.backend.factory.now()
        self._known: set[int] = set()
        self._unseen: list[ReceivedFax] = []
        self._looking = self._look_again = False
        host.backend.changed.connect(self.look)
        host.window.installEventFilter(self)
        self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who is back at the window sees the inbox: what comes from now on is told by itself."""
        if watched is self._host.window and event.type() == QEvent.Type.WindowActivate:
            self._unseen.clear()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Look for what has come since the last look."""
        if self._looking:
            self._look_again = True
            return
        self._looking, self._look_again = True, False
        if self._after is None:
            self._backend.with_store(self, partial(_as_it_is, self._since), self._begin, self._not_read)
        else:
            self._backend.with_store(self, partial(_arrived, self._after, self._since), self._found, self._not_read)

    def _not_read(self, _error: FaxDeskError) -> None:
        # The list that changed at the same time says what is wrong with the data folder.
        self._looking = False

    def _begin(self, found: tuple[int, datetime, tuple[int, ...]]) -> None:
        self._looking = False
        self._after, self._since, known = found
        self._known.update(known)
        if self._look_again:
            self.look()

    def _found(self, faxes: Sequence[ReceivedFax]) -> None:
        self._looking = False
        fresh = [fax for fax in faxes if fax.key not in self._known]
        self._known.update(fax.key for fax in fresh)
        self._unseen += fresh
        if fresh:
            self._tell()
        if self._host.window.isActiveWindow():
            # Whoever is at the window has seen them already.
            self._unseen.clear()
        if self._look_again:
            self.look()

    def _tell(self) -> None:
        if len(self._unseen) == 1:
            (fax,) = self._unseen
            sender = visible(fax.name) or sender_text(fax, self._host.numbers)
            title, text = self.tr("A fax was received"), self.tr("Open FaxDesk to read it.")
            details = self.tr("From {sender}: {pages}.").format(sender=sender, pages=count_text(fax.pages, "page"))
            said = self.tr("A fax was received from {sender}.").format(sender=sender)
            act = partial(self._show, fax.key)
        else:
            faxes = count_text(len(self._unseen), "fax")
            title = self.tr("{faxes} were received").format(faxes=faxes)
            text, details = self.tr("Open FaxDesk to read them."), ""
            said, act = self.tr("{faxes} were received.").format(faxes=faxes), partial(self._show, 0)
        announce(self._host.window, said)
        self.told.emit(Notice("received", NoticeKind.RECEIVED, title, text, details, act))


def _as_it_is(now: datetime, store: Store, _cancel: CancelToken) -> tuple[int, datetime, tuple[int, ...]]:
    """Return behind which key and from which time on a fax is news, and which are not although they are there."""
    faxes = store.received_faxes
    after, since = faxes.last_settled(), min(faxes.latest() or now, now)
    return after, since, tuple(fax.key for fax in faxes.arrived(after, since, MOST_NEW))


def _arrived(after: int, since: datetime, store: Store, _cancel: CancelToken) -> tuple[ReceivedFax, ...]:
    return store.received_faxes.arrived(after, since, MOST_NEW)
