"""What a cover page looks like, as well as FaxDesk knows: Fax.Plus makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPicture, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.documents.common.paper import A4, PageSize
from faxdesk.ui.cover_page.context import CoverFacts
from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_MARGIN = 48.0
"""Points around what is on the page."""
_LABELS = 74.0
"""Points that the labels of the lines have."""
_INK = _RULE = QColor(tokens.PRINT)
_EDGE = tokens.SPACE_S
"""Pixels around the page on the screen."""


def flag_text(flag: CoverFlag) -> str:
    """Return the word for a box on the cover page."""
    return {
        CoverFlag.URGENT: _tr("Urgent"),
        CoverFlag.FOR_REVIEW: _tr("For review"),
        CoverFlag.PLEASE_REPLY: _tr("Please reply"),
        CoverFlag.CONFIDENTIAL: _tr("Confidential"),
    }[flag]


def paint_cover(painter: QPainter, size: PageSize, page: CoverPage, facts: CoverFacts) -> bool:
    """Draw the page in points; return whether all of the message has room."""
    painter.setPen(QPen(_INK))
    width = size.width - 2 * _MARGIN
    painter.setFont(_font(38, bold=True))
    painter.drawText(QRectF(_MARGIN, _MARGIN, width, 48), Qt.AlignmentFlag.AlignLeft, _tr("FAX"))
    top = _MARGIN + 64
    for left, right in (
        ((_tr("To"), page.name_to), (_tr("From"), page.name_from)),
        ((_tr("Fax"), facts.to), (_tr("Fax"), facts.sender)),
        ((_tr("Date"), facts.date), (_tr("Pages"), facts.pages)),
    ):
        _line(painter, QRectF(_MARGIN, top, width / 2 - 8, 24), *left)
        _line(painter, QRectF(_MARGIN + width / 2 + 8, top, width / 2 - 8, 24), *right)
        top += 30
    _line(painter, QRectF(_MARGIN, top, width, 24), _tr("Subject"), page.subject)
    top = _flags(painter, top + 40, width, page.flags)
    painter.setFont(_font(11))
    room = QRectF(_MARGIN, top, width, size.height - _MARGIN - top)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    needed = painter.boundingRect(QRectF(room.x(), room.y(), room.width(), 1e6), page.message, option)
    painter.drawText(room, page.message, option)
    return needed.height() <= room.height()


def _line(painter: QPainter, rect: QRectF, label: str, text: str) -> None:
    """Draw a label, what is behind it, and a rule below."""
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.setFont(_font(9, bold=True))
    painter.drawText(rect, middle, label)
    painter.setFont(_font(11))
    place = rect.adjusted(_LABELS * 0.7, 0, 0, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
    painter.drawText(place, middle, shown)
    painter.setPen(QPen(_RULE, 0.7))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def _flags(painter: QPainter, top: float, width: float, flags: tuple[CoverFlag, ...]) -> float:
    """Draw a box for each flag, crossed where it is set; return where the message begins."""
    painter.setFont(_font(10))
    for number, flag in enumerate(CoverFlag):
        left = _MARGIN + number * width / len(CoverFlag)
        box = QRectF(left, top, 11, 11)
        painter.setPen(QPen(_RULE, 1))
        painter.drawRect(box)
        if flag in flags:
            painter.setPen(QPen(_INK, 1.8))
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
        painter.setPen(QPen(_INK))
        painter.drawText(QRectF(left + 17, top - 4, width / len(CoverFlag) - 17, 19), flag_text(flag))
    painter.setPen(QPen(_RULE, 1.2))
    painter.drawLine(QRectF(_MARGIN, top + 28, width, 0).topLeft(), QRectF(_MARGIN, top + 28, width, 0).topRight())
    return top + 42


def _font(points: float, *, bold: bool = False) -> QFont:
    # One pixel of the painter is one point of the page.
    font = QFont("Helvetica")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(round(points))
    font.setBold(bold)
    return font


class CoverPreview(QWidget):
    """Shows a cover page on white paper, in light and dark."""

    def __init__(self, parent: QWidget | None = None, paper: PageSize = A4) -> None:
        super().__init__(parent)
        self._paper = paper
        self._page = CoverPage("", "", "")
        self._facts = CoverFacts()
        self.setAccessibleName(self.tr("Preview of the cover page"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(*tokens.COVER_PREVIEW_LEAST)

    def show_cover(self, page: CoverPage, facts: CoverFacts) -> bool:
        """Show a page; return whether all of its message has room."""
        self._page, self._facts = page, facts
        self.setAccessibleDescription(f"{page.name_to}, {page.name_from}, {page.subject}. {page.message}")
        self.update()
        picture = QPicture()
        painter = QPainter(picture)
        fits = paint_cover(painter, self._paper, page, facts)
        painter.end()
        return fits

    def sizeHint(self) -> QSize:
        """A page that can be read."""
        return QSize(*tokens.COVER_PREVIEW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the paper and what is on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        scale = min(room.width() / self._paper.width, room.height() / self._paper.height)
        painter.translate(
            room.x() + (room.width() - scale * self._paper.width) / 2,
            room.y() + (room.height() - scale * self._paper.height) / 2,
        )
        painter.scale(scale, scale)
        paper = QRectF(0, 0, self._paper.width, self._paper.height)
        shadow = QColor(tokens.SHADOW)
        shadow.setAlpha(tokens.SHADOW_ALPHA)
        painter.fillRect(paper.translated(tokens.SHADOW_OFFSET, tokens.SHADOW_OFFSET), shadow)
        painter.fillRect(paper, QColor(tokens.PAPER))
        paint_cover(painter, self._paper, self._page, self._facts)
        painter.end()


def _tr(text: str) -> str:
    return QCoreApplication.translate("CoverPage", text)
