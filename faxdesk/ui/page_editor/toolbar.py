"""The bar of the pages window: steps back, turning and removing pages, how they are shown, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDialog, QLabel, QToolBar, QToolButton

from faxdesk.documents.fax.page import Resolution
from faxdesk.ui.page_editor.render_scheduler import Rendition
from faxdesk.ui.page_view.layout import Fit
from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.choices import SpinBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent

    from faxdesk.core.arrangement import History
    from faxdesk.ui.page_editor.fax_view import FaxView

_GAP = tokens.SPACE_S
"""Pixels at both sides of a word in the bar."""


class PageToolbar(QToolBar):
    """The actions of the window, which have their keys anywhere in it."""

    shown_chosen = Signal(object, object)
    """How pages are to be shown (`Rendition`), and the `Resolution` of the fax."""
    row_wanted = Signal(int)
    """A page, from 0, is to be shown."""

    def __init__(self, view: FaxView, window: QDialog) -> None:
        super().__init__(window)
        self._view, self._window = view, window
        self._icons: dict[QAction, str] = {}
        self.setWindowTitle(self.tr("Pages"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        keys = QKeySequence.StandardKey
        self.undo = self._action(self.tr("Undo"), "undo", None, keys.Undo)
        self.redo = self._action(self.tr("Redo"), "redo", None, "Ctrl+Shift+Z", "Ctrl+Y")
        self.left = self._action(self.tr("Rotate left"), "rotate-left", None, "Ctrl+L")
        self.right = self._action(self.tr("Rotate right"), "rotate-right", None, "Ctrl+R")
        self.remove = self._action(self.tr("Remove pages"), "remove", None, keys.Delete)
        self.addSeparator()
        self._add_shown()
        self.addSeparator()
        self._action(self.tr("Zoom out"), "zoom-out", view.zoom_out, keys.ZoomOut)
        self._action(self.tr("Zoom in"), "zoom-in", view.zoom_in, keys.ZoomIn, "Ctrl+=")
        self._width = self._action(self.tr("Fit width"), "", self._to_width, "Ctrl+1")
        self._page = self._action(self.tr("Fit page"), "", self._to_page, "Ctrl+2")
        self._dots = self._action(self.tr("Actual size"), "", self._to_dots, "Ctrl+0")
        self._dots.setToolTip(self.tr("Actual size (Ctrl+0): each dot of the fax is a dot of the screen"))
        for action in (self._width, self._page):
            action.setCheckable(True)
        self.addSeparator()
        self._add_row_field()
        view.zoomed.connect(self._show_fit)
        self._show_fit()

    def _action(
        self, text: str, icon: str, done: Callable[[], None] | None, *keys: QKeySequence.StandardKey | str
    ) -> QAction:
        action = QAction(text, self._window)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.setShortcuts([QKeySequence(key) for key in keys])
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({shown})" if shown else text)
        if done is not None:
            action.triggered.connect(done)
        self.addAction(action)
        if icon:
            action.setIcon(icons.icon(icon, self.palette()))
            self._icons[action] = icon
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return action

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colour of the text, whatever that is now."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            for action, name in self._icons.items():
                action.setIcon(icons.icon(name, self.palette()))

    # -------------------------------------------------------------------------------------------- how it is shown

    def _add_shown(self) -> None:
        label = self._word(self.tr("Show as:"))
        self.addWidget(label)
        group = QActionGroup(self)
        self._shown = {
            (Rendition.ORIGINAL, None): self._action(self.tr("Original"), "", None, "Ctrl+3"),
            (Rendition.FAX, Resolution.FINE): self._action(self.tr("Fine"), "", None, "Ctrl+4"),
            (Rendition.FAX, Resolution.STANDARD): self._action(self.tr("Standard"), "", None, "Ctrl+5"),
        }
        tips = (
            self.tr("as the documents are"),
            self.tr("as the recipient sees it in fine resolution, 204 x 196 dots per inch"),
            self.tr("as the recipient sees it in standard resolution, 204 x 98 dots per inch"),
        )
        for action, tip in zip(self._shown.values(), tips, strict=True):
            action.setCheckable(True)
            action.setToolTip(f"{action.toolTip()}: {tip}")
            group.addAction(action)
        group.triggered.connect(self._choose_shown)
        self._resolution = Resolution.FINE

    def _choose_shown(self, action: QAction) -> None:
        shown, resolution = next(key for key, other in self._shown.items() if other is action)
        self._resolution = resolution or self._resolution
        self.shown_chosen.emit(shown, self._resolution)

    def show_as(self, shown: Rendition, resolution: Resolution) -> None:
        """Show how pages are shown."""
        self._resolution = resolution
        self._shown[shown, None if shown is Rendition.ORIGINAL else resolution].setChecked(True)

    # ------------------------------------------------------------------------------------------------------ zoom

    def _to_width(self) -> None:
        self._view.set_fit(Fit.WIDTH)

    def _to_page(self) -> None:
        self._view.set_fit(Fit.PAGE)

    def _to_dots(self) -> None:
        self._view.to_dots()

    def _show_fit(self) -> None:
        self._width.setChecked(self._view.fit is Fit.WIDTH)
        self._page.setChecked(self._view.fit is Fit.PAGE)

    # ------------------------------------------------------------------------------------------------- which page

    def _add_row_field(self) -> None:
        self._row = SpinBox(self, minimum=1, maximum=1)
        self._row.setKeyboardTracking(False)
        self._row.setAccessibleName(self.tr("Page"))
        self._row.valueChanged.connect(self._want_row)
        label = self._word(self.tr("Page"))
        label.setBuddy(self._row)
        self._count = self._word("")
        for widget in (label, self._row, self._count):
            self.addWidget(widget)

    def _word(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setContentsMargins(_GAP, 0, _GAP, 0)
        return label

    def _want_row(self, page: int) -> None:
        self.row_wanted.emit(page - 1)

    def show_row(self, row: int, count: int) -> None:
        """Show which page of how many it is."""
        self._row.blockSignals(True)
        self._row.setMaximum(max(1, count))
        self._row.setValue(row + 1)
        self._row.setEnabled(count > 0)
        self._row.blockSignals(False)
        self._count.setText(self.tr("of {count}").format(count=count))

    def offer(self, history: History) -> None:
        """Offer what can be done."""
        self.undo.setEnabled(history.can_undo)
        self.redo.setEnabled(history.can_redo)
        for action in (self.left, self.right, self.remove):
            action.setEnabled(bool(history.page_refs))
