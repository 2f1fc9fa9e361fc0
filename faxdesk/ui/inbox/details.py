"""What is known of the chosen received fax: the verdict first, then what can be done, then facts and its comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from faxdesk.core.received_fax import ReceivedState, reason
from faxdesk.core.visible_text import visible
from faxdesk.ui.inbox.model import sender_text
from faxdesk.ui.widgets import fax_texts, tokens
from faxdesk.ui.widgets.action_button import ActionButton
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.flow_layout import FlowLayout
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QFocusEvent

    from faxdesk.core.received_fax import ReceivedFax
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class InboxDetails(QScrollArea):
    """Shows one fax, or says how many are chosen."""

    commented = Signal(str, str)
    """The id of a fax, and the comment that the user has given it."""

    def __init__(self, actions: Sequence[QAction], numbers: NumberFormatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._fax: ReceivedFax | None = None
        self._wanted = True
        self._chosen = False
        self.setAccessibleName(self.tr("Details of the received fax"))
        FocusRing(self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(tokens.DETAILS_LEAST)
        self.verdict, self.sentence, self.work = _label(), _label(), _label()
        write_in(self.verdict, tokens.DISPLAY, bold=True)
        self.buttons = [ActionButton(action) for action in actions]
        self.caller, self.number, self.time = _label(), _label(), _label()
        self.comment = _CommentEdit()
        self._facts = QWidget()
        self._lay_out()
        self.comment.done.connect(self._tell_comment)
        self.show_nothing()

    def _lay_out(self) -> None:
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        box.setSpacing(tokens.SPACE_M)
        self._row = QWidget()
        flow = FlowLayout(self._row, even=True)
        for button in self.buttons:
            flow.addWidget(button)
        form = QFormLayout(self._facts)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setHorizontalSpacing(tokens.SPACE_L)
        form.setVerticalSpacing(tokens.SPACE_S)
        for title, widget in (
            (self.tr("From"), self.caller),
            (self.tr("To"), self.number),
            (self.tr("Received"), self.time),
            (self.tr("Comment"), self.comment),
        ):
            # The colon tells the title from a field of a dialog that has the same name.
            label = QLabel(f"{title}:")
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            if widget is self.comment:
                label.setMinimumHeight(widget.sizeHint().height())
            else:
                label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            form.addRow(label, widget)
        for part in (self.verdict, self.sentence, self._row, self.work, self._facts):
            box.addWidget(part)
        box.addStretch(1)
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        inside.setAutoFillBackground(True)
        self.setWidget(inside)
        self.comment.setAccessibleName(self.tr("Comment on the received fax"))
        self.comment.setPlaceholderText(self.tr("A note for all who see this fax"))

    # ------------------------------------------------------------------------------------------------- content

    def unfold(self, *, wanted: bool) -> None:
        """Be there while something is chosen, as far as that is wanted."""
        self._wanted = wanted
        self.setVisible(self._wanted and self._chosen)

    def _choose(self, *, chosen: bool) -> None:
        self._chosen = chosen
        self.setVisible(self._wanted and self._chosen)

    def show_nothing(self, chosen: int = 0) -> None:
        """Say how many faxes are chosen. While none is, the list has all the room."""
        self._choose(chosen=chosen > 0)
        self._keep_comment()
        self._fax = None
        self._facts.hide()
        self.work.hide()
        self._row.setVisible(chosen > 0)
        self.verdict.setVisible(chosen > 0)
        self.verdict.setText(self.tr("{faxes} chosen").format(faxes=count_text(chosen, "fax")))
        self.sentence.hide()

    def show_fax(self, fax: ReceivedFax) -> None:
        """Show a fax. What the user is writing about it stays."""
        self._choose(chosen=True)
        if fax == self._fax:
            return
        same = self._fax is not None and self._fax.id == fax.id
        if not same:
            self._keep_comment()
            self.work.hide()
        self._fax = fax
        self.verdict.setText(self._verdict(fax))
        said = " ".join(filter(None, (reason(fax), fax.trouble)))
        self.sentence.setText(said)
        self.sentence.setVisible(bool(said))
        self.caller.setText(self._caller(fax))
        self.number.setText(self._numbers.text(fax.number))
        self.time.setText(fax_texts.exact_text(fax.at))
        if not (same and self.comment.isModified()):
            self.comment.setText(fax.comment)
        for part in (self.verdict, self._row, self._facts):
            part.show()

    def _verdict(self, fax: ReceivedFax) -> str:
        pages = count_text(fax.pages, "page")
        if fax.state is ReceivedState.ARRIVING:
            return self.tr("A fax is arriving")
        if fax.state is ReceivedState.PARTIAL:
            return self.tr("{pages} received, not all").format(pages=pages)
        if fax.state is ReceivedState.UNKNOWN:
            return self.tr("A fax with an unknown result")
        return self.tr("{pages} received").format(pages=pages)

    def _caller(self, fax: ReceivedFax) -> str:
        text, country = sender_text(fax, self._numbers), self._numbers.country(fax.sender) if fax.sender else ""
        if fax.name:
            return self.tr("{name}, {number}").format(name=visible(fax.name), number=text)
        return self.tr("{number}, {country}").format(number=text, country=country) if country else text

    def say(self, text: str) -> None:
        """Say what is on its way, or went wrong; nothing hides the line."""
        self.work.setText(text)
        self.work.setVisible(bool(text))

    # ------------------------------------------------------------------------------------------------- comment

    def _keep_comment(self) -> None:
        """Keep what was written about a fax that is left now."""
        if self.comment.isModified():
            self._tell_comment()

    def _tell_comment(self) -> None:
        self.comment.setModified(False)
        if self._fax is not None and self.comment.text() != self._fax.comment:
            self.commented.emit(self._fax.id, self.comment.text())


class _CommentEdit(QLineEdit):
    """The comment is kept with Enter, and where the keyboard leaves it."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(False)
        self.returnPressed.connect(self.done)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep it, unless the window is only left for a moment."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.done.emit()


def _label() -> QLabel:
    """Return a label that shows its text as it is, wraps it and lets the mouse select it."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
