"""The choice that only the user can make: a fax may have been sent, and Fax.Plus does not show it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from faxdesk.ui.details.widgets import text_label
from faxdesk.ui.icons import Tone


class AskedBox(QFrame):
    """What is known, and two buttons with what each will do. Neither is the default."""

    again = Signal()
    leave = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.Box)
        self._again = QPushButton(self.tr("Send again"))
        self._leave = QPushButton(self.tr("Leave it"))
        box = QVBoxLayout(self)
        box.addWidget(text_label(self.tr("It is not known whether this fax was sent"), bold=True))
        box.addWidget(
            text_label(
                self.tr(
                    "The connection broke while the fax was handed over. FaxDesk has looked for it at Fax.Plus and"
                    " did not find it. Ask the recipient, or look at Fax.Plus, before you choose."
                )
            )
        )
        self._choice(box, self._again, self.tr("Sends the fax once more. The recipient may get it twice."))
        self._choice(box, self._leave, self.tr("Nothing more is sent. The recipient may not have got it."))
        self._again.clicked.connect(self.again)
        self._leave.clicked.connect(self.leave)
        self._colour()

    @staticmethod
    def _choice(box: QVBoxLayout, button: QPushButton, sentence: str) -> None:
        button.setAutoDefault(False)
        button.setAccessibleDescription(sentence)
        box.addSpacing(6)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(text_label(sentence))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        """A frame in the colour of doubt."""
        palette = self.palette()
        colour: QColor = Tone.DOUBT.colour(self.window().palette())
        if palette.color(QPalette.ColorRole.Dark) != colour:
            palette.setColor(QPalette.ColorRole.Dark, colour)
            self.setPalette(palette)
