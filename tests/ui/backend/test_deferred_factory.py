"""A workplace that is known only after the window is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication

from faxdesk.core.errors import FaxDeskError, InputRefused, Offline, SignInNeeded, Stopped, StoreTrouble
from faxdesk.core.settings import Settings
from faxdesk.services.container import ServicesFactory
from faxdesk.services.reports import Condition, Link
from faxdesk.services.sign_in import NoToken, credentials
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.backend.deferred_factory import NOWHERE, DeferredFactory

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer


@pytest.fixture
def premises(tmp_path: Path) -> DeferredFactory:
    return DeferredFactory(DataFolder(tmp_path / "data"))


def nothing(_value: object) -> None:
    pass


def test_the_lanes_wait_until_it_is_settled(premises: DeferredFactory, practice: PracticeServer) -> None:
    opened: list[str] = []

    def work() -> None:
        desk = premises.open(nothing)
        opened.append(desk.api.account().uid)
        desk.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert opened == []
    who = credentials(Settings(), KeyringSecrets(), {"FAXDESK_TOKEN": practice.token})
    premises.settle(lambda: ServicesFactory(premises.folder, practice.url, who))
    thread.join(10)
    assert opened == [practice.account.uid]
    premises.folder.turn.give_back()


def test_all_lanes_share_one_answer(premises: DeferredFactory) -> None:
    asked: list[int] = []

    def find() -> ServicesFactory:
        asked.append(1)
        return ServicesFactory(premises.folder, NOWHERE, NoToken())

    premises.settle(find)
    for _ in range(3):
        premises.open(nothing).close()
    assert asked == [1]
    premises.folder.turn.give_back()


def test_giving_up_sends_the_waiting_away(premises: DeferredFactory) -> None:
    premises.give_up()
    with pytest.raises(Stopped):
        premises.open(nothing)


@pytest.mark.parametrize(
    ("reason", "raised"),
    [
        (InputRefused("Token", "This is not a token."), SignInNeeded),
        (SignInNeeded("Nobody is signed in."), SignInNeeded),
        (StoreTrouble("The practice account has stopped."), Offline),
    ],
)
def test_what_is_wrong_with_the_account_becomes_the_reason(
    reason: FaxDeskError, raised: type[FaxDeskError], premises: DeferredFactory
) -> None:
    def find() -> ServicesFactory:
        raise reason

    premises.settle(find)
    desk = premises.open(nothing)
    with pytest.raises(raised, match=reason.title):
        desk.api.account()
    desk.close()
    premises.folder.turn.give_back()


def test_a_bad_address_needs_the_user(premises: DeferredFactory) -> None:
    premises.settle(lambda: ServicesFactory(premises.folder, "http://example.com/v3", NoToken()))
    desk = premises.open(nothing)
    with pytest.raises(SignInNeeded, match="not encrypted"):
        desk.api.account()
    desk.close()
    premises.folder.turn.give_back()


@pytest.fixture
def office(premises: DeferredFactory, qapp: object) -> Iterator[Backend]:
    office = Backend(premises)
    office.start()
    yield office
    premises.give_up()
    assert office.stop()
    premises.folder.turn.give_back()


def test_the_lanes_of_an_office_do_not_get_in_each_others_way(
    office: Backend, premises: DeferredFactory, practice: PracticeServer, qtbot: QtBot
) -> None:
    seen: list[Condition] = []
    office.condition_changed.connect(seen.append)
    who = credentials(Settings(), KeyringSecrets(), {"FAXDESK_TOKEN": practice.token})
    premises.settle(lambda: ServicesFactory(premises.folder, practice.url, who))
    qtbot.waitUntil(lambda: len(office._conditions) == 3)
    assert {condition.link for condition in seen} == {Link.ONLINE}


def test_an_office_stops_while_it_is_not_settled(office: Backend, premises: DeferredFactory) -> None:
    premises.give_up()
    assert office.stop()


def test_a_stopped_office_is_silent(office: Backend, premises: DeferredFactory, practice: PracticeServer) -> None:
    heard: list[object] = []
    for signal in (office.changed, office.condition_changed, office.failed, office.progressed):
        signal.connect(lambda *values: heard.append(values))
    who = credentials(Settings(), KeyringSecrets(), {"FAXDESK_TOKEN": practice.token})
    premises.settle(lambda: ServicesFactory(premises.folder, practice.url, who))
    assert office.stop()
    # Whatever the lanes have said is in the queue by now.
    QCoreApplication.processEvents()
    assert heard == []
