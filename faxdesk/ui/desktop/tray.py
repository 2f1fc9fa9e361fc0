"""The icon of FaxDesk in the tray of the desktop, where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import IconTone, program_icon
from faxdesk.ui.widgets.tooltips import plain_notice

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class Tray(QObject):
    """Shows the icon while it `stays`, or as long as a message of it is on the screen."""

    wanted = Signal()
    """The user wants to see the window."""
    message_chosen = Signal()
    """The user has chosen the message that was shown last."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._actions: tuple[QAction, ...] = ()
        self._stays = self._hides = self._marked = False
        self._text = ""

    @property
    def possible(self) -> bool:
        """True where this desktop has a tray at present."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def stays(self) -> bool:
        """True while the icon is there without a message, and the window can be hidden behind it."""
        return self._stays and self.possible

    @property
    def hides_window(self) -> bool:
        """True while the window is hidden and can be had back by the icon: the program goes on without one."""
        return self._hides

    def hide_window(self) -> None:
        """Take the window from the screen. The program goes on until it is quit, or the window is closed."""
        self._hides = True
        QApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the last window end the program again when it is back."""
        if self._hides and event.type() in {QEvent.Type.Show, QEvent.Type.Close}:
            self._hides = False
            QApplication.setQuitOnLastWindowClosed(True)
        return super().eventFilter(watched, event)

    def stay(self, stays: bool, actions: tuple[QAction, ...] = ()) -> None:
        """Show the icon from now on, with a menu of these actions; or only with a message."""
        self._stays, self._actions = stays, actions
        if stays or self._icon is not None:
            self._made().setVisible(stays)

    def show_message(self, title: str, text: str) -> None:
        """Show a message at the icon. Both texts are shown as they are."""
        icon = self._made()
        icon.show()
        icon.showMessage(title, text)

    def end_message(self) -> None:
        """The user has come to the window: the icon goes, unless it stays."""
        if self._icon is not None and not self._stays:
            self._icon.hide()

    def say(self, text: str, *, marked: bool) -> None:
        """Say this where the mouse rests on the icon; `marked` draws a dot on it."""
        self._text, self._marked = text, marked
        if self._icon is not None:
            self._dress(self._icon)

    def _dress(self, icon: QSystemTrayIcon) -> None:
        icon.setToolTip(plain_notice(self._text or self._window.windowTitle()))
        icon.setIcon(marked_icon(program_icon()) if self._marked else program_icon())

    def _made(self) -> QSystemTrayIcon:
        if self._icon is None:
            self._icon = icon = QSystemTrayIcon(self)
            self._dress(icon)
            icon.activated.connect(self._activated)
            icon.messageClicked.connect(self.message_chosen)
        if self._actions and self._menu is None:
            self._menu = QMenu(self._window)
            for action in self._actions:
                self._menu.addAction(action)
            self._icon.setContextMenu(self._menu)
        return self._icon

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # The menu opens by itself.
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.wanted.emit()


def marked_icon(icon: QIcon) -> QIcon:
    """Return an icon with a dot in its corner, in each size that trays show."""
    marked = QIcon()
    for side in tokens.TRAY_ICONS:
        picture = icon.pixmap(side, side)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(IconTone.BAD.colour(QPalette()))
        width = round(side * tokens.TRAY_DOT)
        painter.drawEllipse(side - width, 0, width, width)
        painter.end()
        marked.addPixmap(picture)
    return marked
