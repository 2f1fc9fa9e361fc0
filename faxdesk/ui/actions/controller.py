"""What the user does with the chosen faxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt

from faxdesk.core.lifecycle import State
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.availability import (
    can_all_go_again,
    can_cancel,
    can_change,
    can_open,
    can_report,
    is_asked,
    is_counted,
)
from faxdesk.ui.actions.saving import ask_for_file, ask_for_folder, free_name
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.wait_texts import wait_of

if TYPE_CHECKING:
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.compose.kept_faxes import KeptFaxes


MOST_OPENED = 10
"""Faxes whose pages or reports are opened at once, each in a window of its own."""


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
        self._all_to_save: tuple[Row, ...] = ()
        self._to_send: tuple[Row, ...] = ()
        for action, handler in self._handlers().items():
            host.handle(action, partial(self._act, action, handler))
        for page in host.lists.pages.values():
            page.table.opened.connect(self.open_pages)
            page.table.customContextMenuRequested.connect(self._show_menu)
            page.new_fax_wanted.connect(self._new_fax)
        host.selection.changed.connect(self._enable)
        host.page_actions_changed.connect(self._enable)
        host.launcher.kept.connect(self._show_kept)

    def _act(self, action: ActionId, handler: Callable[[], object]) -> None:
        """Carry out an action in the lists of faxes, or in the page of a feature that has one for it."""
        own = self._host.page_actions()
        if action in own:
            own[action].trigger()
        else:
            handler()

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
            ActionId.UNKNOWN_ASK: self.unknown_ask,
        }

    def _enable(self) -> None:
        """Let the actions be those that can be done with the chosen faxes."""
        actions, rows = self._host.actions, self._chosen()
        one = rows[0] if len(rows) == 1 else None
        few = len(rows) <= MOST_OPENED
        possible = {
            ActionId.OPEN_PAGES: few and any(map(can_open, rows)),
            ActionId.REPORT: few and any(map(can_report, rows)),
            ActionId.SAVE_REPORT: any(map(can_report, rows)),
            ActionId.TRY_NOW: any(map(self._can_try, rows)),
            ActionId.CHANGE: one is not None and can_change(one),
            ActionId.CANCEL: any(can_cancel(row) for row in rows),
            ActionId.SEND_AGAIN: can_all_go_again(rows),
        }
        rare = {
            ActionId.UNKNOWN_AGAIN: one is not None and (is_asked(one) or is_counted(one)),
            ActionId.UNKNOWN_LEAVE: one is not None and is_asked(one),
            ActionId.UNKNOWN_ASK: one is not None and is_counted(one),
        }
        own = self._host.page_actions()
        for act, can in possible.items():
            actions[act].setEnabled(own[act].isEnabled() if act in own else can)
        for act, can in rare.items():
            # Grey lines about what hardly ever happens would only be read in vain.
            actions[act].setEnabled(can)
            actions[act].setVisible(can)

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
        spot = table.menu_place(place)
        if spot is not None:
            self._host.selection.look()
            menu = self._host.actions.context_menu(self._window)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(table.viewport().mapToGlobal(spot))

    # --------------------------------------------------------------------------------------------- chosen faxes

    def open_pages(self) -> None:
        """Show the pages of the chosen faxes."""
        for row in filter(can_open, self._few()):
            self._fax_documents.open_pages(row)

    def open_report(self) -> None:
        """Show their confirmation reports."""
        for row in filter(can_report, self._few()):
            self._fax_documents.open_report(row)

    def _few(self) -> Sequence[Row]:
        rows = self._chosen()
        return rows if len(rows) <= MOST_OPENED else ()

    def save_report(self) -> None:
        """Ask where to keep the confirmation report of the chosen fax, or in which folder those of several; do so."""
        rows = [row for row in self._chosen() if can_report(row)]
        if len(rows) == 1:
            self._ask_where(rows[0])
        elif rows:
            self._ask_folder(rows)

    def _ask_folder(self, rows: Sequence[Row]) -> None:
        self._all_to_save = tuple(rows)
        title = self.tr("Save {reports} in a folder").format(reports=count_text(len(rows), "report"))
        ask_for_folder(self._window, title, self._save_reports_in)

    def _save_reports_in(self, folder: str) -> None:
        """Save each report under a name that nothing in the folder has."""
        names: set[str] = set()
        for row in self._all_to_save:
            name = free_name(Path(folder), self._fax_documents.report_name(row), names)
            self._fax_documents.save_report(row, Path(folder) / name)

    def _ask_where(self, row: Row) -> None:
        # The row is that of the moment when the user asked; the list may have changed since.
        self._to_save = row
        name, kind = self._fax_documents.report_name(row), self.tr("PDF files (*.pdf)")
        ask_for_file(self._window, self.tr("Save report"), name, kind, self._save_report_as)

    def _save_report_as(self, name: str) -> None:
        if self._to_save is not None:
            self._fax_documents.save_report(self._to_save, Path(name))

    def change(self) -> None:
        """Change a waiting fax."""
        self._launcher.change(self._chosen())

    def send_again(self) -> None:
        """Send the documents of the chosen faxes again, after the user has looked at them."""
        rows = self._chosen()
        if len({row.job for row in rows}) == 1:
            self._launcher.send_again(rows)
        elif can_all_go_again(rows):
            self._ask_to_send_again(rows)

    def _ask_to_send_again(self, rows: Sequence[Row]) -> None:
        self._to_send = tuple(rows)
        faxes = count_text(len(rows), "fax")
        self._ask(
            self.tr("Send faxes again"),
            self.tr("Send {faxes} again?").format(faxes=faxes),
            self.tr("Each goes to its number again as it was. To change one of them first, choose that one alone."),
            self.tr("Send {faxes} again").format(faxes=faxes),
            self.tr("Do not send them"),
            self._send_asked,
        )

    def _send_asked(self) -> None:
        self._launcher.send_all_again(self._to_send)

    def cancel(self) -> None:
        """Cancel the chosen faxes. Several at once are asked about: that cannot be undone with one press."""
        rows = [row for row in self._chosen() if can_cancel(row)]
        wanted = [row.recipient for row in rows if row.recipient is not None]
        if len(wanted) == 1:
            self._cancel(wanted)
        elif wanted:
            self._ask_to_cancel(wanted)

    def _ask_to_cancel(self, recipients: Sequence[int]) -> None:
        self._to_cancel = tuple(recipients)
        faxes = count_text(len(recipients), "fax")
        self._ask(
            self.tr("Cancel faxes"),
            self.tr("Cancel {faxes}?").format(faxes=faxes),
            self.tr("They will not be sent. A call that has begun cannot be stopped."),
            self.tr("Cancel {faxes}").format(faxes=faxes),
            self.tr("Keep them"),
            self._cancel_asked,
        )

    def _ask(self, title: str, text: str, more: str, yes: str, no: str, act: Callable[[], None]) -> None:
        """Ask before something is done with several faxes; `act` is a bound method."""
        from faxdesk.ui.widgets.question_box import Question, QuestionBox

        QuestionBox(self._window, Question(title, text, more, yes, no), act).open()

    def _cancel_asked(self) -> None:
        self._cancel(self._to_cancel)

    def _cancel(self, recipients: Sequence[int]) -> None:
        self._backend.commands.cancel(self, recipients, self._host.cancelled.emit, self._host.grace)

    def try_now(self) -> None:
        """Try the chosen faxes now instead of later."""
        for row in filter(self._can_try, self._chosen()):
            if row.state is State.QUEUED and row.recipient is not None:
                self._backend.commands.try_now(row.recipient)
            else:
                self._backend.refresh()

    def unknown_again(self) -> None:
        """The user's word: send a fax of unknown fate once more."""
        for row in (*self._asked(), *self._counted()):
            self._backend.commands.send_unknown_again(row)

    def unknown_leave(self) -> None:
        """The user's word: leave a fax of unknown fate."""
        for row in self._asked():
            self._backend.commands.leave_unknown(row)

    def unknown_ask(self) -> None:
        """The user's word: do not send a fax of unknown fate again by itself."""
        for row in self._counted():
            self._backend.commands.decide_unknown_myself(row)

    def _counted(self) -> list[int]:
        return [row.recipient for row in self._chosen()[:1] if is_counted(row) and row.recipient is not None]

    def _asked(self) -> list[int]:
        return [row.recipient for row in self._chosen()[:1] if is_asked(row) and row.recipient is not None]
