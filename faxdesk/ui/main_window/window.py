"""The window of FaxDesk: the two lists, the details of the chosen fax, and everything that one can do with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QTabWidget, QToolBar, QVBoxLayout, QWidget

from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.compose_launcher import ComposeLauncher
from faxdesk.ui.actions.controller import FaxActions
from faxdesk.ui.actions.fax_documents import FaxDocuments
from faxdesk.ui.actions.table import ActionId, Actions
from faxdesk.ui.attention.controller import AttentionController
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.fax_list.tab import FaxListTab
from faxdesk.ui.fax_list.table_view import load_uploads
from faxdesk.ui.main_window import help as helping
from faxdesk.ui.main_window.edit_menu import EditMenu
from faxdesk.ui.main_window.fetch_messages import FetchMessages
from faxdesk.ui.main_window.outcome_messages import OutcomeMessages
from faxdesk.ui.main_window.status_bar import PracticeBanner, StatusBar
from faxdesk.ui.main_window.undo_send import UndoSend
from faxdesk.ui.main_window.window_state import WindowState
from faxdesk.ui.widgets.drop_target import DropOverlay, DropTarget
from faxdesk.ui.widgets.fax_texts import NumberFormatter
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.wait_texts import wait_of

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent

    from faxdesk.core.cancel import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.reports import Condition, Progress
    from faxdesk.store.fax_lists import Row
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.kept_faxes import KeptFaxes
    from faxdesk.ui.desktop.notifications import Notifications

_LISTINGS = (Listing.OUTBOX, Listing.SENT)
MOST_CHOSEN = 5000
"""Rows above which a selection can only be copied: reading so many takes a frame or two."""


class MainWindow(QMainWindow):
    """FaxDesk's window over one `Backend`. It may be shown before the office is started, and shows what is stored."""

    connect_wanted = Signal()
    """The user wants to connect an account."""
    settings_wanted = Signal()
    """The user wants to see the settings."""

    def __init__(self, backend: Backend, settings_file: SettingsFile, *, practice: bool) -> None:
        super().__init__()
        self._backend, self._settings_file = backend, settings_file
        self._notifications: Notifications | None = None
        self._window_state = WindowState(backend.store.folder.path)
        self._numbers = NumberFormatter()
        self._followed: Row | None = None
        self._first_show = True
        self._fresh: list[FaxListTab] = []
        self.setWindowTitle(self.tr("FaxDesk: practice account") if practice else "FaxDesk")
        self.actions_ = Actions(self)
        self.message_bar = MessageBar()
        self.pages = {listing: FaxListTab(backend, listing, self._numbers) for listing in _LISTINGS}
        self.tabs = QTabWidget()
        self.details = DetailsPane(self.actions_, self._numbers)
        self.status_line = StatusBar(backend, practice=practice)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._fax_documents = FaxDocuments(backend, self._numbers, self)
        self._fetching = FetchMessages(self._fax_documents, self.details, self.message_bar, self)
        self._launcher = ComposeLauncher(backend, settings_file, self)
        self._fax_actions = FaxActions(backend, self._launcher, self._fax_documents, self.chosen, self)
        self._outcome_messages = OutcomeMessages(backend, self.message_bar, self._numbers, self.show_fax, self)
        self._outcome_messages.told.connect(self._notify)
        self._undo = UndoSend(backend, self.message_bar, self.actions_[ActionId.UNDO], self._launcher.reopen, self)
        self._look = QTimer(self, singleShot=True)
        self._drops = DropTarget(self, DropOverlay(self))
        self._edit_menu = EditMenu(self.current_page, self.message_bar, self._launcher.new_fax, self)
        self._lay_out(practice=practice)
        self._connect()
        self._restore()

    # ------------------------------------------------------------------------------------------------- building

    def _lay_out(self, *, practice: bool) -> None:
        self.actions_.fill_menus(self)
        bar = QToolBar(self.tr("Toolbar"))
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.actions_.fill_toolbar(bar)
        self.addToolBar(bar)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.pages[Listing.OUTBOX], self.tr("Outbox"))
        self.tabs.addTab(self.pages[Listing.SENT], self.tr("Sent"))
        self._splitter.addWidget(self.tabs)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setCollapsible(0, False)
        self._splitter.setCollapsible(1, False)
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        if practice:
            box.addWidget(PracticeBanner())
        show, connect = self.show_fax, self._want_connection
        self._needs = AttentionController(self._backend, self._launcher, self._numbers, show, connect, box, self)
        box.addWidget(self.message_bar)
        box.addWidget(self._splitter, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status_line)

    def _connect(self) -> None:
        backend = self._backend
        backend.changed.connect(self._changed)
        backend.progressed.connect(self._progressed)
        backend.condition_changed.connect(self._condition_changed)
        backend.failed.connect(self._failed)
        for act, handler in self._handlers().items():
            self.actions_[act].triggered.connect(handler)
        for page in self.pages.values():
            page.table.chosen.connect(self._look.start)
            page.table.opened.connect(self._fax_actions.open_pages)
            page.table.customContextMenuRequested.connect(self._show_menu)
            page.model.loaded.connect(self._look.start)
            page.model.failed.connect(self._failed)
            page.new_fax_wanted.connect(self._launcher.new_fax)
        self.tabs.currentChanged.connect(self._tab_changed)
        self._look.timeout.connect(self._show_chosen)
        self.details.again_wanted.connect(self._fax_actions.unknown_again)
        self.details.leave_wanted.connect(self._fax_actions.unknown_leave)
        self.details.try_wanted.connect(self._fax_actions.try_now)
        self.details.report_wanted.connect(self._fax_actions.open_earlier_report)
        self.status_line.connect_wanted.connect(self.connect_wanted)
        self.status_line.needs_wanted.connect(self._show_needs)
        # Queued: the program that the documents come from must not wait for a dialog.
        self._drops.dropped.connect(self._launcher.new_fax, Qt.ConnectionType.QueuedConnection)
        self._drops.refused.connect(self._refuse_drop)
        self._launcher.kept.connect(self._kept)

    def _handlers(self) -> dict[ActionId, Callable[[], object]]:
        fax_actions = self._fax_actions
        return {
            ActionId.NEW_FAX: self._new_fax,
            ActionId.ADD: self._launcher.add_documents,
            ActionId.SETTINGS: self._want_settings,
            ActionId.CONNECT: self._want_connection,
            ActionId.CLOSE: self.close,
            ActionId.QUIT: QApplication.closeAllWindows,
            ActionId.COPY: self._edit_menu.copy,
            ActionId.PASTE: self._edit_menu.paste,
            ActionId.SELECT_ALL: self._edit_menu.select_all,
            ActionId.FIND: self._search,
            ActionId.REFRESH: self._refresh,
            ActionId.OUTBOX: self._go_to_outbox,
            ActionId.SENT: self._go_to_sent,
            ActionId.DETAILS: self._show_or_hide_details,
            **fax_actions.handlers(),
            ActionId.HELP: self._help,
            ActionId.LOG: self._log,
            ActionId.ABOUT: self._about,
        }

    def _restore(self) -> None:
        self._window_state.restore_window(self)
        for listing, page in self.pages.items():
            if not self._window_state.restore_header(listing.value, page.table.horizontalHeader()):
                self._fresh.append(page)
        if not self._window_state.restore_splitter(self._splitter):
            self._splitter.setSizes([self.width() - 370, 370])
        there = bool(self._window_state.number("details", 1))
        self.details.setVisible(there)
        self.actions_[ActionId.DETAILS].setChecked(there)
        self.tabs.setCurrentIndex(self._window_state.number("tab", 0))
        self._tab_changed()

    # ---------------------------------------------------------------------------------------------- what is shown

    @property
    def page(self) -> FaxListTab:
        """The list that is on the screen."""
        return self.pages[_LISTINGS[self.tabs.currentIndex()]]

    def current_page(self) -> FaxListTab:
        """Return the list that is on the screen."""
        return self.page

    def chosen(self) -> list[Row]:
        """Return the chosen faxes: those selected in the list, or the one in the details that has left the list."""
        table = self.page.table
        count = table.chosen_count()
        if count == 0:
            return [] if self._followed is None else [self._followed]
        return table.rows() if count <= MOST_CHOSEN else []

    def show_fax(self, recipient: int) -> None:
        """Bring a fax into view, in whichever list it is now."""
        place = self._backend.store.fax_lists.place(recipient)
        if place is not None:
            self.tabs.setCurrentIndex(_LISTINGS.index(place[0]))
            self.pages[place[0]].choose(place[1])

    def new_fax(self, files: Sequence[Path] = ()) -> None:
        """Open the dialog for a new fax with these documents."""
        self._launcher.new_fax(files)

    def _show_chosen(self) -> None:
        """Bring the details and the actions up to date with what is selected and what is known of it."""
        count = self.page.table.chosen_count()
        self._followed = self._still_followed() if count == 0 else None
        rows = self.chosen()
        self._fax_actions.enable(self.actions_, rows)
        self.actions_[ActionId.COPY].setEnabled(count > 0 or self._edit_menu.in_text())
        if len(rows) == 1:
            from faxdesk.ui.fax_details.model import load

            wait = wait_of(rows[0], self._backend.condition, self._backend.factory.now())
            self.details.show_facts(load(self._backend.store, rows[0], wait))
        else:
            self.details.show_nothing(count)

    def _still_followed(self) -> Row | None:
        """Return the fax in the details where the user has not turned from it: it has gone to the other list."""
        facts = self.details.facts
        if facts is None or self.page.model.place(facts.row.key) is not None:
            return None
        from faxdesk.ui.fax_details.model import find_again

        return find_again(self._backend.store, facts.row)

    def _changed(self) -> None:
        for page in self.pages.values():
            page.model.update()
        self._outcome_messages.look()
        self._needs.look()
        self._undo.look()
        self.status_line.renew()
        self.status_line.refreshed()
        self._look.start()

    def _progressed(self, progress: Progress) -> None:
        self.pages[Listing.OUTBOX].progress(progress)

    def _condition_changed(self, condition: Condition) -> None:
        self.status_line.show_condition(condition)
        self.status_line.renew()
        self._needs.look()
        self._look.start()

    def _failed(self, error: FaxDeskError) -> None:
        self.message_bar.fail(error, key=f"error: {error}")

    def _tab_changed(self) -> None:
        # Another list: what was followed from the last one is no longer meant.
        self.details.show_nothing()
        self.page.load()
        if not self.tabs.tabBar().hasFocus():
            self.page.table.setFocus()
        self._look.start()

    # --------------------------------------------------------------------------------------- answers of the parts

    def _kept(self, kept: KeptFaxes) -> None:
        self._undo.announce(kept)
        first = kept.submissions[0]
        if first.recipients:
            self.pages[Listing.OUTBOX].model.update()
            self.show_fax(first.recipients[0].id)

    def _notify(self, text: str) -> None:
        from faxdesk.ui.desktop.notifications import Notifications

        if self._notifications is None:
            self._notifications = Notifications(self, lambda: self._settings_file.settings.notify)
        self._notifications.tell(text)

    def _refuse_drop(self, reason: str) -> None:
        self.message_bar.say(reason, Severity.WARNING, key="drop")

    # ------------------------------------------------------------------------------------------------- actions

    def _new_fax(self) -> None:
        self._launcher.new_fax()

    def _want_settings(self) -> None:
        self.settings_wanted.emit()

    def _want_connection(self) -> None:
        self.connect_wanted.emit()

    def _search(self) -> None:
        self.page.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.field.selectAll()

    def _refresh(self) -> None:
        self._backend.refresh()
        self._changed()

    def _go_to_outbox(self) -> None:
        self._go_to(Listing.OUTBOX)

    def _go_to_sent(self) -> None:
        self._go_to(Listing.SENT)

    def _go_to(self, listing: Listing) -> None:
        self.tabs.setCurrentIndex(_LISTINGS.index(listing))
        self.page.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_or_hide_details(self) -> None:
        self.details.setVisible(self.actions_[ActionId.DETAILS].isChecked())

    def _show_needs(self) -> None:
        self.actions_[ActionId.DETAILS].setChecked(True)
        self._show_or_hide_details()
        self._needs.show_first()

    def _help(self) -> None:
        helping.show_help(self)

    def _about(self) -> None:
        helping.show_about(self)

    def _log(self) -> None:
        log = self._backend.store.folder.log
        action = MessageAction(self.tr("Open folder"), lambda: helping.show_folder(log.parent))
        text = self.tr("The log is {path}. It holds no documents and no token.").format(path=log)
        self.message_bar.say(text, action=action, key="log", stays=True)

    def _show_menu(self, place: QPoint) -> None:
        table = self.page.table
        if table.indexAt(place).isValid():
            self._show_chosen()
            menu = self.actions_.context_menu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(table.viewport().mapToGlobal(place))

    # -------------------------------------------------------------------------------------------------- events

    def showEvent(self, event: QShowEvent) -> None:
        """When the window shows for the first time, ask for what its first paint does not wait for."""
        super().showEvent(event)
        if self._first_show:
            self._first_show = False
            for page in self.pages.values():
                page.model.update()
            for page in self._fresh:
                page.fit(self.page.width())
            self._backend.with_store(self, self._load_late, self._numbers_loaded, self._failed)
        else:
            self._backend.attend(watched=not self.isMinimized())

    def _load_late(self, store: Store, _cancel: CancelToken) -> None:
        store.service_mirror.account()
        self._numbers.load()
        load_uploads()

    def _numbers_loaded(self, _nothing: None) -> None:
        self._numbers.loaded = True
        self._needs.look()
        self.status_line.renew()
        for page in self.pages.values():
            page.model.format_numbers()
        if self.details.facts is not None:
            self.details.show_facts(self.details.facts, anew=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the work be quiet while nobody sees the window."""
        super().hideEvent(event)
        self._backend.attend(watched=False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark, and whether somebody sees the window."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.WindowStateChange, QEvent.Type.ActivationChange}:
            self._backend.attend(watched=self.isVisible() and not self.isMinimized())
        if event.type() == QEvent.Type.PaletteChange:
            self.actions_.draw_icons(self.palette())
            for page in self.pages.values():
                page.look_again(self.palette())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep how the window looks, and close. What waits is in the database."""
        self._window_state.keep(
            {
                "geometry": self.saveGeometry(),
                "splitter": self._splitter.saveState(),
                "tab": self.tabs.currentIndex(),
                "details": int(self.actions_[ActionId.DETAILS].isChecked()),
                **{
                    f"columns/{listing.value}": page.table.horizontalHeader().saveState()
                    for listing, page in self.pages.items()
                },
            }
        )
        self._fax_documents.close_all()
        self._look.stop()
        self._needs.badge(0)
        super().closeEvent(event)
