"""The page of the tab “Contacts”."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.phone import display
from faxdesk.ui.contact_list.contact_model import ContactModel
from faxdesk.ui.contact_list.group_box import GroupBox
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.empty_page import Drawing, EmptyPage
from faxdesk.ui.widgets.entry_list import draw_entries
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Contact
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

_TYPING_MS = 150
"""Milliseconds without a key press after which a search begins."""
MOST_MERGED = 20
"""Contacts that can be made one at once: more of them are no slip, and no contact has so many numbers."""


class ContactsPage(QWidget):
    """The contacts with a search field, groups, and what can be done with those who are chosen."""

    fax_wanted = Signal(list)
    """The ids of the contacts that a new fax is to go to."""
    edit_wanted = Signal(int)
    new_wanted = Signal()
    removal_wanted = Signal(list)
    """Ids."""
    merge_wanted = Signal(list)
    """Ids, in the order of the list."""
    import_wanted = Signal()
    export_wanted = Signal(str)
    """The group, "" for all."""
    duplicates_wanted = Signal()
    rename_wanted = Signal()
    """A group shall have another name."""

    def __init__(self, backend: Backend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.CONTACTS)
        self._backend = backend
        self.model = ContactModel(backend, self)
        self.field = SearchField(self.tr("Search contacts"))
        self.group_box = GroupBox()
        self.list = QListView()
        self.messages = MessageBar()
        self.fax_button, self.edit_button, self.remove_button = (
            QPushButton(text) for text in (self.tr("Ne&w fax"), self.tr("&Change…"), self.tr("&Delete"))
        )
        self.new_button = QPushButton(self.tr("New c&ontact…"))
        self.more_button = QPushButton(self.tr("&More"))
        self.forget_action = QAction(self.tr("&Forget this person…"), self)
        self.merge_action = QAction(self.tr("&Merge into one contact"), self)
        # Not one that the menu makes: such a one was once said to be deleted while its menu was there.
        self._rename_action = QAction(self.tr("&Rename group…"), self)
        self._sought = 0
        self._found = QLabel()
        self._stack = QStackedWidget()
        self._wait = QTimer(self, singleShot=True)
        self._wait.setInterval(_TYPING_MS)
        self._wait.timeout.connect(self._search)
        self._name()
        self._lay_out()
        self._connect(backend)

    def _name(self) -> None:
        self.field.setToolTip(self.tr("Looks for names, companies and numbers"))
        self.list.setAccessibleName(self.tr("Contacts"))
        self.more_button.setAccessibleName(self.tr("More"))
        menu = QMenu(self.more_button)
        menu.addAction(self.tr("&Import contacts…"), self.import_wanted.emit)
        menu.addAction(self.tr("&Export these contacts…"), self._export)
        menu.addSeparator()
        menu.addAction(self.tr("Find &duplicates…"), self.duplicates_wanted.emit)
        menu.addAction(self.merge_action)
        menu.addAction(self._rename_action)
        self._rename_action.setEnabled(False)
        menu.addSeparator()
        menu.addAction(self.forget_action)
        self.more_button.setMenu(menu)

    @property
    def keyboard_place(self) -> QWidget:
        """The contacts, or the search field while there are none."""
        return self.list if self.list.isVisibleTo(self) else self.field

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.field, 2)
        above.addWidget(self.group_box, 1)
        above.addWidget(self._found)
        above.addStretch(1)
        above.addWidget(self.new_button)
        above.addWidget(self.more_button)
        for button in (self.fax_button, self.edit_button, self.remove_button):
            button.setAutoDefault(False)
            below.addWidget(button)
        below.addStretch(1)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        draw_entries(self.list)
        self.list.setModel(self.model)
        self.empty = _Empty()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        for line in (above, below):
            line.setContentsMargins(tokens.SPACE_M, tokens.SPACE_S, tokens.SPACE_M, tokens.SPACE_S)
            line.setSpacing(tokens.SPACE_S)
        # The field, the rows and the buttons lie on one ground, as in the other tabs.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(above)
        box.addWidget(self.messages)
        box.addWidget(self._stack, 1)
        box.addLayout(below)

    def _connect(self, backend: Backend) -> None:
        self.field.textEdited.connect(self._wait.start)
        self.field.returnPressed.connect(self._search)
        self.field.textChanged.connect(self._cleared)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.group_box.activated.connect(self._search)
        self.model.loaded.connect(self._show)
        self.list.selectionModel().selectionChanged.connect(self._enable)
        self.model.modelReset.connect(self._enable)
        self.list.activated.connect(self._edit)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.new_button.clicked.connect(self.new_wanted)
        self.fax_button.clicked.connect(self._fax)
        self.edit_button.clicked.connect(self._edit)
        self.remove_button.clicked.connect(self._remove)
        self.merge_action.triggered.connect(self._merge)
        self._rename_action.triggered.connect(self._rename)
        self.empty.import_button.clicked.connect(self.import_wanted)
        self.empty.pressed.connect(self.new_wanted)
        backend.changed.connect(self._renew)
        self._enable()

    # -------------------------------------------------------------------------------------------------- showing

    def _renew(self) -> None:
        if self.isVisible():
            self.model.load()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the contacts up to date: nobody did while nobody saw them."""
        super().showEvent(event)
        self.model.load()

    def _search(self) -> None:
        self._wait.stop()
        self.model.load(self.field.text(), self.group_box.group)

    def _cleared(self, text: str) -> None:
        if not text:
            self._search()

    def _show(self) -> None:
        count, searched = self.model.rowCount(), bool(self.model.search.strip() or self.model.group)
        self._found.setText(count_text(count, "contact") if count else "")
        self._show_groups()
        self.empty.show_for(searched=searched)
        had_focus = self._stack.isAncestorOf(self.window().focusWidget())
        self._stack.setCurrentWidget(self.list if count else self.empty)
        for button in (self.fax_button, self.edit_button, self.remove_button):
            button.setVisible(bool(count))
        if had_focus:
            (self.list if count else self.empty.button).setFocus()
        if count and not self.list.currentIndex().isValid():
            place = self.list.selectionModel()
            place.setCurrentIndex(self.model.index(0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._choose_sought()
        self._enable()

    def _show_groups(self) -> None:
        self.group_box.show_groups(self.model.groups)
        self._rename_action.setEnabled(bool(self.model.groups))

    def follow_group(self, before: str, name: str) -> None:
        """A group has another name now: where its contacts are shown, they stay so."""
        if self.model.group == before:
            index = self.group_box.findData(before)
            self.group_box.setItemData(index, name)
            self.model.load(group=name)
        else:
            self.model.load()

    def show_contact(self, contact: int) -> None:
        """Bring the list up to date and choose a contact, where it is listed then."""
        self._sought = contact
        self.model.load()

    def _choose_sought(self) -> None:
        row = self.model.row_of(self._sought) if self._sought else None
        self._sought = 0
        if row is not None:
            self.list.setCurrentIndex(self.model.index(row))

    # --------------------------------------------------------------------------------------------- who is chosen

    def rows(self) -> list[int]:
        """Return the chosen rows, from top to bottom."""
        parts = self.list.selectionModel().selection().toList()
        return sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))

    def chosen_count(self) -> int:
        """Return how many contacts are chosen."""
        return sum(part.height() for part in self.list.selectionModel().selection().toList())

    def chosen_ids(self) -> list[int]:
        """Return the ids of the chosen contacts, all of them."""
        return self.model.ids(self.rows())

    def chosen(self) -> Contact | None:
        """Return the contact that is chosen alone; None where there are several, or none."""
        return self.model.contact(self.rows()[0]) if self.chosen_count() == 1 else None

    def _enable(self) -> None:
        count = self.chosen_count()
        self.fax_button.setEnabled(count > 0)
        self.edit_button.setEnabled(count == 1)
        self.remove_button.setEnabled(count > 0)
        self.forget_action.setEnabled(count == 1)
        self.merge_action.setEnabled(1 < count <= MOST_MERGED)

    def _fax(self) -> None:
        self.fax_wanted.emit(self.chosen_ids())

    def _edit(self) -> None:
        if (chosen := self.chosen()) is not None:
            self.edit_wanted.emit(chosen.id)

    def _remove(self) -> None:
        self.removal_wanted.emit(self.chosen_ids())

    def _rename(self) -> None:
        self.rename_wanted.emit()

    def _merge(self) -> None:
        self.merge_wanted.emit(self.chosen_ids())

    def _export(self) -> None:
        self.export_wanted.emit(self.model.group)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button, does in (
            (self.fax_button, self._fax),
            (self.edit_button, self._edit),
            (self.remove_button, self._remove),
        ):
            menu.addAction(button.text(), does).setEnabled(button.isEnabled())
        menu.addAction(self.merge_action)
        menu.addSeparator()
        menu.addAction(self.forget_action)
        menu.popup(self.list.viewport().mapToGlobal(place))

    # ---------------------------------------------------------------------------------------------- menu “Edit”

    def copy(self) -> None:
        """Copy the chosen contacts, a line each, its cells parted by tabs. Thousands are read beside the window."""
        self._backend.with_store(self, partial(_lines, tuple(self.chosen_ids())), _put_down, self.messages.fail)

    def select_all(self) -> None:
        """Choose all contacts that are listed."""
        if count := self.model.rowCount():
            every = QItemSelection(self.model.index(0), self.model.index(count - 1))
            self.list.selectionModel().select(every, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def start_search(self) -> None:
        """Put the keyboard into the search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc clears the search, Down goes to the list; in that Delete removes, and Enter edits."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.field and event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
            if watched is self.field and event.key() == Qt.Key.Key_Down and self.model.rowCount():
                self.list.setFocus()
                if not self.rows():
                    self.list.setCurrentIndex(self.model.index(0))
                return True
            if watched is self.list and event.matches(QKeySequence.StandardKey.Delete) and self.rows():
                self._remove()
                return True
        return super().eventFilter(watched, event)


def _lines(ids: tuple[int, ...], store: Store, _cancel: CancelToken) -> str:
    found = store.contacts.rows(ids)
    return "\n".join(
        "\t".join((one.name, one.company, ", ".join(map(display, one.numbers)), ", ".join(one.groups)))
        for one in (found[key] for key in ids if key in found)
    )


def _put_down(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


class _Empty(EmptyPage):
    """Tells what to do where there are no contacts."""

    def __init__(self) -> None:
        super().__init__()
        self.import_button = QPushButton(self.tr("&Import contacts…"))
        self.add_button(self.import_button)

    def show_for(self, *, searched: bool) -> None:
        """Say why there is nobody; `searched` where words or a group are looked for."""
        if searched:
            title, advice = (
                self.tr("Nobody found."),
                self.tr("All words must be in the name, the company or a number."),
            )
        else:
            title, advice = (
                self.tr("No contacts yet."),
                self.tr("Import an address book (vCard) or a list (CSV, Excel), or write a contact down."),
            )
        self.say(title, advice, self.tr("New &contact…"), Drawing.LENS if searched else Drawing.CARD)
        self.import_button.setVisible(not searched)
