"""`faxdesk outbox`, `sent`, `deliver` and `cancel`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.context import open_services
from faxdesk.cli.output import (
    DONE,
    FAILED,
    QUEUED,
    SIGN_IN,
    all_handed_over,
    fail,
    instant,
    line,
    members,
    outcome,
    say,
    say_json,
    warn,
    why_not_yet,
)
from faxdesk.cli.send import BRIEFLY, PATIENTLY
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, SignInNeeded
from faxdesk.core.lifecycle import OPEN, State
from faxdesk.core.quantities import cost_text, count_text
from faxdesk.core.times import local, utc_now

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.cli.output_types.faxes import JobFaxJson, ListedFaxJson, SubmissionJson
    from faxdesk.core.model import Recipient
    from faxdesk.services.container import Services
    from faxdesk.services.single_thread_loop import ServiceLoop
    from faxdesk.store.fax_lists import Listing, Row


def outbox(options: argparse.Namespace) -> int:
    """List what waits, here or at the service."""
    from faxdesk.store.fax_lists import Listing

    return _list(options, Listing.OUTBOX)


def sent(options: argparse.Namespace) -> int:
    """List what is done."""
    from faxdesk.store.fax_lists import Listing

    return _list(options, Listing.SENT)


def _list(options: argparse.Namespace, listing: Listing) -> int:
    if options.csv:
        from faxdesk.services.output_file import check_place

        check_place(Path(options.csv))
    with open_services(options) as (services, loop):
        services.following.step(NeverCancelled())
        trouble = services.following.failed
        rows = services.store.fax_lists.all(listing)
        _print_rows(rows, as_json=options.json)
        if options.csv:
            _export(services, listing, rows, Path(options.csv), as_json=options.json)
        if trouble is not None:
            if isinstance(trouble, SignInNeeded):
                return fail(f"Not refreshed. {trouble}", SIGN_IN)
            warn(f"Not refreshed. {trouble}")
            return DONE
        loop.keep_copies(BRIEFLY)
        return DONE


def _export(services: Services, listing: Listing, rows: Sequence[Row], target: Path, *, as_json: bool) -> None:
    from faxdesk.services.list_export import export

    exported = export(services.store, listing, [row.key for row in rows], target, NeverCancelled())
    unknown = count_text(exported.cost_unknown, "fax")
    without = f", without {unknown} whose cost is not known yet" if exported.cost_unknown else ""
    if not as_json:
        cost = cost_text(exported.cost or 0.0)
        say(f"{count_text(exported.faxes, 'fax')} saved as {target}. Together they cost {cost}{without}.")


def _print_rows(rows: Sequence[Row], *, as_json: bool) -> None:
    if as_json:
        say_json([listed_members(row) for row in rows])
        return
    for row in rows:
        say(listed_line(row))


def listed_members(row: Row) -> ListedFaxJson:
    """Return a fax of a list as JSON."""
    return {
        "job": row.job,
        "to": row.to,
        "state": row.state.value,
        "outbox_id": row.outbox_id,
        "fax_id": row.fax_id,
        "pages": row.pages,
        "reason": row.reason,
        "status": row.status,
        "asked": row.asked,
        "cancel_requested": row.cancel_requested,
        "resend_at": instant(row.resend_at),
        "turned_up_at": instant(row.turned_up_at),
        "from": row.sender,
        "comment": row.comment,
        "at": instant(row.at),
        "send_at": instant(row.send_at),
        "next_try_at": instant(_next_try(row)),
    }


def listed_line(row: Row) -> str:
    """Return a fax of a list as one line of text."""
    name = row.job or row.fax_id or row.outbox_id or ""
    mark = "needs you: " if row.asked else ""
    next_try = _next_try(row)
    later = f" (next try {local(next_try):%Y-%m-%d %H:%M})" if next_try else ""
    said = f"{mark}{line(listed_members(row), cancelled=row.cancel_requested)}{later}"
    return f"{local(row.at):%Y-%m-%d %H:%M}  {name:<24}  {said}"


def _next_try(row: Row) -> datetime | None:
    """Return when FaxDesk tries again to hand a fax over, None where it has not put that off."""
    if row.state is not State.QUEUED or row.not_before is None or row.not_before <= utc_now():
        return None
    return row.not_before


def deliver(options: argparse.Namespace) -> int:
    """Deliver all that waits and settle what is unknown."""
    with open_services(options) as (services, loop):
        waiting = [claim.recipient for claim in services.store.delivery_queue.claims(OPEN)]

        def now() -> list[Recipient]:
            found = (services.store.submissions.recipient(recipient.id) for recipient in waiting)
            return [recipient for recipient in found if recipient is not None]

        def done() -> bool:
            found = now()
            return all_handed_over(found) and not _cancelling(found) and not services.store.batches.any_waiting()

        loop.run(done, BRIEFLY)
        if loop.trouble is None:
            loop.keep_copies(PATIENTLY)
        recipients = now()
        code = outcome([r for r in recipients if r.state is not State.CANCELLED], loop)
        told: list[JobFaxJson] = [{"job": recipient.job, **members(recipient, services)} for recipient in recipients]
        if options.json:
            say_json(told)
        else:
            for one in [f"{member['job']}  {line(member)}" for member in told] or ["Nothing waits."]:
                say(one)
        if code in (SIGN_IN, QUEUED):
            fail(_why_not_yet(services, loop), code)
        elif code == FAILED:
            fail("Not all was delivered; the reasons are above.", code)
        return code


def _why_not_yet(services: Services, loop: ServiceLoop) -> str:
    account = services.store.service_mirror.account()
    foreign = services.store.delivery_queue.foreign(account.uid) if account is not None else 0
    if foreign and not loop.sign_in_needed:
        return f"{why_not_yet(loop)} Waiting for another account to sign in: {count_text(foreign, 'fax')}."
    return why_not_yet(loop)


def _cancelling(recipients: Sequence[Recipient]) -> bool:
    """True while a cancellation is under way. One of a fax that only the user can settle waits for that."""
    return any(recipient.cancel_requested and not recipient.asked for recipient in recipients)


def cancel(options: argparse.Namespace) -> int:
    """Cancel a fax, or all faxes of a job, and wait for the proof."""
    with open_services(options) as (services, loop):
        found = services.store.submissions.find(options.id)
        if not found:
            raise InputRefused("ID", f"There is no fax {options.id}.", "`faxdesk outbox` lists what can be cancelled.")
        requested = [recipient.id for recipient in services.user_requests.cancel([recipient.id for recipient in found])]

        def now() -> list[Recipient]:
            return [r for number in requested if (r := services.store.submissions.recipient(number)) is not None]

        loop.run(lambda: not _cancelling(now()), BRIEFLY)
        recipients = [_with_last_word(recipient, services) for recipient in now()]
        if options.json:
            told: SubmissionJson = {
                "job": recipients[0].job,
                "recipients": [members(recipient, services) for recipient in recipients],
            }
            say_json(told)
        else:
            for recipient in recipients:
                say(line(members(recipient, services), cancelled=recipient.cancel_requested))
        if all(recipient.state is State.CANCELLED for recipient in recipients):
            return DONE
        if any(recipient.asked for recipient in recipients):
            return fail("Whether Fax.Plus has the fax is not known. It is cancelled if it shows up there.", FAILED)
        if _cancelling(recipients):
            words = f"{loop.trouble or ''} The cancellation goes on with `faxdesk deliver`."
            return fail(words.strip(), SIGN_IN if loop.sign_in_needed else QUEUED)
        return fail("Not all of it could be cancelled; the reasons are above.", FAILED)


def _with_last_word(recipient: Recipient, services: Services) -> Recipient:
    """Return a fax that was not cancelled with the reason why, which its next status would hide."""
    from faxdesk.store.submissions import NOT_CANCELLED

    timeline = services.store.submissions.timeline(recipient.id)
    refusals = [entry.text for entry in timeline if entry.event == NOT_CANCELLED]
    if recipient.state is State.CANCELLED or not refusals:
        return recipient
    return replace(recipient, reason=refusals[-1])
