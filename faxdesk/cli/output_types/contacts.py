"""What is printed of contacts: whom faxes go to."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import one_of
from faxdesk.services.contact_import import EntryState


class ContactJson(TypedDict):
    """Somebody with fax numbers."""

    contact: Annotated[int, "Its number in this data folder."]
    name: Annotated[str, "The name of the person; empty where it is an office."]
    company: Annotated[str, "The company or office."]
    numbers: Annotated[list[str], "Its fax numbers, as `+41445550123`; the usual one first."]
    groups: Annotated[list[str], "The groups that it is in."]
    note: Annotated[str, "What was noted about it."]


class ImportedContactJson(TypedDict):
    """What became of a card or row of a file."""

    place: Annotated[int, "Which card of the file it is, from 1; of a list, the number of its row."]
    name: Annotated[str, "The name that stands there."]
    company: Annotated[str, "The company that stands there."]
    numbers: Annotated[list[str], "The fax numbers of the contact, as `+41445550123`."]
    groups: Annotated[list[str], "The groups of the contact."]
    state: Annotated[str, "What it is to the contacts that there were.", one_of(EntryState)]
    reason: Annotated[str, "Why it is refused, or what of it cannot be used, for people; else empty."]


class ContactImportJson(TypedDict):
    """What an import came to. Cards and rows of one contact count once."""

    file: Annotated[str, "The name of the file."]
    kept: Annotated[bool, "Whether the contacts were kept; false with --dry-run."]
    added: Annotated[int, "How many contacts are new."]
    changed: Annotated[int, "How many that were there got something new."]
    same: Annotated[int, "How many were there as they are in the file."]
    refused: Annotated[int, "How many cards or rows cannot be used."]
    contacts: Annotated[list[ImportedContactJson], "Each of them, in the order of the file."]


class ContactExportJson(TypedDict):
    """A file that contacts were written to."""

    file: Annotated[str, "Where it is."]
    contacts: Annotated[int, "How many contacts it has."]


class ContactGroupJson(TypedDict):
    """A group of contacts."""

    group: Annotated[str, "Its name."]
    contacts: Annotated[int, "How many contacts are in it."]
