"""How requests makes its connections: trust, block size, and patience while sending."""

from __future__ import annotations

import socket
from http.client import BadStatusLine, HTTPResponse, parse_headers
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from faxdesk.api import tls
from faxdesk.api.happy_eyeballs import Dialler
from faxdesk.api.upload import BLOCK

_MOST_INTERIM = 20
"""A server that sends more of them before its answer is a broken one."""


def _pools(patience: float) -> dict[str, type[HTTPConnectionPool]]:
    """Return connection pools whose connections wait `patience` seconds for a block of the body to leave.

    urllib3 sends under the connect timeout, which a slow line exceeds with a single block; and tries the addresses of a
    host one after the other, each for the whole connect timeout, with every connection anew.
    """
    dialler = Dialler()

    class Plain(HTTPConnection):
        response_class = _FinalAnswer

        def _new_conn(self) -> socket.socket:
            return _connected(self, dialler)

        def endheaders(self, *args: Any, **options: Any) -> None:
            super().endheaders(*args, **options)
            self.sock.settimeout(patience)

    class Encrypted(Plain, HTTPSConnection):
        """The same over TLS."""

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


def _connected(connection: HTTPConnection, dialler: Dialler) -> socket.socket:
    """Do what urllib3's own `_new_conn` does, with the same errors."""
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    host = connection._dns_host  # noqa: SLF001  with the dot at its end, where there is one
    try:
        return dialler.connect(host, connection.port, seconds, connection.socket_options or ())
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, f"Connection to {connection.host} timed out.") from error
    except OSError as error:
        raise NewConnectionError(connection, f"Failed to establish a new connection: {error}") from error


class _FinalAnswer(HTTPResponse):
    """An answer that is not the first word of it: http.client takes any interim one but 100 for the whole answer.

    103 Early Hints (RFC 8297) and 102 come before the real answer, which nobody would read (RFC 9110, section 15.2:
    a client parses any number of them, and may ignore them).
    """

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_MOST_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]  # not in typeshed
            if not 101 < status < 200:
                return version, status, reason
            parse_headers(self.fp)
        raise BadStatusLine(f"{_MOST_INTERIM} interim answers")


class TlsAdapter(HTTPAdapter):
    """Connections that verify servers as `tls.context` says and never repeat a request by themselves."""

    def __init__(self, *, encrypted: bool, patience: float) -> None:
        self._options: dict[str, Any] = {"blocksize": BLOCK}
        if encrypted:
            self._options["ssl_context"] = tls.context()
        self._pools = _pools(patience)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pools of direct connections (called by requests)."""
        super().init_poolmanager(connections, maxsize, block, **options, **self._options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the pools of connections through a proxy (called by requests)."""
        # A proxy with an https address is trusted as servers are; urllib3 would take a bundle of its own for it.
        trust = self._options.get("ssl_context")
        manager = super().proxy_manager_for(proxy, **options, **self._options, proxy_ssl_context=trust)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the trust to the context: requests would add a bundle of its own here, to every connection."""
