"""The one application of these tests is FaxDesk's own, and whoever waits here waits long."""

from __future__ import annotations

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from faxdesk.documents.worker import client
from faxdesk.ui.backend import backend
from faxdesk.ui.desktop.application import Application
from tests.time_limits import PATIENCE, PATIENCE_MS


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    """What pytest-qt makes its `qapp` of."""
    return Application


@pytest.fixture
def qtbot(qapp: Application, request: pytest.FixtureRequest) -> QtBot:
    """The one of pytest-qt, which waits 5 seconds by itself."""
    bot = QtBot(request)
    for name in ("waitActive", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(bot, name, partial(getattr(bot, name), timeout=PATIENCE_MS))
    return bot


@pytest.fixture(autouse=True)
def work_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the window gives up after seconds is at work; a test that lets something hang sets its own limit."""
    monkeypatch.setattr(backend, "STOP_SECONDS", PATIENCE)
    for name in ("PAGE_SECONDS", "OPEN_SECONDS"):
        monkeypatch.setattr(client, name, PATIENCE)
