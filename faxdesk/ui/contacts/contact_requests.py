"""What the window asks for with contacts, so that it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faxdesk.core.contacts import Contact, ContactRecord
    from faxdesk.services.local_services import LocalServices


def remove(ids: tuple[int, ...], services: LocalServices) -> tuple[ContactRecord, ...]:
    """Remove contacts, and return what `put_back` takes."""
    contacts = services.store.contacts
    with services.store.database.transaction():
        records = contacts.records(ids)
        contacts.remove(ids)
    return records


def merge(ids: tuple[int, ...], services: LocalServices) -> tuple[Contact, tuple[ContactRecord, ...]]:
    """Make one contact of several; return it, and what `put_back` takes."""
    contacts = services.store.contacts
    with services.store.database.transaction():
        records = contacts.records(ids)
        return contacts.merge(ids), records


def put_back(records: tuple[ContactRecord, ...], instead: int, services: LocalServices) -> None:
    """Keep contacts again as they were; `instead` is the one that was made of them, 0 where none was."""
    contacts = services.store.contacts
    with services.store.database.transaction():
        if instead:
            contacts.remove((instead,))
        contacts.put_back(records)
