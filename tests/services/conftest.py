"""Services at work against the practice service over real HTTP, with a clock on our side that tests turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.model import Draft, Recipient, Submission
from faxdesk.core.times import utc_now
from faxdesk.documents.worker.client import Worker
from faxdesk.practice import Pace, PracticeAccount, PracticeServer, ServiceClock
from faxdesk.services.container import Services, ServicesFactory
from faxdesk.services.events import Changed, Condition, Progress
from faxdesk.store.data_folder import DataFolder
from tests.ports import free_port

if TYPE_CHECKING:
    from faxdesk.core.lifecycle import State

Said = Progress | Condition | Changed
GOOD = "+41445550123"
OTHER = "+41225550123"
SENDER = "+41445550100"


class World:
    """The practice service, a data folder, and the services of one thread on it.

    The service's clock, which its answers tell, stands still and moves only with ours, by `turn`.
    """

    def __init__(self, folder: Path, sample: Path) -> None:
        self.present = utc_now()
        self.there = self.present.timestamp()
        clock = ServiceClock(rate=0, start=self.there, source=lambda: self.there)
        self.account = PracticeAccount(pace=Pace.instant(), clock=clock)
        self.server = PracticeServer(self.account, free_port())
        self.server.start()
        self.folder = DataFolder(folder)
        self.sample = sample
        self.said: list[Said] = []
        self.services = self.open()

    def now(self) -> datetime:
        return self.present

    def turn(self, seconds: float) -> None:
        """Let time pass for both sides."""
        self.present += timedelta(seconds=seconds)
        self.there += seconds
        self.account.clock.advance(seconds)

    def factory(self, token: str | None = None, url: str | None = None) -> ServicesFactory:
        return ServicesFactory(self.folder, url or self.server.url, PersonalToken(token or self.server.token), self.now)

    def open(self, token: str | None = None, url: str | None = None) -> Services:
        return self.factory(token, url).open(self.said.append)

    def reopen(self, token: str | None = None, url: str | None = None) -> None:
        """Start FaxDesk again, as after its death, perhaps with another token or address."""
        self.services.close()
        self.services = self.open(token, url)

    def send(self, *to: str, **more: object) -> Submission:
        """Keep a draft of the sample document."""
        files = more.pop("files", (self.sample,))
        return self.services.submitter.submit(Draft(files, to or (GOOD,), **more))  # type: ignore[arg-type]

    def deliver(self) -> float | None:
        """Step the deliverer until it has nothing to do at once."""
        for _ in range(50):
            pause = self.services.delivering.step(NeverCancelled())
            if pause != 0.0:
                return pause
        raise AssertionError("the deliverer never came to rest")

    def poll(self) -> float | None:
        """Poll until everything there is has been read."""
        for _ in range(200):
            pause = self.services.following.step(NeverCancelled())
            if pause != 0.0:
                return pause
        raise AssertionError("the follower never came to rest")

    def carry_out(self) -> None:
        """Step the canceller until it has nothing to do at once."""
        while self.services.cancelling.step(NeverCancelled()) == 0.0:
            pass

    def settle(self, loop: int = 12) -> None:
        """Let a minute or so pass in which delivery looks for what is unknown."""
        for _ in range(loop):
            pause = self.deliver()
            self.turn(min(pause or 20.0, 20.0))

    def recipients(self, job: str) -> tuple[Recipient, ...]:
        return self.services.store.submissions.recipients(job)

    def only(self, job: str) -> Recipient:
        (recipient,) = self.recipients(job)
        return recipient

    def spooled(self, job: str) -> Path:
        """Return where the first document of a submission is, or was."""
        submission = self.services.store.submissions.get(job)
        assert submission is not None
        return self.services.store.spool.path(submission.documents[0].sha256)

    def states(self, job: str) -> list[State]:
        return [recipient.state for recipient in self.recipients(job)]

    def accepted(self) -> list[str]:
        """Return the destinations of all faxes that the service ever accepted."""
        return [fax.destination for fax in self.account.received()]

    def close(self) -> None:
        self.services.close()
        self.folder.delivery_lock.release()
        self.server.close()


@pytest.fixture
def world(tmp_path: Path, sample_pdf: Path) -> Iterator[World]:
    world = World(tmp_path / "data", sample_pdf)
    yield world
    world.close()


@pytest.fixture
def worker(document_children_are_shared: None) -> Iterator[Worker]:
    """A child process that opens documents."""
    with Worker() as one:
        yield one
