"""What the user does to the pages of a fax: their order, their turn, and how they are rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.arrangement import moved, turned, without
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.documents.fax.page import Resolution
from faxdesk.ui.page_editor.forecast import PageIssue

if TYPE_CHECKING:
    from faxdesk.core.arrangement import History, PageOrder, PageRef
    from faxdesk.documents.fax.enhancement import Enhancements
    from faxdesk.ui.page_editor.page_looks import PageLooks


class PageEditorController(QObject):
    """Changes `history` and `looks` at once. Pages are named by their rows, from 0."""

    arranged = Signal(set)
    """Pages or their order have changed; the rows that one wants to see now."""
    rendering_changed = Signal()
    """Pages come out another way than before."""
    changed = Signal()
    """Something has changed that counts when the fax is sent."""

    def __init__(self, history: History, looks: PageLooks, parent: QObject) -> None:
        super().__init__(parent)
        self._history, self._looks = history, looks

    @property
    def page_refs(self) -> PageOrder:
        """The pages in their present order."""
        return self._history.page_refs

    def in_rows(self, rows: Sequence[int]) -> list[PageRef]:
        """Return the pages in some rows."""
        return [self._history.page_refs[row] for row in rows]

    # ------------------------------------------------------------------------------------------------ arrangement

    def move(self, rows: list[int], before: int) -> None:
        """Put the pages in `rows` together before the page in row `before`."""
        first = before - sum(row < before for row in rows)
        self._arrange(moved(self._history.page_refs, rows, before), set(range(first, first + len(rows))))

    def turn(self, rows: Sequence[int], degrees: int, chosen: Sequence[int]) -> None:
        """Turn pages clockwise by a multiple of 90 degrees; `chosen` are the rows to be shown afterwards."""
        self._arrange(turned(self._history.page_refs, rows, degrees), set(chosen))

    def remove(self, rows: Sequence[int]) -> None:
        """Leave pages out."""
        if rows:
            left = without(self._history.page_refs, rows)
            # The page that followed the first of them, so that the keyboard goes on from there.
            self._arrange(left, {min(rows[0], len(left) - 1)} if left else set())

    def undo(self, current: int) -> None:
        """Take the last step back; `current` is the row to stay at where nothing has come back."""
        self._step(self._history.undo, current)

    def redo(self, current: int) -> None:
        """Do the step again that was taken back last."""
        self._step(self._history.redo, current)

    def _arrange(self, page_refs: PageOrder, rows: set[int]) -> None:
        self._history.do(page_refs)
        self.arranged.emit(rows)
        self.changed.emit()

    def _step(self, step: Callable[[], PageOrder], current: int) -> None:
        before = self._history.page_refs
        after = step()
        # What has come back, or has another place or turn, is what one wants to see.
        rows = {row for row, page_ref in enumerate(after) if row >= len(before) or page_ref != before[row]}
        known = set(before)
        back = {row for row in rows if after[row] not in known}
        self.arranged.emit(back or rows or {min(max(0, current), len(after) - 1)} if after else set())
        self.changed.emit()

    # -------------------------------------------------------------------------------------------------- rendering

    def set_resolution(self, resolution: Resolution) -> bool:
        """Send in this resolution; return whether it is another than before."""
        if resolution is self._looks.resolution:
            return False
        self._looks.resolution = resolution
        self.changed.emit()
        return True

    def set_tone(self, tone: Tone, rows: Sequence[int]) -> None:
        """Make black and white of pages in this way."""
        self._looks.set_tone(tone, self.in_rows(rows))
        self._rendered()

    def improve(self, change: Callable[[Enhancements], Enhancements], rows: Sequence[int]) -> None:
        """Change how pages are improved."""
        for page_ref in self.in_rows(rows):
            self._looks.set_improve(change(self._looks.of(page_ref).improve), [page_ref])
        self._rendered()

    def same_for_all(self, row: int) -> None:
        """Render every page as the one in `row`."""
        look = self._looks.of(self._history.page_refs[row])
        self._looks.set_tone(look.tone)
        self._looks.set_improve(look.improve)
        self._rendered()

    def send_prepared(self, prepared: bool) -> None:
        """Send pages exactly as they are shown, or leave black and white to the service."""
        self._looks.send_prepared = prepared
        self.changed.emit()

    def mend(self, issue: PageIssue, rows: list[int], chosen: Sequence[int]) -> None:
        """Do what helps pages with this issue; `chosen` are the rows to be shown afterwards."""
        if issue is PageIssue.SLOW:
            self._looks.send_prepared = True
            self.set_tone(Tone.TEXT, rows)
        elif issue is PageIssue.SIDEWAYS:
            self.turn(rows, 90, chosen)
        else:
            self.remove(rows)

    def mend_marks(self, kind: MarkKind, rows: Sequence[int]) -> None:
        """Do what helps what is marked on pages."""
        if kind is MarkKind.SMALL_TYPE:
            self._looks.resolution = Resolution.FINE
            self._rendered()
            return
        self._looks.send_prepared = True
        if kind is MarkKind.COLOUR:
            self.set_tone(Tone.TEXT, rows)
        else:
            self.improve(lambda old: replace(old, lighten=True), rows)

    def _rendered(self) -> None:
        self.rendering_changed.emit()
        self.changed.emit()
