"""Lists whose rows are entries: people, groups, files, or what an act would remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from faxdesk.ui.widgets.entry_delegate import ENTRY, Entry, EntryDelegate
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QListView

T = TypeVar("T")


def draw_entries(view: QListView) -> None:
    """Let a list draw its rows as entries, all of one height, with a ground under the mouse."""
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setItemDelegate(EntryDelegate(view))


class EntryListModel(QAbstractListModel, Generic[T]):
    """Items as rows that are only looked at. The entry of an item is made when its row is: there may be many."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._items: tuple[T, ...] = ()

    def entry(self, item: T) -> Entry:
        """Return how an item stands in the list."""
        raise NotImplementedError

    def tip(self, _item: T) -> str:
        """Return what a tool tip says of an item; empty where it has none."""
        return ""

    def show(self, items: Sequence[T]) -> None:
        """Show others."""
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    def item(self, row: int) -> T | None:
        """Return the item of a row; None where there is none."""
        return self._items[row] if 0 <= row < len(self._items) else None

    @property
    def items(self) -> tuple[T, ...]:
        """All items, in their order."""
        return self._items

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row, drawn, spoken, or as its tool tip."""
        item = self.item(index.row())
        if item is None:
            return None
        if role == ENTRY:
            return self.entry(item)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.entry(item).spoken
        tip = self.tip(item) if role == Qt.ItemDataRole.ToolTipRole else ""
        return plain_tip(tip) if tip else None
