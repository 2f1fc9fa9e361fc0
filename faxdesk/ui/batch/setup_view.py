"""Before the start of a list: which column is what, the documents, the texts, and the rows with what is wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.batch import MOST_PACE, NEVER, STOP_AT, BatchRequest
from faxdesk.core.list_columns import ListField
from faxdesk.core.table import cell_text
from faxdesk.ui.batch.column_box import ColumnBox
from faxdesk.ui.batch.fold import Fold
from faxdesk.ui.batch.list_editor import ListChoices, ListEditor, PlannedList, planned_list
from faxdesk.ui.batch.number_check import ListNumberCheck
from faxdesk.ui.batch.row_table import RowTable
from faxdesk.ui.batch.texts import FIELDS, field_words, left_out_text
from faxdesk.ui.compose.file_dialog import ask_for_files
from faxdesk.ui.compose.number_question import NumberQuestion
from faxdesk.ui.compose.sender_field import SenderField
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox, SpinBox
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.elided_label import ElidedLabel
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.batch_planner import BatchPlan
    from faxdesk.services.batch_requests import Started
    from faxdesk.services.local_services import LocalServices
    from faxdesk.store.batch_records import RowStatus
    from faxdesk.ui.actions.window_host import WindowHost

_LIST = "list"
"""The key of what is said of the list."""
_DOCUMENTS = "documents"
"""The same of missing documents."""
_DOT = " \N{MIDDLE DOT} "
_SAMPLE = 24
"""Letters of the first entry that stand beside the title of a column."""


class SetupView(QWidget):
    """Shows a list as it will be sent, and starts it."""

    opened = Signal()
    """A list was chosen, and is read."""
    changed = Signal()
    """A number was put in the place of another, before anything was sent."""
    started = Signal(object)
    """A `Started`: the list is safely kept."""
    left = Signal()
    """The user does not want to start it."""

    def __init__(self, host: WindowHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host, self._backend = host, host.backend
        settings = host.settings_file.settings
        self._settings_region = settings.region
        self._path: Path | None = None
        self._files: tuple[Path, ...] = ()
        self._plan: BatchPlan | None = None
        self._good = self._bad = 0
        self._planned: PlannedList | None = None
        self.question: NumberQuestion | None = None
        self.editor = ListEditor(self._backend, self)
        self._again = ListNumberCheck(self._backend, self, planned_list)
        self._again.checked.connect(self._checked_again)
        self.editor.planned.connect(self._show_plan)
        self.editor.failed.connect(self._show_failure)
        self.editor.busy_changed.connect(self._show_busy)
        self.messages = MessageBar()
        self._name = ElidedLabel()
        write_in(self._name, tokens.TITLE, bold=True)
        self._sheet = ComboBox()
        self._sheet.setAccessibleName(self.tr("Sheet"))
        self._sheet.activated.connect(self._sheet_chosen)
        self.columns = {field: ColumnBox() for field in FIELDS}
        self._columns_fold = Fold(self.tr("Co&lumns of the list"))
        self._options_fold = Fold(self.tr("Comment, co&ver page and pace"))
        self._documents = QLabel()
        self._documents.setTextFormat(Qt.TextFormat.PlainText)
        self._documents.setWordWrap(True)
        self._clear = QPushButton(self.tr("&Remove all"))
        self._sender = SenderField(self._backend.store.service_mirror, settings.first_sender)
        self._sender.changed.connect(self._replan)
        self._comment, self._subject, self._message = (QLineEdit() for _ in range(3))
        for line, name in (
            (self._comment, self.tr("Comment for all")),
            (self._subject, self.tr("Subject of the cover page")),
            (self._message, self.tr("Message on the cover page")),
        ):
            line.setAccessibleName(name)
            line.setPlaceholderText(self.tr("{Title of a column} becomes what each row has there"))
            line.editingFinished.connect(self._replan)
            line.textChanged.connect(self._say_options)
        self._pace = SpinBox()
        self._pace.setAccessibleName(self.tr("Pace"))
        self._pace.setRange(0, MOST_PACE)
        self._pace.setSuffix(self.tr(" a minute"))
        self._pace.setSpecialValueText(self.tr("As fast as it goes"))
        self._stop_at = SpinBox()
        self._stop_at.setAccessibleName(self.tr("Stop at failures"))
        self._stop_at.setRange(1, NEVER)
        self._stop_at.setValue(STOP_AT)
        self._stop_at.setSuffix(self.tr(" %"))
        for number in (self._pace, self._stop_at):
            number.valueChanged.connect(self._say_options)
        self._all_or_none = QCheckBox(self.tr("Send &nothing while a row has an error"))
        self._all_or_none.toggled.connect(self._show_start)
        self.table = RowTable(self.tr("Rows of the list"), host.numbers, started=False)
        self.table.rows.mended.connect(self._mend)
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self._start = PrimaryButton(self.tr("&Send"))
        self._start.clicked.connect(self._begin)
        self._lay_out()
        self._say_options()

    def _lay_out(self) -> None:
        choose, add, back = (
            QPushButton(text) for text in (self.tr("&Choose list…"), self.tr("&Add documents…"), self.tr("&Back"))
        )
        choose.clicked.connect(self.choose)
        add.clicked.connect(self._add_documents)
        self._clear.clicked.connect(self._remove_documents)
        back.clicked.connect(self.left)
        self._start.stand_beside(back)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._sheet)
        head.addWidget(choose)
        below = QHBoxLayout()
        below.setSpacing(tokens.SPACE_M)
        below.addWidget(back)
        below.addStretch(1)
        below.addWidget(self._all_or_none)
        below.addWidget(self._start)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        whole.setSpacing(tokens.SPACE_M)
        whole.addLayout(head)
        whole.addWidget(self.messages)
        whole.addLayout(self._what_is_sent(add))
        whole.addWidget(self._columns_fold)
        whole.addWidget(self._options_fold)
        whole.addWidget(self.table, 1)
        whole.addWidget(self._summary)
        whole.addLayout(below)
        # On a small screen there would be no room for the rows with both.
        self._columns_fold.button.toggled.connect(partial(self._fold_other, self._options_fold))
        self._options_fold.button.toggled.connect(partial(self._fold_other, self._columns_fold))
        self._fill_columns(self._columns_fold.inside)
        self._fill_options(self._options_fold.inside)

    def _fold_other(self, other: Fold, opened: bool) -> None:
        if opened:
            other.button.setChecked(False)

    def _what_is_sent(self, add: QPushButton) -> QFormLayout:
        """Return the documents of every row, and the number that they come from."""
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.SPACE_M)
        form.setVerticalSpacing(tokens.SPACE_S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        documents = QHBoxLayout()
        # It would take that of the form, which has none for both directions.
        documents.setSpacing(tokens.SPACE_S)
        documents.addWidget(add)
        documents.addWidget(self._clear)
        documents.addWidget(self._documents, 1)
        form.addRow(self.tr("Documents"), documents)
        sender = QHBoxLayout()
        sender.addWidget(self._sender)
        sender.addStretch(1)
        form.addRow(self.tr("From"), sender)
        return form

    def _fill_columns(self, inside: QWidget) -> None:
        """Lay out which column of the list has what."""
        halves = QHBoxLayout(inside)
        halves.setContentsMargins(tokens.ICON_S + tokens.SPACE_S, 0, 0, tokens.SPACE_XS)
        halves.setSpacing(tokens.SPACE_XL)
        forms = QFormLayout(), QFormLayout()
        for form in forms:
            form.setHorizontalSpacing(tokens.SPACE_M)
            form.setVerticalSpacing(tokens.SPACE_S)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            halves.addLayout(form, 1)
        for place, field in enumerate(FIELDS):
            box = self.columns[field]
            box.setAccessibleName(field_words(field))
            box.activated.connect(self._columns_chosen)
            forms[2 * place // len(FIELDS)].addRow(field_words(field), box)

    def _fill_options(self, inside: QWidget) -> None:
        """Lay out what every fax says, and how fast they go out."""
        form = QFormLayout(inside)
        form.setContentsMargins(tokens.ICON_S + tokens.SPACE_S, 0, 0, tokens.SPACE_XS)
        form.setHorizontalSpacing(tokens.SPACE_M)
        form.setVerticalSpacing(tokens.SPACE_S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("Comment"), self._comment)
        form.addRow(self.tr("Cover: subject"), self._subject)
        form.addRow(self.tr("Cover: message"), self._message)
        limits = QHBoxLayout()
        limits.setSpacing(tokens.SPACE_S)
        limits.addWidget(self._pace)
        limits.addSpacing(tokens.SPACE_M)
        limits.addWidget(QLabel(self.tr("Stop when more fail than")))
        limits.addWidget(self._stop_at)
        limits.addStretch(1)
        form.addRow(self.tr("Pace"), limits)

    # ------------------------------------------------------------------------------------------------ choosing

    def choose(self) -> None:
        """Let the user choose a list."""
        dialog = QFileDialog(self, self.tr("Choose a list"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "*.csv *.CSV *.txt *.TXT *.tsv *.xlsx *.XLSX *.xlsm *.xlsb *.xls *.XLS *.ods *.ODS"
        dialog.setNameFilters([self.tr("Lists ({kinds})").format(kinds=kinds), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self.open(Path(name))

    def open(self, path: Path) -> None:
        """Show a list."""
        self.opened.emit()
        self._path, self._plan = path, None
        self._sheet.clear()
        self._name.setText(self.tr("Reading {name}…").format(name=path.name))
        self.messages.clear()
        self.table.rows.show(lambda _first, _count: (), 0)
        self._say_documents()
        self._sender.refresh()
        self._plan_again(sheet="")

    def _sheet_chosen(self) -> None:
        self._plan = None
        self._plan_again(sheet=self._sheet.currentText())

    def _columns_chosen(self) -> None:
        if self._plan is None:
            return
        columns = self._plan.columns
        for field, box in self.columns.items():
            chosen = box.currentData()
            if chosen != columns.fields.get(field, ()):
                columns = columns.assigned(field, tuple(chosen or ()))
        self._plan = replace(self._plan, columns=columns)
        self._replan()

    def _add_documents(self) -> None:
        ask_for_files(self, self._documents_chosen)

    def _documents_chosen(self, files: tuple[Path, ...]) -> None:
        self._files = (*self._files, *(file for file in files if file not in self._files))
        self._say_documents()
        self._replan()

    def _remove_documents(self) -> None:
        self._files = ()
        self._say_documents()
        self._replan()

    def _say_documents(self) -> None:
        names = ", ".join(file.name for file in self._files)
        self._documents.setText(names or self.tr("None but those that rows name"))
        self._clear.setVisible(bool(self._files))

    def _say_options(self) -> None:
        """Say in a line what is chosen for every row, while the fields are folded away."""
        parts = [line.text().strip() for line in (self._comment, self._subject, self._message) if line.text().strip()]
        parts.append(self._pace.text())
        if self._stop_at.value() < NEVER:
            parts.append(self.tr("stops when more than {part} % fail").format(part=self._stop_at.value()))
        self._options_fold.say(_DOT.join(parts))

    def _request(self) -> BatchRequest:
        return BatchRequest(
            sender=self._sender.value(),
            comment=self._comment.text().strip(),
            subject=self._subject.text().strip(),
            message=self._message.text().strip(),
            pace=self._pace.value(),
            stop_at=self._stop_at.value(),
            all_or_none=self._all_or_none.isChecked(),
        )

    def _replan(self) -> None:
        if self._path is not None:
            self._plan_again(sheet=self._sheet.currentText())

    def _plan_again(self, sheet: str) -> None:
        assert self._path is not None  # noqa: S101  for the type checker: whoever calls has looked
        region = self._sender.region or self._settings_region
        columns = None if self._plan is None else self._plan.columns
        self.editor.plan(ListChoices(self._path, sheet, self._files, columns, self._request(), region))

    # ------------------------------------------------------------------------------------------------- showing

    def _show_plan(self, planned: PlannedList) -> None:
        plan, rows = planned.plan, planned.rows
        self._planned, self._plan, self._good, self._bad = planned, plan, planned.good, planned.bad
        table = plan.loaded.table
        self.messages.take_back(_LIST)
        self._name.setText(plan.loaded.name)
        if not self._sheet.count():
            self._sheet.addItems([sheet for sheet in (table.sheet, *table.others) if sheet])
            for note in table.notes:
                self.messages.say(note, Severity.PLAIN, stays=True)
        self._sheet.setVisible(self._sheet.count() > 1)
        self._show_columns(plan)
        self.table.rows.show(lambda first, count: rows[first : first + count], len(rows))
        fields = plan.columns.fields
        self.table.show_fields(fields)
        self.table.show_whole(row.reason for row in rows)
        if not plan.documents.paths and ListField.FILE not in fields:
            self.messages.say(
                self.tr("Add the documents that every row gets, or say which column names a file."),
                key=_DOCUMENTS,
                stays=True,
            )
        else:
            self.messages.take_back(_DOCUMENTS)
        self._show_start()

    def _show_columns(self, plan: BatchPlan) -> None:
        first = plan.loaded.table.rows[plan.columns.first :][:1]
        texts = []
        for column, title in enumerate(plan.columns.titles):
            sample = cell_text(first[0].cell(column)) if first else ""
            short = sample if len(sample) <= _SAMPLE else f"{sample[: _SAMPLE - 1]}\N{HORIZONTAL ELLIPSIS}"
            texts.append(f"{title}  ({short})" if short else title)
        said = []
        for field, box in self.columns.items():
            chosen = plan.columns.fields.get(field, ())
            if chosen:
                titles = " + ".join(plan.columns.titles[column] for column in chosen)
                said.append(self.tr("{field}: {column}").format(field=field_words(field), column=titles))
            box.clear()
            if field is not ListField.TO:
                box.addItem(self.tr("Not in the list"), ())
            for column, text in enumerate(texts):
                box.addItem(text, (column,))
            if len(chosen) > 1:
                box.addItem(" + ".join(plan.columns.titles[column] for column in chosen), chosen)
            box.setCurrentIndex(max(0, next((i for i in range(box.count()) if box.itemData(i) == chosen), 0)))
        self._columns_fold.say(_DOT.join(said))

    def _show_start(self) -> None:
        plan = self._plan
        good, bad, repeated = (0, 0, 0) if plan is None else (self._good, self._bad, len(plan.repeated))
        none = self._all_or_none.isChecked()
        doubted = 0 if plan is None or self._planned is None else len(self._planned.doubted)
        self._summary.setText(left_out_text(bad, repeated, doubted, all_or_none=none))
        words = self.tr("&Send {faxes}").format(faxes=count_text(good, "fax")) if good else self.tr("&Send")
        self._start.setText(words)
        # What is being looked at anew may be another number than the one that would be sent.
        self._start.setEnabled(bool(good) and not (bad and none) and not self.editor.busy)

    def _show_busy(self, busy: bool) -> None:
        self._start.setEnabled(False)
        if busy:
            self._summary.setText(self.tr("Looking at the list and its documents…"))
        else:
            self._show_start()

    def _show_failure(self, error: FaxDeskError) -> None:
        if self._path is not None:
            self._name.setText(self._path.name)
        self.messages.fail(error, key=_LIST)

    def _mend(self, row: RowStatus, field: ListField, text: str) -> None:
        if self._plan is None:
            return
        columns = self._plan.columns.fields.get(field, ())
        self.editor.correct(row.line, columns, text)
        self._replan()

    # ------------------------------------------------------------------------------------------------ starting

    def _begin(self) -> None:
        if self._planned is not None:
            self._ask_or_start(self._planned)

    def begin_again(self) -> None:
        """Send the list once more that has come to its end; its numbers are looked at as if it were new."""
        if self._plan is not None:
            self._again.check(replace(self._plan, doubts={}), again=True)

    def _checked_again(self, planned: PlannedList) -> None:
        # Of a long list that takes seconds, in which another may have been chosen.
        if self._plan is not None and self._plan.loaded is planned.plan.loaded:
            self._ask_or_start(planned, again=True)

    def _ask_or_start(self, planned: PlannedList, *, again: bool = False) -> None:
        """Start a list, where nothing speaks against its numbers or the user says so."""
        plan, doubted = planned.plan, planned.doubted
        if not doubted:
            self._start_list(plan, again=again)
            return
        numbers = dict.fromkeys(one.row.number for one in doubted)
        warnings = [warning for number in numbers for warning in plan.doubts[number]]
        # Of a list that is sent whole or not at all, none can be left out.
        can_be_less = not self._all_or_none.isChecked() and len(doubted) < planned.good
        self.question = question = NumberQuestion(warnings, self, of_list=can_be_less)
        question.instead_wanted.connect(partial(self._exchange, planned))
        question.leaving_out_wanted.connect(partial(self._start_list, plan, again=again, held=True))
        question.accepted.connect(partial(self._start_list, plan, again=again))
        question.finished.connect(self._answered)
        question.open()

    def _answered(self) -> None:
        self.question = None

    def _exchange(self, planned: PlannedList, number: str, instead: str) -> None:
        """Write the number that is meant into each row that has another, and show the list as it is then."""
        columns = planned.plan.columns.fields.get(ListField.TO, ())
        for one in planned.doubted:
            if one.row.number == number:
                self.editor.correct(one.row.line, columns, instead)
        self.changed.emit()
        self._replan()

    def _start_list(self, planned: BatchPlan, *, again: bool = False, held: bool = False) -> None:
        """Start a list; where it is `held`, without the rows whose number may be wrong."""
        plan = replace(planned, request=self._request())
        self._start.setEnabled(False)
        proved = self._host.settings_file.settings.proof_beside

        def start(services: LocalServices) -> Started:
            return services.batches.start(plan.held() if held else plan, again=again, proved=proved)

        self._backend.request(self, start, self._kept, self._not_kept)

    def _kept(self, started: Started) -> None:
        self.started.emit(started)

    def _not_kept(self, error: FaxDeskError) -> None:
        self._show_start()
        self.messages.fail(error, key=_LIST)
