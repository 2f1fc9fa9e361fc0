"""Runs the receiver with the window, where the user wants that, and opens the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.webhooks.receiver import WindowReceiver

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.webhooks.page import WebhooksPage

_FAILED = "webhook receiver"


def install(host: WindowHost) -> None:
    """Let the menu open the page, and start the receiver if the settings say so."""
    WebhooksController(host)


class WebhooksController(QObject):
    """Has the receiver of a window, and its page while that is open."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._page: WebhooksPage | None = None
        self.receiver = WindowReceiver(host.backend, host.settings_file, self)
        self.receiver.changed.connect(self._tell)
        host.handle(ActionId.WEBHOOKS, self._show_page)
        host.closing.connect(self.receiver.stop)
        self.receiver.follow(self.receiver.settings)

    def _show_page(self) -> None:
        """Show the page, or bring it to the front."""
        from faxdesk.ui.webhooks.page import WebhooksPage

        if self._page is None:
            self._page = WebhooksPage(self.receiver, self._host.backend, self._host.window)
            self._page.finished.connect(self._page_closed)
            self._page.show()
        self._page.activateWindow()

    def _page_closed(self) -> None:
        if self._page is not None:
            self._page.deleteLater()
            self._page = None

    def _tell(self) -> None:
        """Say what keeps the receiver from running, where the page does not."""
        trouble = self.receiver.trouble
        if trouble is None:
            self._host.message_bar.take_back(_FAILED)
        elif self._page is None:
            self._host.message_bar.fail(trouble, key=_FAILED)
