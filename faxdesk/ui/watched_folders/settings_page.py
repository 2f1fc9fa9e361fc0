"""The page of the settings on which folders are chosen that FaxDesk watches."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import RULE_FILE
from faxdesk.ui.desktop.file_manager import show_folder
from faxdesk.ui.settings.page import plain_button
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import time_text
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.row_delegate import RowDelegate
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.folder_events import FolderState
    from faxdesk.ui.backend.backend import Backend

_FOLDER = int(Qt.ItemDataRole.UserRole)
_REFRESH_MS = 1000
"""Milliseconds between two looks at how the folders are found, while the page is seen."""
_MOST_NAMED = 3
"""Files that are named of those that are waited for."""


class FoldersPage(QWidget):
    """The folders, each with what becomes of its files and how it was found last. Changes hold at once."""

    advanced = True

    def __init__(self, backend: Backend, data_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.PROGRAMS)
        self._backend, self._data_folder = backend, data_folder
        self.title = self.tr("Folders")
        self.widget: QWidget = self
        self.list = QListWidget()
        self.list.setItemDelegate(RowDelegate(self.list))
        FocusRing(self.list)
        self.list.setAccessibleName(self.tr("Watched folders"))
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._enable)
        self.note = InlineNote(self)
        self.question = MessageBar(self)
        self.add_button = plain_button(self.tr("&Add folder…"), self._ask)
        self.remove_button = plain_button(self.tr("&Remove"), self._remove)
        self.open_button = plain_button(self.tr("&Open folder"), self._open)
        self._lay_out()
        for folder in backend.store.watched_files.folders():
            self._show(folder)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self._enable()
        self.refresh()

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr(
                "While FaxDesk is open, PDF and TIFF files that are put into these folders become drafts that you look"
                " at, or faxes where a file {rules} in the folder says so. A name such as “+41445550123 Case 42.pdf”"
                " says whom it is for. So any program can fax: by printing into such a folder."
            ).format(rules=RULE_FILE)
        )
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SPACE_S)
        for button in (self.add_button, self.remove_button, self.open_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(hint)
        self.none = InlineNote(self)
        self.none.say(self.tr("No folder is watched yet."))
        column.addWidget(self.none)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        column.addWidget(self.question)
        column.addLayout(buttons)
        # In the place of the list while there is none.
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    # ----------------------------------------------------------------------------------------------- the folders

    @property
    def folders(self) -> list[Path]:
        """The folders as the page shows them."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(_FOLDER) for item in items]

    def _show(self, folder: Path) -> None:
        item = QListWidgetItem()
        item.setData(_FOLDER, folder)
        self.list.addItem(item)
        self._enable()

    def refresh(self) -> None:
        """Say of each folder how it was found last."""
        if not self.isVisible() and self.list.count() and self.list.item(0).text():
            return
        states = {state.folder: state for state in self._backend.folder_watch.states}
        for row, folder in enumerate(self.folders):
            text = "\n".join((visible(str(folder)), self._said(states.get(folder))))
            item = self.list.item(row)
            if item.text() != text:
                item.setText(text)

    def _said(self, state: FolderState | None) -> str:
        if state is None:
            return self.tr("It has not been looked at yet.")
        if state.elsewhere:
            return self.tr("The command “faxdesk watch” watches it at the moment.")
        if state.problem:
            return state.problem
        looked = state.looked_at
        parts = [state.rule, *self._waiting(state)]
        if looked is not None:
            parts.append(self.tr("Looked at {time}.").format(time=time_text(looked)))
        return "\n".join(filter(None, parts))

    def _waiting(self, state: FolderState) -> list[str]:
        named = [f"{visible(name)}: {why}" for name, why in state.waiting[:_MOST_NAMED]]
        more = len(state.waiting) - len(named)
        if more > 0:
            named.append(self.tr("{files} more wait.").format(files=count_text(more, "file")))
        return named

    def _enable(self) -> None:
        for widget, shown in ((self.list, True), (self.none, False), (self._rest, False)):
            widget.setVisible(bool(self.list.count()) is shown)
        chosen = self.list.currentRow() >= 0
        self.remove_button.setEnabled(chosen)
        self.open_button.setEnabled(chosen)

    # --------------------------------------------------------------------------------------------------- buttons

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a folder to watch"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.add)
        dialog.open()

    def add(self, name: str) -> None:
        """Add a folder, where it can be watched; say why, where not. A share may take a while to answer."""
        self.note.say(self.tr("Looking at {folder}…").format(folder=visible(name)))
        job = partial(_checked, Path(name), self._data_folder, tuple(self.folders))
        self._backend.with_documents(self, job, self._added, self._not_added)

    def _added(self, found: tuple[Path, int]) -> None:
        folder, documents = found
        self.note.say("")
        if folder in self.folders:
            self.note.say(self.tr("{folder} is there already.").format(folder=visible(str(folder))))
        elif documents:
            self.question.ask(
                self.tr("{folder} has {documents} in it, which FaxDesk takes at once.").format(
                    folder=visible(str(folder)), documents=count_text(documents, "document")
                ),
                MessageAction(self.tr("&Watch it and take them"), partial(self._watch, folder)),
                MessageAction(self.tr("&Do not watch it"), self.list.setFocus),
            )
        else:
            self._watch(folder)

    def _watch(self, folder: Path) -> None:
        self._backend.commands.watch_folders([folder], [])
        self._show(folder)
        self.refresh()
        self.list.setCurrentRow(self.list.count() - 1)

    def _not_added(self, error: FaxDeskError) -> None:
        self.note.say(f"{error.title} {error.advice}".strip(), Severity.ERROR)

    def _remove(self) -> None:
        item = self.list.takeItem(self.list.currentRow())
        self._backend.commands.watch_folders([], [item.data(_FOLDER)])
        self._enable()

    def _open(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            show_folder(item.data(_FOLDER))


def _checked(path: Path, data_folder: Path, others: tuple[Path, ...], _cancel: CancelToken) -> tuple[Path, int]:
    """Return the real path of a folder, and how many documents would be taken out of it at once."""
    from faxdesk.core.watch_rules import Rules
    from faxdesk.services.watched_folders import check_is_there, checked_folder

    real = checked_folder(path, data_folder, others)
    check_is_there(real)
    return real, sum(Rules().of(entry.name) is not None and entry.is_file() for entry in real.iterdir())
