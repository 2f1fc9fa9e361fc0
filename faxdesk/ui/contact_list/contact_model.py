"""The contacts as rows: their ids, sorted and found off the main thread, and what is read of those on the screen."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from faxdesk.ui.widgets.entry_delegate import ENTRY, Entry, number_entry

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Contact, Group
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

_BLOCK = 64
"""Contacts that are read at once: more than a window shows."""
_KEPT = 40 * _BLOCK
"""Contacts that stay in memory."""
Found = tuple["array[int]", "tuple[Group, ...]"]


class ContactModel(QAbstractListModel):
    """The contacts that have some words, in some group."""

    loaded = Signal()
    """What was asked for last is shown, and the groups are known."""
    failed = Signal(object)

    def __init__(self, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._ids = array("q")
        self._rows: dict[int, Contact | None] = {}
        self.groups: tuple[Group, ...] = ()
        self.search = self.group = ""

    def load(self, search: str | None = None, group: str | None = None) -> None:
        """Find the contacts anew, with other words or in another group where these are given."""
        self.search = self.search if search is None else search
        self.group = self.group if group is None else group
        asked = (self.search, self.group)
        self._backend.with_store(self, partial(_find, *asked), partial(self._show, asked), self.failed.emit)

    def _show(self, asked: tuple[str, str], found: Found) -> None:
        if asked != (self.search, self.group):
            return
        ids, self.groups = found
        self._rows.clear()
        if ids == self._ids:
            if ids:
                self.dataChanged.emit(self.index(0), self.index(len(ids) - 1))
        else:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()
        self.loaded.emit()

    def contact(self, row: int) -> Contact | None:
        """Return the contact of a row; None where it has been removed."""
        if not 0 <= row < len(self._ids):
            return None
        key = self._ids[row]
        if key not in self._rows:
            start = row // _BLOCK * _BLOCK
            part = self._ids[start : start + _BLOCK]
            found = self._backend.store.contacts.rows(part)
            self._rows.update((one, found.get(one)) for one in part)
            for old in list(self._rows)[: max(0, len(self._rows) - _KEPT)]:
                del self._rows[old]
        return self._rows.get(key)

    def ids(self, rows: Sequence[int]) -> list[int]:
        """Return the ids of rows."""
        return [self._ids[row] for row in rows if 0 <= row < len(self._ids)]

    def row_of(self, contact: int) -> int | None:
        """Return the row of a contact, None where it is not listed."""
        try:
            return self._ids.index(contact)
        except ValueError:
            return None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Return how many contacts are listed."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a contact, drawn, spoken, or as it is found by typing."""
        if role not in {ENTRY, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        contact = self.contact(index.row())
        if contact is None:
            return None
        entry = self._entry(contact)
        return entry if role == ENTRY else entry.spoken

    def _entry(self, contact: Contact) -> Entry:
        title, beside = (contact.name, contact.company) if contact.name else (contact.company, "")
        entry = number_entry(title, beside, contact.numbers[0])
        more = len(contact.numbers) - 1
        if more:
            entry = entry._replace(after=self.tr("and {count} more").format(count=more))
        return entry._replace(state=", ".join(contact.groups))


def _find(search: str, group: str, store: Store, _cancel: CancelToken) -> Found:
    return store.contacts.ids(search, group), store.contacts.groups()
