"""`faxdesk forget`: what there is of a person, and forgetting them here or at Fax.Plus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services, region_of_numbers
from faxdesk.cli.output import DONE, FAILED, fail, instant, say, say_json, warn
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.forgetting import PersonItemKind
from faxdesk.core.quantities import count_text, size_text
from faxdesk.core.times import local
from faxdesk.core.visible_text import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from faxdesk.cli.output_types.forget import (
        FaxThereJson,
        ForgetPreviewJson,
        ForgottenThereJson,
        PersonHereJson,
        PersonItemJson,
    )
    from faxdesk.core.forgetting import FaxThere, Person, PersonHere, PersonItem
    from faxdesk.services.container import Services
    from faxdesk.services.forgetting import Forgetter

_WORDS = {
    PersonItemKind.SENT: "fax sent",
    PersonItemKind.RECEIVED: "fax received",
    PersonItemKind.CONTACT: "contact",
    PersonItemKind.FORMER_NUMBER: "former number",
    PersonItemKind.DRAFT: "draft",
    PersonItemKind.TEMPLATE: "template",
    PersonItemKind.LIST_ROW: "row of a list",
    PersonItemKind.WATCHED_FILE: "file of a watched folder",
    PersonItemKind.WEBHOOK_CALL: "calls of webhooks",
    PersonItemKind.LOG: "lines of the log",
    PersonItemKind.BACKUP: "whole copy of the database",
    PersonItemKind.COPY: "copy for another program",
    PersonItemKind.WAITS: "waits",
    PersonItemKind.SHARED_DOCUMENT: "went to others as well",
    PersonItemKind.SHARED_NUMBER: "number of others as well",
    PersonItemKind.PROOF: "proof beside a document",
    PersonItemKind.MENTION: "template that names them",
    PersonItemKind.OTHER_PROFILE: "another profile, to look at with --profile",
}


def preview(options: argparse.Namespace) -> int:
    """Say what each of the two acts would do."""
    with open_services(options) as (services, _loop):
        acts, person = _asked(services, options)
        here, there = acts.preview_here(person), acts.preview_there(person)
        if options.json:
            found: ForgetPreviewJson = {"here": _here(here), "at_fax_plus": list(map(_fax, there))}
            say_json(found)
            return DONE
        say(f"From this computer goes, with {count_text(here.files, 'file')}, {size_text(here.size)}:")
        _say_lines(map(_line, here.goes))
        say("At Fax.Plus would be deleted:")
        _say_lines(map(_fax_line, there))
        say("This stays:")
        _say_lines(map(_line, here.stays))
        return DONE


def delete_here(options: argparse.Namespace) -> int:
    """Remove all that there is of a person from this computer."""
    with open_services(options) as (services, _loop):
        acts, person = _asked(services, options)
        there = acts.preview_there(person)
        gone = acts.forget_here(person, acts.preview_here(person), NeverCancelled())
        if options.json:
            say_json(_here(gone))
        else:
            files = count_text(gone.files, "file")
            say(f"Removed from this computer, with {files}, {size_text(gone.size)}:")
            _say_lines(map(_line, gone.goes))
            say("This stays:")
            _say_lines(map(_line, gone.stays))
        if there:
            warn(
                f"Fax.Plus still has {count_text(len(there), 'fax')} of theirs, and FaxDesk does not know any more"
                " which. Delete them at Fax.Plus yourself."
            )
        if gone.left:
            return fail(
                f"{count_text(gone.left, 'file')} could not be deleted yet: another program has them open."
                " FaxDesk deletes them later.",
                FAILED,
            )
        return DONE


def delete_there(options: argparse.Namespace) -> int:
    """Delete the records of a person's faxes at Fax.Plus."""
    with open_services(options) as (services, _loop):
        acts, person = _asked(services, options)
        faxes = acts.delete_there(services.api, person, acts.preview_there(person), NeverCancelled())
        if options.json:
            deleted: ForgottenThereJson = {"faxes": faxes}
            say_json(deleted)
        else:
            say(f"Deleted at Fax.Plus: {count_text(faxes, 'fax')}.")
        return DONE


def _asked(services: Services, options: argparse.Namespace) -> tuple[Forgetter, Person]:
    from faxdesk.services.forgetting import Forgetter, person_called

    region = region_of_numbers(services, None)
    return Forgetter(services.store, region), person_called(services.store, options.person, region)


def _say_lines(lines: Iterable[str]) -> None:
    for line in list(lines) or ["nothing"]:
        say(f"  {line}")


def _line(item: PersonItem) -> str:
    at = "" if item.at is None else f"{local(item.at):%Y-%m-%d %H:%M}"
    parts = (_WORDS[item.kind], at, visible(item.name), visible(item.about))
    return "  ".join(filter(None, parts))


def _fax_line(fax: FaxThere) -> str:
    way = "fax received" if fax.received else "fax sent"
    parts = (way, f"{local(fax.at):%Y-%m-%d %H:%M}", fax.number, count_text(fax.pages, "page"), visible(fax.comment))
    return "  ".join(filter(None, parts))


def _here(items: PersonHere) -> PersonHereJson:
    return {
        "goes": list(map(_item, items.goes)),
        "stays": list(map(_item, items.stays)),
        "files": items.files,
        "bytes": items.size,
        "left": items.left,
    }


def _item(item: PersonItem) -> PersonItemJson:
    return {"kind": item.kind.value, "name": item.name, "about": item.about, "at": instant(item.at)}


def _fax(fax: FaxThere) -> FaxThereJson:
    return {
        "fax_id": fax.fax_id,
        "number": fax.number,
        "at": instant(fax.at),
        "pages": fax.pages,
        "comment": fax.comment,
        "received": fax.received,
    }
