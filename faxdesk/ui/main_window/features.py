"""The features of the window, which install themselves after the first paint, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.ui.actions import controller as fax_actions
from faxdesk.ui.attention import controller as attention
from faxdesk.ui.fax_details import controller as fax_details
from faxdesk.ui.main_window import document_drop, edit_menu, help_menu, outcome_messages, undo_send, view_menu

if TYPE_CHECKING:
    from faxdesk.ui.actions.window_host import Install

FEATURES: tuple[Install, ...] = (
    fax_actions.install,
    fax_details.install,
    attention.install,
    outcome_messages.install,
    undo_send.install,
    edit_menu.install,
    view_menu.install,
    help_menu.install,
    document_drop.install,
)
