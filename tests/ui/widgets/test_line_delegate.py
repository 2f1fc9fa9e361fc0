"""How a line of a list is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QProxyStyle, QStyle, QStyleOption, QWidget

from faxdesk.ui.widgets import theme
from faxdesk.ui.widgets.line_delegate import LINE, LineDelegate, LineItem
from faxdesk.ui.widgets.severity import contrast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class PaleChoice(QProxyStyle):
    """A style that draws the ground of a chosen line as that of Windows 10 does in lists."""

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw a pale ground below chosen lines."""
        if element is QStyle.PrimitiveElement.PE_PanelItemViewItem and option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor("#e5f3ff"))
        else:
            super().drawPrimitive(element, option, painter, widget)


@pytest.fixture
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


@pytest.mark.usefixtures("light_again")
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_a_chosen_line_can_be_read_whatever_the_style_draws_below_it(
    appearance: str, qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, appearance)
    view = QListWidget()
    qtbot.addWidget(view)
    style = PaleChoice("fusion")
    style.setParent(view)
    view.setStyle(style)
    view.setItemDelegate(LineDelegate(view, removable=False))
    item = QListWidgetItem()
    item.setData(LINE, LineItem("\u2588" * 8))
    view.addItem(item)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.show()
    item.setSelected(True)
    picture, place = view.viewport().grab().toImage(), view.visualItemRect(item)
    row = place.center().y()
    ground = picture.pixelColor(place.right() - 2, row)
    inks = [picture.pixelColor(x, row) for x in range(place.left(), place.left() + 40)]
    assert max(contrast(ink, ground) for ink in inks) >= 4.5
