"""A frame in which several widgets look like one field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QVBoxLayout, QWidget


class EntryFrame(QWidget):
    """Draws the border of a text field around chips and the text that becomes the next of them.

    It shows the focus of the text as its own; a click beside the text goes there.
    """

    def __init__(self, edit: QLineEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        edit.setParent(self)
        edit.setFrame(False)
        edit.installEventFilter(self)
        self.box = QVBoxLayout(self)
        margin = self._border()
        self.box.setContentsMargins(margin, margin, margin, margin)
        self.box.setSpacing(0)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def _border(self) -> int:
        return 1 + self.style().pixelMetric(QStyle.PixelMetric.PM_DefaultFrameWidth, None, self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the keyboard into the text and out of it."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Whoever clicks into the field wants to type."""
        super().mousePressEvent(event)
        self._edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the border and the ground of a text field."""
        option = QStyleOptionFrame()
        option.initFrom(self)
        # In the colours of the text field that it looks like.
        option.palette = self._edit.palette()
        option.lineWidth = self.style().pixelMetric(QStyle.PixelMetric.PM_DefaultFrameWidth, option, self)
        option.state |= QStyle.StateFlag.State_Sunken
        if self._edit.hasFocus():
            option.state |= QStyle.StateFlag.State_HasFocus
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.end()
