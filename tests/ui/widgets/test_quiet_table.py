"""Tables that look as lists do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.quiet_table import make_quiet

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

FIRST = 80
"""The width of the first column."""


def table(qtbot: QtBot) -> QTableWidget:
    made = QTableWidget(2, 2)
    qtbot.addWidget(made)
    for place in range(4):
        made.setItem(place // 2, place % 2, QTableWidgetItem("words"))
    made.setHorizontalHeaderLabels(["One", "Two"])
    make_quiet(made)
    made.setColumnWidth(0, FIRST)
    made.horizontalHeader().setStretchLastSection(True)
    made.resize(300, 200)
    made.show()
    return made


def test_a_chosen_row_has_one_ground_and_one_mark_at_its_edge(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.selectRow(0)
    picture = made.viewport().grab().toImage()
    middle = made.rowViewportPosition(0) + made.rowHeight(0) // 2
    accent = made.palette().color(QPalette.ColorRole.Highlight)
    colours = [QColor(picture.pixel(left, middle)) for left in range(made.viewport().width())]
    assert colours[: tokens.STROKE_BOLD] == [accent] * tokens.STROKE_BOLD
    assert accent not in colours[tokens.STROKE_BOLD :]
    # Between the columns, and behind the last one, there is what there is everywhere in the row.
    assert colours[FIRST - 1] == colours[FIRST] == colours[-1] != made.palette().color(QPalette.ColorRole.Base)


def test_titles_begin_where_the_words_below_them_do(qtbot: QtBot) -> None:
    made = table(qtbot)
    for place in range(2):
        made.setItem(0, place, QTableWidgetItem("HHH"))
        made.setHorizontalHeaderItem(place, QTableWidgetItem("HHH"))

    def first_ink(area: object, top: int, left: int) -> int:
        picture = area.grab().toImage()  # type: ignore[attr-defined]
        ground = picture.pixel(left + 1, top)
        return next(x for x in range(left + 1, picture.width()) if picture.pixel(x, top) != ground) - left

    header = made.horizontalHeader()
    for left in (0, FIRST):
        title = first_ink(header.viewport(), header.height() // 2, left)
        words = first_ink(made.viewport(), made.rowHeight(0) // 2, left)
        assert abs(title - words) <= 1
        assert words >= tokens.SPACE_S


def test_a_title_stands_over_the_side_that_its_column_has(qtbot: QtBot) -> None:
    made = table(qtbot)
    heading = QTableWidgetItem("Sum")
    heading.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    made.setHorizontalHeaderItem(0, heading)
    header = made.horizontalHeader()
    picture = header.viewport().grab().toImage()
    row = [picture.pixel(left, header.height() // 2) for left in range(FIRST)]
    inked = [left for left, colour in enumerate(row) if colour != row[0]]
    assert min(inked) > FIRST // 2
    assert max(inked) <= FIRST - tokens.SPACE_S
