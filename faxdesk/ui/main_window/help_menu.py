"""Help, the log, and what FaxDesk is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu

from faxdesk import __version__
from faxdesk.core.resources import NOTICES, resource_path
from faxdesk.core.settings import APP_TITLE
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.desktop.file_manager import show_folder
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.dialog_buttons import standard_buttons
from faxdesk.ui.widgets.help_subject import help_subject
from faxdesk.ui.widgets.icons import program_icon
from faxdesk.ui.widgets.message_bar import MessageAction

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QWidget

    from faxdesk.ui.actions.window_host import WindowHost

_SHORTCUT = "help"
"""The name of the key for help in a window."""
_NOTICES_SIZE = QSize(*tokens.NOTICES_DIALOG)


def install(host: WindowHost) -> None:
    """Let the menu “Help” answer."""
    HelpMenu(host)


class HelpMenu(QObject):
    """The menu “Help”, and the key for help in every window of the program."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        host.handle(ActionId.HELP, self._show_help)
        # While a dialog waits for an answer, the menus of the main window have no keys.
        QApplication.instance().focusWindowChanged.connect(self._serve)  # type: ignore[union-attr]  # there is one
        host.handle(ActionId.LOG, self._show_log)
        host.handle(ActionId.ABOUT, self._show_about)

    def _serve(self) -> None:
        """Give the window that has the keyboard now the key for help, unless it has it."""
        window = QApplication.activeWindow()
        if window is None or window.window() is self._host.window or isinstance(window, QMenu):
            return
        if window.findChild(QShortcut, _SHORTCUT, Qt.FindChildOption.FindDirectChildrenOnly) is None:
            shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), window, self._show_help)
            shortcut.setObjectName(_SHORTCUT)

    def _show_help(self) -> None:
        from faxdesk.ui.main_window.help_window import HelpWindow

        subject = help_subject(QApplication.focusWidget())
        # A dialog that waits for an answer lets nobody into other windows than its own.
        parent = QApplication.activeModalWidget() or self._host.window
        there = parent.findChildren(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly)
        # One that has been closed is there for a moment still.
        window = next((one for one in there if one.isVisible()), None) or HelpWindow(self._host.actions, parent)
        window.come(subject)

    def _show_about(self) -> None:
        show_about(self._host.window)

    def _show_log(self) -> None:
        log = self._host.backend.store.folder.log
        action = MessageAction(self.tr("Open folder"), partial(show_folder, log.parent))
        text = self.tr("The log is {path}. It holds no documents and no token.").format(path=log)
        self._host.message_bar.say(text, action=action, key="log", stays=True)


def _say(text: str) -> str:
    return QCoreApplication.translate("Help", text)


def show_about(parent: QWidget) -> None:
    """Show the name, the version and the licence, and in a package a way to the licences of what comes with it."""
    box = _show(
        parent,
        _say("About FaxDesk"),
        f"{APP_TITLE} {__version__}",
        _say(
            "Sends faxes through Fax.Plus, with proof of what arrived.\n\n"
            "Free software under the MIT licence. FaxDesk is not made by Fax.Plus or Alohi."
        ),
    )
    box.setIconPixmap(program_icon().pixmap(tokens.ICON_L, tokens.ICON_L))
    if resource_path(NOTICES).is_file():
        button = box.addButton(_say("&Licences of others…"), box.ButtonRole.ActionRole)
        # Not the parent itself: what a button refers to may be the last that keeps it alive, and dies with the button.
        button.clicked.connect(lambda: show_notices(box.parentWidget()))


def show_notices(parent: QWidget | None) -> None:
    """Show under which licences the work of others is that comes with FaxDesk."""
    from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout

    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(_say("Licences of others"))
    text = QPlainTextEdit(resource_path(NOTICES).read_text(encoding="utf-8"))
    text.setReadOnly(True)
    text.setAccessibleName(dialog.windowTitle())
    buttons = standard_buttons(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(text)
    layout.addWidget(buttons)
    dialog.resize(_NOTICES_SIZE)
    dialog.open()


def _show(parent: QWidget, title: str, heading: str, text: str) -> QMessageBox:
    from PySide6.QtWidgets import QLabel, QMessageBox

    from faxdesk.ui.widgets.tooltips import plain_box

    box = plain_box(parent, title, heading, text)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    for label in filter(QLabel.text, box.findChildren(QLabel)):
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.open()
    return box
