"""Webhooks in the window: the receiver that comes and goes with it, what a call does to a row, and the page."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QSpinBox, QTableWidget, QTabWidget

from faxdesk.core.child_environment import WEBHOOK_SECRET
from faxdesk.core.lifecycle import State
from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from faxdesk.services import container
from faxdesk.store.settings_file import SettingsFile
from faxdesk.ui.webhooks.page import WebhooksPage
from faxdesk.ui.webhooks.receiver_process import ReceiverProcess, command
from tests.managed import manage
from tests.processes import alive, kill
from tests.time_limits import PATIENCE
from tests.ui.accessible_names import nameless
from tests.ui.webhooks.desk import HELD_OFF, Desk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ON_THE_LINE = Pace(0.1, 0.1, 0.1, 1.0, 2.0, 0.1)
"""A fax of two pages is on the line for two seconds: it is followed there, and not yet done."""


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(PracticeAccount(pace=ON_THE_LINE)) as found:
        yield found


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, server: PracticeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(container, "NEAR", HELD_OFF)
    desk = Desk(qtbot, tmp_path / "data", server, receives=True)
    yield desk
    desk.leave()


def press(page: WebhooksPage, text: str) -> None:
    (button,) = [one for one in page.findChildren(QPushButton) if one.text().replace("&", "") == text]
    button.click()


def cells(page: WebhooksPage, column: int) -> list[str]:
    table = page.findChild(QTableWidget)
    assert table is not None
    items = [table.item(row, column) for row in range(table.rowCount())]
    return [item.text() for item in items if item is not None]


def test_a_call_of_the_service_changes_a_row_while_polling_is_held_off(
    desk: Desk, server: PracticeServer, sample_pdf: Path
) -> None:
    address = desk.listens()
    page = desk.page()
    press(page, "Register")
    desk.qtbot.waitUntil(lambda: cells(page, 1) == [address])
    desk.send(sample_pdf)
    desk.qtbot.waitUntil(lambda: desk.state() is State.DELIVERED)
    assert [delivery.result for delivery in server.account.webhooks.deliveries()] == ["204"]


def test_without_a_call_nothing_is_asked_while_polling_is_held_off(
    desk: Desk, server: PracticeServer, sample_pdf: Path
) -> None:
    """What proves that it was the call that has changed the row."""
    desk.listens()
    desk.send(sample_pdf)
    desk.qtbot.waitUntil(lambda: desk.state() in {State.CONVERTING, State.SENDING, State.SUBMITTED, State.SCHEDULED})
    # The look that was under way has come to its end as well.
    for turn in range(10):
        if turn == 5:
            server.account.advance_to_end()
        with desk.qtbot.waitSignal(desk.backend._watch.timeout):
            pass
    assert desk.state() is not State.DELIVERED


def test_the_receiver_comes_and_goes_with_the_setting(desk: Desk) -> None:
    address = desk.listens()
    process = desk.receiver.process
    assert process is not None
    pid = process.pid
    page = desk.page()
    (runs,) = page.findChildren(QCheckBox)
    runs.click()
    desk.qtbot.waitUntil(lambda: not alive(pid))
    desk.qtbot.waitUntil(lambda: not desk.settings.settings.webhook_receiver)
    assert any("does not run" in label.text() for label in page.findChildren(QLabel))
    runs.click()
    assert desk.listens() == address, "the port and the path stay the same"


def test_the_receiver_wants_the_signatures_that_the_environment_asks_for(
    qtbot: QtBot, tmp_path: Path, server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WEBHOOK_SECRET, "whsec_" + base64.b64encode(bytes(24)).decode())
    desk = Desk(qtbot, tmp_path / "data", server, receives=True)
    try:
        answer = requests.post(desk.listens(), json={"hook": {"event": "fax_sent"}}, timeout=PATIENCE)
        assert answer.status_code == HTTPStatus.UNAUTHORIZED
    finally:
        desk.leave()


def test_a_receiver_that_dies_is_started_again_at_its_address(desk: Desk) -> None:
    address = desk.listens()
    process = desk.receiver.process
    assert process is not None
    first = process.pid
    kill(first)
    desk.qtbot.waitUntil(lambda: process.pid not in {0, first})
    assert desk.receiver.address == address


def test_the_receiver_ends_with_the_window(desk: Desk) -> None:
    desk.listens()
    process = desk.receiver.process
    assert process is not None
    pid = process.pid
    desk.window.close()
    desk.qtbot.waitUntil(lambda: not alive(pid))


def test_it_is_off_by_default(qtbot: QtBot, tmp_path: Path, server: PracticeServer) -> None:
    desk = Desk(qtbot, tmp_path / "data", server, receives=SettingsFile(tmp_path / "none").settings.webhook_receiver)
    try:
        assert desk.receiver.process is None
        assert any("does not run" in label.text() for label in desk.page().findChildren(QLabel))
    finally:
        desk.leave()


def test_the_receiver_does_not_outlive_a_window_that_is_killed(tmp_path: Path) -> None:
    """The operating system then closes its standard input."""
    program, arguments = command(tmp_path / "data", 0, "")
    process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert "address" in json.loads(process.stdout.readline())
            process.stdin.close()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_a_receiver_that_the_administrator_has_forbidden_cannot_be_switched_on(
    qtbot: QtBot, tmp_path: Path, server: PracticeServer, managed_settings: Path
) -> None:
    manage(managed_settings, webhook_receiver={"lock": False}, webhook_port={"lock": 9999})
    desk = Desk(qtbot, tmp_path / "data", server, receives=True)
    page = desk.page()
    (runs,), (port,) = page.findChildren(QCheckBox), page.findChildren(QSpinBox)
    assert (runs.isChecked(), runs.isEnabled()) == (False, False)
    assert (port.value(), port.isEnabled()) == (9999, False)
    assert [label.text() for label in page.findChildren(QLabel)].count("Set by your administrator.") == 2
    desk.leave()


def test_a_receiver_that_makes_no_sense_is_said(qtbot: QtBot) -> None:
    import sys

    process = ReceiverProcess(sys.executable, ["-c", "print('{}')"])
    with qtbot.waitSignal(process.failed) as got:
        process.start()
    assert "The receiver of webhooks gave a strange answer." in str(got.args[0])
    process.stop()


def test_duplicates_are_shown_and_removed_and_a_test_arrives(desk: Desk, server: PracticeServer) -> None:
    address = desk.listens()
    for _ in range(2):
        server.account.webhooks.add(server.account.uid, address, "fax_sent", server.account.clock.now())
    page = desk.page()
    desk.qtbot.waitUntil(lambda: len(cells(page, 1)) == 2)
    assert [said.startswith("Registered twice") for said in cells(page, 3)] == [False, True]
    assert cells(page, 2) == ["Not yet", "Not yet"]
    table = page.findChild(QTableWidget)
    assert table is not None
    table.selectRow(1)
    press(page, "Remove")
    desk.qtbot.waitUntil(lambda: cells(page, 1) == [address])
    press(page, "Test")
    desk.qtbot.waitUntil(lambda: cells(page, 3) == ["The test call arrived."])


def test_an_address_that_cannot_be_called_is_refused_on_the_page(desk: Desk) -> None:
    desk.listens()
    page = desk.page()
    (field,) = [one for one in page.findChildren(QLineEdit) if one.accessibleName() == "Public address"]
    field.setText("http://desk.example.com")
    field.editingFinished.emit()
    desk.qtbot.waitUntil(lambda: any("not encrypted" in label.text() for label in page.findChildren(QLabel)))
    assert desk.settings.settings.webhook_url == ""


def test_the_page_can_be_used_by_keyboard_and_screen_reader(desk: Desk) -> None:
    desk.listens()
    page = desk.page()
    tabs = page.findChild(QTabWidget)
    assert tabs is not None
    for index in range(tabs.count()):
        tabs.setCurrentIndex(index)
        assert nameless(page) == []
    assert desk.page() is page, "it is shown once"
    page.close()
    desk.qtbot.waitUntil(lambda: not desk.window.findChildren(WebhooksPage))
    assert desk.page().isVisible()
