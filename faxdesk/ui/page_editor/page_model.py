"""The pages of a fax as a list: what the strip shows of each, and what a screen reader says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from faxdesk.core.arrangement import PageOrder, PageRef
    from faxdesk.ui.page_editor.page_sizes import PageSizes
    from faxdesk.ui.page_editor.thumbnail_cache import ThumbnailCache

PAGE_REF = Qt.ItemDataRole.UserRole
"""The role of the page in a row."""
STARTS = Qt.ItemDataRole.UserRole + 1
"""The role that says whether a row is the first of its document, or of a part of it."""
NOTES = Qt.ItemDataRole.UserRole + 2
"""The role of what is to be said about a page."""
MIME = "application/x-faxdesk-pages"
"""What is dragged within the strip: which strip that is."""

Index = QModelIndex | QPersistentModelIndex


class PagesModel(QAbstractListModel):
    """The pages of a fax in their order."""

    def __init__(self, page_sizes: PageSizes, thumbnails: ThumbnailCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page_sizes = page_sizes
        self._thumbnails = thumbnails
        self._notes: Mapping[PageRef, Sequence[str]] = {}
        self._mark = QByteArray(str(id(self)).encode())
        self.page_refs: PageOrder = ()

    def set_page_refs(self, page_refs: PageOrder) -> None:
        """Show these pages. Of the same number, they keep what is chosen where it is."""
        if len(page_refs) == len(self.page_refs):
            self.page_refs = page_refs
            self.refresh()
            return
        self.beginResetModel()
        self.page_refs = page_refs
        self.endResetModel()

    def set_notes(self, notes: Mapping[PageRef, Sequence[str]]) -> None:
        """Take what is to be said about pages."""
        self._notes = notes
        self.refresh()

    def touch(self, page_ref: PageRef) -> None:
        """What is shown of one page has changed."""
        if page_ref in self.page_refs:
            index = self.index(self.page_refs.index(page_ref))
            self.dataChanged.emit(index, index)

    def refresh(self) -> None:
        """Whatever is shown of any page may have changed."""
        if self.page_refs:
            self.dataChanged.emit(self.index(0), self.index(len(self.page_refs) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return the number of pages."""
        return 0 if parent.isValid() else len(self.page_refs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is known of a page."""
        row = index.row()
        if not 0 <= row < len(self.page_refs):
            return None
        answers: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: str(row + 1),
            Qt.ItemDataRole.AccessibleTextRole: lambda: ". ".join((self._spoken(row), *self._said(row))),
            Qt.ItemDataRole.ToolTipRole: lambda: plain_tip("\n".join((self._spoken(row), *self._said(row)))),
            PAGE_REF: lambda: self.page_refs[row],
            STARTS: lambda: self._starts(row),
            NOTES: lambda: self._said(row),
        }
        answer = answers.get(role)
        return None if answer is None else answer()

    def _starts(self, row: int) -> bool:
        return row == 0 or self.page_refs[row - 1].document != self.page_refs[row].document

    def _said(self, row: int) -> tuple[str, ...]:
        page_ref = self.page_refs[row]
        issue = self._thumbnails.issue(page_ref)
        return (*((issue,) if issue else ()), *self._notes.get(page_ref, ()))

    def _spoken(self, row: int) -> str:
        page_ref = self.page_refs[row]
        source = self._page_sizes.source(page_ref)
        text = self.tr("Page {page} of {count}: {name}, page {own}").format(
            page=row + 1, count=len(self.page_refs), name=source.name, own=page_ref.page + 1
        )
        return f"{text}, {self._turn_words(page_ref.turn)}" if page_ref.turn else text

    def _turn_words(self, turn: int) -> str:
        words = {90: self.tr("turned right"), 180: self.tr("upside down"), 270: self.tr("turned left")}
        return words[turn]

    # ----------------------------------------------------------------------------------------------- dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Pages can be chosen and dragged; nothing is dropped on a page, only between two."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def mimeTypes(self) -> list[str]:
        """Return what can be dropped here."""
        return [MIME]

    def mimeData(self, _indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return what is dragged: the pages that are chosen."""
        data = QMimeData()
        data.setData(MIME, self._mark)
        return data

    def is_own(self, data: QMimeData) -> bool:
        """Return True where pages of this list are dragged."""
        return data.data(MIME) == self._mark

    def supportedDropActions(self) -> Qt.DropAction:
        """Pages are moved."""
        return Qt.DropAction.MoveAction
