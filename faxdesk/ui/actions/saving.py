"""Asking where to keep what the user saves: one file, or several in a folder."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def ask_for_file(window: QWidget, title: str, name: str, kind: str, chosen: Callable[[str], None]) -> None:
    """Ask for the name of a file, `name` to begin with; `kind` is its type as dialogs say it, such as “PDF (*.pdf)”.

    `chosen` is a bound method, or a partial of one, that is given the path.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(window, title, documents_folder(), kind)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def ask_for_folder(window: QWidget, title: str, chosen: Callable[[str], None]) -> None:
    """Ask for a folder."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(window, title, documents_folder())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def documents_folder() -> str:
    """Return where people keep their documents."""
    from PySide6.QtCore import QStandardPaths

    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def free_name(folder: Path, name: str, taken: set[str]) -> str:
    """Return a name, with a number behind it where there is such a file already or will be; note it as taken."""
    stem, suffix = Path(name).stem, Path(name).suffix
    names = chain([name], (f"{stem} ({number}){suffix}" for number in count(2)))
    free = next(one for one in names if one not in taken and not (folder / one).exists())
    taken.add(free)
    return free
