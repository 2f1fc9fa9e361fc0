"""Folders are opened in the file manager of the operating system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from faxdesk.ui.desktop.file_manager import show_folder
from tests.ui.urls import taking

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def test_a_folder_is_opened(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "Faxes 2026"
    with taking("file") as taker:
        show_folder(folder)
    assert taker.urls == [QUrl.fromLocalFile(str(folder))]
