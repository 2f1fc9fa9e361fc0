"""`faxdesk report` and `document`: what the service keeps of a finished fax."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.output import DONE, STDOUT, USAGE, copy_out, say, say_json, warn
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, NotThere
from faxdesk.core.lifecycle import CALLED

if TYPE_CHECKING:
    import argparse

    from faxdesk.core.model import DocumentType
    from faxdesk.services.container import Services


def report(options: argparse.Namespace) -> int:
    """Save the confirmation report of a fax."""
    if not _is_possible(options):
        return USAGE
    with open_services(options) as (services, _):
        key = _key(options.id, services)
        try:
            found = services.fetcher.report(key, NeverCancelled())
        except NotThere as error:
            raise _purged(error, "confirmation report") from None
        return _save(options, key, found)


def document(options: argparse.Namespace) -> int:
    """Save the pages of a fax as they were sent, or the document that FaxDesk sent where the service has none."""
    from faxdesk.core.model import DocumentType

    if not _is_possible(options):
        return USAGE
    kind = DocumentType(options.format)
    with open_services(options) as (services, _):
        key = _key(options.id, services)
        try:
            return _save(options, key, services.fetcher.document(key, kind, NeverCancelled()))
        except NotThere as error:
            own = _own_document(options.id, services, kind)
            if own is None:
                raise _purged(error, "pages") from None
        warn("Fax.Plus has no pages of this fax any more: saved is the document that FaxDesk sent.")
        return _save(options, key, own)


def _is_possible(options: argparse.Namespace) -> bool:
    """Tell what is wrong with the place of the file before anything is fetched; raises `InputRefused` as well."""
    from faxdesk.services.output_file import check_place

    if options.output == STDOUT and options.json:
        warn("The file and the JSON cannot both go to standard output. Name a file with -o.")
        return False
    if options.output != STDOUT:
        check_place(Path(options.output))
    return True


def _save(options: argparse.Namespace, key: str, found: Path) -> int:
    from faxdesk.services.output_file import write_files

    if options.output == STDOUT:
        copy_out(found)
        return DONE
    target = Path(options.output)
    write_files([(found, target)])
    if options.json:
        say_json({"fax_id": key, "file": str(target), "bytes": target.stat().st_size})
    else:
        say(f"Saved as {target}.")
    return DONE


def _own_document(key: str, services: Services, kind: DocumentType) -> Path | None:
    """Return the document of a fax that is kept here, where it is a single one of this type."""
    found = services.store.submissions.find(key)
    submission = services.store.submissions.get(found[0].job) if found else None
    documents = () if submission is None else submission.documents
    if len(documents) != 1 or documents[0].type is not kind or (submission is not None and submission.cover_page):
        return None
    return services.store.spool.path(documents[0].sha256)


def _purged(error: NotThere, what: str) -> NotThere:
    return NotThere(
        f"Fax.Plus has no {what} of this fax.",
        "It may store none for this account, or has purged it; `faxdesk account` tells the former.",
        status=error.status,
        code=error.code,
    )


def _key(key: str, services: Services) -> str:
    """Return the id by which the service is asked for a fax that a job, outbox or fax id names.

    What is not known here may be known at the service.
    """
    found = services.store.submissions.find(key)
    if not found:
        return key
    if len(found) > 1:
        ids = ", ".join(f"{recipient.to} {recipient.fax_id or recipient.outbox_id or '-'}" for recipient in found)
        raise InputRefused("ID", f"{key} has several recipients.", f"Use the id of one fax: {ids}.")

    if found[0].fax_id is None and found[0].outbox_id is not None:
        services.following.step(NeverCancelled())
    now = services.store.submissions.recipient(found[0].id)
    if now is not None and now.fax_id is not None:
        return now.fax_id
    if now is not None and now.state in CALLED and now.outbox_id is not None:
        return now.outbox_id
    raise InputRefused("ID", "This fax has not been sent yet.", "Its pages and its report are there afterwards.")
