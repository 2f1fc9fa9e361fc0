"""One tab of the window: the search field, the list, and what to do where the list is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from faxdesk.core.quantities import count_text
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.fax_list.table_model import FaxTableModel
from faxdesk.ui.fax_list.table_view import FaxTableView
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import icon

if TYPE_CHECKING:
    from faxdesk.services.events import Progress
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.empty_page import EmptyPage
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

_TYPING_MS = 200
"""Milliseconds without a key press after which a search begins."""


class FaxListTab(QWidget):
    """A list of faxes with its search field."""

    new_fax_wanted = Signal()

    def __init__(
        self, backend: Backend, listing: Listing, numbers: NumberFormatter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self.model = FaxTableModel(backend, listing, numbers, self)
        self.table = FaxTableView(self.model)
        self.field = QLineEdit()
        self._wait = QTimer(self, singleShot=True)
        self._wait.setInterval(_TYPING_MS)
        self._found = QLabel()
        self._stack = QStackedWidget()
        self._empty: EmptyPage | None = None
        self._name(listing)
        self._lay_out()
        self._sought_key: int | None = None
        self._wait.timeout.connect(self._search)
        self.field.textEdited.connect(self._wait.start)
        self.field.returnPressed.connect(self._search)
        self.field.textChanged.connect(self._cleared)
        self.field.installEventFilter(self)
        self.model.loaded.connect(self._show)
        self.model.modelReset.connect(self._show)

    def _name(self, listing: Listing) -> None:
        outbox = listing is Listing.OUTBOX
        self.table.setAccessibleName(self.tr("Faxes in the outbox") if outbox else self.tr("Sent faxes"))
        name = self.tr("Search the outbox") if outbox else self.tr("Search sent faxes")
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        self.field.setClearButtonEnabled(True)
        self.field.setAcceptDrops(False)
        self.field.setToolTip(self.tr("Looks in the numbers, the comments, the names of documents and the reasons"))
        self.look_again(self.palette())

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.addWidget(self.field, 1)
        above.addWidget(self._found)
        above.addStretch(1)
        self._stack.addWidget(self.table)
        box = QVBoxLayout(self)
        above.setContentsMargins(tokens.SPACE_M, tokens.SPACE_S, tokens.SPACE_M, tokens.SPACE_S)
        above.setSpacing(tokens.SPACE_M)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(above)
        # The field, the titles and the rows lie on one ground.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        box.addWidget(self._stack, 1)
        self._found.setTextFormat(Qt.TextFormat.PlainText)

    def look_again(self, palette: QPalette) -> None:
        """The colours are these now: draw the icons anew."""
        for action in self.field.actions():
            self.field.removeAction(action)
        self.field.addAction(icon("search", palette), QLineEdit.ActionPosition.LeadingPosition)

    # ------------------------------------------------------------------------------------------------- content

    @property
    def empty(self) -> EmptyPage:
        """What stands in the place of a list that is empty."""
        if self._empty is None:
            from faxdesk.ui.fax_list.empty_page import EmptyPage

            self._empty = EmptyPage()
            self._empty.pressed.connect(self._act_on_empty)
            self._stack.addWidget(self._empty)
        return self._empty

    def load(self) -> None:
        """Show the beginning of the list at once."""
        self.model.load()
        self._show()

    def progress(self, value: Progress) -> None:
        """Show how far an upload has come."""
        self.model.progress(value)

    def choose(self, key: int) -> None:
        """Select the fax with this key, now or as soon as the list has it."""
        self._sought_key = key
        if self.field.text():
            self.field.clear()
            self._search()
        self._find()

    def copy(self) -> None:
        """Put the selected rows on the clipboard, as a table. It may be a hundred thousand: not in the main thread."""
        keys = self.model.keys(self.table.places())
        if keys:
            self._backend.with_store(
                self,
                lambda store, cancel: self.model.as_table(store, keys, cancel),
                _to_clipboard,
                self.model.failed.emit,
            )

    def select_all(self) -> None:
        """Select all faxes of the list."""
        self.table.selectAll()

    def start_search(self) -> None:
        """Put the keyboard into the search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _find(self) -> None:
        if self._sought_key is None:
            return
        place = self.model.place(self._sought_key)
        if place is None:
            return
        self._sought_key = None
        self._show()
        self.table.choose(place)

    def _search(self) -> None:
        self._wait.stop()
        self.model.search(self.field.text())

    def _cleared(self, text: str) -> None:
        if not text:
            self._search()

    def _show(self) -> None:
        count, searched = self.model.rowCount(), self.model.searched
        self._found.setText(self.tr("{faxes} found").format(faxes=count_text(count, "fax")) if searched else "")
        if count == 0:
            self.empty.show_for(self.model.listing, searched)
        # What has the keyboard must not vanish from under it.
        shown, holder = self._stack.currentWidget(), self.window().focusWidget()
        had_focus = shown is not None and shown.isAncestorOf(holder)
        self._stack.setCurrentWidget(self.table if count else self.empty)
        if had_focus:
            (self.table if count else self.empty.button).setFocus()
        self._find()

    def _act_on_empty(self) -> None:
        if self.model.searched:
            self.field.clear()
            self.field.setFocus()
        else:
            self.new_fax_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field Esc clears it, and Down goes to the list."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
            if event.key() == Qt.Key.Key_Down and self.model.rowCount():
                self.table.setFocus()
                if not self.table.currentIndex().isValid():
                    self.table.choose(0)
                return True
        return super().eventFilter(watched, event)


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
