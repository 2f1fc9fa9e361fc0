"""A fax that waits says what for and until when, and can be hastened where FaxDesk has put it off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from faxdesk.core.errors import Offline, SignInNeeded
from faxdesk.core.lifecycle import Event, State
from faxdesk.services.reports import Condition, Link
from faxdesk.ui.words import clock_text, exact_text, time_text
from tests.ui.window_scene import NOW, Scene, asked_about, fax_in, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

OFFLINE = Offline("Fax.Plus cannot be reached.", "Check the network.")


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data") as scene:
        scene.work()
        yield scene


def put_off(scene: Scene, **by: float) -> int:
    """Keep a fax whose upload was interrupted; it is tried again after so long."""
    recipient = fax_in(scene.store, State.UPLOADING)
    scene.store.deliveries.moved(
        (recipient,), Event.UPLOAD_INTERRUPTED, str(OFFLINE), not_before=_ms(scene, timedelta(**by))
    )
    return recipient


def _ms(scene: Scene, after: timedelta) -> int:
    return int((scene.clock() + after).timestamp() * 1000)


def said(scene: Scene, recipient: int) -> str:
    """What the details and the tool tip say about the wait; they never disagree."""
    scene.changed()
    scene.choose(recipient)
    box = scene.window.details.card._wait
    text = box._text.text() if box.isVisible() else ""
    model, place = scene.window.page.model, scene.window.page.table.places()[0]
    tip = str(model.data(model.index(place, 0), Qt.ItemDataRole.ToolTipRole))
    assert tip.partition("\n")[2] == text
    return text


def now(scene: Scene, condition: Condition) -> None:
    scene.office.condition = condition
    scene.office.condition_changed.emit(condition)


def button(scene: Scene) -> QPushButton:
    (found,) = scene.window.details.card._wait.findChildren(QPushButton)
    return found


def test_an_interrupted_upload_says_when_it_is_tried_again(scene: Scene) -> None:
    recipient = put_off(scene, minutes=7)
    assert said(scene, recipient) == f"Next try at {clock_text(NOW + timedelta(minutes=7))}."
    assert scene.window.details.card._sentence.text() == "Fax.Plus cannot be reached. Check the network."
    assert button(scene).isVisible()


def test_it_can_be_tried_now(scene: Scene) -> None:
    recipient = put_off(scene, minutes=7)
    said(scene, recipient)
    job = scene.window.chosen()[0].job
    assert scene.store.deliveries.next_job("") is None
    button(scene).click()
    scene.qtbot.waitUntil(lambda: scene.store.deliveries.next_job("") == job)
    assert said(scene, recipient) == ""


def test_what_is_due_soon_or_on_another_day_is_said_so(scene: Scene) -> None:
    assert said(scene, put_off(scene, seconds=20)) == "Next try in less than a minute."
    later = NOW + timedelta(hours=20)
    assert said(scene, put_off(scene, hours=20)) == f"Next try on {time_text(later)}."


def test_offline_everything_waits_for_the_next_try(scene: Scene) -> None:
    until = NOW + timedelta(minutes=5)
    now(scene, Condition(Link.OFFLINE, OFFLINE, until))
    queued, there = fax_in(scene.store, State.QUEUED), fax_in(scene.store, State.SENDING)
    assert said(scene, queued) == f"Next try at {clock_text(until)}."
    assert "asks again at" in said(scene, there)
    now(scene, Condition(Link.ONLINE))
    assert said(scene, queued) == ""
    assert said(scene, there) == ""


def test_without_a_sign_in_it_waits_for_that(scene: Scene) -> None:
    now(scene, Condition(Link.SIGN_IN, SignInNeeded("No token.")))
    assert said(scene, fax_in(scene.store, State.QUEUED)) == "It goes out as soon as you have signed in."
    assert not button(scene).isVisible()


def test_where_another_process_delivers_that_is_said(scene: Scene) -> None:
    now(scene, Condition(Link.ELSEWHERE))
    assert said(scene, fax_in(scene.store, State.QUEUED)) == "Another FaxDesk on this computer is delivering."


def test_a_scheduled_fax_says_its_time(scene: Scene) -> None:
    at = NOW + timedelta(hours=5)
    assert said(scene, fax_in(scene.store, State.SCHEDULED, send_at=at)) == f"Its time is {exact_text(at)}."
    assert said(scene, fax_in(scene.store, State.SCHEDULED)) == ""


def test_a_lost_fax_says_when_it_is_looked_for_but_more_looks_help_nobody(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.UNKNOWN)
    scene.store.deliveries.looked_in_vain(recipient, NOW + timedelta(minutes=2))
    assert said(scene, recipient) == f"FaxDesk looks for it again at {clock_text(NOW + timedelta(minutes=2))}."
    assert not button(scene).isVisible()
    assert said(scene, asked_about(scene.store)) == ""
