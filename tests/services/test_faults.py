"""The table of faults, played row by row: real services against the practice service, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.lifecycle import Event, State
from faxdesk.practice.account.scenes import enter
from faxdesk.services.events import Condition, Link
from tests.services.conftest import GOOD, OTHER
from tests.services.fault_table import TABLE, Row, Then
from tests.services.played_faults import At, Scene

if TYPE_CHECKING:
    from faxdesk.core.model import Recipient

OTHER_SENDER = "+41225550100"
NOBODY_COMES = 600.0
"""Seconds in which nobody signs in."""


@contextmanager
def scene_of(row: Row, folder: Path, sample: Path, patch: pytest.MonkeyPatch) -> Iterator[Scene]:
    scene = Scene(folder / "data", sample, row.line, row.oauth, patch)
    yield scene
    scene.close()


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_fault_is_seen_and_survived(
    row: Row, tmp_path: Path, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene_of(row, tmp_path, sample_pdf, monkeypatch) as scene:
        if row.member:
            scene.be_a_member()
        scene.begin(row.at)
        with row.trouble(scene, row.at):
            check_what_people_see(row, scene, scene.meet(row.at))
            if row.then is Then.WAITS:
                nothing_moves(row, scene)
        CHECKS[row.then](scene)


def test_the_table_names_no_row_twice() -> None:
    assert len({str(row) for row in TABLE}) == len(TABLE)


def check_what_people_see(row: Row, scene: Scene, condition: Condition) -> None:
    fax = scene.fax
    assert (condition.link, fax.state) == (row.link, row.state), f"{condition.error} {fax.reason}"
    if row.link is Link.ONLINE:
        assert condition.error is None
        told = [entry.text for entry in scene.services.store.submissions.timeline(fax.id)]
        assert any(row.words in text for text in told), told
        return
    assert condition.error is not None
    assert condition.until is not None
    assert row.words in str(condition.error)
    assert condition.error.advice, "a sentence that does not say what to do"
    assert (condition.until - scene.present).total_seconds() >= row.pause
    if row.at in (At.UPLOAD, At.SUBMIT):
        assert row.words in fax.reason


def nothing_moves(row: Row, scene: Scene) -> None:
    before = scene.arrived()
    scene.turn(NOBODY_COMES)
    assert scene.meet(row.at).link is Link.SIGN_IN
    assert (scene.fax.state, scene.arrived()) == (row.state, before)


# ------------------------------------------------------------------------------------------- what happens next


def goes_on(scene: Scene) -> None:
    scene.go_on(lambda fax: fax.state is State.DELIVERED)
    assert scene.fax.state is State.DELIVERED, scene.fax
    assert scene.arrived() == [GOOD]


def waits(scene: Scene) -> None:
    cancelled = scene.fax.cancel_requested
    scene.reopen(token=scene.server.token)
    (taken_back if cancelled else goes_on)(scene)


def refused(scene: Scene) -> None:
    assert scene.arrived() == []
    following = scene.send(OTHER, sender=OTHER_SENDER).job
    scene.turn(60)
    scene.deliver()
    scene.poll()
    assert scene.states(following) == [State.DELIVERED]
    assert scene.fax.state is State.REJECTED
    assert scene.arrived() == [OTHER]


def asks(scene: Scene) -> None:
    scene.go_on(lambda fax: fax.asked)
    assert (scene.fax.state, scene.fax.asked, scene.arrived()) == (State.UNKNOWN, True, [])
    assert scene.fax.reason.startswith("This fax was being handed to Fax.Plus, but no confirmation came,")
    scene.services.user_requests.send_again(scene.fax.id)
    goes_on(scene)


def taken_back(scene: Scene) -> None:
    scene.go_on(ended, hours=1)
    assert scene.fax.state is State.CANCELLED, scene.fax
    scene.turn(3 * 3600)
    scene.poll()
    assert scene.fax.state is State.CANCELLED
    assert scene.arrived() == []


def too_late(scene: Scene) -> None:
    assert not scene.fax.cancel_requested
    goes_on(scene)


def fails(scene: Scene) -> None:
    scene.go_on(lambda fax: fax.state is State.FAILED, hours=1)
    assert scene.fax.state is State.FAILED
    assert "no pages or credit left" in scene.fax.reason
    enter(scene.account, "usual")
    following = scene.send(OTHER, sender=OTHER_SENDER).job
    scene.turn(60)
    scene.deliver()
    scene.poll()
    assert scene.states(following) == [State.DELIVERED]


def no_result(scene: Scene) -> None:
    scene.go_on(lambda fax: fax.state is State.UNREPORTED, hours=1)
    assert scene.fax.state is State.UNREPORTED, scene.fax
    assert "no record of it" in scene.fax.reason
    events = {entry.event for entry in scene.services.store.submissions.timeline(scene.fax.id)}
    assert Event.LOST_SIGHT not in events
    assert scene.arrived() == [GOOD]


def ended(fax: Recipient) -> bool:
    return fax.state in (State.CANCELLED, State.DELIVERED)


CHECKS: dict[Then, Callable[[Scene], None]] = {
    Then.GOES_ON: goes_on,
    Then.WAITS: waits,
    Then.REFUSED: refused,
    Then.ASKS: asks,
    Then.TAKEN_BACK: taken_back,
    Then.TOO_LATE: too_late,
    Then.FAILS: fails,
    Then.NO_RESULT: no_result,
}
