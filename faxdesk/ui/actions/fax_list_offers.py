"""Lets the outbox and the sent faxes be exported and printed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.store.fax_lists import Listing
from faxdesk.ui.actions.availability import can_open
from faxdesk.ui.actions.list_offer import ListOffer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.files_to_take import FaxToTake
    from faxdesk.services.list_export import Exported
    from faxdesk.store.store import Store
    from faxdesk.ui.actions.window_host import WindowHost


def install(host: WindowHost) -> None:
    """Offer the outbox and the sent faxes."""
    FaxListOffers(host)


class FaxListOffers(QObject):
    """The two lists of faxes."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        titles = {Listing.OUTBOX: self.tr("Faxes in the outbox"), Listing.SENT: self.tr("Sent faxes")}
        for listing, page in host.lists.pages.items():
            offer = ListOffer(
                page, titles[listing], self.tr("Faxes.csv"), partial(_export, listing), self._chosen, True
            )
            host.offer_list(listing, offer)

    def _chosen(self) -> list[FaxToTake]:
        to_take = self._host.documents.to_take
        return [to_take(row) for row in self._host.selection.rows() if can_open(row)]


def _export(listing: Listing, store: Store, keys: Sequence[int], target: Path, cancel: CancelToken) -> Exported:
    from faxdesk.services.list_export import export

    return export(store, listing, keys, target, cancel)
