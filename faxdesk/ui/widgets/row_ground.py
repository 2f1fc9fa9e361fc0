"""The ground of a row of a list: chosen, below the pointer, or with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyle

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.severity import is_stark, mixed

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem


def paint_row_ground(
    painter: QPainter,
    option: QStyleOptionViewItem,
    palette: QPalette,
    *,
    below: QPalette.ColorRole = QPalette.ColorRole.Base,
    rule: bool = True,
) -> None:
    """Draw the ground of a row.

    `palette` is that of the list, which lies on the colour `below`; with `rule` there is a line to the next row. Not by
    the style: the texts of a row are drawn in the colours of the palette, whatever ground a style would choose.
    """
    rect = option.rect
    ground, text = palette.color(below), palette.color(QPalette.ColorRole.Text)
    accent, stark = palette.color(QPalette.ColorRole.Highlight), is_stark(palette)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen:
        painter.fillRect(rect, mixed(ground, accent, tokens.CHOICE_PART))
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        edge = rect.right() - tokens.STROKE_BOLD + 1 if mirrored else rect.left()
        painter.fillRect(edge, rect.top(), tokens.STROKE_BOLD, rect.height(), accent)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, mixed(ground, text, tokens.HOVER_PART))
    if rule:
        line = text if stark else mixed(ground, text, tokens.RULE_PART)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, line)
    # In high contrast a tinted ground is not enough.
    if option.state & QStyle.StateFlag.State_HasFocus or (chosen and stark):
        stroke = tokens.STROKE
        painter.fillRect(rect.left(), rect.top(), rect.width(), stroke, accent)
        painter.fillRect(rect.left(), rect.bottom() - stroke + 1, rect.width(), stroke, accent)
