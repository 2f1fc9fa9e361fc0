"""The page “Costs”: a row for each month and number, and what all of them come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from faxdesk.services.cost_report import total
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.empty_page import EmptyPage
from faxdesk.ui.widgets.fax_texts import cost_text
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.page_dialog import PageDialog
from faxdesk.ui.widgets.read_only_table import ReadOnlyTable
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.services.cost_report import CostLine, CostTotal

_FIRST_NUMBER = 2
"""The first of the columns with quantities, which stand at the right."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CostsPage(PageDialog):
    """Shows what faxes have cost."""

    export_wanted = Signal()
    _cents = False
    """Whether a cost that is shown has decimals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Costs"))
        explained = InlineNote(self)
        explained.say(
            self.tr("What Fax.Plus has told of the cost of each fax that was sent, in the unit of your account.")
        )
        self.titles = (
            *(self.tr("Month"), self.tr("From"), self.tr("Faxes"), self.tr("Delivered"), self.tr("Pages")),
            *(self.tr("Cost"), self.tr("Cost not known")),
        )
        self.table = ReadOnlyTable(self.tr("Costs by month"), self.titles, self)
        self.table.horizontalHeader().setMinimumSectionSize(tokens.COST_COLUMN_WIDTH)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, title in enumerate(self.titles[_FIRST_NUMBER:], _FIRST_NUMBER):
            heading = QTableWidgetItem(title)
            heading.setTextAlignment(_RIGHT)
            self.table.setHorizontalHeaderItem(column, heading)
        self.total = QLabel(self.tr("Adding up…"), self)
        self.total.setTextFormat(Qt.TextFormat.PlainText)
        self.total.setWordWrap(True)
        write_in(self.total, tokens.HEADING, bold=True)
        self.empty = EmptyPage()
        self.empty.say(
            self.tr("Nothing was sent yet."),
            self.tr("What faxes cost is added up here, by month and by the number that they came from."),
            "",
        )
        self.empty.button.hide()
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        self.total.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(self)
        self.export_button = buttons.addButton(self.tr("&Save as table…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.export_button.clicked.connect(self.export_wanted)
        self.export_button.setEnabled(False)
        buttons.addButton(self.tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        box.setSpacing(tokens.SPACE_S)
        self._words = (self.total, explained)
        for widget in (*self._words, self.pages, buttons):
            box.addWidget(widget)
        box.setStretchFactor(self.pages, 1)
        self.resize(QSize(*tokens.COSTS_DIALOG).boundedTo(self.screen().availableSize() * 0.9))

    def show_lines(self, lines: Sequence[CostLine]) -> None:
        """Show these, in their order; what was chosen and where the list stands stay."""
        self._cents = any(line.cost != int(line.cost) for line in lines)
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            texts = self._texts(line)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_RIGHT if column >= _FIRST_NUMBER else _LEFT)
                if not column:
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, self._spoken(texts))
                self.table.setItem(row, column, item)
        self.pages.setCurrentWidget(self.table if lines else self.empty)
        for label in self._words:
            label.setVisible(bool(lines))
        self.export_button.setEnabled(bool(lines))
        self.total.setText(self._total(total(lines)))

    def _texts(self, line: CostLine) -> tuple[str, ...]:
        locale = QLocale()
        known = line.cost_unknown < line.faxes
        month = locale.standaloneMonthName(line.month.month)
        return (
            self.tr("{month} {year}").format(month=month, year=line.month.year),
            number_text(line.sender) or self.tr("Unknown"),
            *map(locale.toString, (line.faxes, line.delivered, line.pages)),
            self._cost(line.cost) if known else "",
            locale.toString(line.cost_unknown) if line.cost_unknown else "",
        )

    def _cost(self, cost: float) -> str:
        """Return a cost with as many decimals as the others, so that they can be compared down their column."""
        return QLocale().toString(cost, "f", 2) if self._cents else cost_text(cost)

    def _spoken(self, texts: Sequence[str]) -> str:
        """Return a whole row, as its first cell tells it to a screen reader."""
        quantities = zip(self.titles[_FIRST_NUMBER:], texts[_FIRST_NUMBER:], strict=True)
        column = self.tr("{column}: {value}")
        told = (column.format(column=title, value=text) for title, text in quantities if text)
        return ", ".join((*texts[:_FIRST_NUMBER], *told))

    def _total(self, whole: CostTotal) -> str:
        faxes, cost = count_text(whole.faxes, "fax"), self._cost(whole.cost)
        if not whole.faxes:
            return self.tr("Nothing was sent yet.")
        if whole.cost_unknown == whole.faxes:
            return self.tr("Fax.Plus has not told the cost of any of {faxes}.").format(faxes=faxes)
        if not whole.cost_unknown:
            return self.tr("{faxes} cost {cost} together.").format(faxes=faxes, cost=cost)
        text = self.tr("{faxes} cost {cost} together, without {unknown} whose cost is not known.")
        return text.format(faxes=faxes, cost=cost, unknown=count_text(whole.cost_unknown, "fax"))
