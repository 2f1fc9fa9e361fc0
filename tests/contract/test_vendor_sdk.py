"""The SDK of the vendor works with the practice service, unchanged: a client that we did not write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from faxdesk.practice import Pace, PracticeAccount, PracticeServer
from tests.contract.receiver import Receiver
from tests.time_limits import PATIENCE

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-sdk" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
SESSION = Path(__file__).with_name("sdk_session.py")
SENDER, RECIPIENT = "+41445550100", "+41445550123"


def run(server: PracticeServer, document: Path, receiver: str, folder: Path) -> Any:
    """Run the session in the environment of the SDK, and return what it was told. Downloads go to `folder`."""
    if not PYTHON.exists():
        pytest.fail("The environment of the vendor's SDK is missing. Run: python3 build/dev.py test")
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    found = subprocess.run(
        [str(PYTHON), str(SESSION), server.url, server.token, str(document), receiver],
        capture_output=True,
        encoding="utf-8",
        timeout=2 * PATIENCE,
        check=False,
        env={**os.environ, **places},
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_the_sdk_of_the_vendor(sample_pdf: Path, tmp_path: Path) -> None:
    account = PracticeAccount(pace=Pace.instant())
    with Receiver() as receiver, PracticeServer(account) as server:
        told = run(server, sample_pdf, receiver.address, tmp_path)
        receiver.handle_request()
        accepted = account.received()

    assert told["account"] == {
        "name": "Front desk",
        "members": 2,
        "quota": 7,
        "numbers": [SENDER, "+41225550100", "+41315550100"],
        "assigned": 2,
    }
    assert told["shop"]["bought"] == told["shop"]["offered"]
    assert told["hooks"]["sent"] == [receiver.address]
    assert told["hooks"]["received"] == 0
    sent, waiting = accepted
    assert (told["send"]["id"], told["send"]["waiting"]) == (sent.id, waiting.id)
    assert told["send"]["listed"] == [waiting.id]
    assert (told["send"]["comment"], told["send"]["tags"], told["send"]["left"]) == ("changed", ["mark"], [])
    assert waiting.cancelled
    assert not sent.cancelled
    archive = told["archive"]
    assert (archive["ids"], archive["left"]) == ([sent.id], 0)
    assert (archive["status"], archive["from"], archive["to"], archive["pages"]) == ("success", SENDER, RECIPIENT, 2)
    assert (archive["comment"], archive["is_read"]) == ("filed", True)
    kinds = {name: bytes.fromhex(archive[name]) for name in ("pdf", "tiff", "report", "thumbnail")}
    assert kinds["pdf"].startswith(b"%PDF-")
    assert kinds["tiff"][:2] in {b"II", b"MM"}
    assert kinds["report"].startswith(b"%PDF-")
    assert kinds["thumbnail"].startswith(b"\x89PNG")
    assert [(body["data"]["id"], body["data"]["status"]) for body in receiver.bodies] == [(sent.id, "success")]
