"""Small pictures of pages: those on the screen, and as many of the last seen as a bound allows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from faxdesk.core.arrangement import PageRef

MOST_BYTES = 24_000_000
"""Bytes of all of them: 70 pages on a screen of double fineness, 290 on an ordinary one."""
_Page = tuple[str, int]


class ThumbnailCache:
    """Pictures of pages as their documents have them: they are turned when they are painted."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._pictures: OrderedDict[_Page, QImage] = OrderedDict()
        self._faults: dict[_Page, str] = {}
        self._bytes = 0

    def get(self, page_ref: PageRef) -> QImage | None:
        """Return the picture of a page, if it is there."""
        page = _page(page_ref)
        if page in self._pictures:
            self._pictures.move_to_end(page)
        return self._pictures.get(page)

    def issue(self, page_ref: PageRef) -> str:
        """Return why there is none; empty where there may be one."""
        return self._faults.get(_page(page_ref), "")

    def lacks(self, page_ref: PageRef, width: int) -> bool:
        """Return True where a picture `width` pixels wide is to be drawn."""
        page = _page(page_ref)
        picture = self._pictures.get(page)
        return page not in self._faults and (picture is None or picture.text("asked") != str(width))

    def put(self, page_ref: PageRef, picture: QImage, needed: Iterable[PageRef]) -> None:
        """Keep a picture, and forget those that were not used for longest and are not needed on the screen."""
        page = _page(page_ref)
        if page in self._pictures:
            self._bytes -= self._pictures.pop(page).sizeInBytes()
        self._pictures[page] = picture
        self._bytes += picture.sizeInBytes()
        self._forget(needed)

    def fail(self, page_ref: PageRef, reason: str) -> None:
        """Keep why a page cannot be drawn."""
        self._faults[_page(page_ref)] = reason

    def _forget(self, needed: Iterable[PageRef]) -> None:
        pages = {_page(page_ref) for page_ref in needed}
        for page in list(self._pictures):
            if self._bytes <= self._most:
                return
            if page not in pages:
                self._bytes -= self._pictures.pop(page).sizeInBytes()


def _page(page_ref: PageRef) -> _Page:
    return page_ref.document, page_ref.page
