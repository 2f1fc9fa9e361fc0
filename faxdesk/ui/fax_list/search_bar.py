"""What a list is searched by: words, and filters that are folded away until they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from faxdesk.core.fax_search import FaxSearch
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.search_field import SearchField
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.ui.fax_list.filter_row import FilterRow
    from faxdesk.ui.fax_list.update import FoundCount

TYPING_MS = 150
"""Milliseconds without a key press after which a search begins: less than between two keys of a slow typist."""


class PlaceLine(QLabel):
    """One line of text, cut off where there is no room for it: it makes no window wider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show a text, and tell the whole of it to who listens or points at it."""
        self._whole = text
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of it as there is room for now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(
            self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.contentsRect().width())
        )


class SearchBar(QWidget):
    """The search field, the button that unfolds the filters, and what was found. `make_filters` makes these when they
    are first wanted: the first paint does not wait for them.
    """

    changed = Signal(object)
    """A `FaxSearch`: something else is looked for."""
    left = Signal()
    """The keyboard is to go to the list."""

    def __init__(
        self, name: str, make_filters: Callable[[], FilterRow] | None = None, parent: QWidget | None = None
    ) -> None:
        """`name` is what the search field says. Without `make_filters` there are words alone."""
        super().__init__(parent)
        lead_to_help(self, HelpSubject.SEARCH)
        self._make_filters = make_filters
        self._last = FaxSearch()
        self.filters: FilterRow | None = None
        self.field = SearchField(name)
        self.filters_button = QToolButton()
        self.count = QLabel()
        self.place = PlaceLine()
        self._wait = QTimer(self, singleShot=True)
        self._wait.setInterval(TYPING_MS)
        self._name()
        if make_filters is None:
            self.filters_button.hide()
        self._lay_out()
        self._wait.timeout.connect(self._tell_typing)
        self.field.textEdited.connect(self._wait.start)
        self.field.returnPressed.connect(self.tell)
        self.field.textChanged.connect(self._cleared)
        self.field.installEventFilter(self)
        self.filters_button.toggled.connect(self._fold)

    def _name(self) -> None:
        self.field.setAcceptDrops(False)
        self.field.setToolTip(
            self.tr("Looks in numbers, names, comments, names of files and in the text of the documents")
        )
        self.filters_button.setText(self.tr("Filters"))
        self.filters_button.setCheckable(True)
        self.filters_button.setToolTip(self.tr("Show only faxes of a person, of a state or of a time"))
        self.count.setTextFormat(Qt.TextFormat.PlainText)

    def _lay_out(self) -> None:
        self._above = above = QHBoxLayout()
        above.setSpacing(tokens.SPACE_S)
        above.addWidget(self.field, 1)
        above.addWidget(self.filters_button)
        above.addWidget(self.count)
        above.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(tokens.SPACE_M, tokens.SPACE_S, tokens.SPACE_M, tokens.SPACE_S)
        self._box.setSpacing(tokens.SPACE_S)
        self._box.addLayout(above)
        self._box.addWidget(self.place)
        self.place.hide()

    def add_beside(self, widget: QWidget) -> None:
        """Put something beside the search field, such as a filter of one list alone."""
        self._above.insertWidget(1, widget)
        QWidget.setTabOrder(self.field, widget)

    # ------------------------------------------------------------------------------------------ what is looked for

    def take_typed(self, text: str) -> None:
        """Go on in the search field with what somebody has begun to type in the list."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setCursorPosition(len(self.field.text()))
        self.field.insert(text)

    def _fold(self, shown: bool) -> None:
        if self._make_filters is None:
            return
        if self.filters is None:
            self.filters = self._make_filters()
            self._box.insertWidget(1, self.filters)
            self.filters.person.installEventFilter(self)
            self.filters.typed.connect(self._wait.start)
            self.filters.changed.connect(self.tell)
        self.filters.setVisible(shown)
        (self.filters.person if shown else self.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self) -> None:
        """Look for what is there now."""
        self._tell(typing=False)

    def _tell_typing(self) -> None:
        self._tell(typing=True)

    def _tell(self, *, typing: bool) -> None:
        self._wait.stop()
        words = self.field.text().strip()
        wanted = FaxSearch(words, typing=typing) if self.filters is None else self.filters.search(words, typing=typing)
        if wanted != self._last:
            self._last = wanted
            self.changed.emit(wanted)
        count = sum(map(bool, (wanted.person, wanted.states, wanted.since, wanted.sender, wanted.account)))
        # They may be folded away.
        self.filters_button.setText(self.tr("Filters ({count})").format(count=count) if count else self.tr("Filters"))
        if self.filters is not None:
            self.filters.clear_button.setEnabled(count > 0)

    def _cleared(self, text: str) -> None:
        if not text:
            self.tell()

    def clear(self) -> None:
        """Look for nothing."""
        self.field.clear()
        if self.filters is not None:
            self.filters.clear()

    # ---------------------------------------------------------------------------------------------- what was found

    def show_count(self, count: int, found: FoundCount | None) -> None:
        """Say how many faxes were found, and how much has not been read yet; nothing where nothing is looked for."""
        faxes = count_text(count, "fax")
        if found is None:
            self.count.clear()
        elif not found.whole:
            self.count.setText(self.tr("Searching…"))
        elif unread := _unread(found):
            self.count.setText(
                self.tr("{faxes} found so far, {unread} not read yet").format(faxes=faxes, unread=unread)
            )
        else:
            self.count.setText(self.tr("{faxes} found").format(faxes=faxes))

    def show_place(self, text: str) -> None:
        """Say where in the chosen fax something was found; nothing hides the line."""
        self.place.say(text)
        self.place.setVisible(bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a field Esc clears it, and Down goes to the list."""
        if isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and watched.text():
                watched.clear()
                self.tell()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)


def _unread(found: FoundCount) -> str:
    """Return in how much more there may be something, "" for nothing."""
    if found.unread_faxes:
        return count_text(found.unread_faxes, "fax")
    return count_text(found.unread_documents, "document") if found.unread_documents else ""
