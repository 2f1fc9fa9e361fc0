"""Asks, when Send is pressed, what becomes of two faxes to the same number that would meet."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.services.same_number import after, on_their_way
from faxdesk.ui.compose.same_number_question import SameNumberChoice, SameNumberQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Draft
    from faxdesk.services.same_number import OnItsWay
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend


class SameNumberGuard(QObject):
    """Looks for faxes on their way. `but` are those whose place the fax takes; `joins` whether they can be joined."""

    passed = Signal(object)
    """The `Draft` as it is to be kept."""
    held = Signal()
    """The user wants to look at it again."""

    def __init__(self, backend: Backend, but: Sequence[int], window: QWidget, *, joins: bool) -> None:
        super().__init__(window)
        self._backend, self._but, self._window, self._joins = backend, tuple(but), window, joins
        self.question: SameNumberQuestion | None = None

    def check(self, draft: Draft) -> None:
        """Let a draft pass, ask, or hold it."""
        now = self._backend.factory.now()

        def look(store: Store, _cancel: CancelToken) -> tuple[OnItsWay, ...]:
            return on_their_way(store, draft, now, self._but)

        self._backend.with_store(self, look, partial(self._weigh, draft), partial(self._unasked, draft))

    def _weigh(self, draft: Draft, faxes: tuple[OnItsWay, ...]) -> None:
        if not faxes:
            self.passed.emit(draft)
            return
        if not self._joins:
            faxes = tuple(replace(one, joinable=False) for one in faxes)
        self.question = question = SameNumberQuestion(faxes, self._window)
        question.chosen.connect(partial(self._go_on, draft, faxes))
        question.rejected.connect(self._hold)
        question.open()

    def _go_on(self, draft: Draft, faxes: tuple[OnItsWay, ...], choice: SameNumberChoice) -> None:
        self.question = None
        if choice is SameNumberChoice.ONE_FAX:
            draft = replace(draft, joins=faxes[0].job)
        elif choice is SameNumberChoice.AFTER:
            draft = replace(draft, after=after(faxes))
        self.passed.emit(draft)

    def _hold(self) -> None:
        self.question = None
        self.held.emit()

    def _unasked(self, draft: Draft, _error: FaxDeskError) -> None:
        # What cannot be read now keeps no fax from being sent: keeping it says what is wrong.
        self.passed.emit(draft)
