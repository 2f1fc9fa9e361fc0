"""The page of the settings on which old faxes are deleted: from this computer, or at Fax.Plus."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from faxdesk.core.cancel_token import AnyOf
from faxdesk.core.errors import FaxDeskError, Stopped
from faxdesk.core.quantities import size_text
from faxdesk.core.settings import MOST_DAYS
from faxdesk.services.retention import FEWEST_DAYS, RetentionActs, StoredHere, StoredThere, cutoff
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.settings.page import Page
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import SpinBox
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.fax_texts import date_text
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.container import Services
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.backend import Backend

USUAL_DAYS = 365
_KEY = "deletion"
T = TypeVar("T")


class RetentionPage(Page):
    """Shows what is stored of faxes that ended some time ago, here and there, and deletes either, or has it deleted."""

    _progressed = Signal(int, int)
    """So many of so many are deleted, from the thread that does it."""

    def __init__(self, backend: Backend, file: SettingsFile, parent: QWidget | None = None) -> None:
        super().__init__("", file, parent)
        self._backend = backend
        self._task: CancellableTask | None = None
        self.title = self.tr("Old faxes")
        self.after_days = self.form.number(
            "delete_after_days",
            self.tr("Delete by &itself after"),
            (0, MOST_DAYS),
            self.tr(
                "From this computer, counted from the end of each fax. You are told a day before the first time what"
                " will go."
            ),
        )
        self.after_days.setSpecialValueText(self.tr("Never"))
        self.after_days.setSuffix(self.tr(" days"))
        self.days = SpinBox()
        self.days.setRange(FEWEST_DAYS, MOST_DAYS)
        self.days.setValue(USUAL_DAYS)
        self.days.setKeyboardTracking(False)
        self.days.setAccessibleName(self.tr("Days since the end of a fax"))
        self.days.valueChanged.connect(self._look)
        self.here = _Act(
            self.tr("On this computer"),
            self.tr("&Delete from this computer…"),
            self.tr(
                "Documents, pages and reports are deleted. Number, time and result stay in Sent. Such a fax can be"
                " looked at only while Fax.Plus has it, and cannot be sent again."
            ),
        )
        self.there = _Act(
            self.tr("At Fax.Plus"),
            self.tr("Delete at &Fax.Plus…"),
            self.tr("Only faxes that were sent from here. What is stored on this computer stays."),
        )
        self.here.button.clicked.connect(self._ask_here)
        self.there.button.clicked.connect(self._ask_there)
        self.message_bar = MessageBar()
        self.stop_button = QPushButton(self.tr("&Stop"))
        self.stop_button.clicked.connect(self._stop)
        self.stop_button.hide()
        self._progressed.connect(self._show_progress)
        self._lay_out()

    def _lay_out(self) -> None:
        before, after = QLabel(self.tr("Faxes that ended &more than")), QLabel(self.tr("days ago"))
        before.setBuddy(self.days)
        row = QHBoxLayout()
        for widget in (before, self.days, after):
            row.addWidget(widget)
        row.addStretch(1)
        hint = InlineNote()
        hint.say(self.tr("Faxes that failed and that you have not dealt with are left out, and so is what waits."))
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_M)
        column.addLayout(row)
        for part in (hint, self.here, self.there, self.message_bar):
            column.addWidget(part)
        column.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(box)

    # ------------------------------------------------------------------------------------------------ looking

    def showEvent(self, event: QShowEvent) -> None:
        """Look what there is."""
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        days = self.days.value()

        def look(services: Services, cancel: CancelToken) -> tuple[StoredHere, StoredThere]:
            acts, before = RetentionActs(services.store), cutoff(days)
            return acts.preview_here(before, cancel), acts.preview_there(before)

        for act in (self.here, self.there):
            act.say(self.tr("Looking…"), usable=False)
        self._run(look, self._show)

    def _show(self, found: tuple[StoredHere, StoredThere]) -> None:
        here, there = found
        oldest = date_text(here.oldest) if here.oldest is not None else ""
        self.here.say(
            self.tr("{faxes}, {files}, {size}; the oldest from {day}.").format(
                faxes=count_text(here.faxes, "fax"),
                files=count_text(here.files, "file"),
                size=size_text(here.size),
                day=oldest,
            )
            if here.files
            else self.tr("Nothing is stored of such faxes."),
            usable=here.files > 0,
        )
        oldest = date_text(there.oldest) if there.oldest is not None else ""
        words = (
            self.tr("{faxes}, the oldest from {day}. Of {without} no report is stored here.")
            if there.without_report
            else self.tr("{faxes}, the oldest from {day}. The report of each is stored here.")
        )
        self.there.say(
            words.format(
                faxes=count_text(there.faxes, "fax"), day=oldest, without=count_text(there.without_report, "fax")
            )
            if there.faxes
            else self.tr("There are no such faxes."),
            usable=there.faxes > 0,
        )

    # ----------------------------------------------------------------------------------------------- deleting

    def _ask_here(self) -> None:
        self.message_bar.ask(
            self.tr("Delete this from this computer? It cannot be taken back. {what}").format(what=self.here.text),
            MessageAction(self.tr("&Delete from this computer"), self._delete_here),
            MessageAction(self.tr("&Leave it"), self.days.setFocus),
        )

    def _ask_there(self) -> None:
        self.message_bar.ask(
            self.tr("Delete this at Fax.Plus? It cannot be taken back. {what}").format(what=self.there.text),
            MessageAction(self.tr("&Delete at Fax.Plus"), self._delete_there),
            MessageAction(self.tr("&Leave it"), self.days.setFocus),
        )

    def _delete_here(self) -> None:
        days = self.days.value()

        def delete(services: Services, cancel: CancelToken) -> StoredHere:
            return RetentionActs(services.store).delete_here(cutoff(days), cancel)

        self._begin(self.tr("Deleting from this computer…"))
        self._run(delete, self._deleted_here)

    def _delete_there(self) -> None:
        days, progress = self.days.value(), self._progressed.emit

        def delete(services: Services, cancel: CancelToken) -> int:
            return RetentionActs(services.store).delete_there(services.api, cutoff(days), cancel, progress)

        self._begin(self.tr("Deleting at Fax.Plus…"))
        self._run(delete, self._deleted_there)

    def _begin(self, words: str) -> None:
        self.message_bar.say(words, key=_KEY, stays=True)
        for act in (self.here, self.there):
            act.button.setEnabled(False)
        self.days.setEnabled(False)
        self.stop_button.show()

    def _show_progress(self, done: int, whole: int) -> None:
        self.message_bar.change(
            _KEY, self.tr("Deleting at Fax.Plus: {done} of {whole}").format(done=done, whole=count_text(whole, "fax"))
        )

    def _deleted_here(self, deleted: StoredHere) -> None:
        text = self.tr("Deleted from this computer: {files}, {size}.").format(
            files=count_text(deleted.files, "file"), size=size_text(deleted.size)
        )
        if deleted.left:
            self._end(
                FaxDeskError(text, self.tr("Another program has some of it open. Close it and delete once more."))
            )
        else:
            self._end()
            self.message_bar.say(text, Severity.GOOD, key=_KEY)

    def _deleted_there(self, faxes: int) -> None:
        self._end()
        self.message_bar.say(
            self.tr("Deleted at Fax.Plus: {faxes}.").format(faxes=count_text(faxes, "fax")), Severity.GOOD, key=_KEY
        )

    def _end(self, error: FaxDeskError | None = None) -> None:
        self.stop_button.hide()
        self.days.setEnabled(True)
        self.message_bar.take_back(_KEY)
        if error is not None and not isinstance(error, Stopped):
            self.message_bar.fail(error, key=_KEY)
        self._look()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._end()

    # -------------------------------------------------------------------------------------------------- jobs

    def _run(self, job: Callable[[Services, CancelToken], T], done: Callable[[T], None]) -> None:
        """Do it in another thread. What was looked for before is not waited for any more."""
        if self._task is not None:
            self._task.cancel()
        task = self._task = CancellableTask(self)
        self._backend.ask_service(
            task, lambda services, cancel: job(services, AnyOf(cancel, task.token)), done, self._fail
        )

    def _fail(self, error: FaxDeskError) -> None:
        self.stop_button.hide()
        self.days.setEnabled(True)
        self.message_bar.take_back(_KEY)
        for act in (self.here, self.there):
            act.say(self.tr("Not known."), usable=False)
        if not isinstance(error, Stopped):
            self.message_bar.fail(error, key=_KEY)


class _Act(QGroupBox):
    """What is stored in one place, and the button that deletes it."""

    def __init__(self, title: str, deletes: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.button = QPushButton(deletes)
        note = InlineNote()
        note.say(hint)
        self.button.setAccessibleDescription(hint)
        column = QVBoxLayout(self)
        column.addWidget(self._words)
        column.addWidget(note)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def text(self) -> str:
        """What is said of it."""
        return self._words.text()

    def say(self, text: str, *, usable: bool) -> None:
        """Say what there is, and whether it can be deleted."""
        self._words.setText(text)
        self.button.setEnabled(usable)
