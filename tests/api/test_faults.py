"""Every way in which a call can fail: what people read, and whether the fax may have gone out all the same."""

from __future__ import annotations

import errno
import gzip
import logging
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
import urllib3.exceptions as low
from urllib3.connection import HTTPConnection

from faxdesk.api import faults
from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.api.transport import Timeouts
from faxdesk.core.errors import (
    BadAnswer,
    Conflict,
    NotThere,
    Offline,
    Refused,
    ServiceDown,
    ServiceError,
    SignInNeeded,
    Throttled,
)
from faxdesk.core.model import Shipment
from tests.api.scripted_server import DROP, DROP_BEFORE_BODY, HANG, PATIENT, RESET, Hostile, Reply, answer
from tests.ports import free_port
from tests.time_limits import PATIENCE

TOKEN = "alohi_pat_Zq7-very_secret"
FAX = Shipment(sender="+41445550100", to=("+41445550123",), files=("/storage/transient-1.pdf",), tag="faxdesk:1")
SOON = 0.3
"""Seconds for what never comes."""
PAGE = b"<!DOCTYPE html><title>Welcome to the hotel</title>"


def api(server: Hostile) -> FaxApi:
    """A client that is in a hurry only for what the server will never be done with."""
    read = SOON if any(reply.hang for reply in server.replies) else PATIENCE
    answer = SOON if any(reply.blocks for reply in server.replies) else PATIENCE
    return FaxApi(server.url, PersonalToken(TOKEN), timeouts=Timeouts(PATIENCE, read, answer))


def no(status: int, error: str = "", description: str = "", headers: tuple[str, ...] = ()) -> Reply:
    return answer(status, {"error": error, "description": description}, headers=headers)


def dripping() -> Iterator[bytes]:
    """One byte after another for ever."""
    never = threading.Event()
    while not never.wait(0.02):
        yield b" "


@dataclass(frozen=True)
class Case:
    """What the server does, and what `send` must make of it."""

    name: str
    reply: Reply
    error: type[ServiceError]
    may_have_acted: bool
    words: str


CASES = [
    # The service says no: nothing was sent.
    Case("400", no(400, "too_many_files", "At most 10 files."), Refused, False, "At most 10 files"),
    Case("400 without a word", answer(400), Refused, False, "Check the numbers and the documents"),
    Case("400 in words", answer(400, b"nonsense"), Refused, False, "refused the request (400)"),
    Case("401", no(401, "unauthorized", "Bad token"), SignInNeeded, False, "make a new one"),
    Case("401 in a web page", answer(401, PAGE, content_type="text/html"), SignInNeeded, False, "make a new one"),
    Case("402", no(402, "no_credit", "Top up first"), Refused, False, "Top up first"),
    Case("403", no(403), SignInNeeded, False, "lacks the right fax:all:edit"),
    Case("403 of a firewall", answer(403, PAGE, content_type="text/html"), SignInNeeded, False, "firewall"),
    Case("404", no(404), Refused, False, "refused the request (404)"),
    Case("407", answer(407), Offline, False, "proxy"),
    Case("409", no(409), Refused, False, "refused the request (409)"),
    Case("410", no(410), Refused, False, "refused the request (410)"),
    Case("413", answer(413, PAGE, content_type="text/html"), Refused, False, "150 MB"),
    Case("422", no(422, "odd", "“to” is odd"), Refused, False, "“to” is odd"),
    Case("429", no(429), Throttled, False, "pause"),
    # The answer is lost: it may have been sent.
    Case("408", answer(408), Offline, True, "did not come in time"),
    Case("500", no(500), ServiceDown, True, "tries again by itself"),
    Case("502 of a gateway", answer(502, PAGE, content_type="text/html"), ServiceDown, True, "has a fault"),
    Case("503", answer(503), ServiceDown, True, "has a fault"),
    Case("511", answer(511, PAGE), BadAnswer, True, "sign in to the network"),
    Case("dropped", DROP, Offline, True, "broke"),
    Case("reset", RESET, Offline, True, "broke"),
    Case("no answer", HANG, Offline, True, "took too long"),
    Case("dripping", Reply(b"HTTP/1.1 201 X\r\n\r\n", blocks=dripping), Offline, True, "too slowly"),
    # An answer that is none of Fax.Plus: it may have been sent.
    Case("captive portal", answer(200, PAGE, content_type="text/html"), BadAnswer, True, "open a web browser"),
    Case("301", answer(301, headers=("Location: https://elsewhere.invalid/",)), BadAnswer, True, "redirect"),
    Case("303", answer(303, headers=("Location: /done",)), BadAnswer, True, "redirect"),
    Case("redirect to nonsense", answer(302, headers=("Location: http://[",)), BadAnswer, True, "redirect"),
    Case("307", answer(307, headers=("Location: https://elsewhere.invalid/",)), BadAnswer, False, "redirect"),
    Case("308", answer(308, headers=("Location: https://elsewhere.invalid/",)), BadAnswer, False, "redirect"),
    Case("empty", answer(201), BadAnswer, True, "empty or cut short"),
    Case("half of the JSON", answer(201, b'{"ids": {"+4144'), BadAnswer, True, "empty or cut short"),
    Case(
        "half of the answer",
        Reply(b'HTTP/1.1 201 X\r\nContent-Length: 99\r\n\r\n{"ids"', close=True),
        BadAnswer,
        True,
        "cut short",
    ),
    Case(
        "half of the chunks",
        Reply(b'HTTP/1.1 201 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id', close=True),
        BadAnswer,
        True,
        "cut short",
    ),
    Case("a list", answer(201, []), BadAnswer, True, "does not understand"),
    Case("nested without end", answer(201, b"[" * 100_000), BadAnswer, True, "cut short"),
    Case("a number without end", answer(201, b'{"ids":' + b"9" * 5000 + b"}"), BadAnswer, True, "cut short"),
    Case("not HTTP", Reply(b"220 mail.example ESMTP\r\n", close=True), BadAnswer, True, "not a web service"),
    Case(
        "not gzip",
        answer(201, b"this is no gzip", headers=("Content-Encoding: gzip",)),
        BadAnswer,
        True,
        "unpacked",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_failed_submission_says_what_happened_and_whether_it_may_have_been_sent(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Hostile([case.reply]) as server, api(server) as client, pytest.raises(case.error) as caught:
        client.send(FAX)

    assert caught.value.may_have_acted is case.may_have_acted
    assert case.words in str(caught.value)
    assert caught.value.title.endswith(".")
    assert caught.value.advice.endswith(".")
    assert len(server.received) == 1, "A submission is never repeated"
    assert TOKEN not in caplog.text
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None, "requests' own error knows the token"


def test_a_connection_that_breaks_before_the_body_is_an_open_question_only_where_some_of_it_left() -> None:
    # The server reads the headers and resets; whether a block of the body had left by then decides.
    with Hostile([DROP_BEFORE_BODY]) as server, api(server) as client, pytest.raises(Offline) as caught:
        client.send(FAX)

    assert caught.value.may_have_acted is True


def test_a_refused_connection_sent_nothing() -> None:
    address = f"http://127.0.0.1:{free_port()}/v3"
    with FaxApi(address, PersonalToken(TOKEN)) as client, pytest.raises(Offline) as caught:
        client.send(FAX)

    assert caught.value.may_have_acted is False
    assert "refused the connection" in str(caught.value)
    assert "internet connection" in caught.value.advice


def test_an_unknown_host_name_sent_nothing() -> None:
    with FaxApi("https://fax.invalid/v3", PersonalToken(TOKEN)) as client, pytest.raises(Offline) as caught:
        client.send(FAX)

    assert caught.value.may_have_acted is False
    assert "fax.invalid could not be found" in str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="what a full backlog does is different on each system")
def test_a_connection_that_nobody_takes_up_sent_nothing() -> None:
    # A full backlog that is never emptied is a connection that is never made.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        client = FaxApi(f"http://127.0.0.1:{port}/v3", PersonalToken(TOKEN), timeouts=Timeouts(SOON, SOON))
        with client, pytest.raises(Offline) as caught:
            client.send(FAX)
        for filler in fillers:
            filler.close()

    assert caught.value.may_have_acted is False
    assert "did not answer in time" in str(caught.value)


def test_reading_needs_another_right_than_sending() -> None:
    with (
        Hostile([no(403, "forbidden", "insufficient scope")]) as server,
        api(server) as client,
        pytest.raises(SignInNeeded, match="fax:all:read") as caught,
    ):
        client.outbox()

    assert "see faxes" in caught.value.title
    assert "insufficient scope" in caught.value.advice


def test_refusals_carry_the_code_of_the_service() -> None:
    with Hostile([no(400, "too_many_files", "")]) as server, api(server) as client, pytest.raises(Refused) as caught:
        client.send(FAX)

    assert (caught.value.status, caught.value.code) == (400, "too_many_files")


def test_the_service_cannot_make_an_error_show_a_token_or_a_novel() -> None:
    said = f"Token {TOKEN} is wrong\x00\nBearer abcdefghijkl " + "x " * 500
    with Hostile([no(400, "", said)]) as server, api(server) as client, pytest.raises(Refused) as caught:
        client.send(FAX)

    assert TOKEN not in str(caught.value)
    assert "abcdefghijkl" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("0", 0), ("2.5", 2.5), ("-3", None), ("soon", None), ("", None), ("٣", None)],
)
def test_retry_after_in_seconds(said: str, seconds: float | None) -> None:
    assert faults.retry_after({"Retry-After": said}) == seconds


def test_retry_after_as_a_date_counts_from_the_date_of_the_answer() -> None:
    # The clock of this computer may be wrong by hours.
    then = datetime(2001, 5, 6, 7, 8, 9, tzinfo=UTC)
    headers = {
        "Date": format_datetime(then, usegmt=True),
        "Retry-After": format_datetime(then + timedelta(seconds=90), usegmt=True),
    }

    assert faults.retry_after(headers) == 90


def test_retry_after_as_a_date_without_a_date_of_the_answer() -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    said = {"Retry-After": format_datetime(until, usegmt=True)}

    most = (until - datetime.now(UTC)).total_seconds()
    seconds = faults.retry_after(said)
    least = (until - datetime.now(UTC)).total_seconds()

    assert seconds is not None
    assert least <= seconds <= most
    assert faults.retry_after({"Retry-After": "Sun, 06 Nov 1994 08:49:37 -0000"}) == 0


@pytest.mark.parametrize("status", [429, 503])
def test_the_pause_that_is_asked_for_arrives(status: int) -> None:
    with (
        Hostile([no(status, headers=("Retry-After: 42",))]) as server,
        api(server) as client,
        pytest.raises((Throttled, ServiceDown)) as caught,
    ):
        client.outbox()

    assert caught.value.retry_after == 42


def test_an_error_whose_body_breaks_off_is_still_that_error() -> None:
    cut = Reply(b'HTTP/1.1 409 X\r\nContent-Length: 500\r\n\r\n{"error"', close=True)
    with Hostile([cut]) as server, api(server) as client, pytest.raises(Conflict):
        client.cancel_fax("abc")


def test_an_error_page_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    endless = Reply(b"HTTP/1.1 404 X\r\n\r\n", blocks=lambda: iter(lambda: b"x" * 65536, b""))
    with Hostile([endless]) as server, FaxApi(server.url, PersonalToken(TOKEN), timeouts=PATIENT) as client:
        blocks = client._transport.blocks

        def counted(response: requests.Response) -> Iterator[bytes]:
            for block in blocks(response):
                read.append(len(block))
                yield block

        monkeypatch.setattr(client._transport, "blocks", counted)
        with pytest.raises(NotThere):
            client.fax("abc")

    assert 0 < sum(read) < 1_000_000


def test_an_answer_without_end_is_refused_while_it_arrives() -> None:
    endless = Reply(b"HTTP/1.1 200 X\r\n\r\n", blocks=lambda: iter(lambda: b" " * 1_000_000, b""))
    with (
        Hostile([endless]) as server,
        FaxApi(server.url, PersonalToken(TOKEN)) as client,
        pytest.raises(BadAnswer, match="far too large"),
    ):
        client.outbox()


def test_a_small_packed_answer_that_is_huge_unpacked_is_refused() -> None:
    bomb = gzip.compress(b" " * 200_000_000, compresslevel=1)
    with (
        Hostile([answer(200, bomb, headers=("Content-Encoding: gzip",))]) as server,
        FaxApi(server.url, PersonalToken(TOKEN)) as client,
        pytest.raises(BadAnswer, match="far too large"),
    ):
        client.outbox()


@pytest.mark.parametrize("call", ["change_comment", "cancel_fax", "delete_fax", "delete_hook"])
def test_a_web_page_is_no_success_even_where_the_answer_is_not_needed(call: str) -> None:
    arguments = ("abc", "text") if call == "change_comment" else ("abc",)
    with (
        Hostile([answer(200, PAGE, content_type="text/html")]) as server,
        api(server) as client,
        pytest.raises(BadAnswer, match="web page"),
    ):
        getattr(client, call)(*arguments)


@pytest.mark.parametrize(
    ("cause", "begun", "error", "may_have_acted", "words"),
    [
        (
            low.NewConnectionError(HTTPConnection("fax.example"), "No route to host"),
            False,
            Offline,
            False,
            "cannot be reached",
        ),
        (low.ProtocolError("Connection aborted.", OSError(errno.ENETDOWN, "down")), True, Offline, True, "broke"),
        (low.ProtocolError("Connection aborted.", OSError(errno.ENETDOWN, "down")), None, Offline, True, "broke"),
        (low.ProtocolError("Connection aborted.", ssl.SSLEOFError(8, "EOF")), False, Offline, False, "broke"),
        (low.SSLError("bad record"), True, Offline, True, "broke"),
        # Words of the time before the request are not believed once some of it has left.
        (low.NewConnectionError(HTTPConnection("fax.example"), "odd"), True, Offline, True, "cannot be reached"),
    ],
    ids=["unreachable", "network gone", "network gone, no body", "hung up on TLS", "TLS broke", "contradiction"],
)
def test_what_loopback_cannot_play(
    cause: Exception, begun: bool | None, error: type[ServiceError], may_have_acted: bool, words: str
) -> None:
    found = faults.of_exception(requests.ConnectionError(cause), "fax.example", begun=begun)

    assert type(found) in error.__subclasses__() or type(found) is error
    assert found.may_have_acted is may_have_acted
    assert words in str(found)


def while_handling_a_refusal(act: Callable[[], object]) -> None:
    try:
        socket.create_connection(("127.0.0.1", free_port())).close()
    except ConnectionRefusedError:
        act()


def test_an_error_that_the_caller_was_handling_is_no_cause() -> None:
    """A refused connection proves that nothing was sent; somebody else's refused connection proves nothing."""
    with Hostile([DROP]) as server, api(server) as client, pytest.raises(Offline) as caught:
        while_handling_a_refusal(lambda: client.send(FAX))

    assert caught.value.may_have_acted is True
    assert "broke" in caught.value.title


def test_an_error_page_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with Hostile([Reply(b"HTTP/1.1 409 X\r\n\r\n", blocks=dripping)]) as server, api(server) as client:
        read_error = client._transport._no

        def read_error_soon(response: requests.Response, method: str) -> ServiceError:
            client._transport._timeouts = Timeouts(PATIENCE, SOON)
            return read_error(response, method)

        monkeypatch.setattr(client._transport, "_no", read_error_soon)
        with pytest.raises(Conflict):
            client.cancel_fax("abc")
