"""The choice that only the user can make: a fax may have been sent, and Fax.Plus does not show it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.fax_details.widgets import text_label


class DecisionBox(QFrame):
    """Two buttons, each with what it will do. Neither is the default."""

    again = Signal()
    leave = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._again = QPushButton(self.tr("Send again"))
        self._leave = QPushButton(self.tr("Leave it"))
        box = QVBoxLayout(self)
        box.addWidget(text_label(self.tr("It is not known whether this fax was sent"), bold=True))
        self._choice(box, self._again, self.tr("Sends the fax once more. The recipient may get it twice."))
        self._choice(box, self._leave, self.tr("Nothing more is sent. The recipient may not have got it."))
        self._again.clicked.connect(self.again)
        self._leave.clicked.connect(self.leave)

    @staticmethod
    def _choice(box: QVBoxLayout, button: QPushButton, sentence: str) -> None:
        button.setAutoDefault(False)
        button.setAccessibleDescription(sentence)
        box.addSpacing(6)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(text_label(sentence))
