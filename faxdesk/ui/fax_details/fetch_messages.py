"""Says in the details of a fax, else in the message bar, whether its documents are on their way or have come."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.visible_text import visible
from faxdesk.ui.desktop.file_manager import show_folder
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.ui.actions.fax_documents import FaxDocuments
    from faxdesk.ui.fax_details.pane import DetailsPane


class FetchMessages(QObject):
    """Listens to the fetching of one window."""

    def __init__(self, documents: FaxDocuments, details: DetailsPane, message_bar: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._details, self._message_bar = details, message_bar
        documents.busy.connect(self._fetching)
        documents.came.connect(self._fetched)
        documents.failed.connect(self._not_fetched)
        documents.replaced.connect(self._replaced)
        documents.saved.connect(self._saved)

    def _fetching(self, key: int, text: str) -> None:
        if self._in_details(key):
            self._details.busy(text)
        else:
            self._message_bar.say(text, key=f"fetch {key}", stays=True)

    def _fetched(self, key: int) -> None:
        self._message_bar.take_back(f"fetch {key}")
        if self._in_details(key):
            self._details.rest()

    def _not_fetched(self, key: int, error: FaxDeskError) -> None:
        self._fetched(key)
        if self._in_details(key):
            self._details.fail(error)
        else:
            self._message_bar.fail(error, key=f"fetch {key}")

    def _replaced(self, key: int, text: str) -> None:
        self._fetched(key)
        self._message_bar.say(text, key=f"fetch {key}")

    def _saved(self, path: Path) -> None:
        text = self.tr("The report is saved as {name}.").format(name=visible(path.name))
        action = MessageAction(self.tr("Open folder"), partial(show_folder, path.parent))
        self._message_bar.say(text, Severity.GOOD, action=action)

    def _in_details(self, key: int) -> bool:
        details = self._details.details
        return details is not None and details.row.key == key and self._details.isVisible()
