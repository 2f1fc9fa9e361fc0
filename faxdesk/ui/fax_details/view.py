"""All of the details: where the chosen fax stands, what can be done, and what is known of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.lifecycle import ENDED_BADLY, FINAL, NEVER_SENT
from faxdesk.core.visible_text import visible
from faxdesk.ui.actions.availability import is_asked, is_counted
from faxdesk.ui.actions.table import ActionId, Actions
from faxdesk.ui.fax_details.decision_box import CountdownBox, DecisionBox
from faxdesk.ui.fax_details.earlier_attempts import EarlierAttemptsList
from faxdesk.ui.fax_details.fact_form import FactForm
from faxdesk.ui.fax_details.step_line import StepLine, steps_of
from faxdesk.ui.fax_details.timeline import Timeline
from faxdesk.ui.fax_details.wait_box import WaitBox
from faxdesk.ui.widgets import fax_texts, tokens
from faxdesk.ui.widgets.account_texts import storage_text
from faxdesk.ui.widgets.action_button import ActionButton
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.disclosure import Disclosure
from faxdesk.ui.widgets.flow_layout import FlowLayout
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.icons import icon
from faxdesk.ui.widgets.plain_labels import IdLine, text_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Document
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.fax_details.model import FaxDetails
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

_ORDER = (
    ActionId.CANCEL,
    ActionId.CHANGE,
    ActionId.OPEN_PAGES,
    ActionId.REPORT,
    ActionId.SAVE_REPORT,
    ActionId.SAVE_PROOF,
    ActionId.SEND_AGAIN,
)
"""Of the buttons, where nothing went wrong."""
_MENDING = (ActionId.SEND_AGAIN, *(act for act in _ORDER if act is not ActionId.SEND_AGAIN))
"""Where the recipient did not get the fax: the next step comes first."""


class DetailsView(QScrollArea):
    """Shows one fax, or says how many are chosen. Nothing on it is rebuilt while nothing has changed."""

    again_wanted = Signal()
    leave_wanted = Signal()
    ask_wanted = Signal()
    try_wanted = Signal()
    report_wanted = Signal(str)

    def __init__(self, actions: Actions, numbers: NumberFormatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._details: FaxDetails | None = None
        self.setAccessibleName(self.tr("Details of the chosen fax"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._picture = QLabel()
        self._state = text_label(scale=tokens.DISPLAY, bold=True)
        self._sentence = text_label()
        self._wait = WaitBox()
        self._work = _WorkLine()
        self._asked = DecisionBox()
        self._countdown = CountdownBox()
        self._buttons = {act: ActionButton(actions[act]) for act in _ORDER}
        self._steps = StepLine()
        self._facts, self._further = FactForm(), FactForm()
        self.more = Disclosure(self.tr("Details"))
        """Shows what few people ask for."""
        self._further_area = QWidget()
        self._earlier_attempts = EarlierAttemptsList()
        self._timeline_title = text_label(self.tr("What happened"), bold=True)
        self._timeline = Timeline()
        self._fax_id = IdLine(self.tr("reference"))
        self._outbox_id = IdLine(self.tr("old reference"))
        self._lay_out()
        self._asked.again.connect(self.again_wanted)
        self._asked.leave.connect(self.leave_wanted)
        self._countdown.now.connect(self.again_wanted)
        self._countdown.ask.connect(self.ask_wanted)
        self._wait.hasten.connect(self.try_wanted)
        self._earlier_attempts.report_wanted.connect(self.report_wanted)
        self._show_parts(there=False)
        FocusRing(self)

    # ------------------------------------------------------------------------------------------------- layout

    def _lay_out(self) -> None:
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        box.setSpacing(tokens.SPACE_M)
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE_S)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._state, 1)
        box.addLayout(head)
        box.addWidget(self._sentence)
        box.addWidget(self._steps)
        box.addWidget(self._wait)
        box.addWidget(self._asked)
        box.addWidget(self._countdown)
        self._row_of_buttons = QWidget()
        self._flow = FlowLayout(self._row_of_buttons, even=True)
        for button in self._buttons.values():
            self._flow.addWidget(button)
        box.addWidget(self._row_of_buttons)
        box.addWidget(self._work)
        self._fill_forms()
        box.addWidget(self._facts)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._further_area)
        box.addStretch(1)
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        inside.setAutoFillBackground(True)
        self.setWidget(inside)

    def _fill_forms(self) -> None:
        for name, title in (
            ("arrived", self.tr("Arrived")),
            ("to", self.tr("To")),
            ("comment", self.tr("Comment")),
            ("documents", self.tr("Documents")),
            ("send time", self.tr("Send time")),
        ):
            self._facts.add(name, title)
        self._facts.add_widget(self.tr("Earlier tries"), self._earlier_attempts)
        for name, title in (
            ("from", self.tr("From")),
            ("pages", self.tr("Pages")),
            ("kept", self.tr("Written")),
            ("sent", self.tr("Sent")),
            ("duration", self.tr("Duration")),
            ("origin", self.tr("Origin")),
            ("kept here", self.tr("Saved here")),
            ("storage", self.tr("At Fax.Plus")),
        ):
            self._further.add(name, title)
        self._further.add_widget(self.tr("Reference"), self._fax_id, one_line=True)
        self._further.add_widget(self.tr("Old reference"), self._outbox_id, one_line=True)
        self._further.stand_below(self._facts)
        self.more.setToolTip(self.tr("All that is known of this fax"))
        self.more.toggled.connect(self._unfold)
        inside = QVBoxLayout(self._further_area)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(tokens.SPACE_M)
        for widget in (self._further, self._timeline_title, self._timeline):
            inside.addWidget(widget)
        self._unfold()

    def _unfold(self) -> None:
        self._further_area.setVisible(self.more.isChecked() and self._details is not None)

    # ------------------------------------------------------------------------------------------------ content

    @property
    def details(self) -> FaxDetails | None:
        """The fax that is shown, or None."""
        return self._details

    def show_count(self, chosen: int, rows: Sequence[Row]) -> None:
        """Say how many faxes are chosen, and how many of `rows` are in which state."""
        self._details = None
        self._work.rest()
        self._picture.hide()
        self._head(self.tr("{faxes} chosen").format(faxes=count_text(chosen, "fax")), self._counted(rows))
        self._show_parts(there=False)
        self._row_of_buttons.show()

    def _counted(self, rows: Sequence[Row]) -> str:
        counts = Counter(fax_texts.state_word(row.state) for row in rows)
        texts = [self.tr("{state}: {count}").format(state=state, count=count) for state, count in counts.most_common()]
        pages = sum(row.pages for row in rows)
        counted = " \N{MIDDLE DOT} ".join(texts)
        # In a line of its own: between the states it would look like one of them.
        return f"{counted}\n{count_text(pages, 'page')}" if pages else counted

    def forget(self) -> None:
        """No fax is shown any more."""
        self._details = None
        self._work.rest()

    def show_details(self, details: FaxDetails, *, anew: bool = False) -> None:
        """Show a fax. Does nothing where all of it is on the screen already, unless `anew`."""
        if details == self._details and not anew:
            return
        if self._details is None or details.row.key != self._details.row.key:
            self._work.rest()
            self.verticalScrollBar().setValue(0)
        self._details = details
        row = details.row
        name, tone = fax_texts.state_icon(row)
        self._picture.setPixmap(icon(name, QGuiApplication.palette(), tone).pixmap(tokens.ICON_M, tokens.ICON_M))
        self._picture.show()
        self._head(fax_texts.state_text(row), fax_texts.state_sentence(row))
        self._show_parts(there=True)
        self._row_of_buttons.show()
        order = _MENDING if row.state in ENDED_BADLY else _ORDER
        self._flow.arrange([self._buttons[act] for act in order])
        self._asked.setVisible(is_asked(row))
        # The box says it all.
        self._wait.show_wait(None if is_counted(row) else details.wait)
        self._countdown.show_time(details.countdown)
        self._countdown.setVisible(is_counted(row))
        facts = self._describe(details)
        self._facts.show_facts(facts)
        self._further.show_facts(facts)
        self._show_ids(row.outbox_id or "", row.fax_id or "")
        self._steps.show_steps(steps_of(row.state, details.timeline), details.today)
        self._steps.setVisible(bool(details.timeline))
        self._earlier_attempts.show_attempts(details.earlier_attempts, anew=anew)
        self._facts.show_widget(self._earlier_attempts, there=bool(details.earlier_attempts))
        self._timeline.show_events(details.timeline)
        self._timeline_title.setVisible(bool(details.timeline))
        self._timeline.setVisible(bool(details.timeline))

    def _show_ids(self, outbox_id: str, fax_id: str) -> None:
        """Show by which id the service knows the fax now, and by which it did before."""
        now = fax_id or outbox_id
        before = outbox_id if outbox_id != now else ""
        for line, known in ((self._fax_id, now), (self._outbox_id, before)):
            line.set_id(known)
            self._further.show_widget(line, there=bool(known))

    def _head(self, state: str, sentence: str) -> None:
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def _show_parts(self, *, there: bool) -> None:
        self._asked.setVisible(False)
        self._countdown.setVisible(False)
        self._wait.show_wait(None)
        for widget in (self._steps, self._facts, self.more):
            widget.setVisible(there)
        self._unfold()

    def _describe(self, details: FaxDetails) -> dict[str, str]:
        row, submission, fax = details.row, details.submission, details.fax
        country = self._numbers.country(row.to)
        number = self._numbers.text(row.to)
        send_at = submission.send_at if submission is not None else row.send_at
        documents = submission.documents if submission is not None else ()
        return {
            "to": "\n".join(line for line in (visible(row.name), number, country) if line),
            "arrived": fax_texts.arrived_text(row),
            "from": self._numbers.text(row.sender) or self.tr("The account's first number"),
            "comment": row.comment,
            "documents": "\n".join(line for one in documents for line in _document_lines(one)),
            "pages": str(row.pages) if row.pages else "",
            "send time": self._send_time(row, send_at),
            "kept": fax_texts.exact_text(submission.created_at) if submission is not None else "",
            "sent": fax_texts.exact_text(row.at) if fax is not None else "",
            "duration": self.tr("{seconds} s").format(seconds=fax.duration) if fax is not None and fax.duration else "",
            "kept here": fax_texts.copies_text(row),
            "storage": self._storage(details),
            "origin": "" if row.recipient is not None else self.tr("Not sent from this computer. Fax.Plus tells this."),
        }

    def _send_time(self, row: Row, send_at: datetime | None) -> str:
        if send_at is not None:
            return fax_texts.exact_text(send_at)
        return "" if row.state in FINAL else self.tr("As soon as possible")

    @staticmethod
    def _storage(details: FaxDetails) -> str:
        """Return what it means for this fax that the account's sent faxes are not stored."""
        if details.stored is not False or details.row.recipient is None or details.row.state in NEVER_SENT:
            return ""
        return storage_text()

    # ------------------------------------------------------------------------------------------------ fetching

    def busy(self, text: str) -> None:
        """Show that something is on its way."""
        self._work.busy(text)

    def rest(self) -> None:
        """It has come."""
        self._work.rest()

    def fail(self, error: FaxDeskError) -> None:
        """It has not come: say why, in its place."""
        self._work.fail(error)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._details is not None:
            self.show_details(self._details, anew=True)
            self._outbox_id.look_again()
            self._fax_id.look_again()


class _WorkLine(QWidget):
    """“Fetching…” with a moving bar, or why it did not work."""

    def __init__(self) -> None:
        super().__init__()
        self._text = text_label()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(tokens.PROGRESS_HEIGHT)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.SPACE_XS)
        box.addWidget(self._text)
        box.addWidget(self._bar)
        self.hide()

    def busy(self, text: str) -> None:
        self._text.setText(text)
        self._bar.setAccessibleName(text)
        self._bar.show()
        self.show()

    def fail(self, error: FaxDeskError) -> None:
        self._text.setText(str(error))
        self._bar.hide()
        self.show()

    def rest(self) -> None:
        self.hide()


def _document_lines(document: Document) -> list[str]:
    """Return what is said of a document: its name and pages, and the names of those it was put together of."""
    lines = [f"{visible(document.name)}, {count_text(document.pages, 'page')}"]
    return lines + [f"    {visible(name)}" for name in document.parts if name != document.name]
