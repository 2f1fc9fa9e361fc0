"""A scrolling view of pages. It says which page it needs drawn, and shows the pictures that it is given."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from faxdesk.ui.page_view.layout import MARGIN, STEP, Fit, PageLayout, limited, zoom_to_fit
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.focus_ring import FocusRing

MOST_BYTES = 96_000_000
"""Bytes of pictures that are kept; those on the screen are kept whatever they take."""
_PAPER = QColor(tokens.PAPER)
_INK = QColor(tokens.PAPER_INK)
"""Text on paper that is not drawn yet; paper is white in every appearance."""
_EDGE = QColor(tokens.PAPER_EDGE)

Key = tuple[Hashable, ...]
"""Tells pictures apart: first which page it is, then whatever else decides how it is drawn."""


class PageScrollView(QAbstractScrollArea):
    """Pages one below the other, at a zoom that may follow the size of the view.

    A page whose key changes but for its first part shows its former picture until the new one is there.
    """

    wanted = Signal(object, int)
    """The key of a page to be drawn so many pixels wide; answered by `show_picture` or `show_fault`. One at a time."""
    page_changed = Signal(int)
    """The page that is being read, counted from 0."""
    zoomed = Signal(float)
    """The zoom, 1.0 being the true size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Pages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Mid)
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._layout = PageLayout((), 1.0)
        self._fit = Fit.WIDTH
        self._keys: tuple[Key, ...] = ()
        self._pictures: OrderedDict[Key, QImage] = OrderedDict()
        self._former: dict[Hashable, QImage] = {}
        self._broken: dict[Key, str] = {}
        self._asked: Key | None = None
        self._page = -1
        self._arrangement = False
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        FocusRing(self)

    # ------------------------------------------------------------------------------------------------ content

    def set_pages(self, sizes: Sequence[tuple[float, float]], keys: Sequence[Key] | None = None) -> None:
        """Show pages of these sizes, width and height in points; without `keys` these are the numbers from 0."""
        self._former = {self._keys[page][0]: picture for page in self._visible() if (picture := self.picture(page))}
        self._sizes = tuple(sizes)
        self._keys = tuple((page,) for page in range(len(sizes))) if keys is None else tuple(keys)
        self._arrange()
        self._scrolled()

    def show_picture(self, key: Key, picture: QImage) -> None:
        """Show a drawn page, and ask for the next that is on the screen."""
        self._pictures[key] = picture
        self._pictures.move_to_end(key)
        self._answered()

    def show_fault(self, key: Key, reason: str) -> None:
        """Say on the page why it could not be drawn."""
        self._broken[key] = reason
        self._answered()

    def picture(self, page: int) -> QImage | None:
        """Return what is shown of a page, counted from 0; None while that is nothing."""
        key = self._keys[page]
        return self._pictures.get(key) or self._former.get(key[0])

    def fault(self, page: int) -> str:
        """Return why a page, counted from 0, cannot be drawn; empty where it can."""
        return self._broken.get(self._keys[page], "")

    def _answered(self) -> None:
        self._asked = None
        self._forget()
        self.viewport().update()
        self._ask()

    def _forget(self) -> None:
        """Drop the pictures that were not used for longest."""
        visible = {self._keys[page] for page in self._visible()}
        total = sum(picture.sizeInBytes() for picture in self._pictures.values())
        for key in list(self._pictures):
            if total <= MOST_BYTES:
                return
            if key not in visible:
                total -= self._pictures.pop(key).sizeInBytes()

    # ------------------------------------------------------------------------------------------- where we are

    @property
    def page_count(self) -> int:
        """The number of pages."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page that is being read, counted from 0; -1 where there is none."""
        return self._page

    def go_to(self, page: int) -> None:
        """Bring a page to the top of the view, or as near as there is room; it is the one that is read then."""
        if self._sizes:
            page = max(0, min(page, len(self._sizes) - 1))
            self.verticalScrollBar().setValue(self._layout.top(page) - MARGIN)
            if page in self._visible():
                self._read(page)

    def _scrolled(self) -> None:
        self._tell_page()
        self._ask()

    def _tell_page(self) -> None:
        # A page that is still in view is read on, however large it has become.
        if self._arrangement and self._page in self._visible():
            return
        # At its beginning it is the first page, however many of them a narrow view shows.
        into = self.viewport().height() // 3 if self._top() else 0
        self._read(self._layout.at(self._top() + into) if self._sizes else -1)

    def _read(self, page: int) -> None:
        if page != self._page:
            self._page = page
            text = self.tr("Page {page} of {count}").format(page=page + 1, count=len(self._sizes))
            self.setAccessibleDescription(text)
            if self.hasFocus() and page >= 0:
                announce(self, text)
            self.page_changed.emit(page)

    def _top(self) -> int:
        return self.verticalScrollBar().value()

    def _visible(self) -> range:
        return self._layout.between(self._top(), self._top() + self.viewport().height())

    # -------------------------------------------------------------------------------------------------- zoom

    @property
    def fit(self) -> Fit:
        """How the zoom follows the view."""
        return self._fit

    def set_fit(self, fit: Fit) -> None:
        """Let the zoom follow the view in this way from now on."""
        self._fit = fit
        self._arrange()

    @property
    def zoom(self) -> float:
        """The zoom, 1.0 being the true size."""
        return self._layout.zoom * 72 / self.logicalDpiY()

    def set_zoom(self, zoom: float) -> None:
        """Take a zoom that does not follow the view."""
        self._fit = Fit.FREE
        self._arrange(limited(zoom * self.logicalDpiY() / 72))

    def zoom_in(self) -> None:
        """Make everything larger."""
        self.set_zoom(self.zoom * STEP)

    def zoom_out(self) -> None:
        """Make everything smaller."""
        self.set_zoom(self.zoom / STEP)

    def to_actual_size(self) -> None:
        """Take the zoom at which pages are as large as their paper."""
        self.set_zoom(1.0)

    def _arrange(self, zoom: float | None = None) -> None:
        """Take a zoom, or the one that fits, and keep the place on the page that is at the top of the view."""
        outer, self._arrangement = self._arrangement, True
        if zoom is None:
            free = self._fit is Fit.FREE
            zoom = self._layout.zoom if free else self._fitting()
        place = self._place()
        self._layout = PageLayout(self._sizes, zoom)
        view = self.viewport().size()
        for bar, whole, part in (
            (self.verticalScrollBar(), self._layout.height, view.height()),
            (self.horizontalScrollBar(), self._layout.width, view.width()),
        ):
            bar.setPageStep(part)
            bar.setSingleStep(max(1, part // 12))
            bar.setRange(0, max(0, whole - part))
        if place is not None:
            page, part_of_page = place
            self.verticalScrollBar().setValue(
                round(self._layout.top(page) - MARGIN + part_of_page * self._layout.size(page)[1])
            )
        self.viewport().update()
        self.zoomed.emit(self.zoom)
        self._scrolled()
        self._arrangement = outer

    def _fitting(self) -> float:
        # With the scroll bar that many pages need, even before it shows: otherwise it comes and goes for ever.
        size = self.maximumViewportSize()
        if self._fit is Fit.WIDTH or len(self._sizes) > 1:
            size.setWidth(size.width() - self.verticalScrollBar().sizeHint().width())
        return zoom_to_fit(self._sizes, self._fit, size.width(), size.height())

    def _place(self) -> tuple[int, float] | None:
        if not self._sizes or self._layout.height <= MARGIN:
            return None
        page = self._layout.at(self._top() + MARGIN)
        if page >= len(self._sizes):
            # It was taken out.
            return None
        return page, (self._top() + MARGIN - self._layout.top(page)) / self._layout.size(page)[1]

    # ----------------------------------------------------------------------------------------------- drawing

    def _rect(self, page: int) -> QRect:
        width, height = self._layout.size(page)
        free = max(self.viewport().width(), self._layout.width) - width
        return QRect(
            free // 2 - self.horizontalScrollBar().value(), self._layout.top(page) - self._top(), width, height
        )

    def _pixels(self, page: int) -> int:
        return max(1, round(self._layout.size(page)[0] * self.devicePixelRatioF()))

    def _sharp(self, page: int) -> bool:
        """True where the picture of a page is as fine as the screen can show, or as fine as it was drawn for that."""
        picture = self._pictures.get(self._keys[page])
        return picture is not None and picture.text("asked") == str(self._pixels(page))

    def _ask(self) -> None:
        if self._asked is not None or not self.isVisible():
            return
        page = next((page for page in self._visible() if not self._sharp(page) and not self.fault(page)), None)
        if page is not None:
            self._asked = self._keys[page]
            self.wanted.emit(self._asked, self._pixels(page))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages that are in view: white paper, in dark windows too."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self._visible():
            self._paint_page(painter, page, self._rect(page))
        painter.end()
        super().paintEvent(event)

    def _paint_page(self, painter: QPainter, page: int, rect: QRect) -> None:
        painter.setPen(_EDGE)
        painter.setBrush(_PAPER)
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        fault = self.fault(page)
        if (picture := self.picture(page)) and not fault:
            painter.drawImage(rect, picture)
            return
        painter.setPen(_INK)
        text = fault or self.tr("Page {page} is being drawn…").format(page=page + 1)
        painter.drawText(
            rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            text,
        )

    # ---------------------------------------------------------------------------------------------- the user

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again, or scroll further."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Draw anew where the window has come to a finer screen, and what was not asked for while hidden."""
        handled = super().event(event)
        if event.type() in {QEvent.Type.DevicePixelRatioChange, QEvent.Type.Show}:
            self._ask()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and last page, + and - zoom; the rest scrolls."""
        keys = {
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(len(self._sizes) - 1),
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
        }
        if action := keys.get(Qt.Key(event.key())):
            action()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl (Command on a Mac) zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.set_zoom(self.zoom * STEP ** (event.angleDelta().y() / 120))
        else:
            super().wheelEvent(event)
