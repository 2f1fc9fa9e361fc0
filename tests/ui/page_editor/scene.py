"""The page editor with a backend that draws in its real child process, on real files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QPushButton, QRadioButton, QSpinBox

from faxdesk.core.arrangement import History, PageRef, SourceDocument, added
from faxdesk.core.model import DocumentType
from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.backend.deferred_factory import DeferredFactory
from faxdesk.ui.page_editor.dialog import PagesDialog
from faxdesk.ui.page_editor.fax_view import FaxView
from faxdesk.ui.page_editor.page_looks import PageLooks
from faxdesk.ui.page_editor.page_model import NOTES
from faxdesk.ui.page_editor.thumbnail_strip import ThumbnailStrip
from faxdesk.ui.widgets.segmented_control import SegmentedControl
from tests.ui.accessible_names import the

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Placed = tuple[str, int, int]
"""A page of the fax: its document's name without its ending, its number from 1, how it is turned."""


@contextmanager
def drawing_backend(folder: Path) -> Iterator[Backend]:
    """A running backend, without an account."""
    factory = DeferredFactory(DataFolder(folder))
    backend = Backend(factory)
    backend.start()
    try:
        yield backend
    finally:
        factory.give_up()
        assert backend.stop()
        backend.deleteLater()


def source(path: Path, pages: int) -> SourceDocument:
    """A document as the window knows it; its key is its name without its ending."""
    kind = DocumentType.TIFF if path.suffix == ".tiff" else DocumentType.PDF
    return SourceDocument(path.stem, path.name, path, kind, pages)


@dataclass
class Pages:
    """The window on some documents."""

    qtbot: QtBot
    backend: Backend
    dialog: PagesDialog
    history: History
    looks: PageLooks

    @property
    def strip(self) -> ThumbnailStrip:
        """The small pictures."""
        return the(self.dialog, ThumbnailStrip)

    @property
    def view(self) -> FaxView:
        """The large ones."""
        return the(self.dialog, FaxView)

    @property
    def placed(self) -> list[Placed]:
        """The pages of the fax."""
        return [(page_ref.document, page_ref.page + 1, page_ref.turn) for page_ref in self.history.page_refs]

    @property
    def numbers(self) -> list[int]:
        """The pages of the fax by their numbers in their documents."""
        return [number for _, number, _ in self.placed]

    @property
    def notes(self) -> list[tuple[str, ...]]:
        """What is said on the thumbnails, from the first page on."""
        model = self.strip.model()
        return [model.index(row, 0).data(NOTES) for row in range(model.rowCount())]

    def thumbnail(self, row: int) -> QImage | None:
        """Return the small picture of a page."""
        return self.dialog._scheduler.thumbnails.get(self.page_ref(row))

    def page_ref(self, row: int) -> PageRef:
        """Return what is in a row."""
        return self.history.page_refs[row]

    def sharp(self, row: int) -> bool:
        """True where the large picture of a page is there, as fine as it can be."""
        return row < self.view.page_count and self.view._sharp(row)

    def wait_drawn(self, row: int = 0) -> QImage:
        """Wait for the large picture of a page, and return it."""
        self.qtbot.waitUntil(lambda: self.sharp(row))
        picture = self.view.picture(row)
        assert picture is not None
        return picture

    def said(self, row: int, role: int = Qt.ItemDataRole.AccessibleTextRole) -> str:
        """Return what a screen reader says of a page in the strip."""
        return str(self.strip.model().index(row, 0).data(role))

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key in the strip."""
        together = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            together |= modifier
        self.qtbot.keyClick(self.strip, key, together)

    def action(self, text: str) -> QAction:
        """Return an action of the bar."""
        return next(one for one in self.dialog.findChildren(QAction) if one.text() == text)

    @property
    def shown(self) -> str:
        """How the pages are shown, as it is called."""
        segments = the(self.dialog, SegmentedControl).findChildren(QRadioButton)
        return next(segment.text() for segment in segments if segment.isChecked())

    def button(self, text: str, about: str = "") -> QPushButton | None:
        """Return a button that can be seen, and whose description begins with what it is about."""
        buttons = self.dialog.findChildren(QPushButton)
        shown = (one for one in buttons if one.text() == text and one.isVisibleTo(self.dialog))
        return next((one for one in shown if one.accessibleDescription().startswith(about)), None)

    def wait_button(self, text: str, about: str = "") -> QPushButton:
        """Wait for a button, and return it."""
        self.qtbot.waitUntil(lambda: self.button(text, about) is not None)
        button = self.button(text, about)
        assert button is not None
        return button

    @property
    def field(self) -> QSpinBox:
        """The number of the page."""
        return the(self.dialog, QSpinBox)


@contextmanager
def pages_of(
    qtbot: QtBot,
    backend: Backend,
    sources: Sequence[SourceDocument],
    *,
    cover: bool = False,
    size: tuple[int, int] = (1000, 700),
) -> Iterator[Pages]:
    """Open the window on all pages of some documents."""
    page_refs: tuple[PageRef, ...] = ()
    for each in sources:
        page_refs = added(page_refs, each.key, each.pages)
    history, looks = History(page_refs), PageLooks()
    dialog = PagesDialog(sources, history, looks, backend, cover=cover)
    dialog.resize(*size)
    dialog.show()
    # Shortcuts are those of the active window.
    qtbot.waitUntil(dialog.isActiveWindow)
    try:
        yield Pages(qtbot, backend, dialog, history, looks)
    finally:
        dialog.close()
        dialog.deleteLater()
