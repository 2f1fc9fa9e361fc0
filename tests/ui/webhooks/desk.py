"""A window at work with its receiver, on a practice account."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from faxdesk.api.auth import PersonalToken
from faxdesk.core.model import Draft
from faxdesk.services.container import ServicesFactory
from faxdesk.services.follow import Cadence
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.main_window.window import MainWindow
from faxdesk.ui.webhooks.page import WebhooksPage
from faxdesk.ui.webhooks.receiver import WindowReceiver
from tests.ports import free_port
from tests.time_limits import PATIENCE_MS
from tests.ui.window_scene import leave, part

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from faxdesk.core.lifecycle import State
    from faxdesk.practice import PracticeServer

HELD_OFF = Cadence(first=9999, most=9999, waiting=9999, idle=9999, unseen=9999)
"""A poll that comes by itself is hours away."""


class Desk:
    """A window at work, on a practice account, that asks nobody by itself."""

    def __init__(self, qtbot: QtBot, folder: Path, server: PracticeServer, *, receives: bool) -> None:
        self.qtbot = qtbot
        data = DataFolder(folder)
        self.settings = SettingsFile(data.settings)
        self.settings.change(lambda now: now._replace(webhook_port=free_port(), webhook_receiver=receives))
        self.backend = Backend(ServicesFactory(data, server.url, PersonalToken(server.token)))
        self.window = MainWindow(self.backend, self.settings, practice=True)
        self.window.install_features()
        qtbot.addWidget(self.window, before_close_func=partial(leave, self.backend))
        self.window.show()
        self.backend.start()
        self.receiver = part(self.window, WindowReceiver)

    def page(self) -> WebhooksPage:
        self.window.actions_[ActionId.WEBHOOKS].trigger()
        return part(self.window, WebhooksPage)

    def listens(self) -> str:
        """Wait until the receiver runs; return its address."""
        self.qtbot.waitUntil(lambda: bool(self.receiver.address), timeout=PATIENCE_MS)
        return self.receiver.address

    def send(self, sample: Path) -> None:
        self.backend.request(
            None, lambda services: services.submitter.submit(Draft((sample,), ("+41445550123",), None, ""))
        )

    def state(self) -> State | None:
        """The state of the only fax, as a list of the window shows it."""
        rows = [
            row
            for listing in (Listing.OUTBOX, Listing.SENT)
            if (row := self.window.lists.pages[listing].model.row(0)) is not None
        ]
        return rows[0].state if rows else None

    def leave(self) -> None:
        leave(self.backend, self.window)
        self.backend.factory.folder.delivery_lock.release()
