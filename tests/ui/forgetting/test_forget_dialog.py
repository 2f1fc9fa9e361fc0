"""“Forget this person”: what goes is seen first, each act is asked for by its own name, and does what it says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from faxdesk.core.contacts import Contact
from faxdesk.core.errors import Offline, StoreTrouble
from faxdesk.core.forgetting import FaxThere, PersonItem, PersonItemKind
from faxdesk.core.lifecycle import State
from faxdesk.core.model import Fax
from faxdesk.services import forgetting
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.contacts.controller import ContactsController
from faxdesk.ui.forgetting.dialog import ForgetDialog
from faxdesk.ui.forgetting.texts import fax_entry, item_entry
from faxdesk.ui.inbox.controller import InboxController
from tests.ui.accessible_names import nameless
from tests.ui.window_scene import NOW, SENDER, Scene, fax_in, part, scene_at

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.store.store import Store

GOOD, OTHER = "+41445550123", "+41225550123"


def faxes(store: Store) -> None:
    """Keep a contact with a delivered fax and one that waits, a received fax, and a fax to somebody else."""
    store.contacts.add(Contact("Dental practice", numbers=(GOOD,)))
    fax_in(store, State.DELIVERED)
    fax_in(store, State.QUEUED)
    fax_in(store, State.DELIVERED, number=OTHER)
    store.service_mirror.keep_faxes([Fax("fax-1", "success", GOOD, SENDER, pages=2, started_at=NOW)])
    came = Fax("in-1", "received", SENDER, GOOD, direction="incoming", pages=1, started_at=NOW)
    store.received_faxes.keep([came], "uid", arrived=False)


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Iterator[Scene]:
    with scene_at(qtbot, tmp_path / "data", prepare=(faxes,)) as scene:
        scene.work()
        scene.settled()
        yield scene


def opened(scene: Scene) -> ForgetDialog:
    """Return the dialog when it shows what there is."""

    def shown() -> list[ForgetDialog]:
        dialogs = scene.window.findChildren(ForgetDialog)
        return [one for one in dialogs if one.isVisible() and not one.title.text().startswith("Looking")]

    scene.qtbot.waitUntil(lambda: len(shown()) == 1)
    return shown()[0]


def press(dialog: ForgetDialog, text: str) -> None:
    buttons = [*dialog.message_bar.findChildren(QPushButton), dialog.here.button, dialog.there.button]
    next(one for one in buttons if one.text().replace("&", "") == text and one.isVisibleTo(dialog)).click()


def rows(dialog: ForgetDialog, place: str) -> list[str]:
    model = {"here": dialog.here, "there": dialog.there, "stays": dialog.stays}[place].model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def of_contact(scene: Scene) -> ForgetDialog:
    (contact,) = scene.store.contacts.ids()
    scene.window.host.forget_wanted.emit("", contact)
    return opened(scene)


def test_what_goes_and_what_stays_is_seen_first(scene: Scene) -> None:
    dialog = of_contact(scene)
    assert dialog.title.text() == "Forget Dental practice"
    assert dialog.numbers.text() == "+41 44 555 01 23"
    here = rows(dialog, "here")
    assert [row.split(",")[0] for row in here] == ["Contact", "Fax sent", "Fax received"]
    assert here[0] == "Contact, Dental practice, +41 44 555 01 23"
    assert [row.split(",")[0] for row in rows(dialog, "there")] == ["Fax sent", "Fax received"]
    assert [row.split(",")[0] for row in rows(dialog, "stays")] == ["Not finished yet"]
    assert [dialog.tabs.tabText(place) for place in range(3)] == [
        "On this computer (3)",
        "At Fax.Plus (2)",
        "What stays (1)",
    ]
    assert nameless(dialog) == []
    assert not dialog.stop_button.isVisible()
    press(dialog, "Remove from this computer…")
    assert "Fax.Plus still has 2 faxes" in dialog.message_bar.text
    press(dialog, "Leave it")
    assert scene.store.contacts.count() == 1


def test_it_is_removed_here(scene: Scene) -> None:
    dialog = of_contact(scene)
    press(dialog, "Remove from this computer…")
    press(dialog, "Remove from this computer")
    scene.qtbot.waitUntil(lambda: "Removed from this computer." in dialog.message_bar.text)
    scene.qtbot.waitUntil(lambda: dialog.tabs.tabText(0) == "On this computer (0)")
    # Nobody could find that out any more.
    left = "Fax.Plus still has 2 faxes of theirs"
    assert left in dialog.message_bar.text
    assert any(label.text().startswith(left) for label in dialog.there.findChildren(QLabel))
    assert not dialog.here.button.isEnabled()
    assert scene.store.contacts.count() == 0
    assert [row.split(",")[0] for row in rows(dialog, "stays")] == ["Not finished yet"]
    assert [one.to for one in scene.store.submissions.to_number(OTHER, State)] == [OTHER]


def test_it_is_deleted_at_fax_plus_and_can_be_stopped(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def delete(_store: object, _api: object, ids: list[str], _cancel: object, progress: object) -> int:
        asked.extend(ids)
        progress(1, 2)  # type: ignore[operator]
        if len(asked) == 2:
            raise Offline("No network.")
        return len(ids)

    monkeypatch.setattr(forgetting, "delete_records", delete)
    dialog = of_contact(scene)
    dialog.tabs.setCurrentWidget(dialog.there)
    press(dialog, "Delete at Fax.Plus…")
    assert "Delete 2 faxes at Fax.Plus?" in dialog.message_bar.text
    press(dialog, "Delete at Fax.Plus")
    scene.qtbot.waitUntil(lambda: "No network." in dialog.message_bar.text)
    assert not dialog.stop_button.isVisibleTo(dialog)
    scene.qtbot.waitUntil(dialog.there.button.isEnabled)
    press(dialog, "Delete at Fax.Plus…")
    press(dialog, "Delete at Fax.Plus")
    scene.qtbot.waitUntil(lambda: "Deleted at Fax.Plus: 2 faxes." in dialog.message_bar.text)
    assert asked == ["fax-1", "in-1"] * 2


def test_it_can_be_asked_for_wherever_somebody_is_shown(scene: Scene) -> None:
    """In the lists of faxes, in the contacts and in the inbox, by the menu “Fax” too."""
    action, window = scene.window.actions_[ActionId.FORGET], scene.window
    scene.choose(scene.store.submissions.to_number(OTHER, State)[0].id)
    assert action.isEnabled()
    action.trigger()
    dialog = opened(scene)
    assert dialog.title.text() == "Forget +41 22 555 01 23"
    dialog.reject()
    contacts = part(window, ContactsController)
    contacts.show_page()
    scene.qtbot.waitUntil(lambda: contacts.page.model.rowCount() == 1)
    contacts.page.list.setCurrentIndex(contacts.page.model.index(0))
    scene.qtbot.waitUntil(lambda: contacts.page.forget_action.isEnabled() and action.isEnabled())
    action.trigger()
    dialog = opened(scene)
    assert dialog.title.text() == "Forget Dental practice"
    dialog.reject()
    inbox = part(window, InboxController)
    inbox.show()
    scene.qtbot.waitUntil(lambda: inbox.page.list.model.rowCount() == 1)
    inbox.page.list.table.selectAll()
    scene.qtbot.waitUntil(lambda: inbox.page.forget_action.isEnabled() and action.isEnabled())
    action.trigger()
    assert opened(scene).title.text() == "Forget Dental practice", "it has no other number"


def test_a_contact_that_is_gone_is_told(scene: Scene) -> None:
    scene.window.host.forget_wanted.emit("", 99)
    dialog = opened(scene)
    assert "has been removed meanwhile" in dialog.message_bar.text
    assert not dialog.here.button.isEnabled()


def test_an_act_that_fails_is_told_though_its_dialog_was_closed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = threading.Event()

    def forget(*_given: object) -> object:
        assert waits.wait(10)
        raise StoreTrouble("The disk is full.")

    monkeypatch.setattr(forgetting.Forgetter, "forget_here", forget)
    dialog = of_contact(scene)
    press(dialog, "Remove from this computer…")
    press(dialog, "Remove from this computer")
    dialog.close()
    assert dialog.isVisible()
    waits.set()
    scene.qtbot.waitUntil(lambda: "The disk is full." in dialog.message_bar.text)
    dialog.close()
    assert not dialog.isVisible()


def test_a_dialog_that_is_closed_while_it_removes_closes_then(scene: Scene) -> None:
    dialog = of_contact(scene)
    press(dialog, "Remove from this computer…")
    press(dialog, "Remove from this computer")
    with scene.qtbot.waitSignals([dialog.finished, scene.backend.changed]):
        dialog.close()
    assert scene.store.contacts.count() == 0


def test_what_cannot_be_read_is_told_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []

    def preview(*given: object) -> object:
        looks.append(given)
        raise StoreTrouble("The disk does not answer.")

    dialog = of_contact(scene)
    monkeypatch.setattr(forgetting.Forgetter, "preview_here", preview)
    press(dialog, "Remove from this computer…")
    press(dialog, "Remove from this computer")
    scene.qtbot.waitUntil(lambda: "The disk does not answer." in dialog.message_bar.text)
    scene.qtbot.wait(200)
    assert len(looks) == 1


def test_pages_that_nobody_has_told_of_are_not_0() -> None:
    def below(pages: int, comment: str) -> str:
        return fax_entry(FaxThere("f-1", GOOD, NOW, pages, comment, received=False)).below

    assert [below(2, "Offer"), below(2, ""), below(0, "Offer"), below(0, "")] == [
        "2 pages: Offer",
        "2 pages",
        "Offer",
        "",
    ]


def test_a_row_of_a_list_says_which_row_it_is() -> None:
    assert item_entry(PersonItem(PersonItemKind.LIST_ROW, "letters.csv", "12")).spoken.endswith("letters.csv, Row 12")
