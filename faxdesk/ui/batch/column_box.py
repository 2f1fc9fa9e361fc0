"""The box in which the user says which column of a list has a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LEAST_LETTERS = 9


class ColumnBox(ComboBox):
    """Takes the room that there is: what does not fit ends in an ellipsis, and is whole in the tip and in the list."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumContentsLength(_LEAST_LETTERS)
        self.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentTextChanged.connect(lambda text: self.setToolTip(plain_tip(text)))

    def showPopup(self) -> None:
        """Make the list as wide as its longest entry."""
        view = self.view()
        view.setMinimumWidth(
            view.sizeHintForColumn(0) + self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        )
        super().showPopup()

    def shown_text(self) -> str:
        """Return what of the chosen entry stands in the box."""
        option = self._option()
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        # Qt's styles leave a pixel free on both sides of the words.
        return self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, field.width() - tokens.INSET
        )

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it as the style does, which would cut the words off."""
        option = self._option()
        option.currentText = self.shown_text()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
