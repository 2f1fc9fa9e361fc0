"""The window of FaxDesk: builds what is seen first, lets the features install themselves, and closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QToolBar, QVBoxLayout, QWidget

from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.table import ActionId, Actions
from faxdesk.ui.fax_list.tabs import FaxListTabs
from faxdesk.ui.main_window.side_fold import SideFold
from faxdesk.ui.main_window.status_bar import PracticeBanner, StatusBar
from faxdesk.ui.main_window.window_state import WindowState
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.fax_texts import NumberFormatter
from faxdesk.ui.widgets.focus_chain import widgets_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QHideEvent, QResizeEvent, QShowEvent

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.backend.backend import Backend


class MainWindow(QMainWindow):
    """FaxDesk's window over one `Backend`. It may be shown before that is started, and shows what is stored."""

    connect_wanted = Signal()
    """The user wants to connect an account."""
    settings_wanted = Signal()
    """The user wants to see the settings."""
    features_installed = Signal()
    """All that `install_features_in_turns` has begun is done."""

    def __init__(self, backend: Backend, settings_file: SettingsFile, *, practice: bool) -> None:
        super().__init__()
        self._backend, self._settings_file = backend, settings_file
        self._window_state = WindowState(backend.store.folder.path)
        self._host: WindowHost | None = None
        self._installation = self._install_features()
        self._next_turn = QTimer(self)
        self._next_turn.timeout.connect(self._install_next)
        self._first_show = True
        self.numbers = NumberFormatter()
        self.setWindowTitle(self.tr("FaxDesk: practice account") if practice else "FaxDesk")
        self.actions_ = Actions(self)
        left_at = self._window_state.word("tab", Listing.OUTBOX)
        shown = Listing(left_at) if left_at in {*Listing} else Listing.OUTBOX
        self.lists = FaxListTabs(backend, self.numbers, shown)
        self.status_line = StatusBar(backend, practice=practice)
        self._above, self._side = QVBoxLayout(), QWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._fold = SideFold(
            self._side,
            self.actions_[ActionId.DETAILS],
            self.lists,
            wide=bool(self._window_state.number("details", 1)),
            narrow=bool(self._window_state.number("details_narrow", 0)),
        )
        self._lay_out(practice=practice)
        self._restore()
        backend.failed.connect(self._show_failure)
        self.lists.failed.connect(self._show_failure)

    # ------------------------------------------------------------------------------------------------- building

    def _lay_out(self, *, practice: bool) -> None:
        self.actions_.fill_menus(self)
        bar = QToolBar(self.tr("Toolbar"))
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        # Wider than icons are, which stand in the middle: styles put them against the edge of their button.
        bar.setIconSize(QSize(tokens.ICON_TOOL + tokens.SPACE_XS, tokens.ICON_TOOL))
        bar.setContentsMargins(tokens.SPACE_S, tokens.INSET, tokens.SPACE_S, tokens.INSET)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.actions_.fill_toolbar(bar)
        self.addToolBar(bar)
        beside = QVBoxLayout(self._side)
        self._splitter.addWidget(self.lists)
        self._splitter.addWidget(self._side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setHandleWidth(1)
        self._splitter.setCollapsible(0, False)
        self._splitter.setCollapsible(1, False)
        middle = QWidget()
        box = QVBoxLayout(middle)
        for layout in (box, beside, self._above):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        if practice:
            box.addWidget(PracticeBanner())
        box.addLayout(self._above)
        box.addWidget(self._splitter, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status_line)

    def _restore_columns(self, key: str) -> None:
        self._window_state.restore_header(key, self.lists.headers[key])

    def _restore(self) -> None:
        self._window_state.restore_window(self)
        for key in self.lists.headers:
            self._restore_columns(key)
        self.lists.header_added.connect(self._restore_columns)
        if not self._window_state.restore_splitter(self._splitter):
            self._splitter.setSizes([self.width() - tokens.DETAILS_WIDTH, tokens.DETAILS_WIDTH])
        self.lists.show_tab(self._window_state.word("tab", Listing.OUTBOX))
        self.lists.show_beginning()
        self._fold.fit(self.width())

    # ------------------------------------------------------------------------------------------------- features

    @property
    def host(self) -> WindowHost:
        """What the features share; they are installed by now."""
        for _turn in self._installation:
            pass
        assert self._host is not None  # noqa: S101  for the type checker: the installation has made it
        return self._host

    @property
    def is_in_tray(self) -> bool:
        """True while it is hidden behind the icon in the tray, from where it comes back."""
        return self._host is not None and self._host.tray.hides_window

    def install_features(self) -> None:
        """Make the window whole at once."""
        self.host.selection.look()

    def install_features_in_turns(self) -> None:
        """Make the window whole, a feature in each turn of the event loop: what the user does comes in between.

        Its first paint does not wait for that.
        """
        self._next_turn.start()

    def _install_next(self) -> None:
        for _turn in self._installation:
            return
        self._next_turn.stop()
        self.install_features()
        self.features_installed.emit()

    def _install_features(self) -> Iterator[None]:
        """Install the features one by one, as far as one is asked for."""
        # What takes the longest to load has turns of its own: PySide makes the class with all its enumerations.
        from PySide6.QtWidgets import QStyle  # noqa: F401

        yield
        import faxdesk.ui.widgets.message_bar  # noqa: F401

        yield
        from faxdesk.ui.actions.window_host import WindowHost
        from faxdesk.ui.desktop.pyside_signatures import load_signatures
        from faxdesk.ui.main_window.features import features

        backend, beside = self._backend, self._side.layout()
        assert isinstance(beside, QVBoxLayout)  # noqa: S101  for the type checker: `_lay_out` has made it
        self._host = host = WindowHost(
            self,
            backend,
            self._settings_file,
            self.actions_,
            self.lists,
            self.numbers,
            above=self._above,
            beside=beside,
        )
        host.handle(ActionId.SETTINGS, self._want_settings)
        host.handle(ActionId.CONNECT, self._want_connection)
        host.handle(ActionId.DETAILS, self._fold.turn)
        host.selection.changed.connect(self._fold_side)
        yield
        for install in features():
            install(host)
            yield
        host.add_panel(host.message_bar)
        host.connect_wanted.connect(self.connect_wanted)
        host.side_wanted.connect(self._fold.open)
        self.status_line.connect_wanted.connect(self.connect_wanted)
        self.status_line.attention_wanted.connect(host.attention_wanted)
        host.attention_in_sight.connect(self.status_line.leave_to_panel)
        for _module in load_signatures():
            yield

    def new_fax(self, files: Sequence[Path] = ()) -> None:
        """Open the dialog for a new fax with these documents."""
        self.host.launcher.new_fax(files)

    def warn(self, text: str) -> None:
        """Show what the user should know although everything works."""
        from faxdesk.ui.widgets.severity import Severity

        self.host.message_bar.say(text, Severity.WARNING, key=f"warning: {text}", stays=True)

    def _show_failure(self, error: FaxDeskError) -> None:
        self.host.message_bar.fail(error, key=f"error: {error}")

    def _want_settings(self) -> None:
        self.settings_wanted.emit()

    def _want_connection(self) -> None:
        self.connect_wanted.emit()

    def _fold_side(self) -> None:
        from faxdesk.ui.actions.availability import is_asked

        selection = self.host.selection
        rows = selection.rows()
        only = rows[0] if len(rows) == 1 else None
        self._fold.choose(
            chosen=bool(selection.count or rows),
            fax=None if only is None else only.recipient,
            asked=only is not None and is_asked(only),
        )

    # ------------------------------------------------------------------------------------------------ keyboard

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with Tab as the parts of the window are seen: from the top to the bottom, the details after the list.

        Qt would go by when they were made, and most are made after the first paint.
        """
        stops = self._tab_stops()
        present = QApplication.focusWidget()
        if present not in stops:
            return super().focusNextPrevChild(forward)
        place = stops.index(present) + (1 if forward else -1)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[place % len(stops)].setFocus(reason)
        return True

    def _tab_stops(self) -> list[QWidget]:
        """Return what Tab comes to: part by part, and in each as it was made or put in order."""
        above = (self._above.itemAt(place) for place in range(self._above.count()))
        panels = [panel for item in above if item is not None and (panel := item.widget()) is not None]
        parts: list[QWidget] = [*panels, self.lists, self._side, self.status_line]
        found: dict[int, list[QWidget]] = {}
        for widget in widgets_after(self):
            if _takes_tab(widget, self):
                part = next((place for place, part in enumerate(parts, 1) if part.isAncestorOf(widget)), 0)
                found.setdefault(part, []).append(widget)
        # The tabs come before the page that they bring.
        bar = self.lists.tabBar()
        for widgets in found.values():
            widgets.sort(key=lambda one: one is not bar)
        return [widget for _part, widgets in sorted(found.items()) for widget in widgets]

    # -------------------------------------------------------------------------------------------------- events

    def showEvent(self, event: QShowEvent) -> None:
        """When the window shows for the first time, ask for what its first paint does not wait for."""
        super().showEvent(event)
        if not self._first_show:
            self._backend.attend(watched=not self.isMinimized())
            return
        self._first_show = False
        self.lists.renew()
        self._backend.with_store(self, self._load_late, self._numbers_loaded, self._show_failure)

    def _load_late(self, store: Store, _cancel: CancelToken) -> None:
        store.service_mirror.account()
        self.numbers.load()

    def _numbers_loaded(self, _nothing: None) -> None:
        self.numbers.loaded = True
        self.status_line.renew()
        self.lists.say_again()
        self.host.numbers_loaded.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the details away where there is no room for them."""
        super().resizeEvent(event)
        self._fold.fit(event.size().width())
        if self._host is not None:
            self._host.window_resized.emit()

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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep how the window looks, and close. What waits is in the database."""
        try:
            self._keep_state()
        finally:
            self._next_turn.stop()
            if self._host is not None:
                self._host.closing.emit()
            super().closeEvent(event)

    def _keep_state(self) -> None:
        wide, narrow = self._fold.wanted
        self._window_state.keep(
            {
                "geometry": self.saveGeometry(),
                "splitter": self._splitter.saveState(),
                "tab": self.lists.current_key,
                "details": int(wide),
                "details_narrow": int(narrow),
                **{f"columns/{key}": header.saveState() for key, header in self.lists.headers.items()},
            }
        )


def _takes_tab(widget: QWidget, window: QWidget) -> bool:
    has_policy = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(has_policy) and widget.focusProxy() is None and widget.isEnabled() and widget.isVisibleTo(window)
