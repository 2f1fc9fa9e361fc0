"""The cell with the status of a fax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from faxdesk.ui.fax_list.state_delegate import StatusDelegate
from faxdesk.ui.widgets import icons

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_icon_of_a_selected_row_has_the_colour_that_its_view_gives_to_the_text(qtbot: QtBot) -> None:
    """Windows' styles give lists and tables a near-white selection with dark text, and the program another."""
    view, model = QTableView(), QStandardItemModel()
    qtbot.addWidget(view)
    model.appendRow(QStandardItem(icons.icon("state-failed", tone=icons.IconTone.BAD), "Failed"))
    view.setModel(model)
    palette = view.palette()
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#010203"))
    view.setPalette(palette)
    option = QStyleOptionViewItem()
    option.palette = view.palette()
    for state, colour in ((QStyle.StateFlag.State_Selected, "#010203"), (QStyle.StateFlag.State_None, None)):
        option.state = state
        StatusDelegate(view).initStyleOption(option, model.index(0, 0))
        image = option.icon.pixmap(QSize(64, 64), QIcon.Mode.Selected).toImage()
        seen = {
            image.pixelColor(x, y).name() for x in range(64) for y in range(64) if image.pixelColor(x, y).alpha() == 255
        }
        assert (seen == {"#010203"}) is (colour is not None)
