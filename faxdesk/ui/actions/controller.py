"""What the user does with the chosen faxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt

from faxdesk.core.lifecycle import State
from faxdesk.core.quantities import count_text
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.availability import (
    can_cancel,
    can_change,
    can_open,
    can_report,
    can_send_again,
    is_asked,
)
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets.wait_texts import wait_of

if TYPE_CHECKING:
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.compose.kept_faxes import KeptFaxes


def install(host: WindowHost) -> None:
    """Let the menu “Fax” act on the chosen faxes."""
    FaxActions(host)


class FaxActions(QObject):
    """Carries out the actions of the menu “Fax” on the chosen faxes, and opens new ones."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._backend, self._window = host, host.backend, host.window
        self._launcher, self._fax_documents, self._chosen = host.launcher, host.documents, host.selection.rows
        self._to_save: Row | None = None
        self._to_cancel: tuple[int, ...] = ()
        for action, handler in self._handlers().items():
            host.handle(action, handler)
        for page in host.lists.pages.values():
            page.table.opened.connect(self.open_pages)
            page.table.customContextMenuRequested.connect(self._show_menu)
            page.new_fax_wanted.connect(self._new_fax)
        host.selection.changed.connect(self._enable)
        host.launcher.kept.connect(self._show_kept)

    def _handlers(self) -> dict[ActionId, Callable[[], object]]:
        return {
            ActionId.NEW_FAX: self._new_fax,
            ActionId.ADD: self._launcher.add_documents,
            ActionId.OPEN_PAGES: self.open_pages,
            ActionId.REPORT: self.open_report,
            ActionId.SAVE_REPORT: self.save_report,
            ActionId.TRY_NOW: self.try_now,
            ActionId.CHANGE: self.change,
            ActionId.CANCEL: self.cancel,
            ActionId.SEND_AGAIN: self.send_again,
            ActionId.UNKNOWN_AGAIN: self.unknown_again,
            ActionId.UNKNOWN_LEAVE: self.unknown_leave,
        }

    def _enable(self) -> None:
        """Let the actions be those that can be done with the chosen faxes."""
        actions, rows = self._host.actions, self._chosen()
        one = rows[0] if len(rows) == 1 else None
        jobs = {row.job for row in rows}
        possible = {
            ActionId.OPEN_PAGES: one is not None and can_open(one),
            ActionId.REPORT: one is not None and can_report(one),
            ActionId.SAVE_REPORT: one is not None and can_report(one),
            ActionId.TRY_NOW: one is not None and self._can_try(one),
            ActionId.CHANGE: one is not None and can_change(one),
            ActionId.CANCEL: any(can_cancel(row) for row in rows),
            ActionId.SEND_AGAIN: bool(rows) and len(jobs) == 1 and all(can_send_again(row) for row in rows),
            ActionId.UNKNOWN_AGAIN: one is not None and is_asked(one),
            ActionId.UNKNOWN_LEAVE: one is not None and is_asked(one),
        }
        for act, can in possible.items():
            actions[act].setEnabled(can)

    def _can_try(self, row: Row) -> bool:
        wait = wait_of(row, self._backend.condition, self._backend.factory.now())
        return wait is not None and wait.can_try

    def _new_fax(self) -> None:
        # Without what the signal of an action carries.
        self._launcher.new_fax()

    def _show_kept(self, kept: KeptFaxes) -> None:
        """Bring what has just been kept into view."""
        first = kept.submissions[0]
        if first.recipients:
            self._host.lists.pages[Listing.OUTBOX].model.update()
            self._host.selection.show(first.recipients[0].id)

    def _show_menu(self, place: QPoint) -> None:
        table = self._host.lists.page.table
        if table.indexAt(place).isValid():
            self._host.selection.look()
            menu = self._host.actions.context_menu(self._window)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(table.viewport().mapToGlobal(place))

    # --------------------------------------------------------------------------------------------- chosen faxes

    def open_pages(self) -> None:
        """Show the pages of the chosen fax."""
        for row in self._chosen()[:1]:
            if can_open(row):
                self._fax_documents.open_pages(row)

    def open_report(self) -> None:
        """Show its confirmation report."""
        for row in self._chosen()[:1]:
            self._fax_documents.open_report(row)

    def save_report(self) -> None:
        """Ask where to keep its confirmation report, then do so."""
        for row in self._chosen()[:1]:
            self._ask_where(row)

    def _ask_where(self, row: Row) -> None:
        from PySide6.QtCore import QStandardPaths
        from PySide6.QtWidgets import QFileDialog

        # The row is that of the moment when the user asked; the list may have changed since.
        self._to_save = row

        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, self.tr("Save report"), folder, self.tr("PDF files (*.pdf)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._fax_documents.report_name(row))
        dialog.fileSelected.connect(self._save_report_as)
        dialog.open()

    def _save_report_as(self, name: str) -> None:
        if self._to_save is not None:
            self._fax_documents.save_report(self._to_save, Path(name))

    def change(self) -> None:
        """Change a waiting fax."""
        self._launcher.change(self._chosen())

    def send_again(self) -> None:
        """Send the documents of the chosen faxes again, after the user has looked at them."""
        self._launcher.send_again(self._chosen())

    def cancel(self) -> None:
        """Cancel the chosen faxes. Several at once are asked about: that cannot be undone with one press."""
        rows = [row for row in self._chosen() if can_cancel(row)]
        wanted = [row.recipient for row in rows if row.recipient is not None]
        if len(wanted) == 1:
            self._backend.commands.cancel(wanted)
        elif wanted:
            self._ask_to_cancel(wanted)

    def _ask_to_cancel(self, recipients: Sequence[int]) -> None:
        from PySide6.QtWidgets import QMessageBox

        from faxdesk.ui.widgets.tooltips import plain_box

        faxes = count_text(len(recipients), "fax")
        box = plain_box(
            self._window,
            self.tr("Cancel faxes"),
            self.tr("Cancel {faxes}?").format(faxes=faxes),
            self.tr("They are not sent. What is in its call already cannot be stopped."),
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        yes = box.addButton(self.tr("Cancel {faxes}").format(faxes=faxes), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        self._to_cancel = tuple(recipients)
        yes.clicked.connect(self._cancel_asked)
        box.open()

    def _cancel_asked(self) -> None:
        self._backend.commands.cancel(self._to_cancel)

    def try_now(self) -> None:
        """Try the chosen fax now instead of later."""
        for row in self._chosen()[:1]:
            if row.state is State.QUEUED and row.recipient is not None:
                self._backend.commands.try_now(row.recipient)
            else:
                self._backend.refresh()

    def unknown_again(self) -> None:
        """The user's word: send a fax of unknown fate once more."""
        for row in self._asked():
            self._backend.commands.send_unknown_again(row)

    def unknown_leave(self) -> None:
        """The user's word: leave a fax of unknown fate."""
        for row in self._asked():
            self._backend.commands.leave_unknown(row)

    def _asked(self) -> list[int]:
        return [row.recipient for row in self._chosen()[:1] if is_asked(row) and row.recipient is not None]
