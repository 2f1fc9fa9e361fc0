"""Puts the drafts among the tabs where there are some, opens them and throws them away."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.actions.undo_offer import UndoOffer
from faxdesk.ui.drafts.page import DraftsPage
from faxdesk.ui.fax_list.tabs import TabPosition
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.message_bar import SHOWN_MS, MessageAction

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Contact
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Records
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost

KEY = "drafts"
_SAID = "drafts"
"""The key of what is said of the last act: one thing at a time."""
_MOST = 500
"""Drafts that are listed, those changed last: who has more than that will not read on."""


class _Drafts(NamedTuple):
    """The first drafts, how many there are, and the contacts of their recipients by the numbers."""

    drafts: Records[KeptDraft]
    total: int
    contacts: dict[str, Contact]


def install(host: WindowHost) -> None:
    """Add the tab."""
    DraftsController(host)


class DraftsController(QObject):
    """Has the page. The tab is there only while there is a draft."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._backend = host, host.backend
        self.page = DraftsPage(host.numbers)
        self._shown: _Drafts | None = None
        self._looking = self._again = False
        self.page.open_wanted.connect(host.launcher.open_draft)
        self.page.removal_wanted.connect(self.remove)
        host.add_tab(self.page, self.tr("Drafts"), KEY, TabPosition.DRAFTS)
        host.handle(ActionId.DRAFTS, self.show_page)
        self._offer(there=False)
        host.backend.changed.connect(self.renew)
        host.numbers_loaded.connect(self._rename)
        host.launcher.drafted.connect(self._say_kept)
        self.renew()

    def show_page(self) -> None:
        """Bring the drafts onto the screen, and the keyboard to them."""
        self._host.lists.focus_tab(KEY)

    def _offer(self, *, there: bool) -> None:
        self._host.actions[ActionId.DRAFTS].setEnabled(there)
        self._host.lists.offer_tab(KEY, offered=there)

    def renew(self) -> None:
        """Read the drafts again, where windows are not held up by it: once more where something changes meanwhile."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._backend.with_store(self, _read, self._show, self._fail)

    def _look_again(self) -> None:
        again, self._looking, self._again = self._again, False, False
        if again:
            self.renew()

    def _fail(self, error: FaxDeskError) -> None:
        self._backend.failed.emit(error)
        self._look_again()

    def _rename(self) -> None:
        """Numbers can be written properly now."""
        self._shown = None
        self.renew()

    def remove(self, numbers: tuple[int, ...]) -> None:
        """Throw drafts away, and offer to take that back."""
        for number in numbers:
            self._backend.commands.discard_draft(number)
        text = (
            self.tr("The draft was thrown away.")
            if len(numbers) == 1
            else self.tr("{drafts} were thrown away.").format(drafts=count_text(len(numbers), "draft"))
        )
        self._host.message_bar.take_back(_SAID)
        # “Undo” in the menu takes back this, and not a fax that was sent before.
        until = self._backend.factory.now() + timedelta(milliseconds=SHOWN_MS)
        offer = UndoOffer(until, lambda _seconds: text, partial(self._restore, numbers), lambda: True)
        self._host.undo_offered.emit(f"drafts {numbers[0]}", offer)

    def _restore(self, numbers: tuple[int, ...]) -> None:
        for number in numbers:
            self._backend.commands.restore_draft(number)

    def _say_kept(self, number: int) -> None:
        action = MessageAction(self.tr("Throw awa&y"), partial(self.remove, (number,)))
        self._host.message_bar.say(self.tr("The fax was not sent. It is in Drafts."), action=action, key=_SAID)

    def _show(self, found: _Drafts) -> None:
        self._look_again()
        if found == self._shown:
            return
        self._shown = found
        count = found.total
        self.page.show_drafts(found.drafts, count, found.contacts, self._backend.factory.now())
        title = self.tr("Drafts ({count})").format(count=count) if count else self.tr("Drafts")
        self._host.lists.name_tab(KEY, title)
        self._offer(there=count > 0)


def _read(store: Store, _cancel: CancelToken) -> _Drafts:
    drafts = store.drafts.all_open(_MOST)
    numbers = {number for one in drafts for number in one.draft.recipients if number.startswith("+")}
    return _Drafts(drafts, store.drafts.count_all(), store.contacts.known(numbers))
