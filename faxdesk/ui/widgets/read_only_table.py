"""A table that is looked at: rows are chosen whole, and nothing is edited in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QTableWidget

from faxdesk.ui.widgets.quiet_table import make_quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class ReadOnlyTable(QTableWidget):
    """Tab leaves it, as it does a list. How wide its columns are is for its owner."""

    def __init__(self, name: str, titles: Sequence[str], parent: QWidget | None = None) -> None:
        """`name` is what assistive technology calls it, and `titles` are those of its columns."""
        super().__init__(0, len(titles), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(titles))
        make_quiet(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
