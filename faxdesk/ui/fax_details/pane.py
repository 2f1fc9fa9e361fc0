"""The place for the details of the chosen fax, which are built when the first fax is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.actions.table import Actions
    from faxdesk.ui.fax_details.model import FaxDetails
    from faxdesk.ui.fax_details.view import DetailsView
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class DetailsPane(QStackedWidget):
    """Shows one fax, how many are chosen, or that none is. The first paint waits for no more than this."""

    again_wanted = Signal()
    """The user has decided to send a fax of unknown fate again."""
    leave_wanted = Signal()
    """The user has decided to leave it."""
    ask_wanted = Signal()
    """The user does not want it to be sent again by itself."""
    try_wanted = Signal()
    """The user wants it tried now."""
    report_wanted = Signal(str)
    """The fax id of an earlier try, whose confirmation report the user wants to see."""

    def __init__(self, actions: Actions, numbers: NumberFormatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._numbers = actions, numbers
        self._view: DetailsView | None = None
        empty = QLabel(self.tr("Choose a fax to see what became of it."))
        empty.setWordWrap(True)
        empty.setMargin(tokens.SPACE_L)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        empty.setBackgroundRole(QPalette.ColorRole.Base)
        empty.setAutoFillBackground(True)
        self.addWidget(empty)
        self.setMinimumWidth(tokens.DETAILS_LEAST)

    @property
    def view(self) -> DetailsView:
        """The details themselves."""
        if self._view is None:
            from faxdesk.ui.fax_details.view import DetailsView

            self._view = DetailsView(self._actions, self._numbers)
            self._view.again_wanted.connect(self.again_wanted)
            self._view.leave_wanted.connect(self.leave_wanted)
            self._view.ask_wanted.connect(self.ask_wanted)
            self._view.try_wanted.connect(self.try_wanted)
            self._view.report_wanted.connect(self.report_wanted)
            self.addWidget(self._view)
        return self._view

    @property
    def details(self) -> FaxDetails | None:
        """The fax that is shown, or None."""
        return None if self._view is None else self._view.details

    def show_nothing(self, chosen: int = 0, rows: Sequence[Row] = ()) -> None:
        """Say that no fax is chosen, or how many are. `rows` are these; none where there are too many of them."""
        if chosen:
            self.view.show_count(chosen, rows)
            self.setCurrentWidget(self.view)
        else:
            if self._view is not None:
                self._view.forget()
            self.setCurrentIndex(0)

    def show_details(self, details: FaxDetails, *, anew: bool = False) -> None:
        """Show a fax. Does nothing where all of it is on the screen already, unless `anew`."""
        self.view.show_details(details, anew=anew)
        self.setCurrentWidget(self.view)

    def busy(self, text: str) -> None:
        """Show that something is on its way."""
        self.view.busy(text)

    def rest(self) -> None:
        """It has come."""
        self.view.rest()

    def fail(self, error: FaxDeskError) -> None:
        """It has not come: say why, in its place."""
        self.view.fail(error)
