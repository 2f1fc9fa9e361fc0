"""Computers of others, for the tests of their conditions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from tests.system.conditions import Computer


@pytest.fixture
def computer(tmp_path: Path, sample_pdf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Computer]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with PracticeServer(PracticeAccount(pace=Pace.instant())) as service:
        yield Computer(tmp_path, tmp_path / "data", sample_pdf, service, service.url)
