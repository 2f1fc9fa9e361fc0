"""Tokens in the operating system's keyring, and nowhere else."""

from __future__ import annotations

import logging

from faxdesk.core.settings import APP_ID

_log = logging.getLogger(__name__)

_UNSAFE = ("plaintext", "keyrings.alt", "fail", "null")
"""Parts of the module names of keyring backends that keep nothing, or keep it for everybody to read."""


class KeyringSecrets:
    """What must not be in any file: kept in the keyring, or, where none is safe, in memory until the program ends."""

    def __init__(self) -> None:
        self._session: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return a secret, or None where there is none."""
        if name in self._session:
            return self._session[name]
        if not self._safe():
            return None
        import keyring
        import keyring.errors

        try:
            return keyring.get_password(APP_ID, name)
        except keyring.errors.KeyringError as error:
            _log.warning("the keyring did not give %s: %s", name, type(error).__name__)
            return None

    def set(self, name: str, value: str) -> bool:
        """Keep a secret. Returns False where it lives only until the program ends, which the user must be told."""
        self._session[name] = value
        if not self._safe():
            return False
        import keyring
        import keyring.errors

        try:
            keyring.set_password(APP_ID, name, value)
        except keyring.errors.KeyringError as error:
            _log.warning("the keyring did not take %s: %s", name, type(error).__name__)
            return False
        return True

    def forget(self, name: str) -> None:
        """Remove a secret from the keyring and from memory."""
        self._session.pop(name, None)
        if not self._safe():
            return
        import keyring
        import keyring.errors

        try:
            keyring.delete_password(APP_ID, name)
        except keyring.errors.PasswordDeleteError:
            return
        except keyring.errors.KeyringError as error:
            _log.warning("the keyring did not forget %s: %s", name, type(error).__name__)

    @staticmethod
    def _safe() -> bool:
        import keyring

        backend = keyring.get_keyring()
        module = type(backend).__module__
        return backend.priority >= 1 and not any(part in module for part in _UNSAFE)
