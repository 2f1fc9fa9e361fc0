"""Contacts as files that other programs read: vCard 3.0, or a list (CSV) with titles that an import finds again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import display
from faxdesk.core.table import harmless
from faxdesk.services.csv_file import csv_bytes
from faxdesk.services.output_file import check_place, write_files

if TYPE_CHECKING:
    from faxdesk.core.contacts import Contact

CARDS, LIST = ".vcf", ".csv"
"""The endings of the files that are written."""
TITLES = ("Name", "Company", "Fax", "Groups", "Note")


def check_export_place(path: Path) -> None:
    """Raise `InputRefused` where contacts cannot be written there, or in the form that its name asks for."""
    if path.suffix.lower() not in (CARDS, LIST):
        raise InputRefused(
            str(path), "Contacts are written as vCard or CSV.", "Give it a name that ends in .vcf or .csv."
        )
    check_place(path)


def write_contacts(contacts: Iterable[Contact], path: Path) -> int:
    """Write contacts into a file, in the form that its name asks for; return how many they are.

    Raises `InputRefused` where it cannot be written there.
    """
    check_export_place(path)
    every = tuple(contacts)
    with tempfile.TemporaryDirectory(prefix="faxdesk-") as folder:
        made = Path(folder) / "contacts"
        if path.suffix.lower() == CARDS:
            made.write_bytes("".join(map(card_text, every)).encode())
        else:
            made.write_bytes(csv_bytes(TITLES, _list_rows(every)))
        write_files([(made, path)])
    return len(every)


def card_text(contact: Contact) -> str:
    """Return a contact as a vCard (RFC 2426), which every address book reads."""
    import vobject

    card = vobject.vCard()
    *given, family = contact.title.split() or [""]
    card.add("n").value = vobject.vcard.Name(family=family, given=" ".join(given))
    card.add("fn").value = contact.title
    if contact.company:
        card.add("org").value = [contact.company]
    for number in contact.numbers:
        line = card.add("tel")
        line.value, line.type_param = display(number), ["FAX", "WORK"]
    if contact.groups:
        card.add("categories").value = list(contact.groups)
    if contact.note:
        card.add("note").value = contact.note
    if contact.uid:
        card.add("uid").value = contact.uid
    return str(card.serialize())


def _list_rows(contacts: Iterable[Contact]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each number."""
    for contact in contacts:
        groups = ", ".join(name.replace(",", " ").replace(";", " ") for name in contact.groups)
        for number in contact.numbers:
            texts = map(harmless, (contact.name, contact.company))
            yield *texts, display(number), harmless(groups), harmless(contact.note)
