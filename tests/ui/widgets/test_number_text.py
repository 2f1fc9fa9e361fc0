"""Fax numbers in windows that run from the right to the left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextLine, QTextOption

from faxdesk.core.model import Number
from faxdesk.core.phone import parse
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store
from faxdesk.ui.compose.sender_field import SenderField
from faxdesk.ui.widgets.fax_texts import NumberFormatter
from faxdesk.ui.widgets.number_text import number_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NUMBER, SHOWN = "+41445550123", "+41 44 555 01 23"


@pytest.fixture
def from_the_right(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def drawn(text: str) -> str:
    """Return the signs of a text as they are seen from the left, in a line that runs from the right."""
    layout = QTextLayout(text)
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1000)
    layout.endLayout()
    # Where a sign begins: the left one of its two edges.
    places = [min(edge(line, at), edge(line, at + 1)) for at in range(len(text))]
    return "".join(sign for _place, sign in sorted(zip(places, text, strict=True)) if sign.isascii()).strip()


def edge(line: QTextLine, at: int) -> float:
    place = line.cursorToX(at)
    return float(place[0] if isinstance(place, tuple) else str(place))


@pytest.mark.usefixtures("from_the_right")
def test_the_groups_of_a_number_are_never_turned_round(tmp_path: Path, qtbot: QtBot) -> None:
    assert drawn(SHOWN) != SHOWN, "so it would be without"
    assert drawn(number_text(NUMBER)) == SHOWN
    numbers = NumberFormatter()
    numbers.loaded = True
    assert drawn(numbers.text(NUMBER)) == SHOWN
    assert parse(number_text(NUMBER)) == NUMBER, "what is copied from there can be pasted"
    store = Store(DataFolder(tmp_path / "data"))
    store.service_mirror.keep_numbers((Number(NUMBER),))
    field = SenderField(store.service_mirror, NUMBER)
    qtbot.addWidget(field)
    assert drawn(field.currentText()) == SHOWN
    store.close()


def test_from_the_left_nothing_is_put_around_it() -> None:
    assert number_text(NUMBER) == SHOWN
