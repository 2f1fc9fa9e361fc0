"""Where on the screen that is what marks are about: a page may be turned, and is placed otherwise on a fax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QTransform

from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.documents.fax.page import WIDTH, place
from faxdesk.ui.page_editor.fax_view import Region

if TYPE_CHECKING:
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.documents.fax.legibility import Mark
    from faxdesk.documents.fax.page import Look


def regions_of(marks: Iterable[Mark], size: PageSize, turn: int, look: Look | None) -> list[Region]:
    """Return the marked regions of a page of `size` as it is read: on the fax, or without a look on the document."""
    found = []
    for mark in marks:
        where = _on_document(mark, size, turn) if look is None else _on_fax(mark, size, look)
        if where is not None:
            found.append(Region(mark.kind, where, _text(mark)))
    return found


def _on_document(mark: Mark, size: PageSize, turn: int) -> QRectF | None:
    left, top, right, bottom = mark.box
    box = QRectF(left / size.width, top / size.height, (right - left) / size.width, (bottom - top) / size.height)
    # Text may run over the edge of the paper; what is there is not seen.
    box = box.intersected(QRectF(0, 0, 1, 1))
    # About the middle of a page whose sides are 1 long.
    return None if box.isEmpty() else QTransform().translate(0.5, 0.5).rotate(turn).translate(-0.5, -0.5).mapRect(box)


def _on_fax(mark: Mark, size: PageSize, look: Look) -> QRectF | None:
    placement = place(size, look.resolution, look.turn)
    pixels = placement.pixels(mark.box)
    if pixels is None:
        return None
    left, top, right, bottom = pixels
    high = placement.height
    return QRectF((left + placement.left) / WIDTH, top / high, (right - left) / WIDTH, (bottom - top) / high)


def _text(mark: Mark) -> str:
    if mark.kind is MarkKind.SMALL_TYPE and mark.points:
        return QCoreApplication.translate("Pages", "{points} point: {text}").format(
            points=round(mark.points, 1), text=mark.kind.text
        )
    return mark.kind.text
