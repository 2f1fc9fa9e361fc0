"""`faxdesk report` and `document`: what the service keeps of a finished fax."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.output import DONE, STDOUT, USAGE, copy_out, say, say_json, warn
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from faxdesk.services.container import Services


def report(options: argparse.Namespace) -> int:
    """Save the confirmation report of a fax."""
    return _save(options, lambda services, fax_id: services.fetcher.report(fax_id, NeverCancelled()))


def document(options: argparse.Namespace) -> int:
    """Save the pages of a fax as they were sent."""
    from faxdesk.core.model import DocumentType

    kind = DocumentType(options.format)
    return _save(options, lambda services, fax_id: services.fetcher.document(fax_id, kind, NeverCancelled()))


def _save(options: argparse.Namespace, fetch: Callable[[Services, str], Path]) -> int:
    from faxdesk.services.output_file import check_place, write_files

    if options.output == STDOUT and options.json:
        warn("The file and the JSON cannot both go to standard output. Name a file with -o.")
        return USAGE
    target = Path(options.output)
    if options.output != STDOUT:
        check_place(target)
    with open_services(options) as (services, _):
        fax_id = _fax_id(options.id, services)
        found = fetch(services, fax_id)
        if options.output == STDOUT:
            copy_out(found)
            return DONE
        write_files([(found, target)])
        if options.json:
            say_json({"fax_id": fax_id, "file": str(target), "bytes": target.stat().st_size})
        else:
            say(f"Saved as {target}.")
        return DONE


def _fax_id(key: str, services: Services) -> str:
    """Return the fax id that a job, outbox or fax id names. What is not known here may be known at the service."""
    found = services.store.submissions.find(key)
    if not found:
        return key
    if len(found) > 1:
        ids = ", ".join(f"{recipient.to} {recipient.fax_id or recipient.outbox_id or '-'}" for recipient in found)
        raise InputRefused("ID", f"{key} has several recipients.", f"Use the id of one fax: {ids}.")

    if found[0].fax_id is None and found[0].outbox_id is not None:
        services.following.step(NeverCancelled())
    now = services.store.submissions.recipient(found[0].id)
    if now is None or now.fax_id is None:
        raise InputRefused("ID", "This fax has not been sent yet.", "Its pages and its report are there afterwards.")
    return now.fax_id
