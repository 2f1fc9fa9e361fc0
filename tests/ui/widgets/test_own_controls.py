"""Controls that draw themselves: the filled button, cards, the line that opens more, subjects, the tabs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QFont, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QWidget

from faxdesk.ui.widgets import theme, tokens
from faxdesk.ui.widgets.choice_button import ChoiceButton
from faxdesk.ui.widgets.disclosure import Disclosure
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.row_delegate import RowDelegate
from faxdesk.ui.widgets.severity import Severity, colour, contrast, mixed
from faxdesk.ui.widgets.severity_sign import SeveritySign
from faxdesk.ui.widgets.subject_list import SubjectList
from faxdesk.ui.widgets.tab_bar import QuietTabBar
from faxdesk.ui.widgets.typography import grown, grown_size

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


Show = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Puts a widget into a window of its own, which has the keyboard."""
    windows: list[QWidget] = []

    def show(widget: QWidget) -> None:
        windows.append(window := QWidget())
        qtbot.addWidget(window)
        widget.setParent(window)
        # Not below the pointer.
        widget.move(100, 100)
        window.resize(400, 200)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    yield show
    windows.clear()


def look(widget: QWidget) -> QImage:
    return widget.grab().toImage()


# ------------------------------------------------------------------------------------------------ the filled button


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_filled_button_has_the_accent_and_can_be_read(show: Show, qapp: QApplication, appearance: str) -> None:
    theme.apply(qapp, appearance)
    button = PrimaryButton("&Send")
    show(button)
    ground, words = button.colours()
    accent = tokens.ACCENT.dark if appearance == "dark" else tokens.ACCENT.light
    assert ground.name() == accent
    assert contrast(ground, words) >= 4.5
    corner = QPoint(tokens.RADIUS_M, button.height() // 2)
    assert look(button).pixelColor(corner) == ground


def test_the_filled_button_does_what_its_action_does(qtbot: QtBot) -> None:
    action, done = QAction("&New fax"), []
    action.triggered.connect(lambda: done.append(True))
    button = PrimaryButton(icon_name="new-fax")
    qtbot.addWidget(button)
    button.follow(action)
    assert button.text() == "New fax"
    button.click()
    assert done == [True]
    before = button.colours()
    action.setEnabled(False)
    assert not button.isEnabled()
    assert button.colours() != before
    action.setIconText("Write")
    assert button.text() == "Write"


def test_the_filled_button_shows_that_it_is_pressed(qtbot: QtBot, show: Show) -> None:
    button = PrimaryButton("Send")
    show(button)
    plain = button.colours()[0]
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    assert button.colours()[0].lightness() < plain.lightness()
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)


def test_the_buttons_beside_the_filled_one_are_as_high(qtbot: QtBot) -> None:
    filled, plain = PrimaryButton("Send"), QPushButton("Cancel")
    for button in (filled, plain):
        qtbot.addWidget(button)
    filled.stand_beside(plain)
    as_high = plain.minimumHeight() == filled.sizeHint().height()
    assert as_high is (sys.platform != "darwin")


# ------------------------------------------------------------------------------------------------ cards, subjects


def card() -> ChoiceButton:
    return ChoiceButton("pages", "&As one fax", "The earlier fax is taken back; its pages come first, then these.")


def test_a_card_is_as_high_as_its_sentence_needs(qtbot: QtBot) -> None:
    button = card()
    qtbot.addWidget(button)
    assert button.heightForWidth(220) > button.heightForWidth(900)
    assert button.sizeHint().height() == button.heightForWidth(button.sizeHint().width())


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_a_card_is_told_from_its_ground_and_read(show: Show, qapp: QApplication, appearance: str) -> None:
    theme.apply(qapp, appearance)
    button = card()
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    show(button)
    button.resize(button.sizeHint())
    picture = look(button)
    ground = picture.pixelColor(button.width() // 2, button.height() - tokens.SPACE_XS)
    assert contrast(picture.pixelColor(button.width() // 2, 0), ground) >= 3
    across = range(button.width() // 3, button.width() - tokens.SPACE_M)
    down = range(button.height() // 2, button.height() - tokens.SPACE_M)
    inks = [picture.pixelColor(x, y) for x in across for y in down]
    assert max(contrast(ink, ground) for ink in inks) >= 4.5


def test_the_chosen_subject_stands_out_and_none_is_cut_off(qtbot: QtBot, show: Show) -> None:
    subjects = SubjectList("Subjects")
    subjects.add(["Account", "Notifications and everything else"])
    show(subjects)
    subjects.setCurrentRow(1)
    wanted = subjects.sizeHintForColumn(0)
    assert subjects.viewport().width() >= wanted
    picture = subjects.viewport().grab().toImage()
    marks = [picture.pixelColor(0, subjects.visualItemRect(subjects.item(row)).center().y()) for row in range(2)]
    accent = subjects.palette().color(QPalette.ColorRole.Highlight)
    assert [mark == accent for mark in marks] == [False, True]


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_chosen_subject_can_be_read_on_a_tinted_ground(
    appearance: str, show: Show, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the palette of lists has the colour of their borders in the place of the ground of the window."""
    monkeypatch.setattr(theme, "_FUSION", True)
    theme.apply(qapp, appearance)
    subjects = SubjectList("Subjects")
    subjects.add(["Account", "Notifications"])
    show(subjects)
    subjects.setCurrentRow(1)
    rect = subjects.visualItemRect(subjects.item(1))
    picture = subjects.viewport().grab(rect).toImage()
    ground = picture.pixelColor(picture.width() - 2, picture.height() // 2)
    letters = [
        picture.pixelColor(x, y)
        for x in range(tokens.SPACE_M, picture.width() - tokens.SPACE_S)
        for y in range(tokens.SPACE_S, picture.height() - tokens.SPACE_S)
    ]
    assert max(contrast(letter, ground) for letter in letters) >= 4.5
    plain = qapp.palette().color(QPalette.ColorRole.Window)
    assert ground != plain
    assert contrast(ground, plain) < 1.5, "tinted, as the rows of other lists are"


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_filled_button_is_quiet_and_readable_while_it_cannot_be_used(
    appearance: str, show: Show, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "_FUSION", True)
    theme.apply(qapp, appearance)
    button = PrimaryButton("Send")
    show(button)
    button.setEnabled(False)
    ground, words = button.colours()
    assert contrast(ground, qapp.palette().color(QPalette.ColorRole.Window)) < 1.5
    assert contrast(words, ground) > 2


@pytest.mark.parametrize("severity", [Severity.GOOD, Severity.WARNING, Severity.ERROR])
def test_a_sign_turns_dark_with_its_window(severity: Severity, show: Show, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    sign = SeveritySign(severity)
    sign.resize(sign.sizeHint())
    show(sign)
    for appearance in ("light", "dark"):
        theme.apply(qapp, appearance)
        qapp.processEvents()
        drawn = [look(sign).pixelColor(x, y) for x in range(tokens.ICON_S) for y in range(tokens.ICON_S)]
        assert colour(qapp.palette(), severity).name() in {one.name() for one in drawn}


# ------------------------------------------------------------------------------------------------ all of them


def tabs() -> QuietTabBar:
    bar = QuietTabBar()
    for name in ("Outbox", "Sent"):
        bar.addTab(name)
    return bar


@pytest.mark.parametrize(
    "make", [partial(PrimaryButton, "Send"), partial(Disclosure, "Details"), tabs], ids=["filled", "more", "tabs"]
)
def test_the_keyboard_is_seen_where_it_is_used(qtbot: QtBot, show: Show, make: Callable[[], QWidget]) -> None:
    widget = make()
    show(widget)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    window = widget.window()
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)
    by_mouse = look(widget)
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    assert look(widget) != by_mouse


def test_what_opens_more_turns_its_sign(show: Show) -> None:
    more = Disclosure("Details")
    show(more)
    closed = look(more)
    more.click()
    assert more.isChecked()
    assert look(more) != closed


def test_the_tab_that_is_shown_has_the_accent_below_it(show: Show) -> None:
    bar = tabs()
    show(bar)
    bar.resize(bar.sizeHint())
    accent = bar.palette().color(QPalette.ColorRole.Highlight)

    def lines() -> list[bool]:
        picture = look(bar)
        below = [QPoint(bar.tabRect(place).center().x(), bar.height() - 2) for place in range(2)]
        return [picture.pixelColor(point) == accent for point in below]

    assert lines() == [True, False]
    widths = [bar.tabRect(place).width() for place in range(2)]
    bar.setCurrentIndex(1)
    assert lines() == [False, True]
    assert [bar.tabRect(place).width() for place in range(2)] == widths, "nothing moves when another is shown"


def test_subjects_of_a_kind_stand_under_its_heading_which_cannot_be_chosen(show: Show) -> None:
    subjects = SubjectList("Subjects")
    subjects.add(["Account", "Sending"])
    subjects.add(["Network", "Profiles"], "Advanced")
    show(subjects)
    assert [subjects.item(row).text() for row in range(subjects.count())] == [
        *("Account", "Sending"),
        *("Network", "Profiles"),
    ]
    spoken = [subjects.item(row).data(Qt.ItemDataRole.AccessibleDescriptionRole) for row in range(4)]
    assert spoken == [None, None, "Advanced", "Advanced"]
    heights = [subjects.visualItemRect(subjects.item(row)).height() for row in range(4)]
    assert heights[0] == heights[1] == heights[3] < heights[2]
    subjects.setCurrentRow(2)
    first = subjects.visualItemRect(subjects.item(2))
    picture = subjects.viewport().grab(first).toImage()
    accent = subjects.palette().color(QPalette.ColorRole.Highlight)
    # The ground of what is chosen begins below the heading.
    assert picture.pixelColor(0, heights[2] - heights[0] - 1) != accent
    assert picture.pixelColor(0, heights[2] - heights[0] // 2) == accent


def test_what_is_meant_for_usual_letters_grows_with_large_ones(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    small, large = QFont(label.font()), QFont(label.font())
    small.setPixelSize(9)
    large.setPixelSize(40)
    label.setFont(small)
    assert grown(100, label) == 100
    label.setFont(large)
    assert grown_size((100, 200), label) == QSize(grown(100, label), grown(200, label))
    assert grown(100, label) > 200


def test_rows_of_plain_texts_look_as_those_of_other_lists_and_none_is_cut_off(show: Show) -> None:
    rows = QListWidget()
    rows.setItemDelegate(RowDelegate(rows))
    rows.setWordWrap(True)
    rows.addItems(["Main", "A name that is far too long for a single line of so narrow a list, as sentences are"])
    rows.setFixedSize(160, 200)
    show(rows)
    rows.setCurrentRow(0)
    heights = [rows.visualItemRect(rows.item(row)).height() for row in range(2)]
    assert heights[1] >= heights[0] + 2 * rows.fontMetrics().lineSpacing()
    picture = rows.viewport().grab().toImage()
    accent, base = (rows.palette().color(role) for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Base))
    middle = heights[0] // 2
    assert picture.pixelColor(0, middle) == accent
    assert picture.pixelColor(picture.width() - 2, middle) == mixed(base, accent, tokens.CHOICE_PART)
