"""The dialog "Cover page": it is filled in beside a picture of it, from the user's templates or anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.cover import NOBODY, SUBJECT, Cover, CoverFlag, CoverPage
from faxdesk.core.phone import display
from faxdesk.ui.cover_page.preview import CoverPreview, flag_text
from faxdesk.ui.cover_page.template_bar import TemplateBar
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.primary_button import PrimaryButton

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faxdesk.ui.cover_page.context import CoverContext

MOST_NAMES = 200
"""Recipients that can have a name each: nobody types more, and each name is a fax of its own."""
_LONGEST = 200
"""Letters of a name or a subject; a line has room for 80."""


class CoverDialog(QDialog):
    """To, From, Subject, boxes and Message, with a live preview."""

    filled = Signal(object)
    """The `Cover` that was filled in."""

    def __init__(
        self,
        cover: Cover,
        around: CoverContext,
        templates: Mapping[str, CoverPage],
        keep: Callable[[Mapping[str, CoverPage]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._around = around
        self.setWindowTitle(self.tr("Cover page"))
        self.templates = TemplateBar(templates, keep, self)
        self.to_edit = self._line_edit(self.tr("To"), cover.page.name_to, self._usual_name())
        self.names = self._names(cover)
        self.from_edit = self._line_edit(self.tr("From"), cover.page.name_from, around.signature)
        self.subject_edit = self._line_edit(self.tr("Subject"), cover.page.subject, SUBJECT)
        self.flags = {flag: QCheckBox(flag_text(flag), self) for flag in CoverFlag}
        self.message_edit = QPlainTextEdit(cover.page.message, self)
        self.message_edit.setAccessibleName(self.tr("Message"))
        self.message_edit.setTabChangesFocus(True)
        self.preview = CoverPreview(self, around.paper)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._set_flags(cover.page.flags)
        self._lay_out()
        self._connect()
        self._renew()

    def _line_edit(self, name: str, text: str, usual: str) -> QLineEdit:
        edit = QLineEdit(text, self)
        edit.setAccessibleName(name)
        edit.setPlaceholderText(usual)
        edit.setMaxLength(_LONGEST)
        return edit

    def _usual_name(self) -> str:
        numbers = self._around.numbers
        if not numbers:
            return self.tr("Name of the recipient")
        if len(numbers) > 1:
            return NOBODY
        return dict(self._around.names).get(numbers[0]) or display(numbers[0])

    def _names(self, cover: Cover) -> QTableWidget | None:
        """Return a table with a name for each recipient, where there are several and not too many."""
        numbers = self._around.numbers
        if not 1 < len(numbers) <= MOST_NAMES:
            return None
        known = dict(cover.names)
        table = QTableWidget(len(numbers), 2, self)
        table.setAccessibleName(self.tr("Names"))
        table.setHorizontalHeaderLabels([self.tr("Recipient"), self.tr("Name on its cover page")])
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setTabKeyNavigation(False)
        for row, number in enumerate(numbers):
            shown = QTableWidgetItem(display(number))
            shown.setFlags(shown.flags() & ~Qt.ItemFlag.ItemIsEditable)
            table.setItem(row, 0, shown)
            table.setItem(row, 1, QTableWidgetItem(known.get(number, "")))
        table.resizeColumnToContents(0)
        table.setMaximumHeight(table.horizontalHeader().height() + 4 * table.rowHeight(0) + 2 * table.frameWidth())
        return table

    def _lay_out(self) -> None:
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows.addRow(self.tr("Te&mplate"), self.templates)
        rows.addRow(self.tr("&To"), self.to_edit)
        if self.names is not None:
            rows.addRow(self.tr("&Names"), self.names)
        rows.addRow(self.tr("&From"), self.from_edit)
        rows.addRow(self.tr("&Subject"), self.subject_edit)
        boxes = QGridLayout()
        for number, box in enumerate(self.flags.values()):
            boxes.addWidget(box, number // 2, number % 2)
        rows.addRow("", boxes)
        rows.addRow(self.tr("Messa&ge"), self.message_edit)
        _give_room(rows)
        right = QVBoxLayout()
        right.addWidget(self.preview, 1)
        said = QLabel(self.tr("Fax.Plus makes the page. It will look much like this."), self)
        said.setWordWrap(True)
        right.addWidget(said)
        right.addWidget(self.note)
        upper = QHBoxLayout()
        upper.addLayout(rows, 3)
        upper.addLayout(right, 2)
        buttons, use, cancel = QDialogButtonBox(self), PrimaryButton(self.tr("&Use this page")), QPushButton()
        cancel.setText(self.tr("&Cancel"))
        buttons.addButton(use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        use.stand_beside(cancel)
        use.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        upper.setSpacing(tokens.SPACE_L)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        layout.setSpacing(tokens.SPACE_M)
        layout.addLayout(upper, 1)
        layout.addWidget(buttons)
        room, (wide, high) = self.screen().availableSize(), tokens.COVER_DIALOG
        self.resize(min(wide, room.width() - tokens.SCREEN_MARGIN), min(high, room.height() - tokens.SCREEN_MARGIN))
        self.to_edit.setFocus()

    def _connect(self) -> None:
        for edit in (self.to_edit, self.from_edit, self.subject_edit):
            edit.textChanged.connect(self._renew)
        for box in self.flags.values():
            box.toggled.connect(self._renew)
        self.message_edit.textChanged.connect(self._renew)
        if self.names is not None:
            self.names.itemChanged.connect(self._renew)
            self.names.currentCellChanged.connect(self._renew)
        self.templates.chosen.connect(self._fill)
        self.templates.wanted.connect(self._offer_to_keep)

    # ------------------------------------------------------------------------------------------- what it holds

    def cover(self) -> Cover:
        """Return what is filled in."""
        page = CoverPage(
            self.to_edit.text().strip(),
            self.from_edit.text().strip(),
            self.subject_edit.text().strip(),
            tuple(flag for flag, box in self.flags.items() if box.isChecked()),
            self.message_edit.toPlainText().strip(),
        )
        return Cover(page, tuple(self._named()))

    def accept(self) -> None:
        """Hand over what was filled in."""
        self.filled.emit(self.cover())
        super().accept()

    def _named(self) -> list[tuple[str, str]]:
        if self.names is None:
            return []
        cells = ((number, self.names.item(row, 1)) for row, number in enumerate(self._around.numbers))
        return [(number, name) for number, cell in cells if cell is not None and (name := cell.text().strip())]

    def _fill(self, page: CoverPage) -> None:
        """Take over a template. Whom the fax is for stays."""
        self.from_edit.setText(page.name_from)
        self.subject_edit.setText(page.subject)
        self._set_flags(page.flags)
        self.message_edit.setPlainText(page.message)

    def _set_flags(self, flags: tuple[CoverFlag, ...]) -> None:
        for flag, box in self.flags.items():
            box.setChecked(flag in flags)

    def _offer_to_keep(self) -> None:
        self.templates.keep_as(self.cover().page)

    def _renew(self) -> None:
        """Show the page that the first recipient gets, or the one that is chosen in the table."""
        numbers = self._around.numbers
        at = max(0, self.names.currentRow()) if self.names is not None else 0
        pages = self.cover().for_recipients(numbers or ("",), self._around.signature)
        number = numbers[at] if numbers else ""
        page = next(page for page, whom in pages if number in whom)
        facts = replace(self._around.facts, to=display(number))
        if self.preview.show_cover(page, facts):
            self.note.setText(self._consequence(len(pages)))
        else:
            self.note.setText(self.tr("The message is longer than the page, and may be cut off."))

    def _consequence(self, pages: int) -> str:
        if pages < 2:
            return ""
        return self.tr("{count} different cover pages: the list will show as many faxes.").format(count=pages)


def _give_room(rows: QFormLayout) -> None:
    """Widen the labels: the underlined letter breaks a pair such as "To" apart, which Qt does not reckon with."""
    for row in range(rows.rowCount()):
        item = rows.itemAt(row, QFormLayout.ItemRole.LabelRole)
        label = item.widget() if item is not None else None
        if label is not None:
            label.setMinimumWidth(label.sizeHint().width() + tokens.SPACE_XS)
