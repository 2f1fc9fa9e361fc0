"""The first start: the dialog against a real service, with the right and the wrong token and without a network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.request import urlopen

import keyring
import pytest
from keyring.backends import null
from PySide6.QtCore import QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from faxdesk.api import faults
from faxdesk.core.pasted_token import WHERE_TOKENS_ARE
from faxdesk.core.settings import APP_ID, PRODUCTION_URL, Settings, redirect_uri
from faxdesk.practice import Fault
from faxdesk.practice.account.scenes import enter
from faxdesk.services.sign_in import CLIENT_SECRET, REFRESH_TOKEN, TOKEN, ApiClientEntry, ProvenSignIn
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.ui.account.connect_dialog import ConnectDialog
from faxdesk.ui.widgets.choice_button import ChoiceButton
from tests.api.gateway import CERTIFICATES, Encrypted, Proxy
from tests.ports import free_port
from tests.time_limits import PATIENCE
from tests.ui.accessible_names import name_of, nameless
from tests.ui.urls import Taker, taking

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer
    from faxdesk.ui.backend.threads import JobThread

Show = Callable[[str], ConnectDialog]


@pytest.fixture
def show(jobs: JobThread[object], qtbot: QtBot) -> Iterator[Show]:
    """Open the dialog for a service at an address."""
    dialogs = []

    def show_it(url: str) -> ConnectDialog:
        dialog = ConnectDialog(jobs, KeyringSecrets(), Settings(api_url=url))
        dialogs.append(dialog)
        dialog.open()
        return dialog

    yield show_it
    for dialog in dialogs:
        dialog.reject()
        dialog.deleteLater()


def press(dialog: QWidget, text: str) -> None:
    """Press the button that says this."""
    buttons = [*dialog.findChildren(QPushButton), *dialog.findChildren(QToolButton)]
    (button,) = [one for one in buttons if one.text().replace("&", "") == text and one.isVisibleTo(dialog)]
    assert button.isEnabled(), f"{text} cannot be pressed"
    button.click()


def field(dialog: QWidget, name: str) -> QLineEdit:
    (found,) = [one for one in dialog.findChildren(QLineEdit) if name_of(one) == name and one.isVisibleTo(dialog)]
    return found


def said(dialog: ConnectDialog) -> str:
    """Return what the dialog says: of a try, and of an account once it is known."""
    shown = dialog._result.texts() if dialog._result.isVisibleTo(dialog) else []
    return " ".join((*dialog._message_bar.texts(), *shown))


def connect(dialog: ConnectDialog, token: str) -> None:
    press(dialog, "Connect with a token")
    field(dialog, "Token").setText(token)
    press(dialog, "Connect")


def wait_for(qtbot: QtBot, dialog: ConnectDialog, words: str) -> None:
    def is_said() -> None:
        assert words in said(dialog)

    qtbot.waitUntil(is_said)


# ------------------------------------------------------------------------------------------------------- token


def test_a_right_token_is_tried_then_kept(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    connect(dialog, f"  {practice.token}\n")
    wait_for(qtbot, dialog, "Connected as ")
    assert keyring.get_password(APP_ID, TOKEN) is None, "nothing is kept before the user says so"
    with qtbot.waitSignal(dialog.connected) as got:
        press(dialog, "Continue")
    connection: ProvenSignIn = got.args[0]
    assert connection.change(Settings()) == Settings(account="token", api_url=practice.url)
    assert keyring.get_password(APP_ID, TOKEN) == practice.token
    assert practice.token not in repr(connection)
    assert not dialog.isVisible()


def test_a_wrong_token_is_refused_in_place(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    connect(dialog, "alohi_pat_wrong")
    qtbot.waitUntil(lambda: dialog._go.text() == "&Connect" and bool(said(dialog)))
    assert "token" in said(dialog)
    assert "alohi_pat_wrong" not in said(dialog)
    assert dialog.isVisible()
    assert said(dialog).endswith("Copy a new token and paste it here.")
    token, bar = field(dialog, "Token"), dialog._token.message_bar
    below = bar.mapTo(dialog, QPoint(0, 0)).y() - token.mapTo(dialog, QPoint(0, token.height())).y()
    assert 0 <= below <= token.height(), "it stands below the field that it is about"
    assert token.selectedText() == "alohi_pat_wrong"
    field(dialog, "Token").setText(practice.token)
    assert said(dialog) == "", "an old refusal must not stand beside a new token"
    press(dialog, "Connect")
    wait_for(qtbot, dialog, "Connected as ")


def test_who_makes_a_token_reads_of_one_way_there(show: Show) -> None:
    """The steps of the dialog say the same as an error does elsewhere."""
    dialog = show(PRODUCTION_URL)
    cards = " ".join(one.accessibleDescription() for one in dialog.findChildren(ChoiceButton))
    assert "an access key that you copy once" in cards
    press(dialog, "Connect with a token")
    elsewhere = str(faults.of_status(401, {}, b"", "GET"))
    steps = " ".join(label.text() for label in dialog._token.findChildren(QLabel))
    assert WHERE_TOKENS_ARE in steps
    assert WHERE_TOKENS_ARE in elsewhere


@pytest.mark.parametrize(("token", "words"), [("", "There is no token."), ("two words", "characters in it")])
def test_what_cannot_be_a_token_is_refused(token: str, words: str, show: Show, qtbot: QtBot) -> None:
    dialog = show("http://127.0.0.1:9/v3")
    connect(dialog, token)
    wait_for(qtbot, dialog, words)


def test_without_a_network_it_says_what_to_do(show: Show, qtbot: QtBot) -> None:
    dialog = show("http://127.0.0.1:9/v3")
    connect(dialog, "alohi_pat_x")
    qtbot.waitUntil(lambda: dialog._go.text() == "&Connect" and bool(said(dialog)))
    assert "refused the connection" in said(dialog)
    assert "press Connect again" in said(dialog)


def test_a_service_that_is_down_is_tried_again_later(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    practice.account.faults.add(Fault.bad_gateway(times=None))
    dialog = show(practice.url)
    connect(dialog, practice.token)
    wait_for(qtbot, dialog, "Press Connect again in a few minutes.")


def test_a_wrong_address_is_shown_where_it_can_be_changed(show: Show, qtbot: QtBot) -> None:
    dialog = show("http://example.com/v3")
    connect(dialog, "alohi_pat_x")
    wait_for(qtbot, dialog, "not encrypted")
    assert field(dialog, "Address").text() == "http://example.com/v3"


def test_a_proxy_is_chosen_before_the_first_sign_in(
    practice: PracticeServer, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / "elsewhere.pem"))
    with Encrypted(practice.port, "elsewhere.pem") as service, Proxy(service.port) as proxy:
        proxy.refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
        dialog = show("https://elsewhere.invalid/v3")
        press(dialog, "Connect with a token")
        press(dialog, "Advanced")
        field(dialog, "Proxy").setText("proxy.example")
        field(dialog, "Token").setText(practice.token)
        press(dialog, "Connect")
        wait_for(qtbot, dialog, "not the address of a proxy")
        field(dialog, "Proxy").setText(proxy.address)
        press(dialog, "Connect")
        wait_for(qtbot, dialog, "HTTPS_PROXY")
        proxy.refusal = b""
        press(dialog, "Connect")
        wait_for(qtbot, dialog, "Connected as ")
        with qtbot.waitSignal(dialog.connected) as got:
            press(dialog, "Continue")
        assert got.args[0].change(Settings()).proxy == proxy.address


def test_a_proxy_that_is_not_there_is_shown_where_it_can_be_changed(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{free_port()}")
    dialog = show("https://elsewhere.invalid/v3")
    connect(dialog, "alohi_pat_x")
    wait_for(qtbot, dialog, "Check the proxy in FaxDesk's settings")
    assert field(dialog, "Proxy").text() == ""


def test_what_the_administrator_has_set_is_not_typed(jobs: JobThread[object], qtbot: QtBot) -> None:
    settings = Settings(
        api_url="https://gateway.example.com/v3", proxy="http://proxy.example.com:8080", client_id="APIK"
    )
    dialog = ConnectDialog(jobs, KeyringSecrets(), settings, locked={"api_url", "proxy", "client_id"})
    qtbot.addWidget(dialog)
    dialog.show()
    press(dialog, "Connect with a token")
    press(dialog, "Advanced")
    fields = field(dialog, "Address"), field(dialog, "Proxy")
    assert [one.text() for one in fields] == [settings.api_url, settings.proxy]
    assert all(one.isReadOnly() for one in fields)
    notes = [label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]
    assert notes.count("Set by your administrator.") == 2
    press(dialog, "Back")
    open_client_page(dialog, 8765)
    assert (field(dialog, "Client ID").text(), field(dialog, "Client ID").isReadOnly()) == ("APIK", True)


def test_narrow_scopes_are_enough(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    connect(dialog, practice.account.issue_token(["fax:fax:read", "fax:fax:edit"]))
    wait_for(qtbot, dialog, "Connected. This token may send faxes")
    with qtbot.waitSignal(dialog.connected):
        press(dialog, "Continue")


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("history-off", "Fax.Plus does not store sent faxes for this account: FaxDesk keeps the pages itself"),
        ("no-number", "This account has no fax number"),
        ("number-pending", "+41 44 555 01 00 waits for its verification"),
        ("number-expired", "+41 44 555 01 00 expired on "),
        ("member-quota", "how many pages a month"),
        ("suspended", "This Fax.Plus account is suspended"),
        ("token-reads", "This token may not send faxes"),
        ("token-account", "This token may not see faxes"),
    ],
)
def test_what_the_account_allows_is_said_before_it_is_kept(
    scene: str, words: str, practice: PracticeServer, show: Show, qtbot: QtBot
) -> None:
    dialog = show(practice.url)
    connect(dialog, enter(practice.account, scene))
    wait_for(qtbot, dialog, words)
    with qtbot.waitSignal(dialog.connected):
        press(dialog, "Continue")


def test_it_fits_on_a_small_screen_whatever_there_is_to_say(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    account = practice.account
    enter(account, "suspended")
    admin = account.members.user(account.uid)
    assert admin is not None
    data = {**admin.profile["account_data"], "save_history": False, "deactivation_reason": "Overdue " * 100}
    account.members.change_profile(admin.uid, {**admin.profile, "account_data": data}, account.clock.now())
    dialog = show(practice.url)
    connect(dialog, account.issue_token(["fax:all:read"]))
    wait_for(qtbot, dialog, "suspended")
    assert "This token may not send faxes" in said(dialog)
    layout = dialog.layout()
    assert layout is not None
    qtbot.waitUntil(lambda: dialog.height() >= layout.totalHeightForWidth(dialog.width()))
    # 1366 x 768 pixels at 150 percent, without a task bar.
    assert dialog.height() <= 470


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("token-expired", "does not accept the token"),
        ("token-writes", "This token may not see faxes"),
        ("plan-without-api", "The plan of this Fax.Plus account does not let programs in"),
        ("trial-ended", "The trial of this account has ended"),
    ],
)
def test_what_does_not_work_at_all_is_refused_in_place(
    scene: str, words: str, practice: PracticeServer, show: Show, qtbot: QtBot
) -> None:
    dialog = show(practice.url)
    connect(dialog, enter(practice.account, scene))
    wait_for(qtbot, dialog, words)
    assert dialog.isVisible()


def test_without_a_safe_keyring_the_user_is_told_and_asked_again(
    practice: PracticeServer, show: Show, qtbot: QtBot
) -> None:
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]  # keyring leaves it untyped
    dialog = show(practice.url)
    connect(dialog, practice.token)
    wait_for(qtbot, dialog, "Connected as ")
    press(dialog, "Continue")
    wait_for(qtbot, dialog, "only until FaxDesk is closed")
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.connected):
        press(dialog, "Continue")
    assert dialog._keyring.get(TOKEN) == practice.token


def test_whose_account_it_is_and_what_it_can_do_is_said(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    connect(dialog, practice.token)
    wait_for(qtbot, dialog, "Connected as Practice Office, 3 numbers.")
    assert "You can send from +41 44 555 01 00, +41 22 555 01 00." in said(dialog)
    assert "Fax.Plus stores the faxes that you send." in said(dialog)
    assert "pages you have left" in said(dialog)
    assert nameless(dialog) == []


def test_a_test_fax_to_the_own_number_is_offered(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    connect(dialog, practice.token)
    wait_for(qtbot, dialog, "Connected as ")
    happened: list[str] = []
    dialog.connected.connect(lambda _connection: happened.append("connected"))
    dialog.test_wanted.connect(happened.append)
    press(dialog, "Send yourself a test fax…")
    qtbot.waitUntil(lambda: len(happened) == 2)
    assert happened == ["connected", "+41445550100"]
    assert keyring.get_password(APP_ID, TOKEN) == practice.token


@pytest.mark.parametrize("scene", ["no-number", "number-pending", "token-reads", "suspended"])
def test_who_cannot_send_is_offered_no_test(scene: str, practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    connect(dialog, enter(practice.account, scene))
    wait_for(qtbot, dialog, "Connected")
    assert not dialog._result.test_button.isVisibleTo(dialog)
    assert not any(fact.startswith("You can send from") for fact in dialog._result.texts())
    with qtbot.assertNotEmitted(dialog.test_wanted):
        press(dialog, "Continue")
        qtbot.waitUntil(lambda: not dialog.isVisible())


def test_who_goes_back_connects_nothing(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    connect(dialog, practice.token)
    wait_for(qtbot, dialog, "Connected as ")
    with qtbot.assertNotEmitted(dialog.connected):
        press(dialog, "Back")
        press(dialog, "Connect with a token")
        assert dialog._go.text() == "&Connect"
    assert keyring.get_password(APP_ID, TOKEN) is None


def test_a_token_is_found_in_what_is_pasted(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    press(dialog, "Connect with a token")
    QGuiApplication.clipboard().setText(f"Your new token:\n“{practice.token}”\n")
    press(dialog, "Paste")
    assert field(dialog, "Token").text() == practice.token
    field(dialog, "Token").setText(f"Authorization: Bearer {practice.token}")
    press(dialog, "Connect")
    wait_for(qtbot, dialog, "Connected as ")


def test_the_steps_open_fax_plus(show: Show) -> None:
    dialog = show(PRODUCTION_URL)
    press(dialog, "Connect with a token")
    with taking("https") as taker:
        press(dialog, "Open Fax.Plus")
    assert [url.host() for url in taker.urls] == ["app.fax.plus"]


def test_paste_replaces_and_show_reveals(show: Show) -> None:
    dialog = show(PRODUCTION_URL)
    press(dialog, "Connect with a token")
    token = field(dialog, "Token")
    token.setText("old")
    QGuiApplication.clipboard().setText(" alohi_pat_new\r\n")
    press(dialog, "Paste")
    assert token.text() == "alohi_pat_new"
    assert token.echoMode() is QLineEdit.EchoMode.Password
    press(dialog, "Show")
    assert token.echoMode() is QLineEdit.EchoMode.Normal


def test_cancelling_forgets_what_comes_later(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    practice.account.faults.add(Fault("hang", seconds=0.3, method="GET", path="*/accounts/self", times=1))
    dialog = show(practice.url)
    with qtbot.assertNotEmitted(dialog.connected):
        connect(dialog, practice.token)
        press(dialog, "Cancel")
        done: list[object] = []
        dialog._jobs.submit(dialog, lambda _context, _cancel: None, done.append, done.append)
        qtbot.waitUntil(lambda: bool(done))
    assert said(dialog) in {"", "Asking Fax.Plus whose token this is…"}
    assert keyring.get_password(APP_ID, TOKEN) is None


# ---------------------------------------------------------------------------------------------------- practice


def test_the_practice_account_is_one_press_away(show: Show, qtbot: QtBot) -> None:
    dialog = show(PRODUCTION_URL)
    with qtbot.waitSignal(dialog.practice_wanted):
        press(dialog, "Try the practice account")
    assert not dialog.isVisible()


# -------------------------------------------------------------------------------------------------- API client


class Browser(Taker):
    """A web browser that signs in without asking: the practice service consents by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = False
        self.threads: list[threading.Thread] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        super().take(url)
        if self.asleep:
            return
        thread = threading.Thread(target=lambda: urlopen(url.toString()).read())  # noqa: S310  a loopback address
        self.threads.append(thread)
        thread.start()


@pytest.fixture
def browser(qapp: object) -> Iterator[Browser]:
    browser = Browser()
    with taking("http", browser):
        yield browser
    for thread in browser.threads:
        thread.join(PATIENCE)


def open_client_page(dialog: ConnectDialog, port: int) -> None:
    press(dialog, "Other ways to connect")
    press(dialog, "Use your own API client")
    field(dialog, "Redirect address").setText(redirect_uri(port))


def test_signing_in_through_the_browser(practice: PracticeServer, show: Show, browser: Browser, qtbot: QtBot) -> None:
    port, client = free_port(), practice.account.oauth_client
    practice.account.register_redirect_uri(f"http://localhost:{port}/cb/")
    dialog = show(practice.url)
    open_client_page(dialog, port)
    field(dialog, "Client ID").setText(client.client_id)
    field(dialog, "Client secret").setText(client.client_secret)
    press(dialog, "Sign in in the browser")
    wait_for(qtbot, dialog, "Connected as ")
    with qtbot.waitSignal(dialog.connected) as got:
        press(dialog, "Continue")
    changed = got.args[0].change(Settings())
    assert (changed.account, changed.client_id) == ("oauth", client.client_id)
    assert keyring.get_password(APP_ID, CLIENT_SECRET) == client.client_secret
    assert keyring.get_password(APP_ID, REFRESH_TOKEN)


def test_the_wait_for_the_browser_can_be_given_up(
    practice: PracticeServer, show: Show, browser: Browser, jobs: JobThread[object], qtbot: QtBot
) -> None:
    browser.asleep = True
    dialog = show(practice.url)
    open_client_page(dialog, free_port())
    field(dialog, "Client ID").setText("APIK-1")
    field(dialog, "Client secret").setText("secret")
    press(dialog, "Sign in in the browser")
    qtbot.waitUntil(lambda: len(browser.urls) == 1)
    assert "client_id=APIK-1" in browser.urls[0].toString()
    assert not field(dialog, "Client ID").isEnabled()
    press(dialog, "Back")
    done: list[object] = []
    jobs.submit(jobs, lambda _context, _cancel: None, done.append, done.append)
    qtbot.waitUntil(lambda: bool(done))
    press(dialog, "Use your own API client")
    assert field(dialog, "Client ID").isEnabled()


@pytest.mark.qt_log_ignore("openUrl")
def test_without_a_browser_the_address_can_be_copied(practice: PracticeServer, show: Show, qtbot: QtBot) -> None:
    dialog = show(practice.url)
    open_client_page(dialog, free_port())
    field(dialog, "Client ID").setText("APIK-1")
    field(dialog, "Client secret").setText("secret")
    press(dialog, "Sign in in the browser")
    wait_for(qtbot, dialog, "No browser could be opened.")
    assert "client_id=APIK-1" in field(dialog, "Sign-in page").text()


@pytest.mark.parametrize(
    ("client_id", "secret", "words"),
    [("", "s", "not a client ID"), ("APIK-1", "", "no client secret")],
)
def test_an_incomplete_client_is_refused(client_id: str, secret: str, words: str, show: Show, qtbot: QtBot) -> None:
    dialog = show("http://127.0.0.1:9/v3")
    open_client_page(dialog, free_port())
    field(dialog, "Client ID").setText(client_id)
    field(dialog, "Client secret").setText(secret)
    press(dialog, "Sign in in the browser")
    wait_for(qtbot, dialog, words)


def test_the_redirect_address_is_the_one_that_is_listened_at(show: Show) -> None:
    dialog = show(PRODUCTION_URL)
    press(dialog, "Other ways to connect")
    press(dialog, "Use your own API client")
    assert field(dialog, "Redirect address").text() == redirect_uri(ApiClientEntry("", "").port)


# ----------------------------------------------------------------------------------------------------- keyboard


def test_everything_has_a_name(show: Show) -> None:
    dialog = show(PRODUCTION_URL)
    assert nameless(dialog) == []
    press(dialog, "Other ways to connect")
    assert nameless(dialog) == []
    press(dialog, "Use your own API client")
    assert nameless(dialog) == []
    press(dialog, "Back")
    press(dialog, "Connect with a token")
    press(dialog, "Advanced")
    assert nameless(dialog) == []


def test_enter_and_escape(show: Show, qtbot: QtBot) -> None:
    dialog = show("http://127.0.0.1:9/v3")
    first = dialog.findChildren(ChoiceButton)[0]
    assert first.hasFocus() or dialog._choice.focusProxy() is first
    press(dialog, "Connect with a token")
    qtbot.keyClick(field(dialog, "Token"), Qt.Key.Key_Return)
    wait_for(qtbot, dialog, "There is no token.")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_long_messages_are_not_cut_off(show: Show, qtbot: QtBot) -> None:
    dialog = show(PRODUCTION_URL)
    press(dialog, "Connect with a token")
    before = dialog.height()
    dialog._message_bar.say("Something long has to be said here. " * 20, key="result", stays=True)
    qtbot.waitUntil(lambda: dialog.height() > before)
