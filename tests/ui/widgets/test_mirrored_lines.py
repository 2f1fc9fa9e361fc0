"""Lines of lists are the same from the right as from the left, but for the letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from faxdesk.ui.compose.recipient_chip import ChipDelegate, RecipientChip
from faxdesk.ui.fax_details.step_line import FaxStep, StepLine, StepState
from faxdesk.ui.widgets.entry_delegate import ENTRY, Entry, EntryDelegate
from faxdesk.ui.widgets.line_delegate import LINE, LineDelegate, LineItem
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.subject_list import SubjectList

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BLOCK = "\u2588"
"""A letter that is the same from both sides."""


def lines() -> QListView:
    view = QListWidget()
    view.setItemDelegate(LineDelegate(view, removable=True))
    item = QListWidgetItem()
    item.setData(LINE, LineItem(BLOCK * 4, BLOCK * 2, BLOCK * 3, Severity.PLAIN))
    view.addItem(item)
    return view


def entries() -> QListView:
    view = QListView()
    model = QStandardItemModel(view)
    item = QStandardItem()
    item.setData(Entry(BLOCK * 4, BLOCK * 2, BLOCK * 3, BLOCK, BLOCK * 2, after=BLOCK * 3), ENTRY)
    model.appendRow(item)
    view.setModel(model)
    view.setItemDelegate(EntryDelegate(view))
    view.setCurrentIndex(model.index(0, 0))
    return view


def chips() -> QListView:
    view = QListWidget()
    view.setItemDelegate(ChipDelegate(view, lambda _chip: BLOCK * 2))
    item = QListWidgetItem()
    item.setData(LINE, RecipientChip(BLOCK * 5, BLOCK * 3, named=True))
    view.addItem(item)
    return view


def subjects() -> QListView:
    view = SubjectList("Subjects")
    view.add([BLOCK * 4, BLOCK * 8])
    return view


def steps() -> StepLine:
    line = StepLine()
    line.show_steps(
        (FaxStep(BLOCK * 5, StepState.DONE), FaxStep(BLOCK * 3, StepState.NOW), FaxStep("", StepState.OPEN))
    )
    return line


@pytest.mark.parametrize("make", [lines, entries, chips, subjects, steps])
def test_a_line_is_mirrored(make: Callable[[], QWidget], qtbot: QtBot) -> None:
    pictures: list[QImage] = []
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        shown = make()
        qtbot.addWidget(shown)
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shown.setLayoutDirection(direction)
        shown.resize(400, 120)
        shown.show()
        drawn = shown.viewport() if isinstance(shown, QListView) else shown
        pictures.append(drawn.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8))
    left, right = pictures
    turned = right.flipped(Qt.Orientation.Horizontal)
    differing = sum(
        abs(left.pixelColor(x, y).lightness() - turned.pixelColor(x, y).lightness()) > 60
        for y in range(0, left.height(), 2)
        for x in range(left.width())
    )
    plain = sum(
        abs(left.pixelColor(x, y).lightness() - right.pixelColor(x, y).lightness()) > 60
        for y in range(0, left.height(), 2)
        for x in range(left.width())
    )
    assert plain > 200, "each begins at its side"
    assert differing < plain / 10


def test_the_end_of_a_number_stays_behind_its_beginning(qtbot: QtBot) -> None:
    """The last digits, which are drawn by themselves, are at the right of the others in either direction."""
    view = QListView()
    qtbot.addWidget(view)
    model = QStandardItemModel(view)
    item = QStandardItem()
    item.setData(Entry("", below=BLOCK * 8, end=BLOCK * 2), ENTRY)
    model.appendRow(item)
    view.setModel(model)
    view.setItemDelegate(EntryDelegate(view))
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    view.resize(400, 80)
    view.show()
    drawn, rect = view.viewport().grab().toImage(), view.visualRect(model.index(0, 0))
    row = next(
        row
        for row in range(rect.top(), rect.bottom())
        if sum(drawn.pixelColor(x, row).lightness() < 128 for x in range(rect.width())) > 20
    )
    tones = [drawn.pixelColor(x, row + 2).lightness() for x in range(rect.width())]
    inked = [tone for tone in tones if tone < 200]
    assert inked[-1] < inked[0], "what is to be read first is darker than what is muted"
