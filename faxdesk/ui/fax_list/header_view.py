"""The titles of a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget


class FaxHeaderView(QHeaderView):
    """Titles that do not look at the selection.

    Qt's own ask for each column whether all of it is selected, row by row, though nothing is drawn differently here:
    more than a second for 100,000 rows.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        # What QTableView gives to its own header.
        self.setSectionsClickable(True)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Say how a title is to be drawn."""
        model, visual = self.model(), self.visualIndex(logicalIndex)
        option.section = logicalIndex
        option.text = str(model.headerData(logicalIndex, self.orientation()))
        option.textAlignment = self.defaultAlignment()
        positions = QStyleOptionHeader.SectionPosition
        last = self.count() - 1
        position = positions.Beginning if visual == 0 else positions.End if visual == last else positions.Middle
        option.position = position
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex:
            rising = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            arrows = QStyleOptionHeader.SortIndicator
            option.sortIndicator = arrows.SortDown if rising else arrows.SortUp
        option.selectedPosition = QStyleOptionHeader.SelectedPosition.NotAdjacent
