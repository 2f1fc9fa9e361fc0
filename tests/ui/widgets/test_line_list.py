"""A list of documents that is empty shows where they can be put down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPalette

from faxdesk.ui.widgets.line_delegate import LineItem
from faxdesk.ui.widgets.line_list import LineList
from faxdesk.ui.widgets.severity import contrast
from faxdesk.ui.widgets.theme import dark_palette, light_palette

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("palette", [light_palette, dark_palette])
@pytest.mark.parametrize("height", [60, 240])
def test_an_empty_list_is_a_place_to_drop(qtbot: QtBot, palette: Callable[[], QPalette], height: int) -> None:
    lines = LineList("Documents")
    qtbot.addWidget(lines)
    lines.setPalette(palette())
    lines.resize(400, height)
    lines.show()
    base = palette().color(QPalette.ColorRole.Base)

    def outline() -> float:
        """How well the edge of the place is seen: a line along the upper side, of dashes."""
        picture = lines.viewport().grab().toImage()
        along = [picture.pixelColor(x, y) for x in range(60, 340) for y in range(6, 12)]
        return max(contrast(colour, base) for colour in along)

    assert outline() == pytest.approx(1)
    lines.invite("Drop documents here.")
    assert outline() >= 3
    assert lines.accessibleDescription() == "Drop documents here."
    lines.append("letter", LineItem("letter.pdf"))
    lines.clearFocus()
    words = lines.viewport().grab().toImage()
    assert words.pixelColor(200, height // 2 + 40 if height > 100 else 50) == base, "the invitation is gone"
