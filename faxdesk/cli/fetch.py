"""`faxdesk report` and `document`: what the service keeps of a finished fax."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.cli.context import open_services
from faxdesk.cli.output import DONE, STDOUT, USAGE, copy_out, fail, say, say_json, warn
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, NotThere
from faxdesk.core.lifecycle import CALLED

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.faxes import SavedFileJson
    from faxdesk.core.model import DocumentType
    from faxdesk.services.container import Services


def report(options: argparse.Namespace) -> int:
    """Save the confirmation report of a fax."""
    if code := _check_output(options):
        return code
    with open_services(options) as (services, _):
        fax = _fax(options.id, services)
        try:
            found = services.fetcher.report(fax.key, NeverCancelled())
        except NotThere as error:
            raise _purged(error, "confirmation report") from None
        return _save(options, fax, found)


def document(options: argparse.Namespace) -> int:
    """Save the pages of a fax as they were sent, or the document that FaxDesk sent where the service has none."""
    from faxdesk.core.model import DocumentType

    if code := _check_output(options):
        return code
    kind = DocumentType(options.format)
    with open_services(options) as (services, _):
        fax = _fax(options.id, services)
        try:
            return _save(options, fax, services.fetcher.document(fax.key, kind, NeverCancelled()))
        except NotThere as error:
            own = _own_document(options.id, services, kind)
            if own is None:
                raise _purged(error, "pages") from None
        warn("Fax.Plus has no pages of this fax any more: saved is the document that FaxDesk sent.")
        return _save(options, fax, own)


class _Fax(NamedTuple):
    """The ids of a fax, as far as they are known. It has one of them."""

    outbox_id: str | None
    fax_id: str | None

    @property
    def key(self) -> str:
        """The id by which the service is asked for it."""
        return self.fax_id or self.outbox_id or ""


def _check_output(options: argparse.Namespace) -> int:
    """Tell what is wrong with the place of the file before anything is fetched; return the exit code then, else 0.

    Raises `InputRefused` where nothing can be written there.
    """
    from faxdesk.services.output_file import check_place

    if options.output == STDOUT and options.json:
        both = "The file and the JSON cannot both go to standard output."
        return fail(InputRefused("-o", both, "Name a file with -o."), USAGE)
    if options.output != STDOUT:
        check_place(Path(options.output))
    return DONE


def _save(options: argparse.Namespace, fax: _Fax, found: Path) -> int:
    from faxdesk.services.output_file import write_files

    if options.output == STDOUT:
        copy_out(found)
        return DONE
    target = Path(options.output)
    write_files([(found, target)])
    if options.json:
        saved: SavedFileJson = {
            "outbox_id": fax.outbox_id,
            "fax_id": fax.fax_id,
            "file": str(target),
            "bytes": target.stat().st_size,
        }
        say_json(saved)
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


def _fax(key: str, services: Services) -> _Fax:
    """Return the fax that a job, outbox or fax id names.

    What is not known here may be known at the service.
    """
    found = services.store.submissions.find(key)
    if not found:
        return _Fax(None, key)
    if len(found) > 1:
        ids = ", ".join(f"{recipient.to} {recipient.fax_id or recipient.outbox_id or '-'}" for recipient in found)
        raise InputRefused("ID", f"{key} has several recipients.", f"Use the id of one fax: {ids}.")

    if found[0].fax_id is None and found[0].outbox_id is not None:
        services.following.step(NeverCancelled())
    now = services.store.submissions.recipient(found[0].id)
    if now is not None and now.fax_id is not None:
        return _Fax(now.outbox_id, now.fax_id)
    if now is not None and now.state in CALLED and now.outbox_id is not None:
        return _Fax(now.outbox_id, None)
    raise InputRefused("ID", "This fax has not been sent yet.", "Its pages and its report are there afterwards.")
