"""What happened to a fax, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from faxdesk.core.lifecycle import Event
from faxdesk.ui.widgets import fax_texts, tokens
from faxdesk.ui.widgets.plain_labels import text_label

if TYPE_CHECKING:
    from faxdesk.core.model import TimelineEvent

MOST = 60
"""Entries that are shown: the latest. A fax that is tried for days has more, and the rest is in the database."""


class Timeline(QWidget):
    """The entries of a timeline, the oldest first, with the user's local times."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.SPACE_M)
        self._grid.setVerticalSpacing(tokens.SPACE_XS)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._shown: tuple[TimelineEvent, ...] = ()

    def show_events(self, events: tuple[TimelineEvent, ...]) -> None:
        """Show these entries. Labels are used again, so that a longer timeline does not flicker."""
        events = _plain(events)[-MOST:]
        if events == self._shown:
            return
        self._shown = events
        while len(self._lines) < len(events):
            self._add_line()
        for place, (time, text) in enumerate(self._lines):
            there = place < len(events)
            time.setVisible(there)
            text.setVisible(there)
            if there:
                self._fill(time, text, events, place)

    def _add_line(self) -> None:
        time, text = text_label(), text_label()
        time.setWordWrap(False)
        place = len(self._lines)
        self._grid.addWidget(time, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, place, 1, Qt.AlignmentFlag.AlignTop)
        self._lines.append((time, text))

    @staticmethod
    def _fill(time: QLabel, text: QLabel, events: tuple[TimelineEvent, ...], place: int) -> None:
        event = events[place]
        day = fax_texts.local(event.at).date()
        same_day = place > 0 and fax_texts.local(events[place - 1].at).date() == day
        time.setText(fax_texts.clock_text(event.at) if same_day else fax_texts.time_text(event.at))
        time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        time.setToolTip(fax_texts.exact_text(event.at))
        text.setText(event.text)


def _plain(events: tuple[TimelineEvent, ...]) -> tuple[TimelineEvent, ...]:
    """Return the events without failures that a redial follows at once: it says the same, and its advice is taken."""
    redials = {place for place, one in enumerate(events) if one.event == Event.REDIAL}
    return tuple(
        one for place, one in enumerate(events) if one.event != Event.REPORTED_FAILED or place + 1 not in redials
    )
