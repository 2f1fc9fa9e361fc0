"""Finds out what needs the user, and shows it until the user has dealt with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from faxdesk.services.reports import Link
from faxdesk.ui.actions.availability import is_asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QBoxLayout

    from faxdesk.ui.actions.compose_launcher import ComposeLauncher
    from faxdesk.ui.attention.panel import AttentionPanel
    from faxdesk.ui.attention.presenter import AttentionPresenter
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.widgets.fax_texts import NumberFormatter

MOST = 50
"""Entries that are shown at one time. As they are dealt with, the others move up."""


class AttentionController(QObject):
    """Fills the panel, which comes below what is in `box` by now, as soon as something needs the user.

    `show` brings a fax into view, `connect` opens the dialog in which one signs in.
    """

    def __init__(
        self,
        backend: Backend,
        launcher: ComposeLauncher,
        numbers: NumberFormatter,
        show: Callable[[int], None],
        connect: Callable[[], None],
        box: QBoxLayout,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._backend, self._launcher, self._numbers = backend, launcher, numbers
        self._show, self._connect = show, connect
        self._box, self._place = box, box.count()
        self._badge = 0
        self._built: tuple[AttentionPanel, AttentionPresenter] | None = None

    def _build(self) -> tuple[AttentionPanel, AttentionPresenter]:
        if self._built is None:
            from faxdesk.ui.attention.panel import AttentionPanel
            from faxdesk.ui.attention.presenter import AttentionPresenter

            panel = AttentionPanel()
            panel.dismiss_all_wanted.connect(self._dismiss_all)
            self._box.insertWidget(self._place, panel)
            entries = AttentionPresenter(self._backend, self._launcher, self._numbers, self._show, self._connect, self)
            self._built = panel, entries
        return self._built

    @property
    def panel(self) -> AttentionPanel:
        """What the user sees."""
        return self._build()[0]

    def look(self) -> None:
        """Read what needs the user now: a few rows by their keys."""
        lists = self._backend.store.fax_lists
        rows = lists.needing(MOST)
        signed_out = self._backend.condition.link is Link.SIGN_IN
        count = lists.need_count() + signed_out
        self.badge(count)
        if not count and self._built is None:
            return
        panel, make = self._build()
        entries = [make.sign_in()] if signed_out else []
        entries += [make.of(row) for row in rows]
        panel.show_entries(entries, count, can_dismiss=sum(not is_asked(row) for row in rows))

    def badge(self, count: int) -> None:
        """Show a count on the program's icon in the task bar or the dock, where the system has that; 0 shows none."""
        application = QApplication.instance()
        if count != self._badge and isinstance(application, QGuiApplication):
            application.setBadgeNumber(count)
            self._badge = count

    def show_first(self) -> None:
        """Bring the first fax that needs the user into view, and the keyboard to its next step."""
        self.panel.unfold()
        for row in self._backend.store.fax_lists.needing(1):
            self._show(row.recipient or 0)

    def _dismiss_all(self) -> None:
        self._backend.commands.dismiss(self._backend.store.fax_lists.unsettled())
