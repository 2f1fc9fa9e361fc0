"""Labels that show their text as it is, and an id with its copy button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import icon
from faxdesk.ui.widgets.typography import write_in


def text_label(text: str = "", *, scale: float = tokens.BODY, bold: bool = False) -> QLabel:
    """Return a label that shows its text as it is, wraps it and lets the mouse select it."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    policy = label.sizePolicy()
    # A policy made anew would forget that the height depends on the width.
    policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
    label.setSizePolicy(policy)
    if scale != tokens.BODY or bold:
        write_in(label, scale, bold=bold)
    return label


class IdLine(QWidget):
    """An id or a check sum, small, with a button that copies it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text_label(scale=tokens.CAPTION)
        self._copy = QToolButton()
        self._copy.setAutoRaise(True)
        self._copy.setIcon(icon("copy"))
        self._copy.setAccessibleName(self.tr("Copy the {name}").format(name=name))
        self._copy.setToolTip(self._copy.accessibleName())
        self._copy.clicked.connect(self._put_on_clipboard)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)

    def set_id(self, value: str) -> None:
        """Show this id."""
        self._text.setText(value)

    def look_again(self) -> None:
        """The colours have changed."""
        self._copy.setIcon(icon("copy"))

    def _put_on_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self._text.text())
