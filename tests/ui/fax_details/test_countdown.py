"""A fax without a trace says when it is sent again by itself, and the user may have it otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from faxdesk.core.errors import Offline
from faxdesk.core.lifecycle import State
from faxdesk.core.resend_decision import Moment
from faxdesk.services.events import Condition, Link
from faxdesk.services.lost_answers import UNSEEN
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.fax_details import controller
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.widgets.fax_texts import clock_text
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import NOW, Scene, fax_in, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.fax_details.decision_box import CountdownBox

AT = clock_text(NOW + timedelta(minutes=12))


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(controller, "TICK_MS", 10)
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        yield scene


def counted(scene: Scene) -> int:
    """Keep a fax without a trace that is sent again in twelve minutes."""
    recipient = fax_in(scene.store, State.UNKNOWN)
    scene.store.lost_faxes.count_down(
        recipient, Moment(NOW, NOW), NOW + timedelta(minutes=12), NOW + timedelta(minutes=2), UNSEEN, "Counting."
    )
    scene.changed()
    scene.choose(recipient)
    return recipient


def box(scene: Scene) -> CountdownBox:
    return part(scene.window, DetailsPane).view._countdown


def press(scene: Scene, text: str) -> None:
    next(one for one in box(scene).findChildren(QPushButton) if one.text() == text).click()


def in_the_list(scene: Scene) -> str:
    model, place = scene.window.lists.page.model, scene.window.lists.page.table.places()[0]
    return str(model.data(model.index(place, 0)))


def test_the_window_says_when_it_is_sent_again_and_counts_down(scene: Scene) -> None:
    counted(scene)
    assert box(scene).isVisible()
    assert box(scene)._when.text() == f"Sent again at {AT}, in 12 minutes, unless it turns up"
    assert in_the_list(scene) == f"Sends again {AT}"
    assert not part(scene.window, DetailsPane).view._asked.isVisible()
    assert not part(scene.window, DetailsPane).view._wait.isVisible()
    assert not nameless(box(scene))
    scene.clock.turn(minutes=5)
    scene.qtbot.waitUntil(lambda: "in 7 minutes" in box(scene)._when.text())
    scene.clock.turn(minutes=6, seconds=30)
    scene.qtbot.waitUntil(lambda: box(scene)._when.text() == "Sent again in less than a minute unless it turns up")
    scene.clock.turn(minutes=1)
    last = "Sent again after one more look at Fax.Plus unless it turns up"
    scene.qtbot.waitUntil(lambda: box(scene)._when.text() == last)


def test_time_that_passes_without_news_is_told_as_well(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SENDING)
    scene.changed()
    scene.choose(recipient)
    wait = part(scene.window, DetailsPane).view._wait
    assert not wait.isVisible()
    scene.clock.turn(minutes=50)
    scene.qtbot.waitUntil(lambda: wait._text.text().startswith("Nothing new for 50 minutes"))


def test_nobody_is_bothered_with_it(scene: Scene) -> None:
    counted(scene)
    assert scene.store.fax_lists.need_count() == 0
    assert scene.window.host.taskbar.count == 0


def test_offline_it_waits_for_the_next_look(scene: Scene) -> None:
    counted(scene)
    until = NOW + timedelta(minutes=40)
    scene.backend.condition = Condition(Link.OFFLINE, Offline("No.", "Wait."), until)
    scene.backend.condition_changed.emit(scene.backend.condition)
    scene.qtbot.waitUntil(lambda: f"at {clock_text(until)}, in 40 minutes" in box(scene)._when.text())


@pytest.mark.parametrize("way", ["button", "menu"])
def test_it_can_be_sent_now(scene: Scene, way: str) -> None:
    recipient = counted(scene)
    if way == "button":
        press(scene, "Send now")
    else:
        scene.window.actions_[ActionId.UNKNOWN_AGAIN].trigger()
    scene.qtbot.waitUntil(lambda: _state(scene, recipient) is State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    assert not box(scene).isVisible()


@pytest.mark.parametrize("way", ["button", "menu"])
def test_it_need_not_be_sent_by_itself(scene: Scene, way: str) -> None:
    recipient = counted(scene)
    if way == "button":
        press(scene, "Don't")
    else:
        scene.window.actions_[ActionId.UNKNOWN_ASK].trigger()
    scene.qtbot.waitUntil(lambda: scene.store.fax_lists.asked() == (recipient,))
    scene.changed()
    scene.choose(recipient)
    assert not box(scene).isVisible()
    assert part(scene.window, DetailsPane).view._asked.isVisible()
    actions = scene.window.actions_
    assert [actions[act].isEnabled() for act in (ActionId.UNKNOWN_LEAVE, ActionId.UNKNOWN_ASK)] == [True, False]


def test_what_is_cancelled_says_that_instead(scene: Scene) -> None:
    recipient = counted(scene)
    actions = scene.window.actions_
    assert actions[ActionId.CANCEL].isEnabled()
    actions[ActionId.CANCEL].trigger()
    scene.qtbot.waitUntil(lambda: _cancelled(scene, recipient))
    scene.changed()
    scene.choose(recipient)
    assert not box(scene).isVisible()
    said = part(scene.window, DetailsPane).view._wait._text.text()
    assert said == f"Cancelled at {AT}, in 12 minutes, unless it turns up."
    assert not actions[ActionId.UNKNOWN_AGAIN].isEnabled()


def _state(scene: Scene, recipient: int) -> State | None:
    found = scene.store.submissions.recipient(recipient)
    return found.state if found is not None else None


def _cancelled(scene: Scene, recipient: int) -> bool:
    found = scene.store.submissions.recipient(recipient)
    return found is not None and found.cancel_requested
