"""Sentences about one thing, each with the icon of its severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QStyle, QWidget

from faxdesk.ui.widgets import icons, tokens
from faxdesk.ui.widgets.severity import Severity, icon

if TYPE_CHECKING:
    from collections.abc import Iterable


class FactList(QWidget):
    """Shows sentences below one another."""

    def __init__(self, facts: Iterable[tuple[Severity, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(tokens.SPACE_S)
        self._facts: list[tuple[Severity, str]] = []
        self._pictures: list[QLabel] = []
        self.show_facts(facts)

    def show_facts(self, facts: Iterable[tuple[Severity, str]]) -> None:
        """Show these instead of those that are shown."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._grid.setRowStretch(len(self._facts), 0)
        self._facts, self._pictures = list(facts), []
        for row, (_severity, text) in enumerate(self._facts):
            words = QLabel(text)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            picture = QLabel()
            self._pictures.append(picture)
            self._grid.addWidget(picture, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(len(self._facts), 1)
        self._paint()

    def texts(self) -> list[str]:
        """Return the sentences."""
        return [text for _severity, text in self._facts]

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        palette = QGuiApplication.palette()
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        for (severity, _text), label in zip(self._facts, self._pictures, strict=True):
            picture = icon(palette, severity)
            label.setPixmap((icons.icon("info", palette) if picture.isNull() else picture).pixmap(side, side))
