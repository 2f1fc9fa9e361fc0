"""A place to which everything happens: processes that die anywhere, a full disk, clocks that jump, a moody service.

Each process is what a window is: four threads with their services, over one data folder, which two processes share.
Every request and every transaction of theirs is a moment in which something can be made to happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.api.auth import PersonalToken
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.lifecycle import OPEN, State
from faxdesk.core.times import utc_now
from faxdesk.practice import Pace, PracticeAccount, PracticeServer, ServiceClock
from faxdesk.services.container import Services, ServicesFactory
from faxdesk.store.data_folder import DataFolder
from tests.ports import free_port
from tests.services.short_timeouts import shorten_timeouts

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient
    from faxdesk.services.step_supervisor import StepSupervisor

_ALL_QUIET = 3
"""Minutes in which nothing may happen any more: the service's last word can still follow an earlier one."""
THREADS = ("batching", "delivering", "cancelling", "following")


class Died(KeyboardInterrupt):
    """The process was killed at this moment. Nothing of it runs any further, not even what handles exceptions.

    What ends a command is the one exception that no service takes for a fault to go on from.
    """


class Trigger:
    """Counts the moments of one process, and lets something happen at one of them."""

    def __init__(self) -> None:
        self.dead = False
        self._left = 0
        self._kinds: tuple[str, ...] = ()
        self._action: Callable[[], None] | None = None

    def set(self, action: Callable[[], None], moments: int, *kinds: str) -> None:
        """Let `action` happen after so many moments of these kinds; it may raise."""
        self._left, self._kinds, self._action = moments, kinds, action

    def clear(self) -> None:
        """Let nothing happen any more."""
        self._action = None

    def die(self) -> None:
        """Be killed."""
        self.dead = True
        raise Died

    def moment(self, kind: str) -> None:
        """Something is about to happen, or has just happened."""
        if self.dead:
            raise Died
        if self._action is None or kind not in self._kinds:
            return
        self._left -= 1
        if self._left < 0:
            action, self._action = self._action, None
            action()


REQUESTS = ("request", "answer", "handover", "handed over")
"""Before and after each request; that to send a fax is told from all others."""
MOMENTS = (*REQUESTS, "commit", "committed")
"""The same, and before and after each transaction is kept."""


def full_disk() -> None:
    """Refuse what is about to be written."""
    raise StoreTrouble("The disk is full or failing.", "Make room.")


class Process:
    """A window: four threads over one data folder."""

    def __init__(self, shared: SharedFolder) -> None:
        self._shared = shared
        self.trigger = Trigger()
        self.folder = DataFolder(shared.path)
        place = ServicesFactory(self.folder, shared.server.url, PersonalToken(shared.server.token), shared.now)
        self.threads = tuple(self._open(place) for _ in THREADS)

    def _open(self, place: ServicesFactory) -> Services:
        services = place.open(lambda _: None)
        # Only the process dies here, never the computer.
        services.store.database.rows("PRAGMA synchronous = OFF")
        shorten_timeouts(services, self._shared.account)
        self._watch_requests(services)
        self._watch_transactions(services)
        return services

    def _watch_requests(self, services: Services) -> None:
        transport: Any = services.api._transport
        call = transport.call

        def watched(*args: Any, **more: Any) -> bytes:
            assert not services.store.database._connection.in_transaction, "a request while the database is locked"
            handing_over = args[0] == "POST" and args[1].endswith("/outbox")
            self.trigger.moment("handover" if handing_over else "request")
            answer: bytes = call(*args, **more)
            self.trigger.moment("handed over" if handing_over else "answer")
            return answer

        transport.call = watched

    def _watch_transactions(self, services: Services) -> None:
        database: Any = services.store.database
        real = database.transaction

        @contextmanager
        def transaction(**how: bool) -> Iterator[Any]:
            joined = database._connection.in_transaction
            with real(**how) as connection:
                yield connection
                if not joined:
                    self.trigger.moment("commit")
            if not joined:
                self.trigger.moment("committed")

        database.transaction = transaction

    @property
    def services(self) -> Services:
        """The services that the requests of the user go through."""
        return self.threads[0]

    def step(self, thread: str) -> float | None:
        """Let one thread do one step."""
        service: StepSupervisor = getattr(self.threads[THREADS.index(thread)], thread)
        return service.step(NeverCancelled())

    def close(self) -> None:
        """Give back what the operating system takes from a process that has ended."""
        for services in self.threads:
            services.close()
        self.folder.delivery_lock.release()


class SharedFolder:
    """A practice service, one data folder, and two processes that work on it.

    The service's clock moves only with `turn`; ours can be set back besides.
    """

    def __init__(self, path: Path, pace: Pace, choices: dict[str, Any]) -> None:
        self.path = path
        self.present = utc_now()
        self.account = PracticeAccount(pace=pace, clock=ServiceClock(rate=0, start=self.present.timestamp()))
        for name, value in choices.items():
            setattr(self.account.switches, name, value)
        self.server = PracticeServer(self.account, free_port())
        self.server.start()
        self.processes = [Process(self), Process(self)]

    def now(self) -> datetime:
        return self.present

    def turn(self, seconds: float) -> None:
        """Let time pass for both sides."""
        self.present += timedelta(seconds=seconds)
        self.account.clock.advance(seconds)

    def run(self, who: int, action: Callable[[Process], object]) -> bool:
        """Let a process do something; return False where it died of it, and start it again."""
        process = self.processes[who]
        try:
            action(process)
            return True
        except Died:
            process.close()
            self.processes[who] = Process(self)
            return False

    def restart(self, who: int) -> None:
        """Let a process end between two steps, and another one begin."""
        self.processes[who].close()
        self.processes[who] = Process(self)

    def recipients(self) -> list[Recipient]:
        """Return all that were ever promised, oldest first."""
        store = self.processes[0].services.store
        rows = store.database.rows("SELECT id FROM recipient ORDER BY id")
        found = (store.submissions.recipient(row["id"]) for row in rows)
        return [recipient for recipient in found if recipient is not None]

    def come_to_rest(self) -> None:
        """Clear what is in the way, and let time pass until nothing is left to be done but by the user."""
        self.account.faults.clear()
        for process in self.processes:
            process.trigger.clear()
        quiet = 0
        for pause in (*[1.0] * 6, *[20.0] * 12, *[300.0] * 6, *[3600.0] * 12, *[86400.0] * 3):
            for who in (0, 1):
                self.run(who, self._a_round)
            quiet = quiet + 1 if all(self._rests(recipient) for recipient in self.recipients()) else 0
            if quiet > _ALL_QUIET:
                return
            self.turn(max(pause, 60.0) if quiet else pause)

    def _a_round(self, process: Process) -> None:
        for thread in THREADS:
            for _ in range(20):
                if process.step(thread) != 0.0 or self._failed(process, thread):
                    break

    @staticmethod
    def _failed(process: Process, thread: str) -> bool:
        service: StepSupervisor = getattr(process.threads[THREADS.index(thread)], thread)
        return service.failed is not None

    @staticmethod
    def _rests(recipient: Recipient) -> bool:
        return recipient.state not in OPEN or (recipient.state is State.UNKNOWN and recipient.asked)

    def close(self) -> None:
        for process in self.processes:
            process.close()
        self.server.close()
