"""The button "Templates": fills the fields with what faxes of one kind have in common, and keeps that under a name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from faxdesk.store.fax_templates import FaxTemplates
from faxdesk.ui.compose.template_dialog import TemplateDialog
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.fax_template import FaxTemplate
    from faxdesk.ui.backend.backend import Backend


class TemplateButton(QPushButton):
    """Has a menu of the templates. `present` returns what the fields say now, of which one can be made."""

    chosen = Signal(object)
    """A `FaxTemplate` to fill the fields with."""
    failed = Signal(object)
    """A `FaxDeskError`: a template could not be kept."""

    def __init__(self, backend: Backend, present: Callable[[], FaxTemplate], parent: QWidget) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.TEMPLATES)
        self._backend, self._present = backend, present
        self._templates = FaxTemplates(backend.factory.folder.templates)
        self._known: Mapping[str, FaxTemplate] = {}
        self.setText(self.tr("Templates"))
        self.setAccessibleName(self.tr("Templates"))
        self.setAutoDefault(False)
        self.entries = QMenu(self)
        self.entries.aboutToShow.connect(self._renew)
        self.removal = QMenu(self.tr("&Delete"), self.entries)
        self.setMenu(self.entries)
        self._renew()
        self._read()

    def _read(self) -> None:
        self._run(self._templates.all)

    def _run(self, job: Callable[[], Mapping[str, FaxTemplate]]) -> None:
        def work(_cancel: CancelToken) -> Mapping[str, FaxTemplate]:
            return job()

        self._backend.with_documents(self, work, self._fill, self._fail)

    def _fail(self, error: FaxDeskError) -> None:
        self.failed.emit(error)

    # ------------------------------------------------------------------------------------------------- the menu

    def _fill(self, templates: Mapping[str, FaxTemplate]) -> None:
        self._known = templates
        # What somebody is choosing from stays: it is renewed when it opens again.
        if not self.entries.isVisible():
            self._renew()

    def _renew(self) -> None:
        templates = self._known
        self.entries.clear()
        self.removal.clear()
        for name in templates:
            self.entries.addAction(name.replace("&", "&&"), partial(self._choose, name))
        if not templates:
            self.entries.addAction(self.tr("No templates yet")).setEnabled(False)
        self.entries.addSeparator()
        self.keep_action = self.entries.addAction(self.tr("&Save as template…"), self.ask)
        self.entries.addMenu(self.removal)
        for name in templates:
            self.removal.addAction(name.replace("&", "&&"), partial(self._remove, name))
        self.removal.setEnabled(bool(templates))
        self.keep_action.setEnabled(bool(self._present()))

    def _choose(self, name: str) -> None:
        # Another window may have deleted it while the menu was open.
        if name in self._known:
            self.chosen.emit(self._known[name])

    def _remove(self, name: str) -> None:
        def remove() -> Mapping[str, FaxTemplate]:
            self._templates.remove(name)
            return self._templates.all()

        self._run(remove)

    def ask(self) -> None:
        """Ask for a name, and which of the fields are to be kept under it."""
        dialog = TemplateDialog(self._present(), tuple(self._known), self)
        dialog.named.connect(self._keep)
        dialog.open()

    def _keep(self, name: str, template: FaxTemplate) -> None:
        def keep() -> Mapping[str, FaxTemplate]:
            self._templates.keep(name, template)
            return self._templates.all()

        self._run(keep)
