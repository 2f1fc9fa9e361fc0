"""The guard against wrong numbers in the dialog: asked when Send is pressed, and silent where nothing is odd."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.cover import CoverFlag
from faxdesk.services.number_check import number_warnings
from faxdesk.ui.compose.number_question import NumberQuestion

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QWidget

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Draft
    from faxdesk.services.number_check import NumberDoubt, NumberWarning
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend


class NumberGuard(QObject):
    """Looks at the numbers of one dialog. What the user has confirmed is not asked again there.

    `trusted` are numbers that the fax was already sent to with the same dialog. Without `may_change` another number
    cannot be taken, as the fax is sent as it is or not at all.
    """

    passed = Signal(object)
    """The `Draft` may be sent: nothing speaks against it, or the user says so."""
    held = Signal()
    """The user wants to look at it again."""
    instead_wanted = Signal(str, str)
    """The first number is wrong, the second is meant. `held` follows."""

    def __init__(
        self, backend: Backend, window: QWidget, trusted: Collection[str] = (), *, may_change: bool = True
    ) -> None:
        super().__init__(window)
        self._may_change = may_change
        self._backend, self._window = backend, window
        self._trusted = frozenset(trusted)
        self._confirmed: set[tuple[str, NumberDoubt]] = set()
        self.question: NumberQuestion | None = None

    def check(self, draft: Draft, named: tuple[str, ...] = ()) -> None:
        """Look at the recipients of a draft; `named` are the fax numbers that its documents certainly name."""
        numbers = tuple(number for number in draft.recipients if number not in self._trusted)
        if not numbers:
            self.passed.emit(draft)
            return
        confidential = draft.cover is not None and CoverFlag.CONFIDENTIAL in draft.cover.page.flags
        job = partial(_warnings, numbers, named if len(draft.recipients) == 1 else (), confidential)
        self._backend.with_store(self, job, partial(self._weigh, draft), partial(self._unasked, draft))

    def _weigh(self, draft: Draft, warnings: tuple[NumberWarning, ...]) -> None:
        new = [one for one in warnings if (one.number, one.doubt) not in self._confirmed]
        if not new:
            self.passed.emit(draft)
            return
        shown = new if self._may_change else [replace(one, instead="") for one in new]
        self.question = question = NumberQuestion(shown, self._window)
        question.instead_wanted.connect(self.instead_wanted)
        question.accepted.connect(partial(self._confirm, draft, tuple(new)))
        question.rejected.connect(self._hold)
        question.open()

    def _confirm(self, draft: Draft, warnings: tuple[NumberWarning, ...]) -> None:
        self.question = None
        self._confirmed.update((one.number, one.doubt) for one in warnings)
        self.passed.emit(draft)

    def _hold(self) -> None:
        self.question = None
        self.held.emit()

    def _unasked(self, draft: Draft, _error: FaxDeskError) -> None:
        # What cannot be read now keeps no fax from being sent: keeping it says what is wrong.
        self.passed.emit(draft)


def _warnings(
    numbers: tuple[str, ...], named: tuple[str, ...], confidential: bool, store: Store, _cancel: CancelToken
) -> tuple[NumberWarning, ...]:
    return number_warnings(store, numbers, named=named, confidential=confidential)
