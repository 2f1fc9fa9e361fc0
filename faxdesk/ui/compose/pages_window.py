"""The window "Pages" of a new fax, kept in step with the field "Documents" below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt

from faxdesk.core.visible_text import visible
from faxdesk.ui.page_editor.dialog import PagesDialog
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.ui.compose.attachment import Attachment
    from faxdesk.ui.compose.documents_field import DocumentsField
    from faxdesk.ui.page_editor.render_queue import PageDrawer


def open_pages(field: DocumentsField, backend: PageDrawer, *, cover: bool) -> PagesDialog:
    """Open the window over that of the field; `cover` says whether a cover page comes before the documents."""
    arrangement = field.arrangement
    window = PagesDialog(
        arrangement.documents, arrangement.history, arrangement.looks, backend, field.window(), cover=cover
    )
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _Link(field, window)
    window.open()
    return window


class _Link(QObject):
    """Puts documents that come into the window into the field, and tells the window what has become of them."""

    def __init__(self, field: DocumentsField, window: PagesDialog) -> None:
        super().__init__(window)
        self._field, self._window = field, window
        self._refused_before = {one.key for one in field.list.attachments() if one.error is not None}
        window.changed.connect(field.sync)
        window.files_dropped.connect(field.add_between)
        window.files_wanted.connect(self._ask_for_files)
        field.changed.connect(self._follow)
        field.landed.connect(window.choose_documents)

    def _ask_for_files(self, row: int) -> None:
        self._field.ask_for_files_between(row, self._window)

    def _follow(self) -> None:
        self._window.follow(self._field.arrangement.documents)
        new = [one for one in self._field.list.attachments() if one.key not in self._refused_before]
        refused = next((one for one in new if one.error is not None), None)
        pending = next((one for one in new if one.pending), None)
        if refused is not None:
            self._window.say(_refused_text(refused), Severity.WARNING)
        elif pending is not None:
            self._window.say(_tr("Adding {name}…").format(name=visible(pending.name)))
        else:
            self._window.say("")


def _refused_text(attachment: Attachment) -> str:
    if attachment.locked:
        text = _tr("{name} needs its password. Close this window and type it there; its pages go where you put them.")
        return text.format(name=visible(attachment.name))
    return _tr("{name} cannot be faxed: {reason}").format(name=visible(attachment.name), reason=str(attachment.error))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pages", text)
