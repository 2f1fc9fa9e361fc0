"""Hosts of several addresses, some of which are dead: what is broken must not cost its time with every request."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.api.happy_eyeballs import Dialler
from tests.api.scripted_server import PATIENT, Hostile, answer
from tests.api.silent_address import silent_address
from tests.ports import free_port
from tests.time_limits import PATIENCE

linux = pytest.mark.skipif(sys.platform != "linux", reason="what a full backlog does is different on each system")


def resolve(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses, in this order."""

    def found(_host: object, port: object, *_args: Any, **_options: Any) -> list[Any]:
        v6, v4 = socket.AF_INET6, socket.AF_INET
        return [
            (v6, socket.SOCK_STREAM, 6, "", (one, port, 0, 0))
            if ":" in one
            else (v4, socket.SOCK_STREAM, 6, "", (one, port))
            for one in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@contextmanager
def listening(address: str, port: int = 0) -> Iterator[int]:
    with socket.create_server((address, port)) as server:
        yield server.getsockname()[1]


class Attempts:
    """Which addresses were tried, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tried: list[str] = []
        real = socket.socket.connect_ex

        def connect_ex(this: socket.socket, address: Any) -> int:
            self.tried.append(address[0])
            return real(this, address)

        monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)


@linux
def test_a_dead_address_is_not_waited_for_and_the_one_that_worked_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit is far beyond that of the test: waiting it out would fail."""
    with silent_address("127.0.0.2") as port, listening("127.0.0.3", port):
        resolve(monkeypatch, "127.0.0.2", "127.0.0.3")
        attempts = Attempts(monkeypatch)
        dialler = Dialler(delay=0.01)
        for _ in range(3):
            with dialler.connect("fax.example", port, 100 * PATIENCE) as connection:
                assert connection.getpeername() == ("127.0.0.3", port)
                assert connection.gettimeout() == 100 * PATIENCE
    assert attempts.tried == ["127.0.0.2", "127.0.0.3", "127.0.0.3", "127.0.0.3"]


def test_an_address_that_refuses_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does a family that this computer has no way for. The pause before the next address is beyond the test's."""
    with listening("127.0.0.1") as port:
        resolve(monkeypatch, "100::1", "::1", "127.0.0.1")
        real = socket.socket.connect_ex

        def connect_ex(this: socket.socket, address: Any) -> int:
            return 101 if address[0] == "100::1" else real(this, address)

        monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
        with Dialler(delay=100 * PATIENCE).connect("fax.example", port, PATIENCE) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)


def test_families_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host may have ten addresses of a family that is dead."""
    port = free_port()
    resolve(monkeypatch, "::1", "::1", "127.0.0.1")
    attempts = Attempts(monkeypatch)
    with pytest.raises(ConnectionRefusedError):
        Dialler().connect("fax.example", port, PATIENCE)
    assert attempts.tried == ["::1", "127.0.0.1"]


@linux
def test_all_addresses_together_have_one_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    with silent_address("127.0.0.2") as port:
        resolve(monkeypatch, "127.0.0.2")
        with pytest.raises(TimeoutError):
            Dialler(delay=0.01).connect("fax.example", port, 0.05)


def test_a_family_that_this_computer_does_not_know_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening("127.0.0.1") as port:
        known = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        strange = (socket.AF_UNSPEC, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_words: [strange, known])
        with Dialler(delay=100 * PATIENCE).connect("fax.example", port, PATIENCE) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)


def test_what_a_connection_cannot_have_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    # In whatever language the system says it.
    unknown = f"{errno.ENOPROTOOPT}|{errno.EINVAL}|{10022}"
    with listening("127.0.0.1") as port, pytest.raises(OSError, match=unknown):
        Dialler().connect("127.0.0.1", port, PATIENCE, [(socket.SOL_SOCKET, 99_999, 1)])


def test_a_host_without_addresses_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_words: [])
    with pytest.raises(OSError, match=r".+"):
        Dialler().connect("fax.example", 443, PATIENCE)


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example"])
def test_what_can_be_no_name_is_not_found(name: str) -> None:
    with pytest.raises(socket.gaierror, match="no such name"):
        Dialler().connect(name, 443, PATIENCE)


@linux
def test_requests_of_the_client_do_not_wait_for_a_dead_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each POST has a connection of its own, so each would pay."""
    with Hostile([answer(200, {"records": []})] * 2) as server:
        port = int(server.url.rpartition(":")[2].partition("/")[0])
        with silent_address("127.0.0.2", port):
            resolve(monkeypatch, "127.0.0.2", "127.0.0.1")
            attempts = Attempts(monkeypatch)
            with FaxApi(f"http://localhost:{port}/v3", PersonalToken("alohi_pat_x"), timeouts=PATIENT) as client:
                for _ in range(2):
                    client.outbox()
                    client._transport.close()
        assert attempts.tried[0] == "127.0.0.2"
        assert attempts.tried[1:] == ["127.0.0.1"] * (len(attempts.tried) - 1)
