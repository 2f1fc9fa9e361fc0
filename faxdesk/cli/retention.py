"""`faxdesk retention`: what is stored of old faxes, and deleting it here or at Fax.Plus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.output import DONE, FAILED, fail, instant, say, say_json
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.quantities import count_text, size_text

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.retention import (
        DeletedThereJson,
        RetentionPreviewJson,
        StoredHereJson,
        StoredThereJson,
    )
    from faxdesk.services.retention import StoredHere, StoredThere


def preview(options: argparse.Namespace) -> int:
    """Say what each of the two acts would delete."""
    from faxdesk.services.retention import RetentionActs, cutoff

    with open_services(options) as (services, _loop):
        before, acts = cutoff(options.older_than), RetentionActs(services.store)
        here, there = acts.preview_here(before, NeverCancelled()), acts.preview_there(before)
        if options.json:
            found: RetentionPreviewJson = {"here": _here(here), "at_fax_plus": _there(there)}
            say_json(found)
            return DONE
        files = count_text(here.files, "file")
        say(f"On this computer: {count_text(here.faxes, 'fax')}, {files}, {size_text(here.size)}.")
        say(f"At Fax.Plus: {count_text(there.faxes, 'fax')}, {there.without_report} of them without a report here.")
        return DONE


def delete_here(options: argparse.Namespace) -> int:
    """Delete the documents, pages and reports of old faxes from this computer."""
    from faxdesk.services.retention import RetentionActs, cutoff

    with open_services(options) as (services, _loop):
        deleted = RetentionActs(services.store).delete_here(cutoff(options.older_than), NeverCancelled())
        if options.json:
            say_json(_here(deleted))
        else:
            files = count_text(deleted.files, "file")
            say(
                f"Deleted from this computer: {files} of {count_text(deleted.faxes, 'fax')}, {size_text(deleted.size)}."
            )
        if deleted.left:
            return fail(f"{count_text(deleted.left, 'file')} could not be deleted: another program has them.", FAILED)
        return DONE


def delete_there(options: argparse.Namespace) -> int:
    """Delete the records of old faxes that were sent from here at Fax.Plus."""
    from faxdesk.services.retention import RetentionActs, cutoff

    with open_services(options) as (services, _loop):
        acts = RetentionActs(services.store)
        faxes = acts.delete_there(services.api, cutoff(options.older_than), NeverCancelled())
        if options.json:
            deleted: DeletedThereJson = {"faxes": faxes}
            say_json(deleted)
        else:
            say(f"Deleted at Fax.Plus: {count_text(faxes, 'fax')}.")
        return DONE


def _here(stored: StoredHere) -> StoredHereJson:
    return {
        "faxes": stored.faxes,
        "files": stored.files,
        "bytes": stored.size,
        "oldest_at": instant(stored.oldest),
        "left": stored.left,
    }


def _there(stored: StoredThere) -> StoredThereJson:
    return {
        "faxes": stored.faxes,
        "oldest_at": instant(stored.oldest),
        "without_report": stored.without_report,
    }
