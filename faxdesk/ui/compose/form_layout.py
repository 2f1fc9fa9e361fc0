"""The fields of the dialog below each other, each with its label; one of them can be marked as needing the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from faxdesk.ui.widgets.severity import Severity, colour


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
        self._marked: QLabel | None = None

    def fill(self, fields: Iterable[tuple[str, str, QWidget]]) -> None:
        """Lay the fields out: name, label and widget of each, in their order."""
        layout = QFormLayout(self)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, text, widget in fields:
            label = QLabel(text, self)
            # Screen readers on Linux call a combo box by its label, so it must lead to the very widget.
            label.setBuddy(widget.focusProxy() or widget)
            self._labels[name] = label
            layout.addRow(label, widget)
            label.raise_()

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
        self._marked = self._labels[name]
        self._paint()
        buddy = self._marked.buddy()
        buddy.setAccessibleDescription(text)
        buddy.setFocus(Qt.FocusReason.OtherFocusReason)

    def unmark(self) -> None:
        """No field needs the user."""
        if self._marked is not None:
            self._marked.setPalette(QPalette())
            self._marked.buddy().setAccessibleDescription("")
            self._marked = None

    def changeEvent(self, event: QEvent) -> None:
        """Keep the mark readable when the appearance changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        if self._marked is not None:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, colour(palette, Severity.ERROR))
            self._marked.setPalette(palette)
