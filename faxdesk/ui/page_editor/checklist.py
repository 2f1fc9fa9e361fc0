"""What is to be known before a fax is sent: how long it is, and which pages are better mended, each with its button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGroupBox, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.page_editor.forecast import PageIssue
from faxdesk.ui.page_editor.page_sizes import PaperFit
from faxdesk.ui.page_editor.texts import (
    duration_text,
    extent_text,
    issue_text,
    page_time_text,
    saving_text,
    speeds_text,
)
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from faxdesk.ui.page_editor.fax_view import Region
    from faxdesk.ui.page_editor.forecast import FaxForecast


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


class ChecklistBox(QGroupBox):
    """The extent of the fax, its time on the line, and the issues of its pages."""

    remedy_wanted = Signal(object, list)
    """A `PageIssue` is to be mended on these rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Before you send"))
        self._extent, self._time, self._page = _label(self), _label(self), _label(self)
        self._issues = QVBoxLayout()
        self._shown: Mapping[PageIssue, Sequence[int]] = {}
        self._buttons: dict[PageIssue, QPushButton] = {}
        self._texts: dict[PageIssue, QLabel] = {}
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._mend)
        for issue in PageIssue:
            self._add(issue)
        layout = QVBoxLayout(self)
        for widget in (self._extent, self._time, self._page):
            layout.addWidget(widget)
        layout.addLayout(self._issues)

    def _add(self, issue: PageIssue) -> None:
        text, button = _label(self), QPushButton(self)
        button.setAutoDefault(False)
        self._group.addButton(button, list(PageIssue).index(issue))
        self._issues.addWidget(text)
        self._issues.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._texts[issue], self._buttons[issue] = text, button
        text.hide()
        button.hide()

    def show_forecast(self, fax_forecast: FaxForecast, *, cover: bool) -> None:
        """Show how much the fax is, and how long it takes."""
        self._extent.setText(extent_text(fax_forecast, cover=cover))
        self._time.setText(duration_text(fax_forecast) if fax_forecast.pages else "")
        speeds = speeds_text(fax_forecast) if fax_forecast.measured else ""
        self._time.setToolTip(plain_tip(speeds) if speeds else "")
        self._time.setAccessibleDescription(speeds)

    def show_page(self, row: int, seconds: float | None, fit: PaperFit = PaperFit.AS_IT_IS) -> None:
        """Show how long one page takes, None where that is not known, and how it comes to fit the paper."""
        self._page.setText("" if seconds is None else page_time_text(row, seconds, fit))

    def show_issues(self, issues: Mapping[PageIssue, Sequence[int]], saved: float | None, *, prepared: bool) -> None:
        """Show which rows have which issue. `saved` is what text mode saves the slow ones, None for nothing."""
        self._shown = issues
        words = self._words(issues, prepared=prepared)
        for issue, button in self._buttons.items():
            rows = issues.get(issue, ())
            text = issue_text(issue, [row + 1 for row in rows]) if rows else ""
            mends = bool(rows) and (issue is not PageIssue.SLOW or saved is not None)
            if issue is PageIssue.SLOW and mends and saved is not None:
                text = f"{text} {saving_text(saved)}"
            self._texts[issue].setText(text)
            self._texts[issue].setVisible(bool(rows))
            button.setText(words[issue])
            button.setAccessibleDescription(text)
            button.setVisible(mends)

    def _words(self, issues: Mapping[PageIssue, Sequence[int]], *, prepared: bool) -> dict[PageIssue, str]:
        def remove(issue: PageIssue) -> str:
            return self.tr("Remove page") if len(issues.get(issue, ())) < 2 else self.tr("Remove pages")

        return {
            PageIssue.BLANK: remove(PageIssue.BLANK),
            PageIssue.FAINT: remove(PageIssue.FAINT),
            PageIssue.SIDEWAYS: self.tr("Rotate"),
            PageIssue.SLOW: self.tr("Use text mode") if prepared else self.tr("Use text mode and send as shown"),
        }

    def _mend(self, number: int) -> None:
        issue = list(PageIssue)[number]
        self.remedy_wanted.emit(issue, list(self._shown.get(issue, ())))


class MarksBox(QGroupBox):
    """What will be hard to read on the page that is shown, as a list."""

    chosen = Signal(object)
    """A `Region` to be shown, None for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Hard to read at the other end"))
        self._regions: Sequence[Region] = ()
        self._none = _label(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.title())
        self.list.setWordWrap(True)
        # Several may say the same, each on lines of its own.
        self.list.setAlternatingRowColors(True)
        self.list.setMaximumHeight(tokens.CHECKLIST_HEIGHT)
        self.list.currentRowChanged.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.addWidget(self._none)
        layout.addWidget(self.list)

    def show_regions(self, row: int, regions: Sequence[Region] | None) -> None:
        """Show the marked regions of a row; None where they are not known yet."""
        if regions is not None and [each.text for each in regions] == [each.text for each in self._regions]:
            self._regions = regions
        else:
            self._regions = regions or ()
            self.list.blockSignals(True)
            self.list.clear()
            self.list.addItems([region.text for region in self._regions])
            self.list.blockSignals(False)
        self.list.setVisible(bool(self._regions))
        self._none.setVisible(not self._regions)
        self.setVisible(row >= 0)
        if row < 0:
            self._none.clear()
        elif regions is None:
            self._none.setText(self.tr("Looking at page {page}…").format(page=row + 1))
        else:
            self._none.setText(self.tr("Nothing was found on page {page}.").format(page=row + 1))

    def _choose(self, at: int) -> None:
        self.chosen.emit(self._regions[at] if 0 <= at < len(self._regions) else None)
