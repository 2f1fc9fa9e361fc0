"""The list of drafts: for whom each is, what is in it, and when it was changed last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from faxdesk.core.contacts import Contact
from faxdesk.core.model import Document
from faxdesk.core.visible_text import visible
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import near_text
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.line_delegate import LineItem
from faxdesk.ui.widgets.line_list import LineList
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from faxdesk.core.model import Records
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

_NAMED = 3
"""Recipients, and documents, that are named one by one."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DraftsPage(QWidget):
    """Enter or a double click opens a draft, Delete throws those away that are chosen."""

    open_wanted = Signal(object)
    """A `KeptDraft`."""
    removal_wanted = Signal(tuple)
    """The numbers of drafts."""

    def __init__(self, numbers: NumberFormatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.DRAFTS)
        self._numbers = numbers
        self.list = _DraftList(self.tr("Drafts"), self, ringed=False, page=True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.removal_wanted.connect(self._remove)
        self.list.opened.connect(self.open_chosen)
        self.list.itemDoubleClicked.connect(self.open_chosen)
        self.list.itemSelectionChanged.connect(self._offer)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.open_button = self._button(self.tr("&Open"), self.open_chosen)
        self.delete_button = self._button(self.tr("&Delete"), self._remove_chosen)
        self.more = InlineNote(self)
        """What is not listed."""
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.delete_button)
        buttons.addWidget(self.more, 1)
        buttons.addStretch()
        buttons.setContentsMargins(tokens.SPACE_M, tokens.SPACE_S, tokens.SPACE_M, tokens.SPACE_S)
        buttons.setSpacing(tokens.SPACE_S)
        # The rows and the buttons lie on one ground, as in the other tabs.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self._offer()

    @property
    def keyboard_place(self) -> QWidget:
        """The list of drafts."""
        return self.list

    def _button(self, text: str, pressed: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.clicked.connect(pressed)
        return button

    def show_drafts(
        self, drafts: Records[KeptDraft], count: int, contacts: Mapping[str, Contact], now: datetime
    ) -> None:
        """Show these drafts, which are the first of so many. What was chosen stays chosen.

        `contacts` are known by their numbers (E.164); `now` says what is today.
        """
        chosen = {one.id for one in self.chosen}
        current = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for draft in drafts:
            self.list.append(draft, self._line(draft, contacts, now))
            if draft.id in chosen:
                self.list.item(self.list.count() - 1).setSelected(True)
        if not self.list.rows() and self.list.count():
            self.list.setCurrentRow(min(max(current, 0), self.list.count() - 1))
        self.list.blockSignals(False)
        self._say_missing(count - len(drafts) - drafts.dropped, drafts.dropped)
        self._offer()

    def _say_missing(self, older: int, broken: int) -> None:
        if broken:
            text = self.tr("{drafts} cannot be read: the data folder is damaged.")
            self.more.say(text.format(drafts=count_text(broken, "draft")), Severity.WARNING)
        elif older > 0:
            self.more.say(self.tr("{drafts} not shown").format(drafts=count_text(older, "older draft")))
        else:
            self.more.say("")

    @property
    def drafts(self) -> list[KeptDraft]:
        """What is listed, from top to bottom."""
        return self.list.drafts()

    @property
    def chosen(self) -> list[KeptDraft]:
        """The chosen ones, from top to bottom."""
        drafts = self.drafts
        return [drafts[row] for row in self.list.rows()]

    def open_chosen(self) -> None:
        """Ask for the draft with the keyboard to be opened."""
        if self.chosen:
            self.open_wanted.emit(self.chosen[0])

    def _show_menu(self, place: QPoint) -> None:
        if not self.list.rows():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button, does in ((self.open_button, self.open_chosen), (self.delete_button, self._remove_chosen)):
            menu.addAction(button.text(), does).setEnabled(button.isEnabled())
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _remove_chosen(self) -> None:
        self._remove(self.list.rows())

    def _remove(self, rows: list[int]) -> None:
        drafts = self.drafts
        if rows:
            self.removal_wanted.emit(tuple(drafts[row].id for row in rows))

    def _offer(self) -> None:
        count = len(self.list.rows())
        self.open_button.setEnabled(count == 1)
        self.delete_button.setEnabled(count > 0)

    # ------------------------------------------------------------------------------------------------- the lines

    def _line(self, kept: KeptDraft, contacts: Mapping[str, Contact], now: datetime) -> LineItem:
        note = " · ".join(part for part in (self._documents(kept), " ".join(kept.draft.comment.split())) if part)
        title, changed = self._recipients(kept, contacts), near_text(kept.changed_at, now)
        if kept.reason:
            return LineItem(title, changed, f"{kept.reason}\n{note}", Severity.WARNING, strong=True)
        return LineItem(title, changed, note, Severity.MUTED, strong=True)

    def _recipients(self, kept: KeptDraft, contacts: Mapping[str, Contact]) -> str:
        given = dict(kept.written.recipients) if kept.written is not None else {}
        nobody = Contact()
        texts = [
            visible(contacts.get(number, nobody).called(given.get(number, ""))) or self._number(number)
            for number in kept.draft.recipients
        ]
        # A name has commas of its own.
        return _few(texts, "; ") or self.tr("No recipient yet")

    def _number(self, text: str) -> str:
        # What was typed and is no number is shown as it was typed.
        return self._numbers.text(text) if text.startswith("+") else visible(text)

    def _documents(self, kept: KeptDraft) -> str:
        names = [visible(file.name) for file in kept.draft.files if isinstance(file, Document | Path)]
        if not names:
            return self.tr("No document yet")
        pages = sum(file.pages for file in kept.draft.files if isinstance(file, Document))
        if not pages:
            return _few(names)
        return self.tr("{documents}, {pages}").format(documents=_few(names), pages=count_text(pages, "page"))


class _DraftList(LineList):
    """Drafts, opened with Enter."""

    opened = Signal()

    def drafts(self) -> list[KeptDraft]:
        from faxdesk.store.drafts import KeptDraft

        return [entry for entry in self.entries() if isinstance(entry, KeptDraft)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def _few(texts: Sequence[str], between: str = ", ") -> str:
    """Return the first of some texts, and how many more there are."""
    more = len(texts) - _NAMED
    named = between.join(texts[:_NAMED])
    return f"{named} +{more}" if more > 0 else named
