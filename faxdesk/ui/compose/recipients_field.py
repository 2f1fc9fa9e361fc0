"""The field "To": numbers are typed or pasted, checked at once, and listed one by one."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from faxdesk.core.errors import InputRefused
from faxdesk.core.text import count_text
from faxdesk.ui.compose.number_parsing import ParsedNumber, check, split
from faxdesk.ui.compose.suggestion_line import SuggestionLine
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.line_delegate import LineItem
from faxdesk.ui.widgets.line_list import LineList
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELD = "To"
SLICE = 0.008
"""Seconds of checking numbers at a stretch: thousands may be pasted, and the window stays alive meanwhile."""
LONGEST = 1 << 20
"""Characters that can be pasted at once: many times the numbers that one fax can have."""
MOST_LINES = 4
"""Lines of the list that are visible without scrolling."""


class RecipientsField(QWidget):
    """Takes numbers in any usual form. What is unfinished in the field counts as well when `value` is asked for."""

    changed = Signal()

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._region = ""
        self._numbers: set[str] = set()
        self._twice: dict[str, None] = {}
        self._pending: deque[str] = deque()
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._work)
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(self.tr("To"))
        # Qt would cut off a long list of pasted numbers without a word.
        self.edit.setMaxLength(LONGEST)
        self.edit.setPlaceholderText(self.tr("Fax numbers, separated by commas or lines"))
        self.edit.textChanged.connect(self._typed)
        self.edit.editingFinished.connect(self._finish)
        self.note = InlineNote(self)
        self.list = LineList(self.tr("Recipients"), self)
        self.list.setUniformItemSizes(True)
        self.list.removal_wanted.connect(self._remove)
        self.list.correction_wanted.connect(self.correct)
        self.list.itemSelectionChanged.connect(self._offer)
        self.remove_button = QPushButton(self.tr("Remo&ve recipient"), self)
        self.remove_button.setAccessibleName(self.tr("Remove recipient"))
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self._remove_chosen)
        self.suggestion = SuggestionLine(self)
        self.suggestion.wanted.connect(self.put)
        self._lay_out()
        self._fit()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.edit)
        lower = QHBoxLayout()
        lower.addWidget(self.list, 1)
        side = QVBoxLayout()
        side.addWidget(self.remove_button)
        side.addStretch(1)
        lower.addLayout(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        layout.addWidget(self.note)
        layout.addLayout(lower)
        layout.addWidget(self.suggestion)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # --------------------------------------------------------------------------------------- what it holds

    def value(self) -> tuple[str, ...]:
        """Return the numbers in E.164 form, in order. Raises `InputRefused` where there is none, or a wrong one."""
        self._take_all()
        entries = self._entries()
        wrong = next((row for row, entry in enumerate(entries) if entry.error is not None), None)
        if wrong is not None:
            self.list.choose(wrong)
            error = entries[wrong].error
            raise error if error is not None else AssertionError
        if not entries:
            raise InputRefused(
                FIELD, self.tr("There is no recipient."), self.tr("Say which fax number the fax goes to.")
            )
        if len(entries) > self._most:
            raise self._too_many(len(entries))
        return tuple(entry.number for entry in entries)

    def _too_many(self, count: int) -> InputRefused:
        if self._most == 1:
            return InputRefused(
                FIELD,
                self.tr("A waiting fax goes to one number."),
                self.tr("Remove the others, or send them a new fax."),
            )
        return InputRefused(
            FIELD,
            self.tr("{count} recipients are too many: a fax can have {most}.").format(count=count, most=self._most),
            self.tr("Send it in several faxes."),
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """The good numbers as far as they are listed; what is in the field is left out."""
        return tuple(entry.number for entry in self._entries() if entry.error is None)

    @property
    def meant(self) -> tuple[str, ...]:
        """The good numbers, with the one in the field where it is good already."""
        typed = check(self.edit.text(), self._region) if self.edit.text().strip() else None
        fresh = (typed.number,) if typed is not None and typed.number and typed.number not in self._numbers else ()
        return (*self.numbers, *fresh)

    def put(self, number: str) -> None:
        """Make a number (E.164) the only recipient."""
        self._put("")
        self._remove(list(range(self.list.count())))
        self.add([number])

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that was entered, good or not: what would be lost with the dialog."""
        listed = tuple(entry.number or entry.text for entry in self._entries())
        return (*listed, *self._pending, *filter(None, [self.edit.text().strip()]))

    @property
    def count(self) -> int:
        """How many recipients there are, with those that are still to be checked and a good one in the field."""
        typed = bool(self.edit.text().strip()) and check(self.edit.text(), self._region)
        fresh = isinstance(typed, ParsedNumber) and typed.error is None and typed.number not in self._numbers
        return len(self._numbers) + len(self._pending) + int(fresh)

    def set_region(self, region: str) -> None:
        """Say which country a number without country code belongs to. Wrong numbers are looked at again."""
        if region == self._region:
            return
        self._region = region
        for row in reversed(range(self.list.count())):
            entry = self._entry(row)
            if entry.error is not None:
                self._settle(row, check(entry.text, region))
        self._hint()
        self.changed.emit()

    def add(self, texts: Iterable[str]) -> None:
        """Add numbers as if they had been pasted."""
        self._twice.clear()
        self._pending.extend(texts)
        self._work()

    # ------------------------------------------------------------------------------------------- the field

    def _typed(self, text: str) -> None:
        whole, rest = split(text)
        if whole or rest != text.lstrip():
            self._put(rest)
            self.add(whole)
        else:
            self._hint()
            self.changed.emit()

    def _put(self, text: str) -> None:
        self.edit.blockSignals(True)
        self.edit.setText(text)
        self.edit.blockSignals(False)

    def _hint(self) -> None:
        """Say what the unfinished number would be. It is not wrong yet, so nothing is red."""
        text = self.edit.text().strip()
        if not text:
            self.note.say("")
            return
        typed = check(text, self._region)
        if typed.error is not None:
            self.note.say(typed.error.title)
        else:
            self.note.say(typed.doubt or _place(typed), Severity.WARNING if typed.doubt else Severity.MUTED)

    def _finish(self) -> None:
        """Enter was pressed, or the keyboard left: a good number moves to the list, a wrong one stays to be mended."""
        text = self.edit.text().strip()
        if not text:
            return
        typed = check(text, self._region)
        if typed.error is None:
            self._put("")
            self.add([text])
        else:
            self.note.say(f"{typed.error.title} {typed.error.advice}", Severity.ERROR)

    def _take_all(self) -> None:
        """Everything counts now: the number in the field, and what has not been checked yet."""
        text = self.edit.text().strip()
        if text:
            self._put("")
            self._pending.append(text)
        while self._pending:
            self._take(self._pending.popleft())
        self._report()

    # -------------------------------------------------------------------------------------------- the list

    def _work(self) -> None:
        end = time.monotonic() + SLICE
        while self._pending and time.monotonic() < end:
            self._take(self._pending.popleft())
        if self._pending:
            self._rest.start()
        self._report()

    def _take(self, text: str) -> None:
        typed = check(text, self._region)
        if typed.number and typed.number in self._numbers:
            self._twice[typed.shown] = None
            return
        if typed.number:
            self._numbers.add(typed.number)
        self.list.append(typed, self._line(typed))

    def _settle(self, row: int, typed: ParsedNumber) -> None:
        """Put a new verdict on a line that was wrong."""
        if typed.number and typed.number in self._numbers:
            self.list.remove_rows([row])
            return
        if typed.number:
            self._numbers.add(typed.number)
        self.list.replace_line(row, typed, self._line(typed))

    def _line(self, typed: ParsedNumber) -> LineItem:
        if typed.error is not None:
            tip = self.tr("{advice} Double-click it, or press F2 on it, to correct it.")
            return LineItem(typed.error.title, severity=Severity.ERROR, tip=tip.format(advice=typed.error.advice))
        if typed.doubt:
            detail = self.tr("{country}: not known to be in use, check it").format(country=typed.country or "?")
            return LineItem(typed.shown, detail, severity=Severity.WARNING, tip=typed.doubt)
        return LineItem(typed.shown, typed.country)

    def _report(self) -> None:
        """Say what the last numbers came to."""
        self._hint()
        if self._pending:
            self.note.say(self.tr("Checking {numbers}…").format(numbers=count_text(len(self._pending), "more number")))
        elif self._twice and not self.edit.text().strip():
            self.note.say(self._repeated())
        self._fit()
        self.changed.emit()

    def _repeated(self) -> str:
        shown = list(self._twice)
        if len(shown) == 1:
            return self.tr("{number} was given more than once and gets the fax once.").format(number=shown[0])
        return self.tr("{count} numbers were given more than once. Each gets the fax once.").format(count=len(shown))

    def _remove_chosen(self) -> None:
        self._remove(self.list.rows())

    def _remove(self, rows: list[int]) -> None:
        had_focus = self.list.hasFocus() or self.remove_button.hasFocus()
        for row in rows:
            self._numbers.discard(self._entry(row).number)
        self.list.remove_rows(rows)
        self._twice.clear()
        self._report()
        if had_focus and not self.list.count():
            self.edit.setFocus()

    def correct(self, row: int) -> None:
        """Take a number back into the field, as it was typed."""
        entry = self._entry(row)
        self._finish()
        if self.edit.text().strip():
            return
        self._remove([row])
        self._put(entry.text)
        self._hint()
        self.edit.setFocus()

    def _offer(self) -> None:
        self.remove_button.setEnabled(bool(self.list.rows()))

    def _fit(self) -> None:
        """The list is as high as it needs to be, up to a few lines."""
        count = self.list.count()
        self.list.setVisible(bool(count))
        self.remove_button.setVisible(bool(count))
        self._offer()
        if count:
            height = max(self.list.sizeHintForRow(0), self.fontMetrics().height())
            self.list.setFixedHeight(min(max(count, 2), MOST_LINES) * height + 2 * self.list.frameWidth())

    def _entry(self, row: int) -> ParsedNumber:
        entry: ParsedNumber = self.list.entry(row)  # type: ignore[assignment]  # only `ParsedNumber` is ever put in
        return entry

    def _entries(self) -> list[ParsedNumber]:
        return [self._entry(row) for row in range(self.list.count())]


def _place(typed: ParsedNumber) -> str:
    return ", ".join(part for part in (typed.shown, typed.country) if part)
