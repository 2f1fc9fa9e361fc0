"""The chip of a recipient: whose number it is, where, and what time it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QListWidget, QStyle, QStyleOptionViewItem

from faxdesk.core.phone import display
from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.flags import flag_width, paint_flag
from faxdesk.ui.widgets.focus_ring import draw_focus_frame
from faxdesk.ui.widgets.line_delegate import LINE, LineDelegate, LineItem
from faxdesk.ui.widgets.severity import Severity, colour, icon, mixed, on_choice
from faxdesk.ui.widgets.typography import grown

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor

_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class RecipientChip(LineItem):
    """What a chip shows: a name or number over what else is known of it. `region` is that of its flag."""

    number: str = ""
    region: str = ""
    named: bool = False
    """Whether the title is a name: of that the beginning is read, of a number the end."""


class ChipDelegate(LineDelegate):
    """Draws chips of one size, in as many columns as the list has room for. `local_time` tells that of a chip."""

    def __init__(self, view: QListWidget, local_time: Callable[[RecipientChip], str]) -> None:
        super().__init__(view, removable=True)
        self._local_time = local_time

    # ------------------------------------------------------------------------------------------- geometry

    def cell(self) -> QSize:
        """The size of a chip, with the gap around it."""
        # Qt begins another line for what would end at the very edge.
        width = self._view.viewport().width() - 1
        columns = max(1, width // grown(tokens.CHIP_WIDTH, self._view))
        return QSize(width // columns, 2 * self._view.fontMetrics().height() + 2 * (tokens.SPACE_XS + tokens.INSET))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The same for all: thousands of them are laid out at once."""
        return self.cell()

    def _cross(self, rect: QRect) -> QRect:
        side, chip = self._side(), _chip(rect)
        place = QRect(chip.right() - side - tokens.SPACE_XS, chip.center().y() - side // 2, side, side)
        return self._visual(rect, place)

    def _sign(self, rect: QRect) -> QRect:
        """Where the flag is, or the icon of what is wrong."""
        chip = _chip(rect)
        height = self._side()
        place = QRect(chip.left() + tokens.SPACE_S, chip.center().y() - height // 2 + 1, flag_width(height), height)
        return self._visual(rect, place)

    def _texts(self, rect: QRect) -> tuple[QRect, QRect]:
        """Where the upper and the lower line are, as languages have them that begin at the left."""
        chip = _chip(rect)
        left = chip.left() + 2 * tokens.SPACE_S + flag_width(self._side())
        end = chip.right() - self._side() - 2 * tokens.SPACE_XS
        height = (chip.height() - 2 * tokens.SPACE_XS) // 2
        upper = QRect(left, chip.top() + tokens.SPACE_XS, end - left, height)
        return upper, upper.translated(0, height)

    # ------------------------------------------------------------------------------------------- painting

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the chip."""
        line: LineItem = index.data(LINE)
        # What is wrong looks so also where it is chosen: it is chosen to be mended.
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and line.severity is not Severity.ERROR
        palette = on_choice(option.palette) if chosen else option.palette
        clock = self._local_time(line) if isinstance(line, RecipientChip) else ""
        painter.save()
        try:
            self._paint_ground(painter, option, line, chosen=chosen)
            self._paint_sign(painter, option.rect, line, palette, chosen=chosen)
            icons.icon("close", palette).paint(painter, self._cross(option.rect))
            self._paint_lines(painter, line, clock, option.rect, palette, chosen=chosen)
            if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
                draw_focus_frame(painter, QRectF(_chip(option.rect)), palette)
        finally:
            # Whatever went wrong: what is drawn next by the view is drawn as it wants it.
            painter.restore()

    def _paint_lines(
        self, painter: QPainter, line: LineItem, clock: str, rect: QRect, palette: QPalette, *, chosen: bool
    ) -> None:
        upper, lower = self._texts(rect)
        plain = colour(palette, Severity.PLAIN)
        muted = plain if chosen else colour(palette, Severity.MUTED)
        room = painter.fontMetrics().horizontalAdvance(clock) + tokens.SPACE_S if clock else 0
        below = _number_below(painter, line, upper.width() - room) if clock else ""
        # Each text runs as its letters do: the groups of a number are never turned round.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        begin = self._side_of(Qt.AlignmentFlag.AlignLeft) | _MIDDLE
        painter.setPen(muted)
        end = self._side_of(Qt.AlignmentFlag.AlignRight) | _MIDDLE
        painter.drawText(self._visual(rect, lower if below else upper), end, clock)
        named = isinstance(line, RecipientChip) and line.named
        elide = Qt.TextElideMode.ElideRight if named else Qt.TextElideMode.ElideMiddle
        title = self._visual(rect, upper if below else upper.adjusted(0, 0, -room, 0))
        _paint_text(painter, title, begin, line.title, plain, elide)
        tone = muted if chosen or _tone(line) is Severity.PLAIN else colour(palette, line.severity)
        detail = self._visual(rect, lower)
        _paint_text(painter, detail, begin, below or line.detail, tone, Qt.TextElideMode.ElideRight)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, line: LineItem, *, chosen: bool) -> None:
        base, text = option.palette.color(QPalette.ColorRole.Base), colour(option.palette, _tone(line))
        fill: QColor = (
            option.palette.color(QPalette.ColorRole.Highlight) if chosen else mixed(base, text, tokens.CHIP_FILL_PART)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim, stroke = mixed(base, text, tokens.CHIP_RIM_PART), 1
        if line.severity is Severity.ERROR:
            rim, stroke = text, tokens.STROKE if option.state & QStyle.StateFlag.State_Selected else 1
        painter.setPen(QPen(fill if chosen else rim, stroke))
        painter.setBrush(fill)
        half = stroke * tokens.HALF_PIXEL
        outline = QRectF(_chip(option.rect)).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(outline, tokens.RADIUS_M, tokens.RADIUS_M)

    def _paint_sign(self, painter: QPainter, rect: QRect, line: LineItem, palette: QPalette, *, chosen: bool) -> None:
        place, graver = self._sign(rect), icon(palette, line.severity, chosen=chosen)
        if not graver.isNull():
            side = place.height()
            graver.paint(painter, place.adjusted((place.width() - side) // 2, 0, (side - place.width()) // 2, 0))
        elif isinstance(line, RecipientChip):
            paint_flag(painter, QRectF(place), line.region, palette)


def _chip(rect: QRect) -> QRect:
    return rect.adjusted(tokens.INSET, tokens.INSET, -tokens.INSET, -tokens.INSET)


def _number_below(painter: QPainter, line: LineItem, room: int) -> str:
    """Return the number that has `room` pixels beside the time, where the name has not: its country has a flag."""
    if not isinstance(line, RecipientChip) or not line.named or _tone(line) is not Severity.PLAIN:
        return ""
    measure, number = painter.fontMetrics().horizontalAdvance, display(line.number)
    return number if measure(line.title) > room >= measure(number) else ""


def _tone(line: LineItem) -> Severity:
    return line.severity if line.severity in {Severity.WARNING, Severity.ERROR} else Severity.PLAIN


def _paint_text(
    painter: QPainter, rect: QRect, alignment: int, text: str, pen: QColor, elide: Qt.TextElideMode
) -> None:
    metrics: QFontMetrics = painter.fontMetrics()
    painter.setPen(pen)
    painter.drawText(rect, alignment, metrics.elidedText(text, elide, rect.width()))
