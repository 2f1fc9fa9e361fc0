"""Whose the numbers in the field “To” are, as far as a contact has them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Contact
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend


class ContactNames(QObject):
    """Looks for the contacts of numbers, for each number once."""

    found = Signal(object)
    """Contacts by the numbers (E.164) that they have, as a dict."""

    def __init__(self, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._backend = backend
        self._asked: set[str] = set()

    def look_up(self, numbers: Iterable[str]) -> None:
        """Look for those of these numbers (E.164) that have not been looked for."""
        fresh = tuple(number for number in numbers if number not in self._asked)
        if fresh:
            self._asked.update(fresh)
            self._backend.with_store(self, partial(_known, fresh), self._tell, self._not_read)

    def _tell(self, contacts: dict[str, Contact]) -> None:
        if contacts:
            self.found.emit(contacts)

    def _not_read(self, _error: FaxDeskError) -> None:
        # The number says where the fax goes; what is wrong with the data folder is said when it is sent.
        pass


def _known(numbers: tuple[str, ...], store: Store, _cancel: CancelToken) -> dict[str, Contact]:
    return store.contacts.known(numbers)
