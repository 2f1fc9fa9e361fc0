"""While a fax is on its way the system is told so, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import Offline
from faxdesk.core.lifecycle import State
from faxdesk.services.events import Condition, Link
from faxdesk.ui.desktop import process_activity
from tests.ui.window_scene import Scene, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Told:
    """What a system was told, in place of macOS."""

    def __init__(self) -> None:
        self._running = False

    def begin(self, reason: str) -> None:
        assert reason
        self._running = True

    def end(self) -> None:
        self._running = False

    def working(self) -> bool:
        return self._running


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(process_activity, "of_this_system", lambda: told)
    return told


@pytest.fixture
def scene(told: Told, qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data", show=False) as scene:
        yield scene


def linked(scene: Scene, condition: Condition) -> None:
    scene.backend.condition = condition
    scene.backend.condition_changed.emit(condition)


ONLINE = Condition(Link.ONLINE)


@pytest.mark.parametrize("state", [State.QUEUED, State.UPLOADING, State.SUBMITTING, State.ACCEPTED, State.SENDING])
def test_a_fax_on_its_way_is_told_until_it_has_arrived(scene: Scene, told: Told, state: State) -> None:
    linked(scene, ONLINE)
    assert not told.working()
    fax_in(scene.store, state)
    scene.backend.changed.emit()
    assert told.working()
    with scene.store.database.transaction() as connection:
        connection.execute("UPDATE recipient SET state = ?", (State.DELIVERED,))
    scene.backend.changed.emit()
    assert not told.working()


@pytest.mark.parametrize("state", [State.SCHEDULED, State.DELIVERED, State.FAILED, State.CANCELLED, State.UNKNOWN])
def test_what_waits_or_has_ended_lets_the_program_rest(scene: Scene, told: Told, state: State) -> None:
    linked(scene, ONLINE)
    fax_in(scene.store, state)
    scene.backend.changed.emit()
    assert not told.working()


def test_without_a_network_nothing_is_being_sent(scene: Scene, told: Told) -> None:
    fax_in(scene.store, State.QUEUED)
    linked(scene, ONLINE)
    assert told.working()
    linked(scene, Condition(Link.OFFLINE, Offline("There is no network.", "Check it.")))
    assert not told.working()


def test_it_ends_with_the_window(scene: Scene, told: Told) -> None:
    fax_in(scene.store, State.SENDING)
    linked(scene, ONLINE)
    assert told.working()
    scene.window.close()
    assert not told.working()
