"""Keyrings that do not do their work."""

from __future__ import annotations

import threading

from tests.conftest import MemoryKeyring
from tests.time_limits import PATIENCE


class Raising(MemoryKeyring):
    """A keyring that raises whatever it is asked."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error: BaseException | None = error

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._fail()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._fail()
        super().delete_password(service, username)


class Hanging(MemoryKeyring):
    """A keyring that does not answer until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()
        self.asked: list[str] = []

    def answer(self) -> None:
        """Answer, and wait until nobody asks any more: what is still asked would be asked of the next keyring."""
        self.may_answer.set()
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join(PATIENCE)

    def _wait(self, method: str) -> None:
        self.asked.append(method)
        assert self.may_answer.wait(PATIENCE)

    def get_password(self, service: str, username: str) -> str | None:
        self._wait("get")
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait("set")
        super().set_password(service, username, password)
