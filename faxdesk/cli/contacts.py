"""`faxdesk contacts`: whom faxes go to, taken out of address books and lists, listed, and written for others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services, region_of_numbers
from faxdesk.cli.intake import child
from faxdesk.cli.output import DONE, REFUSED, fail, say, say_json, warn
from faxdesk.core.phone import display
from faxdesk.core.quantities import count_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from faxdesk.cli.output_types.contacts import (
        ContactExportJson,
        ContactGroupJson,
        ContactImportJson,
        ContactJson,
        ImportedContactJson,
    )
    from faxdesk.core.contacts import Contact
    from faxdesk.services.contact_import import ContactFile, ImportEntry


def list_(options: argparse.Namespace) -> int:
    """List the contacts, all or those that have some words, sorted by name."""
    with open_services(options) as (services, _loop):
        found = tuple(services.store.contacts.all(" ".join(options.words), options.group))
        if options.json:
            say_json([_members(one) for one in found])
            return DONE
        for one in found:
            groups = f"  [{', '.join(one.groups)}]" if one.groups else ""
            say(f"{one.who}  {', '.join(map(display, one.numbers))}{groups}")
        if not found:
            say("There is no such contact." if options.words or options.group else "There are no contacts.")
    return DONE


def import_(options: argparse.Namespace) -> int:
    """Take contacts out of an address book or a list; with `--dry-run` only say what would become of them."""
    from faxdesk.core.list_columns import parse_map
    from faxdesk.services import contact_import

    named = parse_map(options.map)
    with child() as worker, open_services(options) as (services, _loop):
        region = region_of_numbers(services, None, ask=False)
        file = contact_import.load(worker, options.file, region, sheet=options.sheet, named=named)
        _tell_file(file)
        entries = contact_import.plan(
            services.store,
            contact_import.read_entries(file, region),
            group=options.group,
            replace_numbers=options.replace_numbers,
        )
        if not options.dry_run:
            contact_import.keep(services.store, entries)
    return _tell_import(file, entries, kept=not options.dry_run, as_json=options.json)


def _tell_file(file: ContactFile) -> None:
    for note in file.table.notes if file.table is not None else ():
        warn(f"{file.name}: {note}")


def _tell_import(file: ContactFile, entries: Sequence[ImportEntry], *, kept: bool, as_json: bool) -> int:
    from faxdesk.services.contact_import import EntryState

    counts = Counter(one.state for one in entries)
    if as_json:
        whole: ContactImportJson = {
            "file": file.name,
            "kept": kept,
            "added": counts[EntryState.NEW],
            "changed": counts[EntryState.CHANGED],
            "same": counts[EntryState.SAME],
            "refused": counts[EntryState.REFUSED],
            "contacts": [_imported(one) for one in entries],
        }
        say_json(whole)
    else:
        _tell_entries(file, entries, kept=kept)
        said = ", ".join(
            f"{counts[state]} {words}"
            for state, words in (
                (EntryState.NEW, "new"),
                (EntryState.CHANGED, "changed"),
                (EntryState.SAME, "as before"),
            )
        )
        say(f"{'Imported' if kept else 'To be imported'}: {said}.")
    refused = counts[EntryState.REFUSED]
    if refused:
        what = count_text(refused, "row" if file.table is not None else "card")
        return fail(f"{what} of {file.name} could not be used; the reasons are above.", REFUSED)
    return DONE


def _tell_entries(file: ContactFile, entries: Sequence[ImportEntry], *, kept: bool) -> None:
    what = "Row" if file.table is not None else "Card"
    for one in entries:
        who = one.contact.who or "without a name"
        numbers = ", ".join(map(display, one.contact.numbers))
        if one.reason:
            warn(f"{what} {one.place}, {who}: {one.reason}")
        if not kept:
            say(f"{what} {one.place}: {who}  {numbers}  {one.state.value}")


def export(options: argparse.Namespace) -> int:
    """Write contacts as vCard or CSV, by the ending of the file."""
    from faxdesk.services.contact_export import check_export_place, write_contacts

    check_export_place(Path(options.output))
    with open_services(options) as (services, _loop):
        count = write_contacts(services.store.contacts.all(group=options.group), Path(options.output))
    if options.json:
        written: ContactExportJson = {"file": str(options.output), "contacts": count}
        say_json(written)
    else:
        say(f"{count_text(count, 'contact')} in {options.output}.")
    return DONE


def rename_group(options: argparse.Namespace) -> int:
    """Give a group another name; its contacts stay in it."""
    with open_services(options) as (services, _loop):
        group = services.store.contacts.rename_group(options.group, options.name)
    if options.json:
        renamed: ContactGroupJson = {"group": group.name, "contacts": group.size}
        say_json(renamed)
    else:
        say(f"The group is called “{group.name}” now: {count_text(group.size, 'contact')}.")
    return DONE


def _members(contact: Contact) -> ContactJson:
    return {
        "contact": contact.id,
        "name": contact.name,
        "company": contact.company,
        "numbers": list(contact.numbers),
        "groups": list(contact.groups),
        "note": contact.note,
    }


def _imported(one: ImportEntry) -> ImportedContactJson:
    contact = one.contact
    return {
        "place": one.place,
        "name": contact.name,
        "company": contact.company,
        "numbers": list(contact.numbers),
        "groups": list(contact.groups),
        "state": one.state.value,
        "reason": one.reason,
    }
