"""The fields of the dialog below each other, each with its label; one of them can be marked as needing the user."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.severity import Severity, colour

if TYPE_CHECKING:
    from faxdesk.ui.compose.options_fold import OptionsFold

NamedField = tuple[str, str, QWidget]
"""The name of a field, the text of its label, and the field."""


def lay_out_field(field: QWidget, parts: Sequence[QWidget], note: QWidget) -> None:
    """Put the parts of a field beside each other and its note below them."""
    line = QHBoxLayout()
    for part in parts:
        line.addWidget(part)
    line.addStretch(1)
    layout = QVBoxLayout(field)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addLayout(line)
    layout.addWidget(note)


class FormLayout(QWidget):
    """Made before its fields, which are its children: whoever looks for "To" finds the field before the label.

    The keyboard goes through the fields in the order in which they were made.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels: dict[str, QLabel] = {}
        self._fields: dict[str, QWidget] = {}
        """What has the keyboard in each field."""
        self._folded: dict[str, OptionsFold] = {}
        self._marked = ""
        self._rows = QFormLayout(self)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._rows.setContentsMargins(0, 0, 0, 0)
        # Room that is kept for messages parts a field from the next: that is distance enough.
        self._rows.setVerticalSpacing(tokens.INSET)

    def add_fields(self, fields: Iterable[NamedField], parts: Collection[str] = ()) -> None:
        """Lay fields out, a row for each. The `parts` end one of the dialog: the next is farther away."""
        for name, text, widget in fields:
            label = self._label(name, text, widget)
            row = QVBoxLayout()
            row.setContentsMargins(0, 0, 0, (tokens.SPACE_M if name in parts else tokens.SPACE_S) - tokens.INSET)
            row.addWidget(widget)
            self._rows.addRow(label, row)
            label.raise_()

    def add_line(self, fields: Sequence[NamedField], below: QWidget) -> None:
        """Lay fields out beside each other in a single row, with `below` in a row of its own."""
        (name, text, first), *others = fields
        line = QHBoxLayout()
        line.addWidget(first, 2)
        label = self._label(name, text, first)
        for name, text, widget in others:
            beside = self._label(name, text, widget)
            line.addSpacing(tokens.SPACE_M)
            line.addWidget(beside)
            line.addWidget(widget, 3)
            beside.raise_()
        self._rows.addRow(label, line)
        label.raise_()
        self._rows.addRow(self._no_label(), below)

    def add_fold(self, fold: OptionsFold, fields: Iterable[NamedField]) -> None:
        """Lay fields out that are seen only while they are unfolded."""
        self._rows.addRow(self._no_label(), fold)
        for name, text, widget in fields:
            label = self._label(name, text, widget)
            self._folded[name] = fold
            fold.add(label, widget)
            label.raise_()

    def _no_label(self) -> QWidget:
        # Without one, the row would begin at the left edge.
        return QWidget(self)

    def _label(self, name: str, text: str, widget: QWidget) -> QLabel:
        label = QLabel(text, self)
        # The underlined letter breaks a pair such as "To" apart: drawn, it is wider than Qt takes it to be.
        label.setMinimumWidth(label.sizeHint().width() + tokens.SPACE_XS)
        # Screen readers on Linux call a combo box by its label, so it must lead to the very widget.
        self._fields[name] = widget.focusProxy() or widget
        label.setBuddy(self._fields[name])
        self._labels[name] = label
        return label

    def scrolling(self, parent: QWidget) -> QScrollArea:
        """Return an area that shows the rows, and lets them be scrolled where there is no space for them."""
        area = QScrollArea(parent)
        area.setWidget(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def __contains__(self, name: str) -> bool:
        """True for the name of a field."""
        return name in self._labels

    def label(self, name: str) -> str:
        """Return what the label of a field says."""
        return self._labels[name].text().replace("&", "")

    def mark(self, name: str, text: str) -> None:
        """Show that a field needs the user, say why, and put the keyboard there."""
        if name in self._folded:
            self._folded[name].unfold()
        self._marked = name
        self._paint()
        self._fields[name].setAccessibleDescription(text)
        self._fields[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def unmark(self) -> None:
        """No field needs the user."""
        if self._marked:
            self._labels[self._marked].setPalette(QPalette())
            self._fields[self._marked].setAccessibleDescription("")
            self._marked = ""

    def changeEvent(self, event: QEvent) -> None:
        """Keep the mark readable when the appearance changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        if self._marked:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, colour(palette, Severity.ERROR))
            self._labels[self._marked].setPalette(palette)
