"""The way of a fax in three steps, such as Uploaded, At Fax.Plus, Delivered: three words for three things."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDate, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from faxdesk.core.lifecycle import AT_SERVICE, FINAL, Event, State
from faxdesk.ui.widgets import fax_texts, tokens
from faxdesk.ui.widgets.icons import IconTone, coloured
from faxdesk.ui.widgets.severity import Severity, colour, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from faxdesk.core.model import TimelineEvent


class StepState(Enum):
    """How a step stands."""

    OPEN = "open"
    NOW = "now"
    DONE = "done"
    BAD = "bad"
    DOUBT = "doubt"
    PART = "part"
    CALLED_OFF = "called off"


class FaxStep(NamedTuple):
    """A step: its words, how it stands, and when that came to be, None where nobody knows or it is not yet."""

    text: str
    state: StepState
    at: datetime | None = None


_OPEN, _NOW, _DONE, _BAD, _DOUBT, _PART, _CALLED_OFF = StepState
_BEGINNINGS = frozenset({Event.REDIAL, Event.SEND_AGAIN, Event.RESEND, Event.RESTORED, Event.NOT_SENT})
"""After these a fax is on its way anew."""
_STANDS: dict[State, tuple[StepState, StepState, StepState]] = {
    State.QUEUED: (_OPEN, _OPEN, _OPEN),
    State.UPLOADING: (_NOW, _OPEN, _OPEN),
    State.SUBMITTING: (_DONE, _NOW, _OPEN),
    State.UNKNOWN: (_DONE, _DOUBT, _OPEN),
    **dict.fromkeys(AT_SERVICE, (_DONE, _DONE, _OPEN)),
    State.SENDING: (_DONE, _DONE, _NOW),
    State.DELIVERED: (_DONE, _DONE, _DONE),
    State.PARTIAL: (_DONE, _DONE, _PART),
    State.FAILED: (_DONE, _DONE, _BAD),
    State.UNREPORTED: (_DONE, _DONE, _DOUBT),
    State.REJECTED: (_DONE, _BAD, _OPEN),
}
_TONES = {
    _DONE: IconTone.GOOD,
    _BAD: IconTone.BAD,
    _DOUBT: IconTone.DOUBT,
    _PART: IconTone.DOUBT,
    _CALLED_OFF: IconTone.PLAIN,
}
_WHOLE = {_PART: "state-partial", _CALLED_OFF: "state-cancelled"}
"""What is drawn as in the list, circle and all."""
_HELD = (_DONE, _OPEN, _OPEN)
"""Of a fax that is uploaded, and waits for the end of the time in which it can be taken back."""
_WORDS: dict[State, tuple[int, str]] = {
    State.SENDING: (2, str(QT_TRANSLATE_NOOP("Step", "Sending"))),
    State.DELIVERED: (2, str(QT_TRANSLATE_NOOP("Step", "Delivered"))),
    State.PARTIAL: (2, str(QT_TRANSLATE_NOOP("Step", "Partly delivered"))),
    State.FAILED: (2, str(QT_TRANSLATE_NOOP("Step", "Not delivered"))),
    State.UNREPORTED: (2, str(QT_TRANSLATE_NOOP("Step", "No result"))),
    State.REJECTED: (1, str(QT_TRANSLATE_NOOP("Step", "Refused"))),
    State.UNKNOWN: (1, str(QT_TRANSLATE_NOOP("Step", "Unclear if sent"))),
    State.CANCELLED: (2, str(QT_TRANSLATE_NOOP("Step", "Cancelled"))),
}
"""Which step of a fax in a state has words of its own, and these: the last is called delivered only once it is."""
_REACHED: tuple[frozenset[str], ...] = (
    frozenset({Event.SUBMIT_STARTED, Event.HELD}),
    frozenset({Event.ACCEPTED, Event.FOUND}),
    frozenset(
        {
            *(Event.REPORTED_DELIVERED, Event.REPORTED_PARTIAL, Event.REPORTED_FAILED, Event.ENDED_UNREPORTED),
            *(Event.CANCELLED, Event.CANCELLED_UNSEEN),
        }
    ),
)
"""The events that end each step."""


def steps_of(state: State, timeline: Sequence[TimelineEvent]) -> tuple[FaxStep, ...]:
    """Return the three steps of a fax by its state and what happened to it since it was last begun."""
    held = state is State.QUEUED and _is_held(timeline)
    begun = max((place for place, one in enumerate(timeline) if one.event in _BEGINNINGS), default=-1)
    times = [_last(timeline[begun + 1 :], events) for events in _REACHED]
    words = [_tr("Uploaded"), _tr("At Fax.Plus"), _tr("Delivery")]
    if state in _WORDS:
        place, word = _WORDS[state]
        words[place] = _tr(word)
    stands = (
        _HELD if held else _STANDS.get(state) or (*(_OPEN if at is None else _DONE for at in times[:2]), _CALLED_OFF)
    )
    at_end = state in _WORDS and _WORDS[state][0] == 2 and state in FINAL
    shown = (times[0], times[1], times[2] if at_end else None)
    return tuple(
        FaxStep(word, how, at if how is not _OPEN else None) for word, how, at in zip(words, stands, shown, strict=True)
    )


def _is_held(timeline: Sequence[TimelineEvent]) -> bool:
    moves = [one.event for one in timeline if one.event in set(Event)]
    return bool(moves) and moves[-1] == Event.HELD


def _last(timeline: Sequence[TimelineEvent], events: frozenset[str]) -> datetime | None:
    return next((one.at for one in reversed(timeline) if one.event in events), None)


class StepLine(QLabel):
    """Draws the steps side by side on one line, each with its word and its time below.

    A label, since screen readers read those and pass over what is a mere area to them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps: tuple[FaxStep, ...] = ()
        self._times: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: tuple[FaxStep, ...], today: QDate | None = None) -> None:
        """Show these. A time that is not of `today` has its date, where the step before has another."""
        self.steps, self._times = steps, _times_of(steps, today)
        said = "; ".join(map(_spoken, steps, self._times))
        self.setAccessibleName(self.tr("Steps: {steps}").format(steps=said))
        self.setToolTip("\n".join(f"{step.text}: {fax_texts.exact_text(step.at)}" for step in steps if step.at))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the circles and two lines below."""
        width = tokens.DETAILS_LEAST - 2 * tokens.SPACE_L
        return QSize(width, tokens.STEP_CIRCLE + tokens.SPACE_S + 2 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """As high as its words are."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the circles and the words."""
        if not self.steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = tokens.STEP_CIRCLE
        # A word runs as its letters do, at the side where its language begins.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        circles = [self._visual(QRect(left, 0, side, side)) for left in self._lefts()]
        for place, (one, other) in enumerate(pairwise(circles)):
            reached = self.steps[place + 1].state not in {StepState.OPEN, StepState.CALLED_OFF}
            painter.setPen(QPen(self._colour(StepState.DONE if reached else StepState.OPEN), tokens.STROKE))
            first, second = sorted((one, other), key=QRect.left)
            gap, middle = tokens.SPACE_XS, side / 2
            painter.drawLine(QPointF(first.left() + side + gap, middle), QPointF(second.left() - gap, middle))
        lefts = self._lefts()
        ends = (*lefts[1:], self.width())
        for left, end, circle, step, time in zip(lefts, ends, circles, self.steps, self._times, strict=True):
            self._paint_circle(painter, QRectF(circle), step)
            self._paint_words(painter, left, end - left - tokens.SPACE_XS, step, time)
        painter.end()

    def _lefts(self) -> list[int]:
        """Return where the steps begin: as far from each other, or as their words need it where those are long."""
        even, words = self.width() // len(self.steps), QFontMetrics(scaled(self.font(), tokens.BODY, bold=True))
        times = QFontMetrics(scaled(self.font(), tokens.CAPTION))
        needed = [
            max(words.horizontalAdvance(step.text), times.horizontalAdvance(time)) + tokens.SPACE_S
            for step, time in zip(self.steps, self._times, strict=True)
        ]
        spare = (self.width() - sum(needed)) // len(self.steps)
        if max(needed) <= even or spare < 0:
            return [place * even for place in range(len(self.steps))]
        return [sum(needed[:place]) + place * spare for place in range(len(self.steps))]

    def _visual(self, rect: QRect) -> QRect:
        """Return where a part is that is reckoned as where languages begin at the left."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def _colour(self, state: StepState) -> QColor:
        palette = self.palette()
        if state in _TONES:
            return _TONES[state].colour(palette)
        if state is StepState.NOW:
            return palette.color(QPalette.ColorRole.Link)
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        return mixed(base, text, tokens.OUTLINE_PART)

    def _paint_circle(self, painter: QPainter, circle: QRectF, step: FaxStep) -> None:
        own, base = self._colour(step.state), self.palette().color(QPalette.ColorRole.Base)
        if step.state in _WHOLE:
            around = circle.toRect().adjusted(-tokens.INSET, -tokens.INSET, tokens.INSET, tokens.INSET)
            coloured(_WHOLE[step.state], own).paint(painter, around)
            return
        half = tokens.STROKE / 2
        painter.setPen(QPen(own, tokens.STROKE))
        filled = step.state in {StepState.DONE, StepState.BAD, StepState.DOUBT}
        painter.setBrush(own if filled else base)
        painter.drawEllipse(circle.adjusted(half, half, -half, -half))
        sign = {StepState.DONE: "check", StepState.BAD: "close", StepState.DOUBT: "question"}.get(step.state)
        if sign is not None:
            inside = circle.toRect().adjusted(tokens.INSET, tokens.INSET, -tokens.INSET, -tokens.INSET)
            coloured(sign, base).paint(painter, inside)
        elif step.state is StepState.NOW:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own)
            dot = circle.width() / 4
            painter.drawEllipse(circle.center(), dot, dot)

    def _paint_words(self, painter: QPainter, left: int, width: int, step: FaxStep, time: str) -> None:
        palette, height = self.palette(), self.fontMetrics().height()
        muted = colour(palette, Severity.MUTED)
        top = tokens.STEP_CIRCLE + tokens.SPACE_S
        open_ = step.state is StepState.OPEN
        painter.setFont(scaled(self.font(), tokens.BODY, bold=not open_))
        painter.setPen(muted if open_ else palette.color(QPalette.ColorRole.Text))
        word = painter.fontMetrics().elidedText(step.text, Qt.TextElideMode.ElideRight, width)
        turned = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        begin = int(turned | Qt.AlignmentFlag.AlignAbsolute)
        painter.drawText(self._visual(QRect(left, top, width, height)), begin, word)
        painter.setFont(scaled(self.font(), tokens.CAPTION))
        painter.setPen(muted)
        painter.drawText(self._visual(QRect(left, top + height, width, height)), begin, time)


def _times_of(steps: tuple[FaxStep, ...], today: QDate | None) -> tuple[str, ...]:
    """Return what is written below each step; "" where no time is known."""
    texts: list[str] = []
    known = today
    for step in steps:
        if step.at is None:
            texts.append("")
            continue
        day = fax_texts.local(step.at).date()
        texts.append(fax_texts.clock_text(step.at) if known in {None, day} else fax_texts.time_text(step.at))
        known = day
    return tuple(texts)


def _spoken(step: FaxStep, time: str) -> str:
    if time:
        return _tr("{step} at {time}").format(step=step.text, time=time)
    said = {
        StepState.OPEN: _tr("{step}: not yet"),
        StepState.NOW: _tr("{step}: under way"),
        StepState.DONE: _tr("{step}: done"),
    }
    return said.get(step.state, "{step}").format(step=step.text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Step", text)
