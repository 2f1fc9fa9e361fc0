"""How the user left the window: size, columns, tab. In a file of the data folder, never in the registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QSize

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView, QMainWindow, QSplitter

_VERSION = 3
"""Raised when columns come or go: what was kept before is then ignored."""
_FIRST_SIZE = QSize(*tokens.MAIN_WINDOW)


class WindowState:
    """Keeps and restores the looks of one window. What is damaged or missing leaves things as they are."""

    def __init__(self, folder: Path) -> None:
        self._file = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self._known = self._file.value("version", 0, int) == _VERSION

    def restore_window(self, window: QMainWindow) -> None:
        """Give the window its last place and size, or its first."""
        if not self._known or not window.restoreGeometry(self._bytes("geometry")):
            window.resize(_FIRST_SIZE.boundedTo(window.screen().availableSize() * 0.95))

    def restore_header(self, name: str, header: QHeaderView) -> None:
        """Give a list the columns that the user left it with."""
        if self._known:
            header.restoreState(self._bytes(f"columns/{name}"))

    def restore_splitter(self, splitter: QSplitter) -> bool:
        """Give the splitter its place; return False where none is kept."""
        return self._known and splitter.restoreState(self._bytes("splitter"))

    def number(self, name: str, otherwise: int) -> int:
        """Return a small number that was kept, such as 1 for what was shown."""
        value = self._file.value(name, otherwise, int) if self._known else otherwise
        return value if isinstance(value, int) else otherwise

    def word(self, name: str, otherwise: str) -> str:
        """Return a word that was kept, such as the key of the tab that was open."""
        value = self._file.value(name, otherwise) if self._known else otherwise
        return value if isinstance(value, str) else otherwise

    def _bytes(self, name: str) -> QByteArray:
        value = self._file.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep(self, values: dict[str, QByteArray | int | str]) -> None:
        """Keep these, whole."""
        self._file.setValue("version", _VERSION)
        for name, value in values.items():
            self._file.setValue(name, value)
        self._file.sync()
