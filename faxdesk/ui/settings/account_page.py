"""The page of the account: whose it is, and the way out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from faxdesk.ui.settings.page import Page, plain_button
from faxdesk.ui.settings.setting_form import hint_label
from faxdesk.ui.widgets.account_texts import account_facts, usable_numbers
from faxdesk.ui.widgets.fact_list import FactList
from faxdesk.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from faxdesk.store.service_mirror import ServiceMirror
    from faxdesk.store.settings_file import SettingsFile


@dataclass(frozen=True)
class SignedInAs:
    """Whose account the window works with: `way` as in `Settings.account`, or "environment"; "" for nobody's."""

    way: str
    address: str = ""


class AccountPage(Page):
    """Says whose account it is, and what there is to know of it."""

    connect_wanted = Signal()
    disconnect_wanted = Signal()
    test_wanted = Signal(str)
    """The user wants to send a fax to this number of their own."""

    def __init__(
        self, file: SettingsFile, mirror: ServiceMirror, signed_in: SignedInAs, parent: QWidget | None = None
    ) -> None:
        super().__init__("", file, parent)
        self.title = self.tr("Account")
        self.form.hide()
        self.add(_plain(self._who(mirror, signed_in)))
        state = mirror.state()
        if signed_in.way:
            self.add(FactList(account_facts(state)))
        if signed_in.address:
            self.add(hint_label(self.tr("Address: {address}").format(address=signed_in.address)))
        row = QWidget()
        buttons = FlowLayout(row)
        for text, press in self._ways(signed_in.way):
            buttons.addWidget(plain_button(text, press))
        if numbers := usable_numbers(state) if signed_in.way else ():
            buttons.addWidget(
                plain_button(self.tr("Send yourself a &test fax…"), partial(self.test_wanted.emit, numbers[0]))
            )
        self.add(row)

    def _who(self, mirror: ServiceMirror, signed_in: SignedInAs) -> str:
        account = mirror.account()
        name = account.title if account is not None else self.tr("an account whose name is not known")
        return {
            "": self.tr("FaxDesk is not connected to Fax.Plus."),
            "practice": self.tr("The practice account. Nothing leaves this computer."),
            "token": self.tr("Connected with a token to {account}.").format(account=name),
            "oauth": self.tr("Connected through your API client to {account}.").format(account=name),
            "environment": self.tr("Connected with the token in FAXDESK_TOKEN to {account}.").format(account=name),
        }[signed_in.way]

    def _ways(self, way: str) -> tuple[tuple[str, Callable[[], object]], ...]:
        connect, leave = self.connect_wanted.emit, self.disconnect_wanted.emit
        return {
            "": ((self.tr("Co&nnect…"), connect),),
            "practice": ((self.tr("Co&nnect to Fax.Plus…"), connect), (self.tr("&Leave practice"), leave)),
            "environment": (),
        }.get(way, ((self.tr("Cha&nge token…"), connect), (self.tr("Disc&onnect"), leave)))


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
