"""Runs the receiver with the window, where the user wants that, and opens the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.webhooks.receiver_process import ReceiverProcess, command

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.settings import Settings
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.webhooks.page import WebhooksPage

_FAILED = "webhook receiver"


def install(host: WindowHost) -> None:
    """Let the menu open the page, and start the receiver if the settings say so."""
    WebhooksController(host)


class WebhooksController(QObject):
    """The receiver of a window. It ends with the window, also where that is killed."""

    changed = Signal()
    """The receiver has started, failed or ended."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._settings_file = host, host.settings_file
        self._process: ReceiverProcess | None = None
        self._page: WebhooksPage | None = None
        self.address, self.here = "", ""
        self.trouble: FaxDeskError | None = None
        host.handle(ActionId.WEBHOOKS, self.show_page)
        host.closing.connect(self.stop)
        self._follow(self.settings)

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings_file.settings

    @property
    def process(self) -> ReceiverProcess | None:
        """The receiver, None while none is wanted."""
        return self._process

    def show_page(self) -> None:
        """Show the page, or bring it to the front."""
        from faxdesk.ui.webhooks.page import WebhooksPage

        if self._page is None:
            self._page = WebhooksPage(self, self._host.backend, self._host.window)
            self._page.finished.connect(self._page_closed)
            self._page.show()
        self._page.raise_()
        self._page.activateWindow()

    def _page_closed(self) -> None:
        if self._page is not None:
            self._page.deleteLater()
            self._page = None

    def change(self, *, runs: bool, port: int, public_url: str) -> None:
        """Keep what the user has chosen for the receiver, and go by it."""
        file = self._settings_file

        def keep(_cancel: CancelToken) -> Settings:
            # It loads the client.
            from faxdesk.services.webhooks import checked_target

            url = checked_target(public_url) if public_url.strip() else ""
            return file.change(
                lambda present: replace(present, webhook_receiver=runs, webhook_port=port, webhook_url=url)
            )

        self._host.backend.with_documents(self, keep, self._follow, self._not_kept)

    def _not_kept(self, error: FaxDeskError) -> None:
        self.trouble = error
        self.changed.emit()

    def _follow(self, settings: Settings) -> None:
        """Start, stop or restart the receiver as the settings say."""
        self.stop()
        self.trouble = None
        if settings.webhook_receiver:
            folder = self._host.backend.store.folder.path
            process = ReceiverProcess(*command(folder, settings.webhook_port, settings.webhook_url), self)
            process.ready.connect(self._ready)
            process.failed.connect(self._failed)
            self._process = process
            process.start()
        self.changed.emit()

    def _ready(self, address: str, here: str) -> None:
        self.address, self.here = address, here
        self._host.message_bar.take_back(_FAILED)
        self.changed.emit()

    def _failed(self, error: FaxDeskError) -> None:
        self.trouble = error
        self.address = self.here = ""
        if self._page is None:
            self._host.message_bar.fail(error, key=_FAILED)
        self.changed.emit()

    def stop(self) -> None:
        """End the receiver."""
        process, self._process = self._process, None
        self.address = self.here = ""
        if process is not None:
            process.stop()
            process.deleteLater()
