"""Whose a number is, as lists say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.contacts import Contact
from faxdesk.store.contact_names import names_of

if TYPE_CHECKING:
    from faxdesk.store.store import Store

COURT, LTD, NOTARY, NOBODY = "+41315550140", "+41225550188", "+41415550119", "+41445550199"


def test_a_contact_is_called_by_name_and_company_as_far_as_they_are_known(store: Store) -> None:
    store.contacts.add(Contact("Registry", "District court", (COURT,)))
    store.contacts.add(Contact("", "Example Ltd", (LTD,)))
    store.contacts.add(Contact("Notary", "", (NOTARY,)))
    spelled = "41 31-555 01 40"
    assert names_of(store.database, (COURT, spelled, LTD, NOTARY, NOBODY)) == {
        COURT: "Registry, District court",
        spelled: "Registry, District court",
        LTD: "Example Ltd",
        NOTARY: "Notary",
    }


def test_the_first_contact_that_has_a_number_gives_it_its_name(store: Store) -> None:
    store.contacts.add(Contact("Registry", "District court", (COURT,)))
    store.contacts.add(Contact("Ward 4", "Hospital", (COURT,)))
    assert names_of(store.database, (COURT,)) == {COURT: "Registry, District court"}
