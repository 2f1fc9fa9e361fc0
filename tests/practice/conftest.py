"""An account whose clock moves only when it is pushed, its service, and a connection to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from faxdesk.practice import Pace, PracticeAccount, PracticeServer, ServiceClock
from faxdesk.practice.http import webhook_ticker
from tests.ports import free_port
from tests.practice.http_client import Caller
from tests.time_limits import PATIENCE

START = 1_795_500_000.0
"""When the clocks of tests start: some day in November 2026."""


@pytest.fixture(autouse=True)
def targets_have_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A target of webhooks answers when the test comes to it."""
    monkeypatch.setattr(webhook_ticker, "TIMEOUT", PATIENCE)


@pytest.fixture
def account() -> Iterator[PracticeAccount]:
    """An account where a fax takes its usual seconds, of a clock that stands still until it is pushed."""
    with PracticeAccount(pace=Pace(), clock=ServiceClock(rate=0, start=START)) as found:
        yield found


@pytest.fixture
def server(account: PracticeAccount) -> Iterator[PracticeServer]:
    with PracticeServer(account, free_port()) as running:
        yield running


@pytest.fixture
def api(server: PracticeServer) -> Iterator[Caller]:
    with Caller(server) as caller:
        yield caller


@pytest.fixture
def instant(account: PracticeAccount, api: Caller) -> Caller:
    """The same, but faxes are in the archive at once."""
    account.pace = Pace.instant()
    return api


@pytest.fixture
def path(api: Caller, sample_pdf: Path) -> str:
    """The path of the sample document, which has been uploaded."""
    return api.path(sample_pdf)
