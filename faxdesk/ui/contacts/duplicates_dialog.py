"""Contacts that seem to be one and the same, and one button for each set that makes one of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.contacts import merged
from faxdesk.ui.contacts import contact_requests
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.contacts import Contact, ContactRecord
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

MOST = 50
"""Sets that are shown at once; when some are merged, others come."""
_MERGE = "merge"
Sets = tuple[tuple["Contact", ...], ...]


class DuplicatesDialog(QDialog):
    """Shows the sets, and merges those that the user wants."""

    def __init__(self, backend: Backend, parent: QWidget) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.CONTACTS)
        self._backend = backend
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Duplicates"))
        self.resize(*tokens.DUPLICATES_DIALOG)
        self.title = QLabel(self.tr("Looking for duplicates…"))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.messages = MessageBar()
        self.merge_buttons: list[QPushButton] = []
        self._area = QScrollArea()
        FocusRing(self._area)
        self._area.setAccessibleName(self.tr("Duplicates"))
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        close = QPushButton(self.tr("&Close"))
        box = QDialogButtonBox(self)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        layout.setSpacing(tokens.SPACE_L)
        layout.addWidget(self.title)
        layout.addWidget(self.messages)
        layout.addWidget(self._area, 1)
        layout.addWidget(box)
        self.look()

    def look(self) -> None:
        """Look for them anew."""
        self._backend.with_store(self, _find, self._show, self._fail)

    def _show(self, sets: Sets) -> None:
        self.merge_buttons = []
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, tokens.SPACE_S, 0)
        box.setSpacing(tokens.SPACE_L)
        for one in sets:
            box.addLayout(self._set(one))
        box.addStretch(1)
        self._area.setWidget(inner)
        if sets:
            self.title.setText(
                self.tr("These contacts have the same name, and the same company or number. One of them is enough.")
            )
        else:
            self.title.setText(self.tr("There are no duplicates."))

    def _set(self, contacts: tuple[Contact, ...]) -> QHBoxLayout:
        whole = merged(contacts)
        head = QLabel(whole.who)
        write_in(head, tokens.BODY, bold=True)
        lines = [
            self.tr("{who}: {numbers}").format(who=one.who, numbers=", ".join(map(number_text, one.numbers)))
            for one in contacts
        ]
        body = QLabel("\n".join(lines))
        text = QVBoxLayout()
        text.setSpacing(tokens.SPACE_XS)
        for label in (head, body):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            text.addWidget(label)
        button = QPushButton(self.tr("Merge"))
        button.setAccessibleName(self.tr("Merge {who}").format(who=whole.who))
        button.setAutoDefault(False)
        button.clicked.connect(partial(self.merge, tuple(one.id for one in contacts)))
        self.merge_buttons.append(button)
        row = QHBoxLayout()
        row.addLayout(text, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def merge(self, ids: tuple[int, ...], _checked: bool = False) -> None:
        """Make one contact of several."""
        for button in self.merge_buttons:
            button.setEnabled(False)
        self._backend.request(self, partial(contact_requests.merge, ids), self._merged, self._fail)

    def _merged(self, done: tuple[Contact, tuple[ContactRecord, ...]]) -> None:
        whole, records = done
        undo = MessageAction(self.tr("&Undo"), partial(self.undo, records, whole.id))
        text = self.tr("{contacts} are one now: {who}.")
        text = text.format(contacts=count_text(len(records), "contact"), who=whole.who)
        self.messages.say(text, action=undo, key=_MERGE)
        self.look()

    def undo(self, records: tuple[ContactRecord, ...], instead: int) -> None:
        """Keep contacts as they were before one was made of them."""
        self.messages.take_back(_MERGE)
        self._backend.request(self, partial(contact_requests.put_back, records, instead), self._put_back, self._fail)

    def _put_back(self, _nothing: None) -> None:
        self.look()

    def _fail(self, error: FaxDeskError) -> None:
        self.messages.fail(error, key=_MERGE)
        for button in self.merge_buttons:
            button.setEnabled(True)


def _find(store: Store, _cancel: CancelToken) -> Sets:
    return store.contacts.duplicates(MOST)
