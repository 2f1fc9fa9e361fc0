"""Whatever is raised at any seam: the fax is kept or refused, it is told, it arrives once, and the work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import FaxDeskError, in_words
from faxdesk.core.lifecycle import State
from faxdesk.services.events import Condition
from tests.raised import TYPICAL
from tests.seams import Seam, reached, seams
from tests.services.conftest import GOOD, OTHER, World

if TYPE_CHECKING:
    from faxdesk.services.step_supervisor import StepSupervisor

pytestmark = pytest.mark.usefixtures("faults_are_expected")

LIBRARIES = tuple(error for error in TYPICAL if not isinstance(error, KeyboardInterrupt))
"""Ctrl-C is the one thing that ends a step: a command is ended by it."""
_MOST_STEPS = 60
_ACCEPTABLE = {State.DELIVERED, State.REJECTED, State.CANCELLED}


class Errand:
    """One fax that is sent and one that is cancelled, by all services in turn, as the command line works."""

    def __init__(self, folder: Path, sample: Path) -> None:
        self.world = World(folder, sample)
        self.refused: list[FaxDeskError] = []
        self.jobs: list[str] = []

    def close(self) -> None:
        self.world.close()

    def run(self) -> None:
        """Send, follow and cancel; and do so again, as users do."""
        self.send(GOOD)
        self.work()
        self.send(OTHER)
        self.cancel()
        self.work()

    def send(self, number: str) -> None:
        try:
            self.jobs.append(self.world.send(number).job)
        except BaseException as error:  # noqa: BLE001  a thread or a command tells what it comes to
            self.refused.append(in_words(error))

    def cancel(self) -> None:
        with suppress(BaseException):
            for job in self.jobs[-1:]:
                self.world.services.user_requests.cancel([one.id for one in self.world.recipients(job)])

    def work(self) -> None:
        """Step through all services until they rest. Nothing that is raised comes out of a step."""
        services = self.world.services
        for _ in range(_MOST_STEPS):
            pauses = [self.step(one) for one in (services.delivering, services.cancelling, services.following)]
            if all(pause is None or pause > 30 for pause in pauses):
                return
            self.world.turn(min(pause for pause in pauses if pause is not None) or 0.01)

    @staticmethod
    def step(service: StepSupervisor) -> float | None:
        return service.step(_never)

    @property
    def told(self) -> list[str]:
        """What the user can read: why something was refused, how the link stands, and what the faxes say."""
        conditions = [str(one.error) for one in self.world.said if isinstance(one, Condition) and one.error]
        reasons = [
            entry.text for job in self.jobs for one in self.world.recipients(job) for entry in self.timeline(one.id)
        ]
        return [*map(str, self.refused), *conditions, *filter(None, reasons)]

    def timeline(self, recipient: int) -> list:  # type: ignore[type-arg]
        found = self.world.services.store.submissions
        row = found.recipient(recipient)
        return [*found.timeline(recipient), *([_Said(row.reason)] if row else [])]


class _Said:
    def __init__(self, text: str) -> None:
        self.text = text


class _Never:
    def is_set(self) -> bool:
        return False


_never = _Never()


@contextmanager
def errand(tmp_path: Path, sample: Path, name: str) -> Iterator[Errand]:
    made = Errand(tmp_path / name, sample)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> list[Seam]:
    """The seams that the errand comes through."""
    from faxdesk.core.resources import resource_path

    def scene() -> None:
        with errand(tmp_path_factory.mktemp("used"), resource_path("sample.pdf"), "data") as made:
            made.run()
            assert made.told == [] or made.refused == []

    return reached(scene)


def test_the_search_finds_the_seams(used: list[Seam]) -> None:
    names = {str(seam) for seam in used}
    for part in ("store.database.Database.", "store.spool.Spool.keep", "api.client.FaxApi.send", "services.deliver."):
        assert any(part in name for name in names)
    assert len(seams()) > 150
    assert len(names) > 60
