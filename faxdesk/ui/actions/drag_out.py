"""Drags the pages and the reports of chosen faxes out of a list, to a mail or a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication

from faxdesk.services.files_to_take import files_to_take
from faxdesk.ui.actions.availability import can_open

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.container import Services
    from faxdesk.services.files_to_take import FaxToTake
    from faxdesk.ui.actions.window_host import WindowHost

MOST_DRAGGED = 50
"""Faxes of which files are dragged at once: somebody holds the mouse until they are there."""
_FOLDER = "dragged"


def install(host: WindowHost) -> None:
    """Let faxes be dragged out of the lists."""
    DragOut(host)


class FileDrag(QObject):
    """Has copies made for a drag, which begins when they are there, if the mouse is still held.

    What is not here yet is fetched. Where that takes long the user lets go, and drags again when it is here.
    """

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._under_way = False

    def begin(self, source: QWidget, faxes: Sequence[FaxToTake]) -> None:
        """Drag the files of these faxes from a widget."""
        if not faxes or self._under_way:
            return
        self._under_way = True
        folder = self._host.backend.factory.folder.cache / _FOLDER

        def job(services: Services, cancel: CancelToken) -> tuple[Path, ...]:
            return files_to_take(services.store, services.fetcher, faxes, folder, cancel)

        def done(paths: tuple[Path, ...]) -> None:
            self._under_way = False
            if paths and QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
                self.drag(source, mime_of(paths))

        def failed(error: object) -> None:
            self._under_way = False
            self._host.backend.failed.emit(error)

        self._host.backend.ask_service(self, job, done, failed)

    def drag(self, source: QWidget, data: QMimeData) -> None:
        """Carry the files until the mouse is released."""
        drag = QDrag(source)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


def mime_of(paths: Sequence[Path]) -> QMimeData:
    """Return files as other programs take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


class DragOut(QObject):
    """Drags from the lists of faxes: what the recipient got, or will get, and the proof of it."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self.files = FileDrag(host)
        for page in host.lists.pages.values():
            page.table.drag_wanted.connect(self._begin)

    def _begin(self) -> None:
        table, to_take = self._host.lists.page.table, self._host.documents.to_take
        if table.chosen_count() <= MOST_DRAGGED:
            self.files.begin(table, [to_take(row) for row in table.rows() if can_open(row)])
