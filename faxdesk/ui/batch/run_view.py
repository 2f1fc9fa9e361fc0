"""A batch that runs, or has run: how far it is, its rows, and what can be done about it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from faxdesk.core.batch import UNFINISHED, BatchState, Counts, time_left
from faxdesk.core.errors import InputRefused
from faxdesk.core.list_columns import ListField
from faxdesk.core.list_number import number_of
from faxdesk.core.model import Draft
from faxdesk.ui.actions.saved_proof import say_proof_saved
from faxdesk.ui.actions.saving import ask_for_file
from faxdesk.ui.batch.list_editor import ListEditor
from faxdesk.ui.batch.row_model import FIELDS, PAGE
from faxdesk.ui.batch.row_table import RowTable
from faxdesk.ui.batch.texts import batch_words, counts_text, left_text
from faxdesk.ui.compose.number_guard import NumberGuard
from faxdesk.ui.desktop.file_manager import show_folder
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.elided_label import ElidedLabel
from faxdesk.ui.widgets.fax_texts import time_text
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.tooltips import plain_tip
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.core.batch import BatchRow
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.batch_planner import Prepared
    from faxdesk.services.container import Services
    from faxdesk.services.local_services import LocalServices
    from faxdesk.services.proof import MadeProof
    from faxdesk.store.batch_records import Batch, RowStatus
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.batch.row_model import Pages

_REASON = "reason"
"""The key of why the batch has stopped."""
_PROOF = "proof"
"""That of what became of its proof."""


class _Progress(NamedTuple):
    """How a batch stands, read off the main thread. `fields` is None where it was not looked what the list has."""

    batch: Batch
    counts: Counts
    size: int
    pages: Pages
    fields: frozenset[ListField] | None


class RunView(QWidget):
    """Follows one batch."""

    left = Signal()
    """The user wants to see the other batches."""

    def __init__(self, host: WindowHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._backend = host, host.backend
        self._batch: Batch | None = None
        self._reading = self._again = False
        self._editor = ListEditor(self._backend, self)
        self.guard: NumberGuard | None = None
        self.messages = MessageBar()
        self._name, self._state, self.progress_text = ElidedLabel(), InlineNote(), QLabel()
        self._state.setWordWrap(False)
        write_in(self._name, tokens.TITLE, bold=True)
        write_in(self.progress_text, tokens.HEADING, bold=True)
        self.progress_text.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(tokens.PROGRESS_HEIGHT)
        # What is below it stays where it is at the end.
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.table = RowTable(self.tr("Rows of the list"), host.numbers)
        self.table.rows.mended.connect(self._mend)
        self.pause, self.resume, self.cancel, self.save, self.prove = (
            QPushButton(text)
            for text in (
                self.tr("&Pause"),
                self.tr("&Resume"),
                self.tr("&Cancel the rest"),
                self.tr("&Save summary…"),
                self.tr("Save p&roof…"),
            )
        )
        self.pause.clicked.connect(partial(self._ask, "pause"))
        self.resume.clicked.connect(partial(self._ask, "resume"))
        self.cancel.clicked.connect(self._ask_to_cancel)
        self.save.clicked.connect(self._choose_place)
        self.prove.clicked.connect(self._choose_place_of_proof)
        self.prove.setToolTip(
            plain_tip(self.tr("One PDF of all its faxes: what was sent, to whom, and what came of it"))
        )
        back = QPushButton(self.tr("&Back"))
        back.clicked.connect(self.left)
        head = QHBoxLayout()
        named = QVBoxLayout()
        named.setSpacing(tokens.SPACE_XS)
        named.addWidget(self._name)
        named.addWidget(self._state)
        head.addLayout(named, 1)
        head.addWidget(self.pause)
        head.addWidget(self.resume)
        head.addWidget(self.cancel)
        below = QHBoxLayout()
        below.addWidget(back)
        below.addStretch(1)
        below.addWidget(self.prove)
        below.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        box.setSpacing(tokens.SPACE_M)
        box.addLayout(head)
        box.addWidget(self.messages)
        box.addWidget(self.progress_text)
        box.addWidget(self.bar)
        box.addWidget(self.table, 1)
        box.addLayout(below)
        self._backend.changed.connect(self.renew)

    def open(self, batch: str) -> None:
        """Show a batch."""
        self._batch = None
        self._identity, self._proof_told = batch, ""
        self.prove.setEnabled(True)
        self.messages.clear()
        self.table.rows.show(lambda _first, _count: (), 0)
        self.renew()

    _identity = _proof_told = ""

    def close_batch(self) -> None:
        """Follow no batch any more."""
        self._identity, self._batch = "", None

    def renew(self) -> None:
        """Bring what is shown up to date. Asked for again before it is done, it is done once more."""
        if not self._identity:
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        wanted, first = self.table.rows.shown_pages(), self._batch is None
        self._backend.with_store(self, partial(_read, self._identity, wanted, first), self._show, self._not_read)

    def _not_read(self, error: FaxDeskError) -> None:
        self._reading = False
        self.messages.fail(error, key="reading")

    def _show(self, progress: _Progress | None) -> None:
        self._reading = False
        # One that was read before the batch was opened anew does not say what its rows have.
        fits = progress is not None and (self._batch is not None or progress.fields is not None)
        if progress is not None and fits and progress.batch.id == self._identity:
            self._show_progress(progress)
        if self._again:
            self.renew()

    def _show_progress(self, progress: _Progress) -> None:
        batch, counts = progress.batch, progress.counts
        self._batch = batch
        self._name.setText(batch.name)
        self._state.say(
            self.tr("{state}, started {time}").format(state=batch_words(batch.state), time=time_text(batch.created_at))
        )
        sent = counts.total - counts.left_out - counts.refused - counts.cancelled
        ended = max(0, sent - counts.waiting - (counts.open - counts.asked))
        self.bar.setRange(0, max(1, sent))
        self.bar.setValue(ended if sent else 1)
        self.bar.setVisible(batch.state in UNFINISHED)
        left = time_left(counts, batch.request.pace, batch.resumed_at, self._backend.factory.now())
        soon = f" \N{MIDDLE DOT} {left_text(left)}" if left and batch.state is BatchState.RUNNING else ""
        self.progress_text.setText(counts_text(counts) + soon)
        if progress.fields is not None:
            self.table.show_fields(progress.fields)
            self.table.rows.show(partial(self._rows, batch.id), progress.size, progress.pages)
            # Later they stay as high as they are: rows that move would be missed by a click.
            self.table.show_whole(row.reason for page in progress.pages.values() for row in page)
        else:
            self.table.rows.renew(progress.size, progress.pages)
        self.pause.setVisible(batch.state is BatchState.RUNNING)
        self.resume.setVisible(batch.state in UNFINISHED - {BatchState.RUNNING})
        self.cancel.setVisible(batch.state in UNFINISHED)
        faxes = counts.total - counts.waiting - counts.refused - counts.left_out
        self.prove.setVisible(batch.state not in UNFINISHED and faxes > 0)
        # Once: whoever has sent it away has read it.
        if batch.proof_said and batch.proof_said != self._proof_told:
            self._proof_told = batch.proof_said
            self.messages.say(batch.proof_said, key=_PROOF, stays=True)
        if batch.reason and batch.state is not BatchState.DONE:
            if batch.reason not in self.messages.text:
                self.messages.say(batch.reason, Severity.WARNING, key=_REASON, stays=True)
        else:
            self.messages.take_back(_REASON)

    def _rows(self, batch: str, first: int, count: int) -> Sequence[RowStatus]:
        return self._backend.store.batches.statuses(batch, first, count)

    # ---------------------------------------------------------------------------------------------- requests

    def _ask(self, what: str) -> None:
        batch = self._identity

        def job(services: LocalServices) -> Batch:
            act: Callable[[str], Batch] = getattr(services.batches, what)
            return act(batch)

        self._backend.request(self, job, self._asked, self._failed)

    def _asked(self, _batch: Batch) -> None:
        self.renew()

    def _failed(self, error: FaxDeskError) -> None:
        self.messages.fail(error)

    def _ask_to_cancel(self) -> None:
        self.messages.ask(
            self.tr("Send nothing more of this list, and cancel what still waits at Fax.Plus?"),
            MessageAction(self.tr("Cancel the rest"), partial(self._ask, "cancel")),
            MessageAction(self.tr("Keep it"), self.renew),
        )

    def _mend(self, row: RowStatus, field: ListField, text: str) -> None:
        batch = self._batch
        if batch is None:
            return
        # Another list may be shown by the time that a file is read or a question answered: its rows are not meant.
        write = partial(self._write, batch.id, row, field)
        if field is ListField.FILE:
            folder = Path(batch.source).parent
            names = tuple(folder / part.strip() for part in text.replace("|", ";").split(";") if part.strip())
            self._editor.prepare(names, batch.region, partial(write, text), self._failed)
        elif field is ListField.TO:
            self._check_number(write, text, batch.region)
        else:
            write(text)

    def _check_number(self, write: Callable[[str], None], text: str, region: str) -> None:
        """Write a number over another, where nothing speaks against it or the user says so."""
        try:
            number = number_of(text, region)
        except InputRefused:
            # What is wrong with it stands at the row then.
            write(text)
            return
        # One for each number: what is confirmed for one row is asked about for another.
        if self.guard is not None:
            self.guard.deleteLater()
        self.guard = guard = NumberGuard(self._backend, self)
        guard.passed.connect(partial(self._write_number, write))
        guard.instead_wanted.connect(partial(self._write_instead, write))
        guard.check(Draft((), (number,)))

    def _write_number(self, write: Callable[[str], None], draft: Draft) -> None:
        write(draft.recipients[0])

    def _write_instead(self, write: Callable[[str], None], _number: str, instead: str) -> None:
        write(instead)

    def _write(self, batch: str, row: RowStatus, field: ListField, text: str, prepared: Prepared | None = None) -> None:
        def job(services: LocalServices) -> BatchRow:
            return services.batches.mend(batch, row.position, {field: text}, prepared)

        self._backend.request(self, job, self._mended, self._failed)

    def _mended(self, _row: BatchRow) -> None:
        self.renew()

    # ----------------------------------------------------------------------------------------------- summary

    def _choose_place(self) -> None:
        if self._batch is None:
            return
        dialog = QFileDialog(self, self.tr("Save summary"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("PDF (*.pdf)"), self.tr("CSV (*.csv)")])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("csv" if "csv" in chosen else "pdf"))
        dialog.selectFile(self.tr("{list} summary.pdf").format(list=Path(self._batch.name).stem))
        dialog.fileSelected.connect(self._save)
        dialog.open()

    def _save(self, name: str) -> None:
        batch = self._batch
        if batch is None:
            return
        path = Path(name)
        self._backend.request(
            self, lambda services: services.batch_summary.write(batch, path), partial(self._saved, path), self._failed
        )

    def _saved(self, path: Path, _nothing: object) -> None:
        action = MessageAction(self.tr("Open folder"), partial(show_folder, path.parent))
        self.messages.say(self.tr("The summary is in {name}.").format(name=path.name), Severity.GOOD, action=action)

    # ------------------------------------------------------------------------------------------------ proof

    def _choose_place_of_proof(self) -> None:
        if self._batch is not None:
            name = self.tr("{list} proof.pdf").format(list=Path(self._batch.name).stem)
            ask_for_file(self, self.tr("Save proof"), name, self.tr("PDF files (*.pdf)"), self._prove)

    def _prove(self, name: str) -> None:
        self.prove.setEnabled(False)
        self.messages.say(self.tr("Making the proof…"), key=_PROOF, stays=True)
        settings = self._host.settings_file.settings
        job = partial(_make_proof, self._identity, Path(name), settings.region, settings.proof_stamp)
        batch = self._identity
        self._backend.with_services(self, job, partial(self._proved, batch), partial(self._not_proved, batch))

    def _proved(self, batch: str, made: tuple[MadeProof, ...]) -> None:
        if batch != self._identity:
            # Nothing is said of it over another batch; it is where it was wanted.
            return
        self.prove.setEnabled(True)
        say_proof_saved(self.messages, made, _PROOF)

    def _not_proved(self, batch: str, error: FaxDeskError) -> None:
        if batch != self._identity:
            self._backend.failed.emit(error)
            return
        self.prove.setEnabled(True)
        self.messages.fail(error, key=_PROOF)


def _make_proof(
    batch: str, target: Path, region: str, stamped: bool, services: Services, cancel: CancelToken
) -> tuple[MadeProof, ...]:
    """Make the proof of a batch, in the thread for that."""
    return services.proofs.save_in_parts(services.proofs.subject(batch), target, region, cancel, stamped=stamped)


def _read(identity: str, wanted: Sequence[int], first: bool, store: Store, _cancel: CancelToken) -> _Progress | None:
    batch = store.batches.get(identity)
    if batch is None:
        return None
    fields = None
    if first:
        fields = frozenset(field for field in FIELDS if field and store.batches.has_texts(identity, field))
    pages = {page: store.batches.statuses(identity, page * PAGE, PAGE) for page in wanted}
    return _Progress(batch, store.batches.counts(batch), store.batches.size(identity), pages, fields)
