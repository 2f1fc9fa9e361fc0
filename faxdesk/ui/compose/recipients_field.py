"""The field "To": numbers are typed or pasted, checked at once, and become chips."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from faxdesk.core.errors import InputRefused
from faxdesk.core.times import utc_now
from faxdesk.ui.compose.contact_names import ContactNames
from faxdesk.ui.compose.entry_frame import EntryFrame
from faxdesk.ui.compose.number_list import NumberList
from faxdesk.ui.compose.number_parsing import ParsedNumber, check, separated, split
from faxdesk.ui.compose.pasted_recipients import PastedRecipient
from faxdesk.ui.compose.recipient_suggestions import RecipientSuggestions
from faxdesk.ui.compose.reserved_room import ReservedRoom
from faxdesk.ui.compose.suggestion_line import SuggestionLine
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.click_guard import ClickGuard
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from faxdesk.core.contacts import Suggestion
    from faxdesk.core.times import Now
    from faxdesk.ui.backend.backend import Backend

FIELD = "To"
LONGEST = 1 << 20
"""Characters that can be pasted at once: many times the numbers that one fax can have."""


class RecipientsField(QWidget):
    """Takes numbers in any usual form. What is unfinished in the field counts as well when `value` is asked for."""

    changed = Signal()
    contacts_wanted = Signal()
    """Recipients are to be chosen from the contacts."""

    def __init__(
        self, most: int, parent: QWidget | None = None, now: Now = utc_now, zone: tzinfo | None = None
    ) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.NUMBERS)
        self._most = most
        self._length = 0
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(self.tr("To"))
        # Qt would cut off a long list of pasted numbers without a word.
        self.edit.setMaxLength(LONGEST)
        self.edit.textChanged.connect(self._typed)
        self._click_guard = ClickGuard(self._finish, self)
        self.edit.editingFinished.connect(self._click_guard.run)
        self.edit.installEventFilter(self)
        self.frame = EntryFrame(self.edit, self)
        self.list = NumberList(self.tr("Recipients"), self.frame, now, zone)
        self.list.checked.connect(self._report)
        self._contact_names: ContactNames | None = None
        self.list.removal_wanted.connect(self._remove)
        self.list.correction_wanted.connect(self.correct)
        self.contacts_button = QPushButton(self.tr("&Browse contacts…"), self)
        self.contacts_button.setAccessibleName(self.tr("Browse contacts"))
        self.contacts_button.setAutoDefault(False)
        self.contacts_button.clicked.connect(self.contacts_wanted)
        self.note = InlineNote(self)
        self.suggestion = SuggestionLine(self)
        self.suggestion.wanted.connect(self.put)
        self._lay_out()
        self._fit()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.edit)
        QWidget.setTabOrder(self.list, self.edit)
        self.frame.box.addWidget(self.list)
        self.frame.box.addWidget(self.edit)
        self.frame.box.addStretch(1)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(tokens.SPACE_S)
        below.addWidget(self.contacts_button, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(ReservedRoom((self.note, self.suggestion), self, lines=tokens.MESSAGE_LINES), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.SPACE_S)
        layout.addWidget(self.frame)
        layout.addLayout(below)
        margins = self.frame.box.contentsMargins()
        # The first recipient finds its room: what is below stays where it is.
        self.frame.setMinimumHeight(
            self.list.chip_height() + self.edit.sizeHint().height() + margins.top() + margins.bottom()
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace and arrows go from an empty text to the last chip, as in mail programs."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Up}
            and not self.edit.text()
            and self.list.count()
        ):
            self.list.choose(self.list.count() - 1)
            self.list.setFocus(Qt.FocusReason.BacktabFocusReason)
            return True
        return super().eventFilter(watched, event)

    # --------------------------------------------------------------------------------------- what it holds

    def value(self) -> tuple[str, ...]:
        """Return the numbers in E.164 form, in order. Raises `InputRefused` where there is none, or a wrong one."""
        self._check_all()
        parsed = self.list.parsed()
        for row, one in enumerate(parsed):
            if one.error is not None:
                self.list.choose(row)
                raise one.error
        if not parsed:
            raise InputRefused(
                FIELD, self.tr("There is no recipient."), self.tr("Say which fax number the fax goes to.")
            )
        if len(parsed) > self._most:
            raise self._too_many(len(parsed))
        return tuple(one.number for one in parsed)

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
        return self.list.numbers

    @property
    def meant(self) -> tuple[str, ...]:
        """The good numbers, with the one in the field where it is good already."""
        typed = self._typed_number()
        return self.numbers if typed is None else (*self.numbers, typed.number)

    def put(self, number: str) -> None:
        """Make a number (E.164) the only recipient."""
        self._set_text("")
        self.list.forget_unchecked()
        self._remove(list(range(self.list.count())))
        self.add([number])

    def exchange(self, number: str, instead: str) -> None:
        """Put another number (E.164) in the place of one."""
        self._remove([row for row, one in enumerate(self.list.parsed()) if one.number == number])
        self.add([instead])

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that was entered, good or not: what would be lost with the dialog."""
        listed = tuple(one.number or one.text for one in self.list.parsed())
        return (*listed, *self.list.unchecked, *filter(None, [self.edit.text().strip()]))

    @property
    def entered(self) -> tuple[tuple[str, str], ...]:
        """The same, each with the name that was given with it, for a draft."""
        listed = tuple((one.number or one.text, one.name) for one in self.list.parsed())
        rest = (*self.list.unchecked, *filter(None, [self.edit.text().strip()]))
        return (*listed, *((text, "") for text in rest))

    @property
    def count(self) -> int:
        """How many recipients there are, with those that are still to be checked and a good one in the field."""
        return self.list.recipients + (self._typed_number() is not None)

    @property
    def to_mend(self) -> int:
        """How many of the recipients that are listed have no number that a fax can go to."""
        return self.list.wrong

    def set_region(self, region: str) -> None:
        """Say which country a number without country code belongs to. Wrong numbers are looked at again."""
        if region != self.list.region:
            self.list.check_again(region)
            self._hint()
            self.changed.emit()

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The numbers (E.164) whose names were given with them, with these."""
        return self.list.names

    def suggest_from(self, backend: Backend) -> None:
        """Suggest contacts, groups and recent numbers while somebody types, and say which contacts have the numbers."""
        self.suggestions = RecipientSuggestions(self.edit, backend, self)
        self.suggestions.chosen.connect(self._take)
        # Before the field looks at the text as a number.
        self.edit.returnPressed.connect(self._take_only_one)
        self._contact_names = ContactNames(backend, self)
        self._contact_names.found.connect(self.list.show_contacts)

    def _take_only_one(self) -> None:
        """Enter after a name that only one suggestion fits means that one; of several the user chooses."""
        text = self.edit.text()
        found = self.suggestions.found_for(text) if _is_name(text) else ()
        if len(found) == 1 and not self.suggestions.popup.currentIndex().isValid():
            self._take(found[0])

    def _take(self, suggestion: Suggestion) -> None:
        with self._leaving(""):
            self.add([PastedRecipient(number, name) for number, name in suggestion.recipients])

    def add(self, texts: Iterable[str | PastedRecipient]) -> None:
        """Add numbers as if they had been pasted."""
        self.list.add(texts)

    # ------------------------------------------------------------------------------------------- the field

    def _typed(self, text: str) -> None:
        whole, rest = self._ended(text)
        self._length = len(rest)
        if whole or rest != text.lstrip():
            with self._leaving(rest):
                self.add(whole)
        else:
            self._hint()
            self.changed.emit()

    def _ended(self, text: str) -> tuple[list[PastedRecipient], str]:
        """Return the recipients that are complete, and the text that is still being typed.

        What was pasted is complete where it has more than a number in it.
        """
        whole, rest = split(text)
        pasted = len(text) > self._length + 1
        if pasted and not whole and (found := separated(text)) and found[0].text != text.strip() and _good(found):
            return found, ""
        return whole, rest

    @contextmanager
    def _leaving(self, rest: str) -> Iterator[None]:
        """Inside, what was typed moves to the list but for `rest`; where that fails, it stays in the field."""
        before = self.edit.text()
        self._set_text(rest)
        try:
            yield
        except BaseException:
            self._set_text(before)
            raise

    def _set_text(self, text: str) -> None:
        self._length = len(text)
        self.edit.blockSignals(True)
        self.edit.setText(text)
        self.edit.blockSignals(False)

    def _typed_number(self) -> ParsedNumber | None:
        """Return the number in the field, where it is a good one that is not listed yet."""
        text = self.edit.text().strip()
        typed = check(text, self.list.region) if text else None
        return typed if typed is not None and typed.error is None and not self.list.has(typed.number) else None

    def _hint(self) -> None:
        """Say what the unfinished number would be. It is not wrong yet, so nothing is red."""
        text = self.edit.text().strip()
        # Letters are a name that is looked for, as long as nobody says that they are all.
        if not text or any(map(str.isalpha, text)):
            self.note.say("")
            return
        typed = check(text, self.list.region)
        if typed.error is not None:
            self.note.say(typed.error.title)
        else:
            self.note.say(
                typed.doubt or _number_and_country(typed), Severity.WARNING if typed.doubt else Severity.MUTED
            )

    def _finish(self) -> None:
        """Enter was pressed, or the keyboard left: a good number moves to the list, a wrong one stays to be mended."""
        text = self.edit.text().strip()
        if not text:
            return
        typed = check(text, self.list.region)
        if typed.error is None or _good(separated(text)):
            with self._leaving(""):
                self.add(separated(text))
        else:
            self.note.say(self._name_text(text) or f"{typed.error.title} {typed.error.advice}", Severity.ERROR)

    def _name_text(self, text: str) -> str:
        """Return what is said of a name that has not become a recipient; "" of what may have been meant as a number."""
        if not _is_name(text):
            return ""
        if self._contact_names is not None and len(self.suggestions.found_for(self.edit.text())) > 1:
            return self.tr("Several recipients fit “{text}”: choose one with the arrow keys or the mouse.").format(
                text=text
            )
        return self.tr("Nobody called “{text}” was chosen. Choose a suggestion, or write a number.").format(text=text)

    def _check_all(self) -> None:
        """Everything counts now: the number in the field, and what has not been checked yet."""
        text = self.edit.text().strip()
        with self._leaving(""):
            self.list.check_all(text)

    # -------------------------------------------------------------------------------------------- the list

    def _report(self) -> None:
        """Say what the last numbers came to."""
        self._hint()
        unchecked = len(self.list.unchecked)
        if unchecked:
            self.note.say(self.tr("Checking {numbers}…").format(numbers=count_text(unchecked, "more number")))
        elif self.list.repeated and not self.edit.text().strip():
            self.note.say(self._repeated_text())
        if self._contact_names is not None:
            self._contact_names.look_up(self.list.numbers)
        self._fit()
        self.changed.emit()

    def _repeated_text(self) -> str:
        shown = self.list.repeated
        if len(shown) == 1:
            return self.tr("{number} was given more than once and gets the fax once.").format(number=shown[0])
        return self.tr("{count} numbers were given more than once. Each gets the fax once.").format(count=len(shown))

    def _remove(self, rows: list[int]) -> None:
        had_focus = self.list.hasFocus()
        self.list.remove_rows(rows)
        self._report()
        if had_focus and not self.list.count():
            self.edit.setFocus()

    def correct(self, row: int) -> None:
        """Take a number back into the field, as it was typed."""
        text = self.list.parsed()[row].text
        self._finish()
        if self.edit.text().strip():
            return
        self._remove([row])
        self._set_text(text)
        self._hint()
        self.edit.setFocus()

    def _fit(self) -> None:
        self.list.fit()
        hint = self.tr("Name or fax number, or paste a whole list")
        self.edit.setPlaceholderText("" if self.list.count() else hint)


def _good(found: list[PastedRecipient]) -> bool:
    """True where something in a text is more than what it says."""
    return any(re.search(r"\d", one.text) and not re.search(r"[^\W\d_]", one.text) for one in found)


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and not any(map(str.isdecimal, text))


def _number_and_country(typed: ParsedNumber) -> str:
    return ", ".join(part for part in (typed.shown, typed.name, typed.country) if part)
