"""How a page looks in the strip: its document's name where that begins, a small picture on white paper, its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from faxdesk.ui.page_editor.page_model import NOTES, PAGE_REF, STARTS
from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.severity import mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from faxdesk.core.arrangement import PageRef
    from faxdesk.ui.page_editor.page_sizes import PageSizes
    from faxdesk.ui.page_editor.thumbnail_cache import ThumbnailCache

_GAP = tokens.THUMBNAIL_GAP
_SIGN = tokens.ICON_S
"""Pixels along a side of the sign on a page of which there is something to say."""
_PAPER = QColor(tokens.PAPER)
_EMPTY = QColor(tokens.PAPER_EMPTY)
_INK = QColor(tokens.PAPER_INK)
_EDGE = QColor(tokens.PAPER_EDGE)

Index = QModelIndex | QPersistentModelIndex


class ThumbnailDelegate(QStyledItemDelegate):
    """Draws the pages of the strip. `box` is the room that the picture of a page has, in pixels."""

    def __init__(
        self,
        page_sizes: PageSizes,
        thumbnails: ThumbnailCache,
        parent: QObject | None = None,
        box: tuple[int, int] = tokens.THUMBNAIL,
    ) -> None:
        super().__init__(parent)
        self._page_sizes = page_sizes
        self._thumbnails = thumbnails
        self._box = QSize(*box)
        self.columns: Callable[[], int] = lambda: 1
        """Returns how many pages stand side by side: the name of a document stands over all of its pages in a line."""

    def cell_size(self, metrics: QFontMetrics) -> QSize:
        """Return the size of a page in the strip: its document's name above, its number below."""
        box = self._box
        return QSize(box.width() + 2 * _GAP, box.height() + 2 * _GAP + 2 * metrics.height() + tokens.INSET)

    def pixels(self, page_ref: PageRef, ratio: float) -> int:
        """Return how wide the picture of a page, before it is turned, is to be drawn: sharp however it is turned."""
        size = self._page_sizes.size(page_ref)
        wide, high = (size.height, size.width) if page_ref.turn % 180 else (size.width, size.height)
        upright = min(self._box.width() / wide, self._box.height() / high)
        across = min(self._box.width() / high, self._box.height() / wide)
        return max(1, round(wide * max(upright, across) * ratio))

    def dragged(self, page_ref: PageRef, row: int, count: int, widget: QWidget) -> QPixmap:
        """Return what hangs on the pointer while pages are dragged: the first, half as large, and how many they are."""
        sheet = self._sheet(page_ref, QRect(QPoint(), self._box))
        sheet.moveTo(1, 1)
        ratio = widget.devicePixelRatioF()
        picture = QPixmap((QSizeF(sheet.size() + QSize(1, 1)) * (ratio / 2)).toSize())
        picture.fill(_EDGE)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        painter.save()
        painter.scale(0.5, 0.5)
        self._paint_sheet(painter, page_ref, sheet, row)
        painter.restore()
        if count > 1:
            _paint_count(painter, count, widget)
        painter.end()
        return picture

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All pages have the same room."""
        return self.cell_size(option.fontMetrics)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a page."""
        page_ref: PageRef = index.data(PAGE_REF)
        rect, line = option.rect, option.fontMetrics.height()
        ground = rect.adjusted(1, line + tokens.INSET, -1, -1)
        painter.save()
        self._paint_name(painter, option, index, self._page_sizes.source(page_ref).name)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_outline(painter, option, ground)
        sheet = self._sheet(page_ref, ground)
        self._paint_sheet(painter, page_ref, sheet, index.row())
        if index.data(NOTES):
            self._paint_sign(painter, option.palette, sheet)
        below = ground.bottom() - line - tokens.INSET - tokens.STROKE_BOLD
        self._paint_number(painter, option, QRect(ground.left(), below, ground.width(), line), index)
        painter.restore()
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._paint_focus(painter, option, ground)

    def _sheet(self, page_ref: PageRef, ground: QRect) -> QRect:
        """Return where the paper lies: in the middle of its room."""
        size = self._page_sizes.size(page_ref)
        scale = min(self._box.width() / size.width, self._box.height() / size.height)
        wide, high = max(8, round(size.width * scale)), max(8, round(size.height * scale))
        left = ground.left() + (ground.width() - wide) // 2
        return QRect(left, ground.top() + _GAP + (self._box.height() - high) // 2, wide, high)

    def _paint_name(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, name: str) -> None:
        """Draw the part of the name of a document, and of the line above it, that falls on a page."""
        rows, cell = self._named(index), option.rect
        if not rows:
            return
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        before = rows.stop - 1 - index.row() if mirrored else index.row() - rows.start
        left, width = cell.left() - before * cell.width() + _GAP, len(rows) * cell.width() - 2 * _GAP
        place = QRect(left, cell.top() + 1, width, option.fontMetrics.height())
        alone = Qt.AlignmentFlag.AlignHCenter if len(rows) == 1 else Qt.AlignmentFlag.AlignLeading
        aligned = QStyle.visualAlignment(option.direction, alone | Qt.AlignmentFlag.AlignVCenter)
        painter.save()
        painter.setClipRect(cell)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        text = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(place, aligned | Qt.AlignmentFlag.AlignAbsolute, text)
        # Above the first line is the frame.
        if rows.start >= self.columns():
            painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
            # It ends before the next document, as the name does.
            painter.setClipRect(cell.intersected(place.adjusted(-_GAP, -1, 0, 0)))
            painter.drawLine(cell.left(), cell.top(), cell.right(), cell.top())
        painter.restore()

    def _named(self, index: Index) -> range:
        """Return the rows over which the name stands that is over this page; none on lines where no document begins."""
        model, columns = index.model(), self.columns()
        line = index.row() - index.row() % columns
        end = min(line + columns, model.rowCount())
        starts = [row for row in range(line, end) if model.index(row, 0).data(STARTS)]
        first = max((row for row in starts if row <= index.row()), default=None)
        if first is None:
            return range(0)
        return range(first, min((row for row in starts if row > index.row()), default=end))

    def _paint_sheet(self, painter: QPainter, page_ref: PageRef, sheet: QRect, row: int) -> None:
        picture = self._thumbnails.get(page_ref)
        painter.setPen(_EDGE)
        painter.setBrush(_PAPER if picture else _EMPTY)
        painter.drawRect(sheet.adjusted(-1, -1, 0, 0))
        if picture:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            _paint_turned(painter, picture, page_ref.turn, sheet)
            return
        font = QFont(painter.font())
        font.setPixelSize(min(sheet.width(), sheet.height()) // 3)
        painter.save()
        painter.setFont(font)
        painter.setPen(_INK)
        painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter, str(row + 1))
        painter.restore()

    def _paint_sign(self, painter: QPainter, palette: QPalette, sheet: QRect) -> None:
        # On paper, which is white in every appearance.
        place = QRect(sheet.right() - _SIGN - tokens.INSET, sheet.top() + tokens.INSET + 1, _SIGN, _SIGN)
        painter.setBrush(_PAPER)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRect(place.adjusted(-tokens.INSET, -tokens.INSET, tokens.INSET, tokens.INSET))
        light = QPalette(palette)
        light.setColor(QPalette.ColorRole.Base, _PAPER)
        icons.icon("warning", light, icons.IconTone.DOUBT).paint(painter, place)

    def _paint_outline(self, painter: QPainter, option: QStyleOptionViewItem, ground: QRect) -> None:
        """Draw what shows that a page is chosen, without covering it or changing the colours around its paper."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = option.palette.color(_group(option), QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent, tokens.STROKE_BOLD))
        painter.setBrush(mixed(option.palette.color(QPalette.ColorRole.Base), accent, tokens.HOVER_PART))
        painter.drawRoundedRect(_inset(ground, tokens.STROKE_BOLD / 2), tokens.RADIUS_M, tokens.RADIUS_M)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_number(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(scaled(option.font, tokens.BODY, bold=chosen))
        painter.setPen(option.palette.color(_group(option), QPalette.ColorRole.Text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem, ground: QRect) -> None:
        # Not the style's own frame: some tint what is inside, and paper is white. Inside the outline, where both show.
        painter.setPen(QPen(option.palette.color(_group(option), QPalette.ColorRole.Text), 1, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = tokens.STROKE_BOLD + 1
        painter.drawRect(ground.adjusted(inside, inside, -inside - 1, -inside - 1))


def _inset(rect: QRect, by: float) -> QRectF:
    return QRectF(rect).adjusted(by, by, -by, -by)


def _paint_count(painter: QPainter, count: int, widget: QWidget) -> None:
    palette, text = widget.palette(), str(count)
    size = widget.fontMetrics().size(0, text) + QSize(_GAP, tokens.INSET)
    painter.setFont(widget.font())
    painter.fillRect(QRect(QPoint(), size), palette.color(QPalette.ColorRole.Highlight))
    painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
    painter.drawText(QRect(QPoint(), size), Qt.AlignmentFlag.AlignCenter, text)


def _group(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    active = option.state & QStyle.StateFlag.State_Active
    return QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive


def _paint_turned(painter: QPainter, picture: QImage, turn: int, sheet: QRect) -> None:
    """Draw a picture, turned clockwise, so that it fills the sheet."""
    if not turn:
        painter.drawImage(sheet, picture)
        return
    turned = QTransform().rotate(turn)
    painter.save()
    painter.translate(sheet.center())
    painter.setTransform(turned, True)
    wide, high = (sheet.height(), sheet.width()) if turn % 180 else (sheet.width(), sheet.height())
    painter.drawImage(QRect(-wide // 2, -high // 2, wide, high), picture)
    painter.restore()
