"""The page of batches: all of them, one that is about to start, or one that is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedLayout, QWidget

from faxdesk.ui.batch.overview import Overview
from faxdesk.ui.batch.run_view import RunView
from faxdesk.ui.batch.setup_view import SetupView
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.message_bar import MessageAction
from faxdesk.ui.widgets.page_dialog import PageDialog
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from faxdesk.services.batch_requests import Started
    from faxdesk.ui.actions.window_host import WindowHost


class BatchPage(PageDialog):
    """A window beside the main one. What is started here goes on when it is closed."""

    def __init__(self, host: WindowHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.LISTS)
        self.setWindowTitle(self.tr("Send to a list"))
        self.setModal(False)
        margin = QSize(tokens.SCREEN_MARGIN, tokens.SCREEN_MARGIN)
        self.resize(QSize(*tokens.BATCH_WINDOW).boundedTo(self.screen().availableSize() - margin))
        self.overview = Overview(host.backend)
        self.setup, self.run = SetupView(host), RunView(host)
        self._stack = QStackedLayout(self)
        for view in (self.overview, self.setup, self.run):
            self._stack.addWidget(view)
        self.overview.new_wanted.connect(self._new)
        self.overview.opened.connect(self.show_batch)
        self.setup.opened.connect(self._show_setup)
        self.setup.changed.connect(self._show_setup)
        self.setup.left.connect(self._show_overview)
        self.setup.started.connect(self._show_started)
        self.run.left.connect(self._show_overview)

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the list of batches up to date."""
        super().showEvent(event)
        self.overview.renew()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Follow no batch any more."""
        self.run.close_batch()
        super().closeEvent(event)

    def _new(self) -> None:
        # What is shown stays until there is a list: whoever thinks better of it has lost nothing.
        self.setup.choose()

    def _show_setup(self) -> None:
        self._stack.setCurrentWidget(self.setup)

    def show_batch(self, batch: str) -> None:
        """Follow a batch."""
        self._stack.setCurrentWidget(self.run)
        self.run.open(batch)

    def _show_started(self, started: Started) -> None:
        self.show_batch(started.batch)
        if started.continued:
            text = self.tr("This list goes on where it stopped. What went out before is not sent again: {faxes}.")
            self.run.messages.say(
                text.format(faxes=count_text(started.submitted, "fax")),
                Severity.PLAIN,
                action=MessageAction(self.tr("Send all of it again"), self._start_again),
                stays=True,
            )

    def _start_again(self) -> None:
        self.setup.begin_again()

    def _show_overview(self) -> None:
        self.run.close_batch()
        self._stack.setCurrentWidget(self.overview)
        self.overview.renew()
