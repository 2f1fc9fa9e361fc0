"""Tokens in the operating system's keyring, and nowhere else.

A keyring is somebody else's program behind somebody else's library: it may raise anything, answer anything, ask the
user something, or never answer. Whatever it does, it costs a sentence that names it.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from faxdesk.core import redaction
from faxdesk.core.errors import KeyringTrouble
from faxdesk.store.profiles import keyring_service

if TYPE_CHECKING:
    from pathlib import Path

    from keyring.backend import KeyringBackend

_log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds to wait for an answer that needs nobody; a wallet that has to be started takes two. What takes longer is
waited for in the background."""
SAVE_PATIENCE = 60.0
"""Seconds to wait while a token is being kept: the keyring may ask for its password first."""
LOOK_AGAIN = 2.0
"""Seconds between two looks whether a keyring has answered."""
_ALONE_SECONDS = 10.0
"""How long one process waits for another that renews the sign-in; that takes one call to the service."""
_MOST_MEMBERS = 50
"""Keyrings behind a keyring that are looked at."""

_UNSAFE = ("plaintext", "keyrings.alt", "keyring.backends.fail", "keyring.backends.null")
"""Parts of the names of keyring backends that keep nothing, or keep it for everybody to read."""
_NAMES = {
    "SecretService": "Secret Service",
    "libsecret": "Secret Service",
    "kwallet": "KWallet",
    "macOS": "Keychain",
    "Windows": "Windows Credential Manager",
}
"""What people call the keyrings of the library's own modules."""
_NO_SESSION = frozenset({1312, 50})
"""What CredWriteW and CredReadW say without a logon session, and where a policy forbids them:
ERROR_NO_SUCH_LOGON_SESSION and ERROR_NOT_SUPPORTED (learn.microsoft.com, wincred.h)."""
_TOO_LONG = frozenset({1783, 87})
"""What CredWriteW says of more than CRED_MAX_CREDENTIAL_BLOB_SIZE, 2,560 bytes or 1,280 letters: RPC_X_BAD_STUB_DATA
and ERROR_INVALID_PARAMETER (the same)."""
_INSTEAD = "Until then you can connect with the token again: FaxDesk keeps it until it is closed."


class KeyringSecrets:
    """What must not be in any file: kept in the keyring, or, where that does not take it, in memory until the end.

    Shared by all threads.
    """

    def __init__(self, folder: Path | None = None, *, patience: float = PATIENCE) -> None:
        """Take the data folder, whose processes renew a sign-in one after the other, and how long to wait.

        `patience` is for how many seconds one waits for an answer that needs nobody.
        """
        self._folder = folder
        self.service = keyring_service(folder)
        """Under which name the keyring has them."""
        self._patience = patience
        self._session: dict[str, str] = {}
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._calls: dict[tuple[str, str], _Call] = {}
        self._refusal: KeyringTrouble | None = None
        self.trouble: KeyringTrouble | None = None
        """Why the keyring last did not do what it was asked for, or None where it always did."""

    def find(self, name: str) -> str | None:
        """Return a secret, or None where there is none. Raises `KeyringTrouble` where nobody can say."""
        if name in self._session:
            return self._session[name]
        if self._refusal is not None:
            raise self._refusal
        return self._ask_for(name)

    def _ask_for(self, name: str) -> str | None:
        value = self._ask("get_password", name, patience=self._patience)
        try:
            found = _text(value)
        except KeyringTrouble as error:
            self.trouble = error
            raise
        redaction.remember(found or "")
        return found

    def newest(self, name: str) -> str | None:
        """Return what the keyring has now, where another process may have put it; else what `get` returns."""
        if self._refusal is None:
            try:
                return self._ask_for(name)
            except KeyringTrouble:
                pass
        return self.get(name)

    def get(self, name: str) -> str | None:
        """Return a secret, or None where there is none, or none can be had: `trouble` says so."""
        try:
            return self.find(name)
        except KeyringTrouble:
            return None

    def set(self, name: str, value: str, patience: float | None = None) -> bool:
        """Keep a secret. Returns False where it lives only until the program ends, which the user must be told.

        `patience` is how long one waits in seconds, `SAVE_PATIENCE` where nothing is said.
        """
        redaction.remember(value)
        self._session[name] = value
        try:
            self._ask("set_password", name, value, patience=SAVE_PATIENCE if patience is None else patience)
        except KeyringTrouble:
            return False
        if self._session.get(name) == value:
            # From now on another process may put a newer one there.
            del self._session[name]
        return True

    def forget(self, name: str) -> bool:
        """Remove a secret from the keyring and from memory. Returns False where the keyring may still have it."""
        self._session.pop(name, None)
        try:
            self._ask("delete_password", name, patience=SAVE_PATIENCE)
            return not self._ask("get_password", name, patience=self._patience)
        except KeyringTrouble:
            # Where no secret may be put, there is none of ours.
            return self.trouble is not None and self.trouble.unsafe

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Inside, no other process of the data folder does the same; one that hangs is not waited for."""
        from filelock import FileLock, Timeout

        with ExitStack() as held:
            if self._folder is not None:
                lock = FileLock(self._folder / "sign-in.lock", thread_local=False, mode=0o600)
                with suppress(Timeout, OSError, NotImplementedError):
                    held.enter_context(lock.acquire(timeout=_ALONE_SECONDS))
            yield

    def look_again(self) -> None:
        """The user has unlocked or mended the keyring, or wants to: ask it once more."""
        self._refusal = None

    # ---------------------------------------------------------------------------------------------- the calls

    def _ask(self, method: str, name: str, *value: str, patience: float) -> Any:
        try:
            return self._answer(_Call(self.service, method, name, value), patience)
        except KeyringTrouble as error:
            self.trouble = error
            raise

    def _answer(self, call: _Call, patience: float) -> Any:
        """Wait for the answer to a call, one that is still under way from before if there is one."""
        with self._lock:
            running = self._calls.get(call.key)
            if running is None or running.value != call.value:
                self._calls[call.key] = running = call
                # Left behind where it hangs: nothing can end a call into a library.
                threading.Thread(target=call.run, args=(self._turn,), name="keyring", daemon=True).start()
            if any(one.late and not one.ended.is_set() for one in self._calls.values()):
                # It hangs, and everything behind it: nobody waits as long a second time.
                patience = min(patience, self._patience / 10)
        if not running.ended.wait(patience):
            running.late = True
            raise _no_answer(running.backend)
        with self._lock:
            if self._calls.get(call.key) is running:
                del self._calls[call.key]
        if running.unsafe is not None:
            raise _unsafe(running.unsafe)
        if running.error is None or _is_nothing_to_delete(running.error, call.method):
            return running.answer
        _log.warning("%s of %s failed in the keyring", call.method, call.name, exc_info=running.error)
        trouble = _trouble(running.error, running.backend)
        if _is_locked(running.error):
            # Asked again by itself, it would ask the user again, who has just said no.
            self._refusal = trouble
        raise trouble


class _Call:
    """One call into the keyring, in a thread of its own."""

    def __init__(self, service: str, method: str, name: str, value: tuple[str, ...]) -> None:
        self.service, self.method, self.name, self.value = service, method, name, value
        self.key = method, name
        self.ended = threading.Event()
        self.late = False
        self.backend: KeyringBackend | None = None
        self.unsafe: KeyringBackend | None = None
        self.answer: Any = None
        self.error: BaseException | None = None

    def run(self, turn: threading.Lock) -> None:
        """Call, after the others: keyrings are not made for threads."""
        with turn:
            try:
                self.answer = self._call()
            except BaseException as error:  # noqa: BLE001  libraries raise more than `Exception`
                self.error = error
        self.ended.set()

    def _call(self) -> Any:
        import keyring

        self.backend = backend = keyring.get_keyring()
        self.unsafe = next(filter(_is_unsafe, _members(backend)), None)
        if self.unsafe is None and not backend.priority >= 1:
            self.unsafe = backend
        if self.unsafe is not None:
            return None
        return getattr(backend, self.method)(self.service, self.name, *self.value)


def _members(backend: KeyringBackend) -> Iterator[KeyringBackend]:
    """Yield a keyring and all that it hands secrets on to, as the chain of the library does with all there are."""
    from keyring.backend import KeyringBackend

    todo: list[object] = [backend]
    seen: list[object] = []
    while todo and len(seen) < _MOST_MEMBERS:
        member = todo.pop()
        if isinstance(member, list | tuple | set | frozenset):
            todo += member
        elif isinstance(member, KeyringBackend) and not any(member is other for other in seen):
            seen.append(member)
            yield member
            todo += [getattr(member, "backends", ()), *getattr(member, "__dict__", {}).values()]


def _is_unsafe(backend: KeyringBackend) -> bool:
    names = [f"{kind.__module__}.{kind.__qualname__}".lower() for kind in type(backend).__mro__]
    return any(part in name for name in names for part in _UNSAFE)


def _text(value: object) -> str | None:
    """Return what a keyring gave as a text, None for nothing. Raises `KeyringTrouble` for what is none."""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            value = 0
    if value is None or isinstance(value, str):
        return value or None
    raise KeyringTrouble(
        "The keyring of this computer gave something else than the token of FaxDesk.",
        f"Connect with the token again: that puts it right. {_INSTEAD}",
    )


# ---------------------------------------------------------------------------------------------------- the words


def _name(backend: KeyringBackend | None) -> str:
    """Return what people call a keyring, "" where it is not known."""
    if backend is None:
        return ""
    kind = type(backend)
    return _NAMES.get(kind.__module__.rpartition(".")[2], f"{kind.__module__}.{kind.__qualname__}")


def _called(backend: KeyringBackend | None) -> str:
    name = _name(backend)
    return f"The keyring of this computer ({name})" if name else "The keyring of this computer"


def _no_answer(backend: KeyringBackend | None) -> KeyringTrouble:
    return KeyringTrouble(
        f"{_called(backend)} does not answer.",
        "It may be asking you to unlock it: look for its window. If there is none, sign out of this computer and in"
        f" again. {_INSTEAD}",
        look_again=LOOK_AGAIN,
    )


def _is_locked(error: BaseException) -> bool:
    import keyring.errors

    return isinstance(error, keyring.errors.KeyringLocked)


def _is_nothing_to_delete(error: BaseException, method: str) -> bool:
    """True where a keyring did not delete a secret: it may have had none, which it is asked next."""
    import keyring.errors

    return method == "delete_password" and isinstance(error, keyring.errors.PasswordDeleteError)


def _trouble(error: BaseException, backend: KeyringBackend | None) -> KeyringTrouble:
    """Return what to tell of an exception of the keyring."""
    if _is_locked(error):
        return KeyringTrouble(f"{_called(backend)} is locked.", f"Unlock it, then try again. {_INSTEAD}")
    if backend is None:
        return KeyringTrouble(f"The keyring of this computer cannot be opened{_why(error)}.", _repair())
    number = getattr(error, "winerror", None)
    if number in _NO_SESSION:
        return KeyringTrouble(
            f"{_called(backend)} is not there for this session.",
            "Sign in to the computer with your password, or have whoever looks after it allow programs to keep"
            f" credentials. A scheduled task can be given the token in FAXDESK_TOKEN. {_INSTEAD}",
        )
    if number in _TOO_LONG:
        return KeyringTrouble(
            f"{_called(backend)} does not keep a token that is so long.",
            f"Ask Fax.Plus for a personal access token, which is shorter. {_INSTEAD}",
        )
    return KeyringTrouble(
        f"{_called(backend)} has a fault.",
        f"Unlock it, or sign out of this computer and in again, then try again. {_INSTEAD}",
    )


def _unsafe(backend: KeyringBackend) -> KeyringTrouble:
    if type(backend).__module__.startswith("keyring.backends."):
        return KeyringTrouble(
            "This computer has no keyring that FaxDesk can keep the token in.",
            f"Ask whoever looks after the computer for one. {_INSTEAD}",
            unsafe=True,
        )
    return KeyringTrouble(
        f"The keyring of this computer ({_name(backend)}) does not keep secrets from others.",
        f"FaxDesk does not use it. Ask whoever looks after the computer for a safe one. {_INSTEAD}",
        unsafe=True,
    )


def _why(error: BaseException) -> str:
    if isinstance(error, ImportError) and error.name:
        return f": the module {error.name}, which its configuration names, is not installed"
    if isinstance(error, ImportError | AttributeError | ValueError):
        return ": its configuration names something that is not there"
    return ""


def _repair() -> str:
    """Return where the choice of a keyring can be corrected."""
    from keyring.util import platform_

    if "PYTHON_KEYRING_BACKEND" in os.environ:  # also where it is empty, which names no backend
        place = "Correct or remove the environment variable PYTHON_KEYRING_BACKEND, then start FaxDesk again."
    else:
        place = f"Correct or remove {platform_.config_root() / 'keyringrc.cfg'}, then try again."
    return f"{place} {_INSTEAD}"
