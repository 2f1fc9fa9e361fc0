"""Light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from faxdesk.ui.compose.entry_frame import EntryFrame
from faxdesk.ui.widgets import theme, tokens
from faxdesk.ui.widgets.icons import is_dark
from faxdesk.ui.widgets.severity import GROUND, Severity, contrast, tinted

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROUNDING = 0.02
"""Of colours with 8 bits."""
_PAIRS = [
    (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
    (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
    (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
    (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
    (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
    (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
    (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
    (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
]


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


def test_dark_and_back(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert qapp.palette().color(QPalette.ColorRole.Base).lightness() < 128
    theme.apply(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Base).lightness() > 128


@pytest.mark.parametrize("word", ["system", "light", "no such word"])
def test_other_words_take_nothing_from_the_system(word: str, qapp: QApplication) -> None:
    theme.apply(qapp, word)
    assert qapp.palette().color(QPalette.ColorRole.Text).isValid()


@pytest.mark.parametrize(("text", "ground"), _PAIRS)
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_texts_can_be_read(
    appearance: str, text: QPalette.ColorRole, ground: QPalette.ColorRole, qapp: QApplication
) -> None:
    theme.apply(qapp, appearance)
    palette = qapp.palette()
    assert contrast(palette.color(text), palette.color(ground)) >= 4.5
    assert palette.color(text).alpha() == 255, "else the contrast is another"


@pytest.mark.parametrize("ground", tokens.ACCENT)
def test_words_on_the_accent_can_be_read(ground: str) -> None:
    assert contrast(QColor(tokens.ON_ACCENT), QColor(ground)) >= 4.5


def test_colours_that_somebody_has_chosen_are_left_alone(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """A theme of the desktop, or high contrast: only the colours of Qt's own style give way to ours."""
    theme.apply(qapp, "light")
    ours = qapp.palette().color(QPalette.ColorRole.Window).name()
    monkeypatch.setattr(tokens, "FUSION_WINDOW", tokens.Pair("#010203", "#040506"))
    theme.apply(qapp, "light")
    theirs = qapp.palette().color(QPalette.ColorRole.Window).name()
    assert (ours, theirs) == (tokens.LIGHT["Window"], "#efefef")


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_texts_on_a_tinted_ground_can_be_read(appearance: str, severity: Severity, qapp: QApplication) -> None:
    theme.apply(qapp, appearance)
    palette = tinted(qapp.palette(), severity)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.PlaceholderText):
        assert contrast(palette.color(role), palette.color(GROUND)) >= 4.5


def test_the_colours_follow_the_system(qapp: QApplication) -> None:
    theme.apply(qapp, "system")
    qapp.setPalette(QPalette())
    assert qapp.palette().color(QPalette.ColorRole.PlaceholderText).alpha() < 255
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert qapp.palette().color(QPalette.ColorRole.PlaceholderText).alpha() == 255


# ---------------------------------------------------------------------------------------------- as it is drawn


def _checked() -> QWidget:
    box = QCheckBox("Lighten")
    box.setChecked(True)
    return box


def _editable() -> QWidget:
    box = QComboBox()
    box.setEditable(True)
    return box


def entry_frame() -> EntryFrame:
    """The frame around recipients."""
    edit = QLineEdit()
    edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame = EntryFrame(edit)
    frame.box.addWidget(edit)
    return frame


CONTROLS: dict[str, Callable[[], QWidget]] = {
    "check box": lambda: QCheckBox("Lighten"),
    "ticked": _checked,
    "radio button": lambda: QRadioButton("Fine"),
    "field": QLineEdit,
    "text": QPlainTextEdit,
    "number": QSpinBox,
    "time": QDateTimeEdit,
    "choice": QComboBox,
    "typed choice": _editable,
    "button": lambda: QPushButton("Send"),
    "tool": QToolButton,
    "list": QListWidget,
    "chips": entry_frame,
    "progress": QProgressBar,
}
"""Every kind of control that is known by its border."""


@pytest.fixture(params=CONTROLS)
def control(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QWidget]:
    """A control in a window."""
    window = QWidget()
    qtbot.addWidget(window)
    control = CONTROLS[request.param]()
    control.setParent(window)
    control.setGeometry(10, 10, 120, 30)
    control.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.show()
    yield control
    window.close()


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_border_of_a_control_can_be_seen(
    appearance: str, control: QWidget, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Qt's own style, which tests have on every system; on Windows and macOS the program has the system's."""
    monkeypatch.setattr(theme, "_FUSION", True)
    theme.apply(qapp, appearance)
    assert _edge(control) >= 3 - ROUNDING


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_also_of_one_that_cannot_be_used(
    appearance: str, control: QWidget, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fainter than of others, but a field and a box do not become a stain."""
    monkeypatch.setattr(theme, "_FUSION", True)
    control.setEnabled(False)
    theme.apply(qapp, appearance)
    assert _edge(control) >= 1.7


def _edge(control: QWidget) -> float:
    """The contrast of a control's left edge with what is around it."""
    # The colours come to what is on the screen already by an event.
    QApplication.processEvents()
    picture = control.window().grab().toImage()
    ground = picture.pixelColor(2, 2)
    row = control.geometry().center().y()
    edge = [picture.pixelColor(control.x() + column, row) for column in range(3)]
    return max(contrast(colour, ground) for colour in edge)


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_a_box_that_is_not_ticked_is_empty_and_a_tick_is_seen(
    appearance: str, qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, appearance)
    box = QCheckBox("Lighten")
    qtbot.addWidget(box)
    box.show()
    middle = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, _option(box), box).center()
    base = qapp.palette().color(QPalette.ColorRole.Base)
    assert contrast(box.grab().toImage().pixelColor(middle), base) < 1.2
    box.setChecked(True)
    picture = box.grab().toImage()
    around = [picture.pixelColor(middle.x() + x, middle.y() + y) for x in range(-3, 4) for y in range(-3, 4)]
    assert max(contrast(colour, base) for colour in around) >= 4.5


def _option(box: QCheckBox) -> QStyleOptionButton:
    option = QStyleOptionButton()
    box.initStyleOption(option)
    return option


def test_a_style_that_cannot_be_dark_is_replaced_while_all_is_dark(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of Windows 10, of which this plays one that every system has."""
    qapp.setStyle("windows")
    monkeypatch.setattr(theme, "_is_left_light", lambda application: application.style().name() == "windows")
    theme.apply(qapp, "dark")
    assert qapp.style().name() == "fusion"
    assert is_dark(qapp.palette())
    monkeypatch.setattr(theme, "_is_left_light", lambda _application: False)
    theme.apply(qapp, "light")
    assert qapp.style().name() == "windows"
    assert not is_dark(qapp.palette())
    qapp.setStyle("fusion")
    theme.apply(qapp, "light")
