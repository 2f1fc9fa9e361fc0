"""The three steps on the way of a fax: three words, and never the last one before it is true."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics

from faxdesk.core.lifecycle import FINAL, Event, State
from faxdesk.core.model import TimelineEvent
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.fax_details.step_line import FaxStep, StepLine, StepState, steps_of
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.fax_texts import clock_text, local, time_text
from faxdesk.ui.widgets.typography import scaled
from tests.ui.window_scene import HAPPENED, NOW, Scene, fax_in, foreign, part

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from pytestqt.qtbot import QtBot

MARKS = {StepState.OPEN: "-", StepState.NOW: "~", StepState.DONE: "+", StepState.BAD: "x", StepState.DOUBT: "?"}
MARKS |= {StepState.PART: "%", StepState.CALLED_OFF: "o"}
STEPS = {
    State.QUEUED: "-Uploaded -At Fax.Plus -Delivery",
    State.UPLOADING: "~Uploaded -At Fax.Plus -Delivery",
    State.SUBMITTING: "+Uploaded ~At Fax.Plus -Delivery",
    State.UNKNOWN: "+Uploaded ?Unclear if sent -Delivery",
    State.ACCEPTED: "+Uploaded +At Fax.Plus -Delivery",
    State.SUBMITTED: "+Uploaded +At Fax.Plus -Delivery",
    State.CONVERTING: "+Uploaded +At Fax.Plus -Delivery",
    State.SCHEDULED: "+Uploaded +At Fax.Plus -Delivery",
    State.SENDING: "+Uploaded +At Fax.Plus ~Sending",
    State.DELIVERED: "+Uploaded +At Fax.Plus +Delivered",
    State.PARTIAL: "+Uploaded +At Fax.Plus %Partly delivered",
    State.FAILED: "+Uploaded +At Fax.Plus xNot delivered",
    State.UNREPORTED: "+Uploaded +At Fax.Plus ?No result",
    State.CANCELLED: "-Uploaded -At Fax.Plus oCancelled",
    State.REJECTED: "+Uploaded xRefused -Delivery",
}


def timeline(state: State) -> list[TimelineEvent]:
    """What happened to a fax in a state, a minute after each other."""
    return [
        TimelineEvent(NOW + timedelta(minutes=minute), state, "", event)
        for minute, (event, _facts) in enumerate(HAPPENED[state])
    ]


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_its_steps(state: State) -> None:
    steps = steps_of(state, timeline(state))
    assert " ".join(MARKS[step.state] + step.text for step in steps) == STEPS[state]


@pytest.mark.parametrize("state", [state for state in State if state is not State.DELIVERED])
def test_nothing_but_a_delivery_looks_like_one(state: State) -> None:
    last = steps_of(state, timeline(state))[-1]
    assert last.state is not StepState.DONE
    assert last.text != "Delivered"
    assert last.at is None or state in FINAL


def test_steps_say_when_they_were_reached() -> None:
    steps = steps_of(State.DELIVERED, timeline(State.DELIVERED))
    assert [step.at for step in steps] == [NOW + timedelta(minutes=minute) for minute in (1, 2, 3)]


def test_what_was_cancelled_at_fax_plus_had_been_there() -> None:
    events = (*timeline(State.SCHEDULED), TimelineEvent(NOW + timedelta(hours=1), State.CANCELLED, "", Event.CANCELLED))
    steps = steps_of(State.CANCELLED, events)
    assert "".join(MARKS[step.state] for step in steps) == "++o"
    assert steps[-1].at == NOW + timedelta(hours=1)


def test_what_is_uploaded_and_can_still_be_taken_back_is_uploaded() -> None:
    events = [
        TimelineEvent(NOW, State.UPLOADING, "", Event.UPLOAD_STARTED),
        TimelineEvent(NOW, State.QUEUED, "", Event.HELD),
    ]
    assert "".join(MARKS[step.state] for step in steps_of(State.QUEUED, events)) == "+--"
    interrupted = TimelineEvent(NOW, State.QUEUED, "", Event.UPLOAD_INTERRUPTED)
    assert "".join(MARKS[step.state] for step in steps_of(State.QUEUED, [events[0], interrupted])) == "---"


def test_a_fax_that_is_called_again_has_its_way_before_it() -> None:
    again = TimelineEvent(NOW + timedelta(hours=1), State.QUEUED, "", Event.REDIAL)
    steps = steps_of(State.QUEUED, (*timeline(State.FAILED), again))
    assert [step.at for step in steps] == [None, None, None]


# ----------------------------------------------------------------------------------------------------- in the window


def line(scene: Scene) -> StepLine:
    return part(scene.window, DetailsPane).view._steps


def colours(widget: StepLine) -> list[QColor]:
    """The colours at the rims of the three circles."""
    picture = widget.grab().toImage()
    return [picture.pixelColor(QPoint(left + 1, tokens.STEP_CIRCLE // 2)) for left in widget._lefts()]


def test_the_steps_are_drawn_and_spoken(no_language: None, scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SENDING)
    scene.changed()
    scene.choose(recipient)
    at = f"{NOW.astimezone():%H:%M}"
    assert line(scene).accessibleName() == f"Steps: Uploaded at {at}; At Fax.Plus at {at}; Sending: under way"
    first, second, third = colours(line(scene))
    assert first == second != third


def middle(widget: StepLine, place: int) -> QColor:
    """The colour in the middle of a circle."""
    side = tokens.STEP_CIRCLE // 2
    return widget.grab().toImage().pixelColor(QPoint(widget._lefts()[place] + side, side))


def test_the_end_of_a_cancelled_fax_is_no_circle_that_is_still_to_be_filled(scene: Scene) -> None:
    waiting, cancelled = fax_in(scene.store, State.ACCEPTED), fax_in(scene.store, State.CANCELLED)
    scene.changed()
    scene.choose(waiting)
    empty = middle(line(scene), 2)
    scene.choose(cancelled)
    assert middle(line(scene), 2) != empty


def test_what_arrived_in_part_has_the_sign_of_the_list(scene: Scene) -> None:
    """A half in lines, and no question: that it arrived in part is known."""
    partial, asked = fax_in(scene.store, State.PARTIAL), fax_in(scene.store, State.UNREPORTED)
    scene.changed()
    scene.choose(partial)
    picture, left = line(scene).grab().toImage(), line(scene)._lefts()[2]
    quarter, half = tokens.STEP_CIRCLE // 4, tokens.STEP_CIRCLE // 2
    ground, sign = picture.pixelColor(QPoint(left + quarter, half)), picture.pixelColor(QPoint(left + half, half))
    assert sign != ground
    scene.choose(asked)
    assert line(scene).grab().toImage().pixelColor(QPoint(left + quarter, half)) != ground


def test_a_fax_of_which_nothing_is_known_here_has_no_steps(scene: Scene) -> None:
    foreign(scene.store)
    scene.changed()
    scene.window.lists.page.table.choose(0)
    scene.settled()
    assert part(scene.window, DetailsPane).isVisible()
    assert not line(scene).isVisible()


def test_a_long_word_has_the_room_that_short_ones_do_not_need(qtbot: QtBot) -> None:
    widget = StepLine()
    qtbot.addWidget(widget)
    widget.show_steps(steps_of(State.QUEUED, ()))
    widget.setFixedWidth(600)
    assert widget._lefts() == [0, 200, 400]
    metrics = QFontMetrics(scaled(widget.font(), tokens.BODY, bold=True))
    words = [metrics.horizontalAdvance(step.text) for step in widget.steps]
    assert max(words) == words[1], "the second one is the longest"
    widget.setFixedWidth(sum(words) + 3 * tokens.SPACE_S)
    begin, second, third = widget._lefts()
    assert begin == 0
    assert second >= words[0] + tokens.SPACE_XS
    assert third - second >= words[1] + tokens.SPACE_XS
    assert widget.width() - third >= words[2] + tokens.SPACE_XS


def test_a_time_of_another_day_has_its_date(no_language: None, qtbot: QtBot) -> None:
    """Once: what the same day holds is said by the clock alone, as what is of today."""
    widget = StepLine()
    qtbot.addWidget(widget)
    day = timedelta(days=1)
    ends = (NOW, NOW + timedelta(minutes=1), NOW + day)
    steps = tuple(FaxStep(f"step {place}", StepState.DONE, at) for place, at in enumerate(ends))
    first, second, third = (clock_text(at) for at in ends)
    widget.show_steps(steps, local(NOW + 2 * day).date())
    said = f"step 0 at {time_text(ends[0])}; step 1 at {second}; step 2 at {time_text(ends[2])}"
    assert widget.accessibleName() == f"Steps: {said}"
    widget.show_steps(steps, local(NOW).date())
    assert widget.accessibleName() == f"Steps: step 0 at {first}; step 1 at {second}; step 2 at {time_text(ends[2])}"
    widget.show_steps(steps[2:], local(NOW + day).date())
    assert widget.accessibleName() == f"Steps: step 2 at {third}"


def test_a_date_below_a_step_has_room(no_language: None, qtbot: QtBot) -> None:
    widget = StepLine()
    qtbot.addWidget(widget)
    widget.show_steps((FaxStep("a", StepState.DONE, NOW), FaxStep("b", StepState.OPEN)), local(NOW).date().addDays(1))
    metrics = QFontMetrics(scaled(widget.font(), tokens.CAPTION))
    needed = metrics.horizontalAdvance(time_text(NOW)) + tokens.SPACE_S
    widget.setFixedWidth(needed + 4 * tokens.SPACE_S)
    assert widget._lefts()[1] >= needed


def test_the_steps_of_an_old_fax_have_its_date(no_language: None, scene: Scene) -> None:
    recipient = fax_in(scene.store, State.DELIVERED)
    scene.clock.turn(days=3)
    scene.changed()
    scene.choose(recipient)
    assert f"Uploaded at {time_text(NOW)}" in line(scene).accessibleName()
