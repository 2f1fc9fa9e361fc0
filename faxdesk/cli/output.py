"""What a script reads: exit codes, JSON and lines of text. All that commands print goes through here.

With `--json`, standard output has the objects of `output_types`, and each line of standard error is one
`output_types.program.MessageJson`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, overload

from faxdesk.core.errors import FaxDeskError, InputRefused, StoreTrouble
from faxdesk.core.lifecycle import AT_SERVICE, ENDED_BADLY, FINAL, NOT_HANDED_OVER, RESULT_UNKNOWN, State
from faxdesk.core.times import local
from faxdesk.core.visible_text import visible, visible_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from faxdesk.cli.output_types.documents import FindingJson
    from faxdesk.cli.output_types.faxes import RecipientJson
    from faxdesk.cli.output_types.program import MessageJson
    from faxdesk.core.model import Recipient
    from faxdesk.documents.common import findings
    from faxdesk.services.container import Services
    from faxdesk.services.single_thread_loop import ServiceLoop

DONE, USAGE, REFUSED, SIGN_IN, QUEUED, FAILED, DOUBTED = 0, 2, 3, 4, 5, 6, 7
INTERRUPTED = 130
"""128 + SIGINT, as shells say it."""

STDOUT = "-"
"""The name that stands for standard output where a file is asked for."""


def say(text: str) -> None:
    """Print one line for people. What would move, hide or end it stands as an escape: names come from anybody."""
    _print(visible(text))


def say_script(text: str) -> None:
    """Print lines for a program, as they are."""
    _print(text.rstrip("\n"))


def warn(what: object) -> None:
    """Tell what people should know besides the result, on standard error: a sentence or a `FaxDeskError`."""
    _tell(what, None)


def fail(what: object, code: int) -> int:
    """Tell on standard error why the command ends with `code`, and return that."""
    _tell(what, code)
    return code


def can_ask() -> bool:
    """Return whether somebody sits at a terminal who reads what is said and can answer."""
    streams = (sys.stdin, sys.stderr)
    return not messages_are_json() and all(stream is not None and stream.isatty() for stream in streams)


def ask(question: str) -> str:
    """Ask whoever sits at the terminal; return the answer, "" where there is none. See `can_ask`."""
    # Python itself would write the question to standard output, which is for results.
    print(visible(question), end="", file=sys.stderr, flush=True)
    try:
        return input().strip()
    except EOFError:
        return ""


_messages_are_json: ContextVar[bool] = ContextVar("_messages_are_json", default=False)


@contextlib.contextmanager
def messages(*, as_json: bool) -> Iterator[None]:
    """Inside, what goes to standard error is JSON Lines for scripts, or lines of text for people."""
    token = _messages_are_json.set(as_json)
    try:
        yield
    finally:
        _messages_are_json.reset(token)


def messages_are_json() -> bool:
    """Return whether a script reads standard error."""
    return _messages_are_json.get()


def _tell(what: object, exit_code: int | None) -> None:
    # Without a standard error, `print` would write into the standard output.
    if sys.stderr is None:
        return
    text = _json_text(_message(what, exit_code)) if messages_are_json() else visible(str(what))
    # A terminal or log that takes nothing more must not end a fax.
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr)


def _message(what: object, exit_code: int | None) -> MessageJson:
    refused = what if isinstance(what, InputRefused) else None
    return {
        "level": "warning" if exit_code is None else "error",
        "text": str(what),
        "advice": (what.advice or None) if isinstance(what, FaxDeskError) else None,
        "subject": (refused.field or None) if refused else None,
        "code": (refused.code or None) if refused else None,
        "exit_code": exit_code,
    }


def say_json(value: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
    """Print the one value of a command: an object or a list of `output_types`, over several lines."""
    _print(_json_text(value, indent=2))


def say_json_line(value: Mapping[str, object]) -> None:
    """Print an object of `output_types` as one of JSON Lines, at once."""
    _print(_json_text(value))


def _json_text(value: object, *, indent: int | None = None) -> str:
    return visible_json(json.dumps(value, ensure_ascii=False, indent=indent))


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


def members(recipient: Recipient, services: Services) -> RecipientJson:
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
        "status": recipient.status,
        "asked": recipient.asked,
        "cancel_requested": recipient.cancel_requested,
        "resend_at": instant(times.resend_at),
        "turned_up_at": instant(times.turned_up_at),
    }


def printed_finding(finding: findings.Finding) -> FindingJson:
    """Return what is said about a document as JSON shows it."""
    return {
        "level": finding.level.value,
        "code": finding.code,
        "text": finding.text,
        "pages": list(finding.pages),
        "remedy": finding.remedy.value if finding.remedy else None,
    }


@overload
def instant(when: datetime) -> str: ...
@overload
def instant(when: datetime | None) -> str | None: ...
def instant(when: datetime | None) -> str | None:
    """Return a time as JSON shows it: in UTC, to the second.

    >>> instant(datetime(2026, 12, 1, 9, 30, tzinfo=UTC))
    '2026-12-01T09:30:00Z'
    """
    return None if when is None else when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def line(member: RecipientJson, *, cancelled: bool = False) -> str:
    """Return the same as one line of text; `cancelled` where the user has asked for that."""
    from faxdesk.core.phone import display

    words = f"{display(member['to'])}  {member['state']}"
    said = " ".join(part for part in (member["reason"], *_lost_and_found(member, cancelled=cancelled)) if part)
    return f"{words}: {said}" if said else words


def _lost_and_found(member: RecipientJson, *, cancelled: bool) -> Iterator[str]:
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
