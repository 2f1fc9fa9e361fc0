"""The list of the recipients' numbers: each is checked, and stands there once."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from faxdesk.ui.compose.number_parsing import ParsedNumber, check
from faxdesk.ui.widgets.line_delegate import LineItem
from faxdesk.ui.widgets.line_list import LineList
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

SLICE = 0.008
"""Seconds of checking numbers at a stretch: thousands may be pasted, and the window stays alive meanwhile."""
MOST_LINES = 4
"""Lines that are visible without scrolling."""


class NumberList(LineList):
    """Numbers in the order in which they were given, wrong ones as they were typed."""

    checked = Signal()
    """Numbers have been checked; there may be more to check."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setUniformItemSizes(True)
        self.region = ""
        self._numbers: set[str] = set()
        self._repeated: dict[str, None] = {}
        self._unchecked: deque[str] = deque()
        self._next_slice = QTimer(self)
        self._next_slice.setSingleShot(True)
        self._next_slice.setInterval(0)
        self._next_slice.timeout.connect(self._check_slice)

    # --------------------------------------------------------------------------------------- what it holds

    def parsed(self) -> list[ParsedNumber]:
        """Return what is listed, good or not."""
        return [entry for entry in self.entries() if isinstance(entry, ParsedNumber)]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The good numbers that are listed, in E.164 form."""
        return tuple(one.number for one in self.parsed() if one.error is None)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What was added and has not been checked yet."""
        return tuple(self._unchecked)

    @property
    def repeated(self) -> tuple[str, ...]:
        """Which of the numbers that were added last were there before, as they are shown."""
        return tuple(self._repeated)

    @property
    def recipients(self) -> int:
        """How many recipients there are, with those that are still to be checked."""
        return len(self._numbers) + len(self._unchecked)

    def has(self, number: str) -> bool:
        """Return whether a number (E.164) is listed."""
        return number in self._numbers

    # ------------------------------------------------------------------------------------------- changing it

    def add(self, texts: Iterable[str]) -> None:
        """Add numbers, and check them while the window goes on."""
        self._repeated.clear()
        self._unchecked.extend(texts)
        self._check_slice()

    def check_all(self, text: str) -> None:
        """Add a text, where there is one, and check all that has not been checked yet at once."""
        self._unchecked.extend(filter(None, [text]))
        while self._unchecked:
            self._check_next()
        self.checked.emit()

    def check_again(self, region: str) -> None:
        """Look at wrong numbers again, for the country of those without country code."""
        self.region = region
        for row, parsed in reversed(list(enumerate(self.parsed()))):
            if parsed.error is not None:
                self._replace(row, check(parsed.text, region))

    def remove_rows(self, rows: list[int]) -> None:
        """Remove numbers."""
        parsed = self.parsed()
        self._numbers.difference_update(parsed[row].number for row in rows)
        super().remove_rows(rows)
        self._repeated.clear()

    def fit(self) -> None:
        """The list is as high as it needs to be, up to a few lines."""
        count = self.count()
        self.setVisible(bool(count))
        if count:
            height = max(self.sizeHintForRow(0), self.fontMetrics().height())
            self.setFixedHeight(min(max(count, 2), MOST_LINES) * height + 2 * self.frameWidth())

    def _check_slice(self) -> None:
        end = time.monotonic() + SLICE
        while self._unchecked and time.monotonic() < end:
            self._check_next()
        if self._unchecked:
            self._next_slice.start()
        self.checked.emit()

    def _check_next(self) -> None:
        """Check the next number. Until it stands in the list it is not forgotten, whatever goes wrong."""
        self._check(self._unchecked[0])
        self._unchecked.popleft()

    def _check(self, text: str) -> None:
        parsed = check(text, self.region)
        if parsed.number and parsed.number in self._numbers:
            self._repeated[parsed.shown] = None
            return
        self.append(parsed, self._line(parsed))
        if parsed.number:
            self._numbers.add(parsed.number)

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
            tip = self.tr("{advice} Double-click it, or press F2 on it, to correct it.")
            return LineItem(parsed.error.title, severity=Severity.ERROR, tip=tip.format(advice=parsed.error.advice))
        if parsed.doubt:
            detail = self.tr("{country}: not known to be in use, check it").format(country=parsed.country or "?")
            return LineItem(parsed.shown, detail, severity=Severity.WARNING, tip=parsed.doubt)
        return LineItem(parsed.shown, parsed.country)
