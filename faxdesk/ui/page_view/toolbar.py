"""The bar above pages: actions as icons, how large the pages are, and which of them is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QToolBar, QToolButton

from faxdesk.ui.page_view.layout import Fit
from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.choices import SpinBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QWidget

    from faxdesk.ui.page_view.scroll_view import PageScrollView


class PageViewToolbar(QToolBar):
    """The same bar in every window that shows pages. Its actions have their keys anywhere in `window`."""

    page_wanted = Signal(int)
    """A page, from 0, is to be shown."""

    def __init__(self, view: PageScrollView, window: QWidget) -> None:
        super().__init__(window)
        self._view, self._window = view, window
        self._icons: dict[QAction, str] = {}
        self.setWindowTitle(self.tr("Pages"))
        self.setMovable(False)
        self.toggleViewAction().setEnabled(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setIconSize(QSize(tokens.ICON_TOOL, tokens.ICON_TOOL))

    def add_tool(
        self,
        text: str,
        icon: str,
        done: Callable[[], object] | None,
        *keys: QKeySequence.StandardKey | str,
        words: bool = False,
    ) -> QAction:
        """Add an action with the icon of a file in `resources/icons`; `words` shows its text beside that."""
        action = QAction(text, self._window)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.setShortcuts([QKeySequence(key) for key in keys])
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({shown})" if shown else text)
        if done is not None:
            action.triggered.connect(done)
        action.setIcon(icons.icon(icon, self.palette()))
        self._icons[action] = icon
        self.addAction(action)
        button = self.widgetForAction(action)
        if words and isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return action

    def add_zoom(self) -> None:
        """Add how large the pages are."""
        view, keys = self._view, QKeySequence.StandardKey
        self.add_tool(self.tr("Zoom out"), "zoom-out", view.zoom_out, keys.ZoomOut)
        self.add_tool(self.tr("Zoom in"), "zoom-in", view.zoom_in, keys.ZoomIn, "Ctrl+=")
        self._width = self.add_tool(self.tr("Fit width"), "fit-width", self._to_width, "Ctrl+1")
        self._whole = self.add_tool(self.tr("Fit page"), "fit-page", self._to_page, "Ctrl+2")
        self.actual_size = self.add_tool(self.tr("Actual size"), "actual-size", view.to_actual_size, "Ctrl+0")
        for action in (self._width, self._whole):
            action.setCheckable(True)
        view.zoomed.connect(self._show_fit)
        self._show_fit()

    def _to_width(self) -> None:
        self._view.set_fit(Fit.WIDTH)

    def _to_page(self) -> None:
        self._view.set_fit(Fit.PAGE)

    def _show_fit(self) -> None:
        self._width.setChecked(self._view.fit is Fit.WIDTH)
        self._whole.setChecked(self._view.fit is Fit.PAGE)

    def add_page_field(self) -> None:
        """Add the number of the shown page, which can be typed."""
        self._page = SpinBox(self, minimum=1, maximum=1)
        self._page.setKeyboardTracking(False)
        self._page.setEnabled(False)
        self._page.setAccessibleName(self.tr("Page"))
        self._page.valueChanged.connect(self._want_page)
        label = self._word(self.tr("Page"))
        label.setBuddy(self._page)
        self._count = self._word("")
        for widget in (label, self._page, self._count):
            self.addWidget(widget)

    def _word(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setContentsMargins(tokens.SPACE_S, 0, tokens.SPACE_S, 0)
        return label

    def _want_page(self, page: int) -> None:
        self.page_wanted.emit(page - 1)

    def show_page(self, page: int, count: int) -> None:
        """Show which page, from 0, of how many it is."""
        self._page.blockSignals(True)
        self._page.setMaximum(max(1, count))
        self._page.setValue(page + 1)
        self._page.setEnabled(count > 0)
        self._page.blockSignals(False)
        self._count.setText(self.tr("of {count}").format(count=count))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colour of the text, whatever that is now."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            for action, name in self._icons.items():
                action.setIcon(icons.icon(name, self.palette()))
