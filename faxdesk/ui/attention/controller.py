"""Finds out what needs the user, and shows it until the user has dealt with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.account_notes import Weight, notes
from faxdesk.services.events import Link
from faxdesk.ui.actions.availability import is_asked

if TYPE_CHECKING:
    from faxdesk.core.account_notes import AccountNote
    from faxdesk.ui.actions.window_host import WindowHost
    from faxdesk.ui.attention.panel import AttentionPanel
    from faxdesk.ui.attention.presenter import AttentionPresenter

_TROUBLES = (Link.TROUBLE, Link.FAULT)
"""How FaxDesk stands where nothing goes out, for a reason on this computer."""
MOST = 50
"""Entries that are shown at one time. As they are dealt with, the others move up."""


def install(host: WindowHost) -> None:
    """Show what needs the user above the lists, and its count on the program's icon."""
    AttentionController(host)


class AttentionController(QObject):
    """Fills the panel, which comes above all others as soon as something needs the user."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host, self._backend = host, host.backend
        self._built: tuple[AttentionPanel, AttentionPresenter] | None = None
        host.backend.changed.connect(self.look)
        host.backend.condition_changed.connect(self.look)
        host.numbers_loaded.connect(self.look)
        host.attention_wanted.connect(self.show_first)
        host.closing.connect(self._clear_badge)

    def _build(self) -> tuple[AttentionPanel, AttentionPresenter]:
        if self._built is None:
            from faxdesk.ui.attention.panel import AttentionPanel
            from faxdesk.ui.attention.presenter import AttentionPresenter

            host = self._host
            panel = AttentionPanel()
            panel.dismiss_all_wanted.connect(self._dismiss_all)
            panel.folded.connect(self._tell_in_sight)
            host.add_panel(panel, first=True)
            panel.fit_window(host.window.height())
            host.window_resized.connect(self._fit_window)
            show, details, connect = host.selection.show, host.side_wanted.emit, host.connect_wanted.emit
            presenter = AttentionPresenter(self._backend, host.launcher, host.numbers, show, details, connect, self)
            self._built = panel, presenter
        return self._built

    def _fit_window(self) -> None:
        self.panel.fit_window(self._host.window.height())

    @property
    def panel(self) -> AttentionPanel:
        """What the user sees."""
        return self._build()[0]

    def look(self) -> None:
        """Read what needs the user now: a few rows by their keys."""
        lists = self._backend.store.fax_lists
        rows = lists.needing(MOST)
        link = self._backend.condition.link
        signed_out, troubled = link is Link.SIGN_IN, link in _TROUBLES
        blocked = [] if signed_out else self._what_blocks()
        drafts = self._backend.store.drafts.open_drafts(MOST)
        count = lists.need_count() + signed_out + troubled + len(blocked) + self._backend.store.drafts.count()
        self._host.taskbar.show_count(count)
        if not count and self._built is None:
            return
        panel, make = self._build()
        entries = [make.sign_in()] if signed_out else [make.account(note) for note in blocked]
        entries += [make.trouble()] if troubled else []
        entries += [make.of(row) for row in rows]
        entries += [make.draft(draft) for draft in drafts]
        panel.show_entries(entries, count, can_dismiss=sum(not is_asked(row) for row in rows))
        self._tell_in_sight()

    def _tell_in_sight(self) -> None:
        self._host.attention_in_sight.emit(self.panel.in_sight)

    def _what_blocks(self) -> list[AccountNote]:
        """Return what keeps the account from sending, the gravest of it."""
        found = notes(self._backend.store.service_mirror.state())
        return [note for note in found if note.weight is Weight.BLOCKS][:1]

    def show_first(self) -> None:
        """Bring the first fax that needs the user into view, and the keyboard to its next step."""
        self._host.side_wanted.emit()
        self.panel.unfold()
        for row in self._backend.store.fax_lists.needing(1):
            self._host.selection.show(row.recipient or 0)

    def _clear_badge(self) -> None:
        self._host.taskbar.show_count(0)

    def _dismiss_all(self) -> None:
        lists = self._backend.store.fax_lists
        self._backend.commands.dismiss((*lists.unsettled(), *lists.turned_up()))
