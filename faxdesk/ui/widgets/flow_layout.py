"""A layout that puts widgets in rows and begins a new row where one is full."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from faxdesk.ui.widgets import tokens


class FlowLayout(QLayout):
    """Left to right, then down (after the flow layout of Qt's own examples)."""

    def __init__(self, parent: QWidget, gap: int = tokens.SPACE_S, *, even: bool = False) -> None:
        """With `even` all are as wide as the widest of them, where two of that width have room beside each other."""
        super().__init__(parent)
        self._even = even
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Put the widgets that are in it into this order, also for who goes through them by the keyboard."""
        places = {id(widget): place for place, widget in enumerate(widgets)}
        self._items.sort(key=lambda item: places[id(item.widget())])
        for one, other in pairwise(widgets):
            QWidget.setTabOrder(one, other)
        self.invalidate()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and return it, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height depends on its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that it needs at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put the widgets into the rectangle."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the least size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest widget."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, row = rect.x(), rect.y(), 0
        shown = [item for item in self._items if not item.isEmpty()]
        widest = max((item.sizeHint().width() for item in shown), default=0)
        least = QSize(widest if self._even and 2 * widest + self._gap <= rect.width() else 0, 0)
        for item in shown:
            hint = item.sizeHint().expandedTo(least)
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, row = rect.x(), y + row + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self._gap
            row = max(row, hint.height())
        return y + row - rect.y()
