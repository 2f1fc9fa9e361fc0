"""The field "Cover page": whether there is one, what it says in a line, and a button to change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from faxdesk.core.cover import SUBJECT, Cover
from faxdesk.ui.cover_page.preview import flag_text
from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faxdesk.core.cover import CoverPage
    from faxdesk.store.cover_templates import CoverTemplates
    from faxdesk.ui.cover_page.context import CoverContext


_LINE = 60
"""Letters that the line of the dialog has room for."""


class CoverField(QWidget):
    """Off unless the user wants a cover page; it then begins with what was filled in last.

    `keep` keeps the user's templates.
    """

    changed = Signal()

    def __init__(
        self,
        covers: CoverTemplates,
        cover: Cover | None,
        around: Callable[[], CoverContext],
        keep: Callable[[Mapping[str, CoverPage]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._covers, self._around, self._keep = covers, around, keep
        self._cover = cover or Cover(covers.last)
        self.check = QCheckBox(self)
        self.check.setAccessibleName(self.tr("Cover page"))
        self.check.setChecked(cover is not None)
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        # However long the subject, the dialog keeps its width.
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.edit_button = QPushButton(self.tr("&Edit…"), self)
        self.edit_button.setAccessibleName(self.tr("Edit cover page"))
        self.edit_button.setAutoDefault(False)
        self.setFocusProxy(self.check)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.check)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.edit_button)
        self.check.toggled.connect(self._toggled)
        self.edit_button.clicked.connect(self.edit)
        self._show()

    @property
    def wanted(self) -> bool:
        """True where the fax gets a cover page."""
        return self.check.isChecked()

    def value(self) -> Cover | None:
        """Return the cover page, None where there is to be none."""
        return self._cover.with_names(self._around().names) if self.wanted else None

    @property
    def filled_in(self) -> Cover | None:
        """What the user filled in, without names that came with the numbers; None where there is to be no page."""
        return self._cover if self.wanted else None

    def edit(self) -> None:
        """Open the dialog in which it is filled in."""
        from faxdesk.ui.cover_page.dialog import CoverDialog

        around = self._around()
        cover = self._cover.with_names(around.names)
        page = cover.page
        cover = replace(cover, page=replace(page, name_from=page.name_from or around.signature))
        dialog = CoverDialog(cover, around, self._covers.templates, self._keep, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filled.connect(self._take)
        dialog.open()

    @property
    def summary(self) -> str:
        """Whether there is one, and what it says, in a few words."""
        if not self.wanted:
            return self.tr("No cover page")
        return self.tr("Cover page: {words}").format(words=self._words())

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(tokens.NARROW_FIELD, self.edit_button.sizeHint().height())

    def _take(self, cover: Cover) -> None:
        self._cover = cover
        self.check.setChecked(True)
        self._show()
        self.changed.emit()

    def _toggled(self, _on: bool) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.edit_button.setVisible(self.wanted)
        self.text.setText(self._words() if self.wanted else self.tr("None"))

    def _words(self) -> str:
        page = self._cover.page
        parts = [page.subject.strip() or SUBJECT]
        if page.name_to.strip():
            parts.insert(0, self.tr("To {name}").format(name=page.name_to.strip()))
        parts.extend(flag_text(flag) for flag in page.flags)
        if message := " ".join(page.message.split()):
            parts.append(message)
        words = "; ".join(parts)
        return words if len(words) <= _LINE else f"{words[:_LINE]}…"
