"""Widgets in rows: as wide as they are, or all alike where that is wanted and two of them have room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from faxdesk.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

GAP = 8


@pytest.mark.parametrize(
    ("even", "width", "placed"),
    [
        (False, 300, [(0, 0, 60), (68, 0, 120), (196, 0, 90)]),
        (False, 200, [(0, 0, 60), (68, 0, 120), (0, 28, 90)]),
        (True, 300, [(0, 0, 120), (128, 0, 120), (0, 28, 120)]),
        (True, 248, [(0, 0, 120), (128, 0, 120), (0, 28, 120)]),
        (True, 247, [(0, 0, 60), (68, 0, 120), (0, 28, 90)]),
    ],
)
def test_where_widgets_are(qtbot: QtBot, *, even: bool, width: int, placed: list[tuple[int, int, int]]) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = FlowLayout(whole, GAP, even=even)
    parts = [QWidget() for _ in range(3)]
    for part, own in zip(parts, (60, 120, 90), strict=True):
        part.setMinimumSize(own, 20)
        flow.addWidget(part)
    whole.resize(width, flow.heightForWidth(width))
    whole.show()
    assert [(part.x(), part.y(), part.width()) for part in parts] == placed
    assert flow.heightForWidth(width) == placed[-1][1] + 20
