"""A dialog that is always high enough for what it says."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog


class GrowingDialog(QDialog):
    """Grows when its contents do. Qt alone cuts wrapped text off that comes after the dialog has been shown."""

    def event(self, event: QEvent) -> bool:
        """Follow a change of the layout."""
        handled = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.Resize}:
            self._grow()
        return handled

    def _grow(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        needed = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else -1
        needed = max(needed, layout.totalMinimumSize().height())
        # Nor can anybody make it lower than that.
        self.setMinimumHeight(min(needed, self.screen().availableGeometry().height()))
