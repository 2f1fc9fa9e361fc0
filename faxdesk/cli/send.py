"""`faxdesk send`: keep a fax, deliver it, follow it."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from faxdesk.cli.account import note_line
from faxdesk.cli.context import open_services, region_of_numbers, settings_region, settings_sender
from faxdesk.cli.intake import child, documents
from faxdesk.cli.number_guard import ReadableFile, check_numbers
from faxdesk.cli.output import (
    DONE,
    FAILED,
    QUEUED,
    SIGN_IN,
    all_ended,
    all_handed_over,
    fail,
    line,
    members,
    outcome,
    say,
    say_json_line,
    warn,
    why_not_yet,
)
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import AT_SERVICE, RESULT_UNKNOWN, State
from faxdesk.services.events import Changed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from faxdesk.cli.output_types.faxes import RecipientJson, SubmissionJson
    from faxdesk.core.fax_template import FaxTemplate
    from faxdesk.core.model import Draft, Recipient
    from faxdesk.services.container import Services
    from faxdesk.services.single_thread_loop import ServiceLoop

BRIEFLY = timedelta(seconds=5)
"""How long a command that does not wait keeps trying while nothing answers."""
PATIENTLY = timedelta(seconds=60)
"""How long `--wait` keeps trying while nothing answers."""
OPENING = "opening"
"""What is said with `--at` for the moment at which the recipient's office opens."""
LATER = "It stays queued and goes out with `faxdesk deliver` or when FaxDesk is opened."


def send(options: argparse.Namespace) -> int:
    """Keep a fax, deliver it and, with `--wait`, follow it to its final word."""
    watch = _Watch(as_json=options.json)
    with (
        child() as worker,
        open_services(options, watch.hear, lambda: contextlib.nullcontext(worker.examine)) as (services, loop),
    ):
        draft = _draft(options, services)
        if services.settings.proof_beside:
            draft = replace(draft, proof_folder=options.files[0].absolute().parent)
        with documents(options.files, settings_region(options), worker) as taken:
            if not options.send_anyway:
                readable = [ReadableFile(one.document.path, one.document.type, one.name) for one in taken]
                check_numbers(services.store, draft, readable, region_of_numbers(services, draft.sender), worker)
            files = tuple(one.document.path for one in taken)
            submission = services.submitter.submit(replace(draft, files=files))
            watch.begin(services, submission.job)
        # It has nothing to finish, and its end need not be waited for.
        worker.kill()

        def handed_over() -> bool:
            watch.look()
            return all_handed_over(
                [one for one in watch.recipients if not services.store.earlier_attempts.redials(one.id)]
            )

        def ended() -> bool:
            watch.look()
            return all_ended(watch.recipients)

        loop.run(handed_over, PATIENTLY if options.wait else BRIEFLY)
        if options.wait and handed_over():
            # From here on it is as good if another process follows it.
            loop.run(ended, PATIENTLY, alone=False)
            loop.keep_copies(PATIENTLY)
        watch.look()
        code = outcome(watch.recipients, loop, to_the_end=options.wait)
        explain(code, submission.job, watch.recipients, loop)
        if code not in (DONE, QUEUED):
            _tell_of_the_account(services)
        return code


def _tell_of_the_account(services: Services) -> None:
    """Say what of the account may be the reason."""
    from faxdesk.core.account_notes import Weight, notes

    for note in notes(services.store.service_mirror.state()):
        if note.weight is not Weight.TOLD:
            warn(note_line(note))


def _draft(options: argparse.Namespace, services: Services) -> Draft:
    from faxdesk.core.cover import Cover
    from faxdesk.core.model import Draft, Options
    from faxdesk.core.office_hours import set_hours
    from faxdesk.core.opening_hours import opening_of_all
    from faxdesk.core.phone import display, parse
    from faxdesk.core.redial_pauses import SERVICE_DELAY
    from faxdesk.core.send_time import parse as parse_time
    from faxdesk.core.times import own_zone, utc_now
    from faxdesk.services.account import NO_NUMBER
    from faxdesk.services.same_number import on_their_way

    sender = settings_sender(options, services) if options.sender is None else options.sender
    if sender is not None and sender != NO_NUMBER:
        sender = parse(sender, region_of_numbers(services, None), field="From")
    template = _template(options.template, services)
    gathered = _recipients([*options.to, *(number for number, _name in template.recipients)], services, sender)
    send_at = None
    if options.at and options.at.strip().lower() == OPENING:
        send_at = opening_of_all(gathered, utc_now(), set_hours(services.settings.office_hours))
    elif options.at:
        send_at = parse_time(options.at, utc_now(), own_zone())
    retries = options.service_retries
    how = Options(retry_count=retries, retry_delay=SERVICE_DELAY if retries else 0, redials=options.redial)
    draft = Draft(
        tuple(options.files),
        gathered,
        sender,
        options.comment or template.comment,
        send_at,
        how,
        cover=None if template.cover is None else Cover(template.cover),
        signature=display(sender) if sender and sender != NO_NUMBER else "",
    )
    if not options.in_turn:
        return draft
    # One fax to all: it waits for each of them.
    earlier = tuple(one.recipient for one in on_their_way(services.store, draft, utc_now()))
    return replace(draft, after=tuple((number, earlier) for number in gathered) if earlier else ())


def _template(name: str | None, services: Services) -> FaxTemplate:
    from faxdesk.core.fax_template import FaxTemplate
    from faxdesk.store.fax_templates import FaxTemplates

    if name is None:
        return FaxTemplate()
    known = FaxTemplates(services.store.folder.templates).all()
    if name not in known:
        names = ", ".join(known)
        advice = f"There are: {names}." if names else "Save one in the window: New fax, Templates."
        raise InputRefused("Template", f"There is no template “{name}”.", advice)
    return known[name]


def _recipients(texts: Sequence[str], services: Services, sender: str | None) -> tuple[str, ...]:
    from faxdesk.core.recipients import collect

    # A national number belongs to the country of the sender, which only the service can tell.
    national = not all(text.strip().startswith("+") for text in texts)
    region = region_of_numbers(services, sender, ask=national)
    gathered = collect(texts, region)
    for notice in gathered.notices:
        warn(notice)
    return gathered.numbers


class _Watch:
    """Prints a submission whenever something about it has changed."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._services: Services | None = None
        self._job = ""
        self._said: list[RecipientJson] = []
        self._version = (-1, -1)
        self.recipients: tuple[Recipient, ...] = ()

    def begin(self, services: Services, job: str) -> None:
        """Print the submission for the first time: it is safely kept."""
        self._services, self._job = services, job
        self.look()

    def hear(self, report: object) -> None:
        """A service says that something has changed."""
        if isinstance(report, Changed):
            self.look()

    def look(self) -> None:
        """Read the submission; print it if it is news."""
        if self._services is None:
            return
        services = self._services
        version = (services.store.database.data_version(), services.store.database.total_changes())
        if version == self._version:
            return
        self._version = version
        self.recipients = services.store.submissions.recipients(self._job)
        now = [members(recipient, services) for recipient in self.recipients]
        if now == self._said:
            return
        with _whoever_reads():
            self._tell(now)
        self._said = now

    def _tell(self, now: list[RecipientJson]) -> None:
        if self._as_json:
            submission: SubmissionJson = {"job": self._job, "recipients": now}
            say_json_line(submission)
            return
        if not self._said:
            say(f"Kept as job {self._job}.")
        for member, before in zip_longest(now, self._said):
            if member != before:
                say(line(member))


@contextlib.contextmanager
def _whoever_reads() -> Iterator[None]:
    """Inside, lines are printed. That nobody reads any more must not stop a fax halfway."""
    try:
        yield
    except OSError:
        sys.stdout = None


def explain(code: int, job: str, recipients: Sequence[Recipient], loop: ServiceLoop) -> None:
    """Say why a command that has sent a job ends with this exit code, if it is not 0."""
    if code != DONE and all(r.state in AT_SERVICE or r.state is State.DELIVERED for r in recipients):
        words = f"{loop.trouble or ''} Fax.Plus has the fax; what becomes of it is not known yet."
        fail(words.strip(), code)
    elif code in (SIGN_IN, QUEUED):
        fail(f"{why_not_yet(loop)} {LATER}", code)
    elif code == FAILED and all(r.state in RESULT_UNKNOWN | {State.DELIVERED} for r in recipients):
        fail(f"Whether job {job} was delivered to everybody is not known; the reasons are above.", code)
    elif code == FAILED:
        fail(f"Job {job} was not delivered to everybody; the reasons are above.", code)
