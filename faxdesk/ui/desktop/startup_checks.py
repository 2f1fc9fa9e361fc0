"""What is said when the program cannot start, or is not whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.complaint import print_error
from faxdesk.core.errors import missing_part
from faxdesk.core.resources import resource_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QMessageBox

    from faxdesk.core.errors import FaxDeskError


def missing_platform() -> str:
    """Return a sentence where Qt would find nothing that draws windows, and end the program; else an empty text.

    Then nothing can be shown with Qt either.
    """
    from PySide6.QtCore import QCoreApplication, QLibraryInfo

    own = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    folders = [Path(folder, "platforms") for folder in (own, *QCoreApplication.libraryPaths())]
    if named := os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"):
        folders.append(Path(named))
    if any(_has_files(folder, _platform_plugins()) for folder in folders):
        return ""
    return str(missing_part(folders[0]))


def look_for_resources() -> None:
    """Raise `InternalFault` where the pictures that come with FaxDesk are gone."""
    folder = resource_path("icons")
    if not _has_files(folder):
        raise missing_part(folder)


def _platform_plugins() -> tuple[str, ...]:
    """Return how the names of those files begin of which Qt needs one."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if chosen and not chosen.startswith("wayland"):
        return (f"q{chosen}" if sys.platform == "win32" else f"libq{chosen}",)
    if sys.platform == "win32":
        return ("qwindows",)
    return ("libqcocoa",) if sys.platform == "darwin" else ("libqxcb", "libqwayland")


def _has_files(folder: Path, beginnings: tuple[str, ...] = ("",)) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.startswith(beginnings) for entry in entries)
    except OSError:
        return False


def trouble_box(application: QApplication, error: FaxDeskError) -> QMessageBox:
    """Return a box that says why there is no window."""
    from PySide6.QtWidgets import QStyle

    from faxdesk.ui.widgets.icons import program_icon
    from faxdesk.ui.widgets.tooltips import plain_box

    application.setWindowIcon(program_icon())
    box = plain_box(None, "FaxDesk", error.title, error.advice)
    # Not by its name: Windows would play a sound.
    style, side = box.style(), QStyle.PixelMetric.PM_MessageBoxIconSize
    picture = style.standardIcon(QStyle.StandardPixmap.SP_MessageBoxCritical)
    box.setIconPixmap(picture.pixmap(style.pixelMetric(side)))
    return box


def show_and_end(application: QApplication, error: FaxDeskError) -> int:
    """Show what keeps FaxDesk from starting, in a window: whoever double-clicks sees no terminal."""
    box = trouble_box(application, error)
    box.finished.connect(application.quit)
    print_error(str(error))
    box.open()
    application.exec()
    return 1
