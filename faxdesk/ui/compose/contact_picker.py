"""The contacts to choose recipients from, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from faxdesk.ui.contact_list.contact_model import ContactModel
from faxdesk.ui.contact_list.group_box import GroupBox
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.empty_page import Drawing, EmptyPage
from faxdesk.ui.widgets.entry_delegate import EntryDelegate
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.search_field import SearchField
from faxdesk.ui.widgets.typography import grown_size

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QPainter, QShowEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from faxdesk.core.contacts import Contact
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.ui.backend.backend import Backend

_TYPING_MS = 150
"""Milliseconds without a key press after which a search begins."""
_CHECK = Qt.ItemDataRole.CheckStateRole


class ContactPicker(QDialog):
    """Lists the contacts, each with a box to tick. What is ticked stays so while others are looked for.

    `most` is how many can be chosen; where that is one, the next takes its place.
    """

    picked = Signal(list)
    """The chosen `Contact`s, in the order in which they were chosen."""

    def __init__(self, backend: Backend, most: int, parent: QWidget) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.CONTACTS)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Browse contacts"))
        self._most = most
        self.model = _PickModel(backend, most, self)
        self.field = SearchField(self.tr("Search contacts"))
        self.group_box = GroupBox()
        self.all_button = QPushButton(self.tr("Choose &all"))
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Contacts"))
        self.summary = QLabel()
        self.add_button = PrimaryButton(self.tr("Add"))
        self._empty = EmptyPage()
        self._empty.button.hide()
        self._stack = QStackedWidget()
        self._wait = QTimer(self, singleShot=True)
        self._wait.setInterval(_TYPING_MS)
        self._wait.timeout.connect(self._search)
        self._lay_out()
        self._connect()
        self._sum_up()

    def _lay_out(self) -> None:
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setItemDelegate(_PickDelegate(self.list))
        self.list.setModel(self.model)
        FocusRing(self.list)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.field, 2)
        above.addWidget(self.group_box, 1)
        above.addWidget(self.all_button)
        self.all_button.setAutoDefault(False)
        self.all_button.setVisible(self._most > 1)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        below.addWidget(self.summary, 1)
        below.addWidget(self._buttons())
        layout = QVBoxLayout(self)
        margin = tokens.SPACE_L
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(tokens.SPACE_M)
        layout.addLayout(above)
        layout.addWidget(self._stack, 1)
        layout.addLayout(below)
        space = self.screen().availableSize() - QSize(tokens.SCREEN_MARGIN, tokens.SCREEN_MARGIN)
        self.resize(grown_size(tokens.CONTACT_PICKER, self).boundedTo(space))

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        cancel = QPushButton(self.tr("Cancel"), box)
        cancel.setAutoDefault(False)
        self.add_button.setDefault(True)
        self.add_button.stand_beside(cancel)
        box.addButton(self.add_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._pick)
        box.rejected.connect(self.reject)
        return box

    def _connect(self) -> None:
        self.field.textEdited.connect(self._wait.start)
        self.field.textChanged.connect(self._cleared)
        self.field.installEventFilter(self)
        self.group_box.activated.connect(self._search)
        self.all_button.clicked.connect(self._choose_all)
        self.model.loaded.connect(self._show)
        self.model.failed.connect(self._fail)
        self.model.ticked.connect(self._sum_up)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the contacts, and begin with the search."""
        super().showEvent(event)
        self.field.setFocus()
        self._search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the search to the list, Esc clears the search."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
            if event.key() == Qt.Key.Key_Down and self.model.rowCount():
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    # -------------------------------------------------------------------------------------------------- showing

    def _search(self) -> None:
        self._wait.stop()
        self.model.load(self.field.text(), self.group_box.group)

    def _cleared(self, text: str) -> None:
        if not text:
            self._search()

    def _show(self) -> None:
        self.group_box.show_groups(self.model.groups)
        if self.model.rowCount() and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        if self.model.search.strip() or self.model.group:
            advice = self.tr("Look for a part of a name, a company or a number.")
            self._say(self.tr("Nobody found."), advice, Drawing.LENS)
        else:
            self._say(self.tr("No contacts yet."), self.tr("Write them down or import them in the tab “Contacts”."))
        self._stack.setCurrentWidget(self.list if self.model.rowCount() else self._empty)
        self._sum_up()

    def _say(self, title: str, advice: str, drawing: Drawing = Drawing.CARD) -> None:
        self._empty.say(title, advice, "", drawing)

    def _fail(self, error: FaxDeskError) -> None:
        self._say(error.title, error.advice)
        self._stack.setCurrentWidget(self._empty)

    def _sum_up(self) -> None:
        """Say how many are chosen, on the button too, which does it."""
        chosen = self.model.chosen
        self.summary.setText(self._summary_text(len(chosen)))
        self.add_button.setEnabled(bool(chosen))
        text = self.tr("Add {recipients}").format(recipients=count_text(len(chosen), "recipient"))
        self.add_button.setText(text if chosen else self.tr("Add"))
        self.all_button.setEnabled(0 < self.model.rowCount() <= self._most)
        self.all_button.setText(self.tr("Choose &none") if self.model.all_chosen else self.tr("Choose &all"))

    def _summary_text(self, chosen: int) -> str:
        if chosen >= self._most > 1:
            return self.tr("More than {contacts} cannot be chosen.").format(contacts=count_text(chosen, "contact"))
        return ""

    # ------------------------------------------------------------------------------------------------- choosing

    def _choose_all(self) -> None:
        self.model.choose_all(chosen=not self.model.all_chosen)

    def _pick(self) -> None:
        self.accept()
        self.picked.emit(self.model.chosen)


class _PickModel(ContactModel):
    """The contacts, of which `most` at most are ticked."""

    ticked = Signal()

    def __init__(self, backend: Backend, most: int, parent: QObject) -> None:
        super().__init__(backend, parent)
        self._most = most
        self._chosen: dict[int, Contact] = {}

    @property
    def chosen(self) -> list[Contact]:
        """The ticked contacts, listed now or not."""
        return list(self._chosen.values())

    @property
    def all_chosen(self) -> bool:
        """Whether all that are listed are ticked."""
        count = self.rowCount()
        return 0 < count <= len(self._chosen) and all(one in self._chosen for one in self.ids(range(count)))

    def choose_all(self, *, chosen: bool) -> None:
        """Tick all that are listed, or none of them."""
        for row in range(self.rowCount()):
            self._choose(row, chosen=chosen)
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1), [_CHECK])
        self.ticked.emit()

    def _choose(self, row: int, *, chosen: bool) -> None:
        contact = self.contact(row)
        if contact is None:
            return
        if not chosen:
            self._chosen.pop(contact.id, None)
        elif self._most == 1:
            self._chosen = {contact.id: contact}
        elif len(self._chosen) < self._most:
            self._chosen[contact.id] = contact

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Each can be ticked."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a contact, or whether it is ticked."""
        if role == _CHECK:
            (key,) = self.ids([index.row()]) or (0,)
            return Qt.CheckState.Checked if key in self._chosen else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = _CHECK) -> bool:
        """Tick a contact, or not."""
        if role != _CHECK:
            return False
        self._choose(index.row(), chosen=Qt.CheckState(value) is Qt.CheckState.Checked)
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1), [_CHECK])
        self.ticked.emit()
        return True


class _PickDelegate(EntryDelegate):
    """Draws a box before each contact; a click anywhere in its line ticks it, as the space bar does."""

    def _indicator(self) -> QSize:
        style = self._view.style()
        width = style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, self._view)
        return QSize(width, style.pixelMetric(QStyle.PixelMetric.PM_IndicatorHeight, None, self._view))

    def _room(self, rect: QRect) -> QRect:
        aside = tokens.SPACE_M + self._indicator().width()
        room = super()._room(rect)
        return room.adjusted(0, 0, -aside, 0) if self._view.isRightToLeft() else room.adjusted(aside, 0, 0, 0)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row, and the box in it."""
        super().paint(painter, option, index)
        size, whole = self._indicator(), super()._room(option.rect)
        box = QStyleOptionButton()
        box.initFrom(self._view)
        ticked = index.data(_CHECK) == Qt.CheckState.Checked
        box.state = QStyle.StateFlag.State_Enabled
        box.state |= QStyle.StateFlag.State_On if ticked else QStyle.StateFlag.State_Off
        place = QRect(self._visual(whole, whole.left(), size.width()), 0, size.width(), size.height())
        place.moveTop(whole.top() + (whole.height() - size.height()) // 2)
        box.rect = place
        self._view.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, box, painter, self._view)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tick the row that is clicked, or that the space bar is pressed on."""
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
        )
        pressed = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Select}
        if not clicked and not pressed:
            return False
        before = index.data(_CHECK) == Qt.CheckState.Checked
        return model.setData(index, Qt.CheckState.Unchecked if before else Qt.CheckState.Checked, _CHECK)
