"""One page of the dialog: what an act would remove, one below another, and its button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.entry_delegate import Entry
from faxdesk.ui.widgets.entry_list import EntryListModel, draw_entries

if TYPE_CHECKING:
    from collections.abc import Sequence


class ActPage(QWidget):
    """A sentence, the list, and the button, where there is anything to be done."""

    def __init__(self, name: str, does: str = "", parent: QWidget | None = None) -> None:
        """`name` is that of the list, and `does` the words of the button."""
        super().__init__(parent)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.model = _EntryModel(self)
        self.list = QListView(self)
        self.list.setAccessibleName(name)
        draw_entries(self.list)
        self.list.setModel(self.model)
        self.button = QPushButton(does, self)
        self.button.setVisible(bool(does))
        self.button.setAutoDefault(False)
        self.button.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SPACE_M, 0, 0)
        column.setSpacing(tokens.SPACE_S)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def say(self, words: str, entries: Sequence[Entry] = (), *, usable: bool = False) -> None:
        """Show what there is; with the button `usable`, or not."""
        self.words.setText(words)
        self.button.setAccessibleDescription(words)
        self.model.show(entries)
        if entries:
            self.list.setCurrentIndex(self.model.index(0))
        self.button.setEnabled(usable)


class _EntryModel(EntryListModel[Entry]):
    def entry(self, item: Entry) -> Entry:
        """Return it as it was given."""
        return item
