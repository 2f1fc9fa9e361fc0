"""`faxdesk drafts`: faxes that somebody began to write, and those that are to be looked at before they are sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services, region_of_numbers
from faxdesk.cli.intake import child
from faxdesk.cli.number_guard import ReadableFile, check_numbers
from faxdesk.cli.output import DONE, all_handed_over, instant, line, members, outcome, say, say_json
from faxdesk.cli.send import BRIEFLY, explain
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Document
from faxdesk.core.phone import display
from faxdesk.core.times import local
from faxdesk.core.written_draft import dealt_with
from faxdesk.store.drafts import DISCARDED, OPEN, SENT

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.drafts import DraftJson, SettledDraftJson
    from faxdesk.cli.output_types.faxes import SubmissionJson
    from faxdesk.core.model import Draft, Recipient
    from faxdesk.services.container import Services
    from faxdesk.store.drafts import KeptDraft

_NOT_SENT = "not sent yet"
"""What is said of a draft that somebody began to write."""
_MOST_LISTED = 100_000
_LONGEST_ID = 18
"""Digits of a number that SQLite can have as an id (2**63 has 19)."""


def list_(options: argparse.Namespace) -> int:
    """List the drafts, those changed last first."""
    with open_services(options) as (services, _loop):
        found = services.store.drafts.all_open(_MOST_LISTED)
        if options.json:
            say_json([_members(one) for one in found])
            return DONE
        for one in found:
            to = ", ".join(map(display, one.draft.recipients)) or "nobody yet"
            names = ", ".join(file.name for file in _files(one)) or "no document"
            say(f"{local(one.changed_at):%Y-%m-%d %H:%M}  {one.id}  {names} to {to}: {one.reason or _NOT_SENT}")
        if not found:
            say("No draft waits.")
        return DONE


def send(options: argparse.Namespace) -> int:
    """Send a draft as it is, and deliver it."""
    from faxdesk.core.send_time import future
    from faxdesk.core.times import SystemZone, utc_now

    with open_services(options) as (services, loop):
        kept = _named(options.id, services)
        region = region_of_numbers(services, kept.draft.sender)
        draft = services.written_drafts.sendable(kept, region)
        if draft.send_at is not None:
            future(draft.send_at, utc_now(), SystemZone())
        _check_numbers(options, services, draft, region)
        again = dealt_with(kept.written.again if kept.written is not None else (), draft.recipients)
        jobs = [one.job for one in services.submitter.send_draft(kept.id, draft, deals_with=again)]
        if not options.json:
            say(f"Kept as job {', '.join(jobs)}.")

        def recipients() -> list[Recipient]:
            return [one for job in jobs for one in services.store.submissions.recipients(job)]

        def handed_over() -> bool:
            redials = services.store.earlier_attempts.redials
            return all_handed_over([one for one in recipients() if not redials(one.id)])

        loop.run(handed_over, BRIEFLY)
        told: list[SubmissionJson] = [
            {"job": job, "recipients": [members(one, services) for one in services.store.submissions.recipients(job)]}
            for job in jobs
        ]
        if options.json:
            sent: SettledDraftJson = {"draft": kept.id, "state": SENT, "submissions": told}
            say_json(sent)
        else:
            for one in told:
                for member in one["recipients"]:
                    say(line(member))
        code = outcome(recipients(), loop)
        explain(code, ", ".join(jobs), recipients(), loop)
        return code


def _check_numbers(options: argparse.Namespace, services: Services, draft: Draft, region: str) -> None:
    if options.send_anyway:
        return
    # What is not kept yet is a file of the user's, which nobody has looked at.
    documents = [file for file in draft.files if isinstance(file, Document)]
    readable = [ReadableFile(services.store.spool.path(one.sha256), one.type, one.name) for one in documents]
    with child() as worker:
        check_numbers(services.store, draft, readable, region, worker)


def discard(options: argparse.Namespace) -> int:
    """Settle that a draft is not sent."""
    with open_services(options) as (services, _loop):
        kept = _named(options.id, services)
        services.user_requests.discard_draft(kept.id)
        if options.json:
            discarded: SettledDraftJson = {"draft": kept.id, "state": DISCARDED, "submissions": []}
            say_json(discarded)
        else:
            say(f"Draft {kept.id} discarded.")
        return DONE


def _named(word: str, services: Services) -> KeptDraft:
    is_number = word.isascii() and word.isdigit() and len(word) <= _LONGEST_ID
    found = services.store.drafts.get(int(word)) if is_number else None
    if found is None:
        raise InputRefused("ID", f"There is no draft {word}.", "`faxdesk drafts` lists them.")
    if found.state != OPEN:
        # Another one may still do so meanwhile: it is settled once.
        jobs = f" as job {', '.join(found.jobs)}" if found.jobs else ""
        raise InputRefused(
            "ID", f"Draft {found.id} was {found.state} already{jobs}.", "`faxdesk drafts` lists those that wait."
        )
    return found


def _members(kept: KeptDraft) -> DraftJson:
    files = _files(kept)
    return {
        "draft": kept.id,
        "to": list(kept.draft.recipients),
        "from": kept.draft.sender,
        "reason": kept.reason,
        "comment": kept.draft.comment,
        "files": [file.name for file in files],
        "pages": sum(file.pages for file in files if isinstance(file, Document)),
        "origin": kept.origin,
        "at": instant(kept.created_at),
        "changed_at": instant(kept.changed_at),
        "send_at": instant(kept.draft.send_at),
    }


def _files(kept: KeptDraft) -> list[Document | Path]:
    """Return the documents of a draft, and the files of one that is written which are no documents yet."""
    return [file for file in kept.draft.files if isinstance(file, Document | Path)]
