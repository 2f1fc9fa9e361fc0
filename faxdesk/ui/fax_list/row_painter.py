"""How a row looks in a list: two lines in each cell, its state as an icon and words, no grid.

Drawn by the table itself. A delegate needs the options of `QStyle`, which PySide takes as long to load as all rows take
to be drawn, and what a style does with the colours of a chosen row differs from system to system.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.filling import fill
from faxdesk.ui.widgets.icons import IconTone, icon
from faxdesk.ui.widgets.severity import Severity, colour, is_stark, mixed
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QTableView

    from faxdesk.ui.fax_list.list_model import ListModel


class _Look(NamedTuple):
    """Letters and colours, found out once for a palette and a font."""

    plain: QFont
    strong: QFont
    caption: QFont
    metrics: QFontMetrics
    strong_metrics: QFontMetrics
    caption_metrics: QFontMetrics
    text: QColor
    muted: QColor
    accent: QColor
    chosen: QColor
    chosen_elsewhere: QColor
    hovered: QColor
    line: QColor
    trough: QColor
    stark: bool
    """In high contrast a tinted ground is not enough: what is chosen has a frame, and rows have lines between them."""


def _look(palette: QPalette, font: QFont) -> _Look:
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    accent = palette.color(QPalette.ColorRole.Highlight)
    caption, strong = scaled(font, tokens.CAPTION), scaled(font, tokens.BODY, bold=True)
    return _Look(
        plain=font,
        strong=strong,
        caption=caption,
        metrics=QFontMetrics(font),
        strong_metrics=QFontMetrics(strong),
        caption_metrics=QFontMetrics(caption),
        text=text,
        muted=colour(palette, Severity.MUTED),
        accent=accent,
        chosen=mixed(base, accent, tokens.CHOICE_PART),
        chosen_elsewhere=mixed(base, text, tokens.CHOICE_PART / 2),
        hovered=mixed(base, text, tokens.HOVER_PART),
        line=text if (stark := is_stark(palette)) else mixed(base, text, tokens.RULE_PART),
        trough=mixed(base, text, tokens.CHOICE_PART),
        stark=stark,
    )


def row_height(font: QFont) -> int:
    """Return how high a row of two lines is, in pixels."""
    lines = QFontMetrics(font).height() + QFontMetrics(scaled(font, tokens.CAPTION)).height()
    return lines + 2 * tokens.ROW_PADDING


class _Cell(NamedTuple):
    column: int
    left: int
    width: int


class RowPainter:
    """Draws the rows of one table."""

    def __init__(self, view: QTableView, model: ListModel[Any]) -> None:
        self._view, self._model = view, model
        self._known: _Look | None = None

    def forget(self) -> None:
        """Colours or letters are others now."""
        self._known = None

    @property
    def _now(self) -> _Look:
        if self._known is None:
            self._known = _look(self._view.palette(), self._view.font())
        return self._known

    def paint(self, painter: QPainter, part: QRect, *, hovered: int, framed: int) -> None:
        """Draw the rows in a part of the view.

        `hovered` is the one below the pointer, `framed` the one with a frame around it, -1 where there is none.
        """
        view, header = self._view, self._view.horizontalHeader()
        # Each text runs as its letters do: the groups of a number are never turned round.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        first, last = view.rowAt(part.top()), view.rowAt(part.bottom())
        if first < 0:
            return
        cells = [
            _Cell(column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(len(self._model.columns))
            if not header.isSectionHidden(column)
        ]
        if not cells:
            return
        for row in range(first, (self._model.rowCount() if last < 0 else last + 1)):
            whole = QRect(
                min(cell.left for cell in cells),
                view.rowViewportPosition(row),
                sum(cell.width for cell in cells),
                view.rowHeight(row),
            )
            self._paint_ground(painter, whole, row, hovered=row == hovered)
            if row == framed:
                self._paint_frame(painter, whole)
            for cell in cells:
                self._paint_cell(painter, QRect(cell.left, whole.top(), cell.width, whole.height()), row, cell.column)

    @property
    def _mirrored(self) -> bool:
        """Whether rows begin at the right, as the language of the window does."""
        return self._view.isRightToLeft()

    def _inside(self, rect: QRect, before: int, after: int) -> QRect:
        """Return a cell without so many pixels before what is in it, and after it."""
        return rect.adjusted(after, 0, -before, 0) if self._mirrored else rect.adjusted(before, 0, -after, 0)

    def _paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        look = self._now
        first, second = self._model.lines(row, column)
        room = self._inside(rect, tokens.SPACE_M, tokens.SPACE_S)
        shown = self._model.columns[column]
        if column == 0:
            self._paint_icon(painter, room, row)
            room = self._inside(room, tokens.ICON_S + tokens.SPACE_S, 0)
            self._paint_upload(painter, room, self._model.upload(row))
        at_right = shown.at_right is not self._mirrored
        top, base = self._lines(room, two=bool(second))
        strong = shown.strong or self._model.stands_out(row)
        font, metrics = (look.strong, look.strong_metrics) if strong else (look.plain, look.metrics)
        painter.setFont(font)
        painter.setPen(look.muted if shown.quiet and not strong else look.text)
        _write(painter, room, top, first, metrics, at_right=at_right)
        if second:
            painter.setFont(look.caption)
            painter.setPen(look.muted)
            _write(painter, room, base, second, look.caption_metrics, at_right=at_right)

    def _lines(self, room: QRect, *, two: bool) -> tuple[int, int]:
        """Return the base lines of one line in the middle, or of two."""
        look = self._now
        upper, lower = look.metrics.height(), look.caption_metrics.height()
        top = room.top() + (room.height() - upper - (lower if two else 0)) // 2
        return top + look.metrics.ascent(), top + upper + look.caption_metrics.ascent()

    def _paint_ground(self, painter: QPainter, rect: QRect, row: int, *, hovered: bool) -> None:
        look, view = self._now, self._view
        chosen = view.selectionModel().isSelected(self._model.index(row, 0))
        if chosen:
            fill(painter, rect, look.chosen if view.hasFocus() else look.chosen_elsewhere)
        elif hovered:
            fill(painter, rect, look.hovered)
        fill(painter, QRect(rect.left(), rect.bottom(), rect.width(), 1), look.line)
        if chosen:
            edge = rect.right() - tokens.STROKE_BOLD + 1 if self._mirrored else rect.left()
            fill(painter, QRect(edge, rect.top(), tokens.STROKE_BOLD, rect.height()), look.accent)
            if look.stark:
                self._paint_frame(painter, rect)

    def _paint_frame(self, painter: QPainter, rect: QRect) -> None:
        stroke = tokens.STROKE
        for left, top, width, height in (
            (rect.left(), rect.top(), rect.width(), stroke),
            (rect.left(), rect.bottom() - stroke + 1, rect.width(), stroke),
            (rect.left(), rect.top(), stroke, rect.height()),
            (rect.right() - stroke + 1, rect.top(), stroke, rect.height()),
        ):
            fill(painter, QRect(left, top, width, height), self._now.accent)

    def _paint_icon(self, painter: QPainter, room: QRect, row: int) -> None:
        name, tone = self._model.state_icon(row)
        if name:
            side = tokens.ICON_S
            palette = self._view.palette()
            drawn = icon(name, palette, tone) if tone is not IconTone.PLAIN else icon(name, palette)
            left = room.right() - side + 1 if self._mirrored else room.left()
            drawn.paint(painter, left, room.top() + (room.height() - side) // 2, side, side)

    def _paint_upload(self, painter: QPainter, room: QRect, part: float | None) -> None:
        if part is None:
            return
        look = self._now
        bar = QRect(room.left(), room.bottom() - tokens.ROW_PADDING // 2 - 1, room.width(), tokens.STROKE_BOLD)
        fill(painter, bar, look.trough)
        done = round(bar.width() * part)
        left = bar.right() - done + 1 if self._mirrored else bar.left()
        fill(painter, QRect(left, bar.top(), done, bar.height()), look.accent)


def _write(painter: QPainter, room: QRect, base: int, text: str, metrics: QFontMetrics, *, at_right: bool) -> None:
    """Write a text, as far as there is room for it."""
    if metrics.horizontalAdvance(text) > room.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    left = room.right() - metrics.horizontalAdvance(text) if at_right else room.left()
    painter.drawText(left, base, text)
