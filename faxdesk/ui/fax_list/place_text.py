"""Where in a fax something was found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.visible_text import visible
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.store.fax_finder import FoundPlace


def place_text(places: Sequence[FoundPlace]) -> str:
    """Return where in the documents of a fax something was found, "" where it was not: a list shows all else."""
    found = [place for place in places if place.page]
    if not found:
        return ""
    first = found[0]
    alone = len(found) == 1
    if first.file and alone:
        said = QCoreApplication.translate("PlaceText", "Found on page {page} of {file}: {text}")
    elif first.file:
        said = QCoreApplication.translate("PlaceText", "Found on {pages}, first on page {page} of {file}: {text}")
    elif alone:
        said = QCoreApplication.translate("PlaceText", "Found on page {page}: {text}")
    else:
        said = QCoreApplication.translate("PlaceText", "Found on {pages}, first on page {page}: {text}")
    return said.format(
        page=first.page, pages=count_text(len(found), "page"), file=visible(first.file), text=visible(first.text)
    )
