"""The bar of the pages window: steps back, turning and removing pages, how they are shown, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from faxdesk.documents.fax.page import Resolution
from faxdesk.ui.page_editor.render_scheduler import Rendition
from faxdesk.ui.page_view.toolbar import PageViewToolbar
from faxdesk.ui.widgets.segmented_control import Choice, SegmentedControl

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QDialog

    from faxdesk.core.arrangement import History
    from faxdesk.ui.page_editor.fax_view import FaxView

_ORIGINAL = "original"


class PageToolbar(PageViewToolbar):
    """The actions of the window, which have their keys anywhere in it."""

    shown_chosen = Signal(object, object)
    """How pages are to be shown (`Rendition`), and the `Resolution` of the fax."""

    def __init__(self, view: FaxView, window: QDialog) -> None:
        super().__init__(view, window)
        keys = QKeySequence.StandardKey
        self.undo = self.add_tool(self.tr("Undo"), "undo", None, keys.Undo)
        self.redo = self.add_tool(self.tr("Redo"), "redo", None, "Ctrl+Shift+Z", "Ctrl+Y")
        self.left = self.add_tool(self.tr("Rotate left"), "rotate-left", None, "Ctrl+L")
        self.right = self.add_tool(self.tr("Rotate right"), "rotate-right", None, "Ctrl+R")
        self.remove = self.add_tool(self.tr("Remove pages"), "remove", None, keys.Delete)
        self.add = self.add_tool(self.tr("Add documents behind this page"), "add", None, "Insert")
        self.addSeparator()
        self._add_shown()
        self.addSeparator()
        self.add_zoom()
        self.actual_size.setToolTip(self.tr("Actual size (Ctrl+0): each dot of the fax is a dot of the screen"))
        self.addSeparator()
        self.add_page_field()

    def _add_shown(self) -> None:
        choices = (
            (self.tr("Original"), _ORIGINAL, "Ctrl+3", self.tr("{name} ({keys}): as the documents are")),
            (
                self.tr("Fine"),
                Resolution.FINE,
                "Ctrl+4",
                self.tr("{name} ({keys}): as the recipient sees it in fine resolution, 204 x 196 dots per inch"),
            ),
            (
                self.tr("Standard"),
                Resolution.STANDARD,
                "Ctrl+5",
                self.tr("{name} ({keys}): as the recipient sees it in standard resolution, 204 x 98 dots per inch"),
            ),
        )
        segments = []
        for name, value, key, tip in choices:
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            segments.append(Choice(name, value, tip.format(name=name, keys=shown)))
        self.shown = SegmentedControl(self.tr("Show as"), segments, self)
        for _name, value, key, _tip in choices:
            QShortcut(QKeySequence(key), self._window).activated.connect(self.shown.segment(value).click)
        self.shown.chosen.connect(self._choose_shown)
        self._resolution = Resolution.FINE
        self._caption = self.addWidget(self._word(self.tr("Show as:")))
        self.addWidget(self.shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the caption where there is no room for it: the choices say enough."""
        super().resizeEvent(event)
        caption = 0 if self._caption.isVisible() else self.widgetForAction(self._caption).sizeHint().width()
        self._caption.setVisible(event.size().width() >= self.sizeHint().width() + caption)

    def _choose_shown(self, value: object) -> None:
        if isinstance(value, Resolution):
            self._resolution = value
        shown = Rendition.ORIGINAL if value == _ORIGINAL else Rendition.FAX
        self.shown_chosen.emit(shown, self._resolution)

    def show_as(self, shown: Rendition, resolution: Resolution) -> None:
        """Show how pages are shown."""
        self._resolution = resolution
        self.shown.show_choice(_ORIGINAL if shown is Rendition.ORIGINAL else resolution)

    def offer(self, history: History) -> None:
        """Offer what can be done."""
        self.undo.setEnabled(history.can_undo)
        self.redo.setEnabled(history.can_redo)
        for action in (self.left, self.right, self.remove):
            action.setEnabled(bool(history.page_refs))
