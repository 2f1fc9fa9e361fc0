"""The recipients as chips: each number is checked, and stands there once."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QListView, QListWidgetItem

from faxdesk.core import phone
from faxdesk.core.times import SystemZone, utc_now
from faxdesk.ui.compose.number_parsing import ParsedNumber, check, separated
from faxdesk.ui.compose.office_times import clock_there
from faxdesk.ui.compose.pasted_recipients import PastedRecipient
from faxdesk.ui.compose.recipient_chip import ChipDelegate, RecipientChip
from faxdesk.ui.widgets.line_delegate import LINE, LineItem
from faxdesk.ui.widgets.line_list import LineList
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.contacts import Contact
    from faxdesk.core.times import Now
    from faxdesk.ui.widgets.line_delegate import LineDelegate

SLICE = 0.008
"""Seconds of checking numbers at a stretch: thousands may be pasted, and the window stays alive meanwhile."""
TOLD = 0.25
"""Seconds between two words about numbers that are being checked: whoever hears them looks at all that are listed."""
MOST_LINES = 3
"""Lines of chips that are visible without scrolling."""
_MINUTE_MS = 15_000
"""Milliseconds after which the times on the chips are looked at again: they have no seconds."""


class NumberList(LineList):
    """Chips in the order in which the numbers were given, wrong ones as they were typed.

    `now` is the clock by which the time at each recipient is told, `zone` that of the user.
    """

    checked = Signal()
    """Numbers have been checked; there may be more to check."""

    def __init__(self, name: str, parent: QWidget, now: Now = utc_now, zone: tzinfo | None = None) -> None:
        self._now, self._zone = now, zone or SystemZone()
        super().__init__(name, parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setMovement(QListView.Movement.Static)
        self._minutes = QTimer(self)
        self._minutes.setInterval(_MINUTE_MS)
        self._minutes.timeout.connect(self.viewport().update)
        self._minutes.start()
        self._newest_wanted = False
        # The last numbers are shown once they have been laid out; who scrolls meanwhile stays there.
        self.verticalScrollBar().rangeChanged.connect(self._show_newest)
        self.verticalScrollBar().actionTriggered.connect(self._leave_newest)
        self.region = ""
        self._numbers: set[str] = set()
        self._repeated: dict[str, None] = {}
        self._contacts: dict[str, Contact] = {}
        self._unchecked: deque[PastedRecipient] = deque()
        self._parsed: list[ParsedNumber] | None = None
        self.model().rowsRemoved.connect(self._read_again)
        self.model().modelReset.connect(self._read_again)
        self._told_at = -math.inf
        self._next_slice = QTimer(self)
        self._next_slice.setSingleShot(True)
        self._next_slice.setInterval(0)
        self._next_slice.timeout.connect(self._check_slice)

    def _drawing(self, *, removable: bool) -> LineDelegate:
        del removable  # each recipient can be removed
        self._chips = ChipDelegate(self, self.clock_there)
        return self._chips

    def _new_item(self) -> QListWidgetItem:
        return _ChipItem(self)

    def clock_there(self, chip: RecipientChip) -> str:
        """Return what time it is at a recipient, such as "14:05 there"; "" where nobody knows."""
        return clock_there(chip.number, self._now(), self._zone) if chip.number else ""

    # --------------------------------------------------------------------------------------- what it holds

    def parsed(self) -> list[ParsedNumber]:
        """Return what is listed, good or not."""
        if self._parsed is None:
            self._parsed = [entry for entry in self.entries() if isinstance(entry, ParsedNumber)]
        return self._parsed.copy()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The good numbers that are listed, in E.164 form."""
        return tuple(one.number for one in self.parsed() if one.error is None)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What was added and has not been checked yet."""
        return tuple(one.text for one in self._unchecked)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The good numbers whose names are known, with these."""
        return tuple((one.number, one.name) for one in self.parsed() if one.error is None and one.name)

    @property
    def repeated(self) -> tuple[str, ...]:
        """Which of the numbers that were added last were there before, as they are shown."""
        return tuple(self._repeated)

    @property
    def recipients(self) -> int:
        """How many recipients there are, with those that are still to be checked."""
        return len(self._numbers) + len(self._unchecked)

    @property
    def wrong(self) -> int:
        """How many of the texts that are listed are no numbers."""
        return sum(one.error is not None for one in self.parsed())

    def has(self, number: str) -> bool:
        """Return whether a number (E.164) is listed."""
        return number in self._numbers

    # ------------------------------------------------------------------------------------------- changing it

    def _read_again(self) -> None:
        self._parsed = None

    def insert(self, row: int, entry: object, line: LineItem) -> None:
        """Add a line before another."""
        super().insert(row, entry, line)
        if self._parsed is not None and isinstance(entry, ParsedNumber):
            self._parsed.insert(row, entry)

    def replace_line(self, row: int, entry: object, line: LineItem) -> None:
        """Put something else into a line."""
        super().replace_line(row, entry, line)
        if self._parsed is not None and isinstance(entry, ParsedNumber):
            self._parsed[row] = entry

    def add(self, texts: Iterable[str | PastedRecipient]) -> None:
        """Add numbers, and check them while the window goes on."""
        self._repeated.clear()
        self._unchecked.extend(PastedRecipient(one) if isinstance(one, str) else one for one in texts)
        self._told_at = -math.inf
        self._check_slice()

    def check_all(self, text: str) -> None:
        """Add a text, where there is one, and check all that has not been checked yet at once."""
        self._unchecked.extend(separated(text))
        while self._unchecked:
            self._check_next()
        self.checked.emit()

    def check_again(self, region: str) -> None:
        """Look at wrong numbers again, for the country of those without country code."""
        self.region = region
        for row, parsed in reversed(list(enumerate(self.parsed()))):
            if parsed.error is not None:
                self._replace(row, check(parsed.text, region, parsed.name))

    def show_contacts(self, contacts: Mapping[str, Contact]) -> None:
        """Say on the chips of these numbers (E.164) whose they are. What was entered stays as it is."""
        self._contacts.update(contacts)
        for row, parsed in enumerate(self.parsed()):
            if parsed.number in contacts:
                self.replace_line(row, parsed, self._line(parsed))

    def choose(self, row: int) -> None:
        """Select a single chip and show it."""
        self._newest_wanted = False
        super().choose(row)

    def remove_rows(self, rows: list[int]) -> None:
        """Remove numbers."""
        self._newest_wanted = False
        parsed = self.parsed()
        self._numbers.difference_update(parsed[row].number for row in rows)
        super().remove_rows(rows)
        self._repeated.clear()

    def forget_unchecked(self) -> None:
        """What was added and has not been checked yet is not wanted any more."""
        self._unchecked.clear()
        self._next_slice.stop()

    def fit(self) -> None:
        """Make the list as high as its chips need, up to a few lines of them."""
        self.setVisible(bool(self.count()))
        cell = self._chips.cell()
        columns = max(1, self.viewport().width() // cell.width())
        needed = -(-self.count() // columns)
        lines = min(needed, MOST_LINES)
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bars.ScrollBarAlwaysOn if needed > lines else bars.ScrollBarAlwaysOff)
        if lines and self.height() != lines * cell.height():
            self.setFixedHeight(lines * cell.height())

    def chip_height(self) -> int:
        """Return the height of a line of chips in pixels."""
        return self._chips.cell().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other columns."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
            self.fit()

    def sizeHint(self) -> QSize:
        """One line of chips."""
        return QSize(2 * self.minimumSizeHint().width(), self.chip_height())

    def _check_slice(self) -> None:
        end = time.monotonic() + SLICE
        while self._unchecked:
            # One in any case: a busy computer may have taken the time of the slice away before.
            self._check_next()
            if time.monotonic() >= end:
                break
        if self._unchecked:
            self._next_slice.start()
        if not self._unchecked or time.monotonic() > self._told_at + TOLD:
            self.checked.emit()
            self._told_at = time.monotonic()

    def _check_next(self) -> None:
        """Check the next number. Until it stands in the list it is not forgotten, whatever goes wrong."""
        self._check(self._unchecked[0])
        self._unchecked.popleft()

    def _check(self, one: PastedRecipient) -> None:
        parsed = check(one.text, self.region, one.name)
        if parsed.number and parsed.number in self._numbers:
            self._repeated[parsed.shown] = None
            return
        self._newest_wanted = True
        self.append(parsed, self._line(parsed))
        if parsed.number:
            self._numbers.add(parsed.number)

    def _show_newest(self) -> None:
        if self._newest_wanted:
            self.scrollToBottom()

    def _leave_newest(self) -> None:
        self._newest_wanted = False

    def _replace(self, row: int, parsed: ParsedNumber) -> None:
        """Put what is known now into a line that was wrong."""
        if parsed.number and parsed.number in self._numbers:
            super().remove_rows([row])
            return
        if parsed.number:
            self._numbers.add(parsed.number)
        self.replace_line(row, parsed, self._line(parsed))

    def _line(self, parsed: ParsedNumber) -> LineItem:
        if parsed.error is not None:
            tip = self.tr("{fault} {advice} Double-click it, or press F2 on it, to correct it.")
            tip = tip.format(fault=parsed.error.title, advice=parsed.error.advice)
            reason = parsed.error.short
            if parsed.name:
                reason = self.tr("{reason}: {text}").format(reason=reason, text=parsed.text)
            return LineItem(parsed.name or parsed.text, reason, severity=Severity.ERROR, tip=tip)
        name = self._name(parsed)
        number = parsed.shown if name else ""
        detail = " · ".join(part for part in (number, parsed.country) if part)
        severity = Severity.PLAIN
        if parsed.doubt:
            detail = self.tr("{country}: not known to be in use, check it").format(country=detail or "?")
            severity = Severity.WARNING
        return RecipientChip(
            name or parsed.shown,
            detail,
            severity=severity,
            tip=parsed.doubt,
            number=parsed.number,
            region=phone.region_of(parsed.number),
            named=bool(name),
        )

    def _name(self, parsed: ParsedNumber) -> str:
        """Whose number it is: as it was given, or with all that a contact says where that is the same one."""
        contact = self._contacts.get(parsed.number)
        return parsed.name if contact is None else contact.called(parsed.name)


class _ChipItem(QListWidgetItem):
    """A chip that says the time of the moment at which assistive technology asks."""

    def __init__(self, view: NumberList) -> None:
        super().__init__()
        self._view = view

    def data(self, role: int) -> object:
        found: object = super().data(role)
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(chip := super().data(LINE), RecipientChip):
            return ", ".join(part for part in (str(found), self._view.clock_there(chip)) if part)
        return found
