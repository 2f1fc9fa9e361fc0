"""The list that opens below the field “To” while somebody types: contacts, groups, and numbers of recent faxes."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QListView

from faxdesk.core.contacts import Suggestion, SuggestionKind
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.entry_delegate import Entry, number_entry
from faxdesk.ui.widgets.entry_list import EntryListModel, draw_entries
from faxdesk.ui.widgets.fax_texts import day_text, state_look, state_word

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

MOST = 8
"""Suggestions: as many as are read at a glance."""
_WORTH = re.compile(r"[^\W\d_]|\d\D*\d")
"""What says enough to suggest something: a letter, or two digits."""


class RecipientSuggestions(QObject):
    """Suggests recipients for what is typed into a field. Arrows choose, Enter or a click takes, Esc closes.

    Down in an empty field suggests whom faxes went to lately.
    """

    chosen = Signal(object)
    """A `Suggestion` that the user has taken."""

    def __init__(self, edit: QLineEdit, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._edit, self._backend = edit, backend
        self._model = _SuggestionModel(self)
        self._shown_for = ""
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(MOST)
        self._completer.setWidget(edit)
        # Its own: one of ours would be deleted by both, the completer and Python.
        view = self._completer.popup()
        assert isinstance(view, QListView)  # noqa: S101  for the type checker: what Qt makes where no other is set
        self._view = view
        view.setAccessibleName(self.tr("Suggested recipients"))
        # Its ground is that of the fields below it.
        view.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        draw_entries(view)
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]  # one of two of its forms
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(0)
        self._wait.timeout.connect(self._ask)
        edit.textEdited.connect(self._typed)
        edit.installEventFilter(self)

    @property
    def popup(self) -> QListView:
        """The list."""
        return self._view

    def found_for(self, text: str) -> tuple[Suggestion, ...]:
        """Return what is suggested for a text; nothing where the suggestions are those for another one."""
        return self._model.items if text == self._shown_for else ()

    def _typed(self, text: str) -> None:
        if _WORTH.search(text):
            # Keys that come at once are asked for once.
            self._wait.start()
        else:
            self._wait.stop()
            self._view.hide()

    def _ask(self) -> None:
        text = self._edit.text()
        self._backend.with_store(self, partial(_suggest, text), partial(self._show, text), self._not_read)

    def _show(self, text: str, found: tuple[Suggestion, ...]) -> None:
        # What came later has asked for itself.
        if text != self._edit.text() or not self._edit.hasFocus():
            return
        self._shown_for = text
        self._model.show_suggestions(found, self._backend.factory.now())
        if found:
            self._completer.complete()
            # Qt has made the first one current, without showing that: Enter would send to it as well, behind a number
            # that was typed to its end.
            self._view.selectionModel().clearCurrentIndex()
        else:
            self._view.hide()

    def _not_read(self, _error: FaxDeskError) -> None:
        # Nobody has to have suggestions: the number can be typed.
        self._view.hide()

    def _take(self, index: QModelIndex) -> None:
        found = self._model.item(index.row())
        self._view.hide()
        if found is not None:
            self.chosen.emit(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down asks for suggestions where there are none on the screen."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and not self._view.isVisible()
        ):
            self._ask()
            return True
        return super().eventFilter(watched, event)


def _suggest(text: str, store: Store, _cancel: CancelToken) -> tuple[Suggestion, ...]:
    return store.contact_suggestions.suggest(text, MOST)


class _SuggestionModel(EntryListModel[Suggestion]):
    """The suggestions, as rows."""

    _now: datetime | None = None

    def show_suggestions(self, found: tuple[Suggestion, ...], now: datetime) -> None:
        """Show others; `now` is the present time."""
        self._now = now
        self.show(found)

    def entry(self, item: Suggestion) -> Entry:
        """Return whom it is about, and how the last fax there ended."""
        if item.kind is SuggestionKind.GROUP:
            text = self.tr("Group of {contacts}").format(contacts=count_text(len(item.numbers), "contact"))
            return Entry(item.name, "", text)
        title, beside = (item.name, item.company) if item.name else (item.company, "")
        entry = number_entry(title, beside, item.numbers[0])
        if item.result is None or item.at is None or self._now is None:
            return entry
        icon, tone = state_look(item.result)
        state = self.tr("{state}, {day}").format(state=state_word(item.result), day=day_text(item.at, self._now))
        return entry._replace(state=state, icon=icon, tone=tone)
