"""Every action of the window in one table: its words, icon, keys, and where it is in the menus and the toolbar."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from faxdesk.ui.widgets.icons import icon

Key = QKeySequence.StandardKey
Role = QAction.MenuRole


class Act(StrEnum):
    """The actions of the window."""

    NEW_FAX = "new fax"
    ADD = "add documents"
    SETTINGS = "settings"
    CONNECT = "connect"
    CLOSE = "close"
    QUIT = "quit"
    UNDO = "undo send"
    COPY = "copy"
    PASTE = "paste"
    SELECT_ALL = "select all"
    FIND = "find"
    REFRESH = "refresh"
    OUTBOX = "outbox"
    SENT = "sent"
    DETAILS = "details"
    OPEN_PAGES = "open pages"
    REPORT = "confirmation report"
    SAVE_REPORT = "save report"
    TRY_NOW = "try now"
    CHANGE = "change"
    CANCEL = "cancel fax"
    SEND_AGAIN = "send again"
    UNKNOWN_AGAIN = "unknown: send again"
    UNKNOWN_LEAVE = "unknown: leave it"
    HELP = "help"
    LOG = "log"
    ABOUT = "about"


class Spec(NamedTuple):
    """What an action looks like. `short` is its word in the toolbar; `tip` says more where the text is not plain."""

    text: str
    icon: str = ""
    keys: tuple[Key | str, ...] = ()
    short: str = ""
    tip: str = ""
    role: Role = Role.NoRole
    checkable: bool = False


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("Actions", text))


TABLE: dict[Act, Spec] = {
    Act.NEW_FAX: Spec(_t("&New fax"), "new-fax", (Key.New,), tip=_t("Write a new fax")),
    Act.ADD: Spec(_t("&Add documents…"), "add", (Key.Open,), tip=_t("Choose documents for a new fax")),
    Act.SETTINGS: Spec(_t("&Settings…"), "settings", (Key.Preferences,), role=Role.PreferencesRole),
    Act.CONNECT: Spec(_t("C&onnect to Fax.Plus…"), "link"),
    Act.CLOSE: Spec(_t("&Close window"), keys=(Key.Close,)),
    Act.QUIT: Spec(_t("&Quit FaxDesk"), keys=(Key.Quit, "Ctrl+Q"), role=Role.QuitRole),
    Act.UNDO: Spec(_t("&Undo send"), keys=(Key.Undo,), tip=_t("Take back the fax that was sent last")),
    Act.COPY: Spec(_t("&Copy"), "copy", (Key.Copy,)),
    Act.PASTE: Spec(_t("&Paste documents"), keys=(Key.Paste,), tip=_t("A new fax with the files on the clipboard")),
    Act.SELECT_ALL: Spec(_t("Select &all"), keys=(Key.SelectAll,)),
    Act.FIND: Spec(_t("&Find…"), "search", (Key.Find,)),
    Act.REFRESH: Spec(_t("&Refresh"), "refresh", (Key.Refresh, "F5"), tip=_t("Ask Fax.Plus for news now")),
    Act.OUTBOX: Spec(_t("&Outbox"), keys=("Ctrl+1",)),
    Act.SENT: Spec(_t("&Sent"), keys=("Ctrl+2",)),
    Act.DETAILS: Spec(_t("&Details"), keys=("Ctrl+D",), tip=_t("Show what is known of the chosen fax"), checkable=True),
    Act.OPEN_PAGES: Spec(_t("&Open pages"), "pages", ("Ctrl+Shift+O",), tip=_t("See the pages of this fax")),
    Act.REPORT: Spec(
        _t("Confirmation &report"), "report", ("Ctrl+Shift+R",), _t("Report"), _t("See the proof of transmission")
    ),
    Act.SAVE_REPORT: Spec(_t("&Save report…"), "save", (Key.Save,), tip=_t("Keep the proof of transmission as a PDF")),
    Act.TRY_NOW: Spec(_t("&Try now"), "refresh", tip=_t("Do not wait for the next try")),
    Act.CHANGE: Spec(
        _t("C&hange…"), "change", ("Ctrl+E",), tip=_t("Change the number, the time or the comment while it waits")
    ),
    Act.CANCEL: Spec(_t("&Cancel fax"), "cancel", (Key.Delete,), _t("Cancel"), _t("Do not send this fax")),
    Act.SEND_AGAIN: Spec(_t("Send &again…"), "send-again", ("Ctrl+Shift+A",), _t("Send again")),
    Act.UNKNOWN_AGAIN: Spec(_t("Not known: send &it again"), tip=_t("The recipient may get this fax twice")),
    Act.UNKNOWN_LEAVE: Spec(_t("Not known: &leave it"), tip=_t("The fax is not sent again")),
    Act.HELP: Spec(_t("&Help with FaxDesk"), keys=(Key.HelpContents,)),
    Act.LOG: Spec(_t("&Where is the log?")),
    Act.ABOUT: Spec(_t("&About FaxDesk"), role=Role.AboutRole),
}

MENUS: tuple[tuple[str, tuple[Act | None, ...]], ...] = (
    (
        _t("&File"),
        (Act.NEW_FAX, Act.ADD, None, Act.CONNECT, Act.SETTINGS, None, Act.CLOSE, Act.QUIT),
    ),
    (_t("&Edit"), (Act.UNDO, None, Act.COPY, Act.PASTE, Act.SELECT_ALL, None, Act.FIND)),
    (_t("&View"), (Act.REFRESH, None, Act.OUTBOX, Act.SENT, None, Act.DETAILS)),
    (
        _t("F&ax"),
        (
            Act.OPEN_PAGES,
            Act.REPORT,
            Act.SAVE_REPORT,
            None,
            Act.TRY_NOW,
            Act.CHANGE,
            Act.CANCEL,
            Act.SEND_AGAIN,
            None,
            Act.UNKNOWN_AGAIN,
            Act.UNKNOWN_LEAVE,
        ),
    ),
    (_t("&Help"), (Act.HELP, Act.LOG, None, Act.ABOUT)),
)
"""The menu bar. None is a line between groups."""

TOOLBAR: tuple[Act | None, ...] = (
    Act.NEW_FAX,
    None,
    Act.OPEN_PAGES,
    Act.REPORT,
    Act.CANCEL,
    Act.SEND_AGAIN,
    None,
    Act.REFRESH,
    Act.FIND,
)
CONTEXT: tuple[Act | None, ...] = (
    Act.OPEN_PAGES,
    Act.REPORT,
    Act.SAVE_REPORT,
    None,
    Act.TRY_NOW,
    Act.CHANGE,
    Act.CANCEL,
    Act.SEND_AGAIN,
    None,
    Act.COPY,
)
"""The menu of a fax in a list."""


def _said(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


class Actions(QObject):
    """The actions of one window, made from the table."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._actions = {act: self._make(act, spec, window) for act, spec in TABLE.items()}
        self.menus: list[QMenu] = []
        self.draw_icons(window.palette())

    def __getitem__(self, act: Act) -> QAction:
        return self._actions[act]

    def _make(self, act: Act, spec: Spec, window: QMainWindow) -> QAction:
        action = QAction(_said(spec.text), window)
        action.setObjectName(act.value)
        action.setMenuRole(spec.role)
        action.setCheckable(spec.checkable)
        keys = [sequence for key in spec.keys for sequence in _sequences(key)]
        action.setShortcuts(list(dict.fromkeys(keys)))
        if spec.short:
            action.setIconText(_said(spec.short))
        else:
            action.setIconText(_said(spec.text).replace("&", "").removesuffix("…"))
        tip = _said(spec.tip) if spec.tip else action.text().replace("&", "").removesuffix("…")
        shown = f" ({keys[0].toString(QKeySequence.SequenceFormat.NativeText)})" if keys else ""
        action.setToolTip(tip + shown)
        action.setStatusTip("")
        return action

    def draw_icons(self, palette: QPalette) -> None:
        """Draw the icons in the colours of the palette."""
        for act, spec in TABLE.items():
            if spec.icon:
                self._actions[act].setIcon(icon(spec.icon, palette))

    def fill_menus(self, window: QMainWindow) -> None:
        """Make the menu bar."""
        for title, acts in MENUS:
            menu = window.menuBar().addMenu(_said(title))
            self._fill(menu, acts)
            self.menus.append(menu)

    def fill_toolbar(self, bar: QToolBar) -> None:
        """Fill the toolbar."""
        self._fill(bar, TOOLBAR)

    def context_menu(self, parent: QMainWindow) -> QMenu:
        """Return a menu for the chosen faxes."""
        menu = QMenu(parent)
        self._fill(menu, CONTEXT)
        return menu

    def _fill(self, target: QMenu | QToolBar, acts: tuple[Act | None, ...]) -> None:
        for act in acts:
            if act is None:
                target.addSeparator()
            else:
                target.addAction(self._actions[act])


def _sequences(key: Key | str) -> list[QKeySequence]:
    return [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
