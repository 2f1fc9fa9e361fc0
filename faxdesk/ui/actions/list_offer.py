"""What the list of a tab offers to be exported and printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.files_to_take import FaxToTake
    from faxdesk.services.list_export import Exported
    from faxdesk.store.store import Store
    from faxdesk.ui.fax_list.list_page import ListPage

ExportRows = Callable[["Store", Sequence[int], "Path", "CancelToken"], "Exported"]
"""Writes the rows of some keys as a table, where they are; may be called from any thread."""


class ListOffer(NamedTuple):
    """The list of a tab, and what can be made of it.

    `title` stands above the list where it is printed, `file_name` is what an export is called. `chosen` returns the
    files of the chosen faxes, none where there are too many of them; these may have reports where it `has_reports`.
    """

    page: ListPage[Any]
    title: str
    file_name: str
    export: ExportRows
    chosen: Callable[[], Sequence[FaxToTake]]
    has_reports: bool = False

    def keys(self) -> tuple[Sequence[int], bool]:
        """Return the keys that are meant, and whether these are all of the list: one chosen row does not mean one."""
        table, model = self.page.table, self.page.model
        whole = table.chosen_count() <= 1
        return model.keys(range(model.rowCount()) if whole else table.places()), whole
