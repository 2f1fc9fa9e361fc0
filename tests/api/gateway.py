"""What stands between a client and a service: something that passes bytes on, encrypts them, or refuses to.

Everything listens on loopback. The service itself is another server of the test, told by its port.
"""

from __future__ import annotations

import select
import socket
import ssl
from pathlib import Path

from tests.api.listener import Listener

CERTIFICATES = Path(__file__).parent / "certificates"
"""Self-signed certificates with their keys, which protect nothing but these tests. `loopback.pem` is good for 127.0.0.1
and localhost until 2120, `firewall.pem` too; `expired.pem` was until 2011, `elsewhere.pem` is good for
`elsewhere.invalid`."""
_BLOCK = 65536


class Gateway(Listener):
    """Passes bytes between whoever calls and a port of this computer."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listen()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self, caller: socket.socket) -> None:
        try:
            welcome = self._welcome(caller)
            with welcome, socket.create_connection(("127.0.0.1", self.target)) as far:
                _pass_on(welcome, far)
        except OSError:
            # Either side has hung up, or was not let in.
            return
        finally:
            caller.close()

    def _welcome(self, near: socket.socket) -> socket.socket:
        """Do what comes before the first byte is passed on. Raises OSError for a caller who is not let in."""
        return near


class Encrypted(Gateway):
    """A web service with a certificate, before one that has none."""

    def __init__(self, target: int, certificate: str) -> None:
        super().__init__(target)
        self.certificate = certificate

    def _welcome(self, near: socket.socket) -> socket.socket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / self.certificate)
        return context.wrap_socket(near, server_side=True)


class Proxy(Gateway):
    """A proxy that opens a tunnel to one port, whatever host it is asked for. `refusal` is its answer instead.

    `asked` are the hosts and ports that it was asked for.
    """

    def __init__(self, target: int) -> None:
        super().__init__(target)
        self.refusal = b""
        self.asked: list[str] = []

    def _welcome(self, near: socket.socket) -> socket.socket:
        head = b""
        while b"\r\n\r\n" not in head:
            block = near.recv(_BLOCK)
            if not block:
                raise ConnectionAbortedError
            head += block
        self.asked.append(head.split()[1].decode("ascii"))
        near.sendall(self.refusal or b"HTTP/1.1 200 Connection established\r\n\r\n")
        if self.refusal:
            near.shutdown(socket.SHUT_WR)
            raise ConnectionRefusedError
        return near


def _pass_on(near: socket.socket, far: socket.socket) -> None:
    """Pass bytes both ways until one side ends. One thread for both: an encrypted connection is not for two."""
    other = {near: far, far: near}
    while True:
        unpacked = isinstance(near, ssl.SSLSocket) and near.pending()
        for source in [near] if unpacked else select.select(list(other), [], [])[0]:
            block = source.recv(_BLOCK)
            if not block:
                return
            other[source].sendall(block)
