"""The field "From": the account's numbers that faxes can be sent from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from faxdesk.core import phone
from faxdesk.core.rights import Right
from faxdesk.ui.widgets.choices import ComboBox
from faxdesk.ui.widgets.number_text import number_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.account_notes import AccountState
    from faxdesk.store.service_mirror import ServiceMirror


class SenderField(ComboBox):
    """Offers the numbers as they were last seen, and takes up new ones while the dialog is open."""

    changed = Signal()

    def __init__(self, mirror: ServiceMirror, preferred: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._shown: tuple[tuple[str, ...], AccountState] | None = None
        self.setAccessibleName(self.tr("From"))
        self._fill(preferred)
        self.currentIndexChanged.connect(self.changed)

    def value(self) -> str | None:
        """Return the number in E.164 form, or None where the account's first one shall be taken."""
        number = self.currentData()
        return number if isinstance(number, str) else None

    @property
    def region(self) -> str:
        """The two-letter region of the sender, or an empty text where it is not known."""
        number = self.value()
        return phone.region_of(number) if number else ""

    def refresh(self) -> None:
        """Look again which numbers there are. What was chosen stays chosen as long as it is one of them."""
        chosen = self.value()
        self.blockSignals(True)
        self._fill(chosen)
        self.blockSignals(False)
        if self.value() != chosen:
            self.changed.emit()

    def _fill(self, preferred: str | None) -> None:
        numbers = tuple(number.number for number in self._mirror.numbers() if number.usable)
        state = self._mirror.state()
        if (numbers, state) == self._shown:
            return
        self._shown = numbers, state
        self.clear()
        if not numbers and (state.numbers is not None or Right.NUMBERS in state.denied):
            self.addItem(self.tr("Without a number of yours"), None)
        elif not numbers:
            self.addItem(self.tr("The account's first number (chosen when it is sent)"), None)
        for number in numbers:
            self.addItem(number_text(number), number)
        if preferred in numbers:
            self.setCurrentIndex(numbers.index(preferred))
