"""Puts the contacts among the tabs, and carries out what their page asks for."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from faxdesk.core.contacts import Contact
from faxdesk.core.model import MOST_RECIPIENTS
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.actions.undo_offer import UndoOffer
from faxdesk.ui.contacts import contact_requests
from faxdesk.ui.contacts.page import ContactsPage
from faxdesk.ui.fax_list.tabs import TabPosition
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.message_bar import SHOWN_MS
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import ContactRecord, Group
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.contact_import import ImportResult
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.contacts.contact_dialog import ContactDialog
    from faxdesk.ui.contacts.duplicates_dialog import DuplicatesDialog
    from faxdesk.ui.contacts.group_dialog import GroupDialog
    from faxdesk.ui.contacts.import_dialog import ImportDialog

KEY = "contacts"
_DONE = "contacts"
"""The key of what is said of the last act: one thing at a time."""


def install(host: WindowHost) -> None:
    """Add the tab."""
    ContactsController(host)


class ContactsController(QObject):
    """Has the page, and opens its dialogs."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._backend = host, host.backend
        self.page = ContactsPage(host.backend)
        self._acts = 0
        self.dialog: ContactDialog | ImportDialog | DuplicatesDialog | GroupDialog | None = None
        page = self.page
        page.model.failed.connect(self._fail)
        page.new_wanted.connect(self.add)
        page.edit_wanted.connect(self.edit)
        page.removal_wanted.connect(self.remove)
        page.fax_wanted.connect(self._fax)
        page.import_wanted.connect(self.choose_file)
        page.export_wanted.connect(self.choose_place)
        page.duplicates_wanted.connect(self.show_duplicates)
        page.rename_wanted.connect(self.rename_group)
        page.merge_wanted.connect(self.merge)
        page.forget_action.triggered.connect(self._forget_person)
        own = {ActionId.FORGET: page.forget_action}
        host.add_tab(page, self.tr("Contacts"), KEY, TabPosition.CONTACTS, own)
        host.handle(ActionId.CONTACTS, self.show_page)

    def show_page(self) -> None:
        """Bring the contacts onto the screen, and the keyboard to them."""
        self._host.lists.focus_tab(KEY)

    # --------------------------------------------------------------------------------------------- one contact

    def add(self) -> None:
        """Let the user write a new contact down."""
        self._open_contact(Contact(groups=tuple(filter(None, (self.page.model.group,)))))

    def edit(self, contact: int) -> None:
        """Let the user change a contact."""
        found = self._backend.store.contacts.get(contact)
        if found is not None:
            self._open_contact(found)

    def _open_contact(self, contact: Contact) -> None:
        from faxdesk.ui.contacts.contact_dialog import ContactDialog

        groups = [group.name for group in self.page.model.groups]
        dialog = ContactDialog(self._backend, contact, groups, self._host.window)
        dialog.kept.connect(self.page.show_contact)
        self._show(dialog)

    def _show(self, dialog: ContactDialog | ImportDialog | DuplicatesDialog | GroupDialog) -> None:
        self.dialog = dialog
        dialog.destroyed.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None

    def _forget_person(self) -> None:
        if (chosen := self.page.chosen()) is not None:
            self._host.forget_wanted.emit("", chosen.id)

    def _renew(self) -> None:
        self.page.model.load()

    def remove(self, ids: Sequence[int]) -> None:
        """Remove contacts; for a moment that can be taken back."""
        self._backend.request(self, partial(contact_requests.remove, tuple(ids)), self._removed, self._fail)

    def _removed(self, records: tuple[ContactRecord, ...]) -> None:
        self._renew()
        text = self.tr("{contacts} deleted.").format(contacts=count_text(len(records), "contact"))
        self._offer_undo(text, partial(self.restore, records))

    def _offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """Say what was done, and let “Undo” in the menu and beside it take back that, and not a fax sent before."""
        self._acts += 1
        until = self._backend.factory.now() + timedelta(milliseconds=SHOWN_MS)
        offer = UndoOffer(until, lambda _seconds: text, undo, lambda: True)
        self._host.undo_offered.emit(f"contacts {self._acts}", offer)

    def restore(self, records: Sequence[ContactRecord], instead: int = 0) -> None:
        """Keep contacts again that were removed; in the place of one that was made of them, where that is given."""
        self._backend.request(
            self, partial(contact_requests.put_back, tuple(records), instead), self._restored, self._fail
        )

    def _restored(self, _nothing: None) -> None:
        self._renew()

    def merge(self, ids: Sequence[int]) -> None:
        """Make one contact of several; for a moment that can be taken back."""
        self._backend.request(self, partial(contact_requests.merge, tuple(ids)), self._merged, self._fail)

    def _merged(self, done: tuple[Contact, tuple[ContactRecord, ...]]) -> None:
        whole, records = done
        self.page.show_contact(whole.id)
        text = self.tr("{contacts} are one now: {who}.")
        text = text.format(contacts=count_text(len(records), "contact"), who=whole.who)
        self._offer_undo(text, partial(self.restore, records, whole.id))

    def _fax(self, ids: Sequence[int]) -> None:
        """Open a new fax to all who are chosen; say so where that is more than a fax can have."""
        if len(ids) > MOST_RECIPIENTS:
            text = self.tr("A fax can have {most} recipients, and {contacts} are chosen.")
            text = text.format(most=MOST_RECIPIENTS, contacts=count_text(len(ids), "contact"))
            self.page.messages.say(text, Severity.WARNING, key=_DONE)
        else:
            self._backend.with_store(self, partial(_recipients, tuple(ids)), self._open_fax, self._fail)

    def _open_fax(self, recipients: tuple[tuple[str, str], ...]) -> None:
        self._host.launcher.new_fax_to(recipients)

    # ---------------------------------------------------------------------------------------------- many of them

    def choose_file(self) -> None:
        """Let the user choose a file to import."""
        dialog = QFileDialog(self._host.window, self.tr("Choose an address book or a list"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "*.vcf *.VCF *.vcard *.csv *.CSV *.txt *.tsv *.xlsx *.XLSX *.xlsm *.xlsb *.xls *.XLS *.ods *.ODS"
        dialog.setNameFilters(
            [self.tr("Address books and lists ({kinds})").format(kinds=kinds), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self.import_file(Path(name))

    def import_file(self, path: Path) -> None:
        """Show what an import of a file would come to."""
        from faxdesk.ui.contacts.import_dialog import ImportDialog

        dialog = ImportDialog(self._backend, path, self._host.window)
        dialog.kept.connect(self._imported)
        self._show(dialog)

    def _imported(self, result: ImportResult) -> None:
        self._renew()
        text = self.tr("{new} imported, {changed} changed.") if result.changed else self.tr("{new} imported.")
        text = text.format(new=count_text(result.added, "contact"), changed=result.changed)
        self.page.messages.say(text, key=_DONE)

    def choose_place(self, group: str) -> None:
        """Let the user say where the contacts are to be written."""
        dialog = QFileDialog(self._host.window, self.tr("Export contacts"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Address book (*.vcf)"), self.tr("List (*.csv)")])
        dialog.setDefaultSuffix("vcf")
        dialog.selectFile("contacts.vcf")
        dialog.filterSelected.connect(partial(_follow, dialog))
        dialog.fileSelected.connect(partial(self._export, group))
        dialog.open()

    def _export(self, group: str, name: str) -> None:
        self._backend.with_store(self, partial(_all, group), partial(self._write, Path(name)), self._fail)

    def _write(self, path: Path, contacts: tuple[Contact, ...]) -> None:
        # Not where lists are read: many cards take seconds.
        job = partial(_write, contacts, path)
        self._backend.with_documents(self, job, partial(self._exported, path.name), self._fail)

    def _exported(self, name: str, count: int) -> None:
        text = self.tr("{contacts} written to {name}.").format(contacts=count_text(count, "contact"), name=name)
        self.page.messages.say(text, key=_DONE)

    def show_duplicates(self) -> None:
        """Show contacts that seem to be one and the same."""
        from faxdesk.ui.contacts.duplicates_dialog import DuplicatesDialog

        self._show(DuplicatesDialog(self._backend, self._host.window))

    def rename_group(self) -> None:
        """Ask which group is to have another name."""
        from faxdesk.ui.contacts.group_dialog import GroupDialog

        dialog = GroupDialog(self._backend, self.page.model.groups, self.page.model.group, self._host.window)
        dialog.renamed.connect(self._group_renamed)
        self._show(dialog)

    def _group_renamed(self, before: str, group: Group) -> None:
        self.page.follow_group(before, group.name)
        text = self.tr("The group “{before}” is called “{name}” now.").format(before=before, name=group.name)
        self.page.messages.say(text, key=_DONE)

    def _fail(self, error: FaxDeskError) -> None:
        self.page.messages.fail(error, key=_DONE)


def _follow(dialog: QFileDialog, chosen: str) -> None:
    """Let the ending of the file follow the kind that is chosen."""
    dialog.setDefaultSuffix("csv" if "*.csv" in chosen else "vcf")


def _recipients(ids: tuple[int, ...], store: Store, _cancel: CancelToken) -> tuple[tuple[str, str], ...]:
    found = store.contacts.rows(ids)
    return tuple((found[key].numbers[0], found[key].title) for key in ids if key in found)


def _all(group: str, store: Store, _cancel: CancelToken) -> tuple[Contact, ...]:
    return tuple(store.contacts.all(group=group))


def _write(contacts: tuple[Contact, ...], path: Path, _cancel: CancelToken) -> int:
    from faxdesk.services.contact_export import write_contacts

    return write_contacts(contacts, path)
