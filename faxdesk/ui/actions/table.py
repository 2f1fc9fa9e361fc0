"""Every action of the window in one table: its words, icon, keys, and where it is in the menus and the toolbar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import icon
from faxdesk.ui.widgets.primary_button import PrimaryButton

Key = QKeySequence.StandardKey
Role = QAction.MenuRole


class ActionId(StrEnum):
    """The actions of the window."""

    NEW_FAX = "new fax"
    ADD = "add documents"
    BATCHES = "batches"
    SETTINGS = "settings"
    CONNECT = "connect"
    WEBHOOKS = "webhooks"
    CLOSE = "close"
    QUIT = "quit"
    UNDO = "undo"
    COPY = "copy"
    PASTE = "paste"
    SELECT_ALL = "select all"
    FIND = "find"
    REFRESH = "refresh"
    OUTBOX = "outbox"
    SENT = "sent"
    INBOX = "inbox"
    CONTACTS = "contacts"
    DRAFTS = "drafts"
    COLUMNS = "columns"
    EXPORT = "export list"
    COSTS = "costs"
    PRINT = "print"
    DETAILS = "details"
    OPEN_PAGES = "open pages"
    REPORT = "confirmation report"
    SAVE_REPORT = "save report"
    SAVE_PROOF = "save proof"
    CHECK_PROOF = "check proof"
    TRY_NOW = "try now"
    CHANGE = "change"
    CANCEL = "cancel fax"
    SEND_AGAIN = "send again"
    UNKNOWN_AGAIN = "unknown: send again"
    UNKNOWN_LEAVE = "unknown: leave it"
    UNKNOWN_ASK = "unknown: ask me"
    FORGET = "forget person"
    HELP = "help"
    LOG = "log"
    DIAGNOSTICS = "copy diagnostics"
    ABOUT = "about"


class ActionSpec(NamedTuple):
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


TABLE: dict[ActionId, ActionSpec] = {
    ActionId.NEW_FAX: ActionSpec(_t("&New fax"), "new-fax", (Key.New,), tip=_t("Write a new fax")),
    ActionId.ADD: ActionSpec(_t("&Add documents…"), "add", (Key.Open,), tip=_t("Choose documents for a new fax")),
    ActionId.BATCHES: ActionSpec(
        _t("Send to a &list…"), keys=("Ctrl+L",), tip=_t("One fax for each row of a list, such as one of a spreadsheet")
    ),
    ActionId.SETTINGS: ActionSpec(_t("&Settings…"), "settings", (Key.Preferences, "Ctrl+,"), role=Role.PreferencesRole),
    ActionId.CONNECT: ActionSpec(_t("C&onnect to Fax.Plus…"), "link"),
    ActionId.WEBHOOKS: ActionSpec(_t("&Webhooks…"), tip=_t("Let Fax.Plus call this computer when a fax is done")),
    ActionId.CLOSE: ActionSpec(_t("&Close window"), keys=(Key.Close,)),
    ActionId.QUIT: ActionSpec(_t("&Quit FaxDesk"), keys=(Key.Quit, "Ctrl+Q"), role=Role.QuitRole),
    ActionId.UNDO: ActionSpec(
        _t("&Undo"), keys=(Key.Undo,), tip=_t("Take back what was sent, cancelled or deleted last")
    ),
    ActionId.COPY: ActionSpec(_t("&Copy"), "copy", (Key.Copy,)),
    ActionId.PASTE: ActionSpec(
        _t("&Paste documents"), keys=(Key.Paste,), tip=_t("A new fax with the files on the clipboard")
    ),
    ActionId.SELECT_ALL: ActionSpec(_t("Select &all"), keys=(Key.SelectAll,)),
    ActionId.FIND: ActionSpec(_t("&Find…"), "search", (Key.Find,)),
    ActionId.REFRESH: ActionSpec(_t("&Refresh"), "refresh", (Key.Refresh, "F5"), tip=_t("Ask Fax.Plus for news now")),
    ActionId.OUTBOX: ActionSpec(_t("&Outbox"), keys=("Ctrl+1",)),
    ActionId.SENT: ActionSpec(_t("&Sent"), keys=("Ctrl+2",)),
    ActionId.INBOX: ActionSpec(_t("&Inbox"), keys=("Ctrl+3",)),
    ActionId.CONTACTS: ActionSpec(_t("&Contacts"), keys=("Ctrl+4",), tip=_t("Whom faxes go to")),
    ActionId.DRAFTS: ActionSpec(_t("Dra&fts"), keys=("Ctrl+5",), tip=_t("Faxes that were not finished")),
    ActionId.COLUMNS: ActionSpec(_t("Colum&ns…"), tip=_t("Choose which columns the list has")),
    ActionId.EXPORT: ActionSpec(
        _t("&Export list…"),
        keys=("Ctrl+Shift+E",),
        tip=_t("Write the chosen faxes, or all of the list, as a table (CSV)"),
    ),
    ActionId.COSTS: ActionSpec(_t("Cos&ts…"), tip=_t("See what your faxes have cost, month by month")),
    ActionId.PRINT: ActionSpec(
        _t("&Print…"), "print", (Key.Print,), tip=_t("Print the list, or the pages and reports of the chosen faxes")
    ),
    ActionId.DETAILS: ActionSpec(
        _t("&Details"), "details", ("Ctrl+D",), tip=_t("Show what is known of the chosen fax"), checkable=True
    ),
    ActionId.OPEN_PAGES: ActionSpec(_t("&Open pages"), "pages", ("Ctrl+Shift+O",), tip=_t("See the pages of this fax")),
    ActionId.REPORT: ActionSpec(
        _t("Confirmation &report"), "report", ("Ctrl+Shift+R",), _t("Report"), _t("See the proof of transmission")
    ),
    ActionId.SAVE_REPORT: ActionSpec(
        _t("&Save report…"), "save", (Key.Save,), tip=_t("Keep the proof of transmission as a PDF")
    ),
    ActionId.SAVE_PROOF: ActionSpec(
        _t("Save &proof…"),
        "proof",
        keys=("Ctrl+Shift+P",),
        tip=_t("One PDF of what was sent, to which number, and what came of it, to file or to hand over"),
    ),
    ActionId.CHECK_PROOF: ActionSpec(
        _t("Chec&k a proof…"),
        keys=("Ctrl+Shift+K",),
        tip=_t("Whether a proof that you have is as it was when it was made"),
    ),
    ActionId.TRY_NOW: ActionSpec(_t("&Try now"), "refresh", tip=_t("Do not wait for the next try")),
    ActionId.CHANGE: ActionSpec(
        _t("C&hange…"), "change", ("Ctrl+E",), tip=_t("Change the number, the time or the comment while it waits")
    ),
    ActionId.CANCEL: ActionSpec(_t("&Cancel fax"), "cancel", (Key.Delete,), _t("Cancel"), _t("Do not send this fax")),
    ActionId.SEND_AGAIN: ActionSpec(_t("Send &again…"), "send-again", ("Ctrl+Shift+A",), _t("Send again")),
    ActionId.UNKNOWN_AGAIN: ActionSpec(
        _t("Unclear if sent: send &it again"), tip=_t("The recipient may get this fax twice")
    ),
    ActionId.UNKNOWN_LEAVE: ActionSpec(_t("Unclear if sent: &leave it as it is"), tip=_t("The fax is not sent again")),
    ActionId.UNKNOWN_ASK: ActionSpec(
        _t("Unclear if sent: &do not send it by itself"), tip=_t("FaxDesk goes on looking for it, and you decide")
    ),
    ActionId.FORGET: ActionSpec(
        _t("&Forget this person…"), tip=_t("See all that there is of them, here and at Fax.Plus, and remove it")
    ),
    ActionId.HELP: ActionSpec(_t("&Help with FaxDesk"), keys=(Key.HelpContents,)),
    ActionId.LOG: ActionSpec(_t("&Where is the log?")),
    ActionId.DIAGNOSTICS: ActionSpec(
        _t("&Copy diagnostics"), tip=_t("For who helps you: without secrets, numbers and names")
    ),
    ActionId.ABOUT: ActionSpec(_t("&About FaxDesk"), role=Role.AboutRole),
}

MENUS: tuple[tuple[str, tuple[ActionId | None, ...]], ...] = (
    (
        _t("&File"),
        (
            ActionId.NEW_FAX,
            ActionId.ADD,
            ActionId.BATCHES,
            None,
            ActionId.EXPORT,
            ActionId.PRINT,
            ActionId.COSTS,
            ActionId.CHECK_PROOF,
            None,
            ActionId.CONNECT,
            ActionId.SETTINGS,
            ActionId.WEBHOOKS,
            None,
            ActionId.CLOSE,
            ActionId.QUIT,
        ),
    ),
    (_t("&Edit"), (ActionId.UNDO, None, ActionId.COPY, ActionId.PASTE, ActionId.SELECT_ALL, None, ActionId.FIND)),
    (
        _t("&View"),
        (
            ActionId.REFRESH,
            None,
            ActionId.OUTBOX,
            ActionId.SENT,
            ActionId.INBOX,
            ActionId.CONTACTS,
            ActionId.DRAFTS,
            None,
            ActionId.COLUMNS,
            ActionId.DETAILS,
        ),
    ),
    (
        _t("F&ax"),
        (
            ActionId.OPEN_PAGES,
            ActionId.REPORT,
            ActionId.SAVE_REPORT,
            ActionId.SAVE_PROOF,
            None,
            ActionId.TRY_NOW,
            ActionId.CHANGE,
            ActionId.CANCEL,
            ActionId.SEND_AGAIN,
            None,
            ActionId.UNKNOWN_AGAIN,
            ActionId.UNKNOWN_LEAVE,
            ActionId.UNKNOWN_ASK,
            None,
            ActionId.FORGET,
        ),
    ),
    (_t("&Help"), (ActionId.HELP, ActionId.LOG, ActionId.DIAGNOSTICS, None, ActionId.ABOUT)),
)
"""The menu bar. None is a line between groups."""

TOOLBAR: tuple[ActionId, ...] = (ActionId.OPEN_PAGES, ActionId.REPORT, ActionId.CANCEL, ActionId.SEND_AGAIN)
"""What can be done with the chosen faxes, beside the one filled button."""
TOOLBAR_END: tuple[ActionId, ...] = (ActionId.REFRESH, ActionId.FIND, ActionId.DETAILS)
"""What is about all faxes, and what shows the details of the chosen one, at the other end."""
CONTEXT: tuple[ActionId | None, ...] = (
    ActionId.OPEN_PAGES,
    ActionId.REPORT,
    ActionId.SAVE_REPORT,
    ActionId.SAVE_PROOF,
    ActionId.PRINT,
    None,
    ActionId.TRY_NOW,
    ActionId.CHANGE,
    ActionId.CANCEL,
    ActionId.SEND_AGAIN,
    None,
    ActionId.COPY,
    None,
    ActionId.FORGET,
)
"""The menu of a fax in a list."""


def _said(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


class Actions(QObject):
    """The actions of one window, made from the table."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        keys = without_clashes({act: _sequences(spec.keys) for act, spec in TABLE.items()})
        self._actions = {act: self._make(act, spec, keys[act], window) for act, spec in TABLE.items()}
        self.menus: list[QMenu] = []
        self.draw_icons(window.palette())

    def __getitem__(self, act: ActionId) -> QAction:
        return self._actions[act]

    def _make(self, act: ActionId, spec: ActionSpec, keys: list[QKeySequence], window: QMainWindow) -> QAction:
        action = QAction(_said(spec.text), window)
        action.setObjectName(act.value)
        action.setMenuRole(spec.role)
        action.setCheckable(spec.checkable)
        action.setShortcuts(keys)
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
        """Fill the toolbar: the one thing that FaxDesk is for, then the quiet tools."""
        new_fax = PrimaryButton(icon_name=TABLE[ActionId.NEW_FAX].icon)
        new_fax.follow(self[ActionId.NEW_FAX])
        between = QWidget()
        between.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        margin = QWidget()
        margin.setFixedWidth(tokens.SPACE_XS)
        bar.addWidget(margin)
        bar.addWidget(new_fax)
        bar.addSeparator()
        self._fill(bar, TOOLBAR)
        bar.addWidget(between)
        self._fill(bar, TOOLBAR_END)

    def context_menu(self, parent: QWidget) -> QMenu:
        """Return a menu for the chosen faxes."""
        menu = QMenu(parent)
        self._fill(menu, CONTEXT)
        return menu

    def _fill(self, target: QMenu | QToolBar, acts: tuple[ActionId | None, ...]) -> None:
        for act in acts:
            if act is None:
                target.addSeparator()
            else:
                target.addAction(self._actions[act])


def _sequences(keys: Iterable[Key | str]) -> list[QKeySequence]:
    found = ([QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key) for key in keys)
    return list(dict.fromkeys(sequence for sequences in found for sequence in sequences))


def without_clashes(keys: Mapping[ActionId, list[QKeySequence]]) -> dict[ActionId, list[QKeySequence]]:
    """Return the keys of each action without those that are the first of another: Qt would obey neither.

    On Linux, Ctrl+D is a second key of Qt's for “Delete” (qplatformtheme.cpp), and ours for the details.
    """
    first = {sequences[0]: act for act, sequences in keys.items() if sequences}
    return {
        act: [sequence for sequence in sequences if first.get(sequence, act) is act] for act, sequences in keys.items()
    }
