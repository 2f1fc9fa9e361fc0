"""The pages of the dialog that connects FaxDesk: which way, a token, an API client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.pasted_token import WHERE_TOKENS_ARE, token_in
from faxdesk.core.settings import REDIRECT_PORT, redirect_uri
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choice_button import ChoiceButton
from faxdesk.ui.widgets.disclosure import Disclosure
from faxdesk.ui.widgets.lock_note import lock_note
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.tooltips import plain_tip
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Set

TOKEN_PAGE = "https://app.fax.plus"  # noqa: S105  a web page
"""Where tokens and API clients are made (help.alohi.com, article 16679733815708)."""


class ChoicePage(QWidget):
    """The ways to begin."""

    token_wanted = Signal()
    client_wanted = Signal()
    practice_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        token = ChoiceButton(
            "link",
            self.tr("Connect with a &token"),
            self.tr("Send real faxes with your Fax.Plus account. A token is an access key that you copy once."),
        )
        practice = ChoiceButton(
            "pages",
            self.tr("Try the &practice account"),
            self.tr("See how FaxDesk works. Nothing leaves this computer, and nothing is charged."),
        )
        client = ChoiceButton(
            "settings",
            self.tr("&Use your own API client"),
            self.tr("For administrators who have registered an API client at Fax.Plus."),
        )
        token.clicked.connect(self.token_wanted)
        practice.clicked.connect(self.practice_wanted)
        client.clicked.connect(self.client_wanted)
        column = _column(self)
        column.addWidget(heading(self.tr("How do you want to begin?")))
        column.addWidget(token)
        column.addWidget(practice)
        column.addWidget(_Fold(self.tr("Other ways to connect"), client))
        column.addStretch(1)
        self.setFocusProxy(token)


class TokenPage(QWidget):
    """A personal access token, and how to get one. What is said of it stands below its field."""

    edited = Signal()

    def __init__(self, address: str, proxy: str, locked: Set[str] = frozenset(), parent: QWidget | None = None) -> None:
        """`locked` are the names of settings that the administrator has set."""
        super().__init__(parent)
        self._token = _SecretField(self.tr("&Token"))
        self._network = _NetworkFields(address, proxy, locked)
        for field in (self._token.field, self._network.address, self._network.proxy):
            field.textChanged.connect(self.edited)
        column = _column(self)
        column.addWidget(heading(self.tr("Connect with a token")))
        column.addLayout(
            _steps(
                (self.tr("Sign in at Fax.Plus."), _browser_button(self.tr("&Open Fax.Plus"), TOKEN_PAGE)),
                (
                    self.tr("There, open {place}. Choose Manage, then Generate.").format(place=WHERE_TOKENS_ARE),
                    None,
                ),
                (self.tr("Let it read and send faxes: tick fax:all:read and fax:all:edit."), None),
                (
                    self.tr("Copy the token, which Fax.Plus shows only once, and paste it here as it comes."),
                    self._token,
                ),
            )
        )
        self.message_bar = MessageBar()
        column.addWidget(self.message_bar)
        self._fold = _Fold(self.tr("Advanced"), self._network)
        column.addWidget(self._fold)
        column.addStretch(1)
        self.setFocusProxy(self._token.field)

    def token(self) -> str:
        """Return the token in what was typed or pasted."""
        return token_in(self._token.field.text())

    def address(self) -> str:
        """Return the address of the service."""
        return self._network.address.text().strip()

    def proxy(self) -> str:
        """Return the address of the proxy, "" for the system's."""
        return self._network.proxy.text().strip()

    def set_editable(self, editable: bool) -> None:
        """Let the fields be changed, or not while something is tried."""
        self._token.setEnabled(editable)
        self._network.setEnabled(editable)

    def point_at(self, field: str) -> None:
        """Put the keyboard where something is wrong."""
        if wrong := self._network.field(field):
            self._fold.unfold()
            wrong.setFocus()
        else:
            self._token.field.setFocus()
            self._token.field.selectAll()


class ClientPage(QWidget):
    """An API client of the customer's own (OAuth)."""

    edited = Signal()

    def __init__(
        self,
        client_id: str,
        address: str,
        proxy: str,
        locked: Set[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        """`locked` are the names of settings that the administrator has set."""
        super().__init__(parent)
        self._redirect = QLineEdit(redirect_uri(REDIRECT_PORT))
        self._redirect.setReadOnly(True)
        steps = _steps(
            (self.tr("Sign in at Fax.Plus."), _browser_button(self.tr("&Open Fax.Plus"), TOKEN_PAGE)),
            (
                self.tr(
                    "There, open Profile > Integrations > Fax.Plus API. Activate it, and register the redirect address"
                    " below."
                ),
                None,
            ),
            (self.tr("Copy the client ID and the client secret here."), None),
        )
        self._client_id = QLineEdit(client_id)
        self._client_id.setReadOnly("client_id" in locked)
        self._secret = _SecretField("")
        self._network = _NetworkFields(address, proxy, locked)
        self._page = QLineEdit()
        self._page.setReadOnly(True)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Redirect address"), self._redirect)
        form.addRow(self.tr("Client &ID"), self._client_id)
        form.addRow(self.tr("Client s&ecret"), self._secret)
        form.addRow(self.tr("Sign-in &page"), self._page)
        self._form = form
        form.setRowVisible(self._page, False)
        self._secret.call(self.tr("Client secret"))
        for field, name in (
            (self._redirect, self.tr("Redirect address")),
            (self._client_id, self.tr("Client ID")),
            (self._page, self.tr("Sign-in page")),
        ):
            field.setAccessibleName(name)
        for field in (self._client_id, self._secret.field, self._network.address, self._network.proxy):
            field.textChanged.connect(self.edited)
        self._fold = _Fold(self.tr("Advanced"), self._network)
        column = _column(self)
        column.addWidget(heading(self.tr("Use your own API client")))
        column.addLayout(steps)
        column.addLayout(form)
        column.addWidget(self._fold)
        column.addStretch(1)
        self.setFocusProxy(self._client_id)

    def values(self) -> tuple[str, str, str, int]:
        """Return the address of the service, client id, client secret and the port of the redirect address."""
        address, client_id = self._network.address.text().strip(), self._client_id.text().strip()
        return address, client_id, self._secret.field.text().strip(), self.port

    def proxy(self) -> str:
        """Return the address of the proxy, "" for the system's."""
        return self._network.proxy.text().strip()

    @property
    def port(self) -> int:
        """The port of the redirect address."""
        return int(self._redirect.text().rpartition(":")[2].partition("/")[0])

    def offer_address(self, address: str) -> None:
        """Show the address of the sign-in page, to be copied."""
        self._page.setText(address)
        self._page.setCursorPosition(0)
        self._form.setRowVisible(self._page, True)

    def set_editable(self, editable: bool) -> None:
        """Let the fields be changed, or not while something is tried."""
        for field in (self._client_id, self._secret, self._network):
            field.setEnabled(editable)

    def point_at(self, field: str) -> None:
        """Put the keyboard where something is wrong."""
        if wrong := self._network.field(field):
            self._fold.unfold()
            wrong.setFocus()
        elif field == "Client secret":
            self._secret.field.setFocus()
        else:
            self._client_id.setFocus()


class _SecretField(QWidget):
    """A field whose content is hidden, with buttons to show it and to paste into it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = QPushButton(self.tr("Sho&w"))
        self._show.setCheckable(True)
        self._show.setAutoDefault(False)
        self._show.toggled.connect(self._reveal)
        paste = QPushButton(self.tr("P&aste"))
        paste.setAutoDefault(False)
        paste.clicked.connect(self._paste)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if label:
            words = QLabel(label)
            words.setBuddy(self.field)
            row.addWidget(words)
            self.call(label.replace("&", ""))
        row.addWidget(self.field, 1)
        row.addWidget(self._show)
        row.addWidget(paste)
        self.setFocusProxy(self.field)

    def call(self, name: str) -> None:
        """Give the field its name for assistive technology."""
        self.field.setAccessibleName(name)

    def _reveal(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _paste(self) -> None:
        # Not QLineEdit.paste(): that keeps what is in the field, and a line end at the end of a token.
        self.field.setText(token_in(QGuiApplication.clipboard().text()))
        self.field.setFocus()


class _NetworkFields(QWidget):
    """The address of the service, for test accounts and companies with a gateway of their own, and that of a proxy."""

    def __init__(self, address: str, proxy: str, locked: Set[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address, self.proxy = QLineEdit(address), QLineEdit(proxy)
        self.address.setAccessibleName(self.tr("Address"))
        self.proxy.setAccessibleName(self.tr("Proxy"))
        self.proxy.setPlaceholderText(self.tr("As the operating system"))
        form = QFormLayout(self)
        form.setContentsMargins(tokens.SPACE_L, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, label, field in (
            ("api_url", self.tr("A&ddress"), self.address),
            ("proxy", self.tr("Pro&xy"), self.proxy),
        ):
            form.addRow(label, field)
            if name in locked:
                field.setReadOnly(True)
                form.addRow("", lock_note(field))

    def field(self, name: str) -> QLineEdit | None:
        """Return the field that an error calls by this name."""
        return {"Address": self.address, "Proxy": self.proxy}.get(name)


class _Fold(QWidget):
    """Something that few people need, behind a title that shows it."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Disclosure(title)
        self._title.toggled.connect(content.setVisible)
        content.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(content)

    def unfold(self) -> None:
        """Show the content."""
        self._title.setChecked(True)


def _steps(*steps: tuple[str, QWidget | None]) -> QGridLayout:
    """Return what is to be done, numbered, each with what it is done with."""
    grid = QGridLayout()
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(tokens.SPACE_M)
    for row, (text, widget) in enumerate(steps):
        number = _text(f"{row + 1}.")
        write_in(number, tokens.BODY, bold=True)
        if isinstance(widget, QPushButton):
            grid.addWidget(number, 2 * row, 0)
            grid.addWidget(_text(text), 2 * row, 1)
            grid.addWidget(widget, 2 * row, 2)
            continue
        grid.addWidget(number, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
        words = _text(text)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, 2 * row, 1, 1, 2)
        if widget is not None:
            grid.addWidget(widget, 2 * row + 1, 1, 1, 2)
    return grid


def heading(text: str) -> QLabel:
    """Return the title of a page."""
    label = _text(text)
    write_in(label, tokens.TITLE, bold=True)
    return label


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def _browser_button(text: str, address: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setToolTip(plain_tip(address))
    button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
    return button


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.SPACE_S)
    return column
