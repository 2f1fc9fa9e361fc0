"""Tells what comes in from watched folders, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from faxdesk.core.errors import FaxDeskError
from faxdesk.core.visible_text import visible
from faxdesk.services.folder_events import FileEvent
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from faxdesk.services.folder_events import FileReport
    from faxdesk.ui.actions.window_host import WindowHost

_GATHER_MS = 1500
"""Milliseconds in which files that come in are told together: who scans a pile hears of it once."""


def install(host: WindowHost) -> None:
    """Tell of files that become drafts, and of folders that cannot be watched."""
    messages = FolderMessages(host)
    messages.told.connect(host.notifications.tell)


class FolderMessages(QObject):
    """Listens to the watched folders while the window is open."""

    told = Signal(object)
    """A `Notice` for a user who does not look at the window."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._watch, self._message_bar = host.backend.folder_watch, host.message_bar
        self._drafts: list[str] = []
        self._failed: list[FileReport] = []
        self._problems: dict[str, str] = {}
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(_GATHER_MS)
        self._soon.timeout.connect(self._tell)
        self._watch.said.connect(self.hear)
        host.backend.changed.connect(self.look)

    def hear(self, said: FileReport) -> None:
        """Something has happened to a file."""
        if said.event is FileEvent.DRAFT:
            self._drafts.append(visible(said.name))
        elif said.event is FileEvent.FAILED and not said.jobs:
            # Where it was a fax, that is told as of all others.
            self._failed.append(said)
        else:
            return
        self._soon.start()

    def _tell(self) -> None:
        drafts, self._drafts = self._drafts, []
        failed, self._failed = self._failed, []
        if drafts:
            one = self.tr("{name} has come in. Look at it before it is sent.")
            many = self.tr("{files} have come in. Look at them before they are sent.")
            text = one if len(drafts) == 1 else many
            details = text.format(name=drafts[0], files=count_text(len(drafts), "file"))
            title, text = self.tr("Documents have come in"), self.tr("Look at them before they are sent.")
            self.told.emit(Notice("watched drafts", NoticeKind.NEED, title, text, details))
        for said in failed[-1:]:
            error = FaxDeskError(self._not_sent(failed), said.reason if len(failed) == 1 else "")
            self._message_bar.fail(error, key="watched files")
            title, text = self.tr("A document was not sent"), self.tr("Open FaxDesk to see why.")
            self.told.emit(Notice("watched files", NoticeKind.NEED, title, text, str(error)))

    def _not_sent(self, failed: list[FileReport]) -> str:
        if len(failed) == 1:
            return self.tr("{name} was not sent.").format(name=visible(failed[0].name))
        return self.tr("{files} were not sent; the reasons are beside them in “failed”.").format(
            files=count_text(len(failed), "file")
        )

    def look(self) -> None:
        """Say what is wrong with a folder, once; take it back when it is well again."""
        found = {str(state.folder): state.problem for state in self._watch.states if state.problem}
        for folder in self._problems.keys() - found.keys():
            self._message_bar.take_back(f"folder {folder}")
        for folder, problem in found.items():
            if self._problems.get(folder) != problem:
                self._message_bar.fail(FaxDeskError(problem), key=f"folder {folder}")
        self._problems = found
