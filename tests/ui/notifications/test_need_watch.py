"""What begins to need the user is told at once and said aloud, each time once, and names nobody on a locked screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from faxdesk.core.errors import Offline, SignInNeeded
from faxdesk.core.lifecycle import State
from faxdesk.services.events import Condition, Link
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.notifications.need_watch import NeedWatch
from tests.ui.window_scene import HAPPENED, NOW, Scene, asked_about, fax_in, move_on, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data", prepare=[asked_about]) as scene:
        scene.window.numbers.load()
        scene.window.numbers.loaded = True
        yield scene


@pytest.fixture
def notices(scene: Scene) -> list[Notice]:
    told: list[Notice] = []
    part(scene.window, NeedWatch).told.connect(told.append)
    return told


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What screen readers are told at once."""
    texts: list[str] = []

    def take(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            politeness = event.politeness()
            texts.append(f"{politeness.name}: {event.message()}")

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    return texts


def link(scene: Scene, condition: Condition) -> None:
    scene.backend.condition = condition
    scene.backend.condition_changed.emit(condition)


def test_what_needed_the_user_before_is_no_news(scene: Scene, notices: list[Notice]) -> None:
    scene.backend.changed.emit()
    assert notices == []


def test_a_fax_that_only_the_user_can_settle_is_told_once(
    scene: Scene, notices: list[Notice], spoken: list[str]
) -> None:
    recipient = asked_about(scene.store)
    scene.backend.changed.emit()
    scene.backend.changed.emit()
    (notice,) = notices
    assert (notice.title, notice.kind) == ("A fax needs you", NoticeKind.NEED)
    assert "+41" not in notice.title + notice.text
    assert "+41 44 555 01 23" in notice.details
    said = "It is unclear if the fax to +41 44 555 01 23 was sent. Decide whether it is sent again."
    assert spoken == [f"Assertive: {said}"]
    assert notice.act is not None
    scene.work()
    notice.act()
    scene.settled()
    assert [row.recipient for row in scene.window.host.selection.rows()] == [recipient]


def test_a_fax_that_may_arrive_twice_is_told(scene: Scene, notices: list[Notice]) -> None:
    recipient = fax_in(scene.store, State.UNKNOWN)
    scene.store.earlier_attempts.send_again(recipient, timedelta(minutes=15))
    move_on(scene.store, recipient, *HAPPENED[State.DELIVERED])
    scene.backend.changed.emit()
    assert notices == []
    scene.store.lost_faxes.turned_up(recipient, 0, "It turned up.", outbox_id="late")
    scene.backend.changed.emit()
    (notice,) = notices
    assert (notice.title, notice.text) == ("A fax may arrive twice", "Open FaxDesk to see which.")
    assert notice.details == "The fax to +41 44 555 01 23 may arrive twice. Tell the recipient."


def test_a_sign_in_that_is_needed_is_told_once(scene: Scene, notices: list[Notice], spoken: list[str]) -> None:
    needed = Condition(Link.SIGN_IN, SignInNeeded("No token.", "Connect."))
    link(scene, needed)
    scene.backend.changed.emit()
    (notice,) = notices
    assert notice.title == "FaxDesk cannot send: you are not signed in"
    assert spoken == ["Assertive: FaxDesk cannot send: you are not signed in"]
    link(scene, Condition(Link.ONLINE))
    link(scene, needed)
    assert len(notices) == 2


def test_trouble_on_this_computer_is_told(scene: Scene, notices: list[Notice]) -> None:
    link(scene, Condition(Link.TROUBLE, Offline("The disk is full.", "Make room.")))
    assert [notice.title for notice in notices] == ["Sending is interrupted"]


def test_a_lost_connection_is_only_said_and_so_is_its_return(
    scene: Scene, notices: list[Notice], spoken: list[str]
) -> None:
    link(scene, Condition(Link.ONLINE))
    link(scene, Condition(Link.OFFLINE, Offline("No.", "Wait."), NOW))
    link(scene, Condition(Link.ONLINE))
    assert notices == []
    assert spoken == [
        "Polite: Fax.Plus cannot be reached. What waits goes out later.",
        "Polite: Fax.Plus can be reached again.",
    ]
