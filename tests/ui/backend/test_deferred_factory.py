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
from faxdesk.services.events import Condition, Link
from faxdesk.services.sign_in import NoCredentials, credentials
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.ui.backend.backend import CANCEL, DELIVER, FOLLOW, INBOX, Backend
from faxdesk.ui.backend.deferred_factory import NOWHERE, DeferredFactory
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer


@pytest.fixture
def factory(tmp_path: Path) -> DeferredFactory:
    return DeferredFactory(DataFolder(tmp_path / "data"))


def nothing(_value: object) -> None:
    pass


def test_the_threads_wait_until_it_is_settled(factory: DeferredFactory, practice: PracticeServer) -> None:
    opened: list[str] = []

    def work() -> None:
        services = factory.open(nothing)
        opened.append(services.api.account().uid)
        services.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert opened == []
    who = credentials(Settings(), KeyringSecrets(), {"FAXDESK_TOKEN": practice.token})
    factory.settle(lambda: ServicesFactory(factory.folder, practice.url, who))
    thread.join(PATIENCE)
    assert opened == [practice.account.uid]
    factory.folder.delivery_lock.release()


def test_all_threads_share_one_answer(factory: DeferredFactory) -> None:
    asked: list[int] = []

    def find() -> ServicesFactory:
        asked.append(1)
        return ServicesFactory(factory.folder, NOWHERE, NoCredentials())

    factory.settle(find)
    for _ in range(3):
        factory.open(nothing).close()
    assert asked == [1]
    factory.folder.delivery_lock.release()


def test_giving_up_sends_the_waiting_away(factory: DeferredFactory) -> None:
    factory.give_up()
    with pytest.raises(Stopped):
        factory.open(nothing)


@pytest.mark.parametrize(
    ("reason", "raised"),
    [
        (InputRefused("Token", "This is not a token."), SignInNeeded),
        (SignInNeeded("Nobody is signed in."), SignInNeeded),
        (StoreTrouble("The practice account has stopped."), Offline),
    ],
)
def test_what_is_wrong_with_the_account_becomes_the_reason(
    reason: FaxDeskError, raised: type[FaxDeskError], factory: DeferredFactory
) -> None:
    def find() -> ServicesFactory:
        raise reason

    factory.settle(find)
    services = factory.open(nothing)
    with pytest.raises(raised, match=reason.title):
        services.api.account()
    services.close()
    factory.folder.delivery_lock.release()


def test_a_bad_address_needs_the_user(factory: DeferredFactory) -> None:
    factory.settle(lambda: ServicesFactory(factory.folder, "http://example.com/v3", NoCredentials()))
    services = factory.open(nothing)
    with pytest.raises(SignInNeeded, match="not encrypted"):
        services.api.account()
    services.close()
    factory.folder.delivery_lock.release()


@pytest.fixture
def backend(factory: DeferredFactory, qapp: object) -> Iterator[Backend]:
    backend = Backend(factory)
    backend.start()
    yield backend
    factory.give_up()
    assert backend.stop()
    factory.folder.delivery_lock.release()


def test_the_threads_of_a_backend_do_not_get_in_each_others_way(
    backend: Backend, factory: DeferredFactory, practice: PracticeServer, qtbot: QtBot
) -> None:
    seen: list[Condition] = []
    backend.condition_changed.connect(seen.append)
    who = credentials(Settings(), KeyringSecrets(), {"FAXDESK_TOKEN": practice.token})
    factory.settle(lambda: ServicesFactory(factory.folder, practice.url, who))
    qtbot.waitUntil(lambda: backend._conditions.keys() >= {DELIVER, CANCEL, FOLLOW, INBOX})
    assert {condition.link for condition in seen} == {Link.ONLINE}


def test_a_backend_stops_while_it_is_not_settled(backend: Backend, factory: DeferredFactory) -> None:
    factory.give_up()
    assert backend.stop()


def test_a_stopped_backend_is_silent(backend: Backend, factory: DeferredFactory, practice: PracticeServer) -> None:
    heard: list[object] = []
    for signal in (backend.changed, backend.condition_changed, backend.failed, backend.progressed):
        signal.connect(lambda *values: heard.append(values))
    who = credentials(Settings(), KeyringSecrets(), {"FAXDESK_TOKEN": practice.token})
    factory.settle(lambda: ServicesFactory(factory.folder, practice.url, who))
    assert backend.stop()
    # Whatever the threads have said is in the queue by now.
    QCoreApplication.processEvents()
    assert heard == []
