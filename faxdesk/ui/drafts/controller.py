"""Puts the drafts among the tabs where there are some, opens them and throws them away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.quantities import count_text
from faxdesk.ui.drafts.page import DraftsPage
from faxdesk.ui.fax_list.tabs import TabPosition
from faxdesk.ui.widgets.message_bar import MessageAction

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.model import Records
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost

KEY = "drafts"
_SAID = "drafts"
"""The key of what is said of the last act: one thing at a time."""
_MOST = 500
"""Drafts that are listed, those changed last: who has more than that will not read on."""


def install(host: WindowHost) -> None:
    """Add the tab."""
    DraftsController(host)


class DraftsController(QObject):
    """Has the page. The tab is there only while there is a draft."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._backend = host, host.backend
        self.page = DraftsPage(host.numbers)
        self.page.open_wanted.connect(host.launcher.open_draft)
        self.page.removal_wanted.connect(self.remove)
        host.add_tab(self.page, self.tr("Drafts"), KEY, TabPosition.DRAFTS)
        host.lists.offer_tab(KEY, offered=False)
        host.backend.changed.connect(self.renew)
        host.numbers_loaded.connect(self.renew)
        host.launcher.drafted.connect(self._say_kept)
        self.renew()

    def renew(self) -> None:
        """Read the drafts again, where windows are not held up by it."""
        self._backend.with_store(self, _read, self._show, self._backend.failed.emit)

    def remove(self, numbers: tuple[int, ...]) -> None:
        """Throw drafts away, and offer to take that back."""
        for number in numbers:
            self._backend.commands.discard_draft(number)
        text = (
            self.tr("The draft was thrown away.")
            if len(numbers) == 1
            else self.tr("{drafts} were thrown away.").format(drafts=count_text(len(numbers), "draft"))
        )
        action = MessageAction(self.tr("&Undo"), partial(self._restore, numbers))
        self._host.message_bar.say(text, action=action, key=_SAID)

    def _restore(self, numbers: tuple[int, ...]) -> None:
        for number in numbers:
            self._backend.commands.restore_draft(number)

    def _say_kept(self, number: int) -> None:
        action = MessageAction(self.tr("Throw awa&y"), partial(self.remove, (number,)))
        self._host.message_bar.say(self.tr("The fax was not sent. It is in Drafts."), action=action, key=_SAID)

    def _show(self, found: tuple[Records[KeptDraft], int]) -> None:
        drafts, count = found
        self.page.show_drafts(drafts, count)
        title = self.tr("Drafts ({count})").format(count=count) if count else self.tr("Drafts")
        self._host.lists.name_tab(KEY, title)
        self._host.lists.offer_tab(KEY, offered=count > 0)


def _read(store: Store, _cancel: CancelToken) -> tuple[Records[KeptDraft], int]:
    return store.drafts.all_open(_MOST), store.drafts.count_all()
