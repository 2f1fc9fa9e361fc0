"""A page of the settings: a heading, and below it what there is to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from faxdesk.ui.settings.setting_form import SettingForm
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.store.settings_file import SettingsFile


class SettingsPage(Protocol):
    """A page that a feature brings: its title, and what is on it. What is chosen there holds at once.

    One that is `advanced` is of use to few, and stands among others of that kind.
    """

    title: str
    widget: QWidget
    advanced: bool


class Page(QWidget):
    """A page with a form of settings, which is empty where the page adds nothing to it."""

    chosen = Signal(str, object)
    """The name of a setting, and the value that the user has chosen."""
    advanced = False

    def __init__(self, title: str, file: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.widget: QWidget = self
        self.form = SettingForm(file.settings, file.locked)
        self.form.chosen.connect(self.chosen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_L)
        self._column.addWidget(self.form)
        self._column.addStretch(1)

    def add(self, *widgets: QWidget) -> None:
        """Add something below the form and what was added before."""
        for widget in widgets:
            self._column.insertWidget(self._column.count() - 1, widget)


def framed(page: SettingsPage) -> QScrollArea:
    """Return a page with its title as a heading, scrolled where there is no room for it."""
    heading = QLabel(page.title)
    write_in(heading, tokens.TITLE, bold=True)
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(tokens.SPACE_XL, tokens.SPACE_L, tokens.SPACE_XL, tokens.SPACE_L)
    column.setSpacing(tokens.SPACE_L)
    column.addWidget(heading)
    column.addWidget(page.widget, 1)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def plain_button(text: str, pressed: Callable[[], object]) -> QPushButton:
    """Return a button that Enter does not press while the keyboard is elsewhere."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(pressed)
    return button
