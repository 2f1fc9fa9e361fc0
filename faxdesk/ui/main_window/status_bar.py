"""The bar that nobody can overlook, and the line at the foot of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStatusBar, QWidget

from faxdesk.core.errors import AccountBlocked
from faxdesk.services.events import Condition, Link
from faxdesk.ui.widgets import fax_texts, tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from datetime import datetime

    from faxdesk.ui.backend.backend import Backend


class PracticeBanner(QLabel):
    """Says that nothing here is real."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Practice account: nothing leaves this computer"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(tokens.SPACE_XS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(tokens.PRACTICE_GROUND))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(tokens.PRACTICE_TEXT))
        self.setPalette(palette)
        self.setAutoFillBackground(True)


class StatusBar(QStatusBar):
    """Whose account this is, how FaxDesk stands with Fax.Plus, and how many faxes need the user.

    `renew` fills in what the database knows; the first paint does not wait for it.
    """

    connect_wanted = Signal()
    attention_wanted = Signal()
    """The user wants to see the faxes that need them."""

    def __init__(self, backend: Backend, *, practice: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._practice = practice
        self._refreshed: datetime | None = None
        self._left_to_panel = False
        self._account = _text()
        self._link = _text()
        self._time = _text()
        self._connect = QPushButton(self.tr("Connect…"))
        self._attention = QPushButton()
        for button in (self._connect, self._attention):
            button.setAutoDefault(False)
            button.setFlat(False)
            button.hide()
        self._connect.clicked.connect(self.connect_wanted)
        self._attention.clicked.connect(self.attention_wanted)
        self.addWidget(self._account)
        self.addWidget(self._link)
        self.addWidget(self._connect)
        self.addPermanentWidget(self._attention)
        self.addPermanentWidget(self._time)
        self.setSizeGripEnabled(True)
        self.show_condition(backend.condition)
        backend.changed.connect(self._renew_all)
        backend.condition_changed.connect(self._change_condition)

    def _renew_all(self) -> None:
        self.renew()
        self.refreshed()

    def _change_condition(self, condition: Condition) -> None:
        self.show_condition(condition)
        self.renew()

    def renew(self) -> None:
        """Read who the account is and how many faxes need the user."""
        account = self._backend.store.service_mirror.account()
        if account is not None:
            self._account.setText(account.title)
        else:
            self._account.setText(self.tr("Practice account") if self._practice else self.tr("Not connected yet"))
        count = self._backend.store.fax_lists.need_count()
        self._attention.setVisible(count > 0 and not self._left_to_panel)
        if count:
            needs = self.tr("{faxes} needs you") if count == 1 else self.tr("{faxes} need you")
            self._attention.setText(needs.format(faxes=count_text(count, "fax")))

    def leave_to_panel(self, in_sight: bool) -> None:
        """What needs the user is `in_sight` above the lists, where it need not be counted again, or is folded up."""
        if in_sight is not self._left_to_panel:
            self._left_to_panel = in_sight
            self._say(self._backend.condition)
            self.renew()

    def show_condition(self, condition: Condition) -> None:
        """Say how FaxDesk stands with Fax.Plus."""
        self._say(condition)
        if condition.link is Link.ONLINE:
            self.refreshed()

    def _say(self, condition: Condition) -> None:
        self._link.setText(self._condition_text(condition))
        self._link.setToolTip(plain_tip(str(condition.error or "")))
        # Above the lists it stands with the reason.
        self._connect.setVisible(condition.link is Link.SIGN_IN and not self._left_to_panel)

    def refreshed(self) -> None:
        """Something new has come from Fax.Plus."""
        if self._backend.condition.link is not Link.ONLINE:
            return
        now = self._backend.factory.now()
        if self._refreshed is None or fax_texts.clock_text(now) != fax_texts.clock_text(self._refreshed):
            self._time.setText(self.tr("Refreshed at {time}").format(time=fax_texts.clock_text(now)))
        self._refreshed = now

    def _condition_text(self, condition: Condition) -> str:
        if isinstance(condition.error, AccountBlocked):
            said = self.tr("Account cannot be used")
        elif condition.link is Link.OFFLINE and condition.until is not None:
            said = self.tr("Offline, next try {time}").format(time=fax_texts.clock_text(condition.until))
        else:
            said = {
                Link.UNKNOWN: self.tr("Connecting…"),
                Link.ONLINE: self.tr("Online"),
                Link.OFFLINE: self.tr("Offline"),
                Link.SIGN_IN: self.tr("Sign-in needed"),
                Link.TROUBLE: self.tr("Trouble with the data folder"),
                Link.FAULT: self.tr("FaxDesk had a fault"),
                Link.ELSEWHERE: self.tr("Another FaxDesk is delivering"),
            }[condition.link]
        return said

    def texts(self) -> tuple[str, str, str]:
        """Return what it says of the account, the link and the time."""
        return self._account.text(), self._link.text(), self._time.text()


def _text() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(tokens.SPACE_XS, 0, tokens.SPACE_S, 0)
    return label
