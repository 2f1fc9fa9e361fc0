"""Connections: when they are kept, whom they trust, through whom they go, and what leaks from none of them."""

from __future__ import annotations

import base64
import socket
import ssl
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.api.transport import Timeouts, Transport
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import FaxDeskError, InputRefused, Offline
from faxdesk.core.model import DocumentType, Shipment
from tests.api import gateway
from tests.api.gateway import CERTIFICATES
from tests.api.scripted_server import DROP, PATIENT, RESET, Hostile, Reply, answer
from tests.ports import free_port
from tests.time_limits import PATIENCE

TOKEN = "alohi_pat_Zq7-very_secret"
FAX = Shipment(sender="+41445550100", to=("+41445550123",), files=("/storage/transient-1.pdf",), tag="faxdesk:1")
CERTIFICATE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
EMPTY = answer(200, {"records": []})
ACCEPTED = answer(201, {"ids": {}})
ACCOUNT = answer(200, {"uid": "u1"})


def api(server: Hostile) -> FaxApi:
    return FaxApi(server.url, PersonalToken(TOKEN), timeouts=PATIENT)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxies and certificates of the machine that runs the test."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", *CERTIFICATE_VARIABLES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


# ------------------------------------------------------------------------------------------------ kept or fresh


def test_polls_share_one_connection() -> None:
    with Hostile([EMPTY] * 5) as server, api(server) as client:
        for _ in range(5):
            client.outbox()

        assert server.connections == 1


def test_polls_share_one_connection_whatever_the_framing() -> None:
    chunked = Reply(b'HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{"records":[]}\r\n0\r\n\r\n')
    with Hostile([chunked] * 3) as server, api(server) as client:
        for _ in range(3):
            client.outbox()

        assert server.connections == 1


def test_a_client_that_asks_for_many_things_does_not_remember_them_all() -> None:
    with Hostile([answer(200, {"data": {"records": []}})] * 20) as server, api(server) as client:
        for offset in range(20):
            client.faxes(offset=offset)

        assert len(client._transport._polls) <= 8
        assert len({request.target for request in server.received}) == 20


def test_a_submission_starts_on_a_fresh_connection() -> None:
    with Hostile([EMPTY, ACCEPTED, EMPTY]) as server, api(server) as client:
        client.outbox()
        client.send(FAX)
        client.outbox()

        assert server.connections == 2


def test_a_submission_does_not_stumble_over_a_connection_that_was_closed_while_idle() -> None:
    with Hostile([answer(200, {"records": []}, close=True), ACCEPTED]) as server, api(server) as client:
        client.outbox()
        client.send(FAX)

        assert [request.method for request in server.received] == ["GET", "POST"]


def test_a_poll_on_a_connection_that_just_closed_is_asked_again_once() -> None:
    # The server takes the request and closes: what a client sees when its request crosses the server's close.
    with Hostile([EMPTY, DROP, EMPTY]) as server, api(server) as client:
        client.outbox()
        client.outbox()

        assert len(server.received) == 3


@pytest.mark.parametrize("breaks", [DROP, RESET])
def test_a_poll_is_not_asked_for_ever(breaks: Reply) -> None:
    with Hostile([EMPTY, breaks, breaks, EMPTY]) as server, api(server) as client:
        client.outbox()
        with pytest.raises(Offline):
            client.outbox()

        assert len(server.received) == 3


def test_a_poll_on_a_fresh_connection_is_not_repeated() -> None:
    with Hostile([DROP, EMPTY]) as server, api(server) as client:
        with pytest.raises(Offline):
            client.outbox()

        assert len(server.received) == 1


def test_changes_are_not_repeated() -> None:
    with Hostile([EMPTY, DROP, EMPTY]) as server, api(server) as client:
        client.outbox()
        with pytest.raises(Offline):
            client.cancel_fax("abc")

        assert len(server.received) == 2


# --------------------------------------------------------------------------------------- what leaks from nothing


def test_nothing_follows_a_redirect() -> None:
    with Hostile([ACCOUNT]) as other, Hostile() as server:
        server.replies.append(answer(302, headers=(f"Location: {other.url}/steal",)))
        with api(server) as client, pytest.raises(Exception, match="redirect"):
            client.account()

        assert other.received == []


def test_a_netrc_file_does_not_replace_the_token(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = home / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with Hostile([ACCOUNT]) as server, api(server) as client:
        client.account()

    assert server.received[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_personal_token_travels_alone() -> None:
    with Hostile([ACCOUNT]) as server, api(server) as client:
        client.account()

    headers = server.received[0].headers
    assert headers["x-fax-clientid"] is None
    assert headers["Accept"] == "application/json"
    assert headers["User-Agent"].startswith("FaxDesk/")


def test_cookies_are_not_kept() -> None:
    with Hostile([answer(200, {"uid": "u"}, headers=("Set-Cookie: a=b",)), EMPTY]) as server, api(server) as client:
        client.account()
        client.outbox()

    assert server.received[1].headers["Cookie"] is None


# --------------------------------------------------------------------------------------------------------- TLS


def encrypted(name: str) -> Hostile:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / name)
    return Hostile([ACCOUNT, ACCOUNT], tls=context)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_certificates_of_the_environment_are_trusted(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, str(CERTIFICATES / "loopback.pem"))
    with encrypted("loopback.pem") as server, api(server) as client:
        assert client.account().uid == "u1"
        assert client.account().uid == "u1"

        assert server.connections == 1


@pytest.mark.parametrize(
    ("trusted", "shown", "words"),
    [
        ("", "loopback.pem", "A firewall or virus scanner"),
        ("expired.pem", "expired.pem", "date and time of this computer"),
        ("elsewhere.pem", "elsewhere.pem", "Another machine answered"),
    ],
)
def test_a_certificate_that_cannot_be_trusted(
    trusted: str, shown: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / trusted))
    with encrypted(shown) as server, api(server) as client, pytest.raises(Offline) as caught:
        client.send(FAX)

    assert caught.value.may_have_acted is False
    assert "cannot be trusted" in caught.value.title
    assert words in caught.value.advice
    assert server.received == []


class Mute(Hostile):
    """Says one thing, or nothing, before it has read anything."""

    greeting = b""

    def _one(self, connection: socket.socket, stream: BinaryIO) -> bool:
        connection.sendall(self.greeting)
        self._end.wait()
        return False


class Unencrypted(Mute):
    greeting = b"HTTP/1.1 400 This port has no encryption\r\n\r\n"


@pytest.mark.parametrize(
    ("kind", "seconds", "words"),
    [(Mute, 0.3, "took too long"), (Unencrypted, PATIENCE, "No encrypted connection")],
)
def test_a_server_that_does_not_speak_tls_was_sent_nothing(kind: type[Mute], seconds: float, words: str) -> None:
    with kind() as server:
        address = server.url.replace("http:", "https:")
        with (
            FaxApi(address, PersonalToken(TOKEN), timeouts=Timeouts(seconds, seconds)) as client,
            pytest.raises(Offline, match=words) as caught,
        ):
            client.send(FAX)

    assert caught.value.may_have_acted is False


def test_a_folder_of_certificates_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    # Nothing in the folder, so nobody is trusted.
    with encrypted("loopback.pem") as server, api(server) as client, pytest.raises(Offline, match="cannot be trusted"):
        client.account()


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))

    with pytest.raises(InputRefused, match=r"REQUESTS_CA_BUNDLE: .*none\.pem.*environment variable"):
        Transport("https://127.0.0.1/v3")


@pytest.mark.parametrize("place", ["keys.log", "no such folder/keys.log"])
def test_the_keys_of_a_connection_are_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """`SSLKEYLOGFILE` is left over from a search for a fault: whoever reads that file reads the faxes."""
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / place))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / "loopback.pem"))
    with encrypted("loopback.pem") as server, api(server) as client:
        assert client.account().uid == "u1"
    assert list(tmp_path.iterdir()) == []


def test_without_truststore_the_bundle_of_certifi_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "truststore", None)
    with encrypted("loopback.pem") as server, api(server) as client, pytest.raises(Offline, match="cannot be trusted"):
        client.account()


# ----------------------------------------------------------------------------------------------------- proxies


class Proxy(Hostile):
    """Notes who asks for which tunnel, and refuses it with its first reply."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def refusal(status: int) -> Reply:
    return answer(status, b"No", content_type="text/plain", close=True)


def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy([refusal(502)]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        with FaxApi("https://fax.invalid/v3", PersonalToken(TOKEN)) as client, pytest.raises(Offline) as caught:
            client.send(FAX)

    assert caught.value.may_have_acted is False
    assert "proxy" in caught.value.title
    assert (proxy.received[0].method, proxy.received[0].target) == ("CONNECT", "fax.invalid:443")
    assert proxy.received[0].headers["Authorization"] is None


def test_a_proxy_can_be_named() -> None:
    with Proxy([refusal(407)]) as proxy:
        client = FaxApi("https://fax.invalid/v3", PersonalToken(TOKEN), proxy=proxy.address)
        with client, pytest.raises(Offline) as caught:
            client.send(FAX)

    assert caught.value.may_have_acted is False
    assert "user name and a password" in caught.value.title


def test_a_user_name_and_a_password_in_the_address_of_a_proxy_are_given_to_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with Proxy([refusal(407)]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address.replace("//", "//clerk:open%20sesame@"))
        with FaxApi("https://fax.invalid/v3", PersonalToken(TOKEN)) as client, pytest.raises(Offline) as caught:
            client.send(FAX)

    said = proxy.received[0].headers["Proxy-Authorization"]
    assert base64.b64decode(said.removeprefix("Basic ")) == b"clerk:open sesame"
    assert "HTTPS_PROXY" in caught.value.advice
    for text in (caplog.text, str(caught.value)):
        assert "sesame" not in text


@pytest.mark.parametrize(
    "proxy",
    [f"http://127.0.0.1:{free_port()}", "socks5://127.0.0.1:9", "http://"],
    ids=["refused", "unknown kind", "no host"],
)
def test_a_proxy_that_cannot_be_used_sent_nothing(proxy: str) -> None:
    with (
        FaxApi("https://fax.invalid/v3", PersonalToken(TOKEN), proxy=proxy) as client,
        pytest.raises(Offline) as caught,
    ):
        client.send(FAX)

    assert caught.value.may_have_acted is False
    assert "proxy" in caught.value.title


def test_this_computer_is_not_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("HTTP_PROXY", nobody)
    with Hostile([ACCOUNT]) as server, FaxApi(server.url, PersonalToken(TOKEN), proxy=nobody) as client:
        assert client.account().uid == "u1"


def test_a_call_through_a_proxy_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / "elsewhere.pem"))
    with encrypted("elsewhere.pem") as server, gateway.Proxy(server.port) as tunnel:
        client = FaxApi("https://elsewhere.invalid/v3", PersonalToken(TOKEN), proxy=tunnel.address)
        with client:
            assert client.account().uid == "u1"


def test_a_call_through_an_encrypted_proxy_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle = tmp_path / "trusted.pem"
    bundle.write_text("".join((CERTIFICATES / name).read_text() for name in ("elsewhere.pem", "loopback.pem")))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with (
        encrypted("elsewhere.pem") as server,
        gateway.Proxy(server.port) as tunnel,
        gateway.Encrypted(tunnel.port, "loopback.pem") as front,
    ):
        through = f"https://127.0.0.1:{front.port}"
        with FaxApi("https://elsewhere.invalid/v3", PersonalToken(TOKEN), proxy=through) as client:
            assert client.account().uid == "u1"
        front.certificate = "firewall.pem"
        stranger = FaxApi("https://elsewhere.invalid/v3", PersonalToken(TOKEN), proxy=through)
        with stranger, pytest.raises(Offline) as caught:
            stranger.send(FAX)
    assert caught.value.may_have_acted is False
    assert tunnel.asked == ["elsewhere.invalid:443"], "nothing is told to a proxy that is not trusted"


# ----------------------------------------------------------------------------------------------------- patience


def test_a_line_that_stands_still_for_a_moment_does_not_end_an_upload(tmp_path: Path) -> None:
    """The connect timeout is for connecting: it must not end a block that takes longer to leave."""
    scan = tmp_path / "scan.pdf"
    with scan.open("wb") as file:
        # More than the buffers of two sockets hold.
        file.truncate(24_000_000)
    stalled = answer(201, {"path": "/storage/transient-1.pdf"}, stall=0.4)
    with (
        Hostile([stalled]) as server,
        FaxApi(server.url, PersonalToken(TOKEN), timeouts=Timeouts(connect=0.2, read=PATIENCE)) as client,
    ):
        path = client.upload(scan, "scan.pdf", DocumentType.PDF, lambda done, total: None, NeverCancelled())

    assert path == "/storage/transient-1.pdf"


# ------------------------------------------------------------------------------------------------ interim answers


@pytest.mark.parametrize(
    "hints",
    [
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nLink: </a.js>\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n" * 5,
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 199 Odd\r\nX: y\r\n\r\n",
    ],
)
def test_what_a_server_says_before_its_answer_is_not_the_answer(hints: bytes) -> None:
    """Hints are for browsers; a proxy sends them to everybody. A fax that was accepted must not count as unknown."""
    with Hostile([Reply(hints + ACCEPTED.raw), Reply(hints + EMPTY.raw), EMPTY]) as server, api(server) as client:
        client.send(FAX)
        assert client.outbox() == ()
        assert client.outbox() == ()


def test_a_server_that_only_ever_hints_is_a_broken_one() -> None:
    with Hostile([Reply(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 200)]) as server, api(server) as client:
        with pytest.raises(FaxDeskError, match=r"is not a web service|broke") as caught:
            client.send(FAX)
        assert getattr(caught.value, "may_have_acted", False)
