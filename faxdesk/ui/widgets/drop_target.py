"""Documents that are dragged onto a window or a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.icons import icon
from faxdesk.ui.widgets.mime_documents import MimeOffer, dropped, is_document, offered
from faxdesk.ui.widgets.typography import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent


class DropOverlay(QWidget):
    """Covers the window while something is dragged over it, and says what dropping will do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._title = self._advice = ""
        self._welcome = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def welcome(self, what: MimeOffer) -> None:
        """Show over the whole window what will happen."""
        self._welcome = bool(what.count)
        if what.count:
            self._title = self.tr("Drop to fax {documents}").format(documents=count_text(what.count, "document"))
            self._advice = self.tr("A new fax opens. Nothing is sent before you press Send.")
        else:
            self._title = what.refusal
            self._advice = self.tr("FaxDesk takes PDF and TIFF files, pictures, text and office documents.")
        self.setAccessibleName(self._title)
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.update()

    @property
    def text(self) -> str:
        """What it says."""
        return self._title

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a veil, a frame and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        veil = QColor(palette.color(QPalette.ColorRole.Base))
        veil.setAlpha(tokens.VEIL_ALPHA)
        painter.fillRect(self.rect(), veil)
        role = QPalette.ColorRole.Highlight if self._welcome else QPalette.ColorRole.PlaceholderText
        pen = QPen(palette.color(role), tokens.STROKE_BOLD, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        edge, round_ = tokens.SPACE_L, tokens.RADIUS_L
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), round_, round_)
        middle = self.rect().center()
        picture = icon("drop" if self._welcome else "cancel", palette)
        side, line = tokens.ICON_L, tokens.SPACE_XL
        picture.paint(painter, QRect(middle.x() - side // 2, middle.y() - line - side - tokens.SPACE_M, side, side))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        self._line(painter, self._title, middle.y() - line, tokens.DISPLAY)
        self._line(painter, self._advice, middle.y() + line, tokens.BODY)

    def _line(self, painter: QPainter, text: str, top: int, scale: float) -> None:
        painter.setFont(scaled(self.font(), scale))
        place = QRect(tokens.SPACE_XXL, top, self.width() - 2 * tokens.SPACE_XXL, 2 * tokens.SPACE_XL)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)


class _DropFrame(QWidget):
    """An outline around a window over which documents are held; what is in the window stays as it is to be read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the outline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Link), tokens.STROKE_BOLD, Qt.PenStyle.DashLine))
        edge = tokens.STROKE_BOLD
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), tokens.RADIUS_L, tokens.RADIUS_L)
        painter.end()


class DropTarget(QObject):
    """Makes a whole window a target for documents, also over the fields in it that would take them for text.

    While something is held over it `overlay` says what dropping will do, also why it cannot be used. Without an overlay
    documents are shown a frame, and all else is left to the field that it is held over.
    """

    dropped = Signal(tuple)
    """The paths and `Blob`s that were dropped, in their order. The other program waits until this is answered."""
    refused = Signal(str)
    """Why what was dropped cannot be used, such as a link to a web page."""

    def __init__(self, window: QWidget, overlay: DropOverlay | None = None, but: Sequence[QWidget] = ()) -> None:
        """`but` are widgets in the window that take documents themselves."""
        super().__init__(window)
        self._window = window
        self._overlay = overlay
        self._frame = None if overlay is not None else _DropFrame(window)
        window.setAcceptDrops(True)
        for widget in (window, *window.findChildren(QWidget)):
            if widget.acceptDrops() and widget not in but:
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say what dropping will do while something is held over the window, and take what is dropped."""
        if isinstance(event, QDropEvent) and (self._overlay is not None or is_document(event.mimeData())):
            return self._dragged(event)
        if event.type() == QEvent.Type.DragLeave:
            self._hide()
        elif event.type() == QEvent.Type.Resize and self._overlay is not None:
            self._overlay.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def _dragged(self, event: QDropEvent) -> bool:
        what = offered(event.mimeData())
        # What cannot be used is followed as well, or its reason would vanish at once; it is ignored when dropped.
        event.setDropAction(Qt.DropAction.CopyAction if what.count else Qt.DropAction.IgnoreAction)
        event.accept()
        if event.type() == QEvent.Type.DragEnter:
            self._show(what)
        elif event.type() == QEvent.Type.Drop:
            self._hide()
            self._take(dropped(event.mimeData()))
        return True

    def _show(self, what: MimeOffer) -> None:
        if self._overlay is not None:
            self._overlay.welcome(what)
        elif self._frame is not None:
            self._frame.setGeometry(self._window.rect())
            self._frame.raise_()
            self._frame.show()

    def _hide(self) -> None:
        if self._overlay is not None:
            self._overlay.hide()
        elif self._frame is not None:
            self._frame.hide()

    def _take(self, what: MimeOffer) -> None:
        if what.files:
            self.dropped.emit(what.files)
        else:
            self.refused.emit(what.refusal)
