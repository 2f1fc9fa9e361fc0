"""The attempts at a fax that came to nothing before the present one, each with its report."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from faxdesk.core.service_status import of_archive
from faxdesk.ui.widgets import fax_texts, tokens
from faxdesk.ui.widgets.icons import icon
from faxdesk.ui.widgets.plain_labels import text_label

if TYPE_CHECKING:
    from faxdesk.store.earlier_attempts import EarlierAttempt

_Attempts = tuple["EarlierAttempt", ...]


class EarlierAttemptsList(QWidget):
    """A line for each of them, the oldest first."""

    report_wanted = Signal(str)
    """The fax id of the try whose confirmation report the user wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: _Attempts = ()
        self._inside: QWidget | None = None
        self._box = QGridLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def show_attempts(self, earlier_attempts: _Attempts, *, anew: bool = False) -> None:
        """Show these. Nothing is rebuilt where they are on the screen already, unless `anew`."""
        if earlier_attempts == self._shown and not anew:
            return
        self._shown = earlier_attempts
        if self._inside is not None:
            self._box.removeWidget(self._inside)
            self._inside.deleteLater()
        self._inside = QWidget()
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(tokens.SPACE_XS)
        grid.setColumnStretch(0, 1)
        for place, one in enumerate(earlier_attempts):
            grid.addWidget(text_label(self._text(one)), place, 0, Qt.AlignmentFlag.AlignTop)
            if one.fax_id is not None:
                grid.addWidget(self._button(place, one.fax_id), place, 1, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self._inside)

    def _text(self, one: EarlierAttempt) -> str:
        meaning = of_archive(one.status)
        said = meaning.sentence if meaning is not None else self.tr("What became of it is not known.")
        return self.tr("{time}: {outcome}").format(time=fax_texts.time_text(one.ended_at), outcome=said)

    def _button(self, place: int, fax_id: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(icon("report"))
        button.setAccessibleName(self.tr("Confirmation report of try {number}").format(number=place + 1))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(partial(self._want, fax_id))
        return button

    def _want(self, fax_id: str, *_checked: bool) -> None:
        self.report_wanted.emit(fax_id)
