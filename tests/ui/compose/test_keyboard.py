"""The compose dialog without a mouse and without a screen to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget

from faxdesk.core.settings import Settings
from faxdesk.ui.compose import ComposeDialog
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.severity import Severity, colour
from faxdesk.ui.widgets.theme import dark_palette
from tests.ui.compose.compose_backend import GOOD, ZURICH, at, backend_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

ORDER = [
    "To",
    "Browse contacts",
    "Documents",
    "Pages of the fax",
    "Add documents",
    "Pages…",
    "Comment",
    "From",
    "Send time",
    "Options",
    "Templates",
    "Send",
    "Cancel",
]
UNFOLDED = ["Options", "Templates", "Cover page", "If it fails", "How often", "Send"]


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data", now=at("2026-11-24 10:00")) as backend:
        yield backend


@pytest.fixture
def dialog(qtbot: QtBot, backend: Backend, sample_pdf: Path) -> ComposeDialog:
    dialog = ComposeDialog(backend, Settings(), [sample_pdf], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.recipients_field.edit.hasFocus)
    qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    return dialog


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def name_of(widget: QWidget) -> str:
    """What assistive technology calls a widget: on Linux, a combo box by the label that leads to it."""
    labels = [label for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    if labels and isinstance(widget, QComboBox):
        return labels[0].text().replace("&", "")
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def labelled(dialog: ComposeDialog) -> list[QLabel | QPushButton]:
    return [*dialog.findChildren(QLabel), *dialog.findChildren(QPushButton)]


def test_it_begins_where_one_has_something_to_say(dialog: ComposeDialog) -> None:
    assert focused() is dialog.recipients_field.edit


def test_tab_goes_through_the_fields_in_their_order(qtbot: QtBot, dialog: ComposeDialog) -> None:
    names = []
    for _ in ORDER:
        names.append(name_of(focused()))
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert names == ORDER
    assert focused() is dialog.recipients_field.edit, "and comes round again"


def test_what_is_unfolded_comes_after_its_button(qtbot: QtBot, dialog: ComposeDialog) -> None:
    dialog.options_fold.button.setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    names = []
    for _ in UNFOLDED:
        names.append(name_of(focused()))
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert names == UNFOLDED


def test_lists_and_buttons_are_in_the_order_of_the_screen(qtbot: QtBot, dialog: ComposeDialog) -> None:
    qtbot.keyClicks(focused(), f"{GOOD},")
    dialog.documents_field.list.choose(0)
    dialog.recipients_field.list.setFocus()
    names = []
    for _ in range(6):
        names.append(name_of(focused()))
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert names == ["Recipients", "To", "Browse contacts", "Documents", "Pages of the fax", "Add documents"]


def test_everything_that_takes_the_keyboard_has_a_name(dialog: ComposeDialog) -> None:
    dialog.recipients_field.add([GOOD])
    dialog.time_field.choice.setCurrentIndex(1)
    dialog.time_field.choice.activated.emit(1)
    dialog.message_bar.ask("Really?", MessageAction("Yes", dialog.reject), MessageAction("No", dialog.reject))
    nameless = [
        widget
        for widget in dialog.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.focusProxy()
        and not name_of(widget)
    ]
    assert nameless == []


@pytest.mark.parametrize(
    "name",
    [
        "From",
        "To",
        "Comment",
        "Send time",
        "Documents",
        "Add documents",
        "Remove",
        "Move up",
        "Move down",
        "Send",
        "Cancel",
    ],
)
def test_the_names_on_the_screen_are_those_that_people_rely_on(dialog: ComposeDialog, name: str) -> None:
    named = [widget for widget in dialog.findChildren(QWidget) if widget.accessibleName() == name]
    outermost = [widget for widget in named if widget.parentWidget() not in named]
    assert len(outermost) == 1
    labels = [one.text().replace("&", "") for one in labelled(dialog)]
    assert name in labels


def test_who_looks_for_a_field_by_its_name_finds_it_before_its_label(dialog: ComposeDialog) -> None:
    for name in ("To", "Comment", "Send time", "Documents"):
        named = [
            widget
            for widget in dialog.findChildren(QWidget)
            if QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).replace("&", "") == name
        ]
        assert not isinstance(named[0], QLabel), name


def test_each_letter_leads_to_one_place(dialog: ComposeDialog) -> None:
    yes, no = MessageAction("Throw awa&y", dialog.reject), MessageAction("&Keep editing", dialog.reject)
    dialog.message_bar.ask("?", yes, no)
    texts = [one.text() for one in labelled(dialog) if "&" in one.text()]
    letters = [text[text.index("&") + 1].lower() for text in texts]
    assert len(letters) >= 13
    assert len(set(letters)) == len(letters)


def test_a_fax_is_sent_with_the_keyboard_alone(qtbot: QtBot, dialog: ComposeDialog) -> None:
    qtbot.keyClicks(focused(), "044 555 01 23")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert dialog.recipients_field.numbers == (GOOD,), "leaving the field finishes the number"
    dialog.comment_edit.setFocus()
    qtbot.keyClicks(focused(), "Offer 17")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.keyClicks(focused(), "as agreed")
    with qtbot.waitSignal(dialog.kept) as signal:
        qtbot.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert signal.args[0].submissions[0].comment == "Offer 17\nas agreed"
    assert [one.to for one in signal.args[0].submissions[0].recipients] == [GOOD]


@pytest.mark.parametrize("field", ["From", "To", "Comment", "Send time", "Date and time", "Documents"])
def test_enter_in_a_field_never_sends(qtbot: QtBot, backend: Backend, dialog: ComposeDialog, field: str) -> None:
    qtbot.keyClicks(focused(), f"{GOOD},")
    dialog.time_field.choice.setCurrentIndex(1)
    dialog.time_field.choice.activated.emit(1)
    target = next(one for one in dialog.findChildren(QWidget) if one.accessibleName() == field)
    target.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(focused(), key)
    assert dialog.isVisible()
    assert dialog.send_button.isEnabled(), "nothing is being saved"
    assert backend.store.database.value("SELECT count(*) FROM submission") == 0


def test_enter_on_send_sends(qtbot: QtBot, dialog: ComposeDialog) -> None:
    qtbot.keyClicks(focused(), GOOD)
    dialog.send_button.setFocus()
    assert dialog.send_button.isDefault()
    with qtbot.waitSignal(dialog.kept):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)


def test_a_message_is_announced(dialog: ComposeDialog) -> None:
    dialog.send()
    texts = [name_of(label) for label in dialog.message_bar.findChildren(QLabel)]
    assert "To: There is no recipient. Say which fax number the fax goes to." in texts


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("severity", list(Severity))
def test_texts_of_every_severity_can_be_read(qtbot: QtBot, severity: Severity, dark: bool) -> None:
    palette = dark_palette() if dark else QApplication.style().standardPalette()
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
        assert contrast(colour(palette, severity), palette.color(role)) >= 4.5


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours by WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(of: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (of.redF(), of.greenF(), of.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
