"""What the user has to know of the account before pressing Send, in each kind of account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.account_notes import AccountState
from faxdesk.core.errors import AccountBlocked, SignInNeeded
from faxdesk.core.model import EXPIRED, Account, Number
from faxdesk.core.rights import Right
from faxdesk.core.settings import Settings
from faxdesk.services.events import Condition, Link
from faxdesk.ui.compose.account_line import AccountLine
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.widgets.severity import Severity
from tests.ui.compose.compose_backend import SWISS, backend_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

OWN = (Number(SWISS),)
FINE = Account("uid", company="Example Office", stores_faxes=True)


def dialog_in(backend: Backend, qtbot: QtBot, state: AccountState | None = None) -> ComposeDialog:
    if state is not None:
        backend.store.service_mirror.keep_state(state, probed=True)
    dialog = ComposeDialog(backend, Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def line_of(dialog: ComposeDialog) -> AccountLine:
    (line,) = dialog.findChildren(AccountLine)
    return line


@pytest.mark.parametrize(
    ("state", "words", "severity", "sender"),
    [
        (AccountState(FINE, OWN), "", None, "+41 44 555 01 00"),
        (
            AccountState(Account("uid", stores_faxes=False), OWN),
            "does not store sent faxes",
            Severity.MUTED,
            "+41 44 555 01 00",
        ),
        (AccountState(Account("uid", kind="corporate_member"), OWN), "", None, "+41 44 555 01 00"),
        (
            AccountState(Account("uid", status="suspended", reason="Overdue"), OWN),
            "what you send is saved here until that is settled at Fax.Plus. Fax.Plus gives as the reason: Overdue.",
            Severity.ERROR,
            "+41 44 555 01 00",
        ),
        (AccountState(FINE, ()), "has no fax number", Severity.WARNING, "Without a number of yours"),
        (
            AccountState(FINE, (Number(SWISS, EXPIRED),)),
            "+41 44 555 01 00 has expired",
            Severity.WARNING,
            "Without a number of yours",
        ),
        (
            AccountState(FINE, (Number(SWISS, "waiting_verification"),)),
            "+41 44 555 01 00 waits for its verification",
            Severity.WARNING,
            "Without a number of yours",
        ),
        (AccountState(FINE, OWN, frozenset({Right.SENDING})), "fax:all:edit", Severity.ERROR, "+41 44 555 01 00"),
        (
            AccountState(FINE, None, frozenset({Right.NUMBERS})),
            "may not read the account's numbers",
            Severity.WARNING,
            "Without a number of yours",
        ),
    ],
)
def test_each_account_says_what_matters_for_the_fax(
    state: AccountState, words: str, severity: Severity | None, sender: str, tmp_path: Path, qtbot: QtBot
) -> None:
    numbers = () if state.numbers is None else state.numbers
    with backend_at(tmp_path / "data", numbers) as backend:
        dialog = dialog_in(backend, qtbot, state)
        line = line_of(dialog)
        assert line.isVisible() is bool(words)
        assert words in line.text()
        assert severity is None or line.severity is severity
        assert dialog.sender_field.currentText() == sender


@pytest.mark.parametrize("status", ["suspended", "active"])
def test_what_keeps_everything_back_is_said_alone(status: str, tmp_path: Path, qtbot: QtBot) -> None:
    """The dialog has to fit on a small screen, and the rest matters once that is settled."""
    state = AccountState(Account("uid", status=status, stores_faxes=False), (), frozenset({Right.NUMBERS}))
    with backend_at(tmp_path / "data", ()) as backend:
        dialog = dialog_in(backend, qtbot, state)
        backend.condition = Condition(Link.SIGN_IN, error=SignInNeeded("Fax.Plus does not accept the token."))
        backend.condition_changed.emit(backend.condition)
        line = line_of(dialog)
        assert ("suspended" if status == "suspended" else "not signed in") in line.text()
        assert "store" not in line.text()
        assert "\n" not in line.text()
        assert line.severity is Severity.ERROR


def test_before_the_first_sign_in_nothing_is_claimed(tmp_path: Path, qtbot: QtBot) -> None:
    with backend_at(tmp_path / "data", ()) as backend:
        dialog = dialog_in(backend, qtbot)
        assert not line_of(dialog).isVisible()
        assert dialog.sender_field.currentText() == "The account's first number (chosen when it is sent)"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SignInNeeded("The token has ended.", "Sign in."), "FaxDesk is not signed in. What you send is saved here"),
        (
            AccountBlocked("This Fax.Plus account is not active.", "Ask."),
            "is not active. What you send is saved here until it changes",
        ),
    ],
)
def test_what_ends_in_mid_run_is_said_while_the_dialog_is_open(
    error: SignInNeeded, words: str, tmp_path: Path, qtbot: QtBot
) -> None:
    with backend_at(tmp_path / "data", OWN) as backend:
        dialog = dialog_in(backend, qtbot, AccountState(FINE, OWN))
        assert not line_of(dialog).isVisible()
        backend.condition = Condition(Link.SIGN_IN, error)
        backend.condition_changed.emit(backend.condition)
        assert words in line_of(dialog).text()
        backend.condition = Condition(Link.ONLINE)
        backend.condition_changed.emit(backend.condition)
        assert not line_of(dialog).isVisible()


def test_what_the_services_learn_is_said_while_the_dialog_is_open(tmp_path: Path, qtbot: QtBot) -> None:
    with backend_at(tmp_path / "data", OWN) as backend:
        dialog = dialog_in(backend, qtbot, AccountState(FINE, OWN))
        backend.store.service_mirror.keep_state(AccountState(FINE, ()))
        backend.changed.emit()
        assert "has no fax number" in line_of(dialog).text()
        assert dialog.sender_field.value() is None
