"""Tells the user, before the first time, that old faxes are deleted by themselves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.quantities import size_text
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import time_text
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.services.automatic_retention import RetentionNotice
    from faxdesk.services.local_services import LocalServices
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost

_KEY = "retention"


def install(host: WindowHost) -> None:
    """Have it told."""
    RetentionNotifier(host)


class RetentionNotifier(QObject):
    """Looks whether there is something to tell when the window opens, and when the settings become others."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._days = 0
        host.settings_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Tell what is to be told, once."""
        settings = self._host.settings_file.settings
        self._days = settings.days_stored
        if self._days <= 0:
            self._host.message_bar.take_back(_KEY)
            return
        self._host.backend.with_store(self, partial(_due, settings), self._tell)

    def _tell(self, notice: RetentionNotice | None) -> None:
        if notice is None or notice.days != self._days:
            return
        stored = notice.stored
        text = self.tr(
            "From {when} on, FaxDesk deletes from this computer what is stored of faxes that ended more than {days}"
            " ago. Today that is {faxes}, {files}, {size}. What was sent when and to whom stays listed."
        ).format(
            when=time_text(notice.begins_at),
            days=count_text(notice.days, "day"),
            faxes=count_text(stored.faxes, "fax"),
            files=count_text(stored.files, "file"),
            size=size_text(stored.size),
        )
        action = MessageAction(self.tr("&Settings…"), self._show_settings)
        self._host.message_bar.say(text, Severity.WARNING, action=action, key=_KEY, stays=True)
        self._host.backend.request(self, partial(_told, notice.days))

    def _show_settings(self) -> None:
        self._host.actions[ActionId.SETTINGS].trigger()


def _due(settings: Settings, store: Store, cancel: CancelToken) -> RetentionNotice | None:
    from faxdesk.services.automatic_retention import RetentionNotices

    return RetentionNotices(store).due(settings, cancel)


def _told(days: int, services: LocalServices) -> None:
    from faxdesk.services.automatic_retention import RetentionNotices

    RetentionNotices(services.store).told(days)
