"""When faxes end, the user is told: quietly of a delivery, and until it is read of anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QToolButton

from faxdesk.core.contacts import Contact
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Draft
from faxdesk.services.submit import Submitter
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.desktop.notice import Notice, NoticeKind
from faxdesk.ui.main_window.outcome_messages import OutcomeMessages
from tests.ui.window_scene import Scene, fax_in, move_on, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data", prepare=[lambda store: fax_in(store, State.SENDING)]) as scene:
        scene.work()
        scene.qtbot.waitUntil(lambda: scene.window.numbers.loaded)
        yield scene


def told(scene: Scene) -> list[str]:
    scene.changed()
    scene.qtbot.waitUntil(lambda: not part(scene.window, OutcomeMessages)._looking)
    return scene.window.host.message_bar.texts()


def end(scene: Scene, event: Event, **facts: object) -> int:
    (claim,) = scene.store.delivery_queue.claims((State.SENDING,))
    move_on(scene.store, claim.recipient.id, (event, facts))
    return claim.recipient.id


def test_what_ended_before_the_window_opened_is_no_news(qtbot: QtBot, tmp_path: Path) -> None:
    from datetime import timedelta

    folder = tmp_path / "data"
    with scene_at(qtbot, folder) as first:
        fax_in(first.store, State.FAILED)
    with scene_at(qtbot, folder, show=False) as second:
        part(second.window, OutcomeMessages)._since += timedelta(seconds=1)
        second.work()
        assert told(second) == []


def test_a_delivery_is_told_with_its_pages(scene: Scene) -> None:
    end(scene, Event.REPORTED_DELIVERED, pages=2)
    assert told(scene) == ["Delivered to +41 44 555 01 23: 2 pages."]
    assert told(scene) == ["Delivered to +41 44 555 01 23: 2 pages."]


def test_a_contact_is_named_in_the_window_and_not_on_a_locked_screen(scene: Scene) -> None:
    scene.store.contacts.add(Contact("", "Dental practice", ("+41445550123",)))
    notices: list[Notice] = []
    part(scene.window, OutcomeMessages).told.connect(notices.append)
    end(scene, Event.REPORTED_FAILED, reason="The line was busy.")
    assert told(scene) == ["The fax to Dental practice, +41 44 555 01 23 was not delivered. The line was busy."]
    assert [one.details for one in notices] == ["The fax to +41 44 555 01 23 was not delivered. The line was busy."]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Event.REPORTED_FAILED, "The fax to +41 44 555 01 23 was not delivered. Nobody answered."),
        (Event.REPORTED_PARTIAL, "The fax to +41 44 555 01 23 was delivered only in part. Nobody answered."),
    ],
)
def test_what_went_wrong_is_told_with_its_reason(scene: Scene, event: Event, sentence: str) -> None:
    recipient = end(scene, event)
    scene.store.database.rows("UPDATE recipient SET reason = 'Nobody answered.' WHERE id = ?", (recipient,))
    assert told(scene) == [sentence]


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (Event.REPORTED_DELIVERED, NoticeKind.DELIVERY),
        (Event.REPORTED_FAILED, NoticeKind.NEED),
        (Event.REPORTED_PARTIAL, NoticeKind.NEED),
        (Event.ENDED_UNREPORTED, NoticeKind.NEED),
    ],
)
def test_what_the_desktop_is_told_names_nobody_but_in_the_details(scene: Scene, event: Event, kind: NoticeKind) -> None:
    notices: list[Notice] = []
    part(scene.window, OutcomeMessages).told.connect(notices.append)
    recipient = end(scene, event, pages=2)
    told(scene)
    (notice,) = notices
    assert notice.kind is kind
    assert "555" not in notice.title + notice.text
    assert "+41 44 555 01 23" in notice.details
    assert notice.act is not None
    notice.act()
    scene.settled()
    assert [row.recipient for row in scene.window.host.selection.rows()] == [recipient]


def test_a_refusal_is_no_failure_of_the_line(scene: Scene) -> None:
    fax_in(scene.store, State.REJECTED)
    assert told(scene) == ["Fax.Plus did not take the fax to +41 44 555 01 23. The number is not in the plan."]


def test_a_cancelled_fax_was_not_sent(scene: Scene) -> None:
    fax_in(scene.store, State.CANCELLED)
    assert told(scene) == ["The fax to +41 44 555 01 23 was not sent. Cancelled by you."]


def test_a_fax_that_was_only_changed_is_not_said_to_be_cancelled(scene: Scene) -> None:
    fax_in(scene.store, State.QUEUED, number="+41225550123")
    (old,) = (one.recipient for one in scene.store.delivery_queue.claims((State.QUEUED,)))
    draft = Draft(recipients=("+41225550123",), comment="Offer 18")
    Submitter(scene.store, scene.clock).replace(old, draft)
    assert told(scene) == ["The fax to +41 22 555 01 23 was changed: the one before is taken back and not sent."]


def test_many_at_once_are_one_message(scene: Scene) -> None:
    for state in (State.DELIVERED, State.CANCELLED, State.FAILED):
        for number in range(3):
            fax_in(scene.store, state, number=f"+4144555010{number}")
    assert told(scene) == ["3 faxes were delivered.", "3 faxes were cancelled.", "3 faxes were not delivered."]


def test_failures_are_counted_until_they_are_read(scene: Scene) -> None:
    fax_in(scene.store, State.FAILED)
    told(scene)
    fax_in(scene.store, State.FAILED)
    assert told(scene) == ["2 faxes were not delivered."]
    dismiss = next(
        button
        for button in scene.window.host.message_bar.findChildren(QToolButton)
        if button.accessibleName() == "Dismiss this message" and button.isVisible()
    )
    dismiss.click()
    fax_in(scene.store, State.FAILED)
    (message,) = told(scene)
    assert message == "The fax to +41 44 555 01 23 was not delivered. The line was busy."


def test_when_the_service_delivers_after_all_the_failure_is_taken_back(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.FAILED)
    assert "was not delivered" in told(scene)[0]
    scene.clock.turn(minutes=1)
    move_on(scene.store, recipient, (Event.REPORTED_DELIVERED, {"pages": 2}))
    assert told(scene) == ["Delivered to +41 44 555 01 23: 2 pages."]


def test_show_brings_the_fax_into_view(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.FAILED)
    told(scene)
    part(scene.window, OutcomeMessages)._offer(scene.store.fax_lists.ended(scene.clock())[0]).act()
    scene.settled()
    assert scene.window.lists.page.model.listing is Listing.SENT
    assert [row.recipient for row in scene.window.host.selection.rows()] == [recipient]
