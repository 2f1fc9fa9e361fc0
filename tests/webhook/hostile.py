"""Callers that mean harm, or are broken: what they send, of every kind, by chance that can be repeated."""

from __future__ import annotations

import json
import random
import socket
import struct
from collections.abc import Callable
from contextlib import closing, suppress

from tests.time_limits import PATIENCE
from tests.webhook.conftest import body


class Hostile:
    """Sends hostile calls to a receiver at a port of this computer, whose path it knows."""

    def __init__(self, port: int, path: str, seed: int) -> None:
        self._port, self._path, self._chance = port, path, random.Random(seed)  # noqa: S311  it shall be repeatable
        self._kinds: tuple[Callable[[], None], ...] = (
            self.fuzzed_body,
            self.broken_json,
            self.huge_body,
            self.huge_body_in_chunks,
            self.huge_header,
            self.wrong_path,
            self.wrong_method,
            self.pipelined,
            self.cut_off_in_the_header,
            self.cut_off_in_the_body,
            self.reset,
            self.broken_chunks,
            self.two_lengths,
            self.no_http,
            self.empty_lines,
            self.wants_to_continue,
        )

    def call(self) -> None:
        """Send one, of any kind."""
        self._chance.choice(self._kinds)()

    def slow(self) -> socket.socket:
        """Begin a request that never ends, and return the connection."""
        line = self._connect()
        head = self._head(length=100)
        line.sendall(head[: self._chance.randrange(1, len(head))])
        return line

    # ---------------------------------------------------------------------------------------------- the kinds

    def fuzzed_body(self) -> None:
        content = bytearray(json.dumps(body()).encode())
        for _ in range(self._chance.randrange(1, 9)):
            content[self._chance.randrange(len(content))] = self._chance.randrange(256)
        self._send(self._head(len(content)) + content)

    def broken_json(self) -> None:
        content = self._chance.choice(
            [
                b"[" * 60_000,
                b'{"data":' * 8_000,
                b'{"data":{"pages":' + b"9" * 60_000 + b"}}",
                b'{"hook":{"id":"\\ud800"}}',
            ]
        )
        self._send(self._head(len(content)) + content)

    def huge_body(self) -> None:
        self._send(self._head(10**9) + bytes(200_000))

    def huge_body_in_chunks(self) -> None:
        chunk = b"8000\r\n" + bytes(0x8000) + b"\r\n"
        self._send(self._head(None, "Transfer-Encoding: chunked") + chunk * 10)

    def huge_header(self) -> None:
        self._send(self._head(2, "X-Padding: " + "x" * self._chance.choice([16_000, 20_000, 200_000])) + b"{}")

    def wrong_path(self) -> None:
        path = "".join(self._chance.choices("/abc%.?=\\~", k=self._chance.randrange(1, 3000)))
        self._send(self._head(2, path=f"/{path}") + b"{}")

    def wrong_method(self) -> None:
        self._send(self._head(2, method=self._chance.choice(["GET", "BREW", "PUT", "A" * 300, "po st"])) + b"{}")

    def pipelined(self) -> None:
        content = json.dumps(body()).encode()
        self._send((self._head(len(content)) + content) * self._chance.randrange(2, 40))

    def cut_off_in_the_header(self) -> None:
        head = self._head(10)
        self._send(head[: self._chance.randrange(len(head))])

    def cut_off_in_the_body(self) -> None:
        self._send(self._head(5_000) + b'{"hook":')

    def reset(self) -> None:
        with closing(self._connect()) as line, suppress(OSError):
            line.sendall(self._head(5_000) + b"{")
            # A close without a farewell (SO_LINGER of 0 s).
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def broken_chunks(self) -> None:
        chunks = self._chance.choice(
            [b"zz\r\n{}\r\n0\r\n\r\n", b"-1\r\n", b"FFFFFFFFFFFFFFFF\r\n", b"2\r\n{}0\r\n", b"2;" * 9_000]
        )
        self._send(self._head(None, "Transfer-Encoding: chunked") + chunks)

    def two_lengths(self) -> None:
        more = self._chance.choice(["Content-Length: 7", "Transfer-Encoding: chunked", "Transfer-Encoding: x, chunked"])
        self._send(self._head(2, more) + b"{}" + b"0\r\n\r\n")

    def no_http(self) -> None:
        self._send(
            self._chance.choice([b"\x16\x03\x01\x02\x00\x01", b"\x00" * 99, b"\n" * 9_000, self._chance.randbytes(999)])
        )

    def empty_lines(self) -> None:
        self._send(b"\r\n\r\n" * self._chance.randrange(1, 500))

    def wants_to_continue(self) -> None:
        self._send(self._head(10**6, "Expect: 100-continue"))

    # ------------------------------------------------------------------------------------------------- sending

    def _head(self, length: int | None = None, *more: str, method: str = "POST", path: str = "") -> bytes:
        lines = [f"{method} {path or self._path} HTTP/1.1", "Host: desk.example.com", "Content-Type: application/json"]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        return "\r\n".join([*lines, *more, "", ""]).encode()

    def _connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), PATIENCE)

    def _send(self, content: bytes) -> None:
        """Send all that is taken, say no more, and read what comes."""
        with closing(self._connect()) as line, suppress(OSError):
            line.sendall(content)
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass
