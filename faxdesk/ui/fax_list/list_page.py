"""The page of a long list: the search field, the list, and what to do where the list is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from faxdesk.ui.fax_list.place_text import place_text
from faxdesk.ui.fax_list.row_cache import R
from faxdesk.ui.fax_list.search_bar import SearchBar
from faxdesk.ui.fax_list.table_view import ListTableView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.core.fax_search import FaxSearch
    from faxdesk.store.fax_finder import FoundPlace
    from faxdesk.store.fax_lists import IndexedList
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.fax_list.filter_row import FilterRow
    from faxdesk.ui.fax_list.list_model import ListModel
    from faxdesk.ui.widgets.empty_page import EmptyPage


class ListPage(QWidget, Generic[R]):
    """A list with its search field. Whoever derives from it says why it is empty, and what the button there does."""

    new_fax_wanted = Signal()

    def __init__(
        self,
        backend: Backend,
        model: ListModel[R],
        indexed_list: IndexedList,
        search_name: str,
        make_filters: Callable[[], FilterRow] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`indexed_list` is where the search index has the rows, `search_name` what the search field says."""
        super().__init__(parent)
        self._backend, self._indexed_list = backend, indexed_list
        self.model = model
        model.setParent(self)
        self.table: ListTableView[R] = ListTableView(model)
        self.search_bar = SearchBar(search_name, make_filters, self)
        self._stack = QStackedWidget()
        self._empty: EmptyPage | None = None
        self._lay_out()
        self._sought_key: int | None = None
        self._place_of: tuple[int, FaxSearch] | None = None
        self.search_bar.changed.connect(self.model.search)
        self.search_bar.left.connect(self._go_to_list)
        self.table.typed.connect(self.search_bar.take_typed)
        self.model.loaded.connect(self._show)
        self.model.modelReset.connect(self._show)
        self.table.selectionModel().currentRowChanged.connect(self._show_place)
        backend.text_index.progressed.connect(self._search_more)
        # “Today” among the filters is another day then.
        backend.day_changed.connect(self.search_bar.tell)

    def _lay_out(self) -> None:
        self._stack.addWidget(self.table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        # The field, the titles and the rows lie on one ground.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        box.addWidget(self.search_bar)
        box.addWidget(self._stack, 1)

    @property
    def field(self) -> QLineEdit:
        """The search field."""
        return self.search_bar.field

    # ------------------------------------------------------------------------------------------------- content

    @property
    def empty(self) -> EmptyPage:
        """What stands in the place of a list that is empty."""
        if self._empty is None:
            from faxdesk.ui.widgets.empty_page import EmptyPage

            self._empty = EmptyPage()
            self._empty.pressed.connect(self._act_on_empty)
            self._stack.addWidget(self._empty)
        return self._empty

    def say_empty(self, empty: EmptyPage) -> None:
        """Say why there is nothing at all in the list, and what to do."""
        raise NotImplementedError

    def act_on_empty(self) -> None:
        """The button was pressed in a list that has nothing at all."""
        raise NotImplementedError

    def load(self) -> None:
        """Show the beginning of the list at once."""
        self.model.load()
        self._show()

    def choose(self, key: int) -> None:
        """Select the row with this key, now or as soon as the list has it."""
        self._sought_key = key
        self.search_bar.clear()
        self._find()

    def copy(self) -> None:
        """Put the selected rows on the clipboard, as a table. It may be a hundred thousand: not in the main thread."""
        keys, columns = self.model.keys(self.table.places()), self.table.shown_columns()
        if keys:
            self._backend.with_store(
                self,
                lambda store, cancel: self.model.as_table(store, keys, columns, cancel),
                _to_clipboard,
                self.model.failed.emit,
            )

    def select_all(self) -> None:
        """Select all rows of the list."""
        self.table.selectAll()

    def show_columns(self) -> None:
        """Let the user choose the columns of the list."""
        self.table.show_columns_menu()

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

    def _search_more(self) -> None:
        """More has been read in which something may be found."""
        if self.model.searched:
            self.model.update()

    def _show(self) -> None:
        count, searched = self.model.rowCount(), self.model.searched
        self.search_bar.show_count(count, self.model.found if searched else None)
        if searched and self.model.found.unread_faxes:
            # The search may have found the index broken, and begun it anew.
            self._backend.text_index.wake()
        self._show_place()
        if count == 0:
            self._say_empty(searched)
        # What has the keyboard must not vanish from under it.
        shown, holder = self._stack.currentWidget(), self.window().focusWidget()
        had_focus = shown is not None and shown.isAncestorOf(holder)
        self._stack.setCurrentWidget(self.table if count else self.empty)
        if had_focus:
            (self.table if count else self.empty.button).setFocus()
        self._find()

    def _say_empty(self, searched: FaxSearch) -> None:
        from faxdesk.ui.widgets.empty_page import Drawing

        if searched:
            words = " ".join(filter(None, (searched.words, searched.person)))
            found = self.tr("Nothing found for “{words}”.").format(words=words)
            self.empty.say(
                found if words else self.tr("No fax is like that."),
                self.tr("All words must be in one fax: in its number, names, comment, files or the text of its pages."),
                self.tr("Clear the search"),
                Drawing.LENS,
            )
        else:
            self.say_empty(self.empty)

    def _act_on_empty(self) -> None:
        if self.model.searched:
            self.search_bar.clear()
            self.field.setFocus()
        else:
            self.act_on_empty()

    def _go_to_list(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()
            if not self.table.currentIndex().isValid():
                self.table.choose(0)

    def _show_place(self) -> None:
        """Say where in the chosen fax the words are, as far as the list does not show it."""
        searched, row = self.model.searched, self.model.row(self.table.currentIndex().row())
        wanted = None if row is None or not (searched.words or searched.person) else (row.key, searched)
        if wanted == self._place_of:
            return
        self._place_of = wanted
        self.search_bar.show_place("")
        if wanted is None:
            return
        key, search = wanted
        indexed_list = self._indexed_list

        def done(places: Sequence[FoundPlace]) -> None:
            if self._place_of == wanted:
                self.search_bar.show_place(place_text(places))

        self._backend.with_store(
            self, lambda store, _cancel: store.fax_finder.where(indexed_list, key, search), done, self.model.failed.emit
        )


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
