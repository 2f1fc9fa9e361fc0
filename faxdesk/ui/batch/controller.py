"""Opens the page of batches from the menu, and says where a batch has stopped itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.batch import BatchState
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.store.batch_records import Batch
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.batch.page import BatchPage


def install(host: WindowHost) -> None:
    """Let the menu open the page."""
    BatchController(host)


class BatchController(QObject):
    """Opens the page, once. A batch runs whether it is open or not."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self.page: BatchPage | None = None
        self._told: set[str] = set()
        self._looking = self._again = False
        host.handle(ActionId.BATCHES, self.show_page)
        host.backend.changed.connect(self._look)
        # Before the store is: what is shown is read from it row by row.
        host.closing.connect(self._close)

    def show_page(self) -> None:
        """Show the page, or bring it to the front."""
        from faxdesk.ui.batch.page import BatchPage

        if self.page is None:
            self.page = BatchPage(self._host, self._host.window)
            self.page.finished.connect(self._closed)
            self.page.show()
            return
        self.page.raise_()
        self.page.activateWindow()

    def _close(self) -> None:
        if self.page is not None:
            self.page.close()

    def _closed(self) -> None:
        if self.page is not None:
            self.page.deleteLater()
            self.page = None

    def _look(self) -> None:
        """Look for batches that have stopped themselves: the user is to decide."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        self._host.backend.with_store(self, _stopped, self._tell, self._not_read)

    def _not_read(self, _error: object) -> None:
        # Who shows the lists says so already.
        self._looking = False

    def _tell(self, stopped: tuple[Batch, ...]) -> None:
        self._looking = False
        for key in self._told - {batch.id for batch in stopped}:
            self._host.message_bar.take_back(f"batch {key}")
        for batch in stopped:
            if batch.id not in self._told:
                text = self.tr("Sending to the list “{name}” has stopped. {reason}")
                self._host.message_bar.say(
                    text.format(name=batch.name, reason=batch.reason),
                    Severity.WARNING,
                    action=MessageAction(self.tr("Show list"), self.show_page),
                    key=f"batch {batch.id}",
                    stays=True,
                )
        self._told = {batch.id for batch in stopped}
        if self._again:
            self._look()


def _stopped(store: Store, _cancel: CancelToken) -> tuple[Batch, ...]:
    return store.batches.in_state(BatchState.STOPPED)
