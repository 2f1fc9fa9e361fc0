"""Commands over a keyring that does not do its work: the fax is kept, and the keyring is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.settings import Settings
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from tests.cli.conftest import GOOD, Shell

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

_BACKEND = """
import threading
from keyring.backend import KeyringBackend

class Panic(BaseException):
    pass

class Base(KeyringBackend):
    priority = 5
    def get_password(self, service, username):
        return self.fail()
    def set_password(self, service, username, password):
        self.fail()
    def delete_password(self, service, username):
        self.fail()

class Breaks(Base):
    def fail(self):
        raise RuntimeError("org.freedesktop.DBus.Error.NoReply")

class Panics(Base):
    def fail(self):
        raise Panic("index out of bounds")

class Exits(Base):
    def fail(self):
        raise SystemExit("no terminal to ask for the password on")

class Hangs(Base):
    def fail(self):
        threading.Event().wait()

class Answers(Base):
    def fail(self):
        return 5
"""


@pytest.fixture
def connected(tmp_path: Path, service: PracticeServer, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Commands of somebody whose token is in the keyring."""
    folder = DataFolder(tmp_path / "data")
    SettingsFile(folder.settings).save(Settings(account="token", api_url=service.url))
    (tmp_path / "office_keyring.py").write_text(_BACKEND)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return Shell(folder.path)


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("office_keyring.Breaks", "office_keyring.Breaks) has a fault"),
        ("office_keyring.Panics", "office_keyring.Panics) has a fault"),
        ("office_keyring.Exits", "office_keyring.Exits) has a fault"),
        ("office_keyring.Hangs", "office_keyring.Hangs) does not answer"),
        ("office_keyring.Answers", "something else than the token"),
        ("office_keyring.Missing", "names something that is not there"),
        ("missing.Keyring", "the module missing"),
        ("keyring.backends.fail.Keyring", "no keyring that FaxDesk can keep the token in"),
    ],
)
def test_a_fax_is_kept_and_the_keyring_is_named(
    backend: str, words: str, connected: Shell, service: PracticeServer, sample_pdf: Path
) -> None:
    connected.more["PYTHON_KEYRING_BACKEND"] = backend
    run = connected.run("send", sample_pdf, "--to", GOOD, "--json")
    assert run.code == 4, run.err
    assert words in run.err
    assert run.lines[-1]["recipients"][0]["state"] == "queued"
    connected.more["FAXDESK_TOKEN"] = service.token
    assert connected.run("deliver").code == 0
    assert len(service.account.received()) == 1


def test_lists_are_shown_without_the_keyring(connected: Shell) -> None:
    connected.more["PYTHON_KEYRING_BACKEND"] = "office_keyring.Breaks"
    run = connected.run("outbox", "--json")
    assert run.code == 4
    assert json.loads(run.out) == []
    assert "has a fault" in run.err
