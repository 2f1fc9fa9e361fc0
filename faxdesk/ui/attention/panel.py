"""The panel above the lists: each thing that needs the user in a line, with its next step as a button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from faxdesk.ui.attention.line import AttentionLine, in_place_of_cross
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.disclosure import Disclosure
from faxdesk.ui.widgets.help_subject import HelpSubject, lead_to_help
from faxdesk.ui.widgets.icons import IconTone
from faxdesk.ui.widgets.severity import GROUND, Severity, tinted
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from faxdesk.ui.attention.item import AttentionItem

FEW, FEW_IF_LOW = 2, 1
"""Entries that are shown until the user wants to see the rest, and in a low window (`tokens.LOW_HEIGHT`)."""
PART = 0.34
"""The part of the window's height that all of them may take; what is more is scrolled to."""


class AttentionPanel(QFrame):
    """There while something needs the user: the first of it, and all where the user wants to see it.

    It can be folded up to one line, which still says how much it is.
    """

    folded = Signal(bool)
    """It was folded up, or is open again."""
    dismiss_all_wanted = Signal()
    """The user has read all that ended badly, and wants nothing more done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lead_to_help(self, HelpSubject.NEEDS)
        self._lines: dict[str, AttentionLine] = {}
        self._entries: tuple[AttentionItem, ...] = ()
        self._count = self._can_dismiss = 0
        self._shows_all = False
        self._few = FEW
        self._badge = _Badge()
        self._rest = Disclosure("")
        self._all = QPushButton(self.tr("Dismiss all"))
        self._fold = Disclosure(self.tr("Needs you"))
        self._fold.setChecked(True)
        self._more = QLabel()
        self._area = QScrollArea()
        self._inside = QWidget()
        self._lay_out()
        self._all.clicked.connect(self.dismiss_all_wanted)
        self._rest.toggled.connect(self._show_more_or_less)
        self._fold.toggled.connect(self._fold_or_unfold)
        self._fit_soon = QTimer(self, singleShot=True)
        self._fit_soon.timeout.connect(self._fit)
        self._renew_soon = QTimer(self, singleShot=True)
        self._renew_soon.timeout.connect(self._renew)
        self._folded = False
        self.setAutoFillBackground(True)
        self.setBackgroundRole(GROUND)
        self._paint()
        self._say_fold()
        self.hide()

    def _lay_out(self) -> None:
        self._all.setAutoDefault(False)
        self._all.setToolTip(self.tr("Nothing more is to be done about the faxes that were not delivered"))
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE_S)
        head.addWidget(self._fold)
        head.addWidget(self._badge)
        head.addStretch(1)
        head.addWidget(self._rest)
        head.addWidget(self._all)
        # In line with the buttons below it, which have a cross behind them.
        head.addWidget(in_place_of_cross())
        self._box = QVBoxLayout(self._inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._more.setTextFormat(Qt.TextFormat.PlainText)
        self._more.setContentsMargins(tokens.SPACE_XL, tokens.SPACE_XS, 0, tokens.SPACE_XS)
        self._box.addWidget(self._more)
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The ground of the panel shows through.
        self._area.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.SPACE_M, tokens.SPACE_S, tokens.SPACE_S, tokens.SPACE_S)
        box.setSpacing(tokens.SPACE_XS)
        box.addLayout(head)
        box.addWidget(self._area)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # ------------------------------------------------------------------------------------------------- content

    def show_entries(self, entries: Sequence[AttentionItem], count: int, *, can_dismiss: int) -> None:
        """Show these of `count` things; `can_dismiss` of them could be dismissed. A line that stays is not rebuilt."""
        self._entries, self._count, self._can_dismiss = tuple(entries), count, can_dismiss
        self._show_lines()
        self._badge.show_count(count)
        if self.isHidden():
            # At once, or the lists would be pushed aside for a moment.
            self._fit()
        self.setVisible(count > 0)
        self._fit_soon.start()

    def _show_lines(self) -> None:
        shown = self._entries if self._shows_all else self._entries[:FEW]
        wanted = {entry.key: entry for entry in shown}
        for key, line in list(self._lines.items()):
            # What the user is choosing from stays until that is done.
            if (key not in wanted or not line.entry.looks_like(wanted[key])) and not line.in_use:
                self._remove(key)
        for place, entry in enumerate(shown):
            line = self._lines.get(entry.key) or self._add(entry)
            if line.entry.looks_like(entry):
                line.entry = entry
            if self._box.indexOf(line) != place:
                self._box.insertWidget(place, line)
            line.setVisible(self._shows_all or place < self._few)
        beyond = self._count - len(self._entries)
        self._more.setText(self.tr("… and {faxes} more").format(faxes=count_text(beyond, "fax")))
        self._more.setVisible(self._shows_all and beyond > 0)
        self._say_rest()

    def _renew(self) -> None:
        self._show_lines()
        self._fit_soon.start()

    def _say_rest(self) -> None:
        rest = self._count - self._few
        more = self.tr("{count} more").format(count=rest)
        self._rest.setText(self.tr("Show less") if self._shows_all else more)
        self._rest.updateGeometry()
        self._rest.setAccessibleName(
            self.tr("Show less of what needs you")
            if self._shows_all
            else self.tr("Show {things} more that need you").format(things=count_text(rest, "thing"))
        )
        self._rest.setVisible(rest > 0 and not self._folded)
        self._all.setVisible(self._can_dismiss > 1 and not self._folded)

    def _show_more_or_less(self) -> None:
        self._shows_all = self._rest.isChecked()
        self._show_lines()
        self._area.verticalScrollBar().setValue(0)
        self._fit_soon.start()

    def _add(self, entry: AttentionItem) -> AttentionLine:
        line = AttentionLine(entry, self._inside)
        line.let_go.connect(self._renew_soon.start)
        self._lines[entry.key] = line
        return line

    def _remove(self, key: str) -> None:
        line = self._lines.pop(key)
        line.hide()
        self._box.removeWidget(line)
        line.deleteLater()

    @property
    def count(self) -> int:
        """How many things need the user, as the badge says it."""
        return self._badge.count if not self.isHidden() else 0

    @property
    def in_sight(self) -> bool:
        """True while what needs the user can be read."""
        return not self.isHidden() and not self._folded

    # --------------------------------------------------------------------------------------------------- looks

    def unfold(self) -> None:
        """Show the lines."""
        self._fold.setChecked(True)

    def _fold_or_unfold(self) -> None:
        self._folded = not self._fold.isChecked()
        self._area.setVisible(not self._folded)
        self._say_rest()
        self._say_fold()
        self._fit_soon.start()
        self.folded.emit(self._folded)

    def _say_fold(self) -> None:
        said = self.tr("Show what needs you") if self._folded else self.tr("Hide what needs you")
        self._fold.setAccessibleName(said)
        self._fold.setToolTip(plain_tip(said))

    def fit_window(self, height: int) -> None:
        """The window is so high now, in pixels: leave the lists most of it."""
        few = FEW if height >= tokens.LOW_HEIGHT else FEW_IF_LOW
        if few != self._few:
            self._few = few
            self._show_lines()
        self._fit_soon.start()

    def _fit(self) -> None:
        """Be as high as the lines need, up to a part of the window."""
        wanted = self._box.heightForWidth(self._area.viewport().width())
        if wanted < 0:
            wanted = self._box.sizeHint().height()
        self._area.setFixedHeight(min(wanted, max(tokens.SPACE_XXL, int(self.window().height() * PART))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines that wrap otherwise have another height."""
        super().resizeEvent(event)
        self._fit_soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
            for line in self._lines.values():
                line.draw()

    def _paint(self) -> None:
        own = tinted(QGuiApplication.palette(), Severity.WARNING)
        if own != self.palette():
            self.setPalette(own)


class _Badge(QLabel):
    """A number on a coloured ground."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.setContentsMargins(tokens.SPACE_S, 1, tokens.SPACE_S, 1)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int) -> None:
        """Show this number."""
        self.count = count
        self.setText(str(count))
        self.setAccessibleName(self.tr("{things} to decide").format(things=count_text(count, "thing")))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground in the colour of what went wrong, and the number in that of a list's ground."""
        palette = QGuiApplication.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(IconTone.BAD.colour(palette))
        ground = QRectF(self.rect())
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        painter.setPen(palette.color(QPalette.ColorRole.Base))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()
