"""A keyring that does anything but its work costs a sentence that names it, never a secret and never the program."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import keyring.errors
import pytest
from keyring import core as keyring_core
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.util import platform_

from faxdesk.core.errors import KeyringTrouble, SignInNeeded
from faxdesk.store.keyring_secrets import KeyringSecrets
from tests.conftest import MemoryKeyring
from tests.keyrings import Hanging, Raising
from tests.raised import TYPICAL, every_exception, ids
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SOON = 0.2
"""Seconds after which a test takes a keyring for one that hangs."""


class Plaintext(MemoryKeyring):
    """A keyring that writes into a file that everybody may read."""


Plaintext.__module__ = "keyrings.alt.file"


class Derived(Plaintext):
    """One that somebody has derived from it."""


Derived.__module__ = "office.tools"


class Chain(ChainerBackend):
    """The library's own chain, over members of the test's choice."""

    priority = 10  # a property of the class there
    backends: list[KeyringBackend] = []  # noqa: RUF012  the same


def chain(*members: KeyringBackend) -> Chain:
    """Return a chain over these."""
    kind = type("Chain", (Chain,), {"backends": list(members), "__module__": Chain.__bases__[0].__module__})
    made: Chain = kind()
    return made


class Wrapper(MemoryKeyring):
    """A keyring that hands everything on to another."""

    def __init__(self, other: KeyringBackend) -> None:
        super().__init__()
        self._other = other


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    """The keyring of this test, which hangs; at its end it lets go of the threads."""
    backend = Hanging()
    keyring.set_keyring(backend)
    yield backend
    backend.answer()


# ------------------------------------------------------------------------------------------------- what is raised


def test_whatever_a_keyring_raises_is_told_and_the_token_lives_on(caplog: pytest.LogCaptureFixture) -> None:
    for error in every_exception():
        keyring.set_keyring(Raising(error))
        secrets = KeyringSecrets()
        assert secrets.get("token") is None
        assert not secrets.set("token", "opensesame-123")
        assert secrets.trouble is not None
        assert "Raising" in secrets.trouble.title, "the keyring is named"
        assert secrets.get("token") == "opensesame-123"
        assert not secrets.forget("token")
        with pytest.raises(KeyringTrouble):
            secrets.find("other")
    assert "opensesame" not in caplog.text


class WindowsError(Exception):
    """What win32ctypes raises, which no other library knows."""

    def __init__(self, winerror: int, funcname: str, strerror: str) -> None:
        super().__init__(winerror, funcname, strerror)
        self.winerror, self.funcname, self.strerror = winerror, funcname, strerror


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WindowsError(1312, "CredWrite", "A specified logon session does not exist."), "not there for this session"),
        (WindowsError(50, "CredRead", "The request is not supported."), "not there for this session"),
        (WindowsError(1783, "CredWrite", "The stub received bad data."), "a token that is so long"),
        (WindowsError(8, "CredWrite", "Not enough memory resources."), "has a fault"),
    ],
    ids=lambda value: str(getattr(value, "winerror", "")),
)
def test_what_the_keyring_of_windows_raises_is_told_as_what_it_is(error: WindowsError, words: str) -> None:
    keyring.set_keyring(Raising(error))
    secrets = KeyringSecrets()
    assert not secrets.set("token", "opensesame-123")
    assert secrets.trouble is not None
    assert words in secrets.trouble.title
    assert secrets.get("token") == "opensesame-123"


@pytest.mark.parametrize("error", TYPICAL, ids=ids)
def test_a_keyring_that_works_again_is_used_again(error: BaseException) -> None:
    backend = Raising(error)
    keyring.set_keyring(backend)
    secrets = KeyringSecrets()
    assert not secrets.set("token", "first")
    backend.error = None
    secrets.look_again()
    assert secrets.set("token", "second")
    assert KeyringSecrets().get("token") == "second"


def test_who_dismissed_the_prompt_is_not_asked_again_by_itself() -> None:
    backend = Raising(keyring.errors.KeyringLocked("Failed to unlock the collection!"))
    keyring.set_keyring(backend)
    secrets = KeyringSecrets()
    with pytest.raises(KeyringTrouble, match="locked"):
        secrets.find("token")
    backend.error = AssertionError("the keyring was asked again")
    with pytest.raises(KeyringTrouble, match="locked"):
        secrets.find("token")
    backend.error = None
    secrets.look_again()
    assert secrets.find("token") is None


def test_a_trouble_is_one_of_signing_in() -> None:
    """So it stops the work, is shown where one signs in, and ends a command with the code for that."""
    assert issubclass(KeyringTrouble, SignInNeeded)


# --------------------------------------------------------------------------------------------------- what is found


@pytest.fixture
def no_backend_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library finds its keyring anew, as in a new process."""
    monkeypatch.setattr(keyring_core, "_keyring_backend", None)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")


def configure(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """Write the configuration of the library."""
    (folder / "keyringrc.cfg").write_text(text)
    monkeypatch.setattr(platform_, "config_root", lambda: folder)


@pytest.mark.usefixtures("no_backend_yet")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[backend]\ndefault-keyring=missing.module.Keyring\n", "module missing"),
        ("[backend]\ndefault-keyring=keyring.backends.fail.Missing\n", "not there"),
        ("[backend]\ndefault-keyring=\n", "not there"),
        ("no section at all", "cannot be opened"),
    ],
)
def test_a_configuration_that_names_no_keyring_is_named(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, tmp_path, text)
    secrets = KeyringSecrets()
    with pytest.raises(KeyringTrouble, match=words) as caught:
        secrets.find("token")
    assert str(tmp_path / "keyringrc.cfg") in caught.value.advice
    assert not secrets.set("token", "opensesame-123")
    assert secrets.get("token") == "opensesame-123"


@pytest.mark.usefixtures("no_backend_yet")
@pytest.mark.parametrize("named", ["missing.module.Keyring", ""])
def test_a_variable_that_names_no_keyring_is_named(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", named)
    with pytest.raises(KeyringTrouble) as caught:
        KeyringSecrets().find("token")
    assert "PYTHON_KEYRING_BACKEND" in caught.value.advice


@pytest.mark.parametrize(
    "backend",
    [
        Plaintext,
        Derived,
        lambda: chain(MemoryKeyring(), Plaintext()),
        lambda: chain(Derived()),
        lambda: chain(MemoryKeyring(), chain(MemoryKeyring(), Plaintext())),
        lambda: chain(MemoryKeyring(), FailKeyring()),  # type: ignore[no-untyped-call]
        lambda: Wrapper(Plaintext()),
        lambda: Wrapper(chain(Plaintext())),
    ],
    ids=["itself", "derived", "in a chain", "alone in a chain", "chain of chains", "none in it", "wrapped", "both"],
)
def test_a_keyring_that_others_can_read_is_not_used(backend: Callable[[], KeyringBackend]) -> None:
    made = backend()
    keyring.set_keyring(made)
    secrets = KeyringSecrets()
    assert not secrets.set("token", "opensesame-123")
    assert secrets.get("token") == "opensesame-123", "it lives until the program ends"
    assert secrets.trouble is not None
    assert secrets.forget("token"), "there was nothing in it"
    for member in (made, *getattr(made, "backends", ()), getattr(made, "_other", made)):
        assert getattr(member, "passwords", {}) == {}


def test_a_chain_of_safe_keyrings_is_used() -> None:
    first = MemoryKeyring()
    keyring.set_keyring(chain(first, MemoryKeyring()))
    assert KeyringSecrets().set("token", "opensesame-123")
    assert first.passwords
    assert KeyringSecrets().get("token") == "opensesame-123"


class Priceless(MemoryKeyring):
    """A keyring that cannot even say how good it is."""

    @property
    def priority(self) -> float:  # type: ignore[override]
        raise RuntimeError("SecretStorage required")


def test_a_keyring_that_cannot_say_how_good_it_is_is_named() -> None:
    keyring.set_keyring(Priceless())
    with pytest.raises(KeyringTrouble, match="Priceless"):
        KeyringSecrets().find("token")


# ------------------------------------------------------------------------------------------------ what is answered


@pytest.mark.parametrize("answer", [0, 1.5, True, [], {}, object, b"\xff\xfe", ("a",)], ids=repr)
def test_an_answer_that_is_no_text_is_told(answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.get_keyring(), "get_password", lambda *_: answer)
    secrets = KeyringSecrets()
    with pytest.raises(KeyringTrouble, match="something else"):
        secrets.find("token")
    assert secrets.get("token") is None
    assert secrets.trouble is not None


@pytest.mark.parametrize(("answer", "found"), [(b"opensesame-123", "opensesame-123"), ("", None), (None, None)])
def test_bytes_are_the_text_they_spell_and_nothing_is_nothing(
    answer: object, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.get_keyring(), "get_password", lambda *_: answer)
    assert KeyringSecrets().find("token") == found


# --------------------------------------------------------------------------------------------------- one that hangs


def test_a_keyring_that_hangs_is_left_behind_and_named(hanging: Hanging) -> None:
    secrets = KeyringSecrets(patience=SOON)
    with pytest.raises(KeyringTrouble, match=r"Hanging.*does not answer") as caught:
        secrets.find("token")
    assert caught.value.look_again is not None, "it is looked at again soon: somebody may be typing a password"
    assert not secrets.set("token", "opensesame-123", patience=SOON)
    assert secrets.get("token") == "opensesame-123"


def test_one_call_that_hangs_is_not_followed_by_more(hanging: Hanging) -> None:
    """Each would be another window that asks for the password."""
    secrets = KeyringSecrets(patience=SOON)
    for _ in range(3):
        assert secrets.get("token") is None
    assert hanging.asked == ["get"]


def test_the_answer_that_comes_late_counts(hanging: Hanging) -> None:
    hanging.passwords["org.faxdesk.plus", "token"] = "opensesame-123"
    secrets = KeyringSecrets(patience=SOON)
    assert secrets.get("token") is None
    hanging.may_answer.set()
    patient = PATIENCE
    secrets._patience = patient
    assert secrets.find("token") == "opensesame-123"
    assert hanging.asked == ["get"]


def test_a_refresh_token_of_another_process_is_seen() -> None:
    mine, other = KeyringSecrets(), KeyringSecrets()
    assert mine.set("refresh-token", "first-token")
    assert other.set("refresh-token", "second-token")
    assert mine.get("refresh-token") == "second-token"


def test_what_the_keyring_did_not_take_is_known_here_only() -> None:
    backend = Raising(RuntimeError("no"))
    keyring.set_keyring(backend)
    secrets = KeyringSecrets()
    assert not secrets.set("refresh-token", "mine-token")
    backend.error = None
    KeyringSecrets().set("refresh-token", "other-token")
    assert secrets.get("refresh-token") == "mine-token"
    assert secrets.newest("refresh-token") == "other-token"
    backend.error = RuntimeError("no")
    assert secrets.newest("refresh-token") == "mine-token"


def test_forgetting_is_looked_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring that says no to deleting may mean that there was nothing, or that it did not."""
    secrets = KeyringSecrets()
    assert secrets.set("token", "opensesame-123")

    def refuse(*_: str) -> None:
        raise keyring.errors.PasswordDeleteError("Can't delete password in keychain")

    monkeypatch.setattr(keyring.get_keyring(), "delete_password", refuse)
    assert not secrets.forget("token")
    monkeypatch.setattr(keyring.get_keyring(), "get_password", lambda *_: None)
    assert secrets.forget("token")


# ------------------------------------------------------------------------------------------------- one at a time


def test_processes_renew_one_after_the_other(tmp_path: Path) -> None:
    first, second = KeyringSecrets(tmp_path), KeyringSecrets(tmp_path)
    inside, seen = threading.Event(), list[str]()

    def other() -> None:
        inside.wait(PATIENCE)
        with second.alone():
            seen.append("second")

    thread = threading.Thread(target=other)
    thread.start()
    with first.alone():
        inside.set()
        thread.join(0.3)
        seen.append("first")
    thread.join(PATIENCE)
    assert seen == ["first", "second"]


def test_a_folder_that_is_gone_keeps_nobody_from_renewing(tmp_path: Path) -> None:
    with KeyringSecrets(tmp_path / "gone").alone():
        pass
