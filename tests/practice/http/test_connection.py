"""The connection: kept where it can be, closed where it must be, and never confused by a body that nobody read."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from faxdesk.practice import Fault, Pace, PracticeAccount, PracticeServer
from faxdesk.practice.http import server as server_module
from faxdesk.practice.http.connection import SHORT_REST
from tests.practice.http_client import SELF, Caller
from tests.time_limits import PATIENCE, wait_until


class Line:
    """A raw connection."""

    def __init__(self, connection: socket.socket, token: str) -> None:
        self.connection, self.token = connection, token
        self.reader = connection.makefile("rb")

    def ask(self, method: str, path: str, *headers: str, body: bytes = b"", version: str = "HTTP/1.1") -> None:
        lines = [f"{method} {path} {version}", "Host: x", f"Authorization: Bearer {self.token}", *headers, "", ""]
        self.connection.sendall("\r\n".join(lines).encode() + body)

    def send_until_hung_up(self, data: bytes) -> None:
        """Send as much as the other side takes before it closes."""
        with suppress(ConnectionError):
            self.connection.sendall(data)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        status = int(self.reader.readline().split()[1])
        headers = {}
        while (line := self.reader.readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            assert name.lower() not in headers, "a header that comes twice"
            headers[name.lower()] = value.strip()
        return status, headers, self.reader.read(int(headers.get("content-length", 0)))

    def is_over(self) -> bool:
        """Whether the other side has closed."""
        try:
            return self.reader.read(1) == b""
        except ConnectionError:
            return True


@contextmanager
def dialled(server: PracticeServer) -> Iterator[Line]:
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
        line = Line(connection, server.token)
        yield line
        line.reader.close()


@pytest.fixture
def line(server: PracticeServer) -> Iterator[Line]:
    with dialled(server) as found:
        yield found


def test_a_connection_is_kept(line: Line) -> None:
    for _ in range(3):
        line.ask("GET", SELF)
        status, headers, _ = line.answer()
        assert (status, headers["connection"]) == (200, "keep-alive")


def test_requests_may_be_sent_ahead(line: Line) -> None:
    for path in (SELF, "/none", f"{SELF}/outbox"):
        line.ask("GET", path)
    assert [line.answer()[0] for _ in range(3)] == [200, 404, 200]


def test_a_connection_ends_when_the_client_says_so(line: Line) -> None:
    line.ask("GET", SELF, "Connection: close")
    assert line.answer()[1]["connection"] == "close"
    assert line.is_over()


@pytest.mark.parametrize(("headers", "kept"), [((), "close"), (("Connection: keep-alive",), "keep-alive")])
def test_old_http(headers: tuple[str, ...], kept: str, line: Line) -> None:
    line.ask("GET", SELF, *headers, version="HTTP/1.0")
    assert line.answer()[1]["connection"] == kept


def test_there_is_one_date_and_it_is_right(line: Line) -> None:
    before = int(time.time())
    line.ask("GET", SELF)
    told = parsedate_to_datetime(line.answer()[1]["date"])
    assert before <= told.timestamp() <= time.time()


@pytest.mark.parametrize("path", ["/none", f"{SELF}/outbox/none", f"{SELF}/files"])
def test_a_short_body_that_nobody_read_is_read_away(path: str, line: Line) -> None:
    """The rest would be taken for the next request."""
    body = b"GET /evil HTTP/1.1\r\n\r\n" * 10
    line.ask("PUT" if "outbox" in path else "POST", path, f"Content-Length: {len(body)}", body=body)
    assert line.answer()[1]["connection"] == "keep-alive"
    line.ask("GET", SELF)
    assert line.answer()[0] == 200


def test_a_long_body_that_nobody_read_ends_the_connection(line: Line) -> None:
    """The answer arrives all the same, although the client was still sending."""
    size = 8 * 1024 * 1024
    line.ask("POST", "/none", f"Content-Length: {size}")
    sender = threading.Thread(target=line.send_until_hung_up, args=(b"x" * size,))
    sender.start()
    status, headers, _ = line.answer()
    sender.join()
    assert (status, headers["connection"]) == (404, "close")
    assert line.is_over()


def test_a_body_is_asked_for_only_when_it_is_wanted(line: Line, sample_pdf: Path) -> None:
    headers = ("Content-Type: application/json", "Expect: 100-continue", "Content-Length: 2")
    line.ask("POST", f"{SELF}/outbox", *headers)
    assert line.reader.readline() == b"HTTP/1.1 100 Continue\r\n"
    assert line.reader.readline() == b"\r\n"
    line.connection.sendall(b"{}")
    status, answered, _ = line.answer()
    assert (status, answered["connection"]) == (400, "keep-alive")
    line.ask("POST", "/none", *headers)
    status, answered, _ = line.answer()
    assert (status, answered["connection"]) == (404, "close"), "nobody knows whether the body comes"


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: x",),
        ("Content-Length: -1",),
        ("Content-Length: 1", "Content-Length: 2"),
        ("Content-Length: 1", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: gzip",),
    ],
)
def test_a_length_that_contradicts_itself_is_refused(headers: tuple[str, ...], line: Line) -> None:
    line.ask("POST", f"{SELF}/outbox", "Content-Type: application/json", *headers, body=b"{}")
    status, answered, _ = line.answer()
    assert (status, answered["connection"]) == (400, "close")


def test_a_body_without_a_length_is_refused(line: Line) -> None:
    line.ask("POST", f"{SELF}/outbox", "Content-Type: application/json")
    assert line.answer()[0] == 411
    line.ask("GET", SELF)
    assert line.answer()[0] == 200


@pytest.mark.parametrize(
    ("body", "status", "kept"),
    [
        (b"2\r\n{}\r\n0\r\n\r\n", 400, "keep-alive"),
        (b"zz\r\n{}\r\n", 400, "close"),
        (b"-1\r\n", 400, "close"),
        (b"2\r\n{}xx0\r\n\r\n", 400, "close"),
    ],
    ids=["good", "no number", "negative", "no end"],
)
def test_chunks(body: bytes, status: int, kept: str, line: Line) -> None:
    line.ask("POST", f"{SELF}/outbox", "Content-Type: application/json", "Transfer-Encoding: chunked", body=body)
    answer = line.answer()
    assert (answer[0], answer[1]["connection"]) == (status, kept)


def test_a_client_that_leaves_in_the_middle_of_a_body(line: Line, server: PracticeServer, api: Caller) -> None:
    line.ask("POST", f"{SELF}/outbox", "Content-Type: application/json", "Content-Length: 100", body=b"{}")
    line.connection.shutdown(socket.SHUT_WR)
    status, _, body = line.answer()
    assert (status, b"too early" in body) == (400, True)
    assert api.get(SELF).status == 200


def test_a_client_that_leaves_before_a_short_rest(line: Line, api: Caller) -> None:
    line.ask("POST", "/none", f"Content-Length: {SHORT_REST}", body=b"x")
    assert line.answer()[0] == 404
    line.connection.shutdown(socket.SHUT_WR)
    assert line.is_over()
    assert api.get(SELF).status == 200


def test_garbage_is_no_request(line: Line) -> None:
    line.connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
    assert line.reader.readline().startswith(b"HTTP/1.1 400 ")


def test_many_at_once(server: PracticeServer) -> None:
    answers: list[int] = []

    def talk() -> None:
        with Caller(server) as caller:
            answers.extend(caller.get("outbox").status for _ in range(10))

    threads = [threading.Thread(target=talk) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 200


@pytest.fixture
def served(server: PracticeServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Names the threads of the server that have not come to their end; a stop waits long for each of them."""
    monkeypatch.setattr(server_module, "PATIENCE", PATIENCE)
    before = {thread for thread in threading.enumerate() if thread not in server._threads}
    return lambda: [thread.name for thread in threading.enumerate() if thread not in before]


def test_a_stopped_server_answers_nobody_and_starts_again(
    server: PracticeServer, account: PracticeAccount, served: Callable[[], list[str]]
) -> None:
    with Caller(server) as kept:
        assert kept.get(SELF).status == 200
        server.stop()
        server.stop()
        assert served() == []
        with pytest.raises(ConnectionError):
            kept.get(SELF)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        url, token = server.url, server.token
        server.start()
        assert (server.url, server.token) == (url, token)
        with Caller(server) as fresh:
            assert fresh.get(SELF).status == 200


@pytest.mark.parametrize("deaf", [False, True], ids=["woken", "not woken"])
def test_a_stop_does_not_wait_for_those_who_hang(
    deaf: bool,
    server: PracticeServer,
    account: PracticeAccount,
    served: Callable[[], list[str]],
    line: Line,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also on Windows, where to shut a connection down wakes nobody who waits for it."""
    if deaf:
        monkeypatch.setattr(socket.socket, "shutdown", lambda *_: None)
    account.faults.add(Fault("hang", seconds=2 * PATIENCE))
    line.ask("GET", SELF)
    with dialled(server) as idle:
        wait_until(lambda: not account.faults.pending(), "the call that hangs")
        server.stop()
        assert served() == []
        assert idle.is_over()


def test_a_taken_port_is_an_error(server: PracticeServer) -> None:
    with PracticeAccount() as other, pytest.raises(OSError, match=str(errno.EADDRINUSE)):
        PracticeServer(other, server.port).start()


def test_it_listens_on_this_computer_only(server: PracticeServer) -> None:
    listener = server._listener
    assert listener is not None
    assert listener.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.usefixtures("faults_are_expected")
def test_a_fault_of_the_service_is_a_500(
    server: PracticeServer, account: PracticeAccount, caplog: pytest.LogCaptureFixture
) -> None:
    with account.database.write() as db:
        db.execute("ALTER TABLE hook RENAME TO lost")
    with Caller(server) as api:
        answer = api.get("/v3/hooks", event="fax_sent")
        assert (answer.status, answer.json["error"]) == (500, "internal_error")
        assert api.get(SELF).status == 200
    assert "could not answer" in caplog.text


@pytest.mark.bench
def test_a_request_takes_about_a_millisecond() -> None:
    with PracticeServer(PracticeAccount(pace=Pace.instant())) as server:
        connection = HTTPConnection("127.0.0.1", server.port)
        begin = time.perf_counter()
        for _ in range(500):
            connection.request("GET", f"{SELF}/outbox", headers={"Authorization": f"Bearer {server.token}"})
            connection.getresponse().read()
        each = (time.perf_counter() - begin) / 500
        connection.close()
    assert each < 0.005
