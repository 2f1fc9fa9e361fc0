"""Contacts out of a file: what becomes of each card or row is seen before anything is kept."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.list_columns import ListField
from faxdesk.core.phone import display
from faxdesk.core.table import cell_text
from faxdesk.services import contact_import
from faxdesk.services.contact_import import (
    CONTACT_FIELDS,
    SLICE,
    ContactFile,
    EntryState,
    ImportEntry,
    ImportResult,
)
from faxdesk.services.home_region import home_region
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox
from faxdesk.ui.widgets.entry_delegate import Entry
from faxdesk.ui.widgets.entry_list import EntryListModel, draw_entries
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.icons import IconTone
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.local_services import LocalServices
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.backend.document_intake import IntakeContext

_FILE = "file"
"""The key of what is said of the file."""
_SAMPLE = 24
"""Letters of the first cell of a column that stand beside its title."""


class _ReadFile(NamedTuple):
    """A file with what stands in it, before it is beside the contacts that there are."""

    file: ContactFile
    entries: tuple[ImportEntry, ...]


class ImportDialog(QDialog):
    """The preview of an import. It closes when the contacts are kept."""

    kept = Signal(object)
    """The `ImportResult`."""

    def __init__(self, backend: Backend, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.CONTACTS)
        self._backend, self._path = backend, path
        self._region = home_region(backend.store)
        self._read_file: _ReadFile | None = None
        self._left: tuple[ImportEntry, ...] = ()
        self._result = ImportResult()
        self._entries: tuple[ImportEntry, ...] = ()
        self._task = CancellableTask(self)
        self._round = 0
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import contacts"))
        space = self.screen().availableSize()
        width, height = tokens.IMPORT_DIALOG
        self.resize(
            min(width, space.width() - tokens.SCREEN_MARGIN), min(height, space.height() - tokens.SCREEN_MARGIN)
        )
        self._title = QLabel(self.tr("Reading {name}…").format(name=path.name))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        write_in(self._title, tokens.HEADING, bold=True)
        self.messages = MessageBar()
        self.columns = {field: ComboBox() for field in CONTACT_FIELDS}
        self._mapping = QGroupBox(self.tr("Columns"))
        self.group = QLineEdit()
        self.replace_box = QCheckBox(self.tr("The &numbers of the file replace those of a contact that is there"))
        self.list = QListView()
        self._model = _ImportModel(self)
        self._summary = QLabel()
        self.import_button = PrimaryButton(self.tr("&Import"))
        self.cancel_button = QPushButton(self.tr("&Cancel"))
        self._lay_out()
        self.finished.connect(self._task.cancel)
        self._read()

    def _lay_out(self) -> None:
        self.list.setAccessibleName(self.tr("What becomes of each entry"))
        draw_entries(self.list)
        self.list.setModel(self._model)
        self.group.setAccessibleName(self.tr("Put all of them into this group"))
        grouping = QFormLayout()
        grouping.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        grouping.addRow(self.tr("Put all of them into this &group"), self.group)
        self.group.editingFinished.connect(self._plan)
        self.replace_box.toggled.connect(self._plan)
        grid = QGridLayout(self._mapping)
        for place, field in enumerate(CONTACT_FIELDS):
            words, box = self._field_words(field), self.columns[field]
            label = QLabel(words)
            label.setBuddy(box)
            box.setAccessibleName(words)
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(self._columns_chosen)
            grid.addWidget(label, place // 2, place % 2 * 2)
            grid.addWidget(box, place // 2, place % 2 * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._mapping.hide()
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.import_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.keep)
        buttons.rejected.connect(self.reject)
        self.import_button.stand_beside(self.cancel_button)
        self.import_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        self.import_button.setEnabled(False)
        below = QHBoxLayout()
        below.addWidget(self._summary, 1)
        below.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        layout.setSpacing(tokens.SPACE_S)
        layout.addWidget(self._title)
        layout.addWidget(self.messages)
        layout.addWidget(self._mapping)
        layout.addLayout(grouping)
        layout.addWidget(self.replace_box)
        layout.addWidget(self.list, 1)
        layout.addLayout(below)

    def _field_words(self, field: ListField) -> str:
        return {
            ListField.TO: self.tr("Fax number"),
            ListField.NAME: self.tr("Name"),
            ListField.COMPANY: self.tr("Company"),
            ListField.COMMENT: self.tr("Note"),
        }[field]

    # -------------------------------------------------------------------------------------------------- reading

    def _read(self) -> None:
        job = partial(_load, self._path, self._region)
        self._backend.intake.run(self._task, job, self._loaded, self._unusable, self._task.token)

    def _loaded(self, found: _ReadFile) -> None:
        self._read_file = found
        table = found.file.table
        if table is not None:
            for note in table.notes:
                self.messages.say(note, Severity.PLAIN, stays=True)
        self._read_again_done(found)

    def _read_again_done(self, found: _ReadFile) -> None:
        self._read_file = found
        self._show_columns(found.file)
        self._plan()

    def _unusable(self, error: FaxDeskError) -> None:
        self._title.setText(self._path.name)
        self.messages.fail(error, key=_FILE)

    def _show_columns(self, file: ContactFile) -> None:
        table, columns = file.table, file.columns
        if table is None or columns is None:
            return
        first = table.rows[columns.first : columns.first + 1]
        for field, box in self.columns.items():
            box.clear()
            if field is not ListField.TO:
                box.addItem(self.tr("not in the list"), ())
            for column, title in enumerate(columns.titles):
                sample = cell_text(first[0].cell(column)) if first else ""
                short = sample if len(sample) <= _SAMPLE else f"{sample[: _SAMPLE - 1]}\N{HORIZONTAL ELLIPSIS}"
                words = self.tr("{title}  ({sample})").format(title=title, sample=short) if short else title
                box.addItem(words, (column,))
            chosen = columns.fields.get(field, ())
            if len(chosen) > 1:
                box.addItem(" + ".join(columns.titles[column] for column in chosen), chosen)
            places = [place for place in range(box.count()) if box.itemData(place) == chosen]
            box.setCurrentIndex(places[0] if places else 0)
        self._mapping.show()

    def _columns_chosen(self) -> None:
        found = self._read_file
        if found is None or found.file.columns is None:
            return
        columns = found.file.columns
        for field, box in self.columns.items():
            chosen = tuple(box.currentData() or ())
            if chosen != columns.fields.get(field, ()):
                columns = columns.assigned(field, chosen)
        self._say_busy()
        job = partial(_read_again, found.file.with_columns(columns), self._region)
        self._backend.intake.run(self._task, job, self._read_again_done, self._unusable, self._task.token)

    def _say_busy(self) -> None:
        self.import_button.setEnabled(False)
        self._summary.setText(self.tr("Looking at the file…"))

    def _plan(self) -> None:
        """Say what would become of the file; of several choices at once, the last counts."""
        if self._read_file is None:
            return
        self._round += 1
        self._say_busy()
        group, replace_numbers = self.group.text().strip(), self.replace_box.isChecked()
        job = partial(_plan, self._read_file.entries, group, replace_numbers)
        self._backend.with_store(self._task, job, partial(self._show, self._round), self._unusable)

    def _show(self, number: int, entries: tuple[ImportEntry, ...]) -> None:
        if number != self._round or self._read_file is None:
            return
        file, self._entries = self._read_file.file, entries
        self._title.setText(file.name)
        self._model.show_import(entries, rows=file.table is not None)
        counts = Counter(one.state for one in entries)
        texts = {
            EntryState.NEW: self.tr("{count} new"),
            EntryState.CHANGED: self.tr("{count} changed"),
            EntryState.SAME: self.tr("{count} as before"),
            EntryState.REFUSED: self.tr("{count} that cannot be used"),
        }
        found = [text.format(count=counts[state]) for state, text in texts.items() if counts[state]]
        self._summary.setText(", ".join(found) or self.tr("There is nothing in it."))
        self.import_button.setEnabled(counts[EntryState.NEW] + counts[EntryState.CHANGED] > 0)

    # -------------------------------------------------------------------------------------------------- keeping

    def keep(self) -> None:
        """Keep the contacts a slice at a time, so that a fax which is sent meanwhile need not wait; then close.

        Who closes the dialog before keeps those that are kept.
        """
        self.import_button.setEnabled(False)
        self._left, self._result = self._entries, ImportResult()
        self._keep_next()

    def _keep_next(self) -> None:
        part, self._left = self._left[:SLICE], self._left[SLICE:]
        done = len(self._entries) - len(self._left)
        self._summary.setText(self.tr("Saving {done} of {all}…").format(done=done, all=len(self._entries)))
        self._backend.request(self._task, partial(_keep, part), self._kept_part, self._not_kept)

    def _kept_part(self, result: ImportResult) -> None:
        self._result = self._result.and_also(result)
        if self._left:
            self._keep_next()
            return
        self.kept.emit(self._result)
        self.accept()

    def _not_kept(self, error: FaxDeskError) -> None:
        self.messages.fail(error, key=_FILE)
        self._plan()


def _load(path: Path, region: str, context: IntakeContext, cancel: CancelToken) -> _ReadFile:
    file = contact_import.load(context.worker, path, region, cancel=cancel)
    return _ReadFile(file, contact_import.read_entries(file, region))


def _read_again(file: ContactFile, region: str, _context: IntakeContext, _cancel: CancelToken) -> _ReadFile:
    return _ReadFile(file, contact_import.read_entries(file, region))


def _plan(
    entries: tuple[ImportEntry, ...], group: str, replace_numbers: bool, store: Store, _cancel: CancelToken
) -> tuple[ImportEntry, ...]:
    return contact_import.plan(store, entries, group=group, replace_numbers=replace_numbers)


def _keep(entries: tuple[ImportEntry, ...], services: LocalServices) -> ImportResult:
    return contact_import.keep(services.store, entries)


class _ImportModel(EntryListModel[ImportEntry]):
    """The entries of the file, those that cannot be used first."""

    _of_rows = False

    def show_import(self, entries: tuple[ImportEntry, ...], *, rows: bool) -> None:
        """Show others; `rows` where they are those of a list, and no cards."""
        self._of_rows = rows
        self.show(sorted(entries, key=lambda one: one.state is not EntryState.REFUSED))

    def tip(self, item: ImportEntry) -> str:
        """Return why it cannot be used."""
        return item.reason

    def entry(self, item: ImportEntry) -> Entry:
        """Return whom it is about, and what becomes of it."""
        contact = item.contact
        place = (self.tr("Row {place}") if self._of_rows else self.tr("Card {place}")).format(place=item.place)
        title, beside = (contact.name, contact.company) if contact.name else (contact.company, "")
        below = item.reason or ", ".join(map(display, contact.numbers))
        state, icon, tone = {
            EntryState.NEW: (self.tr("New"), "add", IconTone.GOOD),
            EntryState.CHANGED: (self.tr("Changed"), "change", IconTone.PLAIN),
            EntryState.SAME: (self.tr("As before"), "", IconTone.PLAIN),
            EntryState.REFUSED: (self.tr("Cannot be used"), "state-failed", IconTone.BAD),
        }[item.state]
        return Entry(
            title or place, ", ".join(filter(None, (beside, place if title else ""))), below, "", state, icon, tone
        )
