"""How a person, a group or a file stands in a list: a name over what is known of it, and at the right how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate

from faxdesk.core.contacts import LAST_DIGITS
from faxdesk.core.phone import display
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import IconTone, icon
from faxdesk.ui.widgets.row_ground import paint_row_ground
from faxdesk.ui.widgets.severity import Severity, colour
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QColor, QFont, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

ENTRY = Qt.ItemDataRole.UserRole
"""The role under which a model has the `Entry` of a row."""


class Entry(NamedTuple):
    """The texts of a row: the name with what is known beside it, a line below them, and a state with its icon.

    `end` is the end of the line below, which is to be read first, and `after` what follows it.
    """

    title: str
    beside: str = ""
    below: str = ""
    end: str = ""
    state: str = ""
    icon: str = ""
    tone: IconTone = IconTone.PLAIN
    after: str = ""

    @property
    def spoken(self) -> str:
        """The whole row as assistive technology reads it."""
        below = " ".join(filter(None, (self.below + self.end, self.after)))
        return ", ".join(part for part in (self.title, self.beside, below, self.state) if part)


def number_entry(title: str, beside: str, number: str) -> Entry:
    """Return the row of somebody with a number (E.164), whose last digits tell it from others of the same place."""
    shown = display(number)
    digits = [place for place, letter in enumerate(shown) if letter.isdecimal()]
    place = digits[-LAST_DIGITS] if len(digits) > LAST_DIGITS else 0
    return Entry(title, beside, shown[:place], shown[place:])


class EntryDelegate(QStyledItemDelegate):
    """Draws the rows of one list."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are as high, and as wide as the list."""
        font = self._view.font()
        lines = QFontMetrics(font).height() + QFontMetrics(scaled(font, tokens.CAPTION)).height()
        return QSize(0, lines + 2 * tokens.ROW_PADDING)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        entry = index.data(ENTRY)
        if not isinstance(entry, Entry):
            return
        painter.save()
        # Each text runs as its letters do: the groups of a number are never turned round.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        paint_row_ground(painter, option, self._view.palette())
        room = self._room(option.rect)
        end = self._paint_state(painter, room, entry) - tokens.SPACE_M
        self._paint_texts(painter, room, end, entry)
        painter.restore()

    def _room(self, rect: QRect) -> QRect:
        """Return where the texts of a row are."""
        return rect.adjusted(tokens.SPACE_M, 0, -tokens.SPACE_M, 0)

    def _visual(self, whole: QRect, left: int, width: int) -> int:
        """Return where something begins that is `width` wide; all is reckoned as where languages begin at the left."""
        return whole.left() + whole.right() + 1 - left - width if self._view.isRightToLeft() else left

    def _paint_state(self, painter: QPainter, room: QRect, entry: Entry) -> int:
        """Draw how it stands, at the end; return where that begins."""
        palette, font = self._view.palette(), scaled(self._view.font(), tokens.CAPTION)
        metrics = QFontMetrics(font)
        text = metrics.elidedText(entry.state, Qt.TextElideMode.ElideRight, room.width() // 2)
        width = metrics.horizontalAdvance(text)
        left = room.right() - width
        painter.setFont(font)
        painter.setPen(colour(palette, Severity.MUTED))
        base = room.top() + (room.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(self._visual(room, left, width), base, text)
        if entry.icon:
            side = tokens.ICON_S
            left -= side + tokens.SPACE_XS
            drawn = icon(entry.icon, palette, entry.tone)
            place = QRect(self._visual(room, left, side), room.top() + (room.height() - side) // 2, side, side)
            drawn.paint(painter, place)
        return left

    def _paint_texts(self, painter: QPainter, whole: QRect, end: int, entry: Entry) -> None:
        """Draw the two lines, as far as there is room for them before `end`."""
        palette, font = self._view.palette(), self._view.font()
        strong, caption = scaled(font, tokens.BODY, bold=True), scaled(font, tokens.CAPTION)
        upper, lower = QFontMetrics(strong), QFontMetrics(caption)
        top = whole.top() + (whole.height() - upper.height() - (lower.height() if entry.below or entry.end else 0)) // 2
        muted, text = colour(palette, Severity.MUTED), palette.color(QPalette.ColorRole.Text)

        def write(left: int, base: int, *parts: tuple[str, QFont, QColor]) -> int:
            """Write parts of one text, which run from left to right, as far as there is room; return where they end."""
            shown: list[tuple[str, int]] = []
            room = max(0, end - left)
            for words, letters, _colour in parts:
                metrics = QFontMetrics(letters)
                elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
                shown.append((elided, metrics.horizontalAdvance(elided)))
                room -= shown[-1][1]
            width = sum(one for _words, one in shown)
            place = self._visual(whole, left, width)
            for (words, advance), (_whole, letters, ink) in zip(shown, parts, strict=True):
                painter.setFont(letters)
                painter.setPen(ink)
                painter.drawText(place, base, words)
                place += advance
            return left + width

        base = top + upper.ascent()
        left = write(whole.left(), base, (entry.title, strong, text))
        write(left + tokens.SPACE_S, base, (entry.beside, font, muted))
        base = top + upper.height() + lower.ascent()
        last = scaled(self._view.font(), tokens.CAPTION, bold=True)
        # The end of a number stands behind its beginning, wherever the line begins.
        left = write(whole.left(), base, (entry.below, caption, muted), (entry.end, last, text))
        write(left + tokens.SPACE_XS, base, (entry.after, caption, muted))
