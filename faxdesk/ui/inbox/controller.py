"""The tab of received faxes: keeps it up to date, and does what the user wants with them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from faxdesk.core.file_names import usable
from faxdesk.core.model import DocumentType
from faxdesk.core.phone import comparable
from faxdesk.services.files_to_take import FaxToTake
from faxdesk.ui.actions.drag_out import MOST_DRAGGED, FileDrag
from faxdesk.ui.actions.list_offer import ListOffer
from faxdesk.ui.actions.saving import ask_for_file, ask_for_folder, free_name
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.actions.undo_offer import UndoOffer
from faxdesk.ui.fax_list.tabs import TabPosition
from faxdesk.ui.inbox.arrival_watch import ArrivalWatch
from faxdesk.ui.inbox.model import sender_text
from faxdesk.ui.inbox.page import InboxPage
from faxdesk.ui.widgets import fax_texts
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.services.list_export import Exported
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost

KEY = "inbox"
"""Of the tab."""
_FEWEST_DIGITS = 5
"""Of a number that can be replied to. Fax.Plus may write a word where the caller showed none."""
MOST_CHOSEN = 5000
"""Faxes above which a selection can only be copied, marked and deleted in parts: reading so many takes a frame."""
MOST_OPENED = 10
"""Faxes whose pages are opened at once, each in a window of its own."""


def install(host: WindowHost) -> None:
    """Add the tab."""
    InboxController(host)


class InboxController(QObject):
    """Shows the inbox, and carries out its actions."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._backend = host, host.backend
        self.page = page = InboxPage(host.backend, host.numbers)
        self._table = page.list.table
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._to_save: tuple[ReceivedFax, ...] = ()
        self._to_delete: tuple[str, ...] = ()
        self._deletions = 0
        own = {ActionId.OPEN_PAGES: page.open_action, ActionId.FORGET: page.forget_action}
        host.add_tab(page, self.tr("Inbox"), KEY, TabPosition.INBOX, own)
        host.lists.keep_columns(KEY, self._table.horizontalHeader())
        host.offer_list(
            KEY, ListOffer(page.list, self.tr("Received faxes"), self.tr("Received faxes.csv"), _export, self._to_take)
        )
        page.common_actions = (host.actions[ActionId.PRINT],)
        host.handle(ActionId.INBOX, self.show)
        for action, handler in (
            (page.open_action, self.open_pages),
            (page.save_action, self.save),
            (page.reply_action, self.reply),
            (page.read_action, self.mark_read),
            (page.unread_action, self.mark_unread),
            (page.delete_action, self.delete),
            (page.copy_action, page.copy),
            (page.forget_action, self.forget_person),
        ):
            action.triggered.connect(handler)
        # The button of the toolbar folds the details of received faxes as those of sent ones.
        details = host.actions[ActionId.DETAILS]
        details.toggled.connect(self._unfold)
        self._unfold(details.isChecked())
        page.details.commented.connect(host.backend.commands.comment_received)
        page.list.new_fax_wanted.connect(host.actions[ActionId.NEW_FAX].trigger)
        page.list.model.failed.connect(host.backend.failed)
        self._table.opened.connect(self.open_pages)
        self._drag = FileDrag(host)
        self._table.drag_wanted.connect(self._drag_out)
        self._table.chosen.connect(self._soon.start)
        page.list.model.loaded.connect(self._soon.start)
        host.lists.currentChanged.connect(self._load)
        host.backend.changed.connect(self._renew)
        host.numbers_loaded.connect(page.list.model.say_again)
        host.closing.connect(self._soon.stop)
        host.window.installEventFilter(self)
        ArrivalWatch(host, self.show_fax).told.connect(host.notifications.tell)
        self._look()
        self._renew()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow light and dark."""
        if watched is self._host.window and event.type() == QEvent.Type.PaletteChange:
            self.page.look_again(self._host.window.palette())
        return super().eventFilter(watched, event)

    # ---------------------------------------------------------------------------------------------- up to date

    def show(self) -> None:
        """Bring the tab to the screen."""
        self._host.lists.focus_tab(KEY)

    def show_fax(self, key: int) -> None:
        """Bring a fax to the screen; with 0 the tab alone."""
        self.show()
        if key:
            self.page.list.choose(key)

    def _unfold(self, wanted: bool) -> None:
        self.page.details.unfold(wanted=wanted)

    def _load(self) -> None:
        if self._host.lists.current_key == KEY:
            self.page.list.load()

    def _renew(self) -> None:
        self.page.list.model.update()
        self._backend.with_store(self, _unread, self._count, self._backend.failed.emit)

    def _count(self, unread: int) -> None:
        title = self.tr("Inbox ({count})").format(count=unread) if unread else self.tr("Inbox")
        self._host.lists.name_tab(KEY, title)

    def rows(self) -> list[ReceivedFax]:
        """Return the chosen faxes; none where there are too many of them."""
        return self._table.rows() if self._table.chosen_count() <= MOST_CHOSEN else []

    def _look(self) -> None:
        """Show what is chosen, and let be done what can be done with it."""
        rows, page = self.rows(), self.page
        readable = [row for row in rows if row.has_pages]
        page.open_action.setEnabled(0 < len(readable) <= MOST_OPENED)
        page.save_action.setEnabled(bool(readable))
        page.reply_action.setEnabled(len(rows) == 1 and len(comparable(rows[0].sender)) >= _FEWEST_DIGITS)
        page.read_action.setEnabled(any(not row.read for row in rows))
        page.unread_action.setEnabled(any(row.read for row in rows))
        page.forget_action.setEnabled(page.reply_action.isEnabled())
        page.delete_action.setEnabled(bool(rows))
        page.copy_action.setEnabled(self._table.chosen_count() > 0)
        if len(rows) == 1:
            page.details.show_fax(rows[0])
        else:
            page.details.show_nothing(self._table.chosen_count())
        self._host.page_actions_changed.emit()

    # ------------------------------------------------------------------------------------------------- actions

    def forget_person(self) -> None:
        """Show what there is of whoever the chosen fax came from."""
        rows = self.rows()
        if len(rows) == 1:
            self._host.forget_wanted.emit(f"+{comparable(rows[0].sender)}", 0)

    def open_pages(self) -> None:
        """Show the pages of the chosen faxes, which are read then."""
        rows = [row for row in self.rows() if row.has_pages]
        for row in rows if len(rows) <= MOST_OPENED else ():
            self._fetch(row, partial(self._show_pages, row))

    def _show_pages(self, row: ReceivedFax, path: Path) -> None:
        title = self.tr("Fax from {number}").format(number=sender_text(row, self._host.numbers))
        self._host.documents.show(title, self._file_name(row), path)
        self._backend.commands.mark_received((row.id,), read=True)

    def _fetch(self, row: ReceivedFax, then: partial[None]) -> None:
        def done(path: Path) -> None:
            self._host.message_bar.take_back("inbox fetching")
            self.page.details.say("")
            then(path)

        text = self.tr("Fetching the pages…")
        self.page.details.say(text)
        if not self.page.details.isVisible():
            self._host.message_bar.say(text, key="inbox fetching", stays=True)
        self._backend.fetch_document(self, row.id, DocumentType.PDF, done, self._not_fetched)

    def _not_fetched(self, error: FaxDeskError) -> None:
        self._host.message_bar.take_back("inbox fetching")
        self.page.details.say(str(error))
        self._host.message_bar.fail(error, key="inbox pages")

    def _drag_out(self) -> None:
        """Drag the pages of the chosen faxes to a mail or a folder."""
        faxes = self._to_take()
        if len(faxes) <= MOST_DRAGGED:
            self._drag.begin(self._table, faxes)

    def _to_take(self) -> list[FaxToTake]:
        return [FaxToTake(row.id, "", self._file_name(row)) for row in self.rows() if row.has_pages]

    def save(self) -> None:
        """Ask where to keep the pages of the chosen fax, or in which folder those of several; do so."""
        self._to_save = rows = tuple(row for row in self.rows() if row.has_pages)
        if len(rows) == 1:
            kind = self.tr("PDF files (*.pdf)")
            ask_for_file(self._host.window, self.tr("Save pages"), self._file_name(rows[0]), kind, self._save_as)
        elif rows:
            title = self.tr("Save {faxes} in a folder").format(faxes=count_text(len(rows), "fax"))
            ask_for_folder(self._host.window, title, self._save_in)

    def _save_as(self, name: str) -> None:
        for row in self._to_save[:1]:
            self._fetch(row, partial(self._write, Path(name)))

    def _save_in(self, folder: str) -> None:
        """Save each under a name that nothing in the folder has."""
        names: set[str] = set()
        for row in self._to_save:
            name = free_name(Path(folder), self._file_name(row), names)
            self._fetch(row, partial(self._write, Path(folder) / name))

    def _write(self, target: Path, source: Path) -> None:
        from faxdesk.services.output_file import write_files

        def done(_nothing: None) -> None:
            self._host.message_bar.say(self.tr("Saved as {path}.").format(path=target), key="inbox saved")

        self._backend.with_documents(
            self, lambda _cancel: write_files([(source, target)]), done, self._backend.failed.emit
        )

    def _file_name(self, row: ReceivedFax) -> str:
        """Return a file name such as “Fax from +41445559999 2026-12-01.pdf”."""
        number = "".join(character for character in row.sender if character in "+0123456789")
        day = fax_texts.local(row.at).toString("yyyy-MM-dd")
        return usable(self.tr("Fax from {number} {day}.pdf").format(number=number, day=day), unfit=" ")

    def reply(self) -> None:
        """Open a new fax to the number that the chosen one came from, from the number that it came to."""
        for row in self.rows()[:1]:
            self._host.launcher.reply(f"+{comparable(row.sender)}", f"+{comparable(row.number)}")

    def mark_read(self) -> None:
        """Mark the chosen faxes as read."""
        self._backend.commands.mark_received([row.id for row in self.rows()], read=True)

    def mark_unread(self) -> None:
        """Mark the chosen faxes as not read."""
        self._backend.commands.mark_received([row.id for row in self.rows()], read=False)

    # -------------------------------------------------------------------------------------------------- delete

    def delete(self) -> None:
        """Delete the chosen faxes. Where that cannot be taken back, ask first."""
        self._to_delete = tuple(row.id for row in self.rows())
        if not self._to_delete:
            return
        if self._host.grace:
            self._delete()
        else:
            self._ask_to_delete()

    def _ask_to_delete(self) -> None:
        from faxdesk.ui.widgets.question_box import Question, QuestionBox

        faxes = count_text(len(self._to_delete), "fax")
        question = Question(
            self.tr("Delete received faxes"),
            self.tr("Delete {faxes}?").format(faxes=faxes),
            self.tr("They are deleted at Fax.Plus too, for everybody. Nothing brings them back."),
            self.tr("Delete {faxes}").format(faxes=faxes),
            self.tr("Do not delete them"),
        )
        QuestionBox(self._host.window, question, self._delete).open()

    def _delete(self) -> None:
        self._backend.commands.delete_received(self, self._to_delete, self._deleted, self._host.grace)

    def _deleted(self, ids: tuple[str, ...]) -> None:
        """Say what was deleted, and let it be taken back for a moment."""
        if not ids or not self._host.grace:
            return
        self._deletions += 1
        faxes = count_text(len(ids), "fax")

        def text(seconds: int) -> str:
            said = self.tr("{faxes} deleted. Fax.Plus deletes what was deleted here in {seconds} s.")
            return said.format(faxes=faxes, seconds=seconds)

        until = self._backend.factory.now() + self._host.grace
        offer = UndoOffer(until, text, partial(self._restore, ids), lambda: True)
        self._host.undo_offered.emit(f"deleted {self._deletions}", offer)

    def _restore(self, ids: Sequence[str]) -> None:
        self._backend.commands.restore_received(self, ids, self._restored, self._backend.failed.emit)

    def _restored(self, ids: tuple[str, ...]) -> None:
        found = self._backend.store.received_faxes.get(ids[0])
        if found is not None:
            self.page.list.choose(found.key)


def _export(store: Store, keys: Sequence[int], target: Path, cancel: CancelToken) -> Exported:
    from faxdesk.services.list_export import export_received

    return export_received(store, keys, target, cancel)


def _unread(store: Store, _cancel: CancelToken) -> int:
    return store.received_faxes.unread_count()
