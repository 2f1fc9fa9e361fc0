"""Sees what begins to need the user beside faxes that have ended: what only they can settle, and a broken link."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.services.events import Link
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.widgets.announcer import Politeness, announce

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.ui.actions.window_host import WindowHost

_BLOCKED = (Link.SIGN_IN, Link.TROUBLE, Link.FAULT)
"""How FaxDesk stands where nothing goes out until somebody does something."""


class NeedWatch(QObject):
    """Compares what needs the user with what did before. What needed them when the window opened is no news."""

    told = Signal(object)
    """A `Notice` for a user who does not look at the window."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._backend, self._numbers = host, host.backend, host.numbers
        lists = host.backend.store.fax_lists
        self._asked, self._twice = set(lists.asked()), set(lists.turned_up())
        self._link = host.backend.condition.link
        host.backend.changed.connect(self.look)
        host.backend.condition_changed.connect(self.look)

    def look(self) -> None:
        """Tell what is new."""
        lists = self._backend.store.fax_lists
        asked, twice = set(lists.asked()), set(lists.turned_up())
        self._tell_asked(asked - self._asked)
        self._tell_twice(twice - self._twice)
        self._asked, self._twice = asked, twice
        link, before = self._backend.condition.link, self._link
        self._link = link
        if link in _BLOCKED and link is not before:
            self._tell_blocked(link)
        elif {link, before} == {Link.ONLINE, Link.OFFLINE}:
            # It mends itself, so only a screen reader says it; others see it at the foot of the window.
            away = self.tr("Fax.Plus cannot be reached. What waits goes out later.")
            back = self.tr("Fax.Plus can be reached again.")
            announce(self._host.window, back if link is Link.ONLINE else away)

    def _tell_asked(self, recipients: Iterable[int]) -> None:
        for recipient in sorted(recipients):
            details = self.tr("It is unclear if the fax to {number} was sent. Decide whether it is sent again.").format(
                number=self._number(recipient)
            )
            title = self.tr("A fax needs you")
            text = self.tr("It is unclear if it was sent. Open FaxDesk to decide.")
            self._tell("asked", title, text, details, recipient)

    def _tell_twice(self, recipients: Iterable[int]) -> None:
        for recipient in sorted(recipients):
            details = self.tr("The fax to {number} may arrive twice. Tell the recipient.").format(
                number=self._number(recipient)
            )
            title, text = self.tr("A fax may arrive twice"), self.tr("Open FaxDesk to see which.")
            self._tell("twice", title, text, details, recipient)

    def _tell(self, key: str, title: str, text: str, details: str, recipient: int) -> None:
        show = partial(self._host.selection.show, recipient)
        self.told.emit(Notice(key, NoticeKind.NEED, title, text, details, show))
        announce(self._host.window, details, Politeness.ASSERTIVE)

    def _tell_blocked(self, link: Link) -> None:
        if link is Link.SIGN_IN:
            title = self.tr("FaxDesk cannot send: you are not signed in")
            text = self.tr("What waits goes out as soon as you have signed in.")
        else:
            title = self.tr("Sending is interrupted")
            text = self.tr("Open FaxDesk to see why. What waits is not lost.")
        self.told.emit(Notice("link", NoticeKind.NEED, title, text))
        announce(self._host.window, title, Politeness.ASSERTIVE)

    def _number(self, recipient: int) -> str:
        found = self._backend.store.submissions.recipient(recipient)
        return self._numbers.text(found.to) if found is not None else ""
