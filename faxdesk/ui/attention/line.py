"""One line of the panel: what needs the user, and its next steps as buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import icon
from faxdesk.ui.widgets.tooltips import button_text, plain_tip

if TYPE_CHECKING:
    from faxdesk.ui.attention.item import AttentionItem, ItemAction

_Button = TypeVar("_Button", bound=QAbstractButton)


def _quiet_button() -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def in_place_of_cross() -> QWidget:
    """Keep the room of a cross, so that the buttons before it are in one column."""
    room, cross = QWidget(), _quiet_button()
    cross.setIcon(icon("close", QGuiApplication.palette()))
    room.setFixedWidth(cross.sizeHint().width())
    return room


class _HeadingButton(QToolButton):
    """A heading that can be pressed: in line with the text below it, which a button's frame would not be.

    It draws itself. With a style sheet, Qt keeps the colours that a control had when it was first shown.
    """

    _SHOWN = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return the size of the text."""
        return self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text())

    def minimumSizeHint(self) -> QSize:
        """Return the size of the text."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, underlined below the mouse and where the keyboard is."""
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter = QPainter(self)
        painter.setFont(font)
        role = QPalette.ColorRole.WindowText
        self.style().drawItemText(
            painter, self.rect(), int(self._SHOWN), self.palette(), self.isEnabled(), self.text(), role
        )
        painter.end()


class AttentionLine(QWidget):
    """What happened to whom and when, and the buttons."""

    let_go = Signal()
    """A button was released, or the menu is closed: what was chosen is done in the same turn of the event loop."""

    def __init__(self, entry: AttentionItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self._buttons: list[QAbstractButton] = []
        self._menu: QMenu | None = None
        self._picture = QLabel()
        self._picture.setContentsMargins(0, tokens.INSET, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, tokens.SPACE_XS, 0, tokens.SPACE_XS)
        row.setSpacing(tokens.SPACE_S)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(), 1)
        self._drawn: list[tuple[QToolButton, str]] = []
        for widget in self._ways():
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.draw()

    @property
    def in_use(self) -> bool:
        """True while one of its buttons is pressed, or its menu is open: what is under the pointer must not change."""
        return any(one.isDown() for one in self._buttons) or (self._menu is not None and self._menu.isVisible())

    def _watched(self, button: _Button) -> _Button:
        button.released.connect(self.let_go)
        self._buttons.append(button)
        return button

    def _ways(self) -> Iterator[QWidget]:
        """Yield the button, the menu of other steps and the cross, as far as there are any."""
        steps = self.entry.steps
        further = [place for place, step in enumerate(steps) if place and not step.closes]
        if steps and not steps[0].closes:
            yield self._button(0, steps[0])
        if further:
            yield self._menu_button(further)
        crosses = [place for place, step in enumerate(steps) if step.closes]
        for place in crosses:
            yield self._cross(place, steps[place])
        if not crosses:
            yield in_place_of_cross()

    def _words(self) -> QVBoxLayout:
        entry = self.entry
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE_S)
        head.addWidget(self._heading())
        when = QLabel(entry.when)
        when.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        head.addWidget(when)
        head.addStretch(1)
        sentence = QLabel(entry.sentence)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # After the policy, which would take back that its height depends on its width.
        sentence.setWordWrap(True)
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(sentence)
        return box

    def _heading(self) -> QWidget:
        if self.entry.show is None:
            label = QLabel(self.entry.title)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._make_bold(label)
            return label
        button = self._watched(_HeadingButton())
        button.setText(button_text(self.entry.title))
        button.setToolTip(self.tr("Show this fax in its list"))
        button.clicked.connect(self._show)
        self._make_bold(button)
        return button

    @staticmethod
    def _make_bold(widget: QWidget) -> None:
        font = widget.font()
        font.setBold(True)
        widget.setFont(font)

    def _button(self, place: int, step: ItemAction) -> QPushButton:
        button = self._watched(QPushButton(step.text))
        button.setAutoDefault(False)
        button.setToolTip(plain_tip(step.tip))
        button.setAccessibleDescription(f"{self.entry.title}. {step.tip}")
        button.clicked.connect(partial(self._take, place))
        return button

    def _menu_button(self, places: Sequence[int]) -> QToolButton:
        button = self._tool_button("more", self.tr("Other steps"))
        self._menu = menu = QMenu(button)
        menu.aboutToHide.connect(self.let_go)
        for place in places:
            step = self.entry.steps[place]
            action = menu.addAction(step.text)
            action.setToolTip(plain_tip(step.tip))
            action.triggered.connect(partial(self._take, place))
        menu.setToolTipsVisible(True)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _cross(self, place: int, step: ItemAction) -> QToolButton:
        button = self._watched(self._tool_button("close", step.text))
        button.setToolTip(plain_tip(f"{step.text}. {step.tip}"))
        button.clicked.connect(partial(self._take, place))
        return button

    def _tool_button(self, icon_name: str, name: str) -> QToolButton:
        button = _quiet_button()
        button.setAccessibleName(name)
        button.setToolTip(plain_tip(name))
        button.setAccessibleDescription(self.entry.title)
        self._drawn.append((button, icon_name))
        return button

    def _take(self, place: int, *_checked: bool) -> None:
        # The entry of the moment when the button is pressed: what the step is about may be known better by then.
        self.entry.steps[place].act()

    def _show(self) -> None:
        if self.entry.show is not None:
            self.entry.show()

    def draw(self) -> None:
        """Draw the icon in the colours of the palette."""
        palette, side = QGuiApplication.palette(), tokens.ICON_S
        self._picture.setPixmap(icon(self.entry.icon, palette, self.entry.tone).pixmap(side, side))
        for button, name in self._drawn:
            button.setIcon(icon(name, palette))
