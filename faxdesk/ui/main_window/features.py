"""The features of the window, which install themselves after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faxdesk.ui.actions.window_host import Install


def features() -> Iterator[Install]:
    """Yield what installs each feature, in this order. Each is loaded when its turn comes: that takes time too."""
    from faxdesk.ui.actions import controller as fax_actions

    yield fax_actions.install
    from faxdesk.ui.actions import drag_out

    yield drag_out.install
    from faxdesk.ui.actions import fax_list_offers

    yield fax_list_offers.install
    from faxdesk.ui.actions import list_export

    yield list_export.install
    from faxdesk.ui.costs import controller as costs

    yield costs.install
    from faxdesk.ui.actions import print_faxes

    yield print_faxes.install
    from faxdesk.ui.fax_details import controller as fax_details

    yield fax_details.install
    from faxdesk.ui.attention import controller as attention

    yield attention.install
    from faxdesk.ui.inbox import controller as inbox

    yield inbox.install
    from faxdesk.ui.webhooks import controller as webhooks

    yield webhooks.install
    from faxdesk.ui.proof import controller as proof

    yield proof.install
    from faxdesk.ui.batch import controller as batch

    yield batch.install
    from faxdesk.ui.drafts import controller as drafts

    yield drafts.install
    from faxdesk.ui.watched_folders import controller as watched_folders

    yield watched_folders.install
    from faxdesk.ui.contacts import controller as contacts

    yield contacts.install
    from faxdesk.ui.forgetting import controller as forgetting

    yield forgetting.install
    from faxdesk.ui.retention import controller as retention

    yield retention.install
    from faxdesk.ui.notifications import controller as notifications

    yield notifications.install
    from faxdesk.ui.diagnostics import controller as diagnostics

    yield diagnostics.install
    from faxdesk.ui.main_window import outcome_messages

    yield outcome_messages.install
    from faxdesk.ui.main_window import undo_send

    yield undo_send.install
    from faxdesk.ui.main_window import quitting

    yield quitting.install
    from faxdesk.ui.main_window import edit_menu

    yield edit_menu.install
    from faxdesk.ui.main_window import view_menu

    yield view_menu.install
    from faxdesk.ui.main_window import help_menu

    yield help_menu.install
    from faxdesk.ui.main_window import document_drop

    yield document_drop.install
    from faxdesk.ui.main_window import sending_activity

    yield sending_activity.install
