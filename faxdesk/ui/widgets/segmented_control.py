"""A few choices side by side in one frame, of which one holds at a time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.focus_ring import draw_focus_frame, shows_focus
from faxdesk.ui.widgets.severity import is_stark, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent


class Choice(NamedTuple):
    """What can be chosen: its words, what it stands for, and a sentence about it for a tool tip."""

    text: str
    value: object
    tip: str = ""


class SegmentedControl(QWidget):
    """Shows all choices at once. Arrows go from one to the next, as in every group of radio buttons."""

    chosen = Signal(object)
    """The value of what the user has chosen."""

    def __init__(self, name: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls the choices."""
        super().__init__(parent)
        self._values = [choice.value for choice in choices]
        self._segments: list[QRadioButton] = []
        self._group = QButtonGroup(self)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, choice in enumerate(choices):
            segment = _Segment(choice.text, self)
            segment.setToolTip(choice.tip)
            segment.setAccessibleDescription(choice.tip)
            self._segments.append(segment)
            self._group.addButton(segment, number)
            layout.addWidget(segment)
        self._group.idClicked.connect(self._choose)
        self.setFocusProxy(self._segments[0])

    def segment(self, value: object) -> QRadioButton:
        """Return the part of the control that stands for a value. Raises ValueError where there is none."""
        return self._segments[self._values.index(value)]

    @property
    def value(self) -> object:
        """What holds, None where that is shown as nothing."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def show_choice(self, value: object) -> None:
        """Show what holds; None for different things, of which none is shown."""
        if value is not None:
            self.segment(value).setChecked(True)
            self.setFocusProxy(self.segment(value))
            return
        self._group.setExclusive(False)
        for segment in self._segments:
            segment.setChecked(False)
        self._group.setExclusive(True)

    def _choose(self, number: int) -> None:
        self.chosen.emit(self._values[number])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame around all, and lines between two of which none is chosen."""
        palette = self.palette()
        ground, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mixed(ground, text, tokens.OUTLINE_PART), 1))
        painter.setBrush(ground)
        inside = tokens.HALF_PIXEL
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inside, inside, -inside, -inside), tokens.RADIUS_M, tokens.RADIUS_M
        )
        painter.setPen(QPen(mixed(ground, text, tokens.RULE_PART), 1))
        for one, other in pairwise(self._segments):
            if not one.isChecked() and not other.isChecked():
                left = QPoint(other.x(), tokens.SPACE_XS)
                painter.drawLine(left, QPoint(left.x(), self.height() - tokens.SPACE_XS))
        painter.end()


class _Segment(QRadioButton):
    """One of the choices. It is a radio button for the keyboard and for screen readers, and looks like a part."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(parent.update)

    def sizeHint(self) -> QSize:
        """Room for the words in heavy letters: nothing moves when another is chosen."""
        metrics = QFontMetrics(scaled(self.font(), tokens.BODY, bold=True))
        return QSize(
            metrics.horizontalAdvance(self.text()) + 2 * tokens.SPACE_M, metrics.height() + 2 * tokens.SPACE_XS
        )

    def minimumSizeHint(self) -> QSize:
        """The same: its words are never cut off."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be pressed."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words, with the ground and the outline of what is chosen, and a frame where the keyboard is."""
        palette, checked = self.palette(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(tokens.INSET, tokens.INSET, -tokens.INSET, -tokens.INSET)
        accent = palette.color(QPalette.ColorRole.Highlight)
        if checked and self.isEnabled():
            base = palette.color(QPalette.ColorRole.Base)
            painter.setBrush(base if is_stark(palette) else mixed(base, accent, tokens.CHOICE_PART))
            painter.setPen(QPen(accent, tokens.STROKE))
            painter.drawRoundedRect(ground, tokens.RADIUS_S, tokens.RADIUS_S)
        painter.setFont(scaled(self.font(), tokens.BODY, bold=checked))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        if shows_focus(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_focus_frame(painter, ground, palette)
        painter.end()
