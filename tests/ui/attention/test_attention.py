"""What needs the user stands above the lists with its next step, until the user has dealt with it."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from faxdesk.api.faults import of_status
from faxdesk.core.account_notes import AccountState
from faxdesk.core.contacts import Contact
from faxdesk.core.errors import AccountBlocked, FaxDeskError, InternalFault, Refused, SignInNeeded, StoreTrouble
from faxdesk.core.lifecycle import Event, State
from faxdesk.core.model import Account
from faxdesk.core.resources import resource_path
from faxdesk.core.rights import Right
from faxdesk.core.service_status import explain
from faxdesk.services.events import Condition, Link
from faxdesk.store.duplicate_state import DuplicateState
from faxdesk.ui.attention.controller import MOST, AttentionController
from faxdesk.ui.attention.item import AttentionItem, ItemAction
from faxdesk.ui.attention.panel import AttentionPanel
from faxdesk.ui.compose.dialog import ComposeDialog
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.fax_details.pane import DetailsPane
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.icons import IconTone
from tests.ui.accessible_names import nameless
from tests.ui.next_steps import steps, take
from tests.ui.window_scene import HAPPENED, Scene, asked_about, fax_in, move_on, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def panel_of(scene: Scene) -> AttentionPanel:
    return part(scene.window, AttentionController).panel


def sentences(panel: AttentionPanel) -> list[str]:
    """Title and sentence of each line, from top to bottom."""
    lines = sorted(panel._lines.values(), key=panel._box.indexOf)
    return [f"{line.entry.title}. {line.entry.sentence}" for line in lines]


def needing(scene: Scene) -> list[str]:
    """All that needs the user now, whether or not it is folded away."""
    scene.changed()
    panel = panel_of(scene)
    if panel._rest.isVisible() and not panel._shows_all:
        panel._rest.click()
    return sentences(panel)


def offered(scene: Scene) -> list[str]:
    """The next steps of the lines, from top to bottom: buttons, what is in their menus, and crosses."""
    return [name for name, _act in steps(panel_of(scene)._inside)]


def press(scene: Scene, text: str) -> None:
    """Take the first step of the panel with this text."""
    take(panel_of(scene), text)


def failed(scene: Scene, status: str, number: str = "+41445550123") -> int:
    recipient = fax_in(scene.store, State.SENDING, number=number)
    scene.store.delivery_queue.moved(
        (recipient,), Event.REPORTED_FAILED, explain(status), status=status, fax_id=f"fax-{recipient}"
    )
    return recipient


def dialog_of(scene: Scene) -> ComposeDialog:
    dialog = scene.window.findChild(ComposeDialog)
    assert dialog is not None
    return dialog


def test_while_nothing_needs_the_user_there_is_nothing(scene: Scene) -> None:
    for state in set(State) - {State.FAILED, State.PARTIAL, State.REJECTED}:
        fax_in(scene.store, state)
    assert needing(scene) == []
    assert not panel_of(scene).isVisible()
    assert not scene.window.status_line._attention.isVisible()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.FAILED, "Failed: +41 44 555 01 23. The line was busy."),
        (State.PARTIAL, "Partly delivered: +41 44 555 01 23. Only the first pages were delivered."),
        (State.REJECTED, "Refused: +41 44 555 01 23. The number is not in the plan."),
    ],
)
def test_what_ended_badly_is_there_until_it_is_dismissed(scene: Scene, state: State, sentence: str) -> None:
    fax_in(scene.store, state)
    assert needing(scene) == [sentence]
    assert offered(scene) == ["Send again…", "Dismiss"]
    assert panel_of(scene).isVisible()
    assert panel_of(scene).count == 1
    press(scene, "Dismiss")
    scene.qtbot.waitUntil(lambda: scene.store.fax_lists.need_count() == 0)
    assert needing(scene) == []
    assert not panel_of(scene).isVisible()


def test_what_was_dismissed_stays_so_when_the_window_opens_again(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with scene_at(qtbot, folder) as first:
        fax_in(first.store, State.FAILED)
        first.store.submissions.deal_with([fax_in(first.store, State.REJECTED)])
    with scene_at(qtbot, folder) as second:
        second.work()
        # What failed while no window was open is told as well.
        second.qtbot.waitUntil(lambda: panel_of(second).count == 1)
        assert sentences(panel_of(second)) == ["Failed: +41 44 555 01 23. The line was busy."]


def test_sending_it_again_deals_with_it(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.FAILED)
    needing(scene)
    press(scene, "Send again…")
    dialog = dialog_of(scene)
    assert dialog.windowTitle() == "Send again"
    assert dialog.recipients_field.texts == ("+41445550123",)
    dialog.send()
    scene.qtbot.waitUntil(lambda: scene.store.fax_lists.need_count() == 0)
    assert needing(scene) == []
    found = scene.store.submissions.recipient(recipient)
    assert found is not None
    assert found.state is State.FAILED


def test_who_has_the_number_is_named(scene: Scene) -> None:
    scene.store.contacts.add(Contact(company="District court", numbers=("+41445550123",)))
    fax_in(scene.store, State.FAILED)
    assert needing(scene) == ["Failed: District court, +41 44 555 01 23. The line was busy."]


def test_closing_the_dialog_deals_with_nothing(scene: Scene) -> None:
    fax_in(scene.store, State.FAILED)
    needing(scene)
    press(scene, "Send again…")
    dialog_of(scene).reject()
    assert len(needing(scene)) == 1


def test_a_wrong_number_is_to_be_changed(scene: Scene) -> None:
    failed(scene, "failed_unallocated_number")
    assert needing(scene) == ["Failed: +41 44 555 01 23. This number does not exist. Correct the number."]
    assert offered(scene) == ["Change number…", "Send again…", "Dismiss"]
    press(scene, "Change number…")
    dialog = dialog_of(scene)
    edit = dialog.recipients_field.edit
    assert edit.text() == "+41445550123"
    assert dialog.recipients_field.numbers == ()
    edit.setText("+41 44 555 01 24")
    dialog.send()
    scene.qtbot.waitUntil(lambda: scene.store.fax_lists.need_count() == 0)
    (claim,) = scene.store.delivery_queue.claims((State.QUEUED,))
    assert claim.recipient.to == "+41445550124"


def refused(scene: Scene, code: str = "", sentence: str = "", status: int = 400) -> int:
    """A fax that Fax.Plus refused with this code and sentence."""
    error = of_status(status, {}, json.dumps({"error": code, "description": sentence}).encode(), "POST")
    assert isinstance(error, Refused)
    recipient = fax_in(scene.store, State.SUBMITTING)
    scene.store.delivery_queue.moved((recipient,), Event.REFUSED, str(error), status=error.code, remedy=error.remedy)
    return recipient


@pytest.mark.parametrize(
    ("code", "sentence", "step"),
    [
        ("invalid_number", "", "Change number…"),
        ("too_many_files", "", "Change documents…"),
        ("too_many_destinations", "", None),
        ("", "", None),
    ],
)
def test_a_refused_fax_always_has_a_way_on(scene: Scene, code: str, sentence: str, step: str | None) -> None:
    refused(scene, code, sentence)
    needing(scene)
    assert offered(scene) == ([step] if step else []) + ["Send again…", "Dismiss"]


@pytest.mark.parametrize(
    ("code", "button", "title"),
    [
        ("too_large", "Change documents…", "Change documents"),
        ("", "Send again…", "Send again"),
    ],
)
def test_of_what_was_refused_everything_can_be_changed(scene: Scene, code: str, button: str, title: str) -> None:
    refused(scene, code, status=413 if code else 400)
    needing(scene)
    press(scene, button)
    dialog = dialog_of(scene)
    assert dialog.windowTitle() == title
    assert isinstance(dialog.documents_field, DocumentsField)
    assert dialog.recipients_field.texts == ("+41445550123",)
    assert dialog.comment_edit.toPlainText() == "Offer 17"
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    dialog.documents_field.list.choose(0)
    scene.qtbot.keyClick(dialog.documents_field.list, Qt.Key.Key_Delete)
    dialog.documents_field.add([resource_path("sample.tiff")])
    scene.qtbot.waitUntil(lambda: dialog.documents_field.pages == 2)
    dialog.send()
    scene.qtbot.waitUntil(lambda: scene.store.fax_lists.need_count() == 0)
    (claim,) = scene.store.delivery_queue.claims((State.QUEUED,))
    submission = scene.store.submissions.get(claim.recipient.job)
    assert submission is not None
    assert [document.name for document in submission.documents] == ["sample.tiff"]


def test_how_often_it_was_tried_is_told(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.SENDING)
    scene.store.delivery_queue.moved((recipient,), Event.REPORTED_FAILED, "", status="failed_user_busy")
    scene.store.earlier_attempts.redial(recipient, timedelta(minutes=5), "The line was busy.")
    assert needing(scene) == []
    move_on(scene.store, recipient, *HAPPENED[State.FAILED])
    assert needing(scene) == ["Failed: +41 44 555 01 23. The line was busy. It was tried 2 times."]


@pytest.mark.parametrize("width", [tokens.FOLD_WIDTH, 800])
@pytest.mark.parametrize(("choice", "state"), [("Send again", State.QUEUED), ("Leave it as it is", State.CANCELLED)])
def test_what_is_not_known_is_decided_with_all_that_is_known_of_it(
    scene: Scene, choice: str, state: State, width: int
) -> None:
    scene.window.resize(width, 700)
    recipient = asked_about(scene.store)
    assert needing(scene) == ["Unclear if sent: +41 44 555 01 23. Fax.Plus does not show it."]
    assert offered(scene) == ["Decide…"]
    press(scene, "Decide…")
    scene.settled()
    pane = part(scene.window, DetailsPane)
    scene.qtbot.waitUntil(pane.isVisible)
    take(pane, choice)

    def decided() -> bool:
        found = scene.store.submissions.recipient(recipient)
        return found is not None and found.state is state

    scene.qtbot.waitUntil(decided)
    assert needing(scene) == []


def test_signing_in_is_offered_as_long_as_it_is_needed(scene: Scene) -> None:
    scene.backend.condition = Condition(Link.SIGN_IN, SignInNeeded("The token has expired.", "Connect again."))
    scene.backend.condition_changed.emit(scene.backend.condition)
    assert sentences(panel_of(scene)) == [
        "Sign-in needed. The token has expired. Connect again. What waits goes out as soon as you have signed in."
    ]
    with scene.qtbot.waitSignal(scene.window.connect_wanted):
        press(scene, "Connect…")
    scene.backend.condition = Condition(Link.ONLINE)
    scene.backend.condition_changed.emit(scene.backend.condition)
    assert not panel_of(scene).isVisible()


@pytest.mark.parametrize(
    ("link", "error", "said"),
    [
        (
            Link.TROUBLE,
            StoreTrouble("The disk is full or failing.", "Make room."),
            "Trouble with the data folder. The disk is full or failing. Make room. FaxDesk tries again by itself;"
            " what waits stays saved.",
        ),
        (
            Link.FAULT,
            InternalFault("FaxDesk had a fault.", "Send the log to support."),
            "Sending is interrupted. FaxDesk had a fault. Send the log to support. FaxDesk tries again by itself;"
            " what waits stays saved.",
        ),
    ],
)
def test_what_keeps_everything_here_is_said_as_long_as_it_lasts(
    link: Link, error: FaxDeskError, said: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    monkeypatch.setattr(scene.backend, "refresh", lambda: tried.append(1))
    scene.backend.condition = Condition(link, error)
    scene.backend.condition_changed.emit(scene.backend.condition)
    assert sentences(panel_of(scene)) == [said]
    press(scene, "Try again")
    assert tried == [1]
    scene.backend.condition = Condition(Link.ONLINE)
    scene.backend.condition_changed.emit(scene.backend.condition)
    assert not panel_of(scene).isVisible()


def test_all_that_failed_is_dismissed_at_once_but_no_question(scene: Scene) -> None:
    asked_about(scene.store)
    for number in range(MOST + 5):
        fax_in(scene.store, State.FAILED, number=f"+414455501{number:02}")
    assert len(needing(scene)) == MOST
    assert panel_of(scene)._more.text() == "… and 6 faxes more"
    assert panel_of(scene).count == MOST + 6
    assert scene.window.status_line._attention.text() == f"{MOST + 6} faxes need you"
    press(scene, "Dismiss all")
    scene.qtbot.waitUntil(lambda: scene.store.fax_lists.need_count() == 1)
    assert needing(scene) == ["Unclear if sent: +41 44 555 01 23. Fax.Plus does not show it."]


def test_a_line_that_stays_is_not_rebuilt(scene: Scene) -> None:
    fax_in(scene.store, State.FAILED)
    needing(scene)
    (line,) = panel_of(scene)._lines.values()
    fax_in(scene.store, State.REJECTED)
    assert len(needing(scene)) == 2
    assert line in panel_of(scene)._lines.values()


def things(panel: AttentionPanel, when: str, done: list[str]) -> None:
    """Show one thing with three steps, which are about this moment."""
    names = ("Send again", "Change number", "Details")
    steps = tuple(ItemAction(f"{name} {when}", partial(done.append, f"{name} {when}")) for name in names)
    item = AttentionItem("fax", "Dental practice", f"It failed {when}.", when, "close", IconTone.BAD, steps)
    panel.show_entries([item], 1, can_dismiss=1)


@pytest.mark.qt_log_ignore("propagateSizeHints", r"does not support (raise\(\)|grabbing the keyboard)")
def test_a_menu_that_is_open_stays_until_something_is_chosen(qtbot: QtBot) -> None:
    panel, done = AttentionPanel(), list[str]()
    qtbot.addWidget(panel)
    things(panel, "at 9:00", done)
    panel.show()
    (line,) = panel._lines.values()
    assert line._menu is not None
    line._menu.popup(QPoint())
    with qtbot.waitSignal(line.destroyed):
        things(panel, "at 9:01", done)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert line._menu.isVisible()
        qtbot.keyClick(line._menu, Qt.Key.Key_Down)
        qtbot.keyClick(line._menu, Qt.Key.Key_Return)
        assert done == ["Change number at 9:00"]
    assert sentences(panel) == ["Dental practice. It failed at 9:01."]


def test_a_button_that_is_pressed_stays_until_it_is_released(qtbot: QtBot) -> None:
    panel, done = AttentionPanel(), list[str]()
    qtbot.addWidget(panel)
    things(panel, "at 9:00", done)
    panel.show()
    (line,) = panel._lines.values()
    button = next(one for one in line._buttons if one.text() == "Send again at 9:00")
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(line.destroyed):
        things(panel, "at 9:01", done)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
        assert done == ["Send again at 9:00"]
    assert [name for name, _act in steps(panel._inside)] == [
        "Send again at 9:01",
        "Change number at 9:01",
        "Details at 9:01",
    ]


def test_two_things_are_shown_until_the_rest_is_asked_for(scene: Scene) -> None:
    for number in range(5):
        fax_in(scene.store, State.FAILED, number=f"+414455501{number:02}")
    scene.changed()
    panel = panel_of(scene)
    low = panel.height()
    assert (len(sentences(panel)), panel._rest.text(), panel._badge.text()) == (2, "3 more", "5")
    panel._rest.click()
    scene.qtbot.waitUntil(lambda: panel.height() > low)
    assert (len(sentences(panel)), panel._rest.text()) == (5, "Show less")
    panel._rest.click()
    scene.qtbot.waitUntil(lambda: panel.height() == low)


def test_a_low_window_shows_one_thing_and_how_many_more_there_are(scene: Scene) -> None:
    for number in range(3):
        fax_in(scene.store, State.FAILED, number=f"+414455501{number:02}")
    scene.changed()
    panel = panel_of(scene)
    high = panel.height()

    def is_shown(more: str) -> bool:
        return panel._rest.text() == more

    def seen() -> int:
        return sum(line.isVisible() for line in panel._lines.values())

    for height, few, more in ((699, 1, "2 more"), (700, 2, "1 more"), (600, 1, "2 more")):
        scene.window.resize(1000, height)
        scene.qtbot.waitUntil(partial(is_shown, more))
        assert (seen(), panel._badge.text()) == (few, "3")
    scene.qtbot.waitUntil(lambda: panel.height() < high)
    panel._rest.click()
    assert (seen(), panel._rest.text()) == (3, "Show less")


def test_it_folds_up_and_still_says_how_much_it_is(scene: Scene) -> None:
    fax_in(scene.store, State.FAILED)
    needing(scene)
    panel = panel_of(scene)
    assert nameless(scene.window) == []
    in_status_bar = scene.window.status_line._attention
    assert not in_status_bar.isVisible(), "it is said once"
    panel._fold.click()
    assert panel.isVisible()
    assert not panel._area.isVisible()
    assert panel._badge.text() == "1"
    assert panel._fold.accessibleName() == "Show what needs you"
    assert in_status_bar.isVisible()
    in_status_bar.click()
    assert panel._area.isVisible()


def test_the_buttons_of_all_lines_are_in_one_column(scene: Scene) -> None:
    asked_about(scene.store)
    fax_in(scene.store, State.FAILED)
    fax_in(scene.store, State.PARTIAL)
    needing(scene)
    panel = panel_of(scene)
    buttons = [one for one in panel.findChildren(QPushButton) if one.isVisible()]
    assert len({one.text() for one in buttons}) > 2
    # Places are given after the next turn of the event loop.
    scene.qtbot.waitUntil(lambda: len({one.mapTo(panel, one.rect().topRight()).x() for one in buttons}) == 1)


def test_it_leaves_most_of_the_window_to_the_lists(scene: Scene) -> None:
    for number in range(20):
        fax_in(scene.store, State.FAILED, number=f"+414455501{number:02}")
    needing(scene)
    scene.qtbot.waitUntil(lambda: not panel_of(scene)._fit_soon.isActive())
    assert panel_of(scene).height() < scene.window.height() / 2
    assert scene.window.lists.page.isVisible()


def test_the_heading_leads_to_the_fax(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.FAILED)
    needing(scene)
    heading = next(one for one in panel_of(scene)._inside.findChildren(QToolButton) if "Failed" in one.text())
    heading.click()
    scene.settled()
    assert [row.recipient for row in scene.window.host.selection.rows()] == [recipient]


def test_the_task_bar_counts_with_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    badges: list[int] = []
    # The operating system's side of it cannot be read back.
    monkeypatch.setattr(QApplication, "setBadgeNumber", lambda _application, number: badges.append(number))
    fax_in(scene.store, State.FAILED)
    asked_about(scene.store)
    needing(scene)
    needing(scene)
    scene.window.close()
    assert badges == [2, 0]


# ------------------------------------------------------------------------------------------------- the account


def blocked_by(scene: Scene, state: AccountState) -> list[str]:
    scene.store.service_mirror.keep_state(state, probed=True)
    return needing(scene)


def test_an_account_that_cannot_send_needs_the_user_before_anything_is_sent(scene: Scene) -> None:
    account = Account("uid", company="Example Office", status="suspended", reason="Payment overdue")
    (sentence,) = blocked_by(scene, AccountState(account, ()))
    assert sentence.startswith("The account cannot send. This Fax.Plus account is suspended")
    assert sentence.endswith("Fax.Plus gives as the reason: Payment overdue.")
    assert offered(scene) == ["Connect…"]
    assert blocked_by(scene, AccountState(Account("uid", company="Example Office"), ())) == []


def test_a_token_that_may_not_send_needs_the_user(scene: Scene) -> None:
    state = AccountState(Account("uid"), (), frozenset({Right.SENDING}))
    (sentence,) = blocked_by(scene, state)
    assert "lacks the right fax:all:edit" in sentence


@pytest.mark.parametrize("account", [Account("uid", stores_faxes=False), Account("uid", kind="corporate_member")])
def test_what_is_only_good_to_know_needs_nobody(scene: Scene, account: Account) -> None:
    assert blocked_by(scene, AccountState(account, ())) == []


@pytest.mark.parametrize("account", [None, Account("uid", stores_faxes=False)])
def test_an_account_that_fax_plus_shuts_out_is_not_asked_to_sign_in(scene: Scene, account: Account | None) -> None:
    if account is not None:
        scene.store.service_mirror.keep_state(AccountState(account, ()), probed=True)
    error = of_status(403, {}, b'{"error": "plan_required", "description": "Not in this plan"}', "GET")
    assert isinstance(error, AccountBlocked)
    scene.backend.condition = Condition(Link.SIGN_IN, error)
    scene.backend.condition_changed.emit(scene.backend.condition)
    (sentence,) = needing(scene)
    assert sentence.startswith("The account cannot send. The plan of this Fax.Plus account does not let programs in.")
    assert "Fax.Plus says: Not in this plan." in sentence
    assert scene.window.status_line.texts()[1] == "Account cannot be used"


def test_a_fax_without_a_result_needs_nobody(scene: Scene) -> None:
    fax_in(scene.store, State.UNREPORTED)
    assert needing(scene) == []


def test_a_fax_that_may_arrive_twice_is_told_until_the_user_knows(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.UNKNOWN)
    scene.store.earlier_attempts.send_again(recipient, timedelta(minutes=15))
    move_on(scene.store, recipient, *HAPPENED[State.DELIVERED])
    assert needing(scene) == []
    scene.store.lost_faxes.turned_up(recipient, 0, "It turned up.", outbox_id="late")
    (told,) = needing(scene)
    assert told.startswith("May arrive twice: +41 44 555 01 23. Fax.Plus showed no trace of this fax")
    assert offered(scene) == ["Dismiss"]
    press(scene, "Dismiss")
    scene.qtbot.waitUntil(lambda: scene.store.fax_lists.need_count() == 0)
    assert needing(scene) == []


def test_a_first_one_that_is_being_cancelled_needs_nobody_unless_that_is_refused(scene: Scene) -> None:
    recipient = fax_in(scene.store, State.UNKNOWN)
    scene.store.earlier_attempts.send_again(recipient, timedelta(minutes=15))
    move_on(scene.store, recipient, *HAPPENED[State.DELIVERED])
    lost = scene.store.lost_faxes
    lost.turned_up(recipient, 0, "It turned up.", outbox_id="late", unwanted=True)
    assert needing(scene) == []
    lost.duplicate_is(recipient, 0, DuplicateState.LATE)
    assert (len(needing(scene)), offered(scene)) == (1, ["Dismiss"])
    lost.duplicate_is(recipient, 0, DuplicateState.REFUSED)
    assert (len(needing(scene)), offered(scene)) == (1, ["Cancel the first one", "Dismiss"])
    press(scene, "Cancel the first one")
    scene.qtbot.waitUntil(lambda: lost.next_duplicate_time() is not None)
    assert needing(scene) == []
    lost.duplicate_is(recipient, 0, DuplicateState.CANCELLED)
    assert needing(scene) == []
