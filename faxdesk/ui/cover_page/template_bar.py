"""The line "Template" of the cover page: one is chosen, kept under a name, renamed or deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QPushButton, QSizePolicy, QWidget

from faxdesk.store.cover_templates import LONGEST_NAME
from faxdesk.ui.widgets.choices import ComboBox

if TYPE_CHECKING:
    from faxdesk.core.cover import CoverPage


class TemplateBar(QWidget):
    """A list of the user's templates and a menu. `keep` is given all templates whenever one of them changes."""

    chosen = Signal(object)
    """A `CoverPage` to begin with."""
    wanted = Signal()
    """The page as it is now shall be kept: `keep_as` is to be called with it."""

    def __init__(
        self,
        templates: Mapping[str, CoverPage],
        keep: Callable[[Mapping[str, CoverPage]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._templates = dict(templates)
        self._keep = keep
        self.choice = ComboBox(self)
        self.choice.setAccessibleName(self.tr("Template"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.menu = QMenu(self)
        self.keep_action = self.menu.addAction(self.tr("&Save as template…"))
        self.rename_action = self.menu.addAction(self.tr("&Rename…"))
        self.delete_action = self.menu.addAction(self.tr("&Delete"))
        self.button = QPushButton(self.tr("Temp&lates"), self)
        self.button.setAccessibleName(self.tr("Templates"))
        self.button.setAutoDefault(False)
        self.button.setMenu(self.menu)
        self.setFocusProxy(self.choice)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.button)
        self._fill("")
        self.choice.activated.connect(self._chosen)
        self.keep_action.triggered.connect(self.wanted)
        self.rename_action.triggered.connect(self._ask_for_other_name)
        self.delete_action.triggered.connect(self._delete)

    @property
    def name(self) -> str:
        """The name of the template that is chosen; empty where none is."""
        return str(self.choice.currentData() or "")

    def keep_as(self, page: CoverPage) -> None:
        """Ask for a name, and keep a page under it."""
        self._ask(self.tr("Save as template"), self.name or page.subject, lambda name: self._put(name, page))

    # ------------------------------------------------------------------------------------------------- the list

    def _fill(self, name: str) -> None:
        self.choice.clear()
        none = self.tr("None") if self._templates else self.tr("No templates yet")
        self.choice.addItem(none, "")
        for one in sorted(self._templates, key=str.casefold):
            self.choice.addItem(one, one)
        self.choice.setCurrentIndex(max(0, self.choice.findData(name)))
        self._offer()

    def _offer(self) -> None:
        for action in (self.rename_action, self.delete_action):
            action.setEnabled(bool(self.name))

    def _chosen(self) -> None:
        self._offer()
        if self.name:
            self.chosen.emit(self._templates[self.name])

    def _ask(self, title: str, name: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("Name of the template"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(then)
        dialog.open()

    def _put(self, name: str, page: CoverPage) -> None:
        if name := name.strip()[:LONGEST_NAME]:
            self._templates[name] = page
            self._changed(name)

    def _ask_for_other_name(self) -> None:
        self._ask(self.tr("Rename"), self.name, self._rename)

    def _rename(self, name: str) -> None:
        if (name := name.strip()[:LONGEST_NAME]) and self.name and name != self.name:
            self._templates[name] = self._templates.pop(self.name)
            self._changed(name)

    def _delete(self) -> None:
        self._templates.pop(self.name, None)
        self._changed("")

    def _changed(self, name: str) -> None:
        self._fill(name)
        self._keep(dict(self._templates))
