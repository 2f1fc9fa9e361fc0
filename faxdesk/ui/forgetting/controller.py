"""Opens the dialog that forgets a person: whom the chosen faxes went to, or whom a page of a feature names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.phone import comparable
from faxdesk.ui.actions.table import ActionId

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import WindowHost


def install(host: WindowHost) -> None:
    """Let “Forget this person” answer."""
    ForgettingController(host)


class ForgettingController(QObject):
    """Asks whom the action is about, and opens the dialog."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        host.handle(ActionId.FORGET, self.forget)
        host.forget_wanted.connect(self.open)
        host.selection.changed.connect(self._enable)
        host.page_actions_changed.connect(self._enable)

    def _enable(self) -> None:
        own = self._host.page_actions().get(ActionId.FORGET)
        can = own.isEnabled() if own is not None else bool(self._number())
        self._host.actions[ActionId.FORGET].setEnabled(can)

    def _number(self) -> str:
        """Return the number that all chosen faxes went to, "" where there are several, or none."""
        numbers = {comparable(row.to) for row in self._host.selection.rows()}
        return f"+{numbers.pop()}" if len(numbers) == 1 and all(numbers) else ""

    def forget(self) -> None:
        """Show what there is of the person whom the chosen faxes went to, or of whom the page on the screen shows."""
        own = self._host.page_actions().get(ActionId.FORGET)
        if own is not None:
            own.trigger()
        elif number := self._number():
            self.open(number, 0)

    def open(self, number: str, contact: int) -> None:
        """Open the dialog, for a contact (its id), or where that is 0 for a number (E.164)."""
        from faxdesk.ui.forgetting.dialog import ForgetDialog, whose_contact, whose_number

        whose = whose_contact(contact) if contact else whose_number(number)
        ForgetDialog(self._host.backend, whose, self._host.window).open()
