"""What is known of a fax, a line for each fact. A fact that is not known has no line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.plain_labels import text_label

if TYPE_CHECKING:
    from collections.abc import Mapping


class FactForm(QWidget):
    """Quiet titles at the left, what they are about beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: dict[str, QLabel] = {}
        """The label of each fact by its name."""
        self._titles: dict[QWidget, QLabel] = {}
        """The title of each widget."""
        # A form layout gives rows that are shown again the heights of others, and cuts what has several lines.
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(tokens.SPACE_L)
        grid.setVerticalSpacing(tokens.SPACE_S)

    def add(self, name: str, title: str) -> None:
        """Add a fact that is a text."""
        self.values[name] = text_label()
        self.add_widget(title, self.values[name])

    def add_widget(self, title: str, widget: QWidget, *, one_line: bool = False) -> None:
        """Add a fact that has a widget of its own, beside the middle of which the title is where it is `one_line`."""
        # The colon tells the title from a field of a dialog that has the same name.
        label = QLabel(f"{title}:")
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if one_line:
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            label.setMinimumHeight(widget.sizeHint().height())
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        place = len(self._titles)
        self._titles[widget] = label
        self._grid.addWidget(label, place, 0)
        self._grid.addWidget(widget, place, 1)

    def stand_below(self, above: FactForm) -> None:
        """Begin where the facts of another form begin, which stand above these."""
        titles = (*above._titles.values(), *self._titles.values())
        width = max(title.sizeHint().width() for title in titles)
        for title in titles:
            title.setMinimumWidth(width)

    def show_facts(self, facts: Mapping[str, str]) -> None:
        """Show those of its own; one with an empty text has no line."""
        for name, label in self.values.items():
            label.setText(facts[name])
            self.show_widget(label, there=bool(facts[name]))

    def show_widget(self, widget: QWidget, *, there: bool) -> None:
        """Show or hide the line of a widget."""
        widget.setVisible(there)
        self._titles[widget].setVisible(there)
