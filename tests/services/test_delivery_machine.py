"""Whatever happens, in whatever order: every fax arrives once, or is answered for.

`FAXDESK_MACHINE_EXAMPLES` asks for a long run over so many random stories; left out, the same few are told each time.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from faxdesk.core.errors import FaxDeskError
from faxdesk.core.lifecycle import AT_SERVICE, OPEN, State
from faxdesk.core.model import Draft, Options, Recipient
from faxdesk.core.resources import resource_path
from faxdesk.practice import Fault, Pace
from tests.reconciliation import compare
from tests.services.chaos import MOMENTS, REQUESTS, THREADS, Process, SharedFolder, full_disk
from tests.services.sending_again import send_again

pytestmark = pytest.mark.unmeasured

EXAMPLES = int(os.environ.get("FAXDESK_MACHINE_EXAMPLES", "0"))
FILES = ("sample.pdf", "sample.tiff")
NUMBERS = (
    "+41445550123",
    "+41225550123",
    "+41445550201",  # always busy
    "+41445550202",  # busy once
    "+41445550204",  # arrives in part
    "+41445550221",  # slow
)
COMMENTS = ("", "Case 42", "Case 43")
PACES = (Pace.instant(), Pace(), Pace(5, 5, 5, 5, 8, 1), Pace(60, 30, 30, 30, 60, 45))
CHOICES: dict[str, tuple[object, ...]] = {
    "record_naming": ("from_number", "both"),
    "number_spelling": ("spaces", "no_plus"),
    "created_status": (200,),
    "changed_status": (200,),
    "ids_key": ("e164", "spaces", "no_plus"),
    "ids_returned": (False,),
    "outbox_record": ("per_submission",),
    "tags_shown": (False,),
    "outbox_files": ("path", "stored"),
    "comment_copied": (False,),
    "empty_comment": ("null", "missing"),
    "archive_id": ("new", "same"),
    "outbox_id_in_archive": (False,),
    "archive_gap": (20, 90),
    "finished_outbox_id": (410, 200),
    "delete_while_sending": ("not_found", "cancelled", "ignored"),
    "change_while_sending": ("changed",),
    "cancelled_in_archive": (True,),
    "optional_members": (False,),
    "extra_members": (True,),
    "null_members": (True,),
    "offset_supported": (False,),
    "sort_supported": (False,),
    "default_order": ("oldest_first",),
    "range_time": ("submit_time", "last_update"),
    "range_inclusive": (False,),
    "overlapping_pages": (1,),
    "archive_times": ("offset",),
    "past_send_time": ("refused",),
    "retry_delay_unit": ("minutes",),
}
ENDPOINTS = (
    *[("POST", "*/outbox")] * 5,
    ("POST", "*/files"),
    ("GET", "*/outbox"),
    ("GET", "*/outbox/*"),
    ("DELETE", "*/outbox/*"),
    ("PUT", "*/outbox/*"),
    ("GET", "*/faxes"),
    ("GET", "*/faxes/*"),
    ("GET", "*/accounts/self"),
    ("GET", "*/numbers"),
    ("*", "*"),
)
WHEN = ("before_body", "before_acting", "after_acting", "after_acting")
FAULTS = (
    *[Fault(kind, when=when) for kind in ("drop", "reset") for when in WHEN],  # type: ignore[arg-type]
    *[Fault.status(code, when=when) for code in (500, 503, 408) for when in WHEN],
    *[Fault(kind) for kind in ("truncate", "cut", "portal", "wrong_types", "content_type")],
    *[Fault.status(code) for code in (401, 403, 404, 409, 400)],
    *[Fault.too_many_requests(seconds) for seconds in (1, 60)],
    Fault.bad_gateway(502),
    Fault("hang", when="after_acting", seconds=0.6),
    Fault("hang", when="before_acting", seconds=0.6),
    Fault("clock_skew", seconds=-7200),
    Fault("clock_skew", seconds=86400),
)

who = st.integers(0, 1)
some = st.integers(0, 11)
recipients = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True)
seconds = st.sampled_from((0.5, 2.0, 5.0, 15.0, 60.0, 600.0, 3600.0, 86400.0))


@st.composite
def choices(draw: st.DrawFn) -> dict[str, object]:
    """Some switches of the service, turned."""
    names = draw(st.lists(st.sampled_from(sorted(CHOICES)), max_size=4, unique=True))
    return {name: draw(st.sampled_from(CHOICES[name])) for name in names}


class Deliveries(RuleBasedStateMachine):
    """Users, processes, clocks and a service, each doing what it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.shared: SharedFolder | None = None
        self.promised: list[str] = []

    @initialize(
        pace=st.sampled_from(PACES), turned=choices(), lost=st.booleans(), to=recipients, retries=st.integers(-2, 2)
    )
    def open(self, pace: Pace, turned: dict[str, object], lost: bool, to: list[str], retries: int) -> None:
        self.shared = SharedFolder(self.folder / "data", pace, turned)
        if lost:
            self.shared.account.faults.add(Fault.lost_answer())
        self.submit(0, self.draft([FILES[0]], to, COMMENTS[1], retries, 0))

    @property
    def at(self) -> SharedFolder:
        assert self.shared is not None
        return self.shared

    # --------------------------------------------------------------------------------------------- the users

    def request(self, number: int, action: Callable[[Process], object]) -> None:
        """Let a user do something in the window of one process; that it may be refused is part of the story."""

        def tolerant(process: Process) -> None:
            with contextlib.suppress(FaxDeskError):
                action(process)

        self.at.run(number, tolerant)

    def find(self, number: int, *states: State) -> Recipient | None:
        """Return one of the faxes in these states: low numbers mean late ones."""
        found = [recipient for recipient in self.at.recipients() if recipient.state in states]
        return found[-1 - number % len(found)] if found else None

    def pick(self, number: int, *states: State) -> Recipient | None:
        """The same; where there is none the user has nothing to do, and the program goes on."""
        found = self.find(number, *states)
        if found is None:
            self.work(number % 2, 1.0, 1)
        return found

    def submit(self, number: int, draft: Draft) -> None:
        def action(process: Process) -> None:
            self.promised.append(process.services.submitter.submit(draft).job)

        self.request(number, action)

    def draft(self, files: list[str], to: list[str], comment: str, retries: int, later: float) -> Draft:
        at = self.at.now() + timedelta(seconds=later) if later else None
        options = Options(redials=-retries) if retries < 0 else Options(retry_count=retries, retry_delay=5)
        return Draft(tuple(map(resource_path, files)), tuple(to), comment=comment, send_at=at, options=options)

    @rule(
        number=who,
        files=st.lists(st.sampled_from(FILES), min_size=1, max_size=2, unique=True),
        to=recipients,
        comment=st.sampled_from(COMMENTS),
        retries=st.integers(-2, 2),
        later=st.sampled_from((0.0, 0.0, 30.0, 3600.0)),
    )
    def send(self, number: int, **wanted: Any) -> None:
        self.submit(number, self.draft(**wanted))

    @rule(number=who, to=st.sampled_from(NUMBERS[:3]), comment=st.sampled_from(COMMENTS[:2]), count=st.integers(2, 3))
    def send_equal_ones(self, number: int, to: str, comment: str, count: int) -> None:
        for _ in range(count):
            self.submit(number, self.draft([FILES[0]], [to], comment, 0, 0))

    @rule(number=who, which=some)
    def cancel(self, number: int, which: int) -> None:
        if (one := self.pick(which, *OPEN)) is not None:
            self.request(number, lambda process: process.services.user_requests.cancel([one.id]))

    @rule(number=who, which=some)
    def cancel_all_of_a_job(self, number: int, which: int) -> None:
        if (one := self.pick(which, *OPEN)) is not None:
            rows = [other.id for other in self.at.recipients() if other.job == one.job]
            self.request(number, lambda process: process.services.user_requests.cancel(rows))

    @rule(number=who, which=some, comment=st.sampled_from(COMMENTS))
    def change_the_comment(self, number: int, which: int, comment: str) -> None:
        if (one := self.pick(which, *OPEN)) is not None:
            self.request(number, lambda process: process.services.user_requests.change_comment(one.id, comment))

    @rule(number=who, which=some, to=st.sampled_from(NUMBERS), later=st.sampled_from((0.0, 30.0, 3600.0)))
    def replace(self, number: int, which: int, to: str, later: float) -> None:
        one = self.pick(which, *OPEN)
        if one is not None:
            draft = replace(self.draft([], [to], "Changed", 0, later), files=())
            self.request(
                number, lambda process: self.promised.append(process.services.submitter.replace(one, draft).job)
            )

    @rule(number=who, which=some)
    def send_the_same_again(self, number: int, which: int) -> None:
        one = self.pick(which, State.FAILED, State.PARTIAL, State.CANCELLED, State.REJECTED, State.DELIVERED)
        if one is not None:
            self.request(number, lambda process: self.promised.append(send_again(process.services, [one]).job))

    @rule(number=who, which=some, again=st.booleans(), hasty=st.sampled_from((False, False, True)))
    def decide(self, number: int, which: int, again: bool, hasty: bool) -> None:
        one = self.pick(which, State.UNKNOWN)
        if one is not None and (one.asked or hasty):
            name = "send_again" if again else "leave"
            event(f"the user decided: {name}")
            self.request(number, lambda process: getattr(process.services.user_requests, name)(one.id))

    # ------------------------------------------------------------------------------------------- the program

    @rule(number=who, thread=st.sampled_from(THREADS), times=st.integers(1, 4))
    def step(self, number: int, thread: str, times: int) -> None:
        for _ in range(times):
            self.at.run(number, lambda process: process.step(thread))

    @rule(number=who, pause=st.sampled_from((1.0, 5.0, 20.0)), times=st.integers(1, 8))
    def work(self, number: int, pause: float, times: int) -> None:
        for _ in range(times):
            for thread in THREADS:
                self.at.run(number, lambda process, thread=thread: process.step(thread))  # type: ignore[misc]
            self.at.turn(pause)

    @rule(number=who, moments=st.integers(0, 25))
    def die_soon(self, number: int, moments: int) -> None:
        trigger = self.at.processes[number].trigger
        trigger.set(trigger.die, moments, *MOMENTS)

    @rule(number=who, moment=st.sampled_from(("handover", "handed over")), skip=st.integers(0, 1))
    def die_while_handing_over(self, number: int, moment: str, skip: int) -> None:
        trigger = self.at.processes[number].trigger
        trigger.set(trigger.die, skip, moment)
        self.submit(1 - number, self.draft([FILES[0]], [NUMBERS[0]], COMMENTS[1], 0, 0))
        self.work(number, 1.0, 1)

    @rule(number=who, moments=st.integers(0, 10))
    def fill_the_disk_soon(self, number: int, moments: int) -> None:
        self.at.processes[number].trigger.set(full_disk, moments, "commit")

    @rule(
        number=who,
        thread=st.sampled_from(THREADS),
        moments=st.integers(0, 5),
        action=st.sampled_from(("cancel", "send_again", "leave", "turn", *THREADS)),
        which=some,
    )
    def meanwhile(self, number: int, thread: str, moments: int, action: str, which: int) -> None:
        """While one thread waits for the service, something else goes on."""
        happen = partial(self._do_meanwhile, number, action if action != thread else "turn", which)
        self.at.processes[number].trigger.set(happen, moments, *REQUESTS)
        self.at.run(number, lambda process: process.step(thread))
        self.at.processes[number].trigger.clear()

    def _do_meanwhile(self, number: int, action: str, which: int) -> None:
        event(f"meanwhile: {action}")
        if action == "turn":
            self.at.turn(30.0)
        elif action in THREADS:
            self.at.processes[number].step(action)
        elif action == "cancel" and (open_one := self.find(which, *OPEN)) is not None:
            self.request(1 - number, lambda process: process.services.user_requests.cancel([open_one.id]))
        elif (one := self.find(which, State.UNKNOWN)) is not None and action != "cancel":
            self.request(1 - number, lambda process: getattr(process.services.user_requests, action)(one.id))

    @rule(number=who)
    def restart(self, number: int) -> None:
        self.at.restart(number)

    # ----------------------------------------------------------------------------------------------- the world

    @rule(pause=seconds)
    def turn(self, pause: float) -> None:
        self.at.turn(pause)

    @rule(back=seconds)
    def set_our_clock_back(self, back: float) -> None:
        self.at.present -= timedelta(seconds=back)

    @rule(
        fault=st.sampled_from(FAULTS),
        where=st.sampled_from(ENDPOINTS),
        times=st.integers(1, 3),
        skip=st.integers(0, 2),
    )
    def fault(self, fault: Fault, where: tuple[str, str], times: int, skip: int) -> None:
        method, path = where
        self.at.account.faults.add(replace(fault, method=method, path=path, times=times, skip=skip))

    @precondition(lambda self: self.shared is not None and self.shared.account.faults.pending())
    @rule()
    def clear_the_faults(self) -> None:
        self.at.account.faults.clear()

    @rule(which=some)
    def remove_it_at_the_service(self, which: int) -> None:
        """Somebody cancels a waiting fax on the service's own pages."""
        one = self.pick(which, *AT_SERVICE)
        waiting = {fax.id: fax for fax in self.at.account.received() if fax.final_status is None and not fax.cancelled}
        if one is not None and one.outbox_id in waiting:
            self.at.account.outbox.cancel(one.outbox_id, self.at.account.clock.now(), archived=False)

    def teardown(self) -> None:
        try:
            if self.shared is not None:
                self._settle_accounts(self.shared)
        finally:
            if self.shared is not None:
                self.shared.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _settle_accounts(self, shared: SharedFolder) -> None:
        shared.come_to_rest()
        books = compare(shared.processes[0].services.store, shared.account.received(), self.promised)
        for entry in books.entries:
            event(f"ended: {entry.recipient.state.value}")
        assert not books.wrong, "\n".join([books.line, *books.wrong])


@pytest.mark.long
def test_every_fax_arrives_once_or_is_answered_for() -> None:
    run_state_machine_as_test(
        Deliveries,
        settings=settings(
            max_examples=EXAMPLES or 15,
            stateful_step_count=30,
            derandomize=not EXAMPLES,
            deadline=None,
            database=None,
            print_blob=False,
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
