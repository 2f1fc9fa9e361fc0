"""The pages of a fax as they are or as the recipient sees them, with marks where something will be hard to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from faxdesk.ui.page_view.layout import MARGIN
from faxdesk.ui.page_view.scroll_view import PageScrollView
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from faxdesk.documents.fax.legibility import MarkKind

_DOTS_PER_INCH = 204
"""Dots across of a fax, in both resolutions."""
_FRAME = QColor(tokens.MARK)
_CHOSEN = QColor(tokens.MARK_CHOSEN)
_AROUND = tokens.STROKE_BOLD
"""Pixels between a marked region and its frame."""


@dataclass(frozen=True, slots=True)
class Region:
    """A marked region of a page: what is wrong there, its place in shares of the page's width and height, its text."""

    kind: MarkKind
    place: QRectF
    text: str


class FaxView(PageScrollView):
    """Shows pages with their marked regions, which say what they are about when the pointer rests on them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._regions: Mapping[int, Sequence[Region]] = {}
        self._chosen: Region | None = None
        self.setAccessibleName(self.tr("Page"))

    def set_regions(self, regions: Mapping[int, Sequence[Region]]) -> None:
        """Mark these regions, by page from 0."""
        self._regions = regions
        self.viewport().update()

    def next_region(self, page: int, kind: MarkKind) -> Region | None:
        """Return the first region of a kind on a page that comes after the chosen one; None where there is none."""
        found = [region for region in self._regions.get(page, ()) if region.kind is kind]
        at = next((at for at, region in enumerate(found) if region == self._chosen), -1)
        return found[at + 1] if at + 1 < len(found) else None

    def choose(self, page: int, region: Region | None) -> None:
        """Let one region stand out, and bring it onto the screen."""
        self._chosen = region
        if region is not None:
            self._show(self._place_in(region, self._rect(page)))
        self.viewport().update()

    def to_actual_size(self) -> None:
        """Take the zoom at which each dot of a fax is a dot of the screen."""
        self.set_zoom(_DOTS_PER_INCH / (self.devicePixelRatioF() * self.logicalDpiY()))

    def _show(self, place: QRect) -> None:
        view = self.viewport().rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        for bar, first, last, low, high in (
            (self.verticalScrollBar(), place.top(), place.bottom(), view.top(), view.bottom()),
            (self.horizontalScrollBar(), place.left(), place.right(), view.left(), view.right()),
        ):
            if first < low:
                bar.setValue(bar.value() + first - low)
            elif last > high:
                bar.setValue(bar.value() + min(last - high, first - low))

    @staticmethod
    def _place_in(region: Region, rect: QRect) -> QRect:
        place = region.place
        left, top = rect.left() + place.left() * rect.width(), rect.top() + place.top() * rect.height()
        size = place.width() * rect.width(), place.height() * rect.height()
        return QRectF(left, top, *size).toAlignedRect().adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)

    def _paint_page(self, painter: QPainter, page: int, rect: QRect) -> None:
        super()._paint_page(painter, page, rect)
        if self.picture(page) is None:
            return
        for region in self._regions.get(page, ()):
            colour = _CHOSEN if region == self._chosen else _FRAME
            painter.setPen(QPen(colour, tokens.STROKE_BOLD if region == self._chosen else tokens.STROKE_FINE))
            tint = QColor(colour)
            tint.setAlpha(tokens.MARK_ALPHA)
            painter.setBrush(tint)
            painter.drawRect(self._place_in(region, rect))

    def region_at(self, point: QPoint) -> Region | None:
        """Return the marked region at a point of the view, the smallest where there are several."""
        for page in self._visible():
            rect = self._rect(page)
            found = [each for each in self._regions.get(page, ()) if self._place_in(each, rect).contains(point)]
            if found:
                return min(found, key=lambda region: region.place.width() * region.place.height())
        return None

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a marked region is about."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            region = self.region_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(region.text) if region else "", self)
            return True
        return super().viewportEvent(event)
