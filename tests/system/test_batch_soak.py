"""A list of a thousand, and a command that is killed twenty times: each row arrives exactly once."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from faxdesk.core.resources import resource_path
from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from tests.ports import free_port
from tests.services.batches import numbers, write_list
from tests.time_limits import PATIENCE

SEED = int(os.environ.get("FAXDESK_SOAK_SEED", "1"))
ROWS, KILLS = int(os.environ.get("FAXDESK_SOAK_ROWS", "1000")), int(os.environ.get("FAXDESK_SOAK_KILLS", "20"))
_GLANCE = 0.05


@pytest.mark.soak
def test_a_list_of_a_thousand_arrives_once_each_though_its_command_is_killed(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311  a story, not a secret
    many, kills = ROWS, KILLS
    listed = write_list(tmp_path / "list.csv", [(number, "", f"Row {number}") for number in numbers(many)])
    (tmp_path / "data").mkdir(mode=0o700)
    account = PracticeAccount(pace=Pace.instant())
    with PracticeServer(account, free_port()) as server:
        command = [sys.executable, "-m", "faxdesk", "batch", str(listed), "--file", str(resource_path("sample.pdf"))]
        command += ["--stop-at", "100", "--json", "--summary", str(tmp_path / "out.csv")]
        environment = {
            **os.environ,
            "FAXDESK_DATA_DIR": str(tmp_path / "data"),
            "FAXDESK_API_URL": server.url,
            "FAXDESK_TOKEN": server.token,
        }
        for kill in range(kills):
            enough = many * (kill + chance.random()) / kills
            killed_when(command, environment, account, enough)
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
        received = account.received()
    result = json.loads(done.stdout.splitlines()[-1])
    arrived = Counter(fax.destination for fax in received)
    twice = arrived.total() - len(arrived)
    sys.stdout.write(f"{kills} kills, {len(arrived)} arrived, {twice} twice, exit {done.returncode}\n")
    asked = {row["to"] for row in result["rows"] if row["state"] == "unknown"}
    assert max(arrived.values()) == 1
    # Nobody but the user can say what became of what had just left when its command died.
    assert set(numbers(many)) - set(arrived) <= asked
    assert result["delivered"] == len(arrived)
    assert result["delivered"] + len(asked) == result["rows_total"] == many
    rows = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert sum(",delivered," in row for row in rows) == len(arrived)


def killed_when(command: list[str], environment: dict[str, str], account: PracticeAccount, enough: float) -> None:
    """Run a command until so many faxes have arrived, and kill it then."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pause, end = threading.Event(), time.monotonic() + 10 * PATIENCE
    while len(account.received()) < enough and process.poll() is None:
        assert time.monotonic() < end, "the faxes did not arrive"
        pause.wait(_GLANCE)
    process.kill()
    process.wait()
