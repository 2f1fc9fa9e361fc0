"""All batches, and the way to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from faxdesk.ui.batch.texts import batch_words, counts_text
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.empty_page import EmptyPage
from faxdesk.ui.widgets.fax_texts import time_text
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.read_only_table import ReadOnlyTable

if TYPE_CHECKING:
    from faxdesk.core.batch import Counts
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.store.batch_records import Batch
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

_ID = Qt.ItemDataRole.UserRole
_MOST = 200
"""Batches that are listed: those of a year in an office that sends one a day."""


class _Listed(NamedTuple):
    batch: Batch
    counts: Counts


class Overview(QWidget):
    """Lists the batches, the newest first."""

    new_wanted = Signal()
    opened = Signal(str)
    """The id of the batch that the user wants to see."""

    def __init__(self, backend: Backend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._reading = self._again = False
        titles = [self.tr("List"), self.tr("Started"), self.tr("Status"), self.tr("Progress")]
        self.table = ReadOnlyTable(self.tr("Lists that were sent"), titles)
        FocusRing(self.table)
        self.table.setSelectionMode(ReadOnlyTable.SelectionMode.SingleSelection)
        for column, width in enumerate(tokens.BATCHES_COLUMNS):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.table.itemActivated.connect(self._open)
        self.table.itemSelectionChanged.connect(self._show_possible)
        self.empty = EmptyPage()
        self.empty.say(
            self.tr("No list has been sent yet."),
            self.tr(
                "Choose a CSV file or a spreadsheet with a column of fax numbers. Each row becomes a fax, and you see"
                " all of them before anything is sent."
            ),
            "",
        )
        self.empty.button.hide()
        self.first = PrimaryButton(self.tr("&Send to a list…"))
        self.first.clicked.connect(self.new_wanted)
        self.empty.add_button(self.first)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        new, self.show_button = PrimaryButton(self.tr("&Send to a list…")), QPushButton(self.tr("S&how"))
        new.stand_beside(self.show_button)
        new.clicked.connect(self.new_wanted)
        self.show_button.clicked.connect(self._open)
        self.show_button.setEnabled(False)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addStretch(1)
        buttons.addWidget(self.show_button)
        buttons.addWidget(new)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        box.setSpacing(tokens.SPACE_M)
        box.addWidget(self._lists, 1)
        box.addWidget(self._buttons)
        backend.changed.connect(self.renew)

    def renew(self) -> None:
        """Bring the list up to date while it is seen."""
        if not self.isVisible():
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        self._backend.with_store(self, _read, self._show, self._not_read)

    def _not_read(self, _error: object) -> None:
        # Who shows the lists of faxes says so already.
        self._reading = False

    def _show(self, listed: list[_Listed]) -> None:
        self._reading = False
        self._lists.setCurrentWidget(self.table if listed else self.empty)
        # The empty page has the one button that there is a use for.
        self._buttons.setVisible(bool(listed))
        self.table.setRowCount(len(listed))
        for row, (batch, counts) in enumerate(listed):
            texts = (batch.name, time_text(batch.created_at), batch_words(batch.state), counts_text(counts))
            for column, text in enumerate(texts):
                item = self.table.item(row, column)
                if item is None:
                    item = QTableWidgetItem()
                    self.table.setItem(row, column, item)
                item.setText(text)
                item.setData(_ID, batch.id)
        if listed and not self.table.selectedItems():
            # With one chosen, Enter opens it, and the arrows lead on from it.
            self.table.selectRow(max(0, self.table.currentRow()))
        if self._again:
            self.renew()

    def _show_possible(self) -> None:
        self.show_button.setEnabled(bool(self.table.selectedItems()))

    def _open(self) -> None:
        chosen = self.table.selectedItems()
        if chosen:
            self.opened.emit(str(chosen[0].data(_ID)))


def _read(store: Store, _cancel: CancelToken) -> list[_Listed]:
    return [_Listed(batch, store.batches.counts(batch)) for batch in store.batches.all()[:_MOST]]
