"""The field "Comment"."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from faxdesk.ui.widgets import tokens

LINES = 2
"""Lines that are visible without scrolling."""


class CommentEdit(QPlainTextEdit):
    """A note that is kept with the fax at Fax.Plus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Comment"))
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("A note for yourself, stored at Fax.Plus. The recipient does not see it."))
        self.setFixedHeight(LINES * self.fontMetrics().lineSpacing() + 2 * (self.frameWidth() + tokens.SPACE_XS))

    @property
    def words(self) -> str:
        """What it says, without the space around it."""
        return self.toPlainText().strip()
