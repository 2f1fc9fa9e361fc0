"""The dialog in which documents are chosen, sorted by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_PICTURES = ("png", "jpg", "jpeg", "webp", "bmp", "gif", "heic", "heif")
_TEXTS = ("txt", "csv", "md", "log")
_OFFICE = (
    "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "odg", "vsd", "vsdx", "wpd", "html", "htm",
)  # fmt: skip
_SIGNED = ("p7m",)


def ask_for_files(
    parent: QWidget, chosen: Callable[[tuple[Path, ...]], None], folder: Path | None = None
) -> QFileDialog:
    """Open the dialog, in a folder where one is given; `chosen` is called with the files."""
    dialog = QFileDialog(parent, _tr("Add documents"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(name_filters())
    if folder is not None:
        dialog.setDirectory(str(folder))
    dialog.filesSelected.connect(lambda names: chosen(tuple(map(Path, names))))
    dialog.open()
    return dialog


def name_filters() -> list[str]:
    """Return what can be chosen: all that can be faxed first, then kind by kind."""
    kinds: Sequence[tuple[str, Sequence[str]]] = (
        (_tr("PDF and TIFF files"), ("pdf", "tif", "tiff")),
        (_tr("Pictures"), _PICTURES),
        (_tr("Text files"), _TEXTS),
        (_tr("Office documents"), _OFFICE),
        (_tr("Signed documents"), _SIGNED),
    )
    everything = [ending for _, endings in kinds for ending in endings]
    filters = [_filter(_tr("Documents"), everything), *(_filter(title, endings) for title, endings in kinds)]
    return [*filters, _tr("All files (*)")]


def _filter(title: str, endings: Sequence[str]) -> str:
    # Qt's own dialog tells capital letters apart on Linux.
    return f"{title} ({' '.join(f'*.{one} *.{one.upper()}' for one in endings)})"


def _tr(text: str) -> str:
    return QCoreApplication.translate("FileDialog", text)
