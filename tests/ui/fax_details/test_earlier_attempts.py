"""The details tell each earlier try of a fax, with its result and its report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QToolButton

from faxdesk.core.lifecycle import Event, State
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.widgets.fax_texts import time_text
from tests.ui.window_scene import NOW, Scene, fax_in, part

if TYPE_CHECKING:
    import pytest


def test_earlier_attempts_are_told_with_their_results_and_reports(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient = fax_in(scene.store, State.SENDING)
    facts: dict[str, Any] = {"status": "failed_user_busy", "fax_id": "fax-first"}
    scene.store.delivery_queue.moved((recipient,), Event.REPORTED_FAILED, "The line was busy. Send again.", **facts)
    scene.store.earlier_attempts.redial(recipient, timedelta(minutes=5), "The line was busy. FaxDesk tries again.")
    scene.changed()
    scene.choose(recipient)
    card = part(scene.window, DetailsPane).view
    assert [label.text() for label in card._earlier_attempts.findChildren(QLabel)] == [
        f"{time_text(NOW)}: The line was busy."
    ]
    card.more.click()
    told = [text.text() for _time, text in card._timeline._lines if text.isVisible()]
    assert told.count("The line was busy. FaxDesk tries again.") == 1
    assert "The line was busy. Send again." not in told
    asked: list[str] = []
    # What the threads do with it is tested with the reports of finished faxes.
    monkeypatch.setattr(scene.backend, "fetch_report", lambda _owner, fax_id, _done, _failed: asked.append(fax_id))
    (button,) = card._earlier_attempts.findChildren(QToolButton)
    assert button.accessibleName() == "Confirmation report of try 1"
    button.click()
    assert asked == ["fax-first"]


def test_without_earlier_attempts_nothing_is_said_of_them(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.QUEUED)
    scene.changed()
    scene.choose(recipient)
    assert not part(scene.window, DetailsPane).view._earlier_attempts.isVisible()
