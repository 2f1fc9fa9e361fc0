"""What a script reads: exit codes, JSON members and lines of text. All that commands print goes through here."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.lifecycle import AT_SERVICE, ENDED_BADLY, FINAL, NOT_HANDED_OVER, RESULT_UNKNOWN, State
from faxdesk.core.times import local
from faxdesk.core.visible_text import visible, visible_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from faxdesk.core.model import Recipient
    from faxdesk.services.container import Services
    from faxdesk.services.single_thread_loop import ServiceLoop

DONE, USAGE, REFUSED, SIGN_IN, QUEUED, FAILED = 0, 2, 3, 4, 5, 6
INTERRUPTED = 130
"""128 + SIGINT, as shells say it."""

STDOUT = "-"
"""The name that stands for standard output where a file is asked for."""


def say(text: str) -> None:
    """Print one line for people. What would move, hide or end it stands as an escape: names come from anybody."""
    _print(visible(text))


def warn(text: object) -> None:
    """Print one line of what people should know besides the result, to standard error."""
    # A terminal or log that takes nothing more must not end a fax.
    with contextlib.suppress(OSError):
        print(visible(str(text)), file=sys.stderr)


def say_json(value: object, *, indent: int | None = None) -> None:
    """Print a value as JSON, with such characters as its escapes."""
    _print(visible_json(json.dumps(value, ensure_ascii=False, indent=indent)))


def _print(text: str) -> None:
    """Print to standard output. Raises `StoreTrouble` where a file that it goes to cannot take it."""
    with _going_out("What was kept goes on with `faxdesk deliver`."):
        print(text, flush=True)


def copy_out(path: Path) -> None:
    """Write the content of a file to standard output. Raises `StoreTrouble` where what it goes to cannot take it."""
    import shutil

    from faxdesk.core.shared_files import open_for_reading

    with open_for_reading(path) as file, _going_out():
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()


@contextlib.contextmanager
def _going_out(kept: str = "") -> Iterator[None]:
    """Inside, something is written to standard output; `kept` says what goes on where that fails."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is still in its buffer would fail once more at the end of the program.
        sys.stdout = None
        raise StoreTrouble(
            f"The output could not be written ({error.strerror or error}).",
            f"Make room where it goes, or send it elsewhere. {kept}".strip(),
        ) from error


def members(recipient: Recipient, services: Services) -> dict[str, Any]:
    """Return a recipient as the JSON of every command shows it. `pages` counts our own until the service has."""
    pages = recipient.pages
    if pages is None:
        pages = services.store.submissions.pages(recipient.job)
    times = services.store.lost_faxes.times(recipient.id)
    return {
        "to": recipient.to,
        "state": recipient.state.value,
        "outbox_id": recipient.outbox_id,
        "fax_id": recipient.fax_id,
        "pages": pages,
        "reason": recipient.reason,
        "resend_at": instant(times.resend_at),
        "turned_up_at": instant(times.turned_up_at),
    }


def instant(when: datetime | None) -> str | None:
    """Return a time as JSON shows it."""
    return None if when is None else when.isoformat(timespec="seconds")


def line(member: dict[str, Any], *, cancelled: bool = False) -> str:
    """Return the same as one line of text; `cancelled` where the user has asked for that."""
    from faxdesk.core.phone import display

    words = f"{display(member['to'])}  {member['state']}"
    said = " ".join(part for part in (member["reason"], *_lost_and_found(member, cancelled=cancelled)) if part)
    return f"{words}: {said}" if said else words


def _lost_and_found(member: dict[str, Any], *, cancelled: bool) -> Iterator[str]:
    """Yield what becomes by itself of a fax without a trace, and what became of one, as sentences."""
    if member["resend_at"] is not None:
        what, at = "Cancelled" if cancelled else "Sent again", datetime.fromisoformat(member["resend_at"])
        yield f"{what} at {local(at):%Y-%m-%d %H:%M}, by the window or `faxdesk deliver`, unless it turns up."
    if member["turned_up_at"] is not None:
        yield "An earlier sending of it has turned up at Fax.Plus: it may arrive twice."


def all_handed_over(recipients: Sequence[Recipient]) -> bool:
    """Nothing is here any more: each fax is at the service, at its end, or a question for the user."""
    return all(r.state not in NOT_HANDED_OVER and (r.state is not State.UNKNOWN or r.asked) for r in recipients)


def all_ended(recipients: Sequence[Recipient]) -> bool:
    """Each fax has its final word, or is a question for the user."""
    return all(r.state in FINAL or (r.state is State.UNKNOWN and r.asked) for r in recipients)


def outcome(recipients: Sequence[Recipient], loop: ServiceLoop, *, to_the_end: bool = False) -> int:
    """Return the exit code that these recipients come to; `to_the_end` where their last word was waited for."""
    states = {recipient.state for recipient in recipients}
    if states & (ENDED_BADLY | RESULT_UNKNOWN | {State.CANCELLED}):
        return FAILED
    if states & NOT_HANDED_OVER:
        return SIGN_IN if loop.sign_in_needed else QUEUED
    if to_the_end and states & AT_SERVICE:
        return SIGN_IN if loop.sign_in_needed else FAILED
    return DONE


def why_not_yet(loop: ServiceLoop) -> str:
    """Return why something is not at Fax.Plus yet."""
    if loop.trouble is not None:
        return str(loop.trouble)
    if loop.elsewhere:
        return "Another FaxDesk delivers from this data folder and has not come to it yet."
    return "Not all is at Fax.Plus yet."
