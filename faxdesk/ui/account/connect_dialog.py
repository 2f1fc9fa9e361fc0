"""The first start: whose faxes are these? By a token, by an API client of one's own, or only to practise."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from faxdesk.core.cancel_token import AnyOf
from faxdesk.core.errors import (
    FaxDeskError,
    InputRefused,
    Offline,
    Paused,
    ProxyTrouble,
    SignInNeeded,
    Stopped,
    TokenRejected,
)
from faxdesk.ui.account.connect_pages import ChoicePage, ClientPage, TokenPage
from faxdesk.ui.account.result_page import ResultPage
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.account_texts import usable_numbers
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.services.sign_in import ProvenSignIn
    from faxdesk.store.keyring_secrets import KeyringSecrets
    from faxdesk.ui.backend.threads import JobThread

_RESULT = "result"
"""The key of the one message that the dialog shows at a time."""


class _Page(IntEnum):
    CHOICE = 0
    TOKEN = 1
    CLIENT = 2
    RESULT = 3


class ConnectDialog(GrowingDialog):
    """Tries a sign-in out in the thread of `jobs` before it is kept, and says in place what is wrong with it."""

    connected = Signal(object)
    """A `ProvenSignIn` that works, whose secrets are in the keyring. The dialog has closed."""
    test_wanted = Signal(str)
    """After `connected`: the user wants to send a fax to this number of their own."""
    practice_wanted = Signal()
    """The user wants to try FaxDesk on the practice account. The dialog has closed."""
    _page_opened = Signal(str)
    """The address of the sign-in page, from that thread."""

    def __init__(
        self,
        jobs: JobThread[object],
        keyring: KeyringSecrets,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        locked: Set[str] = frozenset(),
    ) -> None:
        """`locked` are the names of settings that the administrator has set."""
        super().__init__(parent)
        self._jobs, self._keyring = jobs, keyring
        self._connection: ProvenSignIn | None = None
        self._task: CancellableTask | None = None
        self._warned = False
        self.setWindowTitle(self.tr("Connect to Fax.Plus"))
        self._choice = ChoicePage()
        self._token = TokenPage(settings.api_url, settings.proxy, locked)
        self._client = ClientPage(settings.client_id, settings.api_url, settings.proxy, locked)
        self._result = ResultPage()
        self._test = False
        self._pages = QStackedWidget()
        for page in (self._choice, self._token, self._client, self._result):
            self._pages.addWidget(page)
        self._bar_below = MessageBar()
        self._back = QPushButton(self.tr("&Back"))
        self._go = PrimaryButton()
        self._cancel = QPushButton(self.tr("Cancel"))
        self._lay_out()
        self._connect_all()
        self._show_page(_Page.CHOICE)

    def _lay_out(self) -> None:
        self._go.stand_beside(self._back, self._cancel)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(self._go)
        buttons.addWidget(self._cancel)
        self._back.setAutoDefault(False)
        self._cancel.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        column.setSpacing(tokens.SPACE_M)
        column.addWidget(self._pages, 1)
        column.addWidget(self._bar_below)
        column.addLayout(buttons)
        self.setMinimumWidth(tokens.CONNECT_DIALOG_WIDTH)

    def _connect_all(self) -> None:
        self._choice.token_wanted.connect(self._to_token)
        self._choice.client_wanted.connect(self._to_client)
        self._choice.practice_wanted.connect(self._practise)
        self._token.edited.connect(self._edited)
        self._client.edited.connect(self._edited)
        self._back.clicked.connect(self._to_choice)
        self._go.clicked.connect(self._proceed)
        self._cancel.clicked.connect(self.reject)
        self._page_opened.connect(self._open_page)
        self._result.test_wanted.connect(self._keep_and_test)

    @property
    def _message_bar(self) -> MessageBar:
        """Where the shown page has its messages."""
        return self._token.message_bar if self._pages.currentIndex() == _Page.TOKEN else self._bar_below

    # ------------------------------------------------------------------------------------------------- pages

    def _to_token(self) -> None:
        self._show_page(_Page.TOKEN)

    def _to_client(self) -> None:
        self._show_page(_Page.CLIENT)

    def _to_choice(self) -> None:
        self._give_up()
        self._show_page(_Page.CHOICE)

    def _show_page(self, page: _Page) -> None:
        self._message_bar.take_back(_RESULT)
        self._pages.setCurrentIndex(page)
        self._edited()
        chosen = page is not _Page.CHOICE
        self._back.setVisible(chosen)
        self._go.setVisible(chosen)
        self._go.setDefault(chosen)
        (self._choice, self._token, self._client, self._result)[page].setFocus()

    def _practise(self) -> None:
        self.accept()
        self.practice_wanted.emit()

    # ---------------------------------------------------------------------------------------------- trying

    def _edited(self) -> None:
        """What was tried is not what is in the fields any more."""
        self._connection = None
        self._warned = self._test = False
        self._message_bar.take_back(_RESULT)
        self._show_idle()

    def _show_idle(self) -> None:
        browser = self._pages.currentIndex() == _Page.CLIENT
        self._go.setText(self.tr("&Sign in in the browser") if browser else self.tr("&Connect"))
        self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        self._token.set_editable(not busy)
        self._client.set_editable(not busy)
        self._go.setEnabled(not busy)

    def _proceed(self) -> None:
        if self._connection is not None:
            self._keep(self._connection)
        elif self._pages.currentIndex() == _Page.CLIENT:
            self._try_client()
        else:
            self._try_token()

    def _try_token(self) -> None:
        url, proxy, token = self._token.address(), self._token.proxy(), self._token.token()

        def connect(_cancel: CancelToken) -> ProvenSignIn:
            from faxdesk.services.sign_in import connect_with_token

            return connect_with_token(url, token, proxy)

        self._try(connect, self.tr("Asking Fax.Plus whose token this is…"))

    def _try_client(self) -> None:
        url, client_id, secret, port = self._client.values()
        proxy = self._client.proxy()
        open_page = self._page_opened.emit

        def connect(cancel: CancelToken) -> ProvenSignIn:
            from faxdesk.services.sign_in import ApiClientEntry, connect_with_client

            return connect_with_client(url, ApiClientEntry(client_id, secret, port), open_page, cancel, proxy)

        self._try(connect, self.tr("Sign in on the page that opens in your browser. FaxDesk waits for you here."))

    def _try(self, connect: Callable[[CancelToken], ProvenSignIn], sentence: str) -> None:
        task = self._task = CancellableTask(self)
        self._go.setText(self.tr("Connecting…"))
        self._set_busy(busy=True)
        self._message_bar.say(sentence, key=_RESULT, stays=True)
        token = task.token
        self._jobs.submit(task, lambda _context, cancel: connect(AnyOf(cancel, token)), self._works, self._fails)

    def _works(self, connection: ProvenSignIn) -> None:
        self._task = None
        self._result.show_account(connection.state)
        self._show_page(_Page.RESULT)
        self._connection = connection
        self._go.setText(self.tr("&Continue"))
        self._go.setFocus()

    def _fails(self, error: FaxDeskError) -> None:
        self._task = None
        self._show_idle()
        if isinstance(error, Stopped):
            self._message_bar.take_back(_RESULT)
            return
        self._message_bar.fail(self._for_who_waits(error), key=_RESULT)
        page = self._pages.currentWidget()
        if isinstance(page, TokenPage | ClientPage):
            page.point_at(_field_of(error))

    def _for_who_waits(self, error: FaxDeskError) -> FaxDeskError:
        """Return the error with what to do here: the services try again by themselves, this dialog does not."""
        if isinstance(error, ProxyTrouble):
            return error
        if isinstance(error, Offline):
            return FaxDeskError(error.title, self.tr("Check the internet connection, then press Connect again."))
        if isinstance(error, Paused):
            return FaxDeskError(error.title, self.tr("Press Connect again in a few minutes."))
        if self._pages.currentIndex() == _Page.TOKEN:
            return self._for_who_has_a_token(error)
        return error

    def _for_who_has_a_token(self, error: FaxDeskError) -> FaxDeskError:
        """Return the error of a token with what to do here: how one is made stands above its field already."""
        if isinstance(error, TokenRejected):
            advice = self.tr("It may be mistyped, expired or revoked. Copy a new token and paste it here.")
            return FaxDeskError(error.title, advice)
        if isinstance(error, SignInNeeded) and error.right is not None:
            advice = self.tr("Tick fax:all:read and fax:all:edit for a new one. Copy the new token and paste it here.")
            return FaxDeskError(error.title, advice)
        return error

    def _open_page(self, address: str) -> None:
        if not QDesktopServices.openUrl(QUrl(address)):
            # Signing in by hand is still possible: the page is an address like any other.
            self._client.offer_address(address)
            self._message_bar.say(
                self.tr("No browser could be opened. Copy the address above into a browser on this computer."),
                Severity.WARNING,
                key=_RESULT,
                stays=True,
            )

    # --------------------------------------------------------------------------------------------- keeping

    def _keep_and_test(self) -> None:
        self._test = True
        if self._connection is not None:
            self._keep(self._connection)

    def _keep(self, connection: ProvenSignIn) -> None:
        if self._warned:
            self._finish()
            return
        keyring = self._keyring
        self._set_busy(busy=True)
        self._message_bar.say(
            self.tr("Keeping the token in the keyring of this computer, which may ask you to unlock it…"),
            key=_RESULT,
            stays=True,
        )

        def keep(_context: object, _cancel: CancelToken) -> bool:
            return connection.keep(keyring)

        self._task = CancellableTask(self)
        self._jobs.submit(self._task, keep, self._kept, self._fails)

    def _kept(self, safely: bool) -> None:
        self._task = None
        self._set_busy(busy=False)
        if safely:
            self._finish()
            return
        self._warned = True
        self._go.setFocus()
        why = self._keyring.trouble
        sentence = self.tr(
            "{why} So the token is kept only until FaxDesk is closed; after that you will be asked for it again."
        ).format(why=why.title if why is not None else "")
        self._message_bar.say(sentence.strip(), Severity.WARNING, key=_RESULT, stays=True)

    def _finish(self) -> None:
        connection = self._connection
        self.accept()
        self.connected.emit(connection)
        if self._test and connection is not None:
            self.test_wanted.emit(usable_numbers(connection.state)[0])

    # --------------------------------------------------------------------------------------------------- end

    def _give_up(self) -> None:
        """Stop waiting; what comes later is nobody's."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def done(self, result: int) -> None:
        """Close, and leave nothing behind that waits."""
        self._give_up()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is cancelling."""
        self._give_up()
        super().closeEvent(event)


def _field_of(error: FaxDeskError) -> str:
    """Return the name of the field that an error is about, "" where there is none."""
    if isinstance(error, ProxyTrouble):
        return "Proxy"
    return error.field if isinstance(error, InputRefused) else ""
