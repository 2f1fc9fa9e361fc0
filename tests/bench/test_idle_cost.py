"""What FaxDesk costs while nothing happens: the real program beside a service that counts its requests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from faxdesk.practice.http.wsgi_app import WsgiApp
from tests.bench.measure import Figure, Note, command, environment

pytestmark = pytest.mark.bench

SECONDS = 300.0
"""Longer than the pause between two polls while nobody looks."""
CASES = {
    "hidden, outbox empty": ("hidden", False, 1.0, 0.2),
    "hidden, a fax for next week": ("hidden", True, 1.0, 0.2),
    "on the screen, outbox empty": ("shown", False, 2.0, 0.2),
}
"""Whether the window is hidden, whether a fax waits, the most requests a minute, and the most percent of a core."""


class Counted:
    """A practice account and how often it was asked."""

    def __init__(self) -> None:
        self.account = PracticeAccount(pace=Pace.instant())
        self.server = PracticeServer(self.account)
        self.asked = 0


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Counted]]:
    """One service for each case, so that all cases can be measured at the same time."""
    real = WsgiApp.__call__
    counters: dict[int, Counted] = {}

    def counted(self: WsgiApp, environ: dict[str, Any], start_response: Any) -> Any:
        counters[id(self._account)].asked += 1
        return real(self, environ, start_response)

    monkeypatch.setattr(WsgiApp, "__call__", counted)
    with ExitStack() as stack:
        services = {name: Counted() for name in CASES}
        for one in services.values():
            counters[id(one.account)] = one
            stack.enter_context(one.server)
        yield services


def _schedule(data: Path, sample: Path, env: dict[str, str]) -> None:
    at = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    words = [sys.executable, "-m", "faxdesk", "--data-dir", str(data), "send", str(sample), "--to", "+41445550123"]
    subprocess.run([*words, "--at", at], env=env, check=True, stdout=subprocess.DEVNULL, timeout=60)


def test_an_idle_faxdesk_costs_next_to_nothing(
    services: dict[str, Counted], sample_pdf: Path, tmp_path: Path, note: Note
) -> None:
    programs = {}
    for number, (name, (how, waits, _requests, _share)) in enumerate(CASES.items()):
        server, data = services[name].server, tmp_path / str(number)
        env = environment(FAXDESK_API_URL=server.url, FAXDESK_TOKEN=server.token)
        if waits:
            _schedule(data, sample_pdf, env)
        words = command("idle_window.py", data, SECONDS, how)
        programs[name] = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, encoding="utf-8")
    for name, program in programs.items():
        assert program.stdout
        assert program.stdout.readline() == "begin\n"
        services[name].asked = 0
    for name, program in programs.items():
        spent = float(program.communicate(timeout=SECONDS + 60)[0])
        asked = services[name].asked / SECONDS * 60
        share = spent / SECONDS * 100
        _how, _waits, most_asked, most_share = CASES[name]
        note(Figure(f"idle, {name}: requests", f"{asked:.2f} a minute", "", asked, most_asked, unit="a minute"))
        note(Figure(f"idle, {name}: share of a core", f"{share:.3f} %", "", share, most_share, unit="%"))
