"""Puts the contacts among the tabs, and carries out what their page asks for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from faxdesk.core.contacts import Contact
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.contacts.page import ContactsPage
from faxdesk.ui.fax_list.tabs import TabPosition
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.message_bar import MessageAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Group
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.contact_import import ImportResult
    from faxdesk.services.local_services import LocalServices
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
        if len(chosen := self.page.chosen()) == 1:
            self._host.forget_wanted.emit("", chosen[0].id)

    def _renew(self) -> None:
        self.page.model.load()

    def remove(self, ids: Sequence[int]) -> None:
        """Remove contacts; for a moment that can be taken back."""
        self._backend.request(self, partial(_remove, tuple(ids)), self._removed, self._fail)

    def _removed(self, contacts: tuple[Contact, ...]) -> None:
        self._renew()
        text = self.tr("{contacts} deleted.").format(contacts=count_text(len(contacts), "contact"))
        undo = MessageAction(self.tr("&Undo"), partial(self.restore, contacts))
        self.page.messages.say(text, action=undo, key=_DONE)

    def restore(self, contacts: Sequence[Contact]) -> None:
        """Keep contacts again that were removed."""
        self.page.messages.take_back(_DONE)
        self._backend.request(self, partial(_restore, tuple(contacts)), self._restored, self._fail)

    def _restored(self, _nothing: None) -> None:
        self._renew()

    def _fax(self, contacts: Sequence[Contact]) -> None:
        self._host.launcher.new_fax_to([(one.numbers[0], one.title) for one in contacts])

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
        text = self.tr("{new} imported, {changed} changed.").format(
            new=count_text(result.added, "contact"), changed=result.changed
        )
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


def _remove(ids: tuple[int, ...], services: LocalServices) -> tuple[Contact, ...]:
    contacts = services.store.contacts
    found = contacts.rows(ids)
    contacts.remove(ids)
    return tuple(found.values())


def _restore(contacts: tuple[Contact, ...], services: LocalServices) -> None:
    with services.store.database.transaction():
        for one in contacts:
            services.store.contacts.add(one)


def _all(group: str, store: Store, _cancel: CancelToken) -> tuple[Contact, ...]:
    return tuple(store.contacts.all(group=group))


def _write(contacts: tuple[Contact, ...], path: Path, _cancel: CancelToken) -> int:
    from faxdesk.services.contact_export import write_contacts

    return write_contacts(contacts, path)
