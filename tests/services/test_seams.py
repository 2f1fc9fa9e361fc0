"""Whatever is raised at any seam: the fax is kept or refused, it is told, it arrives once, and the work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import FaxDeskError, in_words
from faxdesk.core.lifecycle import State
from faxdesk.core.resources import resource_path
from faxdesk.services.events import Condition
from faxdesk.services.step_supervisor import StepSupervisor
from faxdesk.services.submit import Submitter
from tests.raised import TYPICAL
from tests.seams import Seam, instead, raising, reached, seams
from tests.services.conftest import GOOD, OTHER, World

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient

pytestmark = [pytest.mark.unmeasured, pytest.mark.usefixtures("faults_are_expected")]

LIBRARIES = tuple(error for error in TYPICAL if not isinstance(error, KeyboardInterrupt))
"""Ctrl-C is the one thing that ends a step, as it ends a command."""
_MOST_ROUNDS = 80
_LONG = 30.0
"""Work that is due later than this, in seconds, is no work of now."""
QUIET = ("close", "release", "path", "clock_offset")
"""What has nothing to tell where it fails: the end of something, and what only names a place."""


class Errand:
    """A fax that is sent, and another that is cancelled, by all services in turn, as the command line works."""

    def __init__(self, folder: Path, sample: Path) -> None:
        self.world = World(folder, sample)
        self.refused: list[FaxDeskError] = []
        self.jobs: list[str] = []

    def run(self) -> None:
        self._send(GOOD)
        self._work()
        self._send(OTHER)
        self._cancel()
        self._work()

    def _send(self, number: str) -> None:
        try:
            self.jobs.append(self.world.send(number).job)
        except BaseException as error:  # noqa: BLE001  a thread or a command tells what it comes to
            self.refused.append(in_words(error))

    def _cancel(self) -> None:
        try:
            for job in self.jobs[1:]:
                self.world.services.user_requests.cancel([one.id for one in self.world.recipients(job)])
        except BaseException as error:  # noqa: BLE001  the same
            self.refused.append(in_words(error))

    def _work(self) -> None:
        """Step through all services until they rest. Nothing that is raised comes out of a step."""
        services = self.world.services
        working = services.delivering, services.cancelling, services.following
        for _ in range(_MOST_ROUNDS):
            pauses = [one.step(NeverCancelled()) for one in working]
            next_times = [pause for pause in pauses if pause is not None]
            troubled = any(one.failed for one in working)
            if not troubled and all(pause > _LONG for pause in next_times):
                return
            self.world.turn(min(max(next_times, default=0.0), 300.0) if troubled else min(next_times) + 0.01)

    @property
    def faxes(self) -> list[Recipient]:
        return [one for job in self.jobs for one in self.world.recipients(job)]

    @property
    def told(self) -> list[str]:
        """What the user can read: why something was refused, how the link stood, and what the faxes say."""
        conditions = [str(one.error) for one in self.world.said if isinstance(one, Condition) and one.error]
        submissions = self.world.services.store.submissions
        happened = [entry.text for fax in self.faxes for entry in submissions.timeline(fax.id)]
        return [*map(str, self.refused), *conditions, *happened, *(fax.reason for fax in self.faxes)]


@contextmanager
def errand(folder: Path, sample: Path) -> Iterator[Errand]:
    made = Errand(folder, sample)
    try:
        yield made
    finally:
        with suppress(BaseException):
            made.world.close()
        made.world.server.close()


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> dict[Seam, int]:
    """The seams that the errand comes through."""

    def scene() -> None:
        with errand(tmp_path_factory.mktemp("used") / "data", resource_path("sample.pdf")) as made:
            made.run()
            assert made.refused == []
            assert [fax.state for fax in made.faxes] == [State.DELIVERED, State.CANCELLED]

    return reached(scene)


def test_the_search_finds_the_seams(used: dict[Seam, int]) -> None:
    names = {str(seam) for seam in used}
    for part in ("store.database.Database.", "store.spool.Spool.keep", "api.client.FaxApi.send", "services.submit."):
        assert any(part in name for name in names), part
    assert len(seams()) > 150
    assert len(names) > 60


def wrong(made: Errand) -> list[str]:
    """Return what the user would complain about."""
    found = []
    arrived = made.world.accepted()
    if len(arrived) != len(set(arrived)):
        found.append(f"arrived twice: {arrived}")
    for fax in made.faxes:
        asked = fax.state is State.UNKNOWN and fax.asked
        cancelled = fax.state is State.CANCELLED and fax.to == OTHER
        if fax.state is not State.DELIVERED and not asked and not cancelled:
            found.append(f"{fax.to} is {fax.state}: {fax.reason}")
        if fax.state is State.DELIVERED and fax.to not in arrived:
            found.append(f"{fax.to} is called delivered")
    kept = made.world.services.store.database.value("SELECT count(*) FROM submission")
    if kept != len(made.jobs):
        found.append(f"{kept} are kept, {len(made.jobs)} were promised")
    return found


def complaints(seam: Seam, error: BaseException, call: int, folder: Path, sample: Path, *, after: bool) -> list[str]:
    """Let one call raise, and return what the user would complain about."""
    case = f"{type(error).__name__} from call {call} of {seam}"
    with errand(folder, sample) as made, pytest.MonkeyPatch.context() as patch:
        instead(seam, patch, raising(error, call, after=after))
        try:
            made.run()
        except BaseException as escaped:  # noqa: BLE001  that is what must not happen
            return [f"{case} came out as {type(escaped).__name__}"]
        patch.undo()
        found = wrong(made)
        if seam.name not in QUIET and not made.told:
            found.append("nothing was told")
    return [f"{case}: {one}" for one in found]


def tried(used: dict[Seam, int], *, after: bool) -> list[tuple[Seam, int]]:
    """Return the seams that are tried, and how often each is called."""
    # A step is told by its thread. What Send has kept is kept, though whoever has called it is told of a fault.
    left_out = {StepSupervisor, *((Submitter,) if after else ())}
    return [(seam, count) for seam, count in used.items() if seam.owner not in left_out]


@pytest.mark.long
@pytest.mark.parametrize("after", [False, True], ids=["in place of the work", "after the work"])
def test_whatever_a_call_raises_everything_comes_to_a_good_end(
    after: bool, used: dict[Seam, int], tmp_path: Path, sample_pdf: Path
) -> None:
    """Each seam has another exception, at another moment, so that together they have all.

    Every other seam raises in place of its work, and those between them after it; the soak has each of them both ways.
    """
    found = []
    for number, (seam, count) in enumerate(tried(used, after=after)):
        if number % 2 != after:
            continue
        error, call = LIBRARIES[number % len(LIBRARIES)], 7 * number % count
        found += complaints(seam, error, call, tmp_path / str(number), sample_pdf, after=after)
    assert found == [], "\n".join(found)


@pytest.mark.soak
@pytest.mark.parametrize("after", [False, True], ids=["in place of the work", "after the work"])
def test_whatever_any_call_raises_everything_comes_to_a_good_end(
    after: bool, used: dict[Seam, int], tmp_path: Path, sample_pdf: Path
) -> None:
    """Each seam at up to 12 of its moments."""
    found = []
    for number, (seam, count) in enumerate(tried(used, after=after)):
        for call in range(0, count, max(1, count // 12)):
            error = LIBRARIES[(number + call) % len(LIBRARIES)]
            found += complaints(seam, error, call, tmp_path / f"{number}-{call}", sample_pdf, after=after)
    assert found == [], "\n".join(found)
