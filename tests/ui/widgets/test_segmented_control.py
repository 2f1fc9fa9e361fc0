"""Choices side by side: radio buttons for the keyboard and for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtWidgets import QWidget

from faxdesk.ui.widgets.segmented_control import Choice, SegmentedControl
from faxdesk.ui.widgets.severity import contrast
from faxdesk.ui.widgets.theme import dark_palette, light_palette

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def control(qtbot: QtBot) -> Iterator[SegmentedControl]:
    window = QWidget()
    qtbot.addWidget(window)
    control = SegmentedControl(
        "Tone", [Choice("Text", "t", "Black"), Choice("Photo", "p"), Choice("Both", "b")], window
    )
    control.resize(control.sizeHint())
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield control
    window.close()


def test_one_holds_and_is_told(qtbot: QtBot, control: SegmentedControl) -> None:
    assert control.value is None
    control.show_choice("t")
    said: list[object] = []
    control.chosen.connect(said.append)
    photo = control.segment("p")
    qtbot.mouseClick(photo, Qt.MouseButton.LeftButton, pos=QPoint(photo.width() - 3, 3))
    shown = [control.value]
    control.show_choice(None)
    assert [*shown, control.value] == ["p", None], "also beside its words"
    assert said == ["p"], "what is shown was not chosen"


def test_arrows_go_from_one_to_the_next_and_tab_leaves(qtbot: QtBot, control: SegmentedControl) -> None:
    control.show_choice("t")
    control.setFocus()
    assert control.segment("t").hasFocus()
    qtbot.keyClick(control.segment("t"), Qt.Key.Key_Right)
    assert control.value == "p"
    tabbed = [one for one in "tpb" if control.segment(one).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert tabbed == ["p"], "it is one stop on the way through the window"


def test_it_is_heard_as_what_it_is(control: SegmentedControl) -> None:
    control.show_choice("t")
    heard = QAccessible.queryAccessibleInterface(control.segment("t"))
    assert heard.role() is QAccessible.Role.RadioButton
    assert heard.text(QAccessible.Text.Name) == "Text"
    assert heard.text(QAccessible.Text.Description) == "Black"
    assert heard.state().checked
    assert control.accessibleName() == "Tone"


@pytest.mark.parametrize("palette", [light_palette, dark_palette])
def test_what_holds_is_seen_by_its_outline(control: SegmentedControl, palette: Callable[[], QPalette]) -> None:
    control.window().setPalette(palette())
    control.show_choice("p")
    picture = control.grab().toImage()
    photo = control.segment("p").geometry()
    edge = [picture.pixelColor(photo.left() + at, photo.center().y()) for at in range(6)]
    ground = picture.pixelColor(control.segment("t").geometry().left() + 6, photo.center().y())
    assert max(contrast(colour, ground) for colour in edge) >= 3
    control.setEnabled(False)
    assert not control.grab().isNull()
